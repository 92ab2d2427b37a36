"""When things were, counted from the end of an infusion: time points, coverage, the course of one symptom.

Owns the clock arithmetic that rules, screens and summaries share. Pure: no wall clock, no database, no words
about what a course means.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Literal, NamedTuple

from ktrack.records import CheckIn, Infusion

SESSION_DAYS = 7
"""An infusion's own rules for lasting and worsening effects stop this many days after its end."""
LONGEST_INFUSION = timedelta(hours=24)
"""From start to end; an end that is not known is no later than that."""

ENOUGH = 0.7
"""Share of its time points an infusion needs to count towards a median."""
ENOUGH_INFUSIONS = 3

State = Literal["not asked", "not reported", "gone", "still there"]

Told = tuple[datetime, str, str | None, int | None, bool]
"""What figures over years need of a check-in: when, its id, its infusion, its answer to one question, and whether
whatever was above 0 was said to be over."""


class InfusionRef(NamedTuple):
    """Names an infusion."""

    id: str
    number: int | None
    """Number in the course, or None when nobody ever gave one."""
    started_at: datetime


class TimePoint(NamedTuple):
    """A span of hours after the end of an infusion, `begin` included and `end` not."""

    name: str
    label: str
    begin: float
    end: float
    about: float
    """Hour at which a check-in is suggested; bedtime and morning are moved to the clock where they can be."""


TIME_POINTS = (
    TimePoint("half-hour", "½ h", 0, 1, 0.5),
    TimePoint("two-hours", "2 h", 1, 3, 2),
    TimePoint("four-hours", "4 h", 3, 6, 4),
    TimePoint("bedtime", "bed", 6, 14, 10),
    TimePoint("morning", "morning", 14, 30, 21),
    TimePoint("day-3", "day 3", 60, 84, 72),
    TimePoint("day-7", "day 7", 156, 180, 168),
)

_BEGINS = [point.begin for point in TIME_POINTS]
_BEDTIME, _MORNING = time(22), time(9)


def hours_after(end: datetime, at: datetime) -> float:
    """Hours from `end` to `at`, by the instants and not by the clocks on the wall; negative before the end."""
    if type(at.tzinfo) is timezone and type(end.tzinfo) is timezone:
        # fixed offsets, as records have them: subtracted by the instants as they are
        return (at - end).total_seconds() / 3600
    return (at.astimezone(UTC) - end.astimezone(UTC)).total_seconds() / 3600


def hours_of(infusion: Infusion | None, at: datetime) -> float | None:
    """Hours after the end of `infusion`, or None when there is none or its end is unknown."""
    if infusion is None or infusion.ended_at is None:
        return None
    return hours_after(infusion.ended_at, at)


def time_point(hours: float | None) -> TimePoint | None:
    """The time point that `hours` after the end falls into, if any."""
    if hours is None:
        return None
    place = bisect(_BEGINS, hours)
    return TIME_POINTS[place - 1] if place and hours < TIME_POINTS[place - 1].end else None


def in_order(infusions: Iterable[Infusion]) -> list[Infusion]:
    """Infusions that were not deleted, oldest first."""
    kept = (infusion for infusion in infusions if infusion.deleted_at is None)
    return sorted(kept, key=lambda infusion: (infusion.started_at, infusion.id))


def infusion_at(infusions: Iterable[Infusion], at: datetime) -> Infusion | None:
    """The latest infusion that had started at `at`: the one a check-in of that time belongs to."""
    started = [infusion for infusion in in_order(infusions) if infusion.started_at <= at]
    return started[-1] if started else None


def next_start(infusions: Iterable[Infusion], infusion: Infusion) -> datetime | None:
    """When the infusion after this one started, or None for the latest."""
    later = (other.started_at for other in in_order(infusions) if other.started_at > infusion.started_at)
    return min(later, default=None)


def numbers(infusions: Iterable[Infusion]) -> dict[str, int | None]:
    """Number in the course by infusion id: as given, else counted on from the last one given, else None."""
    known: dict[str, int | None] = {}
    last: int | None = None
    for infusion in in_order(infusions):
        last = infusion.number if infusion.number is not None else None if last is None else last + 1
        known[infusion.id] = last
    return known


def windows(infusion: Infusion, following: datetime | None) -> list[tuple[TimePoint, datetime, datetime]]:
    """The time points of one infusion with when each begins and ends; they stop where `following` starts."""
    if infusion.ended_at is None:
        return []
    found = []
    for point in TIME_POINTS:
        begin = infusion.ended_at + timedelta(hours=point.begin)
        end = infusion.ended_at + timedelta(hours=point.end)
        if following is None or begin < following:
            found.append((point, begin, end if following is None else min(end, following)))
    return found


def coverage(infusions: Sequence[Infusion], check_ins: Sequence[CheckIn], now: datetime) -> tuple[int, int]:
    """How many time points have a check-in, of those that are over or already answered, up to `now`."""
    ordered = in_order(infusions)
    done = passed = 0
    by_infusion = _by_infusion(check_ins)
    for infusion, following in zip(ordered, [*ordered[1:], None], strict=True):
        answered = _answered(infusion, by_infusion.get(infusion.id, ()), now)
        start = following.started_at if following else None
        for point, _begin, end in windows(infusion, start):
            if point.name in answered:
                done += 1
                passed += 1
            elif end <= now:
                passed += 1
    return done, passed


def due(
    infusion: Infusion, following: datetime | None, check_ins: Sequence[CheckIn], now: datetime
) -> tuple[TimePoint, datetime] | None:
    """The next time point without a check-in and when it is suggested; a time before `now` is overdue."""
    answered = _answered(infusion, _by_infusion(check_ins).get(infusion.id, ()), now)
    for point, begin, end in windows(infusion, following):
        if end > now and point.name not in answered:
            return point, min(max(_about(infusion, point), begin), end)
    return None


def _about(infusion: Infusion, point: TimePoint) -> datetime:
    assert infusion.ended_at is not None
    nominal = infusion.ended_at + timedelta(hours=point.about)
    clock = {"bedtime": _BEDTIME, "morning": _MORNING}.get(point.name)
    if clock is None:
        return nominal
    begin = infusion.ended_at + timedelta(hours=point.begin)
    wanted = begin.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    if wanted < begin:
        wanted += timedelta(days=1)
    # after a late infusion that hour of the clock comes too late, or a day later: then as soon as it counts
    return wanted if wanted < infusion.ended_at + timedelta(hours=point.end) else begin


def _by_infusion(check_ins: Iterable[CheckIn]) -> Mapping[str | None, list[CheckIn]]:
    grouped: dict[str | None, list[CheckIn]] = {}
    for check_in in check_ins:
        if check_in.deleted_at is None:
            grouped.setdefault(check_in.infusion, []).append(check_in)
    return grouped


def _answered(infusion: Infusion, check_ins: Iterable[CheckIn], now: datetime) -> set[str]:
    points = (time_point(hours_of(infusion, check_in.at)) for check_in in check_ins if check_in.at <= now)
    return {point.name for point in points if point is not None}


class Course(NamedTuple):
    """One question over one infusion. Blank stays blank: a time point without an answer has no entry."""

    key: str
    before: int | None
    """The answer in the last check-in before the start, if that check-in has one."""
    points: Mapping[str, int]
    """Worst answer by name of the time point."""
    worst: int | None
    latest: int | None
    gone_by: float | None
    """As `ending` says."""
    state: State


def said_to_be_over(check_in: CheckIn, key: str) -> bool:
    """Whether the word that it is over came with an answer."""
    detail = check_in.details.get(key)
    return detail is not None and detail.still_present is False


def ending(told: Sequence[tuple[float, int, bool]]) -> tuple[State, float | None]:
    """How something went, and the hours after the end by which it had gone.

    `told`, oldest first: hours, the answer, and whether it was said to be over with it. Gone by the first 0, or
    word that it is over, that no later answer of 1 or more follows.
    """
    if not told:
        return "not asked", None
    present = [place for place, (_, value, _) in enumerate(told) if value]
    if not present:
        return "not reported", None
    at, _, over = told[present[-1]]
    if over:
        return "gone", at
    after = told[present[-1] + 1 :]
    return ("gone", after[0][0]) if after else ("still there", None)


def course(key: str, infusion: Infusion, check_ins: Iterable[CheckIn], before: CheckIn | None = None) -> Course:
    """The course of `key` over the check-ins that belong to `infusion`, from its end on."""
    points: dict[str, int] = {}
    values: list[tuple[float, int, bool]] = []
    for check_in in sorted(check_ins, key=lambda each: (each.at, each.id)):
        value = check_in.answers.get(key)
        if value is None or check_in.infusion != infusion.id:
            continue
        hours = hours_of(infusion, check_in.at)
        if hours is None or hours < 0:
            continue
        values.append((hours, value, said_to_be_over(check_in, key)))
        point = time_point(hours)
        if point is not None:
            points[point.name] = max(value, points.get(point.name, 0))
    state, gone_by = ending(values)
    return Course(
        key=key,
        before=before.answers.get(key) if before else None,
        points=points,
        worst=max((value for _, value, _ in values), default=None),
        latest=values[-1][1] if values else None,
        gone_by=gone_by,
        state=state,
    )
