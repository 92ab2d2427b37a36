"""The check-in, by keyboard alone, at 80x24."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual import events
from textual.widgets import TextArea

from ktrack.questions import GATED, in_group, question
from ktrack.records import Detail, Medicine
from ktrack.tracker import NotSaved, Tracker
from ktrack.tui.widgets.choice_row import ChoiceRow
from tests.tui.at_screen import NOW, Clock, Seen, checked_in, infused, only_check_in, running

DANGER = [one.key for one in in_group("danger")]
COMMON = [one.key for one in in_group("common")]
ALL_NO = ["n"] * len(DANGER)


def current(seen: Seen) -> str:
    """Which question is being asked."""
    row = seen.app.screen.current  # type: ignore[attr-defined]
    assert isinstance(row, ChoiceRow)
    return row.id or ""


def current_line(seen: Seen) -> str:
    """Id of the line that is being typed in."""
    focused = seen.app.focused
    return (focused.id if focused is not None else "") or ""


async def test_standard_check_in_takes_few_keys(tracker: Tracker) -> None:
    keys = [*ALL_NO, "0", "0", "0", "n", "N"]
    assert len(["c", *keys, "ctrl+s"]) <= 25
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*keys)
        await seen.press("ctrl+s")
        assert seen.screen == "SavedScreen"
    saved = only_check_in(tracker)
    asked = [*DANGER, "nausea", "dizziness", "dissociation", *GATED, *COMMON]
    assert saved.answers == dict.fromkeys(asked, 0)
    assert set(saved.none_for_rest) == {*GATED, *COMMON}
    assert saved.at == NOW


async def test_danger_comes_first_and_each_one_needs_its_own_no(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        assert current(seen) == f"answer-{DANGER[0]}"
        await seen.press("N")
        assert "needs its own answer" in seen.text
        await seen.press("ctrl+s")
        assert "nothing to save" in seen.text
    assert tracker.check_ins() == ()


async def test_digits_answer_yes_and_no_too(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "0", "0", "0", "1")
        assert seen.app.screen.draft.answers == {  # type: ignore[attr-defined]
            "trouble_breathing": 0, "swelling": 0, "chest_pain": 0, "fainting": 1,
        }  # fmt: skip


async def test_yes_shows_the_finding_at_once_and_asks_strength_and_details_in_place(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "y")
        assert "CALL 911 NOW" in seen.text
        assert "severe allergic reaction" in seen.text
        assert current(seen) == "strength-swelling"
        await seen.press("3", "2", "y")
        assert current(seen) == "answer-chest_pain"
        await seen.press("ctrl+s", "1", "enter")
    saved = only_check_in(tracker)
    assert saved.answers["swelling"] == 3
    assert saved.details["swelling"] == Detail(location="lips", still_present=True)


async def test_yes_alone_counts_as_one(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "y", "ctrl+s", "1", "enter")
    assert only_check_in(tracker).answers == {"trouble_breathing": 1}


async def test_a_second_yes_keeps_the_strength(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "y", "4", "up", "up", "y", "ctrl+s", "1", "enter")
    assert only_check_in(tracker).answers["trouble_breathing"] == 4


async def test_changing_yes_to_no_closes_what_was_opened(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "n", "y", "up", "n")
        assert not seen.app.screen.query("#strength-chest_pain")
        assert "CALL 911" not in seen.text
        assert seen.app.screen.draft.details == {}  # type: ignore[attr-defined]


async def test_thinking_of_acting_on_it_counts_as_three(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*["n"] * 7, "y")
        assert "Are you thinking of acting on it?" in seen.text
        await seen.press("y")
        assert seen.app.screen.draft.answers["suicidal_thoughts"] == 3  # type: ignore[attr-defined]
        assert "988" in seen.text


async def test_questions_of_a_finding_are_asked_right_below(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*["n"] * 7, "y")
        rows = [row.id for row in seen.app.screen.query(ChoiceRow)]
        at = rows.index("answer-suicidal_thoughts")
        assert rows[at : at + 3] == [
            "answer-suicidal_thoughts", "strength-suicidal_thoughts", "answer-suicide_plan",
        ]  # fmt: skip
        await seen.press("n", "n")
        assert seen.app.screen.draft.answers["suicide_plan"] == 0  # type: ignore[attr-defined]
        assert current(seen) == "answer-nausea"


async def test_core_answers_move_on_and_show_their_word(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*ALL_NO, "2")
        assert "[2]" in seen.line("Nausea")
        assert "moderate" in seen.line("Nausea")
        assert current(seen) == "answer-dizziness"


async def test_gate_yes_opens_the_urinary_questions(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*ALL_NO, "0", "0", "0", "y")
        assert current(seen) == "answer-urinary_frequency"
        await seen.press("1", "n", "N")
        assert question(current(seen).removeprefix("answer-")).group != "urinary"
        draft = seen.app.screen.draft  # type: ignore[attr-defined]
    assert draft.answers["urinary_frequency"] == 1
    assert draft.answers["blood_in_urine"] == 0
    assert "urinary_frequency" not in draft.none_for_rest


async def test_a_yes_at_the_gate_with_nothing_behind_it_is_asked_about_once(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*["down"] * (len(DANGER) + 3), "y")
        await seen.press("ctrl+s")
        assert "you said that passing urine changed" in " ".join(seen.text.split())
        await seen.press("2")
        await seen.press("ctrl+s")
        assert seen.screen == "SavedScreen"
    assert only_check_in(tracker).answers == {"urinary_frequency": 2}


async def test_a_yes_at_the_gate_never_bars_saving(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*["down"] * len(DANGER), "1", "down", "down", "y")
        await seen.press("ctrl+s", "ctrl+s")
        assert seen.screen == "SavedScreen"
    assert only_check_in(tracker).answers == {"nausea": 1}


async def test_a_note_against_an_answer_of_none_is_asked_about_once(tracker: Tracker) -> None:
    place = [one.key for one in in_group("danger")].index("chest_pain")
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*["down"] * place, "n", "o", *"my chest hurts", "ctrl+s")
        await seen.settled()
        assert 'Your note says "my chest".' in " ".join(seen.text.split())
        assert seen.screen == "CheckInScreen"
        await seen.press("y")
        assert "CALL 911 NOW" in seen.text
        await seen.press("ctrl+s")
        assert seen.screen == "AlertScreen"
    assert only_check_in(tracker).answers == {"chest_pain": 1}


async def test_an_answer_given_with_the_words_in_sight_stands(tracker: Tracker) -> None:
    place = [one.key for one in in_group("danger")].index("chest_pain")
    async with running(tracker) as seen:
        await seen.press("c", "o")
        await seen.answer(*"my chest hurts", "escape", *["up"] * len(DANGER), *["down"] * place)
        await seen.settled()
        await seen.press("n", "ctrl+s")
        assert seen.screen == "SavedScreen"
    assert only_check_in(tracker).answers == {"chest_pain": 0}


async def test_gate_changed_from_no_to_yes_takes_its_zeros_back(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*ALL_NO, "0", "0", "0", "n", "up", "y")
        assert not set(GATED) & set(seen.app.screen.draft.answers)  # type: ignore[attr-defined]


async def test_ten_is_two_digits_and_enter(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*ALL_NO, "N", "N", "1", "0")
        assert "pain" not in seen.app.screen.draft.answers  # type: ignore[attr-defined]
        await seen.press("enter", "7", "down", "ctrl+s")
    saved = only_check_in(tracker)
    assert saved.answers["pain"] == 10
    assert saved.answers["mood"] == 7


async def test_none_for_the_rest_says_nothing_about_mood(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*ALL_NO, "N", "N", "N")
        await seen.press("ctrl+s")
    assert not {"pain", "mood"} & set(only_check_in(tracker).answers)


async def test_blank_is_not_zero_and_never_blocks(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "down", "down", "n", "ctrl+s")
    assert only_check_in(tracker).answers == {"chest_pain": 0}


async def test_rather_not_say_is_its_own_answer(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "s", "n")
        assert "not said" in seen.line("Trouble breathing")
        await seen.press("ctrl+s")
    saved = only_check_in(tracker)
    assert saved.skipped == ("trouble_breathing",)
    assert saved.answers == {"swelling": 0}


async def test_backspace_makes_it_blank_again(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "up", "backspace")
        assert seen.app.screen.draft.answers == {}  # type: ignore[attr-defined]


async def test_arrows_point_and_enter_takes(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "right", "right")
        assert "‹no›" in seen.line("Trouble breathing")
        assert seen.app.screen.draft.answers == {}  # type: ignore[attr-defined]
        await seen.press("enter")
        assert seen.app.screen.draft.answers == {"trouble_breathing": 0}  # type: ignore[attr-defined]


async def test_what_is_pointed_at_is_taken_on_the_way_to_another_line(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*ALL_NO, "right", "right", "right", "down")
        await seen.press("ctrl+s")
    assert only_check_in(tracker).answers["nausea"] == 2


async def test_a_click_answers(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c")
        line = next(at for at, words in enumerate(seen.text.splitlines()) if "Fainted" in words)
        column = seen.line("Fainted").index("no")
        await seen.pilot.click(offset=(column, line))
        await seen.pilot.pause()
        assert seen.app.screen.draft.answers == {"fainting": 0}  # type: ignore[attr-defined]
        assert current(seen) == "answer-fainting"


async def test_last_answer_is_shown_and_not_filled_in(tracker: Tracker) -> None:
    checked_in(tracker, 2, nausea=3, chest_pain=0)
    async with running(tracker) as seen:
        await seen.press("c")
        assert seen.line("Nausea").endswith("last 3")
        assert seen.line("Chest pain").endswith("last no")
        assert seen.app.screen.draft.answers == {}  # type: ignore[attr-defined]


async def test_keys_that_come_in_one_burst_reach_their_questions(tracker: Tracker) -> None:
    burst = ["n", "n", "y", "2", "y", "1", "n", "n", "n", "n", "n"]
    async with running(tracker) as seen:
        await seen.press("c")
        await seen.answer(*burst)
        draft = seen.app.screen.draft  # type: ignore[attr-defined]
    assert draft.answers == {**dict.fromkeys(DANGER, 0), "chest_pain": 2}
    assert draft.details == {"chest_pain": Detail(onset="sudden", still_present=True)}


async def test_a_burst_goes_through_screens_and_lines_in_order(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.answer(
            "c", "n", "n", "v", *"120", "slash", *"80", "enter", *"70", "escape", "y", "4", "ctrl+s", "1"
        )
        assert "[1 I have called]" in seen.text
        await seen.press("enter")
    saved = only_check_in(tracker)
    assert saved.answers == {"trouble_breathing": 0, "swelling": 0, "chest_pain": 4}
    assert saved.vitals == {"systolic": 120, "diastolic": 80, "heart_rate": 70}


async def test_time_in_words_is_said_back(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "e")
        await seen.type("2h ago")
        assert "today 15:12" in seen.line("When was this?  ")
        await seen.press("enter", "n", "ctrl+s")
    assert only_check_in(tracker).at == NOW - timedelta(hours=2)


async def test_when_it_began_is_kept_and_words_mean_what_they_meant_when_typed(
    tracker: Tracker, clock: Clock
) -> None:
    began = NOW - timedelta(minutes=20)
    async with running(tracker, clock) as seen:
        await seen.press("c", "n", "n", "n", "y")
        await seen.type("20 min ag")
        assert tracker.new_check_in().at == NOW and seen.app.screen.draft.details == {}  # type: ignore[attr-defined]
        await seen.type("o")
        assert "today 16:52" in seen.line("When did it start?  ")
        clock.now += timedelta(minutes=30, seconds=11)
        await seen.press("enter", "n", "e")
        await seen.type("1h ago")
        at, clock.now = clock.now - timedelta(hours=1), clock.now + timedelta(minutes=12)
        await seen.press("ctrl+s", "1", "enter", "enter")
        first = only_check_in(tracker)
        assert (first.at, first.details) == (at, {"fainting": Detail(began_at=began)})
        exact = replace(first, details={"fainting": Detail(began_at=began + timedelta(seconds=7))})
        tracker.edit_check_in(exact)
        await seen.press("h", "down", "e", "down", "down", "escape")
        assert tracker.drafts() == () and "Kept" not in seen.text
        await seen.press("e", "down", "n", "ctrl+s")
        assert only_check_in(tracker).details == exact.details


async def test_a_time_before_the_infusion_belongs_to_no_infusion(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "e")
        await seen.type("yesterday 21:30")
        await seen.press("enter")
        assert "between infusions" in seen.text
        await seen.press("n", "ctrl+s")
    assert only_check_in(tracker).infusion is None


async def test_a_time_that_is_not_understood_is_said_and_not_saved(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "e")
        await seen.type("soon")
        await seen.press("ctrl+s")
        assert seen.screen == "CheckInScreen"
        assert "Not saved yet" in seen.text
        assert "That time was not understood" in seen.words("#field-at .remark")
    assert tracker.check_ins() == ()


async def test_an_odd_measured_value_is_asked_about_kept_and_judged(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "v")
        await seen.type("400/90")
        assert "Check this number" not in seen.text
        await seen.press("enter")
        assert "Check this number" in seen.line("Blood pressure")
        assert "CALL YOUR CLINIC NOW" in seen.text
        await seen.press("ctrl+s", "4", "enter")
    saved = only_check_in(tracker)
    assert saved.vitals == {"systolic": 400, "diastolic": 90}
    assert saved.unconfirmed == ("systolic",)


async def test_half_a_number_is_not_judged_while_it_is_typed(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "v")
        await seen.type("12")
        assert "CALL" not in seen.text
        await seen.type("0/80")
        assert "CALL" not in seen.text
        await seen.press("ctrl+s")
    assert only_check_in(tracker).vitals == {"systolic": 120, "diastolic": 80}


async def test_letters_for_a_number_are_pointed_out(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "v", "down")
        await seen.type("fast")
        await seen.press("ctrl+s")
        assert seen.screen == "CheckInScreen"
        assert "A whole number, please." in seen.text
        await seen.press(*["backspace"] * 4)
        await seen.type("80")
        await seen.press("ctrl+s")
    assert only_check_in(tracker).vitals == {"heart_rate": 80}


async def medicine(seen: Seen, *words: str) -> None:
    """Type the lines of a medicine, each with Enter."""
    for each in words:
        await seen.type(each)
        await seen.press("enter")


async def test_medicines_are_added_one_by_one_and_said_whether_they_helped(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "m")
        await medicine(seen, "ondansetron", "4 mg", "2h ago")
        assert "Did ondansetron help you?" in seen.text
        assert "[not known yet]" in seen.line("ondansetron, 4 mg, today 15:12")
        await seen.press("y")
        assert "[yes]" in seen.line("ondansetron, 4 mg, today 15:12")
        assert "m  one more medicine" in seen.text
        await seen.press("m")
        await medicine(seen, "ginger tea", "", "1h ago")
        await seen.press("enter", "m")
        assert current_line(seen) == "medicine-name"
        await seen.type("[b]water")
        await seen.press("ctrl+s")
    assert only_check_in(tracker).medicines == (
        Medicine("ondansetron", "4 mg", NOW - timedelta(hours=2), helped=True),
        Medicine("ginger tea", "", NOW - timedelta(hours=1)),
        Medicine("[b]water"),
    )


async def test_a_dose_without_a_name_and_a_line_that_is_not_understood_are_never_dropped_silently(
    tracker: Tracker,
) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "0", "m", "down")
        await seen.type("4 mg")
        assert "A name is needed" not in seen.text
        await seen.press("ctrl+s")
        assert "Not saved yet" in seen.text and "A name is needed to keep it." in seen.line("Name")
        assert current_line(seen) == "medicine-name"
        await seen.press("escape", "escape")
        assert "The line that is marked will be lost." in seen.text and seen.screen == "CheckInScreen"
        await seen.press("m")
        await seen.type("ondansetron")
        assert "A name is needed" not in seen.text
        await seen.press("tab", "tab")
        await seen.type("soonish")
        await seen.press("escape", "escape")
        assert "The line that is marked will be lost." in seen.text and seen.screen == "CheckInScreen"
        await seen.press("escape")
        assert seen.screen == "HomeScreen"
    (draft,) = tracker.drafts()
    assert draft.check_in.medicines == (Medicine("ondansetron", "4 mg"),)


async def test_whether_a_medicine_helped_is_said_later_and_a_medicine_is_changed_or_taken_out(
    tracker: Tracker, clock: Clock
) -> None:
    form = tracker.new_check_in(at=NOW - timedelta(hours=1))
    exact = NOW - timedelta(hours=2, seconds=31)
    taken = (Medicine("ondansetron", "4 mg", exact), Medicine("ginger", "1 cup"), Medicine("tea"))
    tracker.check_in(replace(form, medicines=taken))
    async with running(tracker, clock) as seen:
        await seen.press("h", "down", "enter")
        assert "ondansetron 4 mg, today 15:11, not known yet if it helped" in seen.text
        await seen.press("e", "m", "n")
        assert "[no]" in seen.line("ondansetron, 4 mg")
        await seen.press("up", "x")
        assert current_line(seen) == "medicine-name"
        await seen.press("down")
        await seen.press("backspace", "backspace", "backspace", "backspace")
        await medicine(seen, "8 mg", "")
        assert "[no]" in seen.line("ondansetron, 8 mg, today 15:11")
        await seen.press("up", "up", "x", *["backspace"] * 6, "ctrl+s", "enter")
        assert "tea, not known yet if it helped" in seen.text
        assert "ondansetron 8 mg, today 15:11, did not help" in seen.text and "ginger" not in seen.text
        await seen.press("e", "m", "down", "backspace", "y", "u", "ctrl+s", "enter")
        assert "There are 2 earlier versions." in seen.text
    assert only_check_in(tracker).medicines == (
        Medicine("tea", helped=None),
        Medicine("ondansetron", "8 mg", exact, helped=None),
    )


async def test_names_and_doses_are_completed_from_earlier_ones_and_never_filled_in_alone(tracker: Tracker) -> None:
    for hours, dose in ((3, "8 mg"), (2, "4 mg")):
        form = tracker.new_check_in(at=NOW - timedelta(hours=hours))
        tracker.check_in(replace(form, medicines=(Medicine("Ondansetron", dose), Medicine("old\u202e"))))
    async with running(tracker) as seen:
        await seen.press("c", "m")
        await seen.type("on")
        await seen.press("right")
        assert "Ondansetron" in seen.line("Name")
        await seen.press("down")
        assert "4 mg" in seen.line("How much  ") and "the same as last time" in seen.text
        await seen.press("right", "enter", "enter", "enter", "m")
        assert seen.line("Ondansetron, 4 mg")
        await seen.type("ondansetron")
        await seen.press("enter")
        await seen.type("8")
        await seen.press("right", "enter", "enter", "enter", "m")
        await seen.type("old")
        await seen.press("right", "down", "right", "enter", "enter", "enter", "m")
        await seen.type("ondansetron")
        await seen.press("enter", "enter", "ctrl+s")
    taken = tracker.check_ins()[-1].medicines
    assert [(each.name, each.dose) for each in taken] == [
        ("Ondansetron", "4 mg"), ("ondansetron", "8 mg"), ("old", ""), ("ondansetron", ""),
    ]  # fmt: skip


async def test_a_pasted_note_is_kept_whole_and_drawn_as_it_is(tracker: Tracker) -> None:
    note = "[b]first[/b] line\n\nthird \\ line [/]"
    async with running(tracker) as seen:
        await seen.press("c", "o")
        seen.app.screen.query_one(TextArea).post_message(events.Paste(note.replace("\n", "\r\n")))
        await seen.pilot.pause()
        assert "[b]first[/b] line" in seen.text
        await seen.press("ctrl+s")
    assert only_check_in(tracker).note == note


async def test_control_characters_in_a_paste_become_visible_signs(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "o")
        seen.app.screen.query_one(TextArea).post_message(events.Paste("a\x1b]52;c;eA==\x07b"))
        await seen.pilot.pause()
        assert "\x1b" not in seen.text
        await seen.press("ctrl+s")
    assert only_check_in(tracker).note == "a\u241b]52;c;eA==\u2407b"


async def test_a_paste_that_is_too_long_is_refused_aloud(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "o")
        seen.app.screen.query_one(TextArea).post_message(events.Paste("x" * 5000))
        await seen.pilot.pause()
        assert "Nothing was pasted" in seen.text
        assert seen.app.screen.query_one(TextArea).text == ""


async def test_companion_is_asked_about_them_and_asked_more(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "b")
        assert "Is any part of them swollen" in seen.text
        assert "[no]" in seen.line("Trouble breathing")
        assert "Hard to wake" in seen.text
        await seen.press("ctrl+s")
    assert only_check_in(tracker).entered_by == "companion"


async def test_every_word_a_companion_sees_is_about_them(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "b", "f1")
        assert '"The person I am with had a ketamine infusion that ended today 10:45' in seen.text
        assert "Now they have …" in " ".join(seen.text.split())
        await seen.press("escape", "m")
        assert "Which medicine did they take?" in seen.text
        await medicine(seen, "tea", "")
        assert "When did they take it?" in seen.text
        await seen.press("enter")
        assert "Did tea help them?" in seen.text
        await seen.press("v")
        assert "Their blood pressure, after sitting still" in seen.text
        await seen.press("down")
        assert "Their heart beats in a minute" in seen.text
        await seen.press("ctrl+s")
        assert "Nothing you answered for them is on ktrack's list" in " ".join(seen.text.split())
        assert "If they get worse" in " ".join(seen.text.split())
        await seen.press("enter", "f1")
        assert "The person I am with had" in seen.text
        await seen.press("escape", "c", "b", "n", "y", "ctrl+s")
        assert seen.screen == "AlertScreen"
        said = " ".join(seen.words("#script").split())
        assert said.startswith('Say: "The person I am with had a ketamine infusion that ended today 10:45')
        assert "Today 17:12 they had: swelling." in said


async def test_leaving_keeps_the_form(tracker: Tracker, clock: Clock) -> None:
    async with running(tracker, clock) as seen:
        await seen.press("c")
        await seen.answer(*ALL_NO, "2", "o")
        await seen.type("note")
        await seen.press("escape", "escape")
        assert seen.screen == "HomeScreen"
        assert "Kept. Go on any time." in seen.text
    clock.now += timedelta(hours=4)
    async with running(tracker, clock) as seen:
        assert "You were writing at 17:12." in seen.text
        await seen.press("c")
        assert "[2]" in seen.line("Nausea")
        assert current(seen) == "answer-dizziness"
        await seen.press("ctrl+s")
        assert "You began this check-in 4 h ago. Is it still for now?" in seen.text
        await seen.press("ctrl+s")
    saved = only_check_in(tracker)
    assert saved.answers["nausea"] == 2
    assert saved.note == "note"
    assert saved.at == NOW
    assert tracker.drafts() == ()


async def test_an_old_form_is_saved_for_then_or_for_now(tracker: Tracker, clock: Clock) -> None:
    async with running(tracker, clock) as seen:
        await seen.press("c", "n")
        clock.now = NOW + timedelta(minutes=61)
        await seen.press("ctrl+s")
        assert seen.line("for today 17:12, when it was begun") and seen.line("for now, today 18:13")
        await seen.press("escape")
        assert seen.screen == "CheckInScreen" and tracker.check_ins() == ()
        assert [each.check_in.answers for each in tracker.drafts()] == [{"trouble_breathing": 0}]
        await seen.press("n", "ctrl+s", "enter")
        assert seen.screen == "SavedScreen"
        then = only_check_in(tracker)
        assert (then.at, then.entered_at, then.answers) == (NOW, NOW, {"trouble_breathing": 0, "swelling": 0})
        await seen.press("enter", "c", "n")
        began, clock.now = clock.now, clock.now + timedelta(hours=20)
        new = tracker.add_infusion(started_at=clock.now - timedelta(hours=2), number=6)
        await seen.press("ctrl+s", "down", "enter")
        assert "Saved: the check-in of" in seen.text
    now = tracker.check_ins()[-1]
    assert (now.at, now.entered_at, now.infusion) == (clock.now, clock.now, new.id)
    assert began < now.at and tracker.drafts() == ()


async def test_nothing_is_asked_of_a_young_form_a_given_time_a_correction(tracker: Tracker, clock: Clock) -> None:
    async with running(tracker, clock) as seen:
        await seen.press("c", "n")
        clock.now += timedelta(minutes=60)
        await seen.press("ctrl+s")
        assert seen.screen == "SavedScreen"
        await seen.press("enter", "c", "n", "e")
        await seen.type("1h ago")
        clock.now += timedelta(hours=3)
        await seen.press("ctrl+s")
        assert seen.screen == "SavedScreen"
        await seen.press("enter", "h", "down", "e", "n", "n", "n", "ctrl+s")
        assert seen.screen == "SavedScreen"


async def test_draft_is_on_disk_half_a_second_after_a_key(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "n")
        await seen.pilot.pause(0.5)
        (draft,) = tracker.drafts()
    assert draft.check_in.answers == {"trouble_breathing": 0, "swelling": 0}


async def test_a_form_without_an_answer_is_not_kept(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "up", "backspace", "escape")
        assert seen.screen == "HomeScreen"
    assert tracker.drafts() == ()


async def test_throwing_a_form_away_takes_two_keys(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "escape", "x")
        assert len(tracker.drafts()) == 1
        assert "x again throws it away" in seen.text
        await seen.press("x")
        assert "You were writing" not in seen.text
    assert tracker.drafts() == ()


@pytest.mark.parametrize("way", ["escape", "ctrl+s", "ctrl+q"])
async def test_an_emergency_is_shown_whichever_way_the_form_is_left(tracker: Tracker, way: str) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "n", "y", way)
        assert seen.screen == "AlertScreen"
        assert "CALL 911 NOW" in seen.text
    (flag,) = tracker.alerts()
    assert flag.red_flag == "chest-pain"
    assert flag.shown_at == NOW


async def test_a_crash_while_writing_loses_no_warning(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "n", "y")
        await seen.pilot.pause(0.5)
    async with running(tracker) as seen:
        assert seen.screen == "AlertScreen"
        await seen.press("1", "enter")
        assert "You were writing" in seen.text


def full_disk(*_: object, **__: object) -> None:
    raise NotSaved("NOT SAVED. The disk is full.")


async def test_a_disk_that_refuses_keeps_the_form_open_and_still_warns(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "n", "y", "3")
        monkeypatch.setattr(tracker, "check_in", full_disk)
        monkeypatch.setattr(tracker, "keep_draft", full_disk)
        await seen.press("up", "3", "up", "4")
        await seen.pilot.pause(0.5)
        await seen.press("up", "3")
        await seen.pilot.pause(0.5)
        assert seen.text.count("NOT SAVED") == 1
        await seen.press("ctrl+s")
        assert seen.screen == "AlertScreen"
        await seen.press("1", "enter")
        assert "what you did is not kept either" in " ".join(seen.text.split())
        await seen.press("enter")
        assert seen.screen == "CheckInScreen"
        assert "NOT SAVED. The disk is full." in seen.text
        assert seen.app.screen.draft.answers["chest_pain"] == 3  # type: ignore[attr-defined]
        monkeypatch.undo()
        await seen.press("ctrl+s")
    assert only_check_in(tracker).answers["chest_pain"] == 3


async def test_what_a_full_disk_does_not_keep_is_seen_before_the_form_is_left(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "n", "n")
        monkeypatch.setattr(tracker, "keep_draft", full_disk)
        await seen.press("y", "3")
        await seen.press("escape")
        assert seen.screen == "AlertScreen" and "CALL 911 NOW" in seen.text
        await seen.press("1", "enter", "enter")
        assert seen.screen == "CheckInScreen" and "Press the same key again" in " ".join(seen.text.split())
        await seen.press("escape")
        assert seen.screen == "HomeScreen"


async def test_correcting_replaces_the_kept_version(tracker: Tracker) -> None:
    kept = checked_in(tracker, 2, nausea=1).check_in
    async with running(tracker) as seen:
        seen.app.open_check_in(kept, was=kept)
        await seen.pilot.pause()
        assert "Correct a check-in" in seen.text
        await seen.answer(*["down"] * len(DANGER), "3")
        await seen.press("ctrl+s")
    assert only_check_in(tracker) == replace(kept, answers={"nausea": 3})


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_nothing_is_cut(tracker: Tracker, size: tuple[int, int]) -> None:
    checked_in(tracker, 2, **dict.fromkeys(DANGER[:3], 0), nausea=2, drowsiness=2, urinary_urgency=1)
    async with running(tracker, size=size) as seen:
        await seen.press("c")
        await seen.answer(*ALL_NO, "0", "0", "0", "y", "N", "0", "0", "2", "up")
        for row in seen.app.screen.query(ChoiceRow):
            drawn = str(row.render())
            assert row.wording.label in " ".join(drawn.split()), drawn
            assert all(len(line) <= row.size.width for line in drawn.splitlines()), drawn
        assert "last 2" in seen.line("Drowsiness")


async def test_an_odd_value_counts_when_a_form_is_gone_on_with(tracker: Tracker) -> None:
    """A line that is filled is not a line that is being typed in."""
    async with running(tracker) as seen:
        await seen.press("c", "v", "down")
        await seen.type("300")
        await seen.press("down")
        assert "CALL 911 NOW" in seen.text
        await seen.press("escape", "b")
        assert "CALL 911 NOW" in seen.text
        (draft,) = tracker.drafts()
        assert draft.check_in.vitals == {"heart_rate": 300}


async def test_a_form_outlives_its_infusion(tracker: Tracker) -> None:
    """Deleted while the form lay there, or while it is open."""
    (infusion,) = tracker.infusions()
    async with running(tracker) as seen:
        await seen.press("c", "n", "escape")
        tracker.delete_infusion(infusion.id)
        await seen.press("c")
        assert "between infusions" in seen.text
        await seen.press("escape")
        other = infused(tracker)
        await seen.press("x", "x", "c", "n")
        tracker.delete_infusion(other.id)
        await seen.pilot.resize_terminal(90, 24)
        await seen.press("n", "ctrl+s")
        assert seen.screen == "SavedScreen"
    assert only_check_in(tracker).infusion is None
