"""The backup of the day is made beside the person's work, and a failure is said."""

from __future__ import annotations

from collections.abc import Callable

from ktrack import backup
from ktrack.tracker import Tracker
from tests.tui.at_screen import NOW, Seen, checked_in, running


async def until(seen: Seen, done: Callable[[], bool]) -> None:
    """Waits for something that happens beside the app."""
    for _ in range(200):
        if done():
            return
        await seen.pilot.pause(0.05)
    raise AssertionError("it did not happen")


async def test_the_first_start_of_a_day_makes_a_backup(tracker: Tracker) -> None:
    checked_in(tracker, 2, nausea=1)
    async with running(tracker) as seen:
        await until(seen, lambda: bool(backup.backups(tracker.folder)))
        assert "not made" not in seen.text
    (made,) = backup.backups(tracker.folder)
    assert made.good
    assert made.path.name == f"ktrack-{NOW:%Y-%m-%d}.db"
    last = backup.last_good(tracker.folder)
    assert last is not None
    assert last.age(NOW).total_seconds() < 1


async def test_a_backup_that_fails_is_said_and_stops_nothing(tracker: Tracker) -> None:
    (tracker.folder / "backups").write_text("in the way")
    async with running(tracker) as seen:
        await until(seen, lambda: "Today's backup was not made" in seen.text)
        await seen.press("c")
        assert seen.screen == "CheckInScreen"
