"""Foggy mode: one question a screen, arrows and Enter, and nothing a stray key can do."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from textual import events

from ktrack.questions import GATED, in_group
from ktrack.records import CheckIn
from ktrack.tracker import Tracker
from tests.tui.at_screen import ENDED, Clock, Seen, checked_in, only_check_in, running

SIZES = [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)]


class Calm:
    """Presses keys a second apart, as the screen's own clock sees it."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.at = time.monotonic()

    async def press(self, *keys: str, apart: float = 1.0) -> None:
        for key in keys:
            event = events.Key(key, key if len(key) == 1 else None)
            self.at += apart
            event.time = self.at
            self.seen.app.post_message(event)
        await self.seen.settled()

    async def choose(self, *places: int) -> None:
        """Take the option at each of these places, counted from 1, question after question."""
        await self.press(*(key for place in places for key in (*["down"] * place, "enter")))


def draft_of(tracker: Tracker) -> CheckIn:
    (draft,) = tracker.drafts()
    return draft.check_in


@pytest.mark.parametrize("size", SIZES)
async def test_all_of_it_with_arrows_and_enter(tracker: Tracker, size: tuple[int, int]) -> None:
    async with running(tracker, size=size) as seen:
        await seen.press("f")
        calm = Calm(seen)
        assert "1 of 12" in seen.text
        assert "Is it hard to breathe" in seen.text
        await calm.choose(*[1] * 8)
        assert "9 of 12" in seen.text
        # none, mild, "I do not want to answer", and no change in passing urine
        await calm.choose(1, 2, 6, 1)
        assert "Save your answers?" in seen.text
        await calm.press("enter")
        assert seen.screen == "SavedScreen"
        kept = only_check_in(tracker)
        assert {one.key for one in in_group("danger")} <= kept.answers.keys()
        assert (kept.answers["nausea"], kept.answers["dizziness"]) == (0, 1)
        assert kept.skipped == ("dissociation",)
        assert [kept.answers[key] for key in GATED] == [0, 0, 0, 0]
        assert tracker.drafts() == ()


async def test_enter_without_an_arrow_answers_nothing(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("f")
        await Calm(seen).press("enter", "enter", "enter")
        assert "1 of 12" in seen.text
        assert "Choose with" in seen.text
        assert tracker.drafts() == ()


async def test_two_enters_in_a_moment_count_once(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("f")
        calm = Calm(seen)
        await calm.choose(1, 1)
        await calm.press("left", "left")
        assert "1 of 12" in seen.text
        # both questions have an answer, so each Enter would go on
        await calm.press("enter")
        await calm.press("enter", apart=0.2)
        assert "2 of 12" in seen.text
        await calm.press("enter", apart=0.2)
        assert "2 of 12" in seen.text, "a key that is held down is one key"
        await calm.press("enter", apart=0.31)
        assert "3 of 12" in seen.text


async def test_no_letter_does_anything(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("f")
        before = seen.text
        await Calm(seen).press(*"ynq?csNm0123456789 ,", "tab", "delete", "backspace", "ctrl+s", "ctrl+p", "home")
        assert seen.text == before
        assert seen.screen == "FoggyScreen"
        assert tracker.drafts() == ()


async def test_left_goes_back_and_shows_what_was_said(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("f")
        calm = Calm(seen)
        await calm.choose(1, 3)
        await calm.press("left")
        assert "2 of 12" in seen.text
        assert "[I do not want to answer]" in seen.text
        await calm.press("left", "left", "left")
        assert "1 of 12" in seen.text
        assert "[no]" in seen.text


async def test_a_finding_is_there_at_once_and_its_strength_is_asked(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("f")
        calm = Calm(seen)
        await calm.choose(2)
        assert "!!!  CALL 911 NOW" in seen.text
        assert "2 of 14" in seen.text
        assert "How hard is it to breathe" in seen.text
        assert draft_of(tracker).answers == {"trouble_breathing": 1}
        await calm.choose(3, 1)
        assert draft_of(tracker).answers == {"trouble_breathing": 3}
        assert draft_of(tracker).details["trouble_breathing"].still_present is True
        await calm.press("escape")
        assert seen.screen == "AlertScreen"


async def test_it_goes_on_where_it_was_left(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("f")
        await Calm(seen).choose(1, 1, 3)
        await seen.press("escape")
        assert seen.screen == "HomeScreen"
        assert "Kept. Go on any time." in seen.text
    # a new start: nothing but the diary is left
    async with running(tracker) as seen:
        await seen.press("f")
        assert "4 of 12" in seen.text
        kept = draft_of(tracker)
        assert kept.answers == {"trouble_breathing": 0, "swelling": 0}
        assert kept.skipped == ("chest_pain",)
        await seen.press("escape", "c")
        assert seen.screen == "CheckInScreen"


async def test_a_change_in_passing_urine_opens_its_questions(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("f")
        calm = Calm(seen)
        await calm.choose(*[1] * 8, 1, 1, 1)
        await calm.choose(2)
        urinary = len(in_group("urinary"))
        assert f"13 of {12 + urinary}" in seen.text
        await calm.choose(3)
        assert draft_of(tracker).answers[in_group("urinary")[0].key] == 2


async def test_where_a_swelling_is_decides_what_is_said(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("f")
        calm = Calm(seen)
        await calm.choose(1, 2, 1)
        assert "CALL 911 NOW" in seen.text
        assert "Where is it?" in seen.text
        await calm.choose(8)
        assert draft_of(tracker).details["swelling"].location == "drip-site"
        assert "CALL YOUR CLINIC NOW" in seen.text
        assert "CALL 911 NOW" not in seen.text


async def test_f1_works_and_closing_shows_the_alert_first(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("f")
        calm = Calm(seen)
        await calm.choose(2)
        await seen.press("f1")
        assert seen.screen == "HelpNowScreen"
        await seen.press("escape")
        await seen.press("ctrl+q")
        assert seen.screen == "AlertScreen"


@pytest.mark.parametrize(
    ("key", "value", "hours", "there"),
    [
        ("confusion", 3, 1, True),
        ("drowsiness", 4, 11, True),
        ("dissociation", 3, 11, True),
        ("dissociation", 2, 1, False),
        ("dizziness", 4, 1, False),
        ("drowsiness", 4, 13, False),
    ],
)
async def test_it_is_offered_while_it_may_be_needed(
    tracker: Tracker, clock: Clock, key: str, value: int, hours: float, there: bool
) -> None:
    checked_in(tracker, 0.5, **{key: value})
    clock.now = ENDED + timedelta(hours=0.5 + hours)
    for flag in tracker.open_flags():
        tracker.answer_flag(flag.id, "called")
    async with running(tracker, clock) as seen:
        assert ("f  asks one question at a time" in seen.text) is there


async def test_what_is_pointed_at_is_in_sight_on_a_small_terminal(tracker: Tracker) -> None:
    async with running(tracker, size=(40, 12)) as seen:
        await seen.press("f")
        calm = Calm(seen)
        await calm.choose(*[1] * 8)
        assert "I do not want" not in seen.text
        await calm.press("up")
        assert "›  I do not want to answer" in seen.text


async def test_the_way_to_help_is_named_in_every_width(tracker: Tracker) -> None:
    async with running(tracker, size=(60, 20)) as seen:
        await seen.press("f")
        assert seen.text.rstrip().endswith("Esc stop   F1 help now")
        await seen.pilot.resize_terminal(20, 5)
        assert seen.words("#foggy-keys") == "F1 help now"
        await seen.pilot.resize_terminal(80, 24)
        assert "all is kept    F1 help now" in seen.text


@pytest.mark.parametrize("size", SIZES)
async def test_every_choice_is_in_sight(tracker: Tracker, size: tuple[int, int]) -> None:
    async with running(tracker, size=size) as seen:
        await seen.press("f")
        calm = Calm(seen)
        await calm.choose(*[1] * 8)
        for words in ("none", "mild", "moderate", "severe", "very severe", "I do not want to answer"):
            assert words in seen.text
        assert all(len(line) <= size[0] for line in seen.text.splitlines())


async def test_an_old_form_is_asked_about_with_arrows_and_enter_too(tracker: Tracker, clock: Clock) -> None:
    async with running(tracker, clock) as seen:
        await seen.press("f")
        calm = Calm(seen)
        await calm.choose(*[1] * 12)
        clock.now += timedelta(hours=2)
        await calm.press("enter")
        assert "You began this check-in 2 h ago. Is it still for now?" in seen.text
        await calm.press("x", "y", "escape")
        assert "Save your answers?" in seen.text
        await calm.press("enter", "down", "enter")
        assert seen.screen == "SavedScreen"
        assert only_check_in(tracker).at == clock.now


async def test_a_companion_is_asked_about_them_and_what_only_they_can_tell(tracker: Tracker) -> None:
    tracker.keep_draft(replace(tracker.new_check_in(entered_by="companion"), answers={"trouble_breathing": 0}))
    async with running(tracker) as seen:
        await seen.press("f")
        assert "2 of 13" in seen.text and "Is any part of them swollen" in seen.text
        assert "They do not want to answer" in seen.text
        calm = Calm(seen)
        await calm.choose(*[1] * 7)
        assert "Do they not wake up properly" in " ".join(seen.text.split())
