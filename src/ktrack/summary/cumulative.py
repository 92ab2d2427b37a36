"""What may build up over many infusions: urinary and memory answers by week, and over the whole course.

Owns weeks and thirds. Weeks begin on Monday by the day as it was lived. Thirds are thirds of the infusions, and
are numbers only: whether a change means anything is for the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import median

from ktrack.questions import questions
from ktrack.records import CheckIn, Infusion
from ktrack.summary.scope import Scope, keys_of
from ktrack.summary.tables import CourseChange, Cumulative, Third, Week, WeekRow


def keys() -> tuple[str, ...]:
    """The questions that are looked at by week."""
    return keys_of("urinary", "weekly")


def cumulative(scope: Scope) -> Cumulative:
    """The weeks of the period, and the first and last third of the course up to its end."""
    first, last = _thirds(scope.course)
    asked = {key for each in scope.check_ins for key in each.answers}
    weeks = _weeks([*(each.at for each in scope.check_ins), *(each.started_at for each in scope.infusions)])
    in_week: dict[date, list[Infusion]] = {}
    for infusion in scope.infusions:
        in_week.setdefault(_monday(infusion.started_at), []).append(infusion)
    return Cumulative(
        weeks=tuple(
            Week(begins=monday, infusions=tuple(scope.ref(each) for each in in_week.get(monday.date(), ())))
            for monday in weeks
        ),
        rows=tuple(_row(key, scope.check_ins, [each.date() for each in weeks]) for key in keys() if key in asked),
        not_asked=tuple(questions()[key].label for key in keys() if key not in asked),
        first_third=tuple(scope.ref(each) for each in first),
        last_third=tuple(scope.ref(each) for each in last),
        changes=tuple(_changes(scope, first, last)) if first else (),
    )


def _changes(scope: Scope, first: Sequence[Infusion], last: Sequence[Infusion]) -> Iterable[CourseChange]:
    early = scope.between(first[0].started_at, scope.following[first[-1].id])
    late = scope.between(last[0].started_at, None)
    for key in keys():
        change = CourseChange(key, questions()[key].label, _third(key, early), _third(key, late))
        if change.first.answers or change.last.answers:
            yield change


def _thirds(course: Sequence[Infusion]) -> tuple[Sequence[Infusion], Sequence[Infusion]]:
    size = len(course) // 3
    return (course[:size], course[-size:]) if size else ((), ())


def _third(key: str, check_ins: Iterable[CheckIn]) -> Third:
    given = [each.answers[key] for each in check_ins if key in each.answers]
    return Third(
        reported=sum(1 for value in given if value),
        answers=len(given),
        median=float(median(given)) if given else None,
        worst=max(given, default=None),
    )


def _weeks(times: Sequence[datetime]) -> list[datetime]:
    """Every Monday from the first to the last of these times, weeks without a record too."""
    if not times:
        return []
    start, end = min(map(_monday, times)), max(map(_monday, times))
    zone = min(times).tzinfo
    count = (end - start).days // 7 + 1
    return [
        datetime(monday.year, monday.month, monday.day, tzinfo=zone)
        for monday in (start + timedelta(weeks=week) for week in range(count))
    ]


def _row(key: str, check_ins: Iterable[CheckIn], mondays: Sequence[date]) -> WeekRow:
    worst: dict[date, int] = {}
    answers = 0
    for each in check_ins:
        if key in each.answers:
            week = _monday(each.at)
            worst[week] = max(each.answers[key], worst.get(week, 0))
            answers += 1
    asked = questions()[key]
    by_week = tuple(worst.get(monday) for monday in mondays)
    return WeekRow(key, asked.label, asked.kind == "yes_no", by_week, answers)


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())
