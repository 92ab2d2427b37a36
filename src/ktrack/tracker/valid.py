"""What a person may enter: checks on the way in, each refusal one sentence with the field it is about.

Owns limits on times, lengths and numbers, and cleans every text. It must not judge what a value means, and never
changes a number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from ktrack import questions, text, when
from ktrack.records import CheckIn, Detail, Infusion, Medicine, Phase, Profile, Reporter
from ktrack.timeline import LONGEST_INFUSION
from ktrack.tracker.columns import fixed
from ktrack.tracker.errors import BadEntry

AHEAD = timedelta(minutes=5)
"""How far a clock may be ahead before a time counts as the future."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LINE_LIMIT = 200
"""Characters of a name, a number to call, a dose, a route."""
LARGEST_DOSE_MG = 10_000
PERSIST_HOURS = (2, 4)
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def past(at: datetime, now: datetime, what: str, field: str) -> datetime:
    """A time that has come, with a fixed offset."""
    try:
        at = fixed(at)
    except (ValueError, OverflowError):
        raise BadEntry(f"{what} needs a date and a time with its offset from UTC.", field) from None
    if at > now + AHEAD:
        raise BadEntry(
            f"{what} is {when.said(at, now)}, which is still to come (it is {when.said(now, now)}). "
            "Give the time when it was.",
            field,
        )
    if at < EARLIEST:
        raise BadEntry(f"{what} is before 1990, which cannot be right. Give the date again.", field)
    return at


def note(given: str, field: str = "note") -> str:
    """A note, cleaned and not too long."""
    kept = text.clean(given)
    if len(kept) > text.NOTE_LIMIT:
        raise BadEntry(
            f"The note has {len(kept)} characters, and {text.NOTE_LIMIT} fit. Shorten it, or split it up.", field
        )
    return kept


def line(given: str, field: str, what: str) -> str:
    """One line, cleaned and not too long."""
    kept = text.clean(given)
    if len(kept) > LINE_LIMIT or "\n" in kept:
        raise BadEntry(f"{what} must be one line of at most {LINE_LIMIT} characters.", field)
    return kept


def number_between(value: object, low: float, high: float, field: str, what: str) -> None:
    """A number, whole or not, within limits."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadEntry(f"{what} must be a number.", field)
    if not low <= value <= high:
        raise BadEntry(f"{what} must be between {low:g} and {high:g}.", field)


def infusion(given: Infusion, now: datetime) -> Infusion:
    """The infusion as it can be kept. Raises BadEntry."""
    started = past(given.started_at, now, "The start of the infusion", "started_at")
    ended = given.ended_at
    if ended is not None:
        ended = past(ended, now, "The end of the infusion", "ended_at")
        if ended < started:
            raise BadEntry("The infusion ends before it starts. Give both times again.", "ended_at")
        if ended - started > LONGEST_INFUSION:
            raise BadEntry("The infusion would last more than a day. Give both times again.", "ended_at")
    if given.number is not None and (type(given.number) is not int or not 0 <= given.number <= 9999):
        raise BadEntry("The number of the infusion is a whole number, such as 3.", "number")
    if given.dose_mg is not None:
        number_between(given.dose_mg, 0, LARGEST_DOSE_MG, "dose_mg", "The dose in mg")
    if given.phase not in get_args(Phase):
        raise BadEntry("The phase is loading or maintenance.", "phase")
    _vitals(given.baseline_vitals, "baseline_vitals")
    return replace(
        given,
        started_at=started,
        ended_at=ended,
        timezone=line(given.timezone, "timezone", "The time zone"),
        route=line(given.route, "route", "The route"),
        baseline_vitals=dict(given.baseline_vitals),
        note=note(given.note),
    )


def check_in(given: CheckIn, now: datetime) -> CheckIn:
    """The check-in as it can be kept, odd measured values marked. Raises BadEntry."""
    if not _ID.fullmatch(given.id):
        raise BadEntry("The id has 1 to 64 letters, digits and - _ . :", "id")
    if given.entered_by not in get_args(Reporter):
        raise BadEntry("A check-in is entered by the patient or a companion.", "entered_by")
    _answers(given)
    _vitals(given.vitals, "vitals")
    odd = questions.implausible(given.vitals)
    return replace(
        given,
        at=past(given.at, now, "The time of the check-in", "at"),
        entered_at=fixed(given.entered_at),
        timezone=line(given.timezone, "timezone", "The time zone"),
        answers=dict(given.answers),
        skipped=_once(given.skipped),
        none_for_rest=_once(given.none_for_rest),
        details={key: detail for key, each in given.details.items() if (detail := _detail(key, each)) != Detail()},
        vitals=dict(given.vitals),
        unconfirmed=_once((*(key for key in given.unconfirmed if key in given.vitals), *odd)),
        medicines=tuple(_medicine(each, now) for each in given.medicines),
        note=note(given.note),
    )


def profile(given: Profile) -> Profile:
    """The profile as it can be kept. Raises BadEntry."""
    number_between(
        given.persist_hours, *PERSIST_HOURS, "persist_hours", "The hours after which an effect is lasting"
    )
    lines: dict[str, Any] = {
        name: line(getattr(given, name), name, f"The {name.replace('_', ' ')}")
        for name in Profile.__dataclass_fields__
        if name not in ("persist_hours", "tell_my_clinic")
    }
    return replace(given, **lines, tell_my_clinic=note(given.tell_my_clinic, "tell_my_clinic"))


def _answers(given: CheckIn) -> None:
    try:
        for key, value in given.answers.items():
            questions.check_answer(key, value)
        for key in (*given.skipped, *given.none_for_rest, *given.details):
            questions.question(key)
    except (questions.BadAnswer, questions.UnknownQuestion) as error:
        raise BadEntry(str(error), key) from error
    for key in given.skipped:
        if key in given.answers:
            raise BadEntry(f"{questions.question(key).label} is both answered and skipped.", key)
    for key in given.none_for_rest:
        if given.answers.get(key, 0) != 0:
            raise BadEntry(f"{questions.question(key).label} has an answer, so it is not among the rest.", key)


def _vitals(given: Mapping[str, float], field: str) -> None:
    for key, value in given.items():
        try:
            questions.check_vital(key, value)
        except (questions.BadAnswer, questions.UnknownQuestion) as error:
            raise BadEntry(str(error), key or field) from error


def _detail(key: str, given: Detail) -> Detail:
    asked = questions.question(key)
    if given.onset not in (None, "sudden", "gradual"):
        raise BadEntry(f"{asked.label} began sudden or gradual.", key)
    if given.location is not None and asked.locations and given.location not in asked.locations:
        raise BadEntry(f"{asked.label}: the place is one of {', '.join(asked.locations)}.", key)
    return replace(
        given,
        location=None if given.location is None else line(given.location, key, "The place"),
        began_at=None if given.began_at is None else fixed(given.began_at),
    )


def _medicine(given: Medicine, now: datetime) -> Medicine:
    if text.is_blank(given.name):
        raise BadEntry("A medicine needs a name.", "medicines")
    return replace(
        given,
        name=line(given.name, "medicines", "The name of a medicine"),
        dose=line(given.dose, "medicines", "The dose of a medicine"),
        at=None if given.at is None else past(given.at, now, "The time of a medicine", "medicines"),
    )


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))
