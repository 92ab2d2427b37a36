"""Words become the moment that was meant, or are refused. Moments become words that lead back to them."""

from __future__ import annotations

import math
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import pytest
import tzlocal
from hypothesis import given, settings
from hypothesis import strategies as st

from ktrack import when
from ktrack.when import (
    AmbiguousTime,
    NotUnderstood,
    SkippedTime,
    UnclearTime,
    ago,
    said,
    span,
    understand,
    understand_day,
)
from tests.diaries import ANY_CHARACTER
from tests.hostile import HostileText, hostile_texts

NEW_YORK = "America/New_York"
EST = timezone(timedelta(hours=-5))
EDT = timezone(timedelta(hours=-4))

# a Saturday, 20 days after the clocks went back in New York
NOW = datetime(2026, 11, 21, 17, 12, 30, tzinfo=EST)

quick = settings(deadline=None, max_examples=300)


def is_fixed(at: datetime) -> bool:
    return type(at.tzinfo) is timezone and at.fold == 0


# what a person types

PHRASES = {
    "now": "2026-11-21T17:12:30-05:00",
    " NOW ": "2026-11-21T17:12:30-05:00",
    "2h ago": "2026-11-21T15:12:30-05:00",
    "2 hours ago": "2026-11-21T15:12:30-05:00",
    "90 min ago": "2026-11-21T15:42:30-05:00",
    "1h30 ago": "2026-11-21T15:42:30-05:00",
    "1 h 30 min ago": "2026-11-21T15:42:30-05:00",
    "-2h": "2026-11-21T15:12:30-05:00",
    "-30m": "2026-11-21T16:42:30-05:00",
    "-1h05": "2026-11-21T16:07:30-05:00",
    "today 9:00": "2026-11-21T09:00:00-05:00",
    "today 23:00": "2026-11-21T23:00:00-05:00",
    "yesterday 14:30": "2026-11-20T14:30:00-05:00",
    "14:30 yesterday": "2026-11-20T14:30:00-05:00",
    "yesterday at 9:30 pm": "2026-11-20T21:30:00-05:00",
    "tomorrow 10:00": "2026-11-22T10:00:00-05:00",
    "9:05": "2026-11-21T09:05:00-05:00",
    "09:05": "2026-11-21T09:05:00-05:00",
    "17:12": "2026-11-21T17:12:00-05:00",
    "17:13": "2026-11-20T17:13:00-05:00",
    "23:10": "2026-11-20T23:10:00-05:00",
    "9am": "2026-11-21T09:00:00-05:00",
    "9 AM": "2026-11-21T09:00:00-05:00",
    "9:30 pm": "2026-11-20T21:30:00-05:00",
    "12am": "2026-11-21T00:00:00-05:00",
    "12pm": "2026-11-21T12:00:00-05:00",
    "12:30 am": "2026-11-21T00:30:00-05:00",
    "mon 9:00": "2026-11-16T09:00:00-05:00",
    "Monday 9:00": "2026-11-16T09:00:00-05:00",
    "sat 9:00": "2026-11-21T09:00:00-05:00",
    "sat 18:00": "2026-11-14T18:00:00-05:00",
    "sunday 9pm": "2026-11-15T21:00:00-05:00",
    "3d ago 20:00": "2026-11-18T20:00:00-05:00",
    "20:00 3 days ago": "2026-11-18T20:00:00-05:00",
    "21 oct 12:00": "2026-10-21T12:00:00-04:00",
    "oct 21 12:00": "2026-10-21T12:00:00-04:00",
    "October 21 12:00": "2026-10-21T12:00:00-04:00",
    "21 nov 17:00": "2026-11-21T17:00:00-05:00",
    "21 nov 18:00": "2025-11-21T18:00:00-05:00",
    "1 dec 9am": "2025-12-01T09:00:00-05:00",
    "29 feb 12:00": "2024-02-29T12:00:00-05:00",
    "1 oct 2024 12:00": "2024-10-01T12:00:00-04:00",
    "Thu 1 Oct 12:00": "2026-10-01T12:00:00-04:00",
    "Tue 1 Dec 09:00": "2026-12-01T09:00:00-05:00",
    "Mon 1 Dec 09:00": "2025-12-01T09:00:00-05:00",
    "2026-10-01T12:00": "2026-10-01T12:00:00-04:00",
    "2026-10-01 12:00": "2026-10-01T12:00:00-04:00",
    "2026-10-01 9pm": "2026-10-01T21:00:00-04:00",
    "2026-12-24T12:00:05": "2026-12-24T12:00:05-05:00",
    "2026-10-01T12:00:05.25": "2026-10-01T12:00:05.250000-04:00",
    "2026-10-01T12:00Z": "2026-10-01T12:00:00+00:00",
    "2026-10-01t12:00z": "2026-10-01T12:00:00+00:00",
    "2026-10-01T12:00+05:45": "2026-10-01T12:00:00+05:45",
    "2026-10-01T12:00:00-0330": "2026-10-01T12:00:00-03:30",
    "2026-10-01 12:00 +14": "2026-10-01T12:00:00+14:00",
    "2026-10-01T12:00-12:00": "2026-10-01T12:00:00-12:00",
    "today 17:12 (+01:00)": "2026-11-21T17:12:00+01:00",
}


@pytest.mark.parametrize(("phrase", "iso"), PHRASES.items())
def test_understood(phrase: str, iso: str) -> None:
    at = understand(phrase, NOW, NEW_YORK)
    assert at.isoformat() == iso
    assert is_fixed(at)


REFUSED = (
    "", " ", "ago", "-", "h ago", "0", "9", "2h", "30m", "2 ago", "9.30", "9:5", "9:60", "24:00", "25:99",
    "13 pm", "0 am", "yesterday", "monday", "1 oct", "3d ago", "-3d", "next mon 9:00", "mon tue 9:00",
    "yesterday today 9:00", "oct 12:00", "30 feb 12:00", "31 nov 12:00", "0 oct 12:00", "1 oktober 12:00",
    "Wed 1 Oct 12:00", "Thu 1 Oct 2025 12:00", "1 oct 0000 12:00", "29 feb 2026 12:00", "2026-11-21",
    "2026-11-21T", "2026-11-21T9:00", "2026-1-1T09:00", "2026-11-21T24:00", "2026-11-21T12:00:60",
    "2026-11-21T12:00+14:01", "2026-11-21T12:00-12:01", "2026-11-21T12:00+05:99",
    "2026-11-21  at 12:00 yesterday", "12/10/2026 9:00", "1h99 ago", "99999 min ago", "2h ago ago", "now now",
    "in 2h", "9:05 (+25:00)", "0001-01-01T00:00+01:00", "9999-12-31T23:59-01:00", "now" * 1000, "9:05\xa0",
    "\u0669:00", "9:0\u0665", "\uff19:05", "\u22122h",
)  # fmt: skip


@pytest.mark.parametrize("phrase", REFUSED)
def test_refused_with_a_sentence_that_helps(phrase: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        understand(phrase, NOW, NEW_YORK)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 160


@pytest.mark.parametrize("hostile", hostile_texts("times", "numbers", "length", "nul", "ansi", "markup"), ids=str)
def test_hostile_texts_are_no_times(hostile: HostileText) -> None:
    with pytest.raises(NotUnderstood) as refused:
        understand(hostile.text, NOW, NEW_YORK)
    assert len(str(refused.value)) < 160


@quick
@given(st.text(ANY_CHARACTER, max_size=30) | st.text("0123456789:- apmhdgotwy", max_size=20))
def test_any_text_is_a_fixed_time_or_refused(text: str) -> None:
    try:
        at = understand(text, NOW, NEW_YORK)
    except NotUnderstood:
        return
    assert is_fixed(at)


def test_a_date_alone_asks_for_the_time_of_day() -> None:
    for phrase in ("2026-11-20", "yesterday", "mon", "3d ago"):
        with pytest.raises(NotUnderstood, match="time of day is missing"):
            understand(phrase, NOW, NEW_YORK)


def test_every_example_that_is_shown_is_understood() -> None:
    for example in when.EXAMPLES.split(", "):
        understand(example, NOW, NEW_YORK)
    for example in when.DAY_EXAMPLES.split(", "):
        understand_day(example, NOW, NEW_YORK)


@pytest.mark.parametrize("zone", ["", "Nowhere/Atall", "../../etc/passwd", "/etc", "a\0b", "\ud800", "America"])
def test_without_a_known_zone_the_offset_of_now_counts(zone: str) -> None:
    assert understand("1 jul 12:00", NOW, zone).isoformat() == "2026-07-01T12:00:00-05:00"
    assert understand_day("today", NOW, zone) == date(2026, 11, 21)


def test_the_day_is_the_local_one() -> None:
    late = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # still Saturday evening in New York
    assert understand("today 9:00", late, NEW_YORK).isoformat() == "2026-11-21T09:00:00-05:00"
    assert understand("today 9:00", late).isoformat() == "2026-11-22T09:00:00+00:00"
    assert understand_day("yesterday", late, NEW_YORK) == date(2026, 11, 20)


def test_new_year_and_midnight() -> None:
    just_after = datetime(2027, 1, 1, 0, 5, tzinfo=EST)
    assert understand("23:55", just_after, NEW_YORK).isoformat() == "2026-12-31T23:55:00-05:00"
    assert understand("yesterday 23:55", just_after, NEW_YORK).isoformat() == "2026-12-31T23:55:00-05:00"
    assert understand("31 dec 12:00", just_after, NEW_YORK).isoformat() == "2026-12-31T12:00:00-05:00"
    assert understand("10 min ago", just_after, NEW_YORK).isoformat() == "2026-12-31T23:55:00-05:00"


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_are_refused_or_understood(year: int) -> None:
    edge = datetime(year, 1, 1, tzinfo=EST) if year == 1 else datetime(year, 12, 31, 23, 59, tzinfo=EST)
    for phrase in (*PHRASES, "yesterday", "7d ago"):
        for read in (understand, understand_day):
            try:
                read(phrase, edge, NEW_YORK)
            except NotUnderstood as refused:
                assert str(refused).endswith(".")


def test_a_clock_without_an_offset_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        understand("now", NOW.replace(tzinfo=None))


@quick
@given(st.integers(0, 999), st.integers(0, 59))
def test_lengths_of_time_count_real_hours_whatever_the_clocks_do(hours: int, minutes: int) -> None:
    at = understand(f"{hours}h{minutes:02} ago", NOW, NEW_YORK)
    assert NOW - at == timedelta(hours=hours, minutes=minutes)
    assert at.utcoffset() == at.astimezone(ZoneInfo(NEW_YORK)).utcoffset()
    assert understand(f"-{hours}h{minutes:02}", NOW, NEW_YORK) == at


moments = st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2100-01-01"))
offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@quick
@given(moments, offsets, st.integers(0, 23), st.integers(0, 59))
def test_a_bare_time_is_the_last_one(naive: datetime, offset: timezone, hour: int, minute: int) -> None:
    now = naive.replace(tzinfo=offset)
    at = understand(f"{hour}:{minute:02}", now)
    assert timedelta(0) <= now - at < timedelta(days=1)
    assert (at.hour, at.minute, at.second) == (hour, minute, 0)
    half = "am" if hour < 12 else "pm"
    assert understand(f"{(hour - 1) % 12 + 1}:{minute:02} {half}", now) == at


@quick
@given(moments, offsets, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), st.integers(0, 23))
def test_a_weekday_is_the_last_one(naive: datetime, offset: timezone, weekday: str, hour: int) -> None:
    now = naive.replace(tzinfo=offset)
    at = understand(f"{weekday} {hour}:00", now)
    assert timedelta(0) <= now - at < timedelta(days=7)
    assert f"{at:%a}".lower() == weekday


# local times that do not exist or exist twice


def test_an_hour_that_came_twice_is_asked_about() -> None:
    with pytest.raises(AmbiguousTime) as asked:
        understand("1 nov 1:30", NOW, NEW_YORK)
    assert "2026-11-01T01:30-04:00" in str(asked.value)
    assert "2026-11-01T01:30-05:00" in str(asked.value)
    for choice in asked.value.choices:
        assert understand(choice.isoformat(), NOW, NEW_YORK) == choice


def test_an_hour_that_was_left_out_is_asked_about() -> None:
    with pytest.raises(SkippedTime) as asked:
        understand("2026-03-08T02:30", NOW, NEW_YORK)
    assert "2026-03-08T01:30-05:00" in str(asked.value)
    assert "2026-03-08T03:30-04:00" in str(asked.value)
    for choice in asked.value.choices:
        assert understand(choice.isoformat(), NOW, NEW_YORK) == choice


@pytest.mark.parametrize(
    ("now", "phrase"),
    [
        # in the second pass of the hour: 1:40 was half an hour ago, by a clock that shows 1:10
        (datetime(2026, 11, 1, 1, 10, tzinfo=EST), "1:40"),
        (datetime(2026, 11, 1, 12, 0, tzinfo=EST), "1:40"),
        (datetime(2026, 11, 1, 12, 0, tzinfo=EST), "sun 1:40"),
        (datetime(2026, 11, 2, 12, 0, tzinfo=EST), "yesterday 1:40"),
        (datetime(2026, 3, 8, 12, 0, tzinfo=EDT), "2:40"),
        (datetime(2026, 3, 8, 12, 0, tzinfo=EDT), "today 2:40"),
    ],
)
def test_bare_times_of_such_a_day_are_asked_about_too(now: datetime, phrase: str) -> None:
    with pytest.raises((AmbiguousTime, SkippedTime)):
        understand(phrase, now, NEW_YORK)


def test_before_the_clocks_change_the_day_before_is_meant() -> None:
    before = datetime(2026, 3, 8, 1, 0, tzinfo=EST)
    assert understand("2:40", before, NEW_YORK).isoformat() == "2026-03-07T02:40:00-05:00"
    before = datetime(2026, 11, 1, 0, 30, tzinfo=EDT)
    assert understand("1:40", before, NEW_YORK).isoformat() == "2026-10-31T01:40:00-04:00"


def test_a_whole_day_that_was_left_out_is_asked_about() -> None:
    now = datetime(2011, 12, 31, 12, 0, tzinfo=timezone(timedelta(hours=14)))
    with pytest.raises(SkippedTime) as asked:
        understand("yesterday 12:00", now, "Pacific/Apia")
    assert [choice.day for choice in asked.value.choices] == [29, 31]


@cache
def changes(zone: str) -> tuple[tuple[datetime, timedelta, timedelta], ...]:
    """The changes of a zone's clocks from 1990 to 2030: the instant, the offset before, the offset after."""
    return tuple(_changes(ZoneInfo(zone)))


def _changes(zone: ZoneInfo) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    def offset(seconds: int) -> timedelta:
        found = datetime.fromtimestamp(seconds, zone).utcoffset()
        assert found is not None
        return found

    step = 28 * 86400
    begin = 631152000
    before = offset(begin)
    for end in range(begin + step, 1893456000, step):
        after = offset(end)
        if after != before:
            low, high = end - step, end
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            yield datetime.fromtimestamp(high, UTC), before, after
        before = after


def test_every_left_out_and_repeated_hour_of_every_zone_is_asked_about() -> None:
    zones = sorted(zoneinfo.available_timezones())
    assert len(zones) > 400
    asked = 0
    for zone in zones:
        # the last of each kind speaks for the zone's other years
        latest = {after > before: (instant, before, after) for instant, before, after in changes(zone)}
        for forward, (instant, before, after) in latest.items():
            middle = abs(after - before) / 2
            wall = (instant + min(before, after) + middle).replace(tzinfo=None)
            now = (instant + timedelta(days=30)).astimezone(timezone(after))
            expected: type[UnclearTime] = SkippedTime if forward else AmbiguousTime
            with pytest.raises(expected) as unclear:
                understand(wall.isoformat(), now, zone)
            earlier, later = unclear.value.choices
            assert is_fixed(earlier)
            assert is_fixed(later)
            assert (earlier.utcoffset(), later.utcoffset()) == (before, after)
            assert earlier < instant <= later
            assert later - earlier == abs(after - before)
            for choice in (earlier, later):
                assert understand(choice.isoformat(), now, zone) == choice
                assert choice.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == choice.replace(tzinfo=None)
            if not forward:
                assert {choice.replace(tzinfo=None) for choice in (earlier, later)} == {wall}
            asked += 1
    assert asked > 400


@settings(deadline=None, max_examples=500)
@given(st.sampled_from(sorted(zoneinfo.available_timezones())), moments)
def test_a_local_time_is_understood_as_the_moment_it_names_or_asked_about(zone: str, wall: datetime) -> None:
    wall = wall.replace(microsecond=0)
    try:
        at = understand(wall.isoformat(), NOW, zone)
    except AmbiguousTime as asked:
        assert {choice.replace(tzinfo=None) for choice in asked.choices} == {wall}
    except SkippedTime as asked:
        assert wall not in {choice.replace(tzinfo=None) for choice in asked.choices}
    else:
        assert is_fixed(at)
        assert at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall


# days


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("2026-10-01", date(2026, 10, 1)),
        ("2027-01-05", date(2027, 1, 5)),
        ("today", date(2026, 11, 21)),
        ("Yesterday", date(2026, 11, 20)),
        ("7d ago", date(2026, 11, 14)),
        ("30 days ago", date(2026, 10, 22)),
        ("mon", date(2026, 11, 16)),
        ("saturday", date(2026, 11, 21)),
        ("1 oct", date(2026, 10, 1)),
        ("dec 24", date(2025, 12, 24)),
        ("2026-10-01T12:00", date(2026, 10, 1)),
        ("2026-03-08 02:30", date(2026, 3, 8)),
        ("2026-10-01T02:00Z", date(2026, 9, 30)),
        ("2026-10-01T22:00-10:00", date(2026, 10, 2)),
    ],
)
def test_a_day(phrase: str, day: date) -> None:
    found = understand_day(phrase, NOW, NEW_YORK)
    assert found == day
    assert type(found) is date


@pytest.mark.parametrize(
    "phrase",
    ["", "now", "9:05", "7", "7d", "-7d", "2026-02-30", "2026-13-01", "01/10/2026", "last-visit", "7d ago 9:00"],
)
def test_no_day(phrase: str) -> None:
    with pytest.raises(NotUnderstood):
        understand_day(phrase, NOW, NEW_YORK)


# moments in words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW, "today 17:12"),
        (datetime(2026, 11, 21, 0, 0, tzinfo=EST), "today 00:00"),
        (datetime(2026, 11, 20, 21, 30, tzinfo=EST), "yesterday 21:30"),
        (datetime(2026, 11, 22, 9, 0, tzinfo=EST), "tomorrow 09:00"),
        (datetime(2026, 11, 3, 9, 0, tzinfo=EST), "Tue 3 Nov 09:00"),
        (datetime(2026, 12, 24, 9, 0, tzinfo=EST), "Thu 24 Dec 09:00"),
        (datetime(2025, 11, 3, 9, 0, tzinfo=EST), "Mon 3 Nov 2025 09:00"),
        (datetime(2026, 10, 31, 9, 0, tzinfo=EDT), "Sat 31 Oct 09:00 (-04:00)"),
        (datetime(2026, 11, 21, 22, 0, tzinfo=UTC), "today 22:00 (+00:00)"),
        # its date is tomorrow's, but it is past
        (datetime(2026, 11, 22, 5, 0, tzinfo=timezone(timedelta(hours=9))), "Sun 22 Nov 05:00 (+09:00)"),
    ],
)
def test_said(at: datetime, words: str) -> None:
    assert said(at, NOW) == words


def test_said_takes_the_offset_of_a_zone() -> None:
    assert said(datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo(NEW_YORK)), NOW) == "yesterday 09:00"


@quick
@given(moments, offsets, st.timedeltas(timedelta(days=-700), timedelta(days=700)), st.none() | offsets)
def test_what_is_said_is_understood(
    naive: datetime, offset: timezone, distance: timedelta, other: timezone | None
) -> None:
    now = naive.replace(tzinfo=offset)
    at = (now + distance).astimezone(other or offset).replace(second=0, microsecond=0)
    understood = understand(said(at, now), now)
    assert understood == at
    assert understood.utcoffset() == at.utcoffset()


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(zoneinfo.available_timezones())), moments, st.integers(0, 400 * 24 * 60))
def test_what_is_said_is_understood_in_every_zone(zone: str, naive: datetime, minutes: int) -> None:
    now = naive.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    at = (now.astimezone(UTC) - timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
    # offsets with seconds belong to the time before standard time
    at = at.replace(second=0, microsecond=0)
    try:
        assert understand(said(at, now), now, zone) == at.astimezone(UTC)
    except AmbiguousTime as asked:
        assert at.astimezone(UTC) in asked.choices


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "0 min"),
        (0.99 / 60, "0 min"),
        (0.75, "45 min"),
        (1, "1 h"),
        (6.45, "6 h 27 min"),
        (23 + 59 / 60, "23 h 59 min"),
        (24, "1 day"),
        (25.9, "1 day 1 h"),
        (76, "3 days 4 h"),
        (14 * 24 + 5, "14 days"),
        (-0.5, "-30 min"),
    ],
)
def test_span(hours: float, words: str) -> None:
    assert span(hours) == words


@pytest.mark.parametrize("hours", [math.nan, math.inf])
def test_what_is_no_length_of_time_has_no_words(hours: float) -> None:
    with pytest.raises((ValueError, OverflowError)):
        span(hours)


def test_ago_counts_real_time_over_a_change_of_the_clocks() -> None:
    zone = ZoneInfo(NEW_YORK)
    evening = datetime(2026, 10, 31, 20, 0, tzinfo=zone)
    morning = datetime(2026, 11, 1, 8, 0, tzinfo=zone)
    assert ago(evening, morning) == "13 h"
    assert ago(NOW - timedelta(hours=6, minutes=27, seconds=59), NOW) == "6 h 27 min"
    assert ago(NOW + timedelta(minutes=5, seconds=1), NOW) == "-5 min"


@quick
@given(st.integers(-20_000, 20_000))
def test_ago_and_span_agree(minutes: int) -> None:
    assert ago(NOW - timedelta(minutes=minutes), NOW) == span(minutes / 60)


@quick
@given(st.integers(1, 13), st.integers(1, 23))
def test_words_for_a_length_lead_back(hours: int, minutes: int) -> None:
    length = timedelta(hours=hours, minutes=minutes)
    assert NOW - understand(f"{ago(NOW - length, NOW)} ago", NOW) == length


# this computer


def test_now_is_this_moment_with_a_fixed_offset() -> None:
    before = datetime.now(UTC)
    at = when.now()
    assert before <= at <= datetime.now(UTC)
    assert is_fixed(at)


@pytest.mark.parametrize("name", [NEW_YORK, "UTC"])
def test_the_zone_of_this_computer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: name)
    assert when.local_zone_name() == name


@pytest.mark.parametrize("name", [None, "", "Nowhere/Atall", "local"])
def test_a_zone_nobody_knows_has_no_name(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: name)
    assert when.local_zone_name() == ""


@pytest.mark.parametrize(
    "doubt", [zoneinfo.ZoneInfoNotFoundError("two"), ValueError("odd"), OSError(), UserWarning()], ids=repr
)
def test_a_zone_in_doubt_has_no_name(doubt: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise doubt

    monkeypatch.setattr(tzlocal, "get_localzone_name", fail)
    assert when.local_zone_name() == ""


# appointments

COMING = {
    "1 dec 14:00": "2026-12-01T14:00:00-05:00",
    "tue 1 dec 14:00": "2026-12-01T14:00:00-05:00",
    "3 jan 9:30": "2027-01-03T09:30:00-05:00",
    "20 may 9:30": "2027-05-20T09:30:00-04:00",
    "24 may 9:30": "2026-05-24T09:30:00-04:00",
    "3 nov 15:00": "2026-11-03T15:00:00-05:00",
    "3 nov 2025 15:00": "2025-11-03T15:00:00-05:00",
    "mon 1 dec 14:00": "2025-12-01T14:00:00-05:00",
    "tue 9:00": "2026-11-24T09:00:00-05:00",
    "sat 9:00": "2026-11-21T09:00:00-05:00",
    "fri 9:00": "2026-11-27T09:00:00-05:00",
    "9:00": "2026-11-21T09:00:00-05:00",
    "23:00": "2026-11-21T23:00:00-05:00",
    "tomorrow 9:00": "2026-11-22T09:00:00-05:00",
    "yesterday 9:00": "2026-11-20T09:00:00-05:00",
    "2026-12-01T14:00": "2026-12-01T14:00:00-05:00",
}


@pytest.mark.parametrize("words", COMING)
def test_an_appointment_may_lie_ahead(words: str) -> None:
    assert understand(words, NOW, NEW_YORK, coming=True) == datetime.fromisoformat(COMING[words])
