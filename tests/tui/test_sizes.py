"""The window may have any size from 20x5 to 400x100, and change it at any time.

Below 80x24 a form, an alert and F1 still work: by scrolling, nothing of them is out of reach.
"""

from __future__ import annotations

import pytest

from ktrack.tracker import Tracker
from tests.tui.at_screen import Seen, checked_in, running
from tests.tui.scenes import DAYS, Keys, walk

SIZES = ((20, 5), (400, 100), (80, 24))
SMALLEST = (20, 5)
LOOKS = {
    "new": ("first-start-1", "infusion-new"),
    "typical": ("home-typical", "check-in"),
    "foggy": ("foggy-chosen", "foggy-danger"),
    "flagged": ("alert-emergency", "alert-help", "home-flagged"),
    "full": ("keys", "history", "history-move", "entry", "trends", "summary", "settings", "rules", "rule"),
}  # fmt: skip


@pytest.mark.parametrize(
    "day", ["flagged", *(pytest.param(day, marks=pytest.mark.long) for day in LOOKS if day != "flagged")]
)
async def test_any_size_and_back(day: str) -> None:
    async for look, seen in walk(DAYS[day], until=LOOKS[day][-1]):
        if look not in LOOKS[day]:
            continue
        for wide, high in SIZES:
            await seen.pilot.resize_terminal(wide, high)
            await seen.settled()
            lines = seen.text.splitlines()
            assert len(lines) <= high and all(len(line) <= wide for line in lines), look
            assert seen.text.strip(), look


async def everything(seen: Seen, keys: Keys) -> str:
    """The line at the top, then whatever comes in at the bottom by pressing these keys over and over."""
    found = seen.text.split()
    for _ in range(200):
        before = seen.text
        await seen.answer(*keys)
        if seen.text == before:
            return " ".join(word for word in found if word.isascii())
        found += seen.text.split()
    raise AssertionError("it never ends")


@pytest.mark.long
async def test_on_the_smallest_an_alert_and_help_are_read_by_scrolling(tracker: Tracker) -> None:
    checked_in(tracker, 5, chest_pain=2)
    async with running(tracker, size=SMALLEST) as seen:
        assert "CALL 911 NOW" in seen.text
        words = await everything(seen, ("down",))
        for part in ("911", "Chest pain,", "drive,", "1 I have called", "4 Later"):
            assert part in words, part
        await seen.press("f1")
        words = await everything(seen, ("down",))
        for part in ("I NEED HELP NOW", "911", "988", "555-0142", "Do not drive", "Chest pain"):
            assert part in words, part
        await seen.press("escape", "1", "enter")
        assert seen.screen == "HomeScreen"
        assert [flag.response for flag in tracker.diary().flags if flag.level == "emergency"] == ["called"]


async def test_on_the_smallest_a_check_in_is_answered_and_saved(tracker: Tracker) -> None:
    async with running(tracker, size=SMALLEST) as seen:
        await seen.press("c")
        for label in ("breath", "Swelling", "Chest", "Fainted", "Seizure"):
            assert label in seen.text, f"{label} is asked now\n{seen.text}"
            await seen.press("n")
        await seen.press("ctrl+s")
        (check_in,) = tracker.check_ins()
        assert len(check_in.answers) == 5


@pytest.mark.parametrize("size", [(3, 3), pytest.param((1, 1), marks=pytest.mark.long)])
async def test_a_list_without_room_for_a_line_is_no_end(tracker: Tracker, size: tuple[int, int]) -> None:
    checked_in(tracker, 1, nausea=0)
    async with running(tracker) as seen:
        for keys in (("h",), ("h", "down", "m"), ("r",), ("ctrl+p",)):
            await seen.press(*keys)
            await seen.pilot.resize_terminal(*size)
            await seen.press("pagedown", "pageup", "down", "escape", "escape", "escape")
            assert seen.screen == "HomeScreen"
            await seen.pilot.resize_terminal(80, 24)
