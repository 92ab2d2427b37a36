"""A record survives the diary file's JSON exactly."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktrack.diary_json import Record, json_to_record, record_to_json
from ktrack.records import CheckIn, Detail, Edit, Flag, Infusion, Medicine, Profile, Visit
from tests.core import generated

AT = datetime(2026, 4, 7, 11, 45, tzinfo=timezone(timedelta(hours=-4)))


@given(
    st.one_of(generated.infusions(), generated.check_ins(), generated.flags, generated.visits, generated.profiles)
)
def test_any_record_comes_back_from_the_text_of_a_file(record: Record) -> None:
    read = json_to_record(type(record), json.loads(json.dumps(record_to_json(record))))
    assert repr(read) == repr(record)  # repr also tells 118 from 118.0 and one offset from another


def test_the_shape_is_that_of_the_diary_file() -> None:
    written = record_to_json(
        CheckIn(
            id="c1",
            at=AT,
            entered_at=AT,
            infusion="i1",
            answers={"nausea": 2},
            skipped=("mood",),
            details={"swelling": Detail(location="lips"), "headache": Detail(still_present=False)},
            vitals={"temperature_c": 36.8, "spo2": 98},
            medicines=(Medicine("ondansetron", "4 mg", AT, True),),
        )
    )
    assert written == {
        "id": "c1",
        "infusion": "i1",
        "at": "2026-04-07T11:45:00-04:00",
        "timezone": "",
        "entered_at": "2026-04-07T11:45:00-04:00",
        "entered_by": "patient",
        "answers": {"nausea": 2},
        "skipped": ["mood"],
        "none_for_rest": [],
        "details": {"swelling": {"location": "lips"}, "headache": {"still_present": False}},
        "vitals": {"temperature_c": 36.8, "spo2": 98},
        "unconfirmed": [],
        "medicines": [{"name": "ondansetron", "dose": "4 mg", "at": "2026-04-07T11:45:00-04:00", "helped": True}],
        "note": "",
        "deleted_at": None,
    }


def test_what_may_be_missing_takes_its_default() -> None:
    assert json_to_record(Infusion, {"id": "i", "started_at": AT.isoformat()}) == Infusion("i", AT)
    assert json_to_record(CheckIn, {"id": "c", "at": AT.isoformat()}) == CheckIn("c", AT, AT)
    assert json_to_record(Visit, {"id": "v", "at": AT.isoformat()}) == Visit("v", AT)
    assert json_to_record(Profile, {}) == Profile()


def test_an_earlier_version_is_kept_inside_an_edit() -> None:
    infusion = Infusion("i", AT, deleted_at=AT)
    edit = Edit("e", "infusion", "i", AT, record_to_json(infusion))
    read = json_to_record(Edit, json.loads(json.dumps(record_to_json(edit))))
    assert json_to_record(Infusion, read.before) == infusion


@pytest.mark.parametrize(
    "data",
    [
        {"id": "c", "at": "2026-04-07T11:45:00"},
        {"id": "c", "at": "yesterday"},
        {"id": "c", "at": None},
        {"id": "c"},
        {"id": "c", "at": AT.isoformat(), "skipped": "mood"},
    ],
)
def test_what_is_no_record_is_refused(data: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        json_to_record(CheckIn, data)


def test_a_flag_without_a_level_is_refused() -> None:
    with pytest.raises(KeyError):
        json_to_record(Flag, {"id": "f", "red_flag": "seizure", "raised_at": AT.isoformat()})
