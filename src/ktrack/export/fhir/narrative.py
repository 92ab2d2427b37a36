"""Every resource in plain words, for people who meet it in a program that shows no more than its text.

Owns that wording, and nothing else: it reads the finished resource only, so what was left out of that cannot come
back here. What a person typed is text in it, never markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from ktrack.export.fhir import forms
from ktrack.export.fhir.parts import Resource, unescaped
from ktrack.questions import question, questions, word
from ktrack.text import one_line

_XHTML = "http://www.w3.org/1999/xhtml"
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_MOMENT = re.compile(r"(.{10})T(.{5})[^+-]*(.*)")
_KEYS = ("none_for_rest", "unconfirmed")
_IN_HEADING = ("at", "entered_by")


def told(resource: Resource) -> Resource:
    """The resource with its text."""
    lines = "".join(f"<p>{_safe(each)}</p>" for each in _TOLD[resource["resourceType"]](resource))
    return {**resource, "text": {"status": "generated", "div": f'<div xmlns="{_XHTML}">{lines}</div>'}}


@lru_cache(256)
def _safe(line: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", one_line(line)), quote=False)


def _observation(found: Resource) -> Iterator[str]:
    if "text" in found.get("category", [{}])[0]:
        yield found["category"][0]["text"].capitalize()
    yield from _pieces(found)
    if "bodySite" in found:
        yield f"Where: {found['bodySite']['text']}"
    for part in found.get("component", ()):
        yield from _pieces(part)
    yield from _notes(found)
    yield from _changed(found)
    by = f", said by {_who(found['performer'][0])}" if "performer" in found else ""
    yield f"{_when(found)}{by}"


def _procedure(found: Resource) -> Iterator[str]:
    yield ", ".join(each["text"] for each in (found["code"], found.get("category")) if each)
    yield _when(found)
    yield from _notes(found)


def _given(found: Resource) -> Iterator[str]:
    dosage = found["dosage"]
    parts = [
        found["medicationCodeableConcept"]["text"],
        _amount(dosage["dose"]),
        dosage.get("route", {}).get("text"),
    ]
    yield f"Given: {', '.join(filter(None, parts))}"
    yield _when(found)
    yield from _notes(found)


def _taken(found: Resource) -> Iterator[str]:
    yield f"Taken: {found['medicationCodeableConcept']['text']}"
    for each in found.get("dosage", ()):
        yield f"Dose: {each['text']}"
    yield from _notes(found)
    yield f"{_when(found)}, said by {_who(found['informationSource'])}"


def _response(found: Resource) -> Iterator[str]:
    at = next(_value(item["answer"][0]) for item in found["item"] if item["linkId"] == "at")
    yield f"Check-in about {at}, entered by {_who(found['author'])} {_moment(found['authored'])}"
    yield from _changed(found)
    yield from _items(item for item in found["item"] if item["linkId"] not in _IN_HEADING)


def _items(items: Iterable[Resource]) -> Iterator[str]:
    for item in items:
        link = item["linkId"]
        asked = item.get("text") or forms.wording()[link]
        answers = item.get("answer", ())
        if answers:
            yield _pair(asked, ", ".join(_answer(link, each) for each in answers))
        else:
            yield _pair(asked, "not answered" if "extension" in item else "")
        for each in (item, *answers):
            yield from _items(each.get("item", ()))


def _answer(link: str, answer: Resource) -> str:
    value = next(value for name, value in answer.items() if name.startswith("value"))
    if link in questions() and not isinstance(value, bool):
        return word(link, value)
    return question(value).label if link in _KEYS else _value(answer)


def _provenance(found: Resource) -> Iterator[str]:
    entered, at = _moment(found["recorded"]), _moment(found["occurredDateTime"])
    yield f"Entered by {_who(found['agent'][0]['who'])} {entered}, about {at}"


def _patient(found: Resource) -> Iterator[str]:
    yield "The person whose diary this is, without a name"
    for each in found.get("generalPractitioner", ()):
        yield f"Clinic: {each['display']}"


def _device(found: Resource) -> Iterator[str]:
    yield f"{found['deviceName'][0]['name']}, version {found['version'][0]['value']}"
    yield found["note"][0]["text"]


def _questionnaire(found: Resource) -> Iterator[str]:
    yield f"The form: {found['title']}"


_TOLD: Mapping[str, Callable[[Resource], Iterator[str]]] = {
    "Device": _device,
    "MedicationAdministration": _given,
    "MedicationStatement": _taken,
    "Observation": _observation,
    "Patient": _patient,
    "Procedure": _procedure,
    "Provenance": _provenance,
    "Questionnaire": _questionnaire,
    "QuestionnaireResponse": _response,
}


def _pieces(part: Resource) -> Iterator[str]:
    """What was looked at and what was found."""
    yield _pair(part["code"]["text"], _value(part))


def _pair(asked: str, value: str) -> str:
    return f"{asked}{'' if asked.endswith('?') else ':'} {value}" if value else asked


def _value(part: Resource) -> str:
    for name, value in part.items():
        if name in _VALUES:
            return _VALUES[name](value)
    return ""


def _amount(quantity: Resource) -> str:
    return f"{quantity['value']} {quantity['unit']}"


def _notes(found: Resource) -> Iterator[str]:
    for each in found.get("note", ()):
        yield unescaped(each["text"])


def _changed(found: Resource) -> Iterator[str]:
    if found["status"] == "amended":
        yield "Changed after it was first written down"


def _who(reference: Resource) -> str:
    return "a companion" if "display" in reference else "the patient"


def _when(found: Resource) -> str:
    if "effectiveDateTime" in found:
        return _moment(found["effectiveDateTime"])
    stretch = found.get("effectivePeriod") or found["performedPeriod"]
    if "start" not in stretch:
        return f"Before {_moment(stretch['end'])}"
    end = f" to {_moment(stretch['end'])}" if "end" in stretch else ""
    return f"{_moment(stretch['start'])}{end}"


@lru_cache(256)
def _moment(written: str) -> str:
    """A time as FHIR has it, to the minute: "2026-11-18 16:30 (UTC-05:00)"."""
    found = _MOMENT.fullmatch(written)
    assert found is not None
    return f"{found[1]} {found[2]} (UTC{found[3]})"


_VALUES: Mapping[str, Callable[[Any], str]] = {
    "valueBoolean": lambda value: "yes" if value else "no",
    "valueCodeableConcept": lambda value: str(value["text"]),
    "valueDateTime": _moment,
    "valueDecimal": str,
    "valueInteger": str,
    "valueQuantity": _amount,
    "valueString": str,
    "dataAbsentReason": lambda _: "not known",
}
