"""A record as the diary file writes it, and back.

Owns the names and shapes of the JSON: the file that `export` writes, the earlier versions in `edits`, kept
forms. It must not validate or repair (`exchange` and the tracker do): a missing key takes its default, anything
else that does not fit raises KeyError, TypeError or ValueError.

Times are ISO 8601 with the offset that the person's clock had.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from ktrack.records import (
    CheckIn,
    Detail,
    Edit,
    Evidence,
    Flag,
    Infusion,
    Medicine,
    Profile,
    Visit,
)

Json = dict[str, Any]
Record = Infusion | CheckIn | Flag | Visit | Edit | Profile
AnyRecord = TypeVar("AnyRecord", bound=Record)


def record_to_json(record: Record) -> Json:
    """The record as the diary file writes it: plain dicts, lists, texts and numbers."""
    return _WRITE[type(record)](record)


def json_to_record(kind: type[AnyRecord], data: Mapping[str, Any]) -> AnyRecord:
    """The record that `record_to_json` wrote. Raises KeyError, TypeError or ValueError when it is none."""
    return cast(AnyRecord, _READ[kind](data))


def evidence_to_json(evidence: Evidence) -> Json:
    """One line of a flag's `because`: names the question, the vital sign or the note it rests on."""
    if evidence.question is not None:
        about = {"question": evidence.question}
    elif evidence.vital is not None:
        about = {"vital": evidence.vital}
    else:
        about = {"note": evidence.note or ""}
    return {
        **about,
        "value": evidence.value,
        "at": evidence.at.isoformat(),
        "hours_after_end": evidence.hours_after_end,
        "check_in": evidence.check_in,
    }


def json_to_evidence(data: Mapping[str, Any]) -> Evidence:
    """The evidence that `evidence_to_json` wrote."""
    return Evidence(
        at=_time(data["at"]),
        check_in=data["check_in"],
        value=data["value"],
        question=data.get("question"),
        vital=data.get("vital"),
        note=data.get("note"),
        hours_after_end=data.get("hours_after_end"),
    )


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without an offset")
    return at


def _time_or_none(text: str | None) -> datetime | None:
    return None if text is None else _time(text)


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _write_infusion(infusion: Infusion) -> Json:
    written: Json = {
        "id": infusion.id,
        "number": infusion.number,
        "started_at": infusion.started_at.isoformat(),
        "ended_at": _iso(infusion.ended_at),
        "timezone": infusion.timezone,
        "dose_mg": infusion.dose_mg,
        "route": infusion.route,
        "phase": infusion.phase,
        "baseline_vitals": dict(infusion.baseline_vitals),
        "note": infusion.note,
    }
    if infusion.deleted_at is not None:
        written["deleted_at"] = infusion.deleted_at.isoformat()
    return written


def _read_infusion(data: Mapping[str, Any]) -> Infusion:
    return Infusion(
        id=data["id"],
        started_at=_time(data["started_at"]),
        ended_at=_time_or_none(data.get("ended_at")),
        timezone=data.get("timezone", ""),
        number=data.get("number"),
        dose_mg=data.get("dose_mg"),
        route=data.get("route", ""),
        phase=data.get("phase", ""),
        baseline_vitals=dict(data.get("baseline_vitals", {})),
        note=data.get("note", ""),
        deleted_at=_time_or_none(data.get("deleted_at")),
    )


def _write_detail(detail: Detail) -> Json:
    said: Json = {
        "location": detail.location,
        "onset": detail.onset,
        "still_present": detail.still_present,
        "began_at": _iso(detail.began_at),
    }
    return {part: value for part, value in said.items() if value is not None}


def _read_detail(data: Mapping[str, Any]) -> Detail:
    return Detail(
        location=data.get("location"),
        onset=data.get("onset"),
        still_present=data.get("still_present"),
        began_at=_time_or_none(data.get("began_at")),
    )


def _write_medicine(medicine: Medicine) -> Json:
    return {
        "name": medicine.name,
        "dose": medicine.dose,
        "at": _iso(medicine.at),
        "helped": medicine.helped,
    }


def _read_medicine(data: Mapping[str, Any]) -> Medicine:
    return Medicine(
        name=data["name"],
        dose=data.get("dose", ""),
        at=_time_or_none(data.get("at")),
        helped=data.get("helped"),
    )


def _write_check_in(check_in: CheckIn) -> Json:
    return {
        "id": check_in.id,
        "infusion": check_in.infusion,
        "at": check_in.at.isoformat(),
        "timezone": check_in.timezone,
        "entered_at": check_in.entered_at.isoformat(),
        "entered_by": check_in.entered_by,
        "answers": dict(check_in.answers),
        "skipped": list(check_in.skipped),
        "none_for_rest": list(check_in.none_for_rest),
        "details": {key: _write_detail(detail) for key, detail in check_in.details.items()},
        "vitals": dict(check_in.vitals),
        "unconfirmed": list(check_in.unconfirmed),
        "medicines": [_write_medicine(medicine) for medicine in check_in.medicines],
        "note": check_in.note,
        "deleted_at": _iso(check_in.deleted_at),
    }


def _read_check_in(data: Mapping[str, Any]) -> CheckIn:
    return CheckIn(
        id=data["id"],
        infusion=data.get("infusion"),
        at=_time(data["at"]),
        timezone=data.get("timezone", ""),
        # a diary from elsewhere may not know when it was written down
        entered_at=_time(data.get("entered_at") or data["at"]),
        entered_by=data.get("entered_by", "patient"),
        answers=dict(data.get("answers", {})),
        skipped=_texts(data.get("skipped", ())),
        none_for_rest=_texts(data.get("none_for_rest", ())),
        details={key: _read_detail(detail) for key, detail in data.get("details", {}).items()},
        vitals=dict(data.get("vitals", {})),
        unconfirmed=_texts(data.get("unconfirmed", ())),
        medicines=tuple(_read_medicine(medicine) for medicine in data.get("medicines", ())),
        note=data.get("note", ""),
        deleted_at=_time_or_none(data.get("deleted_at")),
    )


def _texts(data: Sequence[str]) -> tuple[str, ...]:
    if isinstance(data, str):
        raise TypeError("a text where a list of texts belongs")
    return tuple(data)


def _write_flag(flag: Flag) -> Json:
    return {
        "id": flag.id,
        "red_flag": flag.red_flag,
        "question": flag.question,
        "check_in": flag.check_in,
        "infusion": flag.infusion,
        "level": flag.level,
        "title": flag.title,
        "say": flag.say,
        "because": [evidence_to_json(evidence) for evidence in flag.because],
        "rulebook": dict(flag.rulebook),
        "raised_at": flag.raised_at.isoformat(),
        "shown_at": _iso(flag.shown_at),
        "response": flag.response,
        "responded_at": _iso(flag.responded_at),
        "response_note": flag.response_note,
    }


def _read_flag(data: Mapping[str, Any]) -> Flag:
    return Flag(
        id=data["id"],
        red_flag=data["red_flag"],
        question=data.get("question"),
        check_in=data.get("check_in"),
        infusion=data.get("infusion"),
        level=data["level"],
        title=data.get("title", ""),
        say=data.get("say", ""),
        because=tuple(json_to_evidence(evidence) for evidence in data.get("because", ())),
        rulebook=dict(data.get("rulebook", {})),
        raised_at=_time(data["raised_at"]),
        shown_at=_time_or_none(data.get("shown_at")),
        response=data.get("response"),
        responded_at=_time_or_none(data.get("responded_at")),
        response_note=data.get("response_note", ""),
    )


def _write_visit(visit: Visit) -> Json:
    written: Json = {
        "id": visit.id,
        "at": visit.at.isoformat(),
        "note": visit.note,
        "questions": list(visit.questions),
    }
    if visit.deleted_at is not None:
        written["deleted_at"] = visit.deleted_at.isoformat()
    return written


def _read_visit(data: Mapping[str, Any]) -> Visit:
    return Visit(
        id=data["id"],
        at=_time(data["at"]),
        note=data.get("note", ""),
        questions=_texts(data.get("questions", ())),
        deleted_at=_time_or_none(data.get("deleted_at")),
    )


def _write_edit(edit: Edit) -> Json:
    return {
        "id": edit.id,
        "record": edit.record,
        "record_id": edit.record_id,
        "at": edit.at.isoformat(),
        "before": dict(edit.before),
    }


def _read_edit(data: Mapping[str, Any]) -> Edit:
    return Edit(
        id=data["id"],
        record=data["record"],
        record_id=data["record_id"],
        at=_time(data["at"]),
        before=dict(data["before"]),
    )


def _write_profile(profile: Profile) -> Json:
    return {name: getattr(profile, name) for name in _PROFILE_FIELDS}


def _read_profile(data: Mapping[str, Any]) -> Profile:
    return Profile(**{name: data[name] for name in _PROFILE_FIELDS if name in data})


_PROFILE_FIELDS = tuple(Profile.__dataclass_fields__)

_WRITE: Mapping[type, Callable[[Any], Json]] = {
    Infusion: _write_infusion,
    CheckIn: _write_check_in,
    Flag: _write_flag,
    Visit: _write_visit,
    Edit: _write_edit,
    Profile: _write_profile,
}

_READ: Mapping[type, Callable[[Mapping[str, Any]], Record]] = {
    Infusion: _read_infusion,
    CheckIn: _read_check_in,
    Flag: _read_flag,
    Visit: _read_visit,
    Edit: _read_edit,
    Profile: _read_profile,
}
