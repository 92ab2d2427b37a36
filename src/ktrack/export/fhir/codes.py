"""The codes of `clinical/codes.toml`, read strictly.

Owns what that file may contain: a code without a place where it was confirmed is refused. It must not guess one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from ktrack import clinical_file
from ktrack.clinical_file import Fields
from ktrack.questions import questions

FILE = "codes.toml"
SNOMED, LOINC, UCUM = "http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org"

_PLACES = frozenset(("hl7", "ohdsi", "hpo"))


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a terminology."""

    system: str
    code: str
    display: str = ""
    """The name in the terminology, where it was seen."""
    unit: str = ""
    """UCUM code of what is measured."""


@dataclass(frozen=True, slots=True)
class Codes:
    """All that codes.toml says."""

    notice: str
    symptom: Mapping[str, Code]
    symptom_at: Mapping[tuple[str, str], Code]
    """By question and location."""
    severity: Mapping[int, Code]
    onset: Mapping[str, Code]
    substance: Mapping[str, Code]
    observed: Mapping[str, Code]


@cache
def codes() -> Codes:
    """The codes that come with ktrack. Raises BadClinicalFile."""
    return read(clinical_file.packaged(FILE))


def read(toml: str, file: str = FILE) -> Codes:
    """Reads a TOML text; raises BadClinicalFile naming `file` and the field."""
    top = clinical_file.read(file, toml)
    found = Codes(
        notice=top.prose("notice"),
        symptom=_section(top, "symptom", SNOMED),
        symptom_at=_places(top),
        severity=MappingProxyType({int(name): code for name, code in _section(top, "severity", SNOMED).items()}),
        onset=_section(top, "onset", SNOMED),
        substance=_section(top, "substance", SNOMED),
        observed=_section(top, "observed", LOINC),
    )
    top.done()
    for key in (*found.symptom, *(key for key, _ in found.symptom_at)):
        if key not in questions():
            raise top.wrong(f"symptom.{key}", "is not a question")
    return found


def _section(top: Fields, name: str, system: str) -> Mapping[str, Code]:
    section = top.table(name)
    return MappingProxyType({key: _code(section.table(key), system) for key in section.names()})


def _places(top: Fields) -> Mapping[tuple[str, str], Code]:
    found = {}
    for name, code in _section(top, "symptom_at", SNOMED).items():
        key, _, location = name.partition(".")
        found[key, location] = code
    return MappingProxyType(found)


def _code(fields: Fields, system: str) -> Code:
    code = Code(system, fields.text("code"), fields.text("display", ""), fields.text("unit", ""))
    seen = fields.texts("seen_in")
    fields.done()
    if not _PLACES.issuperset(seen):
        raise fields.wrong("seen_in", f"may only hold {', '.join(sorted(_PLACES))}")
    return code
