"""What a person can do for themselves after an infusion.

Owns `clinical/tips.toml`. It must not give a tip in place of a warning: whoever shows tips leaves them out
beside an emergency or urgent finding, and always shows `clinic_first()` with them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from ktrack import clinical_file
from ktrack.clinical_file import Fields
from ktrack.questions import questions
from ktrack.sources import sources

FILE = "tips.toml"

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")


class Tip(NamedTuple):
    """One thing to do, in words for the person."""

    id: str
    text: str
    sources: tuple[str, ...]
    for_questions: tuple[str, ...]
    """Shown when one of these was reported; empty = for everybody."""
    until_hours: int
    """Not shown later than this many hours after the end of the infusion."""


class TipFile(NamedTuple):
    """All that tips.toml says."""

    clinic_first: str
    driving: str
    driving_sources: tuple[str, ...]
    tips: tuple[Tip, ...]


def tips() -> tuple[Tip, ...]:
    """Every tip in its order. Raises BadClinicalFile when the packaged file is damaged."""
    return _packaged().tips


def driving() -> str:
    """The standing line about driving. It is no tip: it stays until the next day, whatever was reported."""
    return _packaged().driving


def driving_sources() -> tuple[str, ...]:
    """Keys of the sources of `driving()`."""
    return _packaged().driving_sources


def clinic_first() -> str:
    """The sentence that stands above all tips."""
    return _packaged().clinic_first


def tips_for(reported: Collection[str], hours_after_end: float | None) -> tuple[Tip, ...]:
    """The tips that fit: `reported` are the questions answered above 0.

    None before the end of the infusion. When the end is unknown (None) time leaves out nothing.
    """
    if hours_after_end is not None and hours_after_end < 0:
        return ()
    return tuple(
        tip
        for tip in tips()
        if (not tip.for_questions or any(key in reported for key in tip.for_questions))
        and (hours_after_end is None or hours_after_end <= tip.until_hours)
    )


def load(toml: str, file: str = FILE) -> TipFile:
    """Reads a TOML text; raises BadClinicalFile naming `file` and the field."""
    top = clinical_file.read(file, toml)
    clinic_first = top.text("clinic_first")
    line = top.table("driving")
    driving = line.text("text")
    driving_sources = _sources(line)
    line.done()
    table = top.table("tip")
    top.done()
    found: list[Tip] = []
    for id in table.names():
        if not _ID.fullmatch(id):
            raise table.wrong(id, "is not an id: small letters, digits and - only")
        found.append(_tip(id, table.table(id)))
    return TipFile(clinic_first, driving, driving_sources, tuple(found))


@cache
def _packaged() -> TipFile:
    return load(clinical_file.packaged(FILE))


def _tip(id: str, fields: Fields) -> Tip:
    for_questions = fields.texts("for_questions", ())
    for key in for_questions:
        if key not in questions():
            raise fields.wrong("for_questions", f"names {key}, which is not a question")
    until_hours = fields.whole("until_hours")
    if until_hours <= 0:
        raise fields.wrong("until_hours", "must be more than 0")
    tip = Tip(id, fields.text("text"), _sources(fields), for_questions, until_hours)
    fields.done()
    return tip


def _sources(fields: Fields) -> tuple[str, ...]:
    keys = fields.texts("sources")
    for key in keys:
        if key not in sources():
            raise fields.wrong("sources", f"names {key}, which is not in sources.toml")
    return keys
