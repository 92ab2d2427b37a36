"""A check-in as the form it was: a questionnaire, and one response for each check-in with all it says.

Owns the names of the items. The response is the raw form: everything a check-in holds is in it, also what has no
place in an observation. An item that is not there was not asked; one that is there without an answer was skipped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache

from ktrack.export.fhir.parts import BASE, Resource, Source, identifier, identify, moment, plain, said
from ktrack.questions import DetailName, Question, detail_question, questions
from ktrack.records import CheckIn, Detail, Medicine
from ktrack.text import is_blank

URL = f"{BASE}/Questionnaire/check-in"
_DECLINED = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_YES_NO = "yes or no"
_MEDICINE = {
    "name": ("Name of the medicine", "string"),
    "dose": ("Dose", "string"),
    "at": ("When it was taken", "dateTime"),
    "helped": ("Did it help?", "boolean"),
}
_DETAILS: dict[DetailName, str] = {
    "location": "string",
    "onset": "string",
    "still_present": "boolean",
    "began_at": "dateTime",
}


def questionnaires(source: Source) -> Iterator[Resource]:
    """The one questionnaire, with the questions as this version of ktrack asks them."""
    items, version = _questionnaire()
    yield {
        "resourceType": "Questionnaire",
        "id": identify("Questionnaire", version),
        "url": URL,
        "version": version,
        "name": "KtrackCheckIn",
        "title": "Check-in after a ketamine infusion",
        "status": "active",
        "subjectType": ["Patient"],
        "item": items,
    }


@cache
def wording() -> Mapping[str, str]:
    """What each item of the form asks, by its link id."""
    items, _ = _questionnaire()
    return {each["linkId"]: each["text"] for item in items for each in (item, *item.get("item", ()))}


def response(source: Source, check_in: CheckIn) -> Resource:
    """What was said at a check-in."""
    reporter = source.reporter(check_in.entered_by)
    return {
        "resourceType": "QuestionnaireResponse",
        "id": identify("QuestionnaireResponse", check_in.id),
        "identifier": identifier("check-in", check_in.id),
        **source.part_of(source.kept.infusion_of(check_in)),
        "questionnaire": f"{URL}|{_questionnaire()[1]}",
        "status": "amended" if check_in.id in source.kept.edited else "completed",
        "subject": source.patient,
        "authored": moment(check_in.entered_at),
        "author": reporter,
        "source": reporter,
        "item": list(_said(check_in)),
    }


def _said(check_in: CheckIn) -> Iterator[Resource]:
    yield _answer("at", "dateTime", moment(check_in.at))
    if check_in.timezone:
        yield _answer("timezone", "string", said(check_in.timezone))
    yield _answer("entered_by", "string", check_in.entered_by)
    for key, asked in questions().items():
        if key in check_in.answers:
            yield _answered(asked, check_in.answers[key], check_in.details.get(key))
        elif key in check_in.vitals:
            yield _answer(key, "decimal", plain(check_in.vitals[key]), asked.label)
        elif key in check_in.skipped:
            declined = {"url": _DECLINED, "valueCode": "asked-declined"}
            yield {"extension": [declined], "linkId": key, "text": asked.label}
    for name in ("none_for_rest", "unconfirmed"):
        keys: tuple[str, ...] = getattr(check_in, name)
        if keys:
            yield {"linkId": name, "answer": [{"valueString": key} for key in keys]}
    for medicine in check_in.medicines:
        parts = list(_taken(medicine))
        yield {"linkId": "medicine", **({"item": parts} if parts else {})}
    if not is_blank(check_in.note):
        yield _answer("note", "string", said(check_in.note))


def _answer(link: str, kind: str, value: object, label: str = "") -> Resource:
    text = {"text": label} if label else {}
    return {"linkId": link, **text, "answer": [{f"value{kind[0].upper()}{kind[1:]}": value}]}


def _answered(asked: Question, value: int, detail: Detail | None) -> Resource:
    item = _answer(asked.key, *(("boolean", bool(value)) if asked.kind == "yes_no" else ("integer", value)))
    if detail is not None and (parts := list(_detailed(asked.key, detail))):
        item["answer"][0]["item"] = parts
    return {"linkId": asked.key, "text": asked.label, "answer": item["answer"]}


def _detailed(key: str, detail: Detail) -> Iterator[Resource]:
    if detail.location:
        yield _answer(f"{key}.location", "string", said(detail.location))
    if detail.onset is not None:
        yield _answer(f"{key}.onset", "string", detail.onset)
    if detail.still_present is not None:
        yield _answer(f"{key}.still_present", "boolean", detail.still_present)
    if detail.began_at is not None:
        yield _answer(f"{key}.began_at", "dateTime", moment(detail.began_at))


def _taken(medicine: Medicine) -> Iterator[Resource]:
    for name, text in (("name", medicine.name), ("dose", medicine.dose)):
        if not is_blank(text):
            yield _answer(f"medicine.{name}", "string", said(text))
    if medicine.at is not None:
        yield _answer("medicine.at", "dateTime", moment(medicine.at))
    if medicine.helped is not None:
        yield _answer("medicine.helped", "boolean", medicine.helped)


@cache
def _questionnaire() -> tuple[list[Resource], str]:
    """The items, and a version that changes with any word of them."""
    items = [
        _item("at", "Time that is spoken of", "dateTime"),
        _item("timezone", "Name of the time zone", "string"),
        _item("entered_by", "Who writes it down: patient or companion", "string"),
        *(_asked(each) for each in questions().values()),
        _item("none_for_rest", "Questions answered with 0 for a whole group at once", "string", repeats=True),
        _item("unconfirmed", "Measured values that look mistyped and were kept", "string", repeats=True),
        {
            **_item("medicine", "Medicine that was taken", "group", repeats=True),
            "item": [_item(f"medicine.{name}", text, kind) for name, (text, kind) in _MEDICINE.items()],
        },
        _item("note", "Anything else", "text"),
    ]
    return items, hashlib.sha256(json.dumps(items).encode()).hexdigest()[:12]


def _asked(asked: Question) -> Resource:
    if asked.kind == "vital":
        return _item(asked.key, f"{asked.ask} ({asked.unit})", "decimal")
    kind = "boolean" if asked.kind == "yes_no" else "integer"
    details = [_item(f"{asked.key}.{name}", detail_question(name), _DETAILS[name]) for name in _DETAILS]
    return {**_item(asked.key, f"{asked.ask} ({_scale(asked)})", kind), "item": details}


def _scale(asked: Question) -> str:
    if asked.kind == "yes_no":
        return _YES_NO
    ends = asked.anchors if asked.highest != 10 else ()
    return ", ".join(f"{value} {each}" for value, each in enumerate(ends)) or "0 to 10"


def _item(link: str, text: str, kind: str, *, repeats: bool = False) -> Resource:
    return {"linkId": link, "text": text, "type": kind, **({"repeats": True} if repeats else {})}
