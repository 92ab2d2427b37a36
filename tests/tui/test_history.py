"""The history: everything that was entered can be found, corrected and brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ktrack.records import CheckIn, Detail, Medicine
from ktrack.tracker import Tracker
from tests.tui.at_screen import (
    ENDED,
    NOW,
    Clock,
    Seen,
    checked_in,
    infused,
    only_check_in,
    open_diary,
    running,
)

WEEK = timedelta(weeks=1)


def told(tracker: Tracker, hours: float, **fields: object) -> CheckIn:
    """A check-in so many hours after the end, with these fields."""
    form = tracker.new_check_in(at=ENDED + timedelta(hours=hours))
    return tracker.check_in(replace(form, **fields)).check_in  # type: ignore[arg-type]


def full(tracker: Tracker) -> CheckIn:
    """A check-in that holds some of everything."""
    return told(
        tracker, 4,
        entered_by="companion",
        answers={"nausea": 2, "rash": 0, "swelling": 1, "fainting": 0},
        skipped=("mood",),
        none_for_rest=("rash",),
        details={"swelling": Detail(location="hands", still_present=True)},
        vitals={"systolic": 118, "diastolic": 74, "temperature_c": 47},
        unconfirmed=("temperature_c",),
        medicines=(Medicine("ondansetron", "4 mg", ENDED + timedelta(hours=3), helped=False),),
        note="lay down [b]twice[/b]\nthen tea",
    )  # fmt: skip


async def past_alerts(seen: Seen) -> None:
    """Whatever has to be faced first."""
    while seen.screen == "AlertScreen":
        await seen.press("1", "enter")


async def scrolled(seen: Seen) -> str:
    """Everything that stands on the screen and below it."""
    texts = []
    for _ in range(12):
        texts.append(seen.text)
        await seen.press("pagedown")
    return "\n".join(texts)


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)])
async def test_newest_first_below_their_infusions(tracker: Tracker, size: tuple[int, int]) -> None:
    end = ENDED - WEEK
    tracker.add_infusion(started_at=end - timedelta(minutes=45), ended_at=end, number=4, dose_mg=35)
    tracker.add_infusion(started_at=end - WEEK, number=3)
    checked_in(tracker, -24 * 7 + 2, nausea=1, headache=1)
    checked_in(tracker, 2, dizziness=2)
    checked_in(tracker, 4, nausea=0)
    told(tracker, -24 * 30, answers={"nausea": 1})
    async with running(tracker, size=size) as seen:
        await past_alerts(seen)
        await seen.press("h")
        lines = [" ".join(line.split()) for line in seen.text.splitlines() if line.strip()]
        assert lines[0] == "History newest first"
        assert lines[1:9] == [
            "Infusion 5, today 10:00",
            "today 14:45 +4 h none of 1 asked",
            "today 12:45 +2 h dizziness 2",
            "Infusion 4, Sat 14 Nov 10:00 35 mg",
            "Sat 14 Nov 12:45 +2 h nausea 1, headache 1",
            "Infusion 3, Sat 7 Nov 10:45 end not known",
            "Between infusions",
            "Thu 22 Oct 10:45 nausea 1",
        ]
        assert "Esc Back" in seen.text and "x Deleted" in seen.text and "u Undo" in seen.text
        assert all(len(line) <= size[0] for line in seen.text.splitlines())


async def test_an_entry_shows_everything_that_was_said(tracker: Tracker) -> None:
    full(tracker)
    async with running(tracker, size=(120, 40)) as seen:
        await past_alerts(seen)
        await seen.press("h", "down", "enter")
        shown = await scrolled(seen)
        words = " ".join(shown.split())
        assert "Check-in of today 14:45, 4 h after infusion 5" in words
        assert "Entered today 17:12, 2 h 27 min later" in words
        assert "By someone with them" in words
        assert "Swelling 1 mild (hands, still there)" in words
        assert "Rash or hives 0 none (none for all the rest)" in words or "none for all the rest" in words
        assert "Mood · rather not say" in words
        assert "Not asked, or left blank" in words and "chest pain or tightness" in words
        assert "Blood pressure 118/74" in words
        assert "(look at this number again)" in words
        assert "ondansetron 4 mg, today 13:45, did not help" in words
        assert "lay down [b]twice[/b]" in words and "then tea" in words
        assert "Warnings" in words and "Because: Swelling: mild" in words
        assert "You called, today 17:12." in words


async def test_correcting_keeps_the_earlier_version(tracker: Tracker) -> None:
    checked_in(tracker, 4, nausea=0)
    async with running(tracker) as seen:
        await seen.press("h", "down", "e")
        assert seen.screen == "CheckInScreen" and "Correct a check-in" in seen.text
        await seen.answer(*["n"] * 8)
        await seen.press("ctrl+s", "enter")
        assert seen.screen == "HistoryScreen"
        assert only_check_in(tracker).answers["chest_pain"] == 0
        await seen.press("enter")
        assert "There is an earlier version." in await scrolled(seen)
        await seen.press("v")
        shown = await scrolled(seen)
        assert "Until today 17:12" in shown
        assert any(line.split()[:1] == [">"] and "chest pain" in line for line in shown.splitlines())
        assert any("Nausea" in line and not line.strip().startswith(">") for line in shown.splitlines())


async def test_a_form_left_as_it_was_leaves_nothing_behind(tracker: Tracker) -> None:
    checked_in(tracker, 4, nausea=0)
    async with running(tracker) as seen:
        await seen.press("h", "down", "e", "escape")
        assert seen.screen == "HistoryScreen"
        assert tracker.drafts() == () and tracker.edits(only_check_in(tracker).id) == ()


async def test_what_changed_elsewhere_is_not_overwritten_and_nothing_is_lost(
    tracker: Tracker, clock: Clock
) -> None:
    checked_in(tracker, 4, nausea=0)
    async with running(tracker) as seen:
        await seen.press("h", "down", "enter", "e")
        await seen.answer(*["n"] * 8)
        with open_diary(tracker.folder, clock) as other:
            elsewhere = only_check_in(other)
            other.edit_check_in(replace(elsewhere, answers={"nausea": 3}))
        await seen.press("ctrl+s")
        assert seen.screen == "CheckInScreen"
        assert "This check-in was changed in another window meanwhile" in seen.text
        assert "Open it again to see both." in seen.text
        assert only_check_in(tracker).answers == {"nausea": 3}
        await seen.press("escape")
        await past_alerts(seen)
        assert "You were correcting this and did not save it." in seen.text
        assert "severe" in await scrolled(seen)
        await seen.press("e", "ctrl+s")
        await past_alerts(seen)
        assert only_check_in(tracker).answers["fainting"] == 0
        before = [dict(edit.before["answers"]) for edit in tracker.edits(only_check_in(tracker).id)]  # type: ignore[call-overload]
        assert {"nausea": 3} in before and {"nausea": 0} in before


async def test_a_correction_gone_on_with_says_what_changed_since_it_was_begun(
    tracker: Tracker, clock: Clock
) -> None:
    checked_in(tracker, 4, nausea=0)
    begun = only_check_in(tracker)
    async with running(tracker) as seen:
        await seen.press("h", "down", "e")
        await seen.answer(*["n"] * 8)
        with open_diary(tracker.folder, clock) as other:
            other.edit_check_in(replace(begun, answers={"nausea": 1}))
        await seen.answer("2")
        await seen.press("escape", "escape")
    async with running(tracker) as seen:
        await seen.press("c")
        assert "This check-in was changed after you began to correct it." in " ".join(seen.text.split())
        await seen.press("ctrl+s")
    assert only_check_in(tracker).answers["nausea"] == 2
    before = [dict(edit.before["answers"]) for edit in tracker.edits(begun.id)]  # type: ignore[call-overload]
    assert {"nausea": 1} in before


async def test_a_correction_that_was_left_outlives_another_time(tracker: Tracker) -> None:
    checked_in(tracker, 4, nausea=0)
    async with running(tracker) as seen:
        await seen.press("h", "down", "enter", "e")
        await seen.answer("n")
        await seen.press("escape", "t")
        await seen.type("16:00")
        await seen.press("enter")
        assert only_check_in(tracker).at.hour == 16
        (draft,) = tracker.drafts()
        assert draft.check_in.answers == {"nausea": 0, "trouble_breathing": 0}
        assert (draft.check_in.at, draft.changed_since) == (only_check_in(tracker).at, False)


async def test_another_time_moves_it_to_the_infusion_of_that_time(tracker: Tracker) -> None:
    end = ENDED - WEEK
    four = tracker.add_infusion(started_at=end - timedelta(minutes=45), ended_at=end, number=4)
    checked_in(tracker, 4, nausea=1)
    async with running(tracker) as seen:
        await seen.press("h", "down", "t")
        assert "Now it is today 14:45." in seen.text
        await seen.type("yesterday 21:30")
        assert seen.line("New time").split()[-2:] == ["yesterday", "21:30"]
        await seen.press("enter")
        moved = only_check_in(tracker)
        assert moved.at == NOW.replace(day=20, hour=21, minute=30) and moved.infusion == four.id
        assert moved.entered_at == NOW
        await past_alerts(seen)
        await seen.press("u")
        assert only_check_in(tracker).at == ENDED + timedelta(hours=4)
        assert "Undone: the change to the check-in of" in " ".join(seen.text.split())


async def test_a_time_to_come_is_not_taken(tracker: Tracker) -> None:
    checked_in(tracker, 4, nausea=1)
    async with running(tracker) as seen:
        await seen.press("h", "down", "t")
        await seen.type("noonish")
        await seen.press("enter")
        assert "2026-10-01T12:00" in seen.text, "how a time is written is not cut off"
        await seen.press(*["backspace"] * 7)
        await seen.type("tomorrow 10:00")
        await seen.press("enter")
        assert seen.screen == "WhenScreen" and "is still to come." in " ".join(seen.text.split())
        await seen.press("escape")
        assert only_check_in(tracker).at == ENDED + timedelta(hours=4)


async def test_moving_between_infusions_and_back(tracker: Tracker) -> None:
    kept = checked_in(tracker, 4, nausea=1).check_in
    async with running(tracker) as seen:
        await past_alerts(seen)
        await seen.press("h", "down", "m", "down", "enter")
        assert only_check_in(tracker).infusion is None
        assert "Between infusions" in seen.text
        await seen.press("m", "up", "enter")
        assert only_check_in(tracker).infusion == kept.infusion
        assert len(tracker.edits(kept.id)) == 2


async def test_deleting_asks_once_and_can_be_undone(tracker: Tracker) -> None:
    checked_in(tracker, 4, chest_pain=1)
    async with running(tracker) as seen:
        await past_alerts(seen)
        await seen.press("h", "down", "d")
        assert "Delete the check-in of today 14:45?" in seen.text
        assert "Its warnings stay." in " ".join(seen.text.split())
        await seen.press("d", "enter", "x", "n")
        assert len(tracker.check_ins()) == 1
        await seen.press("d", "y")
        assert tracker.check_ins() == ()
        assert "chest pain" not in seen.text
        assert len(tracker.flags(every=True).entries) > 0
        await seen.press("x")
        assert "Deleted" in seen.text and "chest pain or tightness 1" in seen.text
        assert seen.line("Infusion 5")
        await seen.press("end", "enter")
        assert "DELETED   Check-in of today 14:45" in seen.text
        await seen.press("escape", "x", "u")
        assert "Undone: deleting the check-in of today 14:45." in " ".join(seen.text.split())
        assert len(tracker.check_ins()) == 1 and "chest pain or tightness 1" in seen.text


async def test_twenty_steps_back(tracker: Tracker) -> None:
    kept = checked_in(tracker, 4, nausea=0).check_in
    for step in range(20):
        tracker.edit_check_in(replace(kept, note=f"version {step}"))
    async with running(tracker) as seen:
        await seen.press("h")
        for _ in range(20):
            await seen.press("u")
        assert only_check_in(tracker).note == ""


async def test_undo_goes_on_after_a_restart_and_can_itself_be_taken_back(tmp_path: Path, clock: Clock) -> None:
    with open_diary(tmp_path / "other", clock) as tracker:
        tracker.add_infusion(started_at=ENDED)
    with open_diary(tmp_path / "other", clock) as tracker:
        async with running(tracker) as seen:
            await seen.press("h", "u")
            assert "Undone: the new infusion of today 10:45." in seen.text and tracker.infusions() == ()
            await seen.press("u")
            assert "There is nothing left to undo." in seen.text
            await seen.press("U")
            assert "Done again: the new infusion of today 10:45." in seen.text and len(tracker.infusions()) == 1
            await seen.press("U")
            assert "There is nothing that u took back last." in seen.text


async def test_undo_takes_nothing_back_that_another_window_did_unseen(tracker: Tracker, clock: Clock) -> None:
    checked_in(tracker, 4, nausea=0)
    async with running(tracker) as seen:
        await seen.press("h")
        with open_diary(tracker.folder, clock) as other:
            checked_in(other, 5, nausea=0)
        await seen.press("u")
        assert "Another window did something since: the new check-in of today 15:45." in " ".join(
            seen.text.split()
        )
        assert len(tracker.check_ins()) == 2 and "today 15:45" in seen.text
        await seen.press("u")
        assert [each.at.hour for each in tracker.check_ins()] == [14]


async def test_what_is_deleted_can_be_brought_back_one_by_one(tmp_path: Path, clock: Clock) -> None:
    with open_diary(tmp_path / "other", clock) as tracker:
        infused(tracker)
        for hours in (2, 4):
            tracker.delete_check_in(checked_in(tracker, hours, nausea=0).check_in.id)
        stays = checked_in(tracker, 5, nausea=0).check_in
        tracker.delete_infusion(tracker.infusions()[0].id)
    with open_diary(tmp_path / "other", clock) as tracker:
        async with running(tracker) as seen:
            await seen.press("h")
            assert "Bring back" not in seen.text
            await seen.press("x")
            assert "r  brings one back" in seen.text and "r Bring back" not in seen.text
            await seen.press("end")
            assert "r Bring back" in seen.text
            assert seen.line("Infusion 5").split()[-1] == "deleted"
            await seen.press("e", "t", "m", "d")
            assert seen.screen == "HistoryScreen" and "This entry is deleted." in seen.text
            await seen.press("r")
            assert "It is back, with the check-ins that moved away." in seen.text
            assert [each.infusion for each in tracker.check_ins()] == [tracker.infusions()[0].id]
            seen.app.clear_notifications()
            await seen.press("end", "enter")
            assert "DELETED   Check-in of today 12:45" in seen.text and "e Correct" not in seen.text
            assert "r Bring back" in seen.text
            await seen.press("r")
            assert "DELETED" not in seen.text and "e Correct" in seen.text and "r Bring back" not in seen.text
            assert [each.at.hour for each in tracker.check_ins()] == [12, 15]
            await seen.press("escape", "end", "r", "x")
            assert [each.at.hour for each in tracker.check_ins()] == [12, 14, 15]
            assert "today 14:45" in seen.text
            await seen.press("u", "u", "u")
            assert tracker.infusions() == () and tracker.check_ins() == (replace(stays, infusion=None),)


async def test_an_infusion_can_be_changed_and_deleted_from_here(tracker: Tracker) -> None:
    checked_in(tracker, 4, nausea=0)
    async with running(tracker) as seen:
        await seen.press("h", "enter")
        assert "Infusion 5, today 10:00" in seen.text and "today 10:45, after 45 min" in seen.text
        await seen.press("e")
        assert seen.screen == "InfusionScreen" and "Change an infusion" in seen.text
        await seen.press("down", "down")
        await seen.type("7")
        await seen.press("ctrl+s", "escape")
        assert "Infusion 57, today 10:00" in seen.text
        await seen.press("home", "d")
        assert "Its check-ins stay, and stand between infusions then." in " ".join(seen.text.split())
        await seen.press("y")
        assert tracker.infusions() == () and only_check_in(tracker).infusion is None
        await seen.press("u")
        assert len(tracker.infusions()) == 1 and only_check_in(tracker).infusion is not None


async def test_searching_in_notes(tracker: Tracker) -> None:
    told(tracker, 2, note="Heart was RACING after the stairs", answers={"nausea": 0})
    told(tracker, 4, note="slept", answers={"nausea": 0})
    async with running(tracker) as seen:
        await past_alerts(seen)
        await seen.press("h", "slash")
        await seen.type("racing")
        assert 'notes with "racing"' in seen.text
        assert "12:45" in seen.text and "14:45" not in seen.text
        await seen.press("enter", "end", "enter")
        assert "Heart was RACING" in await scrolled(seen)
        await seen.press("escape", "escape")
        assert "14:45" in seen.text and seen.screen == "HistoryScreen"
        await seen.press("slash")
        await seen.type("[/]")
        assert "No note holds these words." in seen.text


async def test_a_long_history_is_read_a_page_at_a_time(tracker: Tracker) -> None:
    for hour in range(130):
        told(tracker, -1000 - hour, answers={"nausea": 0})
    async with running(tracker) as seen:
        await seen.press("h")
        lines = seen.app.screen.query_one("EntryList")
        assert lines.option_count < 70  # type: ignore[attr-defined]
        await seen.press("end", "end", "end")
        await seen.press("end")
        assert lines.option_count == 132  # type: ignore[attr-defined]
        oldest = tracker.check_ins()[0]
        assert f"{oldest.at:%H:%M}" in [line for line in seen.text.splitlines() if "none of" in line][-1]


async def test_an_empty_history_says_so(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("h", "x")
        assert "Nothing was deleted." in seen.text
        await seen.press("x", "d", "y")
        assert "Nothing is entered yet." in seen.text
        await seen.press("e", "t", "m", "d", "enter", "left", "right")
        assert seen.screen == "HistoryScreen"
        assert "cannot be moved" not in seen.text
        await seen.press("x", "enter")
        assert "DELETED   Infusion 5, today 10:00" in seen.text
        await seen.press("escape", "escape", "escape")
        assert seen.screen == "HomeScreen"


async def test_what_was_typed_is_no_markup(tracker: Tracker) -> None:
    told(tracker, 4, medicines=(Medicine("[red]x[/red]", "[@click=app.bell]"),), note="[/] \u202eabc")
    async with running(tracker) as seen:
        await past_alerts(seen)
        await seen.press("h", "down", "enter")
        shown = await scrolled(seen)
        assert "[red]x[/red] [@click=app.bell]" in shown
        assert "[/] \ufffdabc" in shown


async def test_left_and_right_go_from_group_to_group(tracker: Tracker) -> None:
    end = ENDED - WEEK
    tracker.add_infusion(started_at=end - timedelta(minutes=45), ended_at=end, number=4)
    checked_in(tracker, 4, nausea=0)
    async with running(tracker) as seen:
        await seen.press("h", "right", "enter")
        assert seen.line("Infusion 4")
        await seen.press("escape", "left", "enter")
        assert "Infusion 5, today 10:00" in seen.text.splitlines()[0]
