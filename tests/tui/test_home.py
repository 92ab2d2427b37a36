"""The first screen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ktrack.questions import GATED, in_group
from ktrack.tracker import Tracker
from tests.tui.at_screen import ENDED, HERE, NOW, Clock, checked_in, infused, open_diary, running

CALM = ("fine", "safe", "ok", "normal", "all clear", "no problem")


def a_day(tracker: Tracker) -> None:
    """Three check-ins: nausea goes, dizziness stays."""
    checked_in(tracker, 0.5, nausea=2, dizziness=3, dissociation=3)
    checked_in(tracker, 2, nausea=1, dizziness=2, dissociation=1)
    checked_in(tracker, 4, nausea=0, dizziness=2, dissociation=0, **dict.fromkeys(GATED, 0))


async def test_a_diary_without_an_infusion_says_how_to_begin(tmp_path: Path) -> None:
    with open_diary(tmp_path / "diary") as tracker:
        async with running(tracker) as seen:
            assert "No infusion is entered yet." in seen.text
            await seen.press("c")
            assert "between infusions" in seen.text
            await seen.answer("n")
            await seen.press("ctrl+s", "enter", "n")
            assert seen.screen == "InfusionScreen"


async def test_a_clock_that_was_set_back_is_told_and_no_infusion_called_missing(
    tracker: Tracker, clock: Clock
) -> None:
    clock.now = ENDED - timedelta(hours=2)
    async with running(tracker, clock) as seen:
        assert "the infusion of today 10:00 is still to come. Is the clock right?" in " ".join(seen.text.split())
        assert "No infusion is entered yet." not in seen.text


async def test_the_course_of_each_symptom(tracker: Tracker) -> None:
    a_day(tracker)
    async with running(tracker) as seen:
        assert "Infusion 5 ended 10:45, 6 h 27 min ago" in seen.text
        assert seen.line("before").split() == ["before", "½", "h", "2", "h", "4", "h", "bed", "morning"]
        assert seen.line("Nausea").split() == ["Nausea", "·", "2", "1", "0", "·", "gone", "by", "4", "h"]
        assert seen.line("Dizziness  ").split() == ["Dizziness", "·", "3", "2", "2", "·", "still", "there"]
        assert seen.line("Passing urine").split()[-2:] == ["not", "reported"]
        assert "Answered 3 of 3 so far." in seen.text
        assert "Next check-in: about 22:00 (bedtime)." in seen.text


async def test_columns_stand_under_their_heads(tracker: Tracker) -> None:
    a_day(tracker)
    async with running(tracker) as seen:
        heads, row = seen.line("before"), seen.line("Dizziness  ")
        for head, cell in (("½ h", "3"), ("2 h", "2"), ("4 h", "2")):
            end = heads.index(head) + len(head) - 1
            assert row[end] == cell


async def test_open_warnings_stand_first(tracker: Tracker) -> None:
    a_day(tracker)
    checked_in(tracker, 6, dizziness=2, nausea=1)
    async with running(tracker) as seen:
        lines = [line for line in seen.text.splitlines() if line.strip()]
        assert "!  CALL YOUR CLINIC WHEN IT OPENS     555-0142, after hours 555-0143" in lines[1]
        assert "And 1 more." in seen.text
        assert "No open warning" not in seen.text
        assert "Not expected any more since 14:45: nausea and dizziness." in seen.text


async def test_without_open_warning_it_says_what_is_not_known(tracker: Tracker) -> None:
    checked_in(tracker, 6, **{**{one.key: 0 for one in in_group("danger")}, "chest_pain": 1})
    async with running(tracker) as seen:
        await seen.press("1", "enter")
        assert "No open warning. Last: chest pain, you called today 17:12." in seen.text
        assert "Not asked:" in seen.text
        assert "The list is not complete. Being worried is reason enough to call." in seen.text
        words = seen.text.lower().replace(".", " ").split()
        assert not set(CALM) & set(words)


@pytest.mark.parametrize(
    ("hours", "there"), [(0.5, True), (13, True), (22, True), (26, False)], ids=["now", "night", "morning", "noon"]
)
async def test_the_line_about_driving_stands_until_the_next_day(
    tracker: Tracker, clock: Clock, hours: float, there: bool
) -> None:
    clock.now = ENDED + timedelta(hours=hours)
    async with running(tracker, clock) as seen:
        assert ("No driving" in seen.text) is there


async def test_an_infusion_without_an_end_asks_for_it(tmp_path: Path) -> None:
    with open_diary(tmp_path / "diary") as tracker:
        tracker.add_infusion(started_at=NOW - timedelta(hours=3))
        async with running(tracker) as seen:
            assert "end not known" in seen.text
            assert "When did it end?" in seen.text
            await seen.press("i", "down")
            await seen.type("2h ago")
            await seen.press("ctrl+s")
            assert seen.screen == "HomeScreen"
            assert "ended 15:12, 2 h ago" in seen.text


async def test_it_follows_the_clock(tracker: Tracker, clock: Clock) -> None:
    async with running(tracker, clock) as seen:
        clock.now += timedelta(hours=1)
        seen.app.screen.show_all()  # type: ignore[attr-defined]
        await seen.pilot.pause()
        assert "7 h 27 min ago" in seen.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_full_screen_is_not_cut(tracker: Tracker, size: tuple[int, int]) -> None:
    a_day(tracker)
    checked_in(tracker, 6, dizziness=2, nausea=1)
    async with running(tracker, size=size) as seen:
        for words in (
            "morning",
            "still there",
            "not asked",
            "longer if your clinic says so.",
            "so far.",
            "F1 I need",
        ):
            assert words in seen.text
        assert all(len(line) <= size[0] for line in seen.text.splitlines())


async def test_nothing_on_it_is_markup(tmp_path: Path) -> None:
    with open_diary(tmp_path / "diary") as tracker:
        infused(tracker)
        tracker.change_profile(clinic_phone="[@click=app.bell]5[/]")
        checked_in(tracker, 6, nausea=1)
        async with running(tracker) as seen:
            assert "[@click=app.bell]5[/]" in seen.text


async def test_after_a_check_in_it_says_whom_to_tell_and_what_was_not_asked(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*["n"] * 8)
        await seen.press("ctrl+s")
        assert "Tell your clinic about any reaction, also one not listed here: 555-0142" in seen.text
        assert "Nothing you answered is on ktrack's list of warning signs." in seen.text
        assert "Asked, and not reported: " in seen.text
        assert "chest pain" in seen.text
        assert "Could not be checked, not asked: " in seen.text
        assert "changes in passing urine" in seen.text
        assert not set(CALM) & set(seen.text.lower().replace(".", " ").split())
        await seen.press("enter")
        assert seen.screen == "HomeScreen"


def test_zone_of_these_tests_is_fixed() -> None:
    assert NOW.tzinfo is HERE
