"""Other windows and commands, what is due, and the list of commands."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from ktrack.questions import GATED, in_group
from ktrack.tracker import Tracker
from ktrack.tui.app import KtrackApp
from ktrack.tui.screens.home import HomeScreen
from tests.tui.at_screen import ENDED, Clock, checked_in, open_diary, running

SIZES = [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_screen_follows_another_program(
    tracker: Tracker, clock: Clock, size: tuple[int, int]
) -> None:
    with open_diary(tracker.folder, clock) as other:
        async with running(tracker, clock, size) as seen:
            assert "CALL YOUR CLINIC" not in seen.text
            checked_in(other, 6, nausea=2)
            for _ in range(50):
                await asyncio.sleep(0.1)
                await seen.settled()
                if "CALL YOUR CLINIC WHEN IT OPENS" in seen.text:
                    break
            assert "CALL YOUR CLINIC WHEN IT OPENS" in seen.text
            assert seen.line("Nausea  ").split()[-2:] == ["still", "there"]


async def test_nothing_is_read_while_nothing_changes(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(tracker) as seen:
        home = seen.app.screen
        assert isinstance(home, HomeScreen)
        read = []

        def show_all() -> None:
            read.append(1)
            # as reading does: its own timer looks here too
            home._seen = tracker.change_counter()

        monkeypatch.setattr(home, "show_all", show_all)
        home.look_at_the_diary()
        assert read == []
        checked_in(tracker, 1, nausea=1)
        home.look_at_the_diary()
        assert read == [1]
        await seen.press("h")
        checked_in(tracker, 2, nausea=1)
        home.look_at_the_diary()
        assert read == [1], "not while another screen lies over it"


async def test_a_form_is_not_disturbed(tracker: Tracker, clock: Clock) -> None:
    with open_diary(tracker.folder, clock) as other:
        async with running(tracker, clock) as seen:
            await seen.press("c", "n")
            checked_in(other, 6, nausea=2)
            before = seen.text
            seen.app.screen_stack[1].look_at_the_diary()  # type: ignore[attr-defined]
            await seen.settled()
            assert seen.text == before


# ---------------------------------------------------------------- what is due


async def test_a_time_point_is_said_once_when_it_comes(tracker: Tracker, clock: Clock) -> None:
    checked_in(tracker, 2, nausea=0)
    clock.now = ENDED + timedelta(hours=2.5)
    async with running(tracker, clock) as seen:
        assert "Time for a check-in" not in seen.text
        clock.now = ENDED + timedelta(hours=4.1)
        home = seen.app.screen
        home.show_all()  # type: ignore[attr-defined]
        await seen.settled()
        assert "Time for a check-in (4 h)." in seen.text
        assert "A check-in is due now" in seen.text
        seen.app.clear_notifications()
        await seen.settled()
        home.show_all()  # type: ignore[attr-defined]
        await seen.settled()
        assert "Time for a check-in" not in seen.text


async def test_the_weekly_questions_are_said_after_a_week(tracker: Tracker, clock: Clock) -> None:
    checked_in(tracker, 2, nausea=0, **dict.fromkeys(GATED, 0))
    clock.now = ENDED + timedelta(days=6)
    async with running(tracker, clock) as seen:
        assert "Once a week" not in seen.text
    clock.now = ENDED + timedelta(days=7, hours=3)
    async with running(tracker, clock, (120, 40)) as seen:
        assert "Once a week: passing urine and memory and mood." in seen.text
    checked_in(tracker, 7 * 24 + 1, **{one.key: 0 for one in in_group("weekly")})
    async with running(tracker, clock, (120, 40)) as seen:
        assert "Once a week: passing urine." in seen.text


# ---------------------------------------------------------------- the list of commands


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_of_commands_holds_ours_and_no_others(tracker: Tracker, size: tuple[int, int]) -> None:
    async with running(tracker, size=size) as seen:
        await seen.press("ctrl+p")
        assert seen.screen == "SteadyCommands"
        names = [name for name, _, _ in seen.app.commands()]
        assert "Check in" in names and "Settings" in names and "What ktrack watches for" in names
        for foreign in ("Screenshot", "Theme", "Maximize", "Quit", "Keys panel"):
            assert foreign not in names
        assert "Screenshot" not in seen.text
        await seen.type("watches")
        for _ in range(50):
            await asyncio.sleep(0.05)
            await seen.settled()
            if "Check in" not in seen.text.replace("c Check in", ""):
                break
        await seen.press("enter")
        for _ in range(50):
            await asyncio.sleep(0.05)
            await seen.settled()
            if seen.screen == "RulesScreen":
                break
        assert seen.screen == "RulesScreen"


async def test_the_list_does_not_open_over_a_form_or_an_alert(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=1)
    async with running(tracker) as seen:
        await seen.press("ctrl+p")
        assert seen.screen == "AlertScreen"
        await seen.press("1", "enter", "n", "ctrl+p")
        assert seen.screen == "InfusionScreen"


def test_nothing_of_textuals_own_is_left() -> None:
    assert [each.__name__ for each in KtrackApp.COMMANDS] == ["KtrackCommands"]
    assert KtrackApp.TITLE == "ktrack"
