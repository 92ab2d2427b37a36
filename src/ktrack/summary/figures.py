"""The few numbers at the top of the page, each with its denominator and the earlier period beside it.

Owns which numbers those are. A denominator holds only what was asked: an infusion without an answer is in neither
part of a share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from ktrack import timeline
from ktrack.questions import questions
from ktrack.records import Infusion
from ktrack.summary.scope import URINARY, Scope, keys_of
from ktrack.summary.shapes import Figure
from ktrack.summary.symptoms import middle
from ktrack.summary.tables import Middle, Share

SEVERE = 3


def figures(scope: Scope, before: Scope | None) -> tuple[Figure, ...]:
    """The figures of the period; the earlier one's are None where there is none."""
    return tuple(
        Figure(key, label, unit, count(scope), count(before) if before is not None else None)
        for key, label, unit, count in _all()
    )


def _all() -> Iterable[tuple[str, str, str, Callable[[Scope], Share | Middle | None]]]:
    yield "severe", "Infusions with a severe symptom", "", _severe
    yield "vomiting", "Infusions with vomiting", "", lambda scope: _infusions_with(scope, "vomiting")
    yield "gone", "Nausea, dizziness, dissociation gone", "h", _all_gone
    yield "urinary", "Check-ins with a urinary change", "", _urinary
    yield "pain", "Pain 0-10, higher is worse", "", lambda scope: _answers(scope, "pain")
    yield "mood", "Mood 0-10, higher is better", "", lambda scope: _answers(scope, "mood")
    yield "dose", "Dose", "mg", _dose
    yield "days", "Days between infusions", "", _days_apart


def _scale_keys() -> set[str]:
    """Symptoms on the 0-4 scale."""
    return {key for key, asked in questions().items() if asked.kind == "scale" and asked.highest == 4}


def _severe(scope: Scope) -> Share | None:
    scales = _scale_keys()
    asked = severe = 0
    for infusion in scope.infusions:
        own = scope.by_infusion.get(infusion.id, ())
        given = [value for each in own for key, value in each.answers.items() if key in scales]
        asked += bool(given)
        severe += any(value >= SEVERE for value in given)
    return Share(severe, asked) if asked else None


def _infusions_with(scope: Scope, key: str) -> Share | None:
    asked = reported = 0
    for infusion in scope.infusions:
        given = [each.answers[key] for each in scope.by_infusion.get(infusion.id, ()) if key in each.answers]
        asked += bool(given)
        reported += any(given)
    return Share(reported, asked) if asked else None


def _all_gone(scope: Scope) -> Middle | None:
    hours = [_gone_by(scope, each) for each in scope.infusions]
    return middle([each for each in hours if each is not None], len(scope.infusions))


def _gone_by(scope: Scope, infusion: Infusion) -> float | None:
    """Hours until all three were gone; None while one is there or was not asked, and when none was felt."""
    own = scope.by_infusion.get(infusion.id, ())
    courses = [timeline.course(key, infusion, own) for key in keys_of("core")]
    if any(each.state in ("not asked", "still there") for each in courses):
        return None
    return max((each.gone_by for each in courses if each.gone_by is not None), default=None)


def _urinary(scope: Scope) -> Share | None:
    given = [each.answers[URINARY] for each in scope.check_ins if URINARY in each.answers]
    return Share(sum(1 for value in given if value), len(given)) if given else None


def _answers(scope: Scope, key: str) -> Middle | None:
    given = [each.answers[key] for each in scope.check_ins if key in each.answers]
    return middle(given, len(scope.check_ins))


def _dose(scope: Scope) -> Middle | None:
    given = [each.dose_mg for each in scope.infusions if each.dose_mg is not None]
    return middle(given, len(scope.infusions))


def _days_apart(scope: Scope) -> Middle | None:
    starts = [each.started_at for each in scope.infusions]
    days = [timeline.hours_after(one, other) / 24 for one, other in pairwise(starts)]
    return middle(days, len(days))
