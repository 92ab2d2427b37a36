"""What is exported comes back: the same diary, and the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from ktrack.exchange import read_diary, write_diary
from ktrack.records import CheckIn, Diary, Infusion
from ktrack.text import clean
from tests import diaries
from tests.core.made import AT, START

MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(diaries.diaries())
def test_an_export_reads_back_as_the_same_diary(diary: Diary) -> None:
    written = write_diary(diary)
    again = read_diary(written)
    assert again == diary
    assert write_diary(again) == written


@MANY
@given(diaries.diaries())
def test_the_order_of_records_does_not_change_the_bytes(diary: Diary) -> None:
    turned = replace(
        diary,
        infusions=diary.infusions[::-1],
        check_ins=tuple(
            replace(each, answers=dict(reversed(list(each.answers.items()))), skipped=each.skipped[::-1])
            for each in reversed(diary.check_ins)
        ),
        flags=tuple(replace(each, because=each.because[::-1]) for each in reversed(diary.flags)),
    )
    assert write_diary(turned) == write_diary(diary)


@MANY
@given(diaries.RAW_TEXTS, diaries.RAW_TEXTS)
def test_text_is_cleaned_and_nothing_else_is_done_to_it(note: str, name: str) -> None:
    medicines = [{"name": name}]
    written = {"at": AT, "note": note, "medicines": medicines}
    data = {"format": "ktrack-diary", "version": 1, "check_ins": [written]}
    check_in = read_diary(json.dumps(data).encode()).check_ins[0]
    assert check_in.note == clean(note)
    assert check_in.medicines[0].name == clean(name)


@pytest.mark.parametrize("value", [36.6, 36, 9999, 0])
def test_a_number_stays_what_it_is(value: float) -> None:
    diary = Diary(check_ins=(CheckIn("a", START, START, vitals={"temperature_c": value}),))
    again = read_diary(write_diary(diary)).check_ins[0].vitals["temperature_c"]
    assert (again, type(again)) == (value, type(value))


def test_a_whole_number_is_written_without_a_point() -> None:
    diary = Diary(infusions=(Infusion("a", START, dose_mg=35.0, baseline_vitals={"systolic": 118.0}),))
    written = write_diary(diary)
    assert b"35.0" not in written
    assert b"118.0" not in written
    assert write_diary(read_diary(written)) == written


def test_the_file_is_text_that_people_and_tools_can_compare() -> None:
    written = write_diary(Diary(check_ins=(CheckIn("a", START, START, note="ärgerlich müde"),)))
    assert "ärgerlich müde" in written.decode()
    assert written.decode().splitlines()[1] == ' "format": "ktrack-diary",'
    assert written.endswith(b"}\n")
