"""A diary in a temporary folder with a clock that stands where a test puts it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ktrack import db
from ktrack.records import CheckIn, Infusion
from ktrack.tracker import Tracker

HERE = timezone(timedelta(hours=-4))
ENDED = datetime(2026, 4, 7, 10, 45, tzinfo=HERE)
"""The end of the infusion that `with_infusion` adds."""


class Clock:
    """Tells the time that a test gives it."""

    def __init__(self, now: datetime = ENDED + timedelta(hours=6)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def opened(folder: Path, clock: Clock | None = None) -> Iterator[Tracker]:
    """The diary in `folder`, made when there is none."""
    with Tracker(folder, clock=clock or Clock(), zone="America/New_York") as tracker:
        yield tracker


@contextmanager
def thrown_away(tracker: Tracker) -> Iterator[Connection]:
    """A transaction that leaves nothing behind, so that many diaries can be tried in one file."""
    with db.writing(tracker._engine) as connection:
        yield connection
        connection.rollback()


def with_infusion(tracker: Tracker, ended: datetime | None = ENDED, **more: Any) -> Infusion:
    """An infusion of 45 minutes."""
    begun = (ended or ENDED) - timedelta(minutes=45)
    return tracker.add_infusion(started_at=begun, ended_at=ended, **more)


def form(tracker: Tracker, hours: float, **answers: int) -> CheckIn:
    """A filled-in form, so many hours after `ENDED`."""
    return replace(tracker.new_check_in(at=ENDED + timedelta(hours=hours)), answers=answers)
