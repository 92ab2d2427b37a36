"""Alerts: seen first, answered on purpose, never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.containers import VerticalScroll

from ktrack.records import Evidence, Flag, Level
from ktrack.tracker import NotSaved, Tracker
from ktrack.tui import alerts
from tests.tui.at_screen import ENDED, NOW, Clock, checked_in, infused, open_diary, running


async def test_action_comes_first_with_the_number_and_what_to_say(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker) as seen:
        assert seen.screen == "AlertScreen"
        lines = [line.strip() for line in seen.text.splitlines() if line.strip()]
        assert lines[0] == "!!!  CALL 911 NOW"
        assert "╺┓" in lines[1]  # the number, three rows high
        assert "Chest pain, today 16:45" in seen.text
        assert "ktrack cannot call for you and has told nobody." in seen.text
        assert '"I had a ketamine infusion that ended today 10:45, 6 h 27 min ago.' in seen.text
        assert "1 I have called    2 I am on my way    3 This was a mistake    4 Later" in seen.text


async def test_it_is_marked_as_shown_before_it_is_drawn(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    checked_in(tracker, 6, chest_pain=2)
    marked: list[str] = []
    mark = tracker.mark_shown

    def noting(flag_id: str) -> None:
        mark(flag_id)
        marked.append(flag_id)

    monkeypatch.setattr(tracker, "mark_shown", noting)
    async with running(tracker) as seen:
        flag = seen.tracker.alerts()[0]
        assert marked == [flag.id]
        assert flag.shown_at == NOW


@pytest.mark.parametrize(
    "key", ["enter", "escape", "space", "1", "2", "3", "4", "q", "x", "c", "n", "y", "down", "tab"]
)
async def test_no_single_key_closes_it(tracker: Tracker, key: str) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker) as seen:
        await seen.press(key)
        assert seen.screen == "AlertScreen"
    assert tracker.alerts()[0].response is None


@pytest.mark.parametrize(("key", "response"), [("1", "called"), ("2", "going"), ("4", "later")])
async def test_a_digit_and_enter_keep_what_was_done(tracker: Tracker, key: str, response: str) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker) as seen:
        await seen.press(key, "enter")
        assert seen.screen == "HomeScreen"
    (entry,) = tracker.flags(every=True).entries
    assert entry.response == response
    assert entry.responded_at == NOW


async def test_another_digit_changes_the_choice(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker) as seen:
        await seen.press("1", "2")
        assert "[2 I am on my way]" in seen.text
        await seen.press("enter")
    assert tracker.flags(every=True).entries[0].response == "going"


async def test_a_mistake_needs_its_reason(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker) as seen:
        await seen.press("3", "enter", "space", "enter")
        assert seen.screen == "AlertScreen"
        assert "Write what the mistake was" in seen.text
        await seen.type("hit 1")
        await seen.press("enter")
        assert seen.screen == "HomeScreen"
    (entry,) = tracker.flags(every=True).entries
    assert (entry.response, entry.response_note) == ("mistake", "hit 1")


async def test_escape_goes_back_from_the_reason_to_the_choice(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker) as seen:
        await seen.press("3")
        await seen.type("no")
        await seen.press("escape", "1", "enter")
    assert tracker.flags(every=True).entries[0].response == "called"


async def test_a_click_chooses_and_a_second_one_confirms(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker) as seen:
        line = next(at for at, words in enumerate(seen.text.splitlines()) if "1 I have called" in words)
        await seen.pilot.click(offset=(8, line))
        assert seen.screen == "AlertScreen"
        await seen.pilot.click(offset=(8, line))
        await seen.pilot.pause()
        assert seen.screen == "HomeScreen"
    assert tracker.flags(every=True).entries[0].response == "called"


async def test_later_comes_back_at_every_start(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=2)
    for _ in range(2):
        async with running(tracker) as seen:
            assert seen.screen == "AlertScreen"
            await seen.press("4", "enter")
            assert seen.screen == "HomeScreen"
            assert "You put it off." in seen.text


async def test_several_come_one_after_the_other_worst_first(tracker: Tracker) -> None:
    checked_in(tracker, 6, hallucinations=1, chest_pain=2)
    async with running(tracker) as seen:
        assert "CALL 911 NOW     1 more after this one" in seen.text
        await seen.press("1", "enter")
        assert "CALL YOUR CLINIC NOW" in seen.text
        assert "Seeing or hearing things" in seen.text
        await seen.press("1", "enter")
        assert seen.screen == "HomeScreen"


async def test_why_shows_the_answers_the_reason_and_the_source(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker) as seen:
        await seen.press("w")
        why = seen.words("#why")
        assert "Chest pain or tightness: moderate, today 16:45, 6 h after the end" in why
        assert "From:" in why
        assert "Article on ketamine infusions for pain" in why
        await seen.press("w")
        assert "It rests on" not in seen.text


async def test_what_is_not_from_the_five_sources_says_so(tracker: Tracker) -> None:
    checked_in(tracker, 6, fainting=1)
    async with running(tracker) as seen:
        assert "From (not from the five sources):" in seen.words("#why")


async def test_a_place_is_read_out(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer("n", "y", "3", "2", "y")
        await seen.press("escape")
        assert "swelling (lips), severe" in seen.text


@pytest.mark.parametrize("size", [(20, 5), (40, 12), (80, 24), (120, 40)])
async def test_choices_are_in_sight_or_one_scroll_away(tracker: Tracker, size: tuple[int, int]) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker, size=size) as seen:
        assert "CALL 911 NOW" in seen.text
        scroll = seen.app.screen.query_one("#alert", VerticalScroll)
        shown = seen.text
        for _ in range(60):
            await seen.answer("down")
            shown += seen.text
            if scroll.scroll_y >= scroll.max_scroll_y:
                break
        for words in ("1 I have called", "2 I am on my way", "3 This was a mistake", "4 Later"):
            assert words in " ".join(shown.split())
        await seen.press("1", "enter")
        assert seen.screen == "HomeScreen"


async def test_closing_needs_the_key_twice_and_answers_nothing(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker) as seen:
        await seen.press("ctrl+q")
        assert seen.screen == "AlertScreen"
        assert "The same key again closes ktrack." in seen.text
        await seen.press("ctrl+q")
        assert seen.app._exit
    assert tracker.alerts()[0].response is None


async def test_help_comes_up_over_an_alert_and_goes_back_to_it(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=2)
    async with running(tracker) as seen:
        await seen.press("1", "f1")
        assert "I NEED HELP NOW" in seen.text
        await seen.press("escape")
        assert "[1 I have called]" in seen.text


async def test_an_answer_that_cannot_be_kept_is_said_and_does_not_trap(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise NotSaved("NOT SAVED. The disk is full.")

    checked_in(tracker, 6, chest_pain=2)
    monkeypatch.setattr(tracker, "answer_flag", refuse)
    monkeypatch.setattr(tracker, "mark_shown", refuse)
    async with running(tracker) as seen:
        await seen.press("1", "enter")
        assert "NOT SAVED. The disk is full." in seen.text
        await seen.press("enter")
        assert seen.screen == "HomeScreen"


async def test_contact_level_is_opened_from_the_first_screen_and_may_be_left(tracker: Tracker) -> None:
    checked_in(tracker, 6, nausea=1)
    async with running(tracker) as seen:
        assert seen.screen == "HomeScreen"
        await seen.press("enter")
        assert seen.screen == "AlertScreen"
        assert "CALL YOUR CLINIC WHEN IT OPENS" in seen.text
        await seen.press("escape")
        assert seen.screen == "HomeScreen"
    assert tracker.open_flags()[0].response is None


async def test_words_of_a_person_are_drawn_as_they_are(tracker: Tracker) -> None:
    tracker.change_profile(clinic_phone="[b]1[/b] \\", clinic_name="[/x]")
    checked_in(tracker, 6, hallucinations=1)
    async with running(tracker) as seen:
        assert "[b]1[/b] \\" in seen.text
        await seen.press("f1")
        assert "[/x]" in seen.text


def flag(id: str, level: Level, hours_ago: float) -> Flag:
    at = NOW - timedelta(hours=hours_ago)
    because = (Evidence(at=at, check_in="c", value=1, question="chest_pain"),)
    return Flag(id=id, red_flag="chest-pain", level=level, title="T", say="S", raised_at=NOW, because=because)


def test_old_alerts_share_one_screen_after_the_new_ones() -> None:
    old = [flag("a", "urgent", 100), flag("b", "emergency", 2000), flag("c", "urgent", 73)]
    new = [flag("d", "urgent", 71), flag("e", "emergency", 1)]
    groups = alerts.one_screen_each([*old, *new], NOW)
    assert [[each.id for each in group] for group in groups] == [["e"], ["d"], ["b", "c", "a"]]


async def test_one_answer_counts_for_all_old_alerts(tmp_path: Path) -> None:
    clock = Clock(ENDED + timedelta(days=30))
    with open_diary(tmp_path / "diary", clock) as tracker:
        infused(tracker)
        for hours in (1, 2):
            checked_in(tracker, hours, chest_pain=1)
        async with running(tracker, clock) as seen:
            assert "one answer counts for all of them" in seen.text
            await seen.press("2", "enter")
            assert seen.screen == "HomeScreen"
        assert {entry.response for entry in tracker.flags(every=True).entries} == {"going"}


async def test_a_form_left_twice_raises_one_flag(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer("n", "n", "y")
        await seen.press("escape", "4", "enter", "c", "ctrl+s")
        assert seen.screen == "AlertScreen"
        await seen.press("1", "enter")
        assert seen.screen == "SavedScreen"
    (entry,) = tracker.flags(every=True).entries
    assert entry.response == "called"
    assert replace(tracker.flag(entry.id), because=()).red_flag == "chest-pain"
