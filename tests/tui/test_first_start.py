"""The first start: three short steps, then the first infusion, and few keys until something is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ktrack.tracker import Tracker
from tests.tui.at_screen import NOW, open_diary, running

CALM = {"fine", "safe", "ok", "normal"}


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Tracker]:
    """A diary that nobody has told anything."""
    with open_diary(tmp_path / "diary") as tracker:
        yield tracker


async def test_from_the_start_to_a_saved_check_in_in_few_keys(new: Tracker) -> None:
    keys = 0
    async with running(new, first_start=True) as seen:

        async def press(*pressed: str) -> None:
            nonlocal keys
            keys += len(pressed)
            await seen.answer(*pressed)

        await press("enter")
        await press("1", "ctrl+s")
        await press("enter")
        assert seen.screen == "InfusionScreen"
        keys += len("10:0010:45")
        await seen.type("10:00")
        await press("down")
        await seen.type("10:45")
        await press("ctrl+s")
        assert seen.screen == "HomeScreen"
        await press("c")
        await press(*["n"] * 8, "1", "2")
        await press("ctrl+s")
        assert seen.screen == "SavedScreen"
    (kept,) = new.check_ins()
    assert (kept.answers["nausea"], kept.answers["dizziness"]) == (1, 2)
    assert new.profile().emergency_number == "911"
    assert new.profile().crisis_line == "988"
    assert keys <= 40


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)])
async def test_each_step_is_skipped_with_one_key(new: Tracker, size: tuple[int, int]) -> None:
    async with running(new, size=size, first_start=True) as seen:
        assert "Step 1 of 3" in seen.text
        assert "never goes online" in seen.text
        assert "F1" in seen.text
        await seen.press("escape")
        assert "Step 2 of 3" in seen.text
        await seen.press("M")
        assert "That key is no answer here. Where are you?" in seen.text, "a name typed here is not lost"
        await seen.press("escape")
        assert "Step 3 of 3" in seen.text
        assert str(new.folder)[-20:] in seen.text.replace("\n", "").replace(" ", "")
        assert "It is not encrypted" in seen.text
        await seen.press("escape")
        assert seen.screen == "InfusionScreen"
        await seen.press("escape")
        assert seen.screen == "HomeScreen"
    assert new.infusions() == ()


async def test_no_step_calms(new: Tracker) -> None:
    async with running(new, first_start=True) as seen:
        for _ in range(3):
            assert not CALM & set(seen.text.lower().replace(".", " ").split())
            await seen.press("escape")


async def test_the_numbers_are_kept_however_the_step_ends(new: Tracker) -> None:
    async with running(new, first_start=True) as seen:
        await seen.press("enter", "2", "down")
        await seen.type("555-0142")
        await seen.press("escape")
        assert "Step 3 of 3" in seen.text
    assert new.profile().emergency_number == "112"
    assert new.profile().clinic_phone == "555-0142"
    assert new.profile().crisis_line == ""


async def test_enter_goes_through_the_numbers_and_on(new: Tracker) -> None:
    async with running(new, first_start=True) as seen:
        await seen.press("enter", *["enter"] * 7)
        assert "Step 3 of 3" in seen.text


async def test_it_does_not_come_again(new: Tracker) -> None:
    new.add_infusion(started_at=NOW - timedelta(hours=3))
    async with running(new, first_start=True) as seen:
        assert seen.screen == "HomeScreen"


async def test_it_does_not_come_once_somebody_is_known(new: Tracker) -> None:
    new.change_profile(clinic_phone="555-0142")
    async with running(new, first_start=True) as seen:
        assert seen.screen == "HomeScreen"


async def test_help_works_on_every_step(new: Tracker) -> None:
    async with running(new, first_start=True) as seen:
        for _ in range(3):
            await seen.press("f1")
            assert seen.screen == "HelpNowScreen"
            await seen.press("escape", "escape")
        assert seen.screen == "InfusionScreen"


async def test_a_number_that_is_no_line_is_said_and_not_lost_in_silence(new: Tracker) -> None:
    async with running(new, first_start=True) as seen:
        await seen.press("enter", "down")
        await seen.type("5" * 201)
        await seen.press("ctrl+s")
        assert seen.screen == "ContactsStep"
        assert "at most 200 characters" in " ".join(seen.text.split())


async def test_a_number_typed_after_the_one_filled_in_is_said_to_be_looked_at(new: Tracker) -> None:
    async with running(new, first_start=True) as seen:
        await seen.answer("enter", "1", "tab", "tab", "tab")
        assert "Check this number" not in seen.text
        await seen.type("555-0143")
        (line,) = (line for line in seen.text.splitlines() if "Emergency" in line)
        assert "911555-0143" in line
        assert "Check this number" in line
        await seen.answer(*["backspace"] * 8)
        assert "Check this number" not in seen.text
        await seen.answer("up")
        await seen.type("My clinic")
        assert "Check this number" in seen.text
        await seen.answer("ctrl+s")
    assert new.profile().after_hours_phone == "My clinic"
    assert new.profile().emergency_number == "911"
