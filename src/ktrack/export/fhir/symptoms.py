"""Answers as observations: a symptom that is there, a symptom that is not, and a number from 0 to 10.

Owns which answer becomes which. The first two follow the shapes of HL7's Symptoms guide, hl7.fhir.uv.symptoms
1.0.0: an answer above 0 is a symptom, a 0 is the absence of one, and a question nobody answered is nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from ktrack.export.fhir.codes import Code, codes
from ktrack.export.fhir.parts import Resource, Source, category, identify, moment, note, said, words
from ktrack.questions import STRENGTH, Question, question, word
from ktrack.records import CheckIn, Detail

_FOR_REST = "Given as 0 for the rest of a group of questions at once."
_UNSAID = Detail()


def of_check_in(source: Source, check_in: CheckIn) -> Iterator[Resource]:
    """The observations for the answers of a check-in."""
    about, status = source.about(check_in), source.status(check_in)
    for key, value in check_in.answers.items():
        asked = question(key)
        yield {
            "resourceType": "Observation",
            "id": identify("Observation", check_in.id, key),
            "status": status,
            **about,
            **(
                _number(asked, value)
                if asked.group == "benefit"
                else _symptom(asked, value, check_in.details.get(key, _UNSAID))
            ),
            **note(_FOR_REST if key in check_in.none_for_rest else ""),
        }


def _number(asked: Question, value: int) -> Resource:
    ends = f"0 {asked.anchors[0]}, 10 {asked.anchors[1]}"
    return {
        "category": category("survey"),
        "code": {"text": f"{asked.label}, 0 to 10 ({ends})"},
        "valueInteger": value,
    }


def _symptom(asked: Question, value: int, detail: Detail) -> Resource:
    observed = codes().observed
    if value == 0:
        code, parts = observed["symptom_absent"], []
    else:
        code, parts = observed["symptom"], list(_parts(asked, value, detail))
    return {
        "category": category("symptom"),
        "code": words(code.display, code),
        "valueCodeableConcept": words(_name(asked), _code(asked.key, detail)),
        **({"bodySite": {"text": said(detail.location)}} if detail.location else {}),
        **({"component": parts} if parts else {}),
    }


def _parts(asked: Question, value: int, detail: Detail) -> Iterator[Resource]:
    observed = codes().observed
    if asked.kind == "scale":
        strength = f"{word(asked.key, value)}, {value} of {asked.highest}"
        # a question with words of its own is not measured in mild, moderate, severe
        coded = codes().severity.get(value) if asked.anchors == STRENGTH else None
        severity = observed["severity"]
        yield {"code": words(severity.display, severity), "valueCodeableConcept": words(strength, coded)}
    if detail.onset is not None:
        speed = observed["speed_of_onset"]
        onset = words(detail.onset, codes().onset.get(detail.onset))
        yield {"code": words(speed.display, speed), "valueCodeableConcept": onset}
    if detail.still_present is not None:
        yield {"code": {"text": "Still present"}, "valueBoolean": detail.still_present}
    if detail.began_at is not None:
        yield {"code": {"text": "Began at"}, "valueDateTime": moment(detail.began_at)}


def _code(key: str, detail: Detail) -> Code | None:
    known = codes()
    return known.symptom_at.get((key, detail.location or "")) or known.symptom.get(key)


def _name(asked: Question) -> str:
    return f"{asked.label} ({asked.term})" if asked.term not in ("", asked.label) else asked.label
