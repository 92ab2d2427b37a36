"""A calendar file: when to check in, and the follow-up visits.

Owns what a calendar is told, which is little: calendars lie on phones and on other people's servers, so no entry
says what it is for, and nothing a person wrote is in it. The phone can ring; ktrack cannot.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ktrack import timeline
from ktrack.export.kept import Kept
from ktrack.records import Diary, Infusion

if TYPE_CHECKING:
    from icalendar import Calendar, Event

CHECK_IN, VISIT, SUGGESTION = "Check in", "Appointment", "Make an appointment?"

_IDS = uuid.UUID("6f6f2d38-6a0d-5c55-8a39-3f6a5f9a7b14")
_CHECK_IN_LASTS, _VISIT_LASTS = timedelta(minutes=10), timedelta(minutes=30)
_FIRST_WEEK = timedelta(days=7)
_SETTLED = timedelta(days=3)
"""When a visit in the first week is suggested: the worst is over, and there is still time to make one."""


def render(diary: Diary, *, now: datetime, omit: Collection[str] = ()) -> bytes:
    """The calendar of what is still to come at `now`: the same bytes while that and the diary stay the same.

    Check-ins of the latest infusion stand at the clock time of wherever the phone is, visits at their moment.
    Nothing that `omit` names is ever in it; ValueError for a name that is not in `chosen.OMITTABLE`.
    """
    kept = Kept(diary, omit)
    stamp = min(kept.latest_entry or now, now).astimezone(UTC).replace(microsecond=0)
    calendar = _calendar()
    for event in _events(kept, now):
        event.add("dtstamp", stamp)
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    made = calendar.to_ical()
    assert isinstance(made, bytes)
    return made


def _events(kept: Kept, now: datetime) -> Iterator[Event]:
    infusion = timeline.infusion_at(kept.infusions.values(), now)
    if infusion is not None:
        yield from _check_ins(kept, infusion, now)
    for visit in kept.visits():
        if visit.at > now:
            event = _event(VISIT, "visit", visit.id)
            event.add("dtstart", visit.at.astimezone(UTC).replace(microsecond=0))
            event.add("duration", _VISIT_LASTS)
            event.add_component(_alarm(VISIT, timedelta(days=-1)))
            yield event
    if infusion is not None:
        yield from _first_visit(kept, infusion, now)


def _check_ins(kept: Kept, infusion: Infusion, now: datetime) -> Iterator[Event]:
    """One for each time point without a check-in whose time is still to come."""
    check_ins = tuple(each for each in kept.check_ins() if each.at <= now)
    following = timeline.next_start(kept.infusions.values(), infusion)
    for point, begin, _ in timeline.windows(infusion, following):
        due = timeline.due(infusion, following, check_ins, max(begin, now))
        if due is not None and due[0] is point and due[1] > now:
            event = _event(CHECK_IN, "check-in", infusion.id, point.name)
            # no zone: bedtime stays bedtime for somebody who travels
            event.add("dtstart", due[1].replace(tzinfo=None, microsecond=0))
            event.add("duration", _CHECK_IN_LASTS)
            event.add_component(_alarm(CHECK_IN, timedelta(0)))
            yield event


def _first_visit(kept: Kept, infusion: Infusion, now: datetime) -> Iterator[Event]:
    """A suggestion for the first week after the infusion, where no visit since its start is entered."""
    end = infusion.ended_at or infusion.started_at
    if any(visit.at > infusion.started_at for visit in kept.visits()):
        return
    tomorrow = now.astimezone(end.tzinfo).date() + timedelta(days=1)
    day = max((end + _SETTLED).date(), tomorrow)
    if day <= (end + _FIRST_WEEK).date():
        event = _event(SUGGESTION, "first-visit", infusion.id)
        event.add("dtstart", day)
        event.add("transp", "TRANSPARENT")
        yield event


def _calendar() -> Calendar:
    # only needed here, and slow to import
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//ktrack//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(summary: str, *names: str) -> Event:
    from icalendar import Event

    event = Event()
    # the same for the same thing, so that a later file replaces the entry
    event.add("uid", str(uuid.uuid5(_IDS, "\n".join(names))))
    event.add("summary", summary)
    return event


def _alarm(summary: str, before: timedelta) -> Any:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", before)
    return alarm
