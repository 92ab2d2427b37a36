"""The shape of a question, and the strict reading of `clinical/questions.toml`.

Owns the fields a question may have there, and refuses everything else. Answers are checked in `questions`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple, cast

from ktrack import clinical_file
from ktrack.clinical_file import Fields

FILE = "questions.toml"

Group = Literal["danger", "core", "urinary", "common", "weekly", "benefit", "asked", "companion", "vital"]
Kind = Literal["scale", "yes_no", "vital"]
Worse = Literal["high", "low", "both"]
DetailName = Literal["location", "onset", "still_present", "began_at"]

GROUPS: tuple[Group, ...] = (
    "danger",
    "core",
    "urinary",
    "common",
    "weekly",
    "benefit",
    "asked",
    "companion",
    "vital",
)
DETAILS: tuple[DetailName, ...] = ("location", "onset", "still_present", "began_at")

STRENGTH = ("none", "mild", "moderate", "severe", "very severe")
"""The words for 0 to 4, wherever a question has no words of its own."""

GATED = ("urinary_frequency", "urinary_urgency", "painful_urination", "bladder_pain")
"""The questions that a "no" to `gate_question()` answers with 0."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that can be asked. Texts are plain words for people."""

    key: str
    label: str
    ask: str
    ask_companion: str
    group: Group
    kind: Kind
    worse: Worse
    lowest: int = 0
    highest: int | None = None
    """4, 10 or 1; None for a measured value."""
    anchors: tuple[str, ...] = ()
    """A word for each number of a 0-4 scale; the two ends of a 0-10 scale; empty otherwise."""
    details: tuple[DetailName, ...] = ()
    """What is asked in place after an answer above 0."""
    locations: tuple[str, ...] = ()
    term: str = ""
    """MedDRA name for exports, or empty."""
    unit: str = ""
    plausible: tuple[float, float] | None = None
    """Measured values outside are asked about, and kept as unconfirmed."""
    decimals: bool = False
    strength_ask: str = ""
    """Danger scales: what is asked in place after a "yes", which stores 1."""
    strength_ask_companion: str = ""
    strength_yes: int | None = None
    """When set, `strength_ask` is a yes/no question: "yes" stores this number, "no" leaves 1."""


class QuestionFile(NamedTuple):
    """All that questions.toml says."""

    gate: str
    details: Mapping[DetailName, str]
    questions: Mapping[str, Question]


def load(toml: str, file: str = FILE) -> QuestionFile:
    """Reads a TOML text; raises BadClinicalFile naming `file` and the field."""
    top = clinical_file.read(file, toml)
    gate = top.text("gate")
    words = top.table("detail")
    details: dict[DetailName, str] = {name: words.text(name) for name in DETAILS}
    words.done()
    found: dict[str, Question] = {}
    for group in GROUPS:
        table = top.table(group)
        for key in table.names():
            if not _KEY.fullmatch(key):
                raise table.wrong(key, "is not a key: small letters, digits and _ only")
            if key in found:
                raise table.wrong(key, f"is already a question of the group {found[key].group}")
            found[key] = _question(key, group, table.table(key))
    top.done()
    for key in GATED:
        if key not in found or found[key].group != "urinary":
            raise top.wrong(f"urinary.{key}", "is missing: the gate answers it")
    return QuestionFile(gate, MappingProxyType(details), MappingProxyType(found))


def _question(key: str, group: Group, fields: Fields) -> Question:
    default_kind = "vital" if group == "vital" else "scale"
    kind = cast(Kind, fields.choice("kind", ("scale", "yes_no", "vital"), default_kind))
    if (kind == "vital") != (group == "vital"):
        raise fields.wrong("kind", "must be vital in the group vital and nowhere else")
    highest: int | None = None
    if kind == "yes_no":
        highest = 1
    elif kind == "scale":
        highest = fields.whole("highest", 4)
        if highest not in (4, 10):
            raise fields.wrong("highest", "must be 4 or 10")
    details = fields.texts("details", ())
    for detail in details:
        if detail not in DETAILS:
            raise fields.wrong("details", f"may only hold {', '.join(DETAILS)}")
    locations = fields.texts("locations", ())
    if bool(locations) != ("location" in details):
        raise fields.wrong("locations", "must be given exactly when location is asked")
    asks_strength = group == "danger" and kind == "scale"
    one = Question(
        key=key,
        label=fields.text("label"),
        ask=fields.text("ask"),
        ask_companion=fields.text("ask_companion"),
        group=group,
        kind=kind,
        worse=cast(Worse, fields.choice("worse", ("high", "low", "both"), "high")),
        highest=highest,
        anchors=_anchors(fields, highest),
        details=cast("tuple[DetailName, ...]", details),
        locations=locations,
        term=fields.text("term", ""),
        unit=fields.text("unit") if kind == "vital" else "",
        plausible=fields.pair("plausible") if kind == "vital" else None,
        decimals=fields.yes_no("decimals", False) if kind == "vital" else False,
        strength_ask=fields.text("strength_ask") if asks_strength else "",
        strength_ask_companion=fields.text("strength_ask_companion") if asks_strength else "",
        strength_yes=_strength_yes(fields) if asks_strength else None,
    )
    fields.done()
    return one


def _anchors(fields: Fields, highest: int | None) -> tuple[str, ...]:
    if highest == 10:
        ends = fields.texts("anchors")
        if len(ends) != 2:
            raise fields.wrong("anchors", "must be the words for 0 and for 10")
        return ends
    if highest != 4:
        return ()
    anchors = fields.texts("anchors", STRENGTH)
    if len(anchors) != 5:
        raise fields.wrong("anchors", "must be five words, for 0 to 4")
    return anchors


def _strength_yes(fields: Fields) -> int | None:
    if not fields.has("strength_yes"):
        return None
    value = fields.whole("strength_yes")
    if not 2 <= value <= 4:
        raise fields.wrong("strength_yes", "must be 2, 3 or 4")
    return value
