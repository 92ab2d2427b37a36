"""Words typed at a question: they stand in the note and are judged, and answer nothing on their way."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import TextArea

from ktrack import when
from ktrack.records import Medicine
from ktrack.tracker import Tracker
from ktrack.tui import heard_form
from ktrack.tui.widgets.choice_row import ChoiceRow
from tests.tui.at_screen import Seen, only_check_in, running


def note(seen: Seen) -> str:
    return seen.app.screen.query_one(TextArea).text


def asked(seen: Seen) -> str:
    row = seen.app.screen.current  # type: ignore[attr-defined]
    return row.id or "" if isinstance(row, ChoiceRow) else ""


WORDS = (
    "I cant breathe", "chest is tight", "nausea all day", "help me", "scared", "unable to move", "such a headache",
    "Nauseous", "bad headache",
)  # fmt: skip


async def test_words_typed_at_a_question_stand_in_the_note_and_answer_nothing(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "down", "down")
        for words in WORDS:
            await seen.type(words)
            assert note(seen).splitlines()[-1] == words
            # from the note to the question where it began
            await seen.press("escape")
            assert asked(seen) == "answer-chest_pain"
        await seen.press("ctrl+s")
    saved = only_check_in(tracker)
    assert (saved.note, saved.answers, saved.skipped) == ("\n".join(WORDS), {}, ())
    assert saved.entered_by == "patient", "b of bad says who answers, and was taken back"


async def test_what_is_wrong_is_seen_while_it_is_typed_and_escape_goes_back_to_the_question(
    tracker: Tracker,
) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.type("I cant breathe")
        assert "CALL 911 NOW" in seen.text and heard_form.HEARD in seen.text
        await seen.press("escape")
        assert asked(seen) == "answer-trouble_breathing"
        await seen.press("y", "ctrl+s", "1", "enter")
    saved = only_check_in(tracker)
    assert (saved.note, saved.answers["trouble_breathing"]) == ("I cant breathe", 1)


async def test_what_was_reported_is_never_taken_back(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.type("yucky")
        assert seen.app.screen.draft.answers == {"trouble_breathing": 1}  # type: ignore[attr-defined]
        assert "CALL 911 NOW" in seen.text and note(seen) == "yucky"


async def test_yes_written_out_is_one_answer(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "down")
        await seen.type("yes")
        assert seen.app.screen.draft.answers == {"swelling": 1}  # type: ignore[attr-defined]
        assert asked(seen) == "strength-swelling" and "CALL 911 NOW" in seen.text
        await seen.press("up", "y")
        monkeypatch.setattr(heard_form, "PAUSE", 0)
        await seen.press("e")
        await seen.type("soon")
        await seen.press("tab")
        assert "That time was not understood: write" in seen.text
        assert seen.line(f"{when.EXAMPLES.rpartition(' ')[2]}."), "how to write it is not cut off"


async def test_none_for_all_the_rest_is_taken_back_when_it_was_a_letter_of_a_word(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", *["n"] * 8)
        before = seen.app.screen.draft  # type: ignore[attr-defined]
        await seen.type("Nausea")
        assert note(seen) == "Nausea"
        after = seen.app.screen.draft  # type: ignore[attr-defined]
        assert (after.answers, after.none_for_rest) == (before.answers, before.none_for_rest)


async def test_one_key_that_means_nothing_is_only_pointed_out(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.type("kn")
        assert seen.app.screen.draft.answers == {"trouble_breathing": 0}  # type: ignore[attr-defined]
        monkeypatch.setattr(heard_form, "PAUSE", 0)
        await seen.type("khg")
        assert "That key is no answer here." in seen.text and asked(seen) == "answer-swelling"
        assert not seen.app.screen.query(TextArea)


async def test_a_word_about_a_medicine_does_not_say_that_it_did_not_help(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "m")
        await seen.type("tea")
        await seen.press("enter", "enter", "enter")
        assert "Did tea help you?" in seen.text
        await seen.type("nasty")
        assert note(seen) == "nasty"
        await seen.press("ctrl+s")
    assert only_check_in(tracker).medicines == (Medicine("tea"),)


async def test_after_the_last_answer_nothing_is_typed_into_unasked(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "m")
        await seen.type("tea")
        await seen.press("enter", "enter", "enter", "y")
        assert "m  one more medicine" in seen.text
        await seen.press("o")
        await seen.type("oxygen 88")
        await seen.press("ctrl+s", "1", "enter")
    saved = only_check_in(tracker)
    assert (saved.medicines, saved.note) == ((Medicine("tea", helped=True),), "oxygen 88")


async def test_what_is_pasted_at_a_question_goes_below_the_note_that_is_there(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "o")
        await seen.type("dull day")
        await seen.press("escape")
        seen.app.post_message(events.Paste("chest pain\r\nsince noon"))
        await seen.settled()
        assert note(seen) == "dull day\nchest pain\nsince noon"
        assert "CALL 911 NOW" in seen.text
