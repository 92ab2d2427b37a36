"""Times in a diary file.

Owns how the text of a time becomes a moment with a fixed offset. It must not guess: a local time without an
offset counts only where the record names its zone, and only when it came exactly once there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ktrack import when
from ktrack.exchange.problems import TIME_EXAMPLE, Part, at

FIRST_YEAR, LAST_YEAR = 1900, 2199
_OFFSETS = (timedelta(hours=-12), timedelta(hours=14))
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # a full date and time is understood the same from any moment


def moment(text: str, zone: str, place: Sequence[Part]) -> datetime:
    """The moment that `text` (already of the right shape) names; `zone` is the record's own, or "".

    Raises BadDiary at `place`.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise at(place, "there is no such date, time or offset") from None
    offset = found.utcoffset()
    if offset is None:
        found = _local(text, zone, place)
    elif not _OFFSETS[0] <= offset <= _OFFSETS[1]:
        raise at(place, "there is no such offset: it goes from -12:00 to +14:00")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise at(place, f"the year is not from {FIRST_YEAR} to {LAST_YEAR}")
    return found


def _local(text: str, zone: str, place: Sequence[Part]) -> datetime:
    if not zone:
        raise at(place, f"the offset from UTC is missing: write it like {TIME_EXAMPLE}, or add the timezone")
    if not _known_zone(zone):
        raise at(
            place, f"the offset from UTC is missing, and the timezone is not known here: write {TIME_EXAMPLE}"
        )
    try:
        return when.understand(text, _ANY_TIME, zone)
    except when.NotUnderstood as problem:
        raise at(place, str(problem)) from None


@lru_cache(maxsize=1000)
def _known_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
