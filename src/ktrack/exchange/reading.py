"""A diary file to records.

Owns what a file must hold beyond its shape: questions that exist, values on their scales, times that happened,
ids that are one record each, infusions that are there. All or nothing: the first error stops it, with its place.
It must not write, nor change a value: text is made storable, and the rest is kept or refused.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from ktrack.canonical import by_question, canonical, content_id, in_question_order, tidy_json
from ktrack.diary_json import Json, json_to_record, record_to_json
from ktrack.exchange import answers
from ktrack.exchange.moments import moment
from ktrack.exchange.parsing import parse
from ktrack.exchange.problems import BadDiary, Part, at, quoted, record_place, translated
from ktrack.exchange.shapes import (
    FORMAT,
    VERSION,
    CheckInJson,
    Counter,
    DiaryJson,
    EditJson,
    FlagJson,
    InfusionJson,
    ProfileJson,
    VisitJson,
    validator,
)
from ktrack.records import CheckIn, Diary, Edit, Flag, Infusion, Profile, Visit
from ktrack.timeline import LONGEST_INFUSION, in_order

MOST_RECORDS = 250_000
"""In one list. A lifetime of check-ins every day; more would only fill the memory."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds."""

    diary: Diary
    replaced: int
    """Control characters in its texts that became visible signs."""


def read_diary(data: bytes, mine: Diary | None = None) -> Diary:
    """The diary in a file. `mine` is the diary it will be merged into, whose infusions its check-ins may name.

    Raises BadDiary, naming the place of the first error.
    """
    return read(data, mine).diary


def read(data: bytes, mine: Diary | None = None) -> Reading:
    """As `read_diary`, with what had to be replaced."""
    mine = mine or Diary()
    top = parse(data)
    _check_format(top)
    counter = Counter()
    profile = json_to_record(Profile, _shaped(ProfileJson, top.get("profile", {}), ["profile"], counter))
    infusions = _records(top, _INFUSIONS, counter)
    known = {infusion.id: infusion for infusion in (*mine.infusions, *infusions)}
    check_ins = _records(top, _CHECK_INS, counter, _placed(known, mine))
    diary = Diary(
        profile=profile,
        infusions=infusions,
        check_ins=check_ins,
        flags=_records(top, _FLAGS, counter),
        visits=_records(top, _VISITS, counter),
        edits=_records(top, _EDITS, counter),
    )
    return Reading(diary, counter.replaced)


def _check_format(top: Mapping[str, Any]) -> None:
    if top.get("format") != FORMAT:
        raise BadDiary(f'This is not a ktrack diary: "format" is not "{FORMAT}".')
    version = top.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise BadDiary(f'This is not a ktrack diary that can be read: "version" is not {VERSION}.')
    if version > VERSION:
        raise BadDiary(f"This diary was written by a newer ktrack (version {version} of the file): update ktrack.")
    for field in top:
        if field not in DiaryJson.__annotations__:
            raise at(["The file"], f"there is no field called {quoted(field)} here")


def _shaped(shape: type, data: object, place: Sequence[Part], counter: Counter) -> Json:
    try:
        return validator(shape)(data, counter)
    except ValidationError as error:
        raise translated(place, error) from None


Settle = Callable[[Json, Sequence[Part], Counter], None]


@dataclass(frozen=True, slots=True)
class _Section:
    """One list of the file."""

    field: str
    word: str
    kind: type
    shape: type
    settle: Settle


def _records(
    top: Mapping[str, Any],
    section: _Section,
    counter: Counter,
    place_in_diary: Callable[[Any, Json, Sequence[Part]], Any] | None = None,
) -> tuple[Any, ...]:
    listed = top.get(section.field, [])
    if not isinstance(listed, list):
        raise at([section.field], "this is not a list in square brackets")
    if len(listed) > MOST_RECORDS:
        raise at([section.field], f"there are more than {MOST_RECORDS}, too many for a diary")
    found: dict[str, Any] = {}
    for index, data in enumerate(listed):
        place = [record_place(section.word, index, data)]
        shaped = _shaped(section.shape, data, place, counter)
        section.settle(shaped, place, counter)
        record = _record(section, shaped)
        if place_in_diary is not None:
            record = place_in_diary(record, shaped, place)
        earlier = found.setdefault(record.id, record)
        if earlier is not record and canonical(tidy_json(earlier)) != canonical(tidy_json(record)):
            raise at(place, "an earlier one in this file has the same id and other content")
    return tuple(found.values())


def _record(section: _Section, shaped: Json) -> Any:
    if "id" in shaped:
        return json_to_record(section.kind, shaped)
    record: Any = json_to_record(section.kind, {**shaped, "id": ""})
    content = tidy_json(record)
    if isinstance(record, CheckIn) and "infusion" not in shaped:
        # which infusion it gets depends on the diary it comes into; its id must not
        del content["infusion"]
    return replace(record, id=content_id(section.word, content))


def _settle_infusion(data: Json, place: Sequence[Part], counter: Counter) -> None:
    _settle_times(data, ("started_at", "ended_at", "deleted_at"), place)
    answers.check_vitals(data.get("baseline_vitals", {}), [*place, "baseline_vitals"])
    infusion = json_to_record(Infusion, {**data, "id": ""})
    if infusion.ended_at is not None:
        if infusion.ended_at < infusion.started_at:
            raise at([*place, "ended_at"], "it ends before it starts")
        if infusion.ended_at - infusion.started_at > LONGEST_INFUSION:
            raise at([*place, "ended_at"], "it lasts more than 24 hours")
    if "baseline_vitals" in data:
        data["baseline_vitals"] = by_question(data["baseline_vitals"])


def _settle_check_in(data: Json, place: Sequence[Part], counter: Counter) -> None:
    _settle_times(data, ("at", "entered_at", "deleted_at"), place)
    zone = data.get("timezone", "")
    for key, detail in data.get("details", {}).items():
        _settle_times(detail, ("began_at",), [*place, "details", quoted(key)], zone)
    for index, medicine in enumerate(data.get("medicines", ())):
        _settle_times(medicine, ("at",), [*place, "medicines", index], zone)
    answers.check(data, place)
    for field in ("answers", "details", "vitals"):
        data[field] = by_question(data.get(field, {}))
    for field in ("skipped", "none_for_rest", "unconfirmed"):
        data[field] = in_question_order(data.get(field, ()))
    data["details"] = {key: said for key, said in data["details"].items() if set(said.values()) - {None}}


def _settle_flag(data: Json, place: Sequence[Part], counter: Counter) -> None:
    _settle_times(data, ("raised_at", "shown_at", "responded_at"), place)
    if data.get("question") is not None:
        answers.check_question(data["question"], [*place, "question"])
    for index, evidence in enumerate(data.get("because", ())):
        inside = [*place, "because", index]
        _settle_times(evidence, ("at",), inside)
        answers.check_evidence(evidence, inside)


def _settle_visit(data: Json, place: Sequence[Part], counter: Counter) -> None:
    _settle_times(data, ("at", "deleted_at"), place)


def _settle_edit(data: Json, place: Sequence[Part], counter: Counter) -> None:
    _settle_times(data, ("at",), place)
    section = _OF_RECORD[data["record"]]
    inside = [*place, "before"]
    before = _shaped(section.shape, data["before"], inside, counter)
    if before.setdefault("id", data["record_id"]) != data["record_id"]:
        raise at([*inside, "id"], "this is not the record_id")
    section.settle(before, inside, counter)
    data["before"] = record_to_json(json_to_record(section.kind, before))


def _settle_times(data: Json, fields: Iterable[str], place: Sequence[Part], zone: str | None = None) -> None:
    """Replaces the times in `data` by ISO texts with their offset."""
    if zone is None:
        zone = data.get("timezone", "")
    for field in fields:
        if data.get(field) is not None:
            data[field] = moment(data[field], zone, [*place, field]).isoformat()


def _placed(known: Mapping[str, Infusion], mine: Diary) -> Callable[[CheckIn, Json, Sequence[Part]], CheckIn]:
    """Gives a check-in its infusion: the one it names, none, or the latest that had started."""
    ordered = in_order(known.values())
    starts = [infusion.started_at for infusion in ordered]
    here = {check_in.id: check_in for check_in in mine.check_ins}

    def place_check_in(check_in: CheckIn, data: Json, place: Sequence[Part]) -> CheckIn:
        if "infusion" in data:
            if check_in.infusion is not None and check_in.infusion not in known:
                raise at(
                    [*place, "infusion"],
                    f"there is no infusion {quoted(check_in.infusion)} in this file or in your diary",
                )
            return check_in
        before = here.get(check_in.id)
        if before is not None and before.at == check_in.at:
            # fixed when it was first imported, whatever infusions were added since
            return replace(check_in, infusion=before.infusion)
        started = bisect_right(starts, check_in.at)
        return replace(check_in, infusion=ordered[started - 1].id if started else None)

    return place_check_in


_INFUSIONS = _Section("infusions", "infusion", Infusion, InfusionJson, _settle_infusion)
_CHECK_INS = _Section("check_ins", "check-in", CheckIn, CheckInJson, _settle_check_in)
_FLAGS = _Section("flags", "flag", Flag, FlagJson, _settle_flag)
_VISITS = _Section("visits", "visit", Visit, VisitJson, _settle_visit)
_EDITS = _Section("edits", "edit", Edit, EditJson, _settle_edit)
_OF_RECORD = {"infusion": _INFUSIONS, "check_in": _CHECK_INS, "flag": _FLAGS, "visit": _VISITS}
