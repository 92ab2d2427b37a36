"""The rows of the table on the first screen: each symptom of one infusion over its time points.

Owns which symptoms get a row and the words for how each went. Pure: records in, text out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ktrack import when
from ktrack.questions import GATED, in_group, questions
from ktrack.records import CheckIn, Infusion
from ktrack.timeline import TIME_POINTS, Course, course, hours_of, said_to_be_over, time_point

NOT_ASKED = "·"
_NAMES = {"bedtime": "bedtime"}


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One symptom in words: a cell is a digit, NOT_ASKED, or empty where it is too early to ask."""

    label: str
    before: str
    cells: tuple[str, ...]
    """By time point, in their order."""
    state: str


def course_rows(
    infusion: Infusion, check_ins: Sequence[CheckIn], before: CheckIn | None, now: datetime
) -> list[CourseRow]:
    """The core four always, and everything that was reported after this infusion."""
    hours = hours_of(infusion, now)
    begun = [hours is not None and point.begin <= hours for point in TIME_POINTS]
    courses = {key: course(key, infusion, check_ins, before) for key in questions()}
    rows = []
    for key, one in questions().items():
        shown = courses[key].worst if one.group != "benefit" else None
        if one.group == "core" or (shown and one.group != "vital"):
            row = _row(one.label, [courses[key]], begun)
            over = courses[key].latest and _said_to_be_over(key, infusion, check_ins)
            rows.append(replace(row, state="said to be over") if over else row)
        if key == in_group("core")[-1].key and not any(courses[gated].worst for gated in GATED):
            rows.append(_row("Passing urine", [courses[gated] for gated in GATED], begun))
    return rows


def _said_to_be_over(key: str, infusion: Infusion, check_ins: Sequence[CheckIn]) -> bool:
    """Whether the latest answer after this infusion came with the word that it is over."""
    of_this = (each for each in check_ins if each.infusion == infusion.id and key in each.answers)
    return said_to_be_over(max(of_this, key=lambda each: (each.at, each.id)), key)


def still_there(infusion: Infusion, check_ins: Sequence[CheckIn], keys: Iterable[str]) -> list[str]:
    """Those of `keys` whose latest answer after this infusion is above 0, and was not said to be over."""
    return [key for key in keys if course(key, infusion, check_ins).state == "still there"]


def _row(label: str, courses: Sequence[Course], begun: Sequence[bool]) -> CourseRow:
    cells = []
    for point, has_begun in zip(TIME_POINTS, begun, strict=True):
        values = [each.points[point.name] for each in courses if point.name in each.points]
        cells.append(str(max(values)) if values else NOT_ASKED if has_begun else "")
    before = [each.before for each in courses if each.before is not None]
    states = [each.state for each in courses]
    if len(courses) > 1:
        state = "not reported" if "not reported" in states else "not asked"
    else:
        state = _state(courses[0])
    return CourseRow(label, str(max(before)) if before else NOT_ASKED, tuple(cells), state)


def _state(one: Course) -> str:
    if one.gone_by is None:
        return one.state
    point = time_point(one.gone_by)
    return f"gone by {_NAMES.get(point.name, point.label) if point else when.span(one.gone_by)}"
