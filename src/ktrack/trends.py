"""One question over time: over the hours after each infusion, over the infusions, over the weeks.

Owns the figures that the charts and their text version share. Pure: answers in, frozen values out. A blank stays
a gap, never a 0 and never a line; a middle is only given where enough infusions were answered often enough.

What there is one of for each answer, infusion or week is a named tuple: over years a dataclass takes too long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from ktrack import timeline
from ktrack.questions import URINARY, BadAnswer, label, questions, urinary_scales
from ktrack.questions import question as asked_as
from ktrack.records import Infusion
from ktrack.timeline import ENOUGH, ENOUGH_INFUSIONS, InfusionRef, State, Told

LAST_HOUR = timeline.TIME_POINTS[-1].end
"""The hours view ends here; what comes later shows in the weeks."""
_WINDOWS = [(each.name, timedelta(hours=each.begin), timedelta(hours=each.end)) for each in timeline.TIME_POINTS]


class Spot(NamedTuple):
    """The answers of one stretch of time, taken together."""

    lowest: int
    middle: float
    highest: int
    worst: int
    """The highest, or the lowest where less is worse."""
    n: int


class Run(NamedTuple):
    """One infusion."""

    infusion: InfusionRef
    answers: tuple[tuple[float, int], ...]
    """Hours after the end and the answer, oldest first; the hours view only, so up to LAST_HOUR."""
    covered: bool
    """Whether it has 70 % of the time points that have passed, so that it counts towards a middle."""
    end_known: bool
    all: Spot | None
    """Every answer that belongs to it, at whatever hour. None: not asked."""
    state: State
    gone_by: float | None


class Band(NamedTuple):
    """The middle of all infusions at one time point, each infusion with its worst answer there."""

    name: str
    label: str
    begin: float
    end: float
    low: float
    """A quarter of the infusions are below."""
    median: float
    high: float
    """A quarter of the infusions are above."""
    n: int


class Week(NamedTuple):
    """One week, Monday to Sunday as it was lived. Without a spot nothing was answered."""

    begins: date
    spot: Spot | None
    infusions: tuple[tuple[InfusionRef, float], ...]
    """Those that started in it, and how far into the week, 0 to 1."""


@dataclass(frozen=True)
class Trend:
    """Everything a chart of one question says."""

    key: str
    label: str
    highest: int
    """The end of the scale: 1, 4 or 10."""
    anchors: tuple[str, ...]
    less_is_worse: bool
    whole: bool
    """Whether all answers of a stretch count (pain and mood), and not the worst alone."""
    by_week: bool
    """Whether it is a question that builds up over weeks rather than hours."""
    runs: tuple[Run, ...]
    """One for each infusion, oldest first."""
    enough: bool
    covered: int
    bands: tuple[Band, ...]
    """Empty unless `enough`; a time point with fewer than three infusions has none."""
    during: int
    """Answers before an infusion ended: they have no hour after the end."""
    later: int
    """Answers that belong to an infusion and lie after LAST_HOUR."""
    answers: int
    """How many answers there are in all."""
    told: tuple[Told, ...]
    """What the figures rest on, oldest first."""

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """Every week from the first answer or infusion to the last one, weeks without an answer too.

        Worked out when a view wants them: the first one shows none, and 20 years have a thousand.
        """
        return _weeks(self.told, [run.infusion for run in self.runs], low=self.less_is_worse)


def keys(asked: Mapping[str, bool]) -> tuple[str, ...]:
    """What can be looked at, in order: the core, pain and mood, what was reported, what was asked and was 0.

    `asked`: the questions that were answered, and whether any of them above 0.
    """
    first = [key for key, one in questions().items() if one.group == "core"] + [URINARY]
    benefit = [key for key, one in questions().items() if one.group == "benefit" and key in asked]
    rest = [key for key in questions() if key in asked and key not in (*first, *benefit)]
    rest.sort(key=lambda key: not asked[key])
    return (*first, *benefit, *rest)


def looked_at(key: str) -> tuple[str, ...]:
    """The questions whose answers `trend` needs for one; of several in a check-in the highest counts."""
    return urinary_scales() if key == URINARY else (key,)


def trend(key: str, infusions: Iterable[Infusion], told: Iterable[Told], now: datetime) -> Trend:
    """All figures about one question, or about "urinary": the worst of the urinary answers.

    `told` is every kept check-in. `now` decides which time points have passed. Raises UnknownQuestion, and
    BadAnswer for a measured value.
    """
    if key != URINARY and asked_as(key).highest is None:
        raise BadAnswer(f"{asked_as(key).label} ({key}) is a measured value: the summary lists those.")
    ordered = timeline.in_order(infusions)
    kept = sorted(told)
    scale = questions().get(key)
    low = scale is not None and scale.worse == "low"
    named = timeline.numbers(ordered)
    refs = {each.id: InfusionRef(each.id, named[each.id], each.started_at) for each in ordered}
    courses = _courses(ordered, kept)
    runs = tuple(
        _run(each, refs[each.id], courses[each.id], following, now, low=low)
        for each, following in zip(ordered, [*ordered[1:], None], strict=False)
    )
    covered = sum(run.covered for run in runs)
    hours = [hour for course in courses.values() for hour, _, _ in course.answers if hour is not None]
    highest = scale.highest if scale is not None else None
    return Trend(
        key=key,
        label=label(key),
        highest=4 if highest is None else highest,
        anchors=scale.anchors if scale is not None else asked_as("nausea").anchors,
        less_is_worse=low,
        whole=scale is not None and scale.group == "benefit",
        by_week=scale is None or scale.group in ("urinary", "weekly"),
        runs=runs,
        enough=covered >= ENOUGH_INFUSIONS,
        covered=covered,
        bands=_bands(courses.values(), low=low) if covered >= ENOUGH_INFUSIONS else (),
        during=sum(1 for hour in hours if hour < 0),
        later=sum(1 for hour in hours if hour >= LAST_HOUR),
        answers=sum(1 for _, _, _, value, _ in kept if value is not None),
        told=tuple(kept),
    )


def _spot(values: Sequence[int], *, low: bool) -> Spot | None:
    if not values:
        return None
    ranked = sorted(values)
    ends = ranked[0], ranked[-1]
    middle = (ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2
    return Spot(ends[0], middle, ends[1], ends[0] if low else ends[1], len(ranked))


_Answers = list[tuple[float | None, int, bool]]
"""Hours after the end, None where that is not known, the answer, whether it was said to be over; oldest first."""


class _Course(NamedTuple):
    """What was told after one infusion."""

    end: datetime | None
    points: dict[str, list[int]]
    """The time points at which anything was told, with the answers to this question there."""
    answers: _Answers


def _courses(infusions: Iterable[Infusion], kept: Iterable[Told]) -> dict[str, _Course]:
    found = {each.id: _Course(each.ended_at, {}, []) for each in infusions}
    for at, _, infusion, value, over in kept:
        course = found.get(infusion or "")
        if course is None:
            continue
        # by the instants, since records carry fixed offsets
        hours = None if course.end is None else (at - course.end).total_seconds() / 3600
        point = timeline.time_point(hours)
        given = [] if point is None else course.points.setdefault(point.name, [])
        if value is not None:
            given.append(value)
            course.answers.append((hours, value, over))
    return found


def _run(
    infusion: Infusion, ref: InfusionRef, course: _Course, following: Infusion | None, now: datetime, *, low: bool
) -> Run:
    after = [(hour, value, over) for hour, value, over in course.answers if hour is not None and hour >= 0]
    state, gone_by = timeline.ending(after)
    return Run(
        infusion=ref,
        answers=tuple([(hour, value) for hour, value, _ in after if hour < LAST_HOUR]),
        covered=_covered(infusion, following, course.points, now),
        end_known=infusion.ended_at is not None,
        all=_spot([value for _, value, _ in course.answers], low=low),
        state=state,
        gone_by=gone_by,
    )


def _covered(infusion: Infusion, following: Infusion | None, answered: Collection[str], now: datetime) -> bool:
    if infusion.ended_at is None:
        return False
    gone, room = now - infusion.ended_at, following.started_at - infusion.ended_at if following else None
    done = missed = 0
    for name, begin, end in _WINDOWS:
        if room is not None and begin >= room:
            break
        if name in answered:
            done += 1
        elif (end if room is None else min(end, room)) <= gone:
            missed += 1
    return done > 0 and done / (done + missed) >= ENOUGH


def _bands(courses: Collection[_Course], *, low: bool) -> tuple[Band, ...]:
    from statistics import quantiles

    pick = min if low else max
    found = []
    for point in timeline.TIME_POINTS:
        worst = [pick(values) for course in courses if (values := course.points.get(point.name))]
        if len(worst) < ENOUGH_INFUSIONS:
            continue
        quarter, middle, three_quarters = quantiles(worst, n=4, method="inclusive")
        found.append(
            Band(point.name, point.label, point.begin, point.end, quarter, middle, three_quarters, len(worst))
        )
    return tuple(found)


def _weeks(told: Iterable[Told], infusions: Iterable[InfusionRef], *, low: bool) -> tuple[Week, ...]:
    values: dict[int, list[int]] = {}
    for at, _, _, value, _ in told:
        if value is not None:
            values.setdefault(_week(at), []).append(value)
    started: dict[int, list[tuple[InfusionRef, float]]] = {}
    for infusion in infusions:
        at = infusion.started_at
        place = (at.weekday() + at.hour / 24 + at.minute / 1440) / 7
        started.setdefault(_week(at), []).append((infusion, place))
    there = values.keys() | started.keys()
    if not there:
        return ()
    return tuple(
        Week(date.fromordinal(week * 7 + 1), _spot(values.get(week, ()), low=low), tuple(started.get(week, ())))
        for week in range(min(there), max(there) + 1)
    )


def _week(day: date) -> int:
    """Weeks since a Monday long ago."""
    return (day.toordinal() - 1) // 7
