"""What must hold for every history, whatever the rules say: a warning is never missed, softened or lost.

The histories are generated; the rulebook is the real one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ktrack.escalation import LEVELS, Facts, Finding, assess, evaluate, find, load_rulebook
from ktrack.escalation.conditions import Answer, Vital
from ktrack.escalation.facts import View
from ktrack.escalation.red_flag import RedFlag, leaves
from ktrack.questions import questions
from ktrack.records import CheckIn, Detail, Infusion

RULEBOOK = load_rulebook()
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WATCHED = sorted({key for red_flag in RULEBOOK.red_flags for key in red_flag.keys})
ANSWERED = [key for key in WATCHED if questions()[key].kind != "vital"]
MEASURED = [key for key in WATCHED if questions()[key].kind == "vital"]
ALL_LEAVES = [
    leaf
    for red_flag in RULEBOOK.red_flags
    for trigger in red_flag.triggers
    for condition in trigger.when.values()
    for leaf in leaves(condition)
]
COMPARING = {
    (red_flag.id, leaf.key)
    for red_flag in RULEBOOK.red_flags
    for trigger in red_flag.triggers
    for condition in trigger.when.values()
    for leaf in leaves(condition)
    if isinstance(leaf, Answer) and (leaf.rises_by or leaf.returned)
}
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def top(key: str) -> int:
    highest = questions()[key].highest
    assert highest is not None
    return highest


@st.composite
def infusions(draw: st.DrawFn) -> list[Infusion]:
    found = []
    start = START
    for n in range(draw(st.integers(1, 3))):
        end = start + timedelta(minutes=draw(st.integers(20, 240)))
        found.append(
            Infusion(
                id=f"i{n}",
                started_at=start,
                ended_at=draw(st.sampled_from((end, end, end, None))),
                number=draw(st.sampled_from((None, n + 1, n + 4))),
                baseline_vitals=draw(
                    st.sampled_from(({}, {"systolic": 118, "diastolic": 74, "heart_rate": 70}, {"systolic": 150}))
                ),
            )
        )
        start = end + timedelta(days=draw(st.integers(1, 12)))
    return found


@st.composite
def check_ins(draw: st.DrawFn, name: str, of: list[Infusion]) -> CheckIn:
    infusion = draw(st.sampled_from([*of, None]))
    base = (infusion.ended_at or infusion.started_at) if infusion else START
    quarter = draw(st.one_of(st.integers(-2, 60), st.integers(0, 900)))
    keys = draw(st.lists(st.sampled_from(ANSWERED), max_size=5, unique=True))
    answers = {key: draw(st.integers(0, top(key))) for key in keys}
    detailed = [key for key in keys if questions()[key].details]
    details = {key: draw(details_of(key)) for key in detailed if draw(st.integers(0, 1))}
    measured = draw(st.lists(st.sampled_from(MEASURED), max_size=3, unique=True))
    return CheckIn(
        id=name,
        at=base + timedelta(minutes=15 * quarter),
        entered_at=base,
        infusion=infusion.id if infusion else None,
        entered_by=draw(st.sampled_from(("patient", "companion"))),
        answers=answers,
        details=details,
        vitals={key: draw(st.integers(0, 260)) for key in measured},
    )


@st.composite
def details_of(draw: st.DrawFn, key: str) -> Detail:
    asked = questions()[key]
    return Detail(
        location=draw(st.sampled_from((None, *asked.locations))) if "location" in asked.details else None,
        onset=draw(st.sampled_from((None, "sudden", "gradual"))) if "onset" in asked.details else None,
        still_present=draw(st.sampled_from((None, True, False))) if "still_present" in asked.details else None,
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Infusion], list[CheckIn]]:
    some = draw(infusions())
    return some, [draw(check_ins(f"c{n}", some)) for n in range(draw(st.integers(1, 6)))]


def judged(some: Iterable[Infusion], entered: Iterable[CheckIn]) -> tuple[Finding, ...]:
    return evaluate(RULEBOOK, Facts(some, entered))


def alerts(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level != "watch"]


def kept(
    before: Iterable[Finding], after: Iterable[Finding], excused: Callable[[Finding], bool] = lambda _: False
) -> None:
    """Every finding at contact or above is still there, at its level or a higher one, for the same place."""
    after = list(after)
    for finding in alerts(before):
        evidence = {each.check_in for each in finding.because}
        places = [
            other
            for other in after
            if other.red_flag == finding.red_flag
            and LEVELS.index(other.level) <= LEVELS.index(finding.level)
            and (other.check_in in evidence or (finding.check_in is None and other.infusion == finding.infusion))
        ]
        assert places or excused(finding), f"{finding.red_flag} at {finding.level} was lost"


@given(histories())
def test_what_a_form_shows_at_every_key_is_what_is_found(
    history: tuple[list[Infusion], list[CheckIn]],
) -> None:
    some, entered = history
    facts = Facts(some, entered[:-1])
    assert find(RULEBOOK, facts, entered[-1]) == assess(RULEBOOK, facts, entered[-1]).findings


@given(histories())
@settings(MANY, max_examples=20)
def test_what_was_not_asked_is_what_one_answer_more_could_have_come_to(
    history: tuple[list[Infusion], list[CheckIn]],
) -> None:
    some, entered = history
    facts, last = Facts(some, entered), entered[-1]
    result = assess(RULEBOOK, facts, last)
    fired = {finding.red_flag for finding in result.findings}
    missing = {each.red_flag: each.missing for each in result.not_checked}
    for red_flag in RULEBOOK.red_flags:
        if red_flag.id not in fired:
            blank = [key for key in red_flag.keys if key not in {*last.answers, *last.vitals}]
            if last.entered_by == "patient" and "hard_to_wake" in blank:
                blank.remove("hard_to_wake")
            alone = tuple(key for key in blank if at_worst(red_flag, facts, last, {key}))
            assert missing.get(red_flag.id, ()) == alone
            asked = not {*last.answers, *last.vitals}.isdisjoint(red_flag.keys)
            clear = not alone and asked and at_worst(red_flag, facts, last, set(red_flag.keys))
            assert (red_flag.id in result.clear) == clear


def at_worst(red_flag: RedFlag, facts: Facts, check_in: CheckIn, keys: set[str]) -> bool:
    """Whether it fires, resting on the check-in, when these questions and vitals are at their worst there."""
    for trigger in red_flag.triggers:
        view = View(facts, check_in, trigger.within_hours, keys)
        for condition in trigger.when.values():
            held = condition.hold(view) if view.in_session or not red_flag.session_only else None
            if any(each.check_in == check_in.id for each in held or ()) and keys & {*condition.looks_at()}:
                return True
    return False


@given(histories(), st.data())
@MANY
def test_a_further_check_in_takes_nothing_away(
    history: tuple[list[Infusion], list[CheckIn]], data: st.DataObject
) -> None:
    some, entered = history
    kept(judged(some, entered), judged(some, [*entered, data.draw(check_ins("new", some))]))


@given(histories(), st.data())
@MANY
def test_filling_a_blank_takes_nothing_away(
    history: tuple[list[Infusion], list[CheckIn]], data: st.DataObject
) -> None:
    some, entered = history
    filled = data.draw(st.sampled_from(entered))
    change: dict[str, Any]
    if data.draw(st.booleans()):
        key = data.draw(st.sampled_from([key for key in ANSWERED if key not in filled.answers]))
        change = {"answers": {**filled.answers, key: data.draw(st.integers(0, top(key)))}}
    else:
        key = data.draw(st.sampled_from([*[key for key in MEASURED if key not in filled.vitals], "note"]))
        value = {**filled.vitals, key: data.draw(st.integers(0, 260))} if key != "note" else None
        change = {"vitals": value} if value else {"note": "slept a little"}
    changed = [replace(each, **change) if each.id == filled.id else each for each in entered]
    kept(judged(some, entered), judged(some, changed))


@given(histories(), st.data())
@MANY
def test_a_worse_answer_takes_nothing_away(
    history: tuple[list[Infusion], list[CheckIn]], data: st.DataObject
) -> None:
    some, entered = history
    options = [(each, key) for each in entered for key, value in each.answers.items() if value < top(key)]
    assume(options)
    changed, key = data.draw(st.sampled_from(options))
    raised = replace(changed, answers={**changed.answers, key: changed.answers[key] + 1})
    after = judged(some, [raised if each.id == changed.id else each for each in entered])

    def compares_with_the_raised(finding: Finding) -> bool:
        """The one exception: a later check-in that is compared with the answer that was raised."""
        return (finding.red_flag, key) in COMPARING and finding.at > changed.at

    kept(judged(some, entered), after, compares_with_the_raised)


@given(histories(), st.data())
@MANY
def test_a_vital_further_out_takes_nothing_away(
    history: tuple[list[Infusion], list[CheckIn]], data: st.DataObject
) -> None:
    some, entered = history
    options = [(each, key) for each in entered for key in each.vitals]
    assume(options)
    changed, key = data.draw(st.sampled_from(options))
    upper, lower = changed.vitals.get("systolic"), changed.vitals.get("diastolic")
    assume(upper is None or lower is None or upper > lower)
    value = changed.vitals[key]
    low, high = beyond(key, value, next((each for each in some if each.id == changed.infusion), None))
    assume(not (low and high))
    out = data.draw(st.integers(1, 60))
    moved = value - out if low else value + out
    assume(moved >= 0)
    assume(key != "diastolic" or upper is None or moved < upper)
    assume(key != "systolic" or lower is None or moved > lower)
    further = replace(changed, vitals={**changed.vitals, key: moved})
    kept(judged(some, entered), judged(some, [further if each.id == changed.id else each for each in entered]))


def beyond(key: str, value: float, infusion: Infusion | None) -> tuple[bool, bool]:
    """Whether a value is beyond a lower limit of any rule, and beyond an upper one."""
    baseline = infusion.baseline_vitals.get(key) if infusion else None
    low = high = False
    for leaf in ALL_LEAVES:
        if isinstance(leaf, Vital) and leaf.key == key:
            if leaf.at_most is not None:
                low |= value <= leaf.at_most
            elif leaf.at_least is not None:
                high |= value >= leaf.at_least
            elif baseline is not None and leaf.above_baseline_by is not None:
                high |= value - baseline >= leaf.above_baseline_by
            elif baseline is not None and leaf.below_baseline_percent is not None:
                low |= (baseline - value) * 100 > baseline * leaf.below_baseline_percent
    return low, high


@given(histories(), st.randoms(use_true_random=False))
@MANY
def test_order_and_time_zone_change_nothing(history: tuple[list[Infusion], list[CheckIn]], random: Any) -> None:
    some, entered = history

    def moved(at: datetime | None) -> datetime | None:
        return at and at.astimezone(timezone(timedelta(minutes=15 * random.randint(-48, 56))))

    def shuffled(each: Any) -> Any:
        return random.sample(each, len(each))

    zoned = [
        replace(each, started_at=moved(each.started_at) or START, ended_at=moved(each.ended_at)) for each in some
    ]
    shifted = [replace(each, at=moved(each.at) or START) for each in entered]
    before = judged(some, entered)
    after = judged(shuffled(zoned), shuffled(shifted))
    assert [(each.id, each.level, each.say) for each in before] == [
        (each.id, each.level, each.say) for each in after
    ]


@given(histories(), st.data())
@MANY
def test_a_blank_is_not_a_zero(history: tuple[list[Infusion], list[CheckIn]], data: st.DataObject) -> None:
    """Leaving an answer of 0 out changes findings only where a rule waits for an explicit 0."""
    some, entered = history
    zeros = [(each, key) for each in entered for key, value in each.answers.items() if value == 0]
    assume(zeros)
    changed, key = data.draw(st.sampled_from(zeros))
    blank = replace(changed, answers={k: v for k, v in changed.answers.items() if k != key})
    with_zero = judged(some, entered)
    without = judged(some, [blank if each.id == changed.id else each for each in entered])
    gained = {each.id for each in with_zero} - {each.id for each in without}
    assert not {each.id for each in without} - {each.id for each in with_zero}
    assert all((each.red_flag, key) in COMPARING for each in with_zero if each.id in gained)


@given(histories())
@MANY
def test_findings_are_worst_first_one_for_each_place_and_explain_themselves(
    history: tuple[list[Infusion], list[CheckIn]],
) -> None:
    findings = judged(*history)
    order = [LEVELS.index(finding.level) for finding in findings]
    assert order == sorted(order)
    assert len({finding.id for finding in findings}) == len(findings)
    for finding in findings:
        assert finding.because and finding.say and finding.title
        assert (finding.recheck_at is not None) >= (finding.level == "watch")
    urgent = [(each.red_flag, each.check_in) for each in findings if each.level in ("emergency", "urgent")]
    assert len(set(urgent)) == len(urgent)
