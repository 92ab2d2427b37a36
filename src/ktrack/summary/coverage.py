"""How complete a period is, and where its entries come from.

Owns the counts that stand before any result. A time point counts as passed once its hours were over, or it was
answered, when the latest entry was made: there is no clock here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ktrack import timeline
from ktrack.questions import questions
from ktrack.records import Infusion
from ktrack.summary.scope import Scope
from ktrack.summary.shapes import Coverage
from ktrack.timeline import ENOUGH as ENOUGH
from ktrack.timeline import ENOUGH_INFUSIONS as ENOUGH_INFUSIONS

LATE_HOURS = 2.0


@dataclass(frozen=True, slots=True)
class Points:
    """The time points of one infusion, by name."""

    answered: frozenset[str]
    missed: tuple[str, ...]

    @property
    def passed(self) -> int:
        return len(self.answered) + len(self.missed)


def points(scope: Scope, infusion: Infusion) -> Points:
    """Which time points of an infusion were answered and which passed without a check-in."""
    windows = timeline.windows(infusion, scope.following[infusion.id])
    there = {point.name for point, _, _ in windows}
    hit = (
        timeline.time_point(timeline.hours_of(infusion, each.at))
        for each in scope.by_infusion.get(infusion.id, ())
    )
    answered = {point.name for point in hit if point is not None} & there
    over = (point.name for point, _, end in windows if scope.reached is not None and end <= scope.reached)
    return Points(frozenset(answered), tuple(name for name in over if name not in answered))


def covered(scope: Scope) -> int:
    """How many infusions of the period have 70 % of their time points."""
    found = (points(scope, each) for each in scope.infusions)
    return sum(1 for each in found if each.passed and len(each.answered) / each.passed >= ENOUGH)


def coverage(scope: Scope) -> Coverage:
    """The counts for a period."""
    found = [points(scope, each) for each in scope.infusions]
    missed = Counter(name for each in found for name in each.missed)
    inside = scope.check_ins
    real = questions().keys()
    return Coverage(
        done=sum(len(each.answered) for each in found),
        passed=sum(each.passed for each in found),
        missed=tuple((point.label, missed[point.name]) for point in timeline.TIME_POINTS if missed[point.name]),
        check_ins=len(inside),
        patient=sum(1 for each in inside if each.entered_by == "patient"),
        companion=sum(1 for each in inside if each.entered_by == "companion"),
        late=sum(1 for each in inside if timeline.hours_after(each.at, each.entered_at) > LATE_HOURS),
        edited=sum(1 for each in inside if each.id in scope.edited),
        deleted=sum(1 for each in scope.diary.check_ins if each.deleted_at is not None and scope.holds(each.at)),
        answers=sum(len(each.answers.keys() & real) for each in inside),
        none_for_rest=sum(1 for each in inside for key in set(each.none_for_rest) if each.answers.get(key) == 0),
        skipped=sum(len(set(each.skipped)) for each in inside),
        between=sum(1 for each in inside if scope.infusion_of(each) is None),
        end_unknown=sum(1 for each in scope.infusions if each.ended_at is None),
    )
