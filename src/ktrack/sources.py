"""Where the medical content comes from.

Owns `clinical/sources.toml`. It must not judge what a source is worth: rules and tips only name its keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from ktrack import clinical_file

FILE = "sources.toml"
FIVE = ("S0", "S1", "S2", "S3", "S4")
"""The articles ktrack was built from; a rule that names none of them is "not from the five sources"."""

KINDS = ("article", "clinic page", "drug label", "drug reference", "regulator", "guideline", "study")
SEEN_AS = ("full text", "copy", "abstract", "summary")

_KEY = re.compile(r"[A-Z][0-9]{1,2}")


class Source(NamedTuple):
    """One source in ktrack's own words."""

    key: str
    title: str
    kind: str
    says: str
    """What it says for ktrack, in one or two sentences."""
    seen_as: str
    """How much of it was read: the full text, a copy of unknown date, an abstract, a summary by others."""
    licence: str
    date_read: date | None = None
    """None where the day was not written down."""


def sources() -> Mapping[str, Source]:
    """Every source by its key, the five first. Raises BadClinicalFile when the packaged file is damaged."""
    return _packaged()


def load(toml: str, file: str = FILE) -> Mapping[str, Source]:
    """Reads a TOML text; raises BadClinicalFile naming `file` and the field."""
    top = clinical_file.read(file, toml)
    licence = top.text("licence")
    found: dict[str, Source] = {}
    for key in top.names():
        if not _KEY.fullmatch(key):
            raise top.wrong(key, "is not a key: a capital letter and a number, such as S0")
        fields = top.table(key)
        read_on = fields.text("date_read", "")
        try:
            date_read = date.fromisoformat(read_on) if read_on else None
        except ValueError:
            raise fields.wrong("date_read", "must be a date such as 2026-11-21") from None
        found[key] = Source(
            key=key,
            title=fields.text("title"),
            kind=fields.choice("kind", KINDS),
            says=fields.text("says"),
            seen_as=fields.choice("seen_as", SEEN_AS),
            licence=licence,
            date_read=date_read,
        )
        fields.done()
    for key in FIVE:
        if key not in found:
            raise top.wrong(key, "is missing")
    return MappingProxyType(found)


@cache
def _packaged() -> Mapping[str, Source]:
    return load(clinical_file.packaged(FILE))
