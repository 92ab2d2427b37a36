"""What the first screen says quietly: what is due, what may help, that there is an easier way to answer.

Owns when each of these is said. Pure: records in, text out. A tip never stands beside an open warning that calls
for the telephone, nor after the hours in which the sources expect side effects; the clinic's own words come in
the place of all tips.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from ktrack import text, timeline, tips, when
from ktrack.clinic import Clinic
from ktrack.questions import GATED, in_group
from ktrack.records import CheckIn, Flag, Infusion

FOGGY_KEYS = ("confusion", "drowsiness", "dissociation")
FOGGY_FROM = 3
FOGGY_FOR = timedelta(hours=12)
FOGGY_OFFER = "Hard to think just now?   f  asks one question at a time, in large words."

ANOTHER = "Had another infusion since?   n  enters it, before you check in."
ANOTHER_AFTER = timedelta(hours=20)
"""Since the start of the latest: a series on following days is met too."""

WEEK = timedelta(days=7)
MOST_TIPS = 3
CARD_LINES = 4

Last = Mapping[str, tuple[int, datetime]]
"""The latest answer to each question and when it was given."""


def another_infusion(infusion: Infusion | None, now: datetime) -> str:
    """Who has had another infusion enters it first: what is felt is judged by the hours since its end. Or ""."""
    return ANOTHER if infusion is not None and now - infusion.started_at >= ANOTHER_AFTER else ""


def still_to_come(ahead: Infusion | None, now: datetime) -> str:
    """An infusion that was entered cannot lie ahead: the clock was set back since. Or ""."""
    if ahead is None:
        return ""
    at = when.said(ahead.started_at, now)
    return f"By this computer's clock the infusion of {at} is still to come. Is the clock right?"


def is_foggy(last: Last, now: datetime) -> bool:
    """Whether the latest answers call for foggy mode."""
    return any(
        key in last and last[key][0] >= FOGGY_FROM and timedelta(0) <= now - last[key][1] <= FOGGY_FOR
        for key in FOGGY_KEYS
    )


def point_due(infusion: Infusion | None, check_ins: Sequence[CheckIn], now: datetime) -> str:
    """Label of the time point whose check-in is due now, or ""."""
    due = None if infusion is None else timeline.due(infusion, None, check_ins, now)
    return due[0].label if due is not None and due[1] <= now else ""


def weekly_due(first_end: datetime | None, last: Last, now: datetime) -> tuple[str, ...]:
    """Which of the weekly questions were not answered for a week, or for a week after the first infusion."""
    if first_end is None:
        return ()
    groups = {"passing urine": GATED, "memory and mood": tuple(one.key for one in in_group("weekly"))}
    return tuple(
        name
        for name, keys in groups.items()
        if now - max((last[key][1] for key in keys if key in last), default=first_end) >= WEEK
    )


def due_lines(point: str, weekly: Sequence[str]) -> str:
    """What is due beyond the check-in that has its own line, in one sentence; or ""."""
    if not weekly:
        return ""
    asks = "c  asks them." if not point else "They are in the same check-in."
    return f"Once a week: {' and '.join(weekly)}. Not asked for 7 days or more.   {asks}"


def notification(point: str, weekly: Sequence[str]) -> str:
    """The same as one short message while ktrack is open, or ""."""
    if point:
        return f"Time for a check-in ({point}). A few keys are enough."
    return f"Once a week: {' and '.join(weekly)}. A few keys are enough." if weekly else ""


def help_lines(
    infusion: Infusion | None,
    check_ins: Iterable[CheckIn],
    flags: Iterable[Flag],
    clinic: Clinic | None,
    persist_hours: float,
    now: datetime,
) -> str:
    """The clinic's card, or a few tips for what was reported; "" where neither may stand.

    `check_ins` are those of `infusion`, `flags` the open ones and those about it.
    """
    hours = timeline.hours_of(infusion, now)
    alarms = [flag for flag in flags if flag.level in ("emergency", "urgent") and flag.response != "mistake"]
    if infusion is None or any(flag.open for flag in alarms):
        return ""
    if clinic is not None and clinic.instructions:
        # the card is for the time at home, so it stands as long as an infusion's own questions do
        if hours is not None and hours > timeline.SESSION_DAYS * 24:
            return ""
        lines = text.shown(clinic.instructions).strip().splitlines()
        more = ["…  all of it: , (settings)"] if len(lines) > CARD_LINES else []
        return "\n".join(["Your clinic says:", *lines[:CARD_LINES], *more])
    # who has just called for help is not told to go easy on coffee
    if alarms or hours is None or not 0 <= hours <= persist_hours:
        return ""
    latest: dict[str, int] = {}
    for check_in in sorted(check_ins, key=lambda each: each.at):
        latest.update(check_in.answers)
    reported = [key for key, value in latest.items() if value]
    found = tips.tips_for(reported, hours)
    # what was reported first, then what holds for everybody
    first = sorted(found, key=lambda tip: not tip.for_questions)[:MOST_TIPS]
    if not first:
        return ""
    return "\n".join(["What may help now:", *(f"· {tip.text}" for tip in first), tips.clinic_first()])
