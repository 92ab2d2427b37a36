"""Records to rows and back, all but check-ins.

Owns which column holds what. It must not query, and must not repair; only a flag is read whatever is wrong with
it, because a warning may not vanish.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any, get_args

from ktrack.diary_json import evidence_to_json, json_to_evidence, json_to_record, record_to_json
from ktrack.records import CheckIn, Edit, Flag, Infusion, Level, Phase, Profile, Response, Visit
from ktrack.tracker.columns import (
    Kept,
    Row,
    at_of,
    at_or_none,
    dumps,
    loads,
    of,
    one_of,
    otherwise,
    readings,
    time_columns,
)

_LEVELS, _RESPONSES, _PHASES = get_args(Level), get_args(Response), get_args(Phase)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_UNREADABLE_TITLE = "A warning that can no longer be read"
_UNREADABLE_SAY = "Call your clinic and tell them how you feel. What this warning said is damaged on the disk."


def infusion_row(infusion: Infusion) -> Row:
    return {
        "id": infusion.id,
        **time_columns("started_at", infusion.started_at),
        **time_columns("ended_at", infusion.ended_at),
        "timezone": infusion.timezone,
        "number": infusion.number,
        "dose_mg": infusion.dose_mg,
        "route": infusion.route,
        "phase": infusion.phase,
        "baseline_vitals": dumps(dict(infusion.baseline_vitals)),
        "note": infusion.note,
        **time_columns("deleted_at", infusion.deleted_at),
    }


def to_infusion(row: Kept) -> Infusion:
    return Infusion(
        id=row["id"],
        started_at=at_of(row, "started_at"),
        ended_at=at_or_none(row, "ended_at"),
        timezone=row["timezone"],
        number=of(row["number"], int, type(None)),
        dose_mg=of(row["dose_mg"], int, float, type(None)),
        route=row["route"],
        phase=one_of(row["phase"], _PHASES),
        baseline_vitals=readings(row["baseline_vitals"]),
        note=of(row["note"], str),
        deleted_at=at_or_none(row, "deleted_at"),
    )


def flag_row(flag: Flag) -> Row:
    return {
        "id": flag.id,
        "red_flag": flag.red_flag,
        "question": flag.question,
        "check_in": flag.check_in,
        "infusion": flag.infusion,
        "level": flag.level,
        "title": flag.title,
        "say": flag.say,
        "because": dumps([evidence_to_json(evidence) for evidence in flag.because]),
        "rulebook": dumps(dict(flag.rulebook)),
        **time_columns("raised_at", flag.raised_at),
        **time_columns("shown_at", flag.shown_at),
        "response": flag.response,
        **time_columns("responded_at", flag.responded_at),
        "response_note": flag.response_note,
    }


def to_flag(row: Kept) -> Flag:
    """The flag in a row. What cannot be read is replaced towards care: a flag is never left out."""
    return Flag(
        id=str(row["id"]),
        red_flag=str(row["red_flag"]),
        level=otherwise("urgent", lambda: one_of(row["level"], _LEVELS)),
        title=otherwise(_UNREADABLE_TITLE, lambda: of(row["title"], str)),
        say=otherwise(_UNREADABLE_SAY, lambda: of(row["say"], str)),
        raised_at=otherwise(_FIRST, lambda: at_of(row, "raised_at")),
        question=row["question"],
        check_in=row["check_in"],
        infusion=row["infusion"],
        because=otherwise((), lambda: tuple(json_to_evidence(each) for each in loads(row["because"], list))),
        rulebook=otherwise({}, lambda: loads(row["rulebook"], dict)),
        shown_at=otherwise(None, lambda: at_or_none(row, "shown_at")),
        response=otherwise(None, lambda: None if row["response"] is None else one_of(row["response"], _RESPONSES)),
        responded_at=otherwise(None, lambda: at_or_none(row, "responded_at")),
        response_note=otherwise("", lambda: of(row["response_note"], str)),
    )


def visit_row(visit: Visit) -> Row:
    return {
        "id": visit.id,
        **time_columns("at", visit.at),
        "note": visit.note,
        "questions": dumps(visit.questions),
        **time_columns("deleted_at", visit.deleted_at),
    }


def to_visit(row: Kept) -> Visit:
    return Visit(
        id=row["id"],
        at=at_of(row, "at"),
        note=of(row["note"], str),
        questions=tuple(loads(row["questions"], list)),
        deleted_at=at_or_none(row, "deleted_at"),
    )


def edit_row(edit: Edit) -> Row:
    return {
        "id": edit.id,
        "record": edit.record,
        "record_id": edit.record_id,
        **time_columns("at", edit.at),
        "before": dumps(dict(edit.before)),
    }


def to_edit(row: Kept) -> Edit:
    return Edit(
        id=row["id"],
        record=one_of(row["record"], ("infusion", "check_in", "visit", "flag")),
        record_id=row["record_id"],
        at=at_of(row, "at"),
        before=loads(row["before"], dict),
    )


def profile_row(profile: Profile) -> Row:
    return {"id": 1, **{name: getattr(profile, name) for name in Profile.__dataclass_fields__}}


def to_profile(row: Kept) -> Profile:
    return Profile(**{name: row[name] for name in Profile.__dataclass_fields__})


_BEGUN_FROM = "begun_from"
"""Stands beside the fields of a form: which version of a kept check-in it corrects."""


def draft_row(form: CheckIn, findings: Iterable[Flag], updated_at: datetime, begun_from: str = "") -> Row:
    return {
        "id": form.id,
        "form": dumps(record_to_json(form) | ({_BEGUN_FROM: begun_from} if begun_from else {})),
        "findings": dumps([record_to_json(finding) for finding in findings]),
        **time_columns("updated_at", updated_at),
    }


def to_form(row: Kept) -> CheckIn:
    return json_to_record(CheckIn, loads(row["form"], dict))


def begun_from(row: Kept) -> str:
    """The version that the form was begun from; "" when it is a new check-in, or that cannot be read."""
    return otherwise("", lambda: of(loads(row["form"], dict).get(_BEGUN_FROM, ""), str))


def to_held(row: Kept) -> tuple[Flag, ...]:
    """The findings that a kept form holds; one that cannot be read does not hide the others."""
    found: list[Any] = otherwise([], lambda: loads(row["findings"], list))
    read = (otherwise(None, partial(json_to_record, Flag, each)) for each in found)
    return tuple(flag for flag in read if flag is not None)
