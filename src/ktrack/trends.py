"""One question over time: over the hours after each infusion, over the infusions, over the weeks.

Owns the figures that the charts and their text version share. Pure: records in, frozen values out. A blank stays
a gap, never a 0 and never a line; a middle is only given where enough infusions were answered often enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles

from ktrack import timeline
from ktrack.questions import URINARY, BadAnswer, in_group, label, questions
from ktrack.questions import question as asked_as
from ktrack.records import CheckIn, Infusion
from ktrack.summary.scope import urinary
from ktrack.timeline import ENOUGH, ENOUGH_INFUSIONS, InfusionRef, State

LAST_HOUR = timeline.TIME_POINTS[-1].end
"""The hours view ends here; what comes later shows in the weeks."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The answers of one stretch of time, taken together."""

    lowest: int
    middle: float
    highest: int
    worst: int
    """The highest, or the lowest where less is worse."""
    n: int


@dataclass(frozen=True, slots=True)
class Run:
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


@dataclass(frozen=True, slots=True)
class Band:
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


@dataclass(frozen=True, slots=True)
class Week:
    """One week, Monday to Sunday as it was lived. Without a spot nothing was answered."""

    begins: date
    spot: Spot | None
    infusions: tuple[tuple[InfusionRef, float], ...]
    """Those that started in it, and how far into the week, 0 to 1."""


@dataclass(frozen=True, slots=True)
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
    weeks: tuple[Week, ...]

    @property
    def answers(self) -> int:
        """How many answers there are in all."""
        return sum(each.spot.n for each in self.weeks if each.spot is not None)


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
    """The questions whose answers `trend` needs for one."""
    return tuple(one.key for one in in_group("urinary")) if key == URINARY else (key,)


def trend(key: str, infusions: Iterable[Infusion], check_ins: Iterable[CheckIn], now: datetime) -> Trend:
    """All figures about one question, or about "urinary": the worst of the urinary answers.

    `now` decides which time points have passed. Raises UnknownQuestion, and BadAnswer for a measured value.
    """
    if key != URINARY and asked_as(key).highest is None:
        raise BadAnswer(f"{asked_as(key).label} ({key}) is a measured value: the summary lists those.")
    ordered = timeline.in_order(infusions)
    kept = sorted((each for each in check_ins if each.deleted_at is None), key=lambda each: (each.at, each.id))
    scale = questions().get(key)
    low = scale is not None and scale.worse == "low"
    given = [(each, value) for each in kept if (value := _value(each, key)) is not None]
    named = timeline.numbers(ordered)
    refs = {each.id: InfusionRef(each.id, named[each.id], each.started_at) for each in ordered}
    following = dict(zip((each.id for each in ordered), [*ordered[1:], None], strict=False))
    points, answers = _by_infusion(key, ordered, kept)
    covered = {each.id for each in ordered if _covered(each, following[each.id], points[each.id], now)}
    runs = tuple(_run(each, refs[each.id], answers[each.id], covered, low=low) for each in ordered)
    hours = [hour for own in answers.values() for hour, _ in own if hour is not None]
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
        enough=len(covered) >= ENOUGH_INFUSIONS,
        covered=len(covered),
        bands=_bands(runs, low=low) if len(covered) >= ENOUGH_INFUSIONS else (),
        during=sum(1 for hour in hours if hour < 0),
        later=sum(1 for hour in hours if hour >= LAST_HOUR),
        weeks=_weeks(given, ordered, refs, low=low),
    )


def _value(check_in: CheckIn, key: str) -> int | None:
    return urinary(check_in) if key == URINARY else check_in.answers.get(key)


def _spot(values: Sequence[int], *, low: bool) -> Spot | None:
    if not values:
        return None
    ends = min(values), max(values)
    return Spot(ends[0], float(median(values)), ends[1], ends[0] if low else ends[1], len(values))


_Given = Sequence[tuple[CheckIn, int]]
_Answers = list[tuple[float | None, int]]
"""Hours after the end, None where that is not known, and the answer; oldest first."""


def _by_infusion(
    key: str, infusions: Sequence[Infusion], kept: Iterable[CheckIn]
) -> tuple[dict[str, set[str]], dict[str, _Answers]]:
    """For each infusion the time points that were answered at all, and its answers to this question."""
    known = {each.id: each for each in infusions}
    points: dict[str, set[str]] = {each: set() for each in known}
    answers: dict[str, _Answers] = {each: [] for each in known}
    for check_in in kept:
        infusion = known.get(check_in.infusion or "")
        if infusion is None:
            continue
        hours, value = timeline.hours_of(infusion, check_in.at), _value(check_in, key)
        point = timeline.time_point(hours)
        if point is not None:
            points[infusion.id].add(point.name)
        if value is not None:
            answers[infusion.id].append((hours, value))
    return points, answers


def _run(infusion: Infusion, ref: InfusionRef, answers: _Answers, covered: Collection[str], *, low: bool) -> Run:
    after = [(hour, value) for hour, value in answers if hour is not None and hour >= 0]
    state, gone_by = _course(after)
    return Run(
        infusion=ref,
        answers=tuple((hour, value) for hour, value in after if hour < LAST_HOUR),
        covered=infusion.id in covered,
        end_known=infusion.ended_at is not None,
        all=_spot([value for _, value in answers], low=low),
        state=state,
        gone_by=gone_by,
    )


def _course(after: Sequence[tuple[float, int]]) -> tuple[State, float | None]:
    """How it went, and the hour of the first 0 that no later answer above 0 follows."""
    if not after:
        return "not asked", None
    present = [place for place, (_, value) in enumerate(after) if value]
    if not present:
        return "not reported", None
    if present[-1] + 1 == len(after):
        return "still there", None
    return "gone", after[present[-1] + 1][0]


def _covered(infusion: Infusion, following: Infusion | None, answered: set[str], now: datetime) -> bool:
    windows = timeline.windows(infusion, following.started_at if following else None)
    passed = [point.name for point, _, end in windows if point.name in answered or end <= now]
    return bool(passed) and sum(name in answered for name in passed) / len(passed) >= ENOUGH


def _bands(runs: Sequence[Run], *, low: bool) -> tuple[Band, ...]:
    found = []
    for point in timeline.TIME_POINTS:
        by_run = ([value for hour, value in run.answers if point.begin <= hour < point.end] for run in runs)
        worst = [min(values) if low else max(values) for values in by_run if values]
        if len(worst) < ENOUGH_INFUSIONS:
            continue
        quarter, middle, three_quarters = quantiles(worst, n=4, method="inclusive")
        found.append(
            Band(point.name, point.label, point.begin, point.end, quarter, middle, three_quarters, len(worst))
        )
    return tuple(found)


def _weeks(
    given: _Given, infusions: Sequence[Infusion], refs: Mapping[str, InfusionRef], *, low: bool
) -> tuple[Week, ...]:
    """Every week from the first answer or infusion to the last one, weeks without an answer too."""
    mondays = [*(_monday(each.at) for each, _ in given), *(_monday(each.started_at) for each in infusions)]
    if not mondays:
        return ()
    values: dict[date, list[int]] = {}
    for each, value in given:
        values.setdefault(_monday(each.at), []).append(value)
    started: dict[date, list[tuple[InfusionRef, float]]] = {}
    for infusion in infusions:
        at = infusion.started_at
        place = (at.weekday() + at.hour / 24 + at.minute / 1440) / 7
        started.setdefault(_monday(at), []).append((refs[infusion.id], place))
    first = min(mondays)
    count = (max(mondays) - first).days // 7 + 1
    return tuple(
        Week(monday, _spot(values.get(monday, ()), low=low), tuple(started.get(monday, ())))
        for monday in (first + timedelta(weeks=week) for week in range(count))
    )


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())
