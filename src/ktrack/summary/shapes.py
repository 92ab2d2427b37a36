"""Everything the page for the visit says, as plain frozen values.

Owns the shapes that `summarise` fills and every rendering reads; its tables stand in `tables`. No words for people
except the labels of the questions, no rounding, no layout, no judgement. What was never given is None, never 0.

What no rendering changes is a named tuple: a dataclass takes six times as long to make, at every start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from ktrack.records import Detail, Flag, Reporter
from ktrack.summary.tables import (
    Benefit,
    Cumulative,
    InfusionRef,
    InfusionRow,
    MedicineTaken,
    Middle,
    Share,
    SymptomProfile,
    VitalSeen,
)

ChangeKind = Literal["new", "worse", "better", "same", "gone", "unknown"]
EntryState = Literal["kept", "edited", "deleted"]
LeftOut = Literal["notes", "mood", "dose", "medicines", "identity", "sensitive"]


class Earlier(NamedTuple):
    """The stretch that figures and changes are compared with."""

    begins: datetime
    infusions: int


class Period(NamedTuple):
    """What the page covers. There is no "made on": the same data give the same page."""

    since: datetime | None
    """As asked for, included; None means from the first record on."""
    until: datetime | None
    from_visit: bool
    """Whether `since` is the time of a kept visit."""
    first: datetime | None
    """The earliest record inside, or None when there is none."""
    data_up_to: datetime | None
    """The latest check-in or infusion inside."""
    zone: str
    offsets: tuple[str, ...]
    """Offsets from UTC of the times inside, like "-05:00"."""
    zones: int
    """How many zones the times inside come from; with more than one, every time needs its offset."""
    infusions: tuple[InfusionRef, ...]
    """Those that started inside."""
    course: int
    """How many infusions the diary holds up to the end of the period."""
    earlier: Earlier | None


@dataclass(frozen=True, slots=True)
class FlagOnPage:
    """One warning: the kept flag with its words, or a finding of today's rules that was never shown."""

    flag: Flag
    at: datetime
    """Time of the latest answer it rests on, else when it was raised."""
    infusion: InfusionRef | None
    hours_after_end: float | None
    stored: bool
    """False: today's rules find it, but it was never kept or shown."""
    still_found: bool
    """Whether today's rules and the answers as they stand now give it."""
    entry: EntryState
    """What became of the check-in that raised it."""
    details: Mapping[str, Detail]
    """What was said about its answers beyond their strength, by question; the latest where it was said twice."""
    companion: bool
    """Whether a companion reported any of it."""
    unconfirmed: bool
    """Whether a measured value it rests on looks mistyped."""
    from_note: bool
    """Whether it rests on what was written."""
    from_medicine: bool
    """Whether that stands where a medicine is named."""
    from_before: bool
    """It lies before the period and is listed because it was never answered."""
    sensitive: bool
    """Free text beside it is private unless asked for."""


class Checked(NamedTuple):
    """How often one red flag that never fired could be judged."""

    red_flag: str
    title: str
    clear: int
    """Check-ins in which it was asked and not reported."""
    not_checked: int
    """Check-ins in which a missing answer could have hidden it."""
    in_part: int
    """Of those, the ones in which the question it is about was answered or one of its values measured."""
    missing: tuple[str, ...]
    """Labels of the answers that were missing, most often missing first."""


class HalfTold(NamedTuple):
    """A detail without an answer: whether there was any is not known."""

    key: str
    label: str
    detail: Detail
    at: datetime
    infusion: InfusionRef | None
    hours_after_end: float | None


class Coverage(NamedTuple):
    """How complete the record is, and where it comes from."""

    done: int
    passed: int
    """Time points with a check-in, of those that had passed when the latest entry was made."""
    missed: tuple[tuple[str, int], ...]
    """Label of a time point and at how many infusions it has no check-in."""
    check_ins: int
    patient: int
    companion: int
    late: int
    """Entered more than two hours after the time they speak of."""
    edited: int
    deleted: int
    answers: int
    none_for_rest: int
    """Of the answers, the zeros given for a whole group at once."""
    skipped: int
    """Questions the person was asked and chose not to answer."""
    between: int
    """Check-ins that belong to no infusion."""
    end_unknown: int
    """Infusions without a known end: they have no time points."""


class Figure(NamedTuple):
    """One number of the page with the same number of the earlier period beside it. None: nothing to count."""

    key: str
    label: str
    unit: str
    now: Share | Middle | None
    before: Share | Middle | None


class Seen(NamedTuple):
    """One question over one period."""

    worst: int | None
    reported: int
    asked: int


class Change(NamedTuple):
    """One question in this period and in the earlier one."""

    key: str
    label: str
    kind: ChangeKind
    now: Seen
    before: Seen


@dataclass(frozen=True, slots=True)
class Note:
    """What the person wrote at a check-in or beside an infusion."""

    at: datetime
    text: str
    infusion: InfusionRef | None
    hours_after_end: float | None
    entered_by: Reporter
    about_infusion: bool
    sensitive: bool


@dataclass(frozen=True, slots=True)
class VisitQuestions:
    at: datetime
    note: str
    questions: tuple[str, ...]


class Clinic(NamedTuple):
    name: str
    phone: str
    after_hours_phone: str


@dataclass(frozen=True, slots=True)
class VisitSummary:
    """The page for the visit."""

    period: Period
    flags: tuple[FlagOnPage, ...]
    """Worst first, newest first within a level."""
    checked: tuple[Checked, ...]
    checked_check_ins: int
    """Over how many check-ins `checked` counts: all of the period, or the latest of a long one."""
    half_told: tuple[HalfTold, ...]
    """Oldest first."""
    coverage: Coverage
    figures: tuple[Figure, ...]
    profile: SymptomProfile
    infusions: tuple[InfusionRow, ...]
    cumulative: Cumulative
    vitals: tuple[VitalSeen, ...]
    benefit: tuple[Benefit, ...]
    medicines: tuple[MedicineTaken, ...]
    changes: tuple[Change, ...]
    notes: tuple[Note, ...]
    private_words: frozenset[str]
    """Words in notes and beside medicines that are private unless asked for."""
    tell_my_clinic: str
    visits: tuple[VisitQuestions, ...]
    clinic: Clinic
    emergency_number: str
    rulebook_version: str
    rulebook_hash: str
    left_out: tuple[LeftOut, ...] = ()
    """What a rendering was asked to leave out, or leaves out unless asked."""
