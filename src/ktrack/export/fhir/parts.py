"""What all FHIR resources of an export are built from: ids, references, times, texts, coded words.

Owns how ktrack's words and times look in FHIR R4. Ids come from the ids of the records alone, so a later export of
the same records names them the same. It must not decide which resources there are.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from ktrack.export.fhir.codes import Code
from ktrack.export.kept import Kept
from ktrack.records import CheckIn, Infusion, Reporter
from ktrack.text import clean, is_blank

Resource = dict[str, Any]
"""A FHIR resource, or a part of one, as plain JSON."""

BASE = "https://ktrack.invalid/fhir"
"""Stands before names that are ktrack's own. Nobody can own or open an address in .invalid."""

_IDS = uuid.UUID("b4c1c1f1-94a7-5f44-9f3e-0d6f7a2e8c35")
_OTHER_BLANKS = re.compile(r"[^\S \t\r\n]")
_MARKUP = re.compile(r"([\\`*_\[\]<>&#|~])")
_ESCAPED = re.compile(rf"\\{_MARKUP.pattern}")
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_SYMPTOM_CATEGORY = "http://hl7.org/fhir/uv/symptoms/CodeSystem/SymptomTemporary"
_FARTHEST = timedelta(hours=14)


@dataclass(frozen=True)
class Source:
    """The records of one export, and how its resources refer to each other."""

    kept: Kept
    by_type: bool = False
    """References as in files by type ("Patient/<id>"), not as in a bundle ("urn:uuid:<id>")."""

    def refer(self, kind: str, *names: object) -> Resource:
        """A reference to the resource that `identify` names."""
        found = identify(kind, *names)
        return {"reference": f"{kind}/{found}" if self.by_type else f"urn:uuid:{found}"}

    @cached_property
    def person(self) -> str:
        """What the patient's id is made from: the first infusion ever kept, or the first check-in."""
        first = min(((each.started_at, each.id) for each in self.kept.diary.infusions), default=None)
        first = first or min(((each.at, each.id) for each in self.kept.diary.check_ins), default=None)
        return first[1] if first else ""

    @cached_property
    def patient(self) -> Resource:
        """A reference to the patient."""
        return self.refer("Patient", self.person)

    def reporter(self, by: Reporter) -> Resource:
        """A reference to who wrote something down. A companion has no name in ktrack."""
        if by == "patient":
            return self.patient
        return {"type": "RelatedPerson", "display": "Companion of the patient"}

    def part_of(self, infusion: Infusion | None) -> Resource:
        """The element that ties something to its infusion; nothing between infusions."""
        return {"partOf": [self.refer("Procedure", infusion.id)]} if infusion is not None else {}

    def about(self, check_in: CheckIn) -> Resource:
        """The elements that all observations of a check-in share."""
        return {
            **self.part_of(self.kept.infusion_of(check_in)),
            "subject": self.patient,
            "effectiveDateTime": moment(check_in.at),
            "issued": moment(check_in.entered_at),
            "performer": [self.reporter(check_in.entered_by)],
            "derivedFrom": [self.refer("QuestionnaireResponse", check_in.id)],
        }

    def status(self, check_in: CheckIn) -> str:
        """Of what a check-in says: whether it was changed after it was first kept."""
        return "amended" if check_in.id in self.kept.edited else "final"


@lru_cache(256)
def identify(kind: str, *names: object) -> str:
    """The id of a resource: the same for the same record on every computer."""
    return str(uuid.uuid5(_IDS, "\n".join((kind, *map(str, names)))))


def identifier(name: str, value: str) -> Resource:
    """The id that a record has in ktrack."""
    return {"system": f"{BASE}/{name}", "value": value}


def moment(at: datetime) -> str:
    """A time as FHIR writes it: with its offset, or in UTC where FHIR has no room for that offset."""
    offset = at.utcoffset() or timedelta(0)
    if abs(offset) > _FARTHEST or offset.seconds % 60:
        at = at.astimezone(UTC)
    return at.isoformat()


def said(text: str) -> str:
    """A text as FHIR can hold it: cleaned, with white space that its texts may not have as common white space.

    The rule for a string in FHIR is read by most programs so that only ASCII white space passes.
    """
    return _OTHER_BLANKS.sub(_common_blank, clean(text))


def note(*sentences: str) -> Resource:
    """The element `note` with the sentences that are not blank. FHIR takes it for Markdown: signs are escaped."""
    written = " ".join(_MARKUP.sub(r"\\\1", said(each)) for each in sentences if not is_blank(each))
    return {"note": [{"text": written}]} if written else {}


def unescaped(note: str) -> str:
    """The text of a note as it was before `note` escaped it."""
    return _ESCAPED.sub(r"\1", note)


def words(text: str, *known: Code | None) -> Resource:
    """A coded word: the text that people read, with the codes that are known for it."""
    coding = [_coding(each) for each in known if each is not None]
    return {"coding": coding, "text": text} if coding else {"text": text}


def own(name: str, code: str, text: str) -> Resource:
    """A word of ktrack's own, with its name as the code."""
    return {"coding": [{"system": f"{BASE}/{name}", "code": said(code)}], "text": said(text)}


def category(code: str) -> list[Resource]:
    """The element `category` of an observation: "survey", "vital-signs" or "symptom"."""
    system = _SYMPTOM_CATEGORY if code == "symptom" else _CATEGORY
    return [{"coding": [{"system": system, "code": code}]}]


def plain(number: float) -> float:
    """A whole number as one: 118, not 118.0."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


@lru_cache(256)
def _coding(code: Code) -> Mapping[str, str]:
    found = {"system": code.system, "code": code.code}
    return {**found, "display": code.display} if code.display else found


def _common_blank(match: re.Match[str]) -> str:
    return "\n" if match[0] in "\u2028\u2029" else " "
