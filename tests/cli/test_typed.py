"""The small languages of the command line, each mistake with its sentence."""

from __future__ import annotations

import pytest

from ktrack import when
from ktrack.cli.typed import Typed
from ktrack.records import Detail
from tests.cli.conftest import NOON, ZONE


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setattr(when, "local_zone_name", lambda: ZONE)
    return Typed(NOON)


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ("xyzzy=2", "There is no question called"),
        ("nausae=2", "did you mean nausea?"),
        ("nausea", "has no value"),
        ("nausea=-1", "not an answer"),
        ("nausea=1.5", "not an answer"),
        ("nausea=٣", "not an answer"),
        ("nausea=", "not an answer"),
        ("nausea=moderate", "not an answer"),
        ("nausea=yes please", "not an answer"),
        ("pain=11", "0 (no pain) to 10"),
        ("fainting=2", "yes or no"),
        ("=", "There is no question called"),
        ("", "has no value"),
        ("\x1b[31m=1", "There is no question called"),
    ],
)
def test_an_answer_that_cannot_be(typed: Typed, pair: str, sentence: str) -> None:
    typed.pairs([pair])
    (problem,) = typed.problems
    assert sentence in problem
    assert "\x1b" not in problem
    assert not typed.answers and not typed.skipped


def test_answers_and_measured_values(typed: Typed) -> None:
    typed.pairs(["nausea=2", "chest_pain=yes", "seizure=no", "mood=skip", "heart_rate=80", "temperature_c=36,8"])
    assert typed.answers == {"nausea": 2, "chest_pain": 1, "seizure": 0}
    assert typed.skipped == ["mood"]
    assert typed.vitals == {"heart_rate": 80, "temperature_c": 36.8}
    assert typed.problems == []


@pytest.mark.parametrize("second", ["nausea=1", "nausea=0", "nausea=skip"])
def test_of_two_values_the_worse_is_judged(typed: Typed, second: str) -> None:
    typed.pairs(["nausea=3", second])
    assert "given twice" in typed.problems[0]
    assert typed.answers == {"nausea": 3}


def test_the_same_value_twice_is_one_value(typed: Typed) -> None:
    typed.pairs(["nausea=2", "nausea=2", "mood=skip", "mood=skip"])
    typed.vital("heart_rate", "80")
    typed.vital("heart_rate", "80")
    assert typed.problems == []


@pytest.mark.parametrize("value", ["118", "118-74", "118/", "/74", "118/abc", "1_1/74", "118/74/60", ""])
def test_a_blood_pressure_that_cannot_be(typed: Typed, value: str) -> None:
    typed.blood_pressure(value)
    assert typed.problems
    assert len(typed.vitals) < 2


@pytest.mark.parametrize("value", ["1_0", "99999", "NaN", "-3", "1e3", "٣", "", " ", "0x10"])
def test_a_measured_value_that_cannot_be(typed: Typed, value: str) -> None:
    typed.vital("heart_rate", value)
    assert len(typed.problems) == 1
    assert not typed.vitals


def test_details(typed: Typed) -> None:
    typed.pairs(["swelling=1", "headache=2"])
    typed.detail(["swelling.location=lips", "swelling.still_present=no", "headache.onset=sudden"])
    typed.detail(["headache.began_at=30 min ago"])
    assert typed.problems == []
    assert typed.details["swelling"] == Detail(location="lips", still_present=False)
    assert typed.details["headache"].onset == "sudden"
    assert str(typed.details["headache"].began_at) == "2026-11-19 11:30:00-05:00"


@pytest.mark.parametrize(
    ("detail", "sentence"),
    [
        ("nausea", "KEY.PART=VALUE"),
        ("nausea.onset", "KEY.PART=VALUE"),
        ("nausea=sudden", "KEY.PART=VALUE"),
        ("nausae.onset=sudden", "did you mean"),
        ("swelling.location=lips", "has no answer"),
        ("nausea.colour=green", "There is no detail"),
        ("nausea.onset=quick", "sudden or gradual"),
        ("nausea.location=knee", "no places"),
        ("nausea.still_present=maybe", "yes or no"),
        ("nausea.began_at=noonish", "not understood"),
    ],
)
def test_a_detail_that_cannot_be(typed: Typed, detail: str, sentence: str) -> None:
    typed.pairs(["nausea=1"])
    typed.detail([detail])
    (problem,) = typed.problems
    assert sentence in problem
    assert not typed.details


@pytest.mark.parametrize("medicine", ["", ";4 mg", "a;b;1h ago;x", " ; ; ", "\u200b;4 mg", "a;b;soon"])
def test_a_medicine_that_cannot_be(typed: Typed, medicine: str) -> None:
    typed.medicine([medicine])
    assert len(typed.problems) == 1


@pytest.mark.parametrize("words", ["yesterday 25:99", "noonish", "in 2 hours", "12", "01/10/2026", "\ud800"])
def test_a_time_that_cannot_be(typed: Typed, words: str) -> None:
    assert typed.moment("--at", words) is None
    assert typed.problems[0].startswith("--at: ")


def test_who_reports(typed: Typed) -> None:
    assert (typed.reporter("patient"), typed.reporter("companion")) == ("patient", "companion")
    assert typed.problems == []
    assert typed.reporter("Companion") == "patient"
    assert "patient or companion" in typed.problems[0]
