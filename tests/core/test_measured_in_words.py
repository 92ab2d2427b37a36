"""A measured value that is written instead of entered is judged as if it had been entered, and asked about."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ktrack.escalation import Facts, Finding, assess, load_rulebook
from ktrack.escalation.notes.measured import measured
from ktrack.records import CheckIn, Infusion, Medicine

RULEBOOK = load_rulebook()
ENDED = datetime(2026, 4, 7, 14, tzinfo=timezone(timedelta(hours=-4)))
INFUSION = Infusion("infusion", ENDED - timedelta(hours=1), ENDED)
CHECK_IN = CheckIn("check-in", ENDED + timedelta(hours=3), ENDED + timedelta(hours=3), "infusion")


def found(note: str, **more: Any) -> tuple[Finding, ...]:
    check_in = replace(CHECK_IN, note=note, **more)
    return assess(RULEBOOK, Facts([INFUSION], [check_in]), check_in).findings


def alerts(note: str, **more: Any) -> set[tuple[str, str]]:
    return {(each.level, each.red_flag) for each in found(note, **more)}


@pytest.mark.parametrize(
    ("note", "vitals"),
    [
        ("BP 190/125 and shaky", {"systolic": 190, "diastolic": 125}),
        ("my blood pressure is 190 over 125", {"systolic": 190, "diastolic": 125}),
        ("b.p.:84/50", {"systolic": 84, "diastolic": 50}),
        ("just measured 182/110", {"systolic": 182, "diastolic": 110}),
        ("blood pressure still around 185", {"systolic": 185}),
        ("it said 185 systolic", {"systolic": 185}),
        ("diastolic is 122", {"diastolic": 122}),
        ("pulse 150", {"heart_rate": 150}),
        ("heart racing at 150", {"heart_rate": 150}),
        ("HR: 128", {"heart_rate": 128}),
        ("heart rate jumped to 139 lying down", {"heart_rate": 139}),
        ("it beats like mad, 140 bpm", {"heart_rate": 140}),
        ("oxygen is down to 86%", {"spo2": 86}),
        ("SpO2=88", {"spo2": 88}),
        ("sats 90", {"spo2": 90}),
        ("pulse ox says 85", {"spo2": 85}),
        ("temperature 38.6", {"temperature_c": 38.6}),
        ("temp 39,5", {"temperature_c": 39.5}),
        ("a fever of 102", {"temperature_c": 38.9}),
        ("breathing rate 6", {"breathing_rate": 6}),
        ("32 breaths a minute", {"breathing_rate": 32}),
        ("86% oxygen", {"spo2": 86}),
        ("resp rate 30", {"breathing_rate": 30}),
        ("breathing 28 a minute", {"breathing_rate": 28}),
        ("she breathes only 6 times a minute", {"breathing_rate": 6}),
        ("28 breaths/min", {"breathing_rate": 28}),
    ],
)
def test_a_value_beside_its_name_or_unit_is_read(note: str, vitals: dict[str, float]) -> None:
    assert [each.vitals for each in measured(note)] == [vitals]


@pytest.mark.parametrize(
    "note",
    [
        "pain 7/10", "on 11/21 and 12/24", "took 25/100 mg", "heart pounding for 30 minutes", "slept 8 hours",
        "walked 150 steps", "oxygen at 2 liters", "BP 12/8", "pulse for 15 min", "infusion 12/150", "2026-11-21",
        "call 555-0142", "ketamine 80 mg over 45 min", "blood pressure tablet 50 mg",
        "heart tablets 5 mg at 10 pm",
        "50/50 whether it helped", "24/7", "breathing exercises 8 times a day", "yawned 6 times a minute",
    ],
)  # fmt: skip
def test_other_numbers_are_none(note: str) -> None:
    assert list(measured(note)) == []


@pytest.mark.parametrize(
    ("note", "vitals"),
    [
        ("BP 190/125", {"systolic": 190.0, "diastolic": 125.0}),
        ("bp 84/50", {"systolic": 84.0, "diastolic": 50.0}),
        ("oxygen 86", {"spo2": 86.0}),
        ("oxygen 93", {"spo2": 93.0}),
        ("breathing rate 8", {"breathing_rate": 8.0}),
        ("pulse 118", {"heart_rate": 118.0}),
    ],
)
@pytest.mark.parametrize("answers", [{}, {"headache": 3}, {"rash": 1}, {"confusion": 3}])
def test_it_comes_to_what_it_comes_to_when_it_is_entered(
    note: str, vitals: dict[str, float], answers: dict[str, int]
) -> None:
    entered = found("", vitals=vitals, answers=answers)
    written = found(note, answers=answers)
    assert {(each.level, each.red_flag) for each in written} == {(each.level, each.red_flag) for each in entered}
    assert [each.level for each in written] != []
    for each in written:
        if each.from_note:
            assert each.say.startswith(f'Your note says "{note}". Is it happening now? If it is: ')
            assert each.because[0].value == note or note in {proof.value for proof in each.because}
            assert not {"systolic", "diastolic", "spo2", "breathing_rate", "heart_rate"} & set(each.ask)


@pytest.mark.parametrize(
    "note", ["bp 118/74", "pulse 72", "oxygen 98", "temp 36.8", "breathing rate 14", "normal is 120/80"]
)
def test_an_ordinary_value_raises_nothing(note: str) -> None:
    assert found(note) == ()


@pytest.mark.parametrize(
    "note",
    [
        "last year my bp was 190/125",
        "my husband's bp is 190/125",
        "my bp is not 190/125",
        "My mom had 190/125 yesterday",
    ],
)
def test_somebody_elses_a_long_past_and_a_denied_value_raise_nothing(note: str) -> None:
    assert found(note) == ()


def test_the_worst_of_several_counts_wherever_it_stands() -> None:
    high = ("urgent", "blood-pressure-change")
    assert high in alerts("bp 120/80 this morning, now 195/130")
    assert high in alerts("bp 195/130, ten minutes later 120/80")
    assert high in alerts("bp 120/80, 84/50, 125/80")


def test_what_was_entered_counts_and_the_words_no_longer_do() -> None:
    assert found("bp 190/125", vitals={"systolic": 120.0, "diastolic": 80.0}) == ()
    (entered,) = found("oxygen 86", vitals={"spo2": 85.0})
    assert not entered.from_note


def test_a_value_beside_a_medicine_counts_too() -> None:
    (finding,) = found("", medicines=(Medicine("bp pill because 190/125"),))
    assert (finding.level, finding.red_flag) == ("urgent", "blood-pressure-change")
    assert finding.say.startswith('Under medicines you wrote "190/125".')


def test_a_companion_writes_of_the_patient() -> None:
    assert ("urgent", "blood-pressure-change") in alerts("her bp is 190/125", entered_by="companion")


@pytest.mark.parametrize("piece", ["bp ", "1", "12/", "heart is ", "bp is the my a now at of ", "bp 190/125 "])
def test_long_notes_are_read_in_a_time_that_grows_with_them(piece: str) -> None:
    def seconds(length: int) -> float:
        begin = time.process_time()
        list(measured((piece * length)[:length]))
        return time.process_time() - begin

    seconds(1000)
    assert seconds(40_000) < 8 * max(seconds(10_000), 0.01)


def test_values_and_danger_words_of_one_note_count_together() -> None:
    """A severe headache with 180 or more is an emergency, however the two were told."""
    note = "BP 190/125 and a terrible headache"
    (emergency,) = (each for each in found(note) if each.red_flag == "severe-headache")
    assert emergency.level == "emergency"
    assert emergency.from_note
    assert [(each.note, each.value) for each in emergency.because] == [
        ("headache", "terrible headache"),
        ("systolic", "BP 190/125"),
    ]
    assert ("urgent", "severe-headache") in alerts("a terrible headache")
    assert ("urgent", "severe-headache") in alerts(note, vitals={"systolic": 120.0, "diastolic": 80.0})
