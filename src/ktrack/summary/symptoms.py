"""Symptoms over the hours after an infusion: folded over the period, and infusion by infusion.

Owns the profile, the rows of the infusions and the comparison with the earlier period. A blank stays None: it is
never a 0, never carried forward, and has no part in a median or a denominator.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from statistics import median

from ktrack import timeline
from ktrack.escalation import LEVELS
from ktrack.questions import questions
from ktrack.records import CheckIn, Infusion
from ktrack.summary.coverage import ENOUGH_INFUSIONS, covered, points
from ktrack.summary.scope import URINARY, Scope, keys_of, label
from ktrack.summary.shapes import Change, ChangeKind, FlagOnPage, Seen
from ktrack.summary.tables import Cell, GoneBy, InfusionRow, Middle, Point, ProfileRow, SymptomProfile, SymptomRun

BEFORE = "before"
_ROUTINE = ("danger", "common")
"""Groups that are asked whatever the other answers are."""


def core() -> tuple[str, ...]:
    """The rows that every page has, in this order."""
    return (*keys_of("core"), URINARY)


@cache
def profile_keys() -> tuple[str, ...]:
    """What the profile may show: the core rows, then danger and the rest in the order they are asked."""
    return (*core(), *keys_of("danger", "common", "asked", "companion"))


def profile(scope: Scope) -> SymptomProfile:
    """Symptoms by time point over the infusions that started in the period."""
    inside = [each for infusion in scope.infusions for each in scope.by_infusion.get(infusion.id, ())]
    asked = {key for each in inside for key in each.answers}
    reported = {key for each in inside for key, value in each.answers.items() if value}
    rows = tuple(_row(scope, key) for key in profile_keys() if key in core() or key in reported)
    names = [point.name for point in timeline.TIME_POINTS]
    answered = [points(scope, each).answered for each in scope.infusions]
    quiet = [key for key in profile_keys() if key not in core() and key not in reported]
    enough = covered(scope)
    return SymptomProfile(
        enough=enough >= ENOUGH_INFUSIONS,
        covered=enough,
        infusions=len(scope.infusions),
        columns=(BEFORE, *(point.label for point in timeline.TIME_POINTS)),
        checked=(
            sum(1 for each in scope.infusions if scope.previous(each) is not None),
            *(sum(1 for each in answered if name in each) for name in names),
        ),
        rows=rows,
        always_none=tuple(label(key) for key in quiet if key in asked),
        never_asked=tuple(label(key) for key in quiet if key not in asked and questions()[key].group in _ROUTINE),
        outside=_outside(scope, rows),
    )


def infusion_rows(scope: Scope, flags: Sequence[FlagOnPage]) -> tuple[InfusionRow, ...]:
    """Each infusion of the period, oldest first; before them those that only reach into it."""
    rows = []
    for infusion in (*scope.carried, *scope.infusions):
        own = [each.flag.level for each in flags if each.flag.infusion == infusion.id]
        found = points(scope, infusion)
        length = timeline.hours_of(infusion, infusion.started_at)
        rows.append(
            InfusionRow(
                infusion=scope.ref(infusion),
                from_before=not scope.holds(infusion.started_at),
                end_known=infusion.ended_at is not None,
                minutes=None if length is None else -length * 60,
                dose_mg=infusion.dose_mg,
                route=infusion.route,
                phase=infusion.phase,
                done=len(found.answered),
                passed=found.passed,
                core=tuple(_run(scope, key, infusion) for key in core()),
                flags=tuple((level, own.count(level)) for level in LEVELS if level in own),
            )
        )
    return tuple(rows)


def changes(scope: Scope, before: Scope | None) -> tuple[Change, ...]:
    """Each question above 0 in this period or the earlier one. Empty when there is nothing to compare with."""
    if before is None:
        return ()
    found = []
    for key, asked in questions().items():
        if asked.group in ("vital", "benefit"):
            continue
        now, then = _seen(scope, key), _seen(before, key)
        if now.worst or then.worst:
            found.append(Change(key=key, label=asked.label, kind=_kind(now, then), now=now, before=then))
    return tuple(found)


def _kind(now: Seen, before: Seen) -> ChangeKind:
    if now.worst is None or before.worst is None:
        return "unknown"
    if not before.worst:
        return "new"
    if not now.worst:
        return "gone"
    if now.worst == before.worst:
        return "same"
    return "worse" if now.worst > before.worst else "better"


def _seen(scope: Scope, key: str) -> Seen:
    given = [each.answers[key] for each in scope.check_ins if key in each.answers]
    return Seen(max(given, default=None), sum(1 for value in given if value), len(given))


def _row(scope: Scope, key: str) -> ProfileRow:
    courses = [
        timeline.course(key, each, scope.by_infusion.get(each.id, ()), scope.previous(each))
        for each in scope.infusions
    ]
    cells = [_cell([each.before for each in courses])]
    cells += [_cell([each.points.get(point.name) for each in courses]) for point in timeline.TIME_POINTS]
    hours = [each.gone_by for each in courses if each.gone_by is not None]
    reported = [each for each in courses if each.state in ("gone", "still there")]
    return ProfileRow(
        key=key,
        label=label(key),
        yes_no=key != URINARY and questions()[key].kind == "yes_no",
        cells=tuple(cells),
        gone_by=GoneBy(
            hours=middle(hours, len(reported)),
            still_there=sum(1 for each in reported if each.state == "still there"),
        ),
    )


def _cell(values: Sequence[int | None]) -> Cell:
    given = [value for value in values if value is not None]
    return Cell(
        values=tuple(values),
        median=float(median(given)) if given else None,
        worst=max(given, default=None),
        n=len(given),
    )


def middle(values: Sequence[float], of: int) -> Middle | None:
    """The middle of the values, or None when there are none."""
    if not values:
        return None
    return Middle(float(median(values)), float(min(values)), float(max(values)), len(values), of)


def _run(scope: Scope, key: str, infusion: Infusion) -> SymptomRun:
    own = scope.by_infusion.get(infusion.id, ())
    if not scope.holds(infusion.started_at):
        own = [each for each in own if scope.holds(each.at)]
    course = timeline.course(key, infusion, own)
    asked = [timeline.hours_of(infusion, each.at) for each in own if key in each.answers]
    hours = [each for each in asked if each is not None and each >= 0]
    return SymptomRun(
        key=key,
        label=label(key),
        points=tuple(course.points.get(point.name) for point in timeline.TIME_POINTS),
        worst=max((each.answers[key] for each in own if key in each.answers), default=None),
        gone_by=course.gone_by,
        last_asked=max(hours, default=None),
        state=course.state,
    )


def _outside(scope: Scope, rows: Sequence[ProfileRow]) -> tuple[Point, ...]:
    """For each question, the worst answer in no column, when it is above all that the columns show."""
    inside = {row.key: max((cell.worst or 0 for cell in row.cells[1:]), default=0) for row in rows}
    highest: dict[str, tuple[int, CheckIn]] = {}
    wanted = profile_keys()
    for each in scope.check_ins:
        if _in_column(scope, each):
            continue
        for key in wanted:
            value = each.answers.get(key)
            if value and value > max(inside.get(key, 0), highest[key][0] if key in highest else 0):
                highest[key] = (value, each)
    return tuple(_point(scope, key, *highest[key]) for key in wanted if key in highest)


def _in_column(scope: Scope, check_in: CheckIn) -> bool:
    infusion = scope.infusion_of(check_in)
    if infusion is None or not scope.holds(infusion.started_at):
        return False
    return timeline.time_point(timeline.hours_of(infusion, check_in.at)) is not None


def _point(scope: Scope, key: str, value: int, check_in: CheckIn) -> Point:
    infusion = scope.infusion_of(check_in)
    return Point(
        key=key,
        label=label(key),
        value=value,
        at=check_in.at,
        infusion=scope.ref_of(check_in),
        hours_after_end=timeline.hours_of(infusion, check_in.at),
    )
