"""Times in words: what a person types becomes a moment, and a moment becomes words.

Owns the clock (`now` is the only place that reads it) and the closed list of phrases. It must not guess: in
a diary of symptoms a wrong time is worse than "say it another way". So whatever is not on the list is
refused, and a local time that did not exist or came twice is asked about. Callers say back what was
understood, and judge whether a time may lie in the future.

Every time that leaves this module carries a fixed offset (`datetime.timezone`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from math import floor
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

EXAMPLES = "now, 2h ago, 14:30, 9:30 pm, yesterday 21:30, mon 9:00, 1 oct 12:00, 2026-10-01T12:00"
DAY_EXAMPLES = "2026-10-01, today, yesterday, 7d ago, 1 oct"
_NOT_A_TIME = f"That time was not understood: write it like {EXAMPLES}."
_NO_SUCH_TIME = "There is no such time of day: hours go from 0 to 23, minutes from 00 to 59."
_NO_SUCH_DAY = "There is no such day: look at the weekday, the day, the month and the year again."

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAY_NUMBER = {
    **{name: number for number, name in enumerate(_WEEKDAYS)},
    **{name[:3]: number for number, name in enumerate(_WEEKDAYS)},
    "tues": 1, "thur": 3, "thurs": 3,
}  # fmt: skip
_MONTH_NUMBER = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}  # fmt: skip
_OFFSET_FROM_TODAY = {"today": 0, "yesterday": -1, "tomorrow": 1}

_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_OFFSET = r"[+-][0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2})?)?"
_ISO_DATE = re.compile(_DATE)
_ISO = re.compile(rf"{_DATE}[t ]([0-9]{{2}}):([0-9]{{2}})(?::([0-9]{{2}})(?:\.([0-9]{{1,6}}))?)? ?(z|{_OFFSET})?")
_HOURS = r"([0-9]{1,3}) ?(?:h|hr|hrs|hour|hours)"
_MINUTES = r"(?:m|min|mins|minute|minutes)"
_ELAPSED = re.compile(rf"(?:{_HOURS})?(?: ?([0-9]{{1,4}}) ?{_MINUTES})?")
_ELAPSED_SHORT = re.compile(rf"{_HOURS} ?([0-9]{{2}})")  # 1h30
_CLOCK_TIME = r"[0-9]{1,2}:[0-9]{2}(?: ?[ap]m)?|[0-9]{1,2} ?[ap]m"
_CLOCK_PARTS = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?(?: ?([ap])m)?")
_DAY_THEN_TIME = re.compile(rf"(?:(?P<day>.+?) )?(?:at )?(?P<time>{_CLOCK_TIME})")
_TIME_THEN_DAY = re.compile(rf"(?P<time>{_CLOCK_TIME}) (?P<day>.+)")
_SAID_OFFSET = re.compile(r"(.*) \(([+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)\)")
_DAYS_AGO = re.compile(r"([0-9]{1,4}) ?(?:d|day|days) ago")
_DAY_AND_MONTH = re.compile(
    r"(?:(?P<weekday>[a-z]+) )?"
    r"(?:(?P<day>[0-9]{1,2}) (?P<month>[a-z]+)|(?P<month2>[a-z]+) (?P<day2>[0-9]{1,2}))"
    r"(?: (?P<year>[0-9]{4}))?"
)
_YEARS_BACK = 8  # far enough to meet a 29 February
_COMING_DAYS = 183
"""An appointment on a day without a year is less than half a year ahead, or it is over."""


class NotUnderstood(ValueError):
    """The text is not on the list. Its text is a sentence that says what to write instead."""


class UnclearTime(NotUnderstood):
    """A local time that does not name one moment. `choices` holds the moments it may mean, earlier first."""

    def __init__(self, sentence: str, choices: tuple[datetime, datetime]) -> None:
        super().__init__(sentence)
        self.choices = choices


class AmbiguousTime(UnclearTime):
    """The clocks were set back over this local time: it came twice."""


class SkippedTime(UnclearTime):
    """The clocks were set forward over this local time: it did not exist."""


def now() -> datetime:
    """This moment, with the computer's present offset."""
    return _fixed(datetime.now(UTC).astimezone())


def local_zone_name() -> str:
    """IANA name of the computer's time zone, or "" when it cannot be told for certain."""
    import logging
    import warnings

    import tzlocal

    # it would write its doubts over the screen; a doubtful name is no name
    logging.getLogger("tzlocal").addHandler(logging.NullHandler())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            name: str | None = tzlocal.get_localzone_name()
    except (LookupError, ValueError, OSError, Warning):
        return ""
    return name if name and _zone(name) else ""


def understand(text: str, now: datetime, zone: str = "", *, coming: bool = False) -> datetime:
    """The moment that `text` names, seen from `now`, in the IANA `zone` (if unknown, at the offset of `now`).

    Times without a date, weekdays, and dates without a year mean the last such moment. Today, yesterday,
    tomorrow and whole dates mean just that, also in the future. `coming` is for appointments: a time without a
    date is today's, a weekday the coming one, and a date without a year the one within half a year, else the last.
    Raises NotUnderstood, AmbiguousTime or SkippedTime.
    """
    try:
        moment = _understand(_words(text), now, _zone(zone) or _fixed(now).tzinfo or UTC, coming)
        moment.astimezone(UTC)  # raises for the first and last hours of the calendar
    except OverflowError:
        raise NotUnderstood(f"That time is too far away: write it like {EXAMPLES}.") from None
    return moment


def understand_day(text: str, now: datetime, zone: str = "") -> date:
    """The local day that `text` names, seen from `now`; of a whole moment, the local day it falls on.

    Days without a year mean the last such day. Raises NotUnderstood.
    """
    words = _words(text)
    local = _zone(zone) or _fixed(now).tzinfo or UTC
    try:
        if moment := _ISO.fullmatch(words):
            at = _naive(moment)
            return at.replace(tzinfo=_offset(moment[8])).astimezone(local).date() if moment[8] else at.date()
        today = now.astimezone(local).date()
        days = _days(words, today)
        return next(day for day in days if day <= today) if len(days) > 1 else days[0]
    except (OverflowError, StopIteration):
        raise NotUnderstood(f"That day is too far away: write it like {DAY_EXAMPLES}.") from None
    except _UnknownDay:
        raise NotUnderstood(f"That day was not understood: write it like {DAY_EXAMPLES}.") from None


def said(at: datetime, now: datetime) -> str:
    """A moment in few words: "today 17:12", "Tue 3 Nov 09:00", "Mon 3 Nov 2025 09:00 (-05:00)".

    The wall clock is that of `at`; its offset is added when it is not the one of `now`. `understand` reads
    all of these.
    """
    at, now = _fixed(at), _fixed(now)
    days = at.date().toordinal() - now.date().toordinal()
    # when offsets differ much, tomorrow's date can lie in the past; then only the date is clear
    if days == 0:
        day = "today"
    elif days == -1 and at <= now:
        day = "yesterday"
    elif days == 1 and at > now:
        day = "tomorrow"
    else:
        year = "" if at.year == now.year else f" {at.year:04}"
        day = f"{_WEEKDAYS[at.weekday()][:3].title()} {at.day} {_MONTHS[at.month - 1][:3].title()}{year}"
    offset = "" if at.utcoffset() == now.utcoffset() else f" ({at.isoformat(timespec='minutes')[16:]})"
    return f"{day} {at:%H:%M}{offset}"


def ago(since: datetime, now: datetime) -> str:
    """How long ago in words, full minutes: "6 h 27 min", "3 days 4 h"; "-5 min" when it is ahead."""
    elapsed = _fixed(now) - _fixed(since)
    return f"{'-' if elapsed < timedelta(0) else ''}{_length(abs(elapsed) // timedelta(minutes=1))}"


def span(hours: float) -> str:
    """A length of time in words, full minutes: "45 min", "6 h 27 min", "3 days 4 h". With "-" when negative.

    Raises ValueError or OverflowError for what is no number.
    """
    # the small addition undoes binary fractions: 6.45 h is 27 minutes past 6, not 26.99
    return f"{'-' if hours < 0 else ''}{_length(floor(abs(hours) * 60 + 1e-6))}"


def _length(minutes: int) -> str:
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        parts = [f"{days} day{'s' if days > 1 else ''}", f"{hours} h" if hours and days < 14 else ""]
    elif hours:
        parts = [f"{hours} h", f"{minutes} min" if minutes else ""]
    else:
        parts = [f"{minutes} min"]
    return " ".join(part for part in parts if part)


class _UnknownDay(NotUnderstood):
    """The words for the day are not on the list."""


def _understand(words: str, now: datetime, local: tzinfo, coming: bool) -> datetime:
    if words == "now":
        return _fixed(now.astimezone(local))
    if moment := _ISO.fullmatch(words):
        at = _naive(moment)
        return at.replace(tzinfo=_offset(moment[8])) if moment[8] else _settle(at, local)
    elapsed = words[1:] if words.startswith("-") else words.removesuffix(" ago")
    if elapsed != words and (length := _elapsed(elapsed)) is not None:
        return _fixed((now.astimezone(UTC) - length).astimezone(local))
    today = now.astimezone(local).date()
    if offset := _SAID_OFFSET.fullmatch(words):
        words, local = offset[1], _offset(offset[2])
    found = _DAY_THEN_TIME.fullmatch(words) or _TIME_THEN_DAY.fullmatch(words)
    if found is None:
        raise _without_time(words, today)
    clock = _clock_time(found["time"])
    try:
        days = _days(found["day"], today) if found["day"] else (today, today - timedelta(days=1))
        if coming and len(days) > 1:
            days = _coming(found["day"], today) or days
    except _UnknownDay:
        raise NotUnderstood(_NOT_A_TIME) from None
    walls = [datetime.combine(day, clock) for day in days]
    if len(walls) == 1:
        return _settle(walls[0], local)
    for wall in walls:
        if min(_readings(wall, local)) <= now:
            return _settle(wall, local)
    raise NotUnderstood(f"There is no such day in the past {_YEARS_BACK} years: add the year.")


def _without_time(words: str, today: date) -> NotUnderstood:
    try:
        _days(words, today)
    except NotUnderstood:
        return NotUnderstood(_NOT_A_TIME)
    return NotUnderstood("The time of day is missing: add it, like yesterday 21:30 or 2026-10-01T12:00.")


def _words(text: str) -> str:
    """Lower case, single blanks. ASCII only: other scripts have digits and letters that look the same."""
    return " ".join(text.lower().split()) if text.isascii() and len(text) <= 100 else ""


def _elapsed(words: str) -> timedelta | None:
    found = _ELAPSED_SHORT.fullmatch(words) or _ELAPSED.fullmatch(words)
    if found is None or not words:
        return None
    hours, minutes = found[1], found[2] or "0"
    if hours and int(minutes) > 59:
        return None
    return timedelta(hours=int(hours or 0), minutes=int(minutes))


def _clock_time(words: str) -> time:
    found = _CLOCK_PARTS.fullmatch(words)
    if found is None:
        raise NotUnderstood(_NOT_A_TIME)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        raise NotUnderstood("With am or pm the hour goes from 1 to 12: write it like 9:30 pm or 21:30.")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise NotUnderstood(_NO_SUCH_TIME)
    return time(hour, minute)


def _days(words: str, today: date) -> tuple[date, ...]:
    """The days that `words` may mean. One: just that. Several, latest first: the first that is not ahead."""
    if words in _OFFSET_FROM_TODAY:
        return (today + timedelta(days=_OFFSET_FROM_TODAY[words]),)
    if found := _DAYS_AGO.fullmatch(words):
        return (today - timedelta(days=int(found[1])),)
    if words in _WEEKDAY_NUMBER:
        latest = today - timedelta(days=(today.weekday() - _WEEKDAY_NUMBER[words]) % 7)
        return (latest, latest - timedelta(days=7))
    if found := _ISO_DATE.fullmatch(words):
        return (_date(int(found[1]), int(found[2]), int(found[3])),)
    if found := _DAY_AND_MONTH.fullmatch(words):
        return _days_of_year(found, today)
    raise _UnknownDay


def _coming(words: str | None, today: date) -> tuple[date, ...]:
    """The one day that an appointment on `words` is on; none when that day never came on the weekday named."""
    if words is None:
        return (today,)
    last = today + timedelta(days=6 if words in _WEEKDAY_NUMBER else _COMING_DAYS)
    return tuple(day for day in _days(words, last) if day <= last)[:1]


def _days_of_year(found: re.Match[str], today: date) -> tuple[date, ...]:
    month = _MONTH_NUMBER.get(found["month"] or found["month2"])
    weekday = _WEEKDAY_NUMBER.get(found["weekday"]) if found["weekday"] else None
    if month is None or (found["weekday"] and weekday is None):
        raise _UnknownDay
    day = int(found["day"] or found["day2"])
    _date(2000, month, day)  # a leap year: refuses 30 February at once
    years = [int(found["year"])] if found["year"] else range(today.year, today.year - _YEARS_BACK - 1, -1)
    days = _existing(years, month, day)
    if weekday is not None:
        # a mistyped weekday must not lead into another year: only the last such date, or the one later this year
        nearest = [each for each in days if each > today][:1] + [each for each in days if each <= today][:1]
        days = [each for each in nearest if each.weekday() == weekday][:1]
    if not days:
        raise NotUnderstood(_NO_SUCH_DAY)
    return tuple(days)


def _existing(years: Sequence[int], month: int, day: int) -> list[date]:
    days = []
    for year in years:
        try:
            days.append(date(year, month, day))
        except ValueError:  # 29 February
            continue
    return days


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotUnderstood(_NO_SUCH_DAY) from None


def _naive(moment: re.Match[str]) -> datetime:
    day = _date(int(moment[1]), int(moment[2]), int(moment[3]))
    micro = int((moment[7] or "0").ljust(6, "0"))
    try:
        return datetime.combine(day, time(int(moment[4]), int(moment[5]), int(moment[6] or 0), micro))
    except ValueError:
        raise NotUnderstood(_NO_SUCH_TIME) from None


def _offset(words: str) -> timezone:
    if words == "z":
        return UTC
    digits = words[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    offset = -size if words[0] == "-" else size
    if minutes > 59 or seconds > 59 or not timedelta(hours=-12) <= offset <= timedelta(hours=14):
        raise NotUnderstood("Offsets go from -12:00 to +14:00: write it like 2026-10-01T12:00-04:00.")
    return timezone(offset)


def _readings(wall: datetime, local: tzinfo) -> tuple[datetime, datetime]:
    """The wall clock time read with the offset before, and with the one after, a change of the clocks."""
    return _fixed(wall.replace(tzinfo=local, fold=0)), _fixed(wall.replace(tzinfo=local, fold=1))


def _settle(wall: datetime, local: tzinfo) -> datetime:
    before, after = _readings(wall, local)
    if before < after:
        raise AmbiguousTime(
            f"{_wall_words(wall)} came twice, because the clocks were set back: "
            f"write {_iso(before)} for the first one or {_iso(after)} for the second.",
            (before, after),
        )
    if before > after:
        # each reading lies on the other side of the gap, where the wall clock shows something else
        earlier, later = (_fixed(each.astimezone(UTC).astimezone(local)) for each in (after, before))
        raise SkippedTime(
            f"{_wall_words(wall)} did not exist, because the clocks were set forward: "
            f"write {_iso(earlier)} or {_iso(later)}.",
            (earlier, later),
        )
    return before


def _zone(name: str) -> ZoneInfo | None:
    """The zone, or None when the computer does not know it: the offset of `now` then has to do."""
    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):
        return None


def _fixed(at: datetime) -> datetime:
    offset = at.utcoffset()
    if offset is None:
        raise TypeError("a time without an offset")
    return at.replace(tzinfo=timezone(offset), fold=0)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="auto" if at.second or at.microsecond else "minutes")


def _wall_words(wall: datetime) -> str:
    return f"{wall:%H:%M} on {wall.day} {_MONTHS[wall.month - 1][:3].title()} {wall.year}"
