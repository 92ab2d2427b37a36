"""The tables of the page: symptoms by time point, infusions, weeks, measured values, medicines.

Owns shapes only, like `shapes`, which holds the rest of the page. A value that was never given is None, never 0.
What no rendering changes is a named tuple: a dataclass takes six times as long to make, at every start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ktrack.timeline import InfusionRef as InfusionRef
from ktrack.timeline import State


class Share(NamedTuple):
    """A count with its denominator."""

    n: int
    of: int


class Middle(NamedTuple):
    """The middle of some numbers, with the ends and how many there are."""

    median: float
    lowest: float
    highest: float
    n: int
    of: int
    """How many there could have been."""


class Cell(NamedTuple):
    """One symptom at one time point, over the infusions of the period."""

    values: tuple[int | None, ...]
    """Worst answer by infusion, in their order; None: blank."""
    median: float | None
    worst: int | None
    n: int
    """Infusions with an answer."""


class GoneBy(NamedTuple):
    """How long a symptom lasted, over the infusions in which it was reported."""

    hours: Middle | None
    """Hours after the end; its `n` is the infusions in which it had gone, `of` those in which it was reported."""
    still_there: int
    """Infusions whose last answer was not 0, and was not said to be over."""


class ProfileRow(NamedTuple):
    key: str
    label: str
    yes_no: bool
    cells: tuple[Cell, ...]
    """One for "before" and then one for each time point."""
    gone_by: GoneBy


class Point(NamedTuple):
    """One answer that the columns of the profile do not show."""

    key: str
    label: str
    value: int
    at: datetime
    infusion: InfusionRef | None
    """None: between infusions."""
    hours_after_end: float | None


class SymptomProfile(NamedTuple):
    """Symptoms by time point, folded over the infusions that started in the period."""

    enough: bool
    """At least three infusions have 70 % of their time points: only then is a median shown."""
    covered: int
    infusions: int
    columns: tuple[str, ...]
    checked: tuple[int, ...]
    """Infusions with any check-in in each column."""
    rows: tuple[ProfileRow, ...]
    always_none: tuple[str, ...]
    """Labels asked and never above 0."""
    never_asked: tuple[str, ...]
    """Labels never asked, of those that are asked whatever the other answers are."""
    outside: tuple[Point, ...]
    """Worst answers that lie outside the columns and are higher than anything inside them."""


class SymptomRun(NamedTuple):
    """One symptom after one infusion."""

    key: str
    label: str
    points: tuple[int | None, ...]
    """Worst answer at each time point."""
    worst: int | None
    """Worst answer at any time, also where the end of the infusion is unknown."""
    gone_by: float | None
    last_asked: float | None
    """Hours after the end of the last answer."""
    state: State


@dataclass(frozen=True, slots=True)
class InfusionRow:
    infusion: InfusionRef
    from_before: bool
    """It started before the period; only its check-ins inside the period are shown."""
    end_known: bool
    minutes: float | None
    dose_mg: float | None
    route: str
    phase: str
    done: int
    passed: int
    core: tuple[SymptomRun, ...]
    flags: tuple[tuple[str, int], ...]
    """Level and how many warnings, worst first."""


class Week(NamedTuple):
    begins: datetime
    """Monday 00:00 in the offset of the first record of that week."""
    infusions: tuple[InfusionRef, ...]


class WeekRow(NamedTuple):
    key: str
    label: str
    yes_no: bool
    worst: tuple[int | None, ...]
    """One for each week."""
    answers: int


class Third(NamedTuple):
    """One question over a third of the course."""

    reported: int
    answers: int
    median: float | None
    worst: int | None


class CourseChange(NamedTuple):
    key: str
    label: str
    first: Third
    last: Third


@dataclass(frozen=True, slots=True)
class Cumulative:
    """What may build up over a course: urinary and memory questions by week."""

    weeks: tuple[Week, ...]
    rows: tuple[WeekRow, ...]
    not_asked: tuple[str, ...]
    first_third: tuple[InfusionRef, ...]
    """The infusions in the first third of the whole course; empty with fewer than three infusions."""
    last_third: tuple[InfusionRef, ...]
    changes: tuple[CourseChange, ...]


class Reading(NamedTuple):
    value: float
    at: datetime
    infusion: InfusionRef | None
    hours_after_end: float | None
    unconfirmed: bool


class Departure(NamedTuple):
    """How far a reading is from the baseline of its own infusion."""

    by: float
    baseline: float
    reading: Reading


class VitalSeen(NamedTuple):
    key: str
    label: str
    unit: str
    readings: int
    baseline: tuple[float, float] | None
    """Lowest and highest baseline of the infusions the readings belong to."""
    highest: Reading
    lowest: Reading
    rise: Departure | None
    fall: Departure | None


class Benefit(NamedTuple):
    """Pain or mood around one infusion."""

    infusion: InfusionRef
    key: str
    before: int | None
    """The last answer between the infusion before and this one."""
    after: Middle | None
    """Answers from its end until the next infusion starts."""


@dataclass(frozen=True, slots=True)
class MedicineTaken:
    name: str
    doses: tuple[str, ...]
    times: int
    infusions: int
    helped: int
    did_not_help: int
    first: datetime
    last: datetime
