"""The figures of one question over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from ktrack import trends
from ktrack.questions import BadAnswer, UnknownQuestion
from ktrack.records import CheckIn, Detail, Infusion
from ktrack.timeline import TIME_POINTS
from ktrack.trends import Trend

HERE = timezone(timedelta(hours=-5))
FIRST = datetime(2026, 10, 5, 10, 45, tzinfo=HERE)
"""The end of infusion 1, a Monday."""
NOW = FIRST + timedelta(days=60)
OVER = Detail(still_present=False)


def trend(key: str, infusions: Iterable[Infusion], check_ins: Iterable[CheckIn], now: datetime) -> Trend:
    """The figures, from what the tracker would read out of these check-ins."""
    keys = trends.looked_at(key)
    told = [
        (
            each.at,
            each.id,
            each.infusion,
            max((each.answers[one] for one in keys if one in each.answers), default=None),
            all(not each.answers.get(one) or each.details.get(one) == OVER for one in keys),
        )
        for each in check_ins
    ]
    return trends.trend(key, infusions, told, now)


def infusion(number: int, days: float | None = None, *, ended: bool = True) -> Infusion:
    end = FIRST + timedelta(days=7 * (number - 1) if days is None else days)
    return Infusion(f"i{number}", end - timedelta(minutes=45), end if ended else None, number=number)


def check_in(number: int | None, at: datetime, answers: Mapping[str, int]) -> CheckIn:
    return CheckIn(f"{number}-{at.isoformat()}", at, at, None if number is None else f"i{number}", answers=answers)


def after(number: int, **by_hours: int | None) -> list[CheckIn]:
    """Check-ins after infusion `number` with nausea; h2=None answers something else only."""
    end = infusion(number).ended_at
    assert end is not None
    return [
        check_in(
            number,
            end + timedelta(hours=float(name[1:])),
            {"dizziness": 0} if value is None else {"nausea": value},
        )
        for name, value in by_hours.items()
    ]


def course(number: int, *values: int | None) -> list[CheckIn]:
    """One check-in in the middle of each time point, as many as there are values."""
    hours = (f"h{point.about:g}" for point in TIME_POINTS)
    return after(number, **dict(zip(hours, values, strict=False)))


def three() -> tuple[list[Infusion], list[CheckIn]]:
    """Three infusions with each time point up to day 3 answered, and day 7 taken by the next infusion."""
    return [infusion(1), infusion(2), infusion(3)], [
        *course(1, 1, 1, 0, 0, 0, 0),
        *course(2, 2, 1, 1, 0, 0, 0),
        *course(3, 4, 3, 1, 0, 0, 0),
    ]


def test_the_middle_and_the_middle_half_at_each_time_point() -> None:
    found = trend("nausea", *three(), NOW)
    assert found.enough and found.covered == 3
    half_hour = found.bands[0]
    assert (half_hour.low, half_hour.median, half_hour.high, half_hour.n) == (1.5, 2, 3, 3)
    assert [band.median for band in found.bands] == [2, 1, 1, 0, 0, 0]


def test_two_infusions_are_too_few_for_a_middle() -> None:
    infusions, check_ins = three()
    found = trend("nausea", infusions[:2], [each for each in check_ins if each.infusion != "i3"], NOW)
    assert not found.enough and found.covered == 2
    assert found.bands == ()
    assert [len(run.answers) for run in found.runs] == [6, 6], "the answers themselves are there all the same"


def test_an_infusion_with_too_few_check_ins_does_not_count() -> None:
    infusions, check_ins = three()
    kept = [each for each in check_ins if each.infusion != "i3"] + course(3, 4, 3)
    found = trend("nausea", infusions, kept, NOW)
    assert found.covered == 2 and not found.enough and found.bands == ()


def test_a_check_in_without_this_question_counts_towards_coverage_and_leaves_a_gap() -> None:
    infusions, check_ins = three()
    kept = [each for each in check_ins if each.infusion != "i3"] + course(3, 4, None, 1, 0, 0, 0)
    found = trend("nausea", infusions, kept, NOW)
    assert found.enough
    assert [band.name for band in found.bands] == ["half-hour", "four-hours", "bedtime", "morning", "day-3"]


def test_what_has_no_hour_after_the_end_is_counted_and_not_drawn() -> None:
    infusions = [infusion(1), infusion(2, 30, ended=False)]
    end = FIRST
    check_ins = [
        check_in(1, end - timedelta(minutes=10), {"nausea": 4}),
        check_in(1, end + timedelta(hours=2), {"nausea": 1}),
        check_in(1, end + timedelta(hours=180), {"nausea": 2}),
        check_in(2, end + timedelta(days=31), {"nausea": 3}),
        check_in(None, end - timedelta(days=3), {"nausea": 2}),
    ]
    found = trend("nausea", infusions, check_ins, NOW)
    assert found.runs[0].answers == ((2.0, 1),)
    assert (found.during, found.later) == (1, 1)
    assert found.runs[1].answers == () and not found.runs[1].end_known
    assert [run.all and run.all.worst for run in found.runs] == [4, 3]
    assert found.answers == 5


def test_gone_by_the_first_zero_that_stays() -> None:
    states = {}
    for values in ((2, 0, 1, 0), (2, 1), (0, 0), ()):
        run = trend("nausea", [infusion(1)], course(1, *values), NOW).runs[0]
        states[values] = (run.state, run.gone_by)
    assert states == {
        (2, 0, 1, 0): ("gone", 10.0),
        (2, 1): ("still there", None),
        (0, 0): ("not reported", None),
        (): ("not asked", None),
    }


def test_gone_by_the_answer_that_said_it_is_over() -> None:
    over = [replace(each, details={"nausea": OVER}) for each in course(1, 2, 1)]
    again = after(1, h10=1)
    for check_ins, said in (
        (over, ("gone", 2.0)),
        ([*over, *after(1, h10=0)], ("gone", 2.0)),
        ([*over, *again], ("still there", None)),
    ):
        run = trend("nausea", [infusion(1)], check_ins, NOW).runs[0]
        assert (run.state, run.gone_by) == said


def test_weeks_without_an_answer_are_gaps() -> None:
    infusions = [infusion(1), infusion(2, 16)]
    check_ins = [
        check_in(1, FIRST + timedelta(hours=1), {"urinary_urgency": 1}),
        check_in(1, FIRST + timedelta(days=6), {"urinary_urgency": 3}),
        check_in(2, FIRST + timedelta(days=17), {"urinary_urgency": 0}),
    ]
    found = trend("urinary_urgency", infusions, check_ins, NOW)
    assert [week.begins for week in found.weeks] == [date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 19)]
    assert [week.spot and week.spot.worst for week in found.weeks] == [3, None, 0]
    assert [[ref.number for ref, _ in week.infusions] for week in found.weeks] == [[1], [], [2]]
    assert found.by_week


def test_a_day_is_the_day_that_was_lived() -> None:
    sunday_night = datetime(2026, 10, 11, 23, 30, tzinfo=HERE)
    found = trend("nausea", [], [check_in(None, sunday_night, {"nausea": 1})], NOW)
    assert [week.begins for week in found.weeks] == [date(2026, 10, 5)]


def test_mood_is_worst_where_it_is_low() -> None:
    check_ins = [
        check_in(1, FIRST + timedelta(hours=hour), {"mood": mood}) for hour, mood in ((1, 3), (2, 8), (4, 6))
    ]
    found = trend("mood", [infusion(1)], check_ins, NOW)
    spot = found.runs[0].all
    assert spot is not None
    assert (spot.worst, spot.lowest, spot.middle, spot.highest, spot.n) == (3, 3, 6, 8, 3)
    assert found.highest == 10 and found.less_is_worse and found.whole


def test_urinary_answers_taken_together() -> None:
    answers = {"urinary_urgency": 1, "painful_urination": 3, "unable_to_urinate": 1}
    found = trend("urinary", [infusion(1)], [check_in(1, FIRST + timedelta(hours=1), answers)], NOW)
    assert found.runs[0].answers == ((1.0, 3),)
    assert found.highest == 4


def test_a_deleted_infusion_does_not_count() -> None:
    infusions, check_ins = three()
    gone = replace(infusion(4), deleted_at=NOW)
    assert trend("nausea", [*infusions, gone], check_ins, NOW) == trend("nausea", infusions, check_ins, NOW)


def test_the_order_of_the_records_changes_nothing() -> None:
    infusions, check_ins = three()
    there = trend("nausea", infusions, check_ins, NOW)
    assert trend("nausea", infusions[::-1], check_ins[::-1], NOW) == there


def test_keys_begin_with_the_core_and_name_what_was_reported_before_what_was_not() -> None:
    asked = {"rash": False, "headache": True, "mood": True, "nausea": False}
    assert trends.keys(asked) == ("nausea", "dizziness", "dissociation", "urinary", "mood", "headache", "rash")


def test_an_empty_diary() -> None:
    found = trend("nausea", [], [], NOW)
    assert (found.runs, found.weeks, found.answers, found.enough) == ((), (), 0, False)


def test_what_is_no_question_is_refused() -> None:
    with pytest.raises(BadAnswer, match="measured value"):
        trend("systolic", [], [], NOW)
    with pytest.raises(UnknownQuestion):
        trend("nausia", [], [], NOW)
