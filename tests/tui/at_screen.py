"""The app on a temporary diary, with a clock that a test sets, seen as the text on its screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from unittest.mock import patch

from textual import events
from textual.pilot import Pilot
from textual.widgets import Static

from ktrack.records import CheckIn, Infusion
from ktrack.tracker import CheckInResult, Tracker
from ktrack.tui.app import KtrackApp

HERE = timezone(timedelta(hours=-5))
ENDED = datetime(2026, 11, 21, 10, 45, tzinfo=HERE)
"""The end of infusion 5."""
NOW = datetime(2026, 11, 21, 17, 12, tzinfo=HERE)

_KEYS = {
    " ": "space",
    "/": "slash",
    ":": "colon",
    "-": "minus",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
}

_CHARACTERS = {key: character for character, key in _KEYS.items()}

CONTACTS = {
    "clinic_name": "River Clinic",
    "clinic_phone": "555-0142",
    "after_hours_phone": "555-0143",
    "emergency_number": "911",
    "crisis_line": "988",
}


class Clock:
    """Tells the time that a test gives it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Seen:
    """The running app, and a diary to look into."""

    app: KtrackApp
    pilot: Pilot[None]
    tracker: Tracker
    clock: Clock

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        await self.pilot.press(*keys)
        await self.settled()

    async def settled(self) -> None:
        """Wait until everything that was typed has been done and drawn."""
        await self.pilot.pause()
        while not self.app.keys_are_done:
            await self.pilot.pause()
        await self.pilot.pause()

    async def answer(self, *keys: str) -> None:
        """Press keys in one burst, faster than the app can draw."""
        for key in keys:
            self.app.post_message(events.Key(key, _CHARACTERS.get(key, key if len(key) == 1 else None)))
        await self.settled()

    async def type(self, text: str) -> None:
        """Type a text into the line that has the focus."""
        for letter in text:
            self.app.post_message(events.Key(_KEYS.get(letter, letter), letter))
        await self.settled()

    @property
    def screen(self) -> str:
        """Name of the class of the screen on top."""
        return type(self.app.screen).__name__

    @property
    def text(self) -> str:
        """What stands on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def line(self, words: str) -> str:
        """The first line on the screen that holds these words."""
        found = [line for line in self.text.splitlines() if words in line]
        assert found, f"{words!r} is not in:\n{self.text}"
        return found[0]

    def words(self, selector: str) -> str:
        """All the text of a Static, or of those in it, seen or not."""
        found = self.app.screen.query_one(selector)
        pieces = [found] if isinstance(found, Static) else found.query(Static)
        return "\n".join(str(each.render()) for each in pieces)


def open_diary(folder: Path, clock: Clock | None = None) -> Tracker:
    """A diary in `folder`, made when there is none."""
    return Tracker(folder, clock=clock or Clock(), zone="America/New_York")


@asynccontextmanager
async def running(
    tracker: Tracker, clock: Clock | None = None, size: tuple[int, int] = (80, 24), *, first_start: bool = False
) -> AsyncIterator[Seen]:
    """The app on this diary; the steps of a first start only when they are what is tested."""
    app = KtrackApp(tracker)
    welcome = nullcontext() if first_start else patch("ktrack.tui.app.KtrackApp.diary_is_new", return_value=False)
    with welcome:
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield Seen(app, pilot, tracker, clock or Clock())


def infused(tracker: Tracker, **more: Any) -> Infusion:
    """Infusion 5, 45 minutes long, with the clinic's numbers known."""
    tracker.change_profile(**CONTACTS)
    return tracker.add_infusion(started_at=ENDED - timedelta(minutes=45), ended_at=ENDED, number=5, **more)


def checked_in(tracker: Tracker, hours: float, **answers: int) -> CheckInResult:
    """A check-in so many hours after the end."""
    form = tracker.new_check_in(at=ENDED + timedelta(hours=hours))
    return tracker.check_in(replace(form, answers=answers))


def only_check_in(tracker: Tracker) -> CheckIn:
    """The one check-in there is."""
    (check_in,) = tracker.check_ins()
    return check_in
