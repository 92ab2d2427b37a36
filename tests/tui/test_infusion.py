"""Entering and changing an infusion."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ktrack.tracker import Tracker
from tests.tui.at_screen import ENDED, NOW, Clock, checked_in, only_check_in, open_diary, running


async def test_only_the_start_is_needed(tmp_path: Path) -> None:
    with open_diary(tmp_path / "diary") as tracker:
        async with running(tracker) as seen:
            await seen.press("n", "ctrl+s")
            assert seen.screen == "InfusionScreen"
            assert "When did it start? A guess is better than nothing." in seen.words("#field-start .remark")
            await seen.type("10:00")
            await seen.press("ctrl+s")
            assert seen.screen == "HomeScreen"
        (infusion,) = tracker.infusions()
    assert infusion.started_at == NOW.replace(hour=10, minute=0)
    assert infusion.ended_at is None
    assert infusion.timezone == "America/New_York"


async def test_everything_can_be_entered(tmp_path: Path) -> None:
    with open_diary(tmp_path / "diary") as tracker:
        async with running(tracker) as seen:
            await seen.press("n")
            for text in ("10:00", "10:45", "3", "37.5"):
                await seen.type(text)
                await seen.press("enter")
            await seen.answer("1", "2")
            for text in ("118/74", "70"):
                await seen.type(text)
                await seen.press("enter")
            await seen.type("[window] seat")
            assert "today 10:45, 45 min after the start" in seen.text
            await seen.press("ctrl+s")
        (infusion,) = tracker.infusions()
    assert infusion.ended_at == NOW.replace(hour=10, minute=45)
    assert infusion.number == 3
    assert infusion.dose_mg == 37.5
    assert infusion.route == "intravenous"
    assert infusion.phase == "maintenance"
    assert infusion.baseline_vitals == {"systolic": 118, "diastolic": 74, "heart_rate": 70}
    assert infusion.note == "[window] seat"


async def test_a_bare_end_belongs_to_the_day_of_the_start(tmp_path: Path) -> None:
    with open_diary(tmp_path / "diary") as tracker:
        async with running(tracker) as seen:
            await seen.press("n")
            await seen.type("yesterday 10:00")
            await seen.press("enter")
            await seen.type("10:45")
            await seen.press("ctrl+s")
        (infusion,) = tracker.infusions()
    assert infusion.ended_at == infusion.started_at + timedelta(minutes=45)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("10:00", "9:30", "ends before it starts"),
        ("tomorrow 10:00", "", "still to come"),
        ("someday", "", "was not understood"),
        ("2026-11-10T10:00", "10 nov 2026", "time of day is missing"),
    ],
)
async def test_a_wrong_time_is_said_beside_its_line(tmp_path: Path, start: str, end: str, words: str) -> None:
    with open_diary(tmp_path / "diary") as tracker:
        async with running(tracker, size=(120, 40)) as seen:
            await seen.press("n")
            await seen.type(start)
            await seen.press("enter")
            await seen.type(end)
            await seen.press("ctrl+s")
            assert seen.screen == "InfusionScreen"
            assert words in seen.words("#field-start .remark") + seen.words("#field-end .remark")
        assert tracker.infusions() == ()


async def test_changing_keeps_the_earlier_version(tracker: Tracker, clock: Clock) -> None:
    async with running(tracker, clock) as seen:
        await seen.press("i")
        assert "today 10:45" in seen.text
        await seen.press("down", *["backspace"] * 5)
        await seen.type("11:15")
        await seen.press("ctrl+s")
    (infusion,) = tracker.infusions()
    assert infusion.ended_at == ENDED + timedelta(minutes=30)
    assert len(tracker.diary().edits) == 1


async def test_what_changed_elsewhere_is_not_overwritten(tracker: Tracker, clock: Clock) -> None:
    async with running(tracker, clock) as seen:
        await seen.press("i", "down", "down")
        await seen.type("7")
        with open_diary(tracker.folder, clock) as other:
            other.edit_infusion(tracker.infusions()[0].id, dose_mg=40)
        await seen.press("ctrl+s")
        assert seen.screen == "InfusionScreen" and "57" in seen.line("Number")
        assert "This infusion was changed in another window meanwhile" in seen.text
        await seen.press("escape", "escape", "i")
        assert "40" in seen.line("Dose")
        await seen.press("ctrl+s")
        assert seen.screen == "HomeScreen" and "Kept" not in seen.text
    (infusion,) = tracker.infusions()
    assert (infusion.number, infusion.dose_mg) == (5, 40) and len(tracker.edits(infusion.id)) == 1


async def test_leaving_takes_two_keys_once_something_is_typed(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("n", "escape")
        assert seen.screen == "HomeScreen"
        await seen.press("n")
        await seen.type("10:00")
        await seen.press("escape")
        assert seen.screen == "InfusionScreen"
        assert "Not saved." in seen.text
        await seen.press("escape")
        assert seen.screen == "HomeScreen"
    assert len(tracker.infusions()) == 1


async def test_choices_can_be_taken_back(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("i", *["down"] * 4)
        await seen.answer("1", "up", "backspace")
        await seen.press("ctrl+s")
    assert tracker.infusions()[0].route == ""


async def test_what_is_not_touched_stays_exact(tmp_path: Path) -> None:
    clock = Clock(NOW.replace(second=31, microsecond=5))
    with open_diary(tmp_path / "diary", clock) as tracker:
        before = tracker.add_infusion(
            started_at=clock.now - timedelta(hours=3), ended_at=clock.now - timedelta(hours=2)
        )
        async with running(tracker, clock) as seen:
            await seen.press("i", "escape")
            assert seen.screen == "HomeScreen"
            await seen.press("i", "down", "down")
            await seen.type("4")
            assert "4" in seen.line("Number")
            await seen.press("ctrl+s")
        (after,) = tracker.infusions()
    assert after.number == 4
    assert (after.started_at, after.ended_at) == (before.started_at, before.ended_at)


async def test_what_was_entered_before_the_infusion_was_can_count_from_it(tracker: Tracker, clock: Clock) -> None:
    clock.now = ENDED + timedelta(days=8)
    before = checked_in(tracker, 7 * 24, nausea=1).check_in
    after = checked_in(tracker, 8 * 24 - 1, nausea=2).check_in
    assert before is not None and after is not None
    async with running(tracker, clock) as seen:
        assert "Had another infusion since?   n  enters it, before you check in." in seen.text
        await seen.press("n")
        await seen.type("8:00")
        await seen.press("enter")
        await seen.type("8:45")
        await seen.press("ctrl+s")
        asked = " ".join(seen.text.split())
        assert "The check-in of today 09:45 came after it began. Does it belong to this infusion?" in asked
        await seen.press("y")
        assert "Had another infusion since?" not in seen.text
        assert seen.line("Nausea").split()[3] == "2", "in the column of an hour after the end of the new one"
    first, second = tracker.infusions()
    assert [each.infusion for each in tracker.check_ins()] == [first.id, second.id]
    assert [each.id for each in tracker.check_ins()] == [before.id, after.id]


async def test_an_unfinished_form_counts_from_an_infusion_that_is_entered_meanwhile(
    tracker: Tracker, clock: Clock
) -> None:
    clock.now = ENDED + timedelta(days=8)
    async with running(tracker, clock) as seen:
        await seen.press("c", "n", "escape", "n")
        await seen.type("8:00")
        await seen.press("enter")
        await seen.type("8:45")
        await seen.press("ctrl+s", "c")
        assert "2 h after infusion 6" in seen.text
        await seen.press("ctrl+s")
    assert only_check_in(tracker).infusion == tracker.infusions()[1].id
