"""The lists of the rules from the five sources, key by key, and the words of their triggers.

The lists are written out here a second time on purpose: a key that falls out of a rule file must be missed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ktrack.escalation import Facts, Finding, evaluate, load_rulebook
from ktrack.escalation.red_flag import RedFlag
from ktrack.escalation.rulebook import make_rulebook
from ktrack.records import CheckIn, Infusion
from tests.rule_examples import situation

END = datetime(2026, 5, 12, 14, 45, tzinfo=UTC)
LASTING = (
    "nausea", "vomiting", "dizziness", "fatigue", "drowsiness", "blurred_vision", "dissociation", "headache",
    "anxiety", "agitation", "confusion", "increased_salivation",
)  # fmt: skip
RISING = (*LASTING, "palpitations", "rash", "itching", "vivid_dreams")
URINARY = ("urinary_frequency", "urinary_urgency", "painful_urination", "bladder_pain", "nocturia")
AIRWAY = ("face", "lips", "tongue", "mouth", "throat")
ELSEWHERE = ("hands", "legs", "drip-site", "other")
SOURCE_FLAGS = [red_flag for red_flag in load_rulebook().red_flags if red_flag.origin == "sources"]
TRIGGERS = [(red_flag, place) for red_flag in SOURCE_FLAGS for place in range(len(red_flag.triggers))]
NAMED = [f"{red_flag.id}, trigger {place + 1}" for red_flag, place in TRIGGERS]


def found(red_flag: str, given: dict[str, Any], persist_hours: float = 4) -> list[Finding]:
    """What one red flag says about a situation in the words of the rule examples, on the judged check-in."""
    told = situation(given)
    facts = Facts(told.facts.infusions, told.facts.check_ins, persist_hours)
    findings = evaluate(load_rulebook(), facts, only={told.check_in.id})
    return [finding for finding in findings if finding.red_flag == red_flag]


def level(red_flag: str, given: dict[str, Any], persist_hours: float = 4) -> str:
    return next((finding.level for finding in found(red_flag, given, persist_hours)), "quiet")


@pytest.mark.parametrize("key", LASTING)
def test_each_lasting_effect(key: str) -> None:
    lasting = "persistent-side-effect"
    early = "watch" if key == "dissociation" else "quiet"
    assert level(lasting, {"hours": 4, "answers": {key: 3}}) == early
    assert level(lasting, {"hours": 4.05, "answers": {key: 1}}) == "contact"
    assert level(lasting, {"hours": 4.05, "answers": {key: 2}}) == "contact"
    assert level(lasting, {"hours": 4.05, "answers": {key: 3}}) == "urgent"
    assert level(lasting, {"hours": "unknown", "answers": {key: 3}}) == "urgent"
    assert level(lasting, {"hours": "unknown", "answers": {key: 2}}) == "quiet"


@pytest.mark.parametrize("key", LASTING)
def test_moderate_after_a_whole_day_is_told_today(key: str) -> None:
    def words(hours: float, strength: int) -> str:
        return found("persistent-side-effect", {"hours": hours, "answers": {key: strength}})[0].say

    assert "today" in words(24.05, 2)
    assert "today" not in words(24, 2)
    assert "today" not in words(24.05, 1)


@pytest.mark.parametrize(("persist_hours", "hours"), [(2, 2), (3, 3), (4, 4), (6, 4), (0.5, 2)])
def test_a_few_hours_is_what_the_clinic_chose_between_two_and_four(persist_hours: float, hours: float) -> None:
    def at(each: float) -> str:
        return level("persistent-side-effect", {"hours": each, "answers": {"nausea": 1}}, persist_hours)

    assert (at(hours), at(hours + 0.05)) == ("quiet", "contact")


@pytest.mark.parametrize("key", RISING)
def test_each_rising_effect(key: str) -> None:
    def rise(low: int, high: int, hours: float) -> str:
        earlier = [{"hours": 0.1, "answers": {key: low}}]
        return level("worsening-side-effect", {"hours": hours, "answers": {key: high}, "earlier": earlier})

    assert rise(0, 2, 1.05) == "contact"
    assert rise(0, 2, 1) == "quiet"
    assert rise(1, 2, 3) == "quiet"
    assert rise(1, 3, 0.5) == "urgent"
    assert rise(2, 3, 3) == "quiet"
    assert rise(2, 4, 26) == "urgent"


@pytest.mark.parametrize("key", URINARY)
def test_each_urinary_sign(key: str) -> None:
    first_day = {"hours": 6, "answers": {key: 1}}
    assert level("bladder-symptoms", first_day) == ("watch" if key == "urinary_frequency" else "contact")
    assert level("bladder-symptoms", {"hours": 6, "answers": {key: 2}}) == "contact"
    assert level("bladder-symptoms", {"hours": 6, "answers": {key: 3}}) == "urgent"
    assert level("bladder-symptoms", {**first_day, "vitals": {"temperature_c": 38.0}}) == "urgent"
    assert level("bladder-symptoms", {"hours": 6, "answers": {key: 1, "rigors": 1}}) == "urgent"


@pytest.mark.parametrize("key", URINARY)
def test_a_urinary_sign_after_several_infusions_is_said_more_strongly(key: str) -> None:
    def words(**given: Any) -> str:
        return found("bladder-symptoms", {"hours": 30, "answers": {key: 1}, **given})[0].say

    def after_the_one_before(other: str) -> str:
        return words(number=2, earlier=[{"infusions_ago": 1, "hours": 30, "answers": {other: 1}}])

    strong = "no further infusion before"
    another = URINARY[URINARY.index(key) - 1]
    assert strong in words(number=3)
    assert strong in after_the_one_before(key)
    assert strong not in after_the_one_before(another)
    assert strong not in words(number=2)
    assert strong not in words(number="unknown")


@pytest.mark.parametrize("place", [*AIRWAY, None, "unknown"])
def test_swelling_at_the_airway_or_at_a_place_unsaid(place: str | None) -> None:
    given = {"hours": 5, "answers": {"swelling": 1}, "details": {"swelling": {"location": place}}}
    (finding,) = found("severe-allergic-reaction", given)
    assert finding.level == "emergency"
    assert ("say where it is" in finding.say) == (place not in AIRWAY)


@pytest.mark.parametrize("place", ELSEWHERE)
def test_swelling_elsewhere(place: str) -> None:
    given = {"hours": 5, "answers": {"swelling": 4}, "details": {"swelling": {"location": place}}}
    assert level("severe-allergic-reaction", given) == "urgent"


@pytest.mark.parametrize("red_flag", SOURCE_FLAGS, ids=lambda red_flag: red_flag.id)
def test_each_trigger_speaks_in_an_example(red_flag: RedFlag) -> None:
    numbered = [
        replace(trigger, say=f"Trigger {place}", say_companion=f"Trigger {place}")
        for place, trigger in enumerate(red_flag.triggers)
    ]
    rulebook = make_rulebook((replace(red_flag, triggers=tuple(numbered)),), "1")
    spoken = set()
    for example in red_flag.examples():
        told = situation(example.given)
        spoken |= {finding.say for finding in evaluate(rulebook, told.facts, only={told.check_in.id})}
    assert spoken == {trigger.say for trigger in numbered}


@pytest.mark.parametrize(("red_flag", "place"), TRIGGERS, ids=NAMED)
def test_the_words_begin_with_what_to_do_and_are_short(red_flag: RedFlag, place: int) -> None:
    trigger = red_flag.triggers[place]
    for say in (trigger.say, trigger.say_companion):
        assert 80 <= len(say) <= 300
        first = say.partition(". ")[0]
        if trigger.level == "emergency":
            assert first.startswith("Call {emergency} now")
        elif trigger.level == "urgent":
            assert "{clinic} now" in first
        elif trigger.level == "contact":
            assert "{clinic}" in first and first.startswith(("Call", "Tell"))
        else:
            assert trigger.recheck_minutes and "{clinic}" in say
    if trigger.level in ("emergency", "urgent"):
        assert trigger.say != trigger.say_companion


def test_an_infusion_of_several_hours_is_counted_from_its_end() -> None:
    infusion = Infusion(id="long", started_at=END - timedelta(hours=5), ended_at=END, number=1)

    def at(hours: float) -> list[str]:
        when = END + timedelta(hours=hours)
        check_in = CheckIn(id="c", at=when, entered_at=when, infusion="long", answers={"dizziness": 1})
        return [finding.level for finding in evaluate(load_rulebook(), Facts([infusion], [check_in]))]

    assert at(3.9) == []
    assert at(4.1) == ["contact"]


def test_a_sudden_headache_of_any_strength() -> None:
    for strength in (1, 2, 3, 4):
        given = {"answers": {"headache": strength}, "details": {"headache": {"onset": "sudden"}}}
        assert level("severe-headache", {"hours": 1, **given}) == "emergency"
        assert level("severe-headache", {"hours": "none", **given}) == "emergency"


@pytest.mark.parametrize("key", (*LASTING, "vivid_dreams"))
def test_each_effect_that_is_severe_in_itself(key: str) -> None:
    severe = "severe-side-effect"
    assert level(severe, {"hours": 1, "answers": {key: 3}}) == "quiet"
    assert level(severe, {"hours": 1.1, "answers": {key: 3}}) == "contact"
    assert level(severe, {"hours": 0.1, "answers": {key: 4}}) == "urgent"
    assert level(severe, {"hours": "none", "answers": {key: 4}}) == "urgent"
    assert level(severe, {"hours": 3, "answers": {key: 2}}) == "quiet"
