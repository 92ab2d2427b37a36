"""The calendar file: what is still to come, at the right times, and nothing that tells what it is about."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from icalendar import Calendar, Component

from ktrack.export import ics
from ktrack.records import CheckIn, Diary, Infusion, Medicine, Profile, Visit
from tests import diaries
from tests.core.made import START
from tests.golden import rows
from tests.hostile import hostile_notes

MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
END = START + timedelta(hours=1)
INFUSION = Infusion("i", START, END, "America/New_York", 3, 35)
COURSE = Diary(infusions=(INFUSION,))
WALL = END.replace(tzinfo=None)
"""The end of the infusion on the person's clock."""

ALL = {
    WALL + timedelta(minutes=30),
    WALL + timedelta(hours=2),
    WALL + timedelta(hours=4),
    WALL.replace(hour=22),
    WALL.replace(day=8, hour=9),
    WALL + timedelta(days=3),
    WALL + timedelta(days=7),
}


def events(diary: Diary, now: datetime) -> dict[str, list[Component]]:
    """What another reader of calendars finds, by summary."""
    found: dict[str, list[Component]] = {}
    for event in Calendar.from_ical(ics.render(diary, now=now)).walk("VEVENT"):
        found.setdefault(str(event["summary"]), []).append(event)
    return found


def starts(diary: Diary, now: datetime, summary: str) -> set[object]:
    return {event.decoded("dtstart") for event in events(diary, now).get(summary, [])}


def check_in(hours: float) -> CheckIn:
    at = END + timedelta(hours=hours)
    return CheckIn(f"c{hours}", at, at, "i", answers={"nausea": 1})


def test_all_check_ins_stand_on_the_clock_of_wherever_the_phone_is() -> None:
    found = starts(COURSE, END, ics.CHECK_IN)
    assert found == ALL
    assert all(isinstance(each, datetime) and each.tzinfo is None for each in found)


@pytest.mark.parametrize(
    ("hours", "left"), [(0.25, 7), (0.5, 6), (1.9, 6), (2, 5), (10.9, 4), (11, 3), (21.9, 3), (71, 2), (168, 0)]
)
def test_only_what_is_still_to_come(hours: float, left: int) -> None:
    assert len(starts(COURSE, END + timedelta(hours=hours), ics.CHECK_IN)) == left


def test_a_time_point_that_is_answered_is_not_asked_again() -> None:
    answered = replace(COURSE, check_ins=(check_in(1.2), check_in(60.5)))
    assert starts(answered, END + timedelta(hours=1.5), ics.CHECK_IN) == ALL - {
        WALL + timedelta(minutes=30),
        WALL + timedelta(hours=2),
    }, "one in the future is not an answer yet"
    deleted = replace(COURSE, check_ins=(replace(check_in(1.2), deleted_at=END),))
    assert WALL + timedelta(hours=2) in starts(deleted, END + timedelta(hours=1.5), ics.CHECK_IN)


def test_only_the_latest_infusion_counts() -> None:
    later = Infusion("j", START + timedelta(days=3), END + timedelta(days=3))
    found = starts(replace(COURSE, infusions=(later, INFUSION)), later.started_at, ics.CHECK_IN)
    assert min(found) == WALL + timedelta(days=3, minutes=30)  # type: ignore[type-var]
    assert len(found) == 7


def test_without_a_known_end_there_is_no_time_to_check_in() -> None:
    assert starts(Diary(infusions=(replace(INFUSION, ended_at=None),)), END, ics.CHECK_IN) == set()


def test_a_visit_is_one_moment_in_utc() -> None:
    visits = (
        Visit("past", END - timedelta(hours=1)),
        Visit("v", END + timedelta(days=9)),
        Visit("gone", END + timedelta(days=9), deleted_at=END),
    )
    found = events(replace(COURSE, visits=visits), END)[ics.VISIT]
    assert [event.decoded("dtstart") for event in found] == [datetime(2026, 4, 16, 15, tzinfo=UTC)]
    assert b"DTSTART:20260416T150000Z" in ics.render(replace(COURSE, visits=visits), now=END)
    assert [alarm.decoded("trigger") for alarm in found[0].walk("VALARM")] == [timedelta(days=-1)]


@pytest.mark.parametrize(
    ("now", "day"),
    [(0, date(2026, 4, 10)), (2, date(2026, 4, 10)), (3, date(2026, 4, 11)), (6, date(2026, 4, 14)), (7, None)],
)
def test_a_first_visit_is_suggested_within_a_week(now: int, day: date | None) -> None:
    assert starts(COURSE, END + timedelta(days=now), ics.SUGGESTION) == ({day} if day else set())


def test_no_visit_is_suggested_where_one_is_entered() -> None:
    entered = replace(COURSE, visits=(Visit("v", END + timedelta(days=20)),))
    assert starts(entered, END, ics.SUGGESTION) == set()
    before = replace(COURSE, visits=(Visit("v", START - timedelta(days=1)),))
    assert starts(before, END, ics.SUGGESTION) != set()


def test_nothing_a_person_wrote_is_in_it() -> None:
    texts = [each.text for each in hostile_notes() if len(each.text) > 3]
    diary = Diary(
        profile=Profile(clinic_name="Riverside", clinic_phone="555-0142", tell_my_clinic="ketamine"),
        infusions=(replace(INFUSION, note=texts[0], route="intravenous"),),
        check_ins=tuple(
            replace(check_in(-1 - n), note=text, medicines=(Medicine(text),)) for n, text in enumerate(texts)
        ),
        visits=tuple(Visit(f"v{n}", END + timedelta(days=n + 1), text, (text,)) for n, text in enumerate(texts)),
    )
    bare = replace(
        diary,
        profile=Profile(),
        infusions=(replace(diary.infusions[0], note="", dose_mg=None, route=""),),
        check_ins=tuple(replace(each, note="", medicines=()) for each in diary.check_ins),
        visits=tuple(replace(each, note="", questions=()) for each in diary.visits),
    )
    made = ics.render(diary, now=END)
    assert made == ics.render(bare, now=END)
    summaries = {str(event["summary"]) for event in Calendar.from_ical(made).walk("VEVENT")}
    assert summaries == {ics.CHECK_IN, ics.VISIT}
    assert not any(word in made.lower() for word in (b"ketamin", b"infusion", b"symptom", b"clinic"))


def test_leaving_out_changes_nothing_and_a_slip_is_refused() -> None:
    omit = ("notes", "mood", "dose", "medicines", "identity")
    assert ics.render(rows.diary(), now=rows.now(), omit=omit) == ics.render(rows.diary(), now=rows.now())
    with pytest.raises(ValueError, match="note cannot be left out"):
        ics.render(Diary(), now=END, omit=("note",))


@MANY
@given(diaries.diaries(), diaries.MOMENTS)
def test_any_diary_gives_a_calendar_that_reads_back(diary: Diary, now: datetime) -> None:
    made = ics.render(diary, now=now)
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    found = list(Calendar.from_ical(made).walk("VEVENT"))
    uids = [str(event["uid"]) for event in found]
    assert len(set(uids)) == len(uids)
    for event in found:
        start = event.decoded("dtstart")
        if str(event["summary"]) == ics.VISIT:
            assert start >= now.replace(microsecond=0)
        assert event.decoded("dtstamp") <= now


def test_the_same_things_to_come_are_the_same_bytes() -> None:
    early, late = END + timedelta(hours=2.5), END + timedelta(hours=3.5)
    assert ics.render(COURSE, now=early) == ics.render(COURSE, now=late)
    elsewhere = early.astimezone(timezone(timedelta(hours=9)))
    assert ics.render(COURSE, now=elsewhere) == ics.render(COURSE, now=early)


def test_a_moved_visit_keeps_its_name_so_that_calendars_move_it() -> None:
    def named(days: int) -> str:
        diary = Diary(visits=(Visit("v", END + timedelta(days=days)),))
        return str(events(diary, END)[ics.VISIT][0]["uid"])

    assert named(3) == named(5)


def test_an_empty_diary_is_an_empty_calendar() -> None:
    made = ics.render(Diary(), now=END)
    assert b"BEGIN:VEVENT" not in made and made.startswith(b"BEGIN:VCALENDAR\r\n")


def test_the_rough_evening_is_as_it_was() -> None:
    """When it should change: `python -m tests.golden.rows`, and read the difference."""
    name = "rows-rough-evening.ics"
    assert rows.files()[name] == (rows.FOLDER / name).read_bytes()


def test_the_calendar_library_is_loaded_only_when_one_is_made() -> None:
    script = "import sys, ktrack.export.ics; print('icalendar' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
