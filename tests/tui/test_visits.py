"""Visits: entered ahead of time with the questions to ask, changed, deleted and brought back."""

from __future__ import annotations

from datetime import datetime

import pytest

from ktrack.tracker import Tracker
from tests.tui.at_screen import HERE, open_diary, running

AHEAD = datetime(2026, 12, 1, 14, 0, tzinfo=HERE)


async def test_from_the_first_screen_to_a_question_on_the_page(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("s", "v")
        assert "No visit is entered yet." in seen.text
        await seen.press("n")
        await seen.press("ctrl+s")
        assert "When is it?" in seen.text
        await seen.type("1 Dec 14:00")
        await seen.press("enter")
        await seen.type("Is my bladder at risk? [b]")
        await seen.press("enter", "enter")
        await seen.type("Can I drive?")
        await seen.press("escape")
        assert seen.screen == "VisitScreen", "what is typed is not thrown away by one key"
        await seen.press("ctrl+s")
        assert "Tue 1 Dec 14:00" in seen.line("2 questions: Is my bladder")
        (kept,) = tracker.visits()
        assert (kept.at, kept.questions) == (AHEAD, ("Is my bladder at risk? [b]", "Can I drive?"))
        await seen.press("escape", "end")
        assert "Is my bladder at risk? [b]" in seen.words("#page-text")


async def test_changed_deleted_and_back(tracker: Tracker) -> None:
    kept = tracker.add_visit(at=AHEAD.replace(second=30), note="Bring the list", questions=["Why?"])
    async with running(tracker) as seen:
        await seen.press("s", "v", "enter")
        assert "Bring the list" in seen.text
        await seen.press("tab", "end")
        await seen.type(" How long?")
        await seen.press("ctrl+s")
        (changed,) = tracker.visits()
        assert (changed.at, changed.questions, changed.note) == (kept.at, ("Why? How long?",), "Bring the list")
        await seen.press("d")
        assert "Delete the visit of Tue 1 Dec 14:00" in seen.text
        await seen.press("y")
        assert tracker.visits() == ()
        await seen.press("u")
        assert tracker.visits() == (changed,)
        assert "Tue 1 Dec 14:00" in seen.text
        await seen.press("u")
        assert tracker.visits() == (kept,)


async def test_another_window_is_not_overwritten(tracker: Tracker) -> None:
    kept = tracker.add_visit(at=AHEAD, questions=["Why?"])
    async with running(tracker) as seen:
        await seen.press("s", "v", "enter", "tab")
        await seen.type("Mine. ")
        with open_diary(tracker.folder) as other:
            theirs = other.edit_visit(kept.id, questions=["Theirs"])
        await seen.press("ctrl+s")
        assert "changed in another window" in " ".join(seen.text.split())
        assert "Mine. Why?" in seen.text
        assert tracker.visits() == (theirs,)


@pytest.mark.parametrize("typed", ["noonish", "1 Dec"])
async def test_a_time_that_is_none_keeps_the_words(tracker: Tracker, typed: str) -> None:
    async with running(tracker, size=(120, 40)) as seen:
        await seen.press("s", "v", "n")
        await seen.type(typed)
        await seen.press("enter")
        await seen.type("Why?")
        await seen.press("ctrl+s")
        assert seen.screen == "VisitScreen"
        assert "That time was not understood" in seen.text or "The time of day is missing" in seen.text
        await seen.press("f1", "ctrl+q")
        assert "Not saved. The same key again leaves" in " ".join(seen.text.split())
        await seen.press("escape")
        assert typed in seen.text and "Why?" in seen.text
        await seen.press("escape")
        assert "Left without saving." in seen.text
        assert "The same key again" not in seen.text
    assert tracker.visits() == ()
