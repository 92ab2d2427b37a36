"""What must stay quiet: an alert that comes too often is one that is not read.

"Quiet" means nothing at contact or above, from any red flag. Watch is allowed: it is no alert.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktrack.escalation import Facts, Finding, evaluate, load_rulebook
from ktrack.records import CheckIn, Infusion

END = datetime(2026, 5, 12, 14, 45, tzinfo=UTC)
EXPECTED = ("nausea", "dizziness", "fatigue", "drowsiness", "blurred_vision", "headache", "dissociation")
DURING = (-0.6, -0.1, 0)
EARLY = (*DURING, 0.1, 1, 2, 3, 4)
ANY_HOUR = (*EARLY, 4.1, 9, 26, 100)


def alerts(*check_ins: dict[str, Any], baseline: dict[str, float] | None = None) -> list[Finding]:
    """Findings at contact or above on the check-ins of one first infusion, `hours` after its end."""
    infusion = Infusion(
        id="infusion", started_at=END - timedelta(hours=1), ended_at=END, number=1, baseline_vitals=baseline or {}
    )
    entered = [
        CheckIn(
            id=f"check-in-{place}",
            at=END + timedelta(hours=told["hours"]),
            entered_at=END + timedelta(hours=told["hours"]),
            infusion="infusion",
            answers=told.get("answers", {}),
            skipped=told.get("skipped", ()),
            vitals=told.get("vitals", {}),
        )
        for place, told in enumerate(check_ins)
    ]
    return [each for each in evaluate(load_rulebook(), Facts([infusion], entered)) if each.level != "watch"]


@pytest.mark.parametrize(("key", "strength", "hours"), [*product(EXPECTED, (1, 2), EARLY)])
def test_an_expected_effect_up_to_moderate_until_four_hours(key: str, strength: int, hours: float) -> None:
    assert not alerts({"hours": hours, "answers": {key: strength}})


@pytest.mark.parametrize("hours", EARLY)
def test_all_expected_effects_together(hours: float) -> None:
    assert not alerts({"hours": hours, "answers": dict.fromkeys(EXPECTED, 2)})


@pytest.mark.parametrize(
    ("key", "strength", "hours"), [*product(("dissociation", "hallucinations"), (1, 2, 3, 4), DURING)]
)
def test_dissociation_and_hallucinations_during_the_supervised_infusion(
    key: str, strength: int, hours: float
) -> None:
    assert not alerts({"hours": hours, "answers": {key: strength}})


def test_what_was_seen_during_the_infusion_does_not_count_as_seen_afterwards() -> None:
    during = {"hours": -0.3, "answers": {"hallucinations": 4, "dissociation": 4}}
    assert not alerts(during, {"hours": 1, "answers": {"hallucinations": 0, "dissociation": 1}})
    assert not alerts(during, {"hours": 3, "answers": {"nausea": 1}})


@pytest.mark.parametrize(("rate", "hours"), [*product((60, 91, 100), ANY_HOUR)])
def test_a_heart_rate_up_to_100(rate: int, hours: float) -> None:
    assert not alerts({"hours": hours, "vitals": {"heart_rate": rate}})


@pytest.mark.parametrize(
    ("systolic", "diastolic", "baseline"),
    [
        (159, 99, {}),
        (140, 90, {}),
        (91, 50, {}),
        (149, 94, {"systolic": 110, "diastolic": 70}),
        (105, 70, {"systolic": 150, "diastolic": 90}),
        (118, 76, {"systolic": 116, "diastolic": 74, "heart_rate": 66}),
    ],
)
@pytest.mark.parametrize("hours", EARLY)
def test_a_blood_pressure_below_all_limits_until_four_hours(
    systolic: int, diastolic: int, baseline: dict[str, float], hours: float
) -> None:
    reading = {"systolic": systolic, "diastolic": diastolic}
    assert not alerts({"hours": hours, "vitals": reading}, baseline=baseline)
    assert not alerts({"hours": 0.2, "vitals": reading}, {"hours": 4, "vitals": reading}, baseline=baseline)


@pytest.mark.parametrize("key", [*EXPECTED, "vomiting", "anxiety", "confusion", "increased_salivation"])
def test_a_falling_series(key: str) -> None:
    falling = [(0.5, 2), (1.5, 2), (2.5, 1), (4, 0), (9, 0), (26, 0)]
    assert not alerts(*({"hours": hours, "answers": {key: strength}} for hours, strength in falling))


def test_a_series_that_falls_from_severe_in_the_first_hour() -> None:
    falling = [(0.5, 3), (1.5, 2), (3, 1), (4, 0)]
    for key in ("nausea", "dizziness", "fatigue", "blurred_vision"):
        assert not alerts(*({"hours": hours, "answers": {key: strength}} for hours, strength in falling))


@pytest.mark.parametrize("hours", ANY_HOUR)
def test_blanks_and_skipped_questions(hours: float) -> None:
    assert not alerts({"hours": hours})
    assert not alerts(
        {"hours": hours, "skipped": ("chest_pain", "trouble_breathing", "hallucinations", "seizure")}
    )
    assert not alerts({"hours": 1, "answers": {"nausea": 2, "dizziness": 2}}, {"hours": hours + 1})


@pytest.mark.parametrize("hours", ANY_HOUR)
def test_zeros(hours: float) -> None:
    asked = {key for red_flag in load_rulebook().red_flags for key in red_flag.keys}
    vitals = {"systolic", "diastolic", "heart_rate", "temperature_c", "spo2", "breathing_rate"}
    assert not alerts({"hours": hours, "answers": dict.fromkeys(asked - vitals, 0)})


@pytest.mark.parametrize("hours", [1, 4, 20, 100])
def test_ordinary_vital_signs(hours: float) -> None:
    ordinary = {"systolic": 122, "diastolic": 78, "heart_rate": 74, "temperature_c": 36.8, "spo2": 97}
    assert not alerts(
        {"hours": hours, "vitals": {**ordinary, "breathing_rate": 14}}, baseline={"systolic": 118, "diastolic": 74}
    )


def test_slight_palpitations_and_moderate_confusion_in_the_first_two_hours() -> None:
    assert not alerts({"hours": 1, "answers": {"palpitations": 1}})
    assert not alerts({"hours": 1, "answers": {"confusion": 2}})


@st.composite
def fading_evenings(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Check-ins up to four hours in which each expected effect only stays or fades, blanks between."""
    hours = sorted(draw(st.sets(st.floats(-0.5, 4), min_size=1, max_size=5)))
    evening: list[dict[str, Any]] = [{"hours": each, "answers": {}} for each in hours]
    for key in EXPECTED:
        strength = 2
        for check_in in evening:
            strength = draw(st.integers(0, strength))
            if draw(st.booleans()):
                check_in["answers"][key] = strength
    return evening


@given(fading_evenings())
@settings(max_examples=150, deadline=None)
def test_any_evening_that_only_fades(evening: list[dict[str, Any]]) -> None:
    assert not alerts(*evening)
