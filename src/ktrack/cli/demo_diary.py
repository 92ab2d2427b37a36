"""A made-up diary: five infusions of a person who does not exist.

Owns the numbers. It is told through the tracker, at the times it speaks of, so that every warning in it was really
raised by the rules. Nothing in it is anybody's record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ktrack.questions import GATED, in_group
from ktrack.records import Detail, Infusion, Medicine

if TYPE_CHECKING:
    from ktrack.tracker import Tracker

DAYS_AGO = (35, 28, 21, 12, 0)
HOURS = (0.5, 2.0, 4.5, 9.0, 20.0, 72.0)
LASTS = timedelta(minutes=45)
SINCE_THE_LATEST = timedelta(hours=6, minutes=27)

Course = tuple[int | None, ...]
"""One answer for each of HOURS; None was not asked."""

_USUAL: Mapping[str, Course] = {
    "nausea": (2, 1, 0, 0, 0, None),
    "dizziness": (3, 2, 0, 0, 0, 0),
    "dissociation": (3, 1, 0, 0, 0, 0),
    "fatigue": (2, 2, 0, 0, 0, 0),
    "headache": (0, 1, 0, 0, 0, None),
    "anxiety": (1, 0, 0, None, 0, 0),
    "palpitations": (0, 0, 0, None, 0, None),
    "pain": (3, 3, 3, 4, 4, 5),
    "mood": (5, 6, 6, 6, 7, 6),
}
_UNUSUAL: Mapping[int, Mapping[str, Course]] = {
    1: {"nausea": (3, 2, 0, 0, 0, None), "anxiety": (2, 1, 0, 0, 0, 0), "pain": (5, 5, 5, 6, 6, 7)},
    2: {"nausea": (3, 2, 0, 0, 0, 0), "vomiting": (1, 0, 0, 0, 0, None), "pain": (4, 4, 5, 5, 6, 6)},
    3: {"palpitations": (0, 0, 1, 0, 0, None), "headache": (0, 1, 0, 0, 0, 0)},
    4: {"nausea": (1, 1, 0, 0, 0, 0), "urinary_frequency": (0, 0, 0, None, 1, 0), "pain": (2, 2, 2, 3, 3, 4)},
    5: {"nausea": (2, 1, 0, 0, 0, 0), "dizziness": (3, 2, 2, 0, 0, 0), "fatigue": (2, 2, 1, 1, 0, 0)},
}
_NOTES: Mapping[tuple[int, int], str] = {
    (1, 0): "Music helped. Felt heavy, like under a warm blanket.",
    (2, 1): "Threw up once on the way home, better after tea.",
    (3, 2): "Heart was racing for some minutes after the stairs, gone now.",
    (5, 2): "Still wobbly when I get up.",
}


@dataclass
class Hands:
    """A clock that shows the time the story has come to."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


def write(folder: Path, now: datetime, zone: str) -> None:
    """Tell the whole story into a new diary in `folder`, up to `now`."""
    from ktrack.tracker import Tracker

    start = now - SINCE_THE_LATEST - LASTS
    hands = Hands(start - timedelta(days=max(DAYS_AGO) + 1))
    with Tracker(folder, clock=hands, zone=zone) as tracker:
        tracker.change_profile(
            clinic_name="Example Clinic (made up)",
            clinic_phone="555-0142",
            after_hours_phone="555-0143",
            emergency_number="911",
            crisis_line="988",
            country="US",
        )
        for number, days in enumerate(DAYS_AGO, start=1):
            _infusion(tracker, hands, number, start - timedelta(days=days), now)
            if number == 3:
                _visit(tracker, hands, now)
        hands.at = now
        tracker.add_visit(
            at=(now + timedelta(days=6)).replace(hour=14, minute=0, second=0, microsecond=0),
            questions=("Is it usual to be wobbly for this long?", "How many more infusions are planned?"),
        )


def _infusion(tracker: Tracker, hands: Hands, number: int, start: datetime, now: datetime) -> None:
    end = start + LASTS
    hands.at = end + timedelta(minutes=10)
    infusion = tracker.add_infusion(
        started_at=start,
        ended_at=end,
        number=number,
        dose_mg=35,
        route="intravenous",
        phase="loading" if number < 5 else "maintenance",
        baseline_vitals={"systolic": 118, "diastolic": 74, "heart_rate": 70},
    )
    for index, hours in enumerate(HOURS):
        at = end + timedelta(hours=hours)
        if at <= now:
            _check_in(tracker, hands, infusion, index, at)


def _check_in(tracker: Tracker, hands: Hands, infusion: Infusion, index: int, at: datetime) -> None:
    number = infusion.number or 0
    hands.at = at + timedelta(minutes=2)
    courses = {**_USUAL, **_UNUSUAL.get(number, {})}
    answers = {asked.key: 0 for asked in in_group("danger") if asked.key != "suicidal_thoughts" or index < 2}
    answers |= dict.fromkeys(GATED, 0)
    answers |= {key: value for key, course in courses.items() if (value := course[index]) is not None}
    over = (number, index) == (3, 2)
    took = Medicine(name="ondansetron", dose="4 mg", at=at - timedelta(minutes=40), helped=True)
    form = replace(
        tracker.new_check_in(at=at),
        answers=answers,
        details={"palpitations": Detail(still_present=False)} if over else {},
        vitals={"systolic": 126 - 2 * index, "diastolic": 80 - index, "heart_rate": 78} if index < 2 else {},
        medicines=(took,) if (number, index) == (2, 1) else (),
        note=_NOTES.get((number, index), ""),
    )
    result = tracker.check_in(form)
    for flag in result.raised:
        hands.at += timedelta(minutes=1)
        tracker.mark_shown(flag.id)
        if number < 5:
            hands.at += timedelta(minutes=8)
            tracker.answer_flag(flag.id, "called")


def _visit(tracker: Tracker, hands: Hands, now: datetime) -> None:
    at = (now - timedelta(days=15)).replace(hour=15, minute=0, second=0, microsecond=0)
    hands.at = at
    tracker.add_visit(at=at, note="Slower drip from now on.", questions=("My heart was racing. Does it matter?",))
