"""What a person told ktrack, as plain frozen values in the words of the diary file.

Owns the shapes that the core passes around: rules judge them, the tracker stores and returns them, summaries
and exports render them. It must not read, write, validate, draw, or know the time: a record is what it is given.

Times are aware `datetime`s that carry a *fixed* offset (`datetime.timezone`), never a `ZoneInfo`: Python
subtracts two times of one ZoneInfo by the wall clock, which is wrong by an hour on two nights a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Level = Literal["emergency", "urgent", "contact", "watch"]
Response = Literal["called", "going", "mistake", "later"]
Reporter = Literal["patient", "companion"]
Phase = Literal["loading", "maintenance", ""]


@dataclass(frozen=True, slots=True)
class Infusion:
    """One treatment session. All clocks run from its end, which may be unknown."""

    id: str
    started_at: datetime
    ended_at: datetime | None = None
    timezone: str = ""
    """IANA name of the zone the person was in, or empty when only the offset is known."""
    number: int | None = None
    """Number in the course as the clinic counts it."""
    dose_mg: float | None = None
    route: str = ""
    phase: Phase = ""
    baseline_vitals: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """What was said about one answer beyond its strength. Every part may be unsaid."""

    location: str | None = None
    onset: Literal["sudden", "gradual"] | None = None
    still_present: bool | None = None
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Medicine:
    """Something taken, as the person named it."""

    name: str
    dose: str = ""
    at: datetime | None = None
    helped: bool | None = None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One moment of reporting. A question that is neither in `answers` nor in `skipped` was not asked."""

    id: str
    at: datetime
    entered_at: datetime
    infusion: str | None = None
    """Id of the infusion it belongs to; None means between infusions."""
    timezone: str = ""
    entered_by: Reporter = "patient"
    answers: Mapping[str, int] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    """Questions the person was asked and chose not to answer."""
    none_for_rest: tuple[str, ...] = ()
    """Questions answered 0 for a whole group at once ("none for the rest", or no at the urinary gate)."""
    details: Mapping[str, Detail] = field(default_factory=dict)
    vitals: Mapping[str, float] = field(default_factory=dict)
    unconfirmed: tuple[str, ...] = ()
    """Vitals that look mistyped and were kept as typed."""
    medicines: tuple[Medicine, ...] = ()
    note: str = ""
    deleted_at: datetime | None = None

    @property
    def half_told(self) -> tuple[str, ...]:
        """Questions with a detail and no answer, as a file may bring them: whether there was any is not known."""
        unanswered = (key for key in self.details if key not in self.answers and key not in self.vitals)
        return tuple(key for key in unanswered if self.details[key] != Detail())


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a finding rests on: exactly one of question, vital, note is set."""

    at: datetime
    check_in: str
    value: float | str
    """The answer or the measured value; for written words, these."""
    question: str | None = None
    vital: str | None = None
    note: str | None = None
    """Key of the question, or of the vital sign, that written words point to."""
    hours_after_end: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding kept with the words that were shown, its times, and what the person did."""

    id: str
    red_flag: str
    level: Level
    title: str
    say: str
    raised_at: datetime
    question: str | None = None
    check_in: str | None = None
    infusion: str | None = None
    because: tuple[Evidence, ...] = ()
    rulebook: Mapping[str, str] = field(default_factory=dict)
    """`version` and `hash` of the rules that raised it."""
    shown_at: datetime | None = None
    response: Response | None = None
    responded_at: datetime | None = None
    response_note: str = ""

    @property
    def open(self) -> bool:
        """Whether the person still has to say what they did."""
        return self.response in (None, "later")


@dataclass(frozen=True, slots=True)
class Visit:
    """A follow-up appointment with the questions to ask there."""

    id: str
    at: datetime
    note: str = ""
    questions: tuple[str, ...] = ()
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """An earlier version of a record: `before` is the record as the diary file writes it."""

    id: str
    record: Literal["infusion", "check_in", "visit", "flag"]
    record_id: str
    at: datetime
    before: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Profile:
    """Whom to call, and what the clinic should know. Field names are those of the diary file."""

    clinic_name: str = ""
    clinic_phone: str = ""
    after_hours_phone: str = ""
    emergency_number: str = ""
    crisis_line: str = ""
    country: str = ""
    persist_hours: float = 4
    tell_my_clinic: str = ""


@dataclass(frozen=True, slots=True)
class Diary:
    """Everything kept, without drafts."""

    profile: Profile = Profile()
    infusions: tuple[Infusion, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    flags: tuple[Flag, ...] = ()
    visits: tuple[Visit, ...] = ()
    edits: tuple[Edit, ...] = ()
