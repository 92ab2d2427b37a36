"""Values to columns and back, and how a damaged one is recognised.

Owns the two columns of a time, the JSON in a column, and the checks on reading: whatever cannot be what its column
says raises one of UNREADABLE. It must not know any record.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from sys import intern
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from ktrack.models import offset_of

Row = dict[str, Any]
Kept = Mapping[str, Any] | RowMapping
_T = TypeVar("_T")

_EMPTY: Mapping[type, str] = {list: "[]", dict: "{}"}


def fixed(at: datetime) -> datetime:
    """The same moment with a fixed offset of whole seconds, whatever kind of zone it came with."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("a time without an offset")
    return at.astimezone(_zone(round(offset.total_seconds())))


def instant(at: datetime) -> str:
    """The moment as the time columns hold it: UTC, always as wide, so that text order is time order."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def time_columns(column: str, at: datetime | None) -> Row:
    """Both columns of a time."""
    if at is None:
        return {column: None, offset_of(column): None}
    offset = at.utcoffset()
    assert offset is not None
    return {column: instant(at), offset_of(column): round(offset.total_seconds())}


def moment(text: str, offset: int) -> datetime:
    """The time in two columns, on the clock it was told by."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without an offset")
    return at.astimezone(_zone(offset))


def at_of(row: Kept, column: str) -> datetime:
    """The time in a row."""
    return moment(row[column], row[offset_of(column)])


def at_or_none(row: Kept, column: str) -> datetime | None:
    """The time in a row, if there is one."""
    return None if row[column] is None else at_of(row, column)


def dumps(value: object) -> str:
    """JSON for a column."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def loads(text: str, kind: type[_T]) -> _T:
    """The JSON in a column, which must be of this kind."""
    if text == _EMPTY.get(kind):
        return kind()
    value: _T = of(json.loads(text), kind)
    return value


def readings(text: str) -> dict[str, float]:
    """Measured values from their JSON in a column."""
    return dict(_readings(text))


@lru_cache(maxsize=1024)
def _readings(text: str) -> Mapping[str, float]:
    # many infusions begin with the same few values
    return loads(text, dict)


def of(value: Any, *kinds: type) -> Any:
    """The value, which must be of one of these kinds; True is not 1."""
    if type(value) not in kinds:
        raise ValueError(f"a {type(value).__name__} where none belongs")
    return value


def shared(value: Any) -> Any:
    """The value; a text only once in memory, where few different ones stand in very many rows."""
    return intern(value) if type(value) is str else value


def one_of(value: Any, allowed: Collection[Any]) -> Any:
    """The value, which must be one of these."""
    if value not in allowed:
        raise ValueError("a choice that is none")
    return value


def yes_no(value: Any) -> bool | None:
    """1, 0 or NULL as True, False or None."""
    return None if value is None else bool(one_of(value, (0, 1)))


def said(value: bool | None) -> int | None:
    """The other way round."""
    return None if value is None else int(value)


UNREADABLE = (ValueError, KeyError, TypeError, OverflowError)
"""What reading a damaged value raises."""


def otherwise(instead: _T, read: Callable[[], _T]) -> _T:
    """What can be read, or something in its place."""
    try:
        return read()
    except UNREADABLE:
        return instead


@cache
def _zone(seconds: int) -> timezone:
    return timezone(timedelta(seconds=seconds))
