"""`ktrack ask`: line by line, each warning at once, nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ktrack.questions import in_group
from ktrack.tracker import Tracker
from tests.cli.conftest import Cli, Ran

DANGER = len(in_group("danger"))
PASS = [""] * DANGER
"""Every danger question left out."""


def told(*lines: str) -> bytes:
    """What a person types, line by line."""
    return "".join(f"{line}\n" for line in lines).encode()


def kept(cli: Cli) -> dict[str, int]:
    """Answers of the only saved check-in."""
    (check_in,) = cli.ok("history", "--json").json()["check_ins"]
    answers: dict[str, int] = check_in["answers"]
    return answers


def through(cli: Cli, *lines: str) -> Ran:
    """Type these, leave the rest out, save."""
    return cli.ok("ask", stdin=told(*lines, *[""] * 60, "yes"))


def test_from_the_first_question_to_the_saved_check_in(cli: Cli, infused: str) -> None:
    ran = through(cli, *["no"] * DANGER, "2", "mild", "0", "no")
    answers = kept(cli)
    assert (answers["nausea"], answers["dizziness"], answers["dissociation"]) == (2, 1, 0)
    assert answers["chest_pain"] == 0
    # "no" at the gate answers the four behind it
    assert answers["bladder_pain"] == 0 and "nocturia" not in answers
    assert "Saved: check-in of today 12:00" in ran.out
    assert cli.ok("status").out.count("ktrack ask") == 0


def test_every_choice_is_named_and_nothing_is_drawn(cli: Cli, infused: str) -> None:
    said = through(cli, "no").out
    assert "Choices: yes, no." in said
    assert "Choices: 0 none, 1 mild, 2 moderate, 3 severe, 4 very severe." in said
    assert all(ord(character) < 0x2500 or ord(character) > 0x25FF for character in said)
    assert "\x1b" not in said and "\r" not in said
    assert max(len(line) for line in said.splitlines()) <= 80


def test_danger_comes_first_and_is_said_at_once(cli: Cli, infused: str) -> None:
    said = cli.ok("ask", stdin=told("no", "yes", "2", "lips", "no", "stop")).out
    first = said.find("hard to breathe")
    alert = said.find("!!!  CALL YOUR EMERGENCY NUMBER NOW")
    assert 0 <= first < alert < said.find("How strong is the swelling")


def test_what_was_answered_before_stopping_is_a_draft_with_its_warning(cli: Cli, infused: str) -> None:
    said = cli.ok("ask", stdin=told("no", "no", "yes", "stop")).out
    assert "kept as a draft" in said
    assert cli.ok("history", "--json").json()["check_ins"] == []
    assert [each["red_flag"] for each in cli.ok("flags", "--json").json()["findings"]] == ["chest-pain"]
    assert "not saved yet: ktrack ask goes on" in " ".join(cli.ok("status").out.split())


@pytest.mark.parametrize("at", [0, 3, DANGER + 1], ids=["first", "danger", "nausea or after"])
def test_what_is_told_at_a_question_is_kept_and_judged(cli: Cli, infused: str, at: int) -> None:
    ran = through(cli, *[""] * at, "I cant breathe", "yes but only a little", "fainted", "modrate")
    said = " ".join(ran.out.split())
    assert said.count("Your words are kept as a note.") == 3
    asked = said.find("Your words are kept as a note.")
    assert asked < said.find("CALL YOUR EMERGENCY NUMBER NOW") < asked + 100
    (check_in,) = cli.ok("history", "--json").json()["check_ins"]
    assert check_in["note"].splitlines() == ["I cant breathe", "yes but only a little", "fainted"]
    open_ones = cli.ok("flags", "--json").json()["findings"]
    assert {"trouble-breathing", "fainting"} <= {each["red_flag"] for each in open_ones}


def test_what_is_told_where_it_has_no_room_is_refused_in_a_sentence(cli: Cli, infused: str) -> None:
    said = through(cli, "long words " * 1000).out
    assert "can be kept" in said
    assert "kept as a note" not in said


@pytest.mark.parametrize("ending", [[], ["stop"], ["", "", "", "", "", "no"]], ids=["hang-up", "stop", "mid-way"])
def test_a_form_is_taken_up_where_it_was_left(cli: Cli, infused: str, ending: list[str]) -> None:
    assert cli("ask", stdin=told("no", "no", *ending)).code == (ending != ["stop"])
    cli.later(minutes=20)
    ran = cli.ok("ask", stdin=told("yes", *[""] * 60, "yes"))
    assert "You were writing at today 12:00" in ran.out
    answers = kept(cli)
    assert answers["trouble_breathing"] == 0 and answers["swelling"] == 0


def test_a_form_that_is_not_wanted_stays_a_draft(cli: Cli, infused: str) -> None:
    cli.ok("ask", stdin=told("yes", "stop"))
    cli.ok("ask", stdin=told("no", "no", *[""] * 60, "yes"))
    assert kept(cli) == {"trouble_breathing": 0}
    assert "not saved yet" in cli.ok("status").out


def test_only_yes_or_no_decides_about_a_form_that_was_left(cli: Cli, infused: str) -> None:
    cli.ok("ask", stdin=told("no", "no", "stop"))
    cli.later(minutes=1)
    cli.ok("ask", "--by", "companion", stdin=told("yes", "stop"))
    cli.later(minutes=5)
    said = cli.ok("ask", stdin=told("", "yes please", "no", "yes", "stop")).out
    assert " ".join(said.split()).count("as a companion. Go on with it?") == 3
    assert said.count("You were writing") == 4, "the form before it is offered too"
    said = cli.ok("ask", "--by", "companion", stdin=told("yes", "stop")).out
    assert said.count("You were writing") == 1 and "as a companion" in said


def test_a_form_that_is_taken_up_says_at_once_what_it_holds(cli: Cli, infused: str) -> None:
    cli.ok("ask", stdin=told("no", "no", "yes", "stop"))
    cli.later(minutes=5)
    said = cli.ok("ask", stdin=told("yes", "stop")).out
    assert 0 <= said.find("You were writing") < said.find("!!!  CALL") < said.find("How strong")


@pytest.mark.parametrize(("answer", "moment"), [("now", "17:00"), ("then", "12:00")])
def test_a_form_taken_up_hours_later_is_for_now_or_for_then(
    cli: Cli, infused: str, answer: str, moment: str
) -> None:
    cli.ok("ask", stdin=told(*PASS, "1", "stop"))
    cli.later(hours=5)
    said = cli.ok("ask", stdin=told("yes", "perhaps", answer, *[""] * 60, "yes")).out
    assert said.count("You began this check-in 5 h ago. Is it still for now?") == 2
    assert f"Saved: check-in of today {moment}" in said
    warned = "Side effect that has not gone away" in said
    assert warned == (answer == "now"), "what is there five hours later is not what was there then"


def test_a_form_taken_up_counts_from_an_infusion_that_was_entered_meanwhile(cli: Cli, infused: str) -> None:
    cli.ok("ask", stdin=told("no", "no", "stop"))
    added = cli.ok("infusion", "add", "--start", "11:30", "--end", "11:50", "--json").json()
    assert "10 min after infusion 4" in cli.ok("ask", stdin=told("yes", *[""] * 60, "yes")).out
    (check_in,) = cli.ok("history", "--json").json()["check_ins"]
    assert check_in["infusion"] == added["id"]


def test_a_form_of_days_ago_is_not_offered(cli: Cli, infused: str) -> None:
    cli.ok("ask", stdin=told("no", "stop"))
    cli.later(hours=25)
    assert "in the app, c goes on with it." in " ".join(cli.ok("status").out.split())
    assert "You were writing" not in cli.ok("ask", stdin=told("no", "stop")).out


def test_back_changes_an_answer(cli: Cli, infused: str) -> None:
    said = through(cli, *PASS, "2", "back", "3").out
    assert "You said: moderate. Press Enter to keep it." in said
    assert kept(cli)["nausea"] == 3


def test_back_at_the_first_question_stays_there(cli: Cli, infused: str) -> None:
    assert "This is the first question." in cli.ok("ask", stdin=told("back", "no", "stop")).out


def test_a_yes_taken_back_before_saving_is_a_slip(cli: Cli, infused: str) -> None:
    said = through(cli, "yes", "back", "no", "no").out
    assert "!!!  CALL" in said
    assert said.count("How hard is it to breathe at the worst moment?") == 1
    assert kept(cli)["trouble_breathing"] == 0
    assert cli.ok("flags", "--json").json()["highest"] == "none"


def test_help_explains_the_scale(cli: Cli, infused: str) -> None:
    said = cli.ok("ask", stdin=told(*PASS, "?", "stop")).out
    assert "3: severe. It stops me doing ordinary things." in said


@pytest.mark.parametrize("wrong", ["5", "1_0", "maybe", "-1", "\x1b[A", "٣", "yes no"])
def test_a_wrong_answer_is_asked_again(cli: Cli, infused: str, wrong: str) -> None:
    through(cli, *PASS, wrong, "2")
    assert kept(cli)["nausea"] == 2


def test_rest_answers_a_group_with_0_but_never_danger(cli: Cli, infused: str) -> None:
    said = through(cli, "rest", *PASS, "1", "rest").out
    assert "rest does not work here" in said
    (check_in,) = cli.ok("history", "--json").json()["check_ins"]
    assert check_in["answers"]["nausea"] == 1
    assert check_in["answers"]["dizziness"] == 0
    assert {"dizziness", "dissociation", "urinary_frequency"} <= set(check_in["none_for_rest"])


def test_skip_is_a_state_of_its_own(cli: Cli, infused: str) -> None:
    through(cli, "skip")
    (check_in,) = cli.ok("history", "--json").json()["check_ins"]
    assert check_in["skipped"] == ["trouble_breathing"]
    assert "trouble_breathing" not in check_in["answers"]


@pytest.mark.parametrize("word", ["no", "skip", "N"])
def test_no_note_is_no_note(cli: Cli, infused: str, word: str) -> None:
    through(cli, *PASS, "rest", "rest", "3", "", "SKIP", "skip", word)
    (check_in,) = cli.ok("history", "--json").json()["check_ins"]
    assert (check_in["note"], check_in["medicines"]) == ("", [])


def test_thinking_of_acting_on_it_counts_as_3(cli: Cli, infused: str) -> None:
    said = through(cli, *PASS[1:], "yes", "yes").out
    assert kept(cli)["suicidal_thoughts"] == 3
    assert "988" in said


def test_measurements_medicines_and_a_note(cli: Cli, infused: str) -> None:
    to_the_measurements = [*PASS, "rest", "rest", "3", ""]
    measured = ["yes", "118", "118/74", "1_0", "80", "36,8", "", ""]
    taken = ["tea;1 cup;11:00", "no"]
    said = through(cli, *to_the_measurements, *measured, *taken, "Wobbly [/] stairs,", "but not bad.").out
    (check_in,) = cli.ok("history", "--json").json()["check_ins"]
    assert check_in["answers"]["pain"] == 3 and "mood" not in check_in["answers"]
    assert check_in["vitals"] == {"systolic": 118, "diastolic": 74, "heart_rate": 80, "temperature_c": 36.8}
    (medicine,) = check_in["medicines"]
    assert (medicine["name"], medicine["dose"], medicine["at"]) == ("tea", "1 cup", "2026-11-19T11:00:00-05:00")
    assert check_in["note"] == "Wobbly [/] stairs,\nbut not bad."
    assert "takes two numbers with a slash" in said
    assert "- Blood pressure: 118/74" in said and "- Took tea 1 cup, today 11:00" in said


def test_an_odd_measurement_is_said(cli: Cli, infused: str) -> None:
    ran = through(cli, *PASS, "rest", "rest", "", "", "yes", "74/118")
    assert "Check this number: blood pressure 74/118" in ran.err
    assert set(cli.ok("history", "--json").json()["check_ins"][0]["unconfirmed"]) == {"systolic", "diastolic"}


def test_what_a_measurement_calls_for_is_asked_after_it(cli: Cli, infused: str) -> None:
    said = cli.ok("ask", stdin=told(*PASS, "rest", "rest", "", "", "yes", "230/140", *[""] * 30, "no")).out
    assert 0 <= said.find("CALL YOUR") < said.find("Is an arm, a leg or one side")
    assert 0 <= said.find("How much new pain do you have in your back?") < said.find("Did you take a medicine")


def test_what_a_note_tells_of_is_asked_after_it_although_it_was_left_out(cli: Cli, infused: str) -> None:
    before = [*PASS, "rest", "rest", "", "", "", ""]
    ran = cli.ok(
        "ask", stdin=told(*before, "my chest hurts", "and more", "", "yes", "2", "yes", "", "", *["yes"] * 2)
    )
    asked = ran.out.split("Does your chest hurt or feel tight")
    assert len(asked) == 3 and "Is it happening now?" in asked[1]
    assert kept(cli)["chest_pain"] == 2


@pytest.mark.parametrize(("again", "chest_pain"), [(["yes", "2", "", ""], 2), ([""], 0)])
def test_a_note_against_an_answer_of_none_is_asked_about_at_the_end(
    cli: Cli, infused: str, again: list[str], chest_pain: int
) -> None:
    places = ["no" if one.key == "chest_pain" else "" for one in in_group("danger")]
    before = [*places, "rest", "rest", "", "", "", ""]
    ran = cli.ok("ask", stdin=told(*before, "my chest hurts", "", *again, *["yes"] * 2))
    assert "Does your chest hurt or feel tight" in ran.out.split("Which is right?")[1]
    assert kept(cli)["chest_pain"] == chest_pain


def test_nothing_entered_is_nothing_kept(cli: Cli, infused: str) -> None:
    ran = cli("ask")
    assert ran.code == 2
    assert "Nothing was entered" in ran.err
    assert "not saved yet" not in cli.ok("status").out


def test_check_in_without_anything_asks(cli: Cli, infused: str) -> None:
    assert "hard to breathe" in cli.ok("check-in", stdin=told("no", "stop")).out


def test_a_companion_is_asked_about_the_person(cli: Cli, infused: str) -> None:
    said = cli.ok("ask", "--by", "companion", stdin=told(*PASS, "stop")).out
    assert "hard for them to breathe" in said
    assert "wake" in said


def test_a_form_that_was_cut_off_keeps_its_warning(
    cli: Cli, infused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        """The end of the conversation that a killed process never reaches."""

    with monkeypatch.context() as broken:
        broken.setattr("ktrack.cli.ask._leave", killed)
        cli("ask", stdin=told("yes"))
    assert "!!!  CALL" in cli.ok("status").out
    (found,) = cli.ok("flags", "--json").json()["findings"]
    cli.ok("flag", "answer", found["id"], "called")
    assert cli.ok("flags", "--json").json()["findings"] == []


@pytest.mark.parametrize("lines", [["no", "yes"], ["no", "yes", *[""] * 70]], ids=["at a question", "at the end"])
def test_answers_that_end_before_they_are_saved_are_no_success(cli: Cli, infused: str, lines: list[str]) -> None:
    """A script must see that nothing was saved; who hangs up has been warned, and is again."""
    ran = cli("ask", stdin=told(*lines))
    assert ran.code == 1
    assert "!!!  CALL YOUR EMERGENCY NUMBER NOW" in ran.out
    assert ran.err.strip() == (
        "NOT SAVED: the answers ended before the check-in was saved. They are kept as a draft: ktrack ask goes on "
        "with it, for 24 hours."
    )
    assert "Saved" not in ran.out and "Not saved" not in ran.out
    assert cli.ok("history", "--json").json()["check_ins"] == []
    assert "!!!  CALL" in cli.ok("status").out
    assert "You were writing" in cli.ok("ask", stdin=told("yes", *[""] * 70, "no")).out


def test_answers_that_end_before_the_first_are_bad_input(cli: Cli, infused: str) -> None:
    ran = cli("ask", stdin=b"")
    assert ran.code == 2 and "Nothing was entered" in ran.err


def test_a_correction_gone_on_with_says_what_changed_since_it_was_begun(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "nausea=1")
    with Tracker(cli.folder, clock=lambda: cli.now) as tracker:
        (kept,) = tracker.check_ins()
        tracker.edit_check_in(replace(kept, answers={"nausea": 3}))
        tracker.keep_draft(replace(kept, answers={"nausea": 0}), was=kept)
    said = " ".join(cli.ok("ask", stdin=told("yes", "stop")).out.split())
    assert "This check-in was changed after you began to correct it." in said


def test_a_draft_that_cannot_be_kept_is_no_success(
    cli: Cli, infused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ktrack.tracker.Tracker.leave_draft", full)
    ran = cli("ask", stdin=told("no", "yes", "stop"))
    assert (ran.code, "The draft could not be kept." in ran.err) == (1, True)


def test_a_full_disk_hides_no_warning(cli: Cli, infused: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ktrack.tracker.Tracker.keep_draft", full)
    ran = cli("ask", stdin=told("yes", "stop"))
    assert "!!!  CALL" in ran.out
    assert "cannot be kept" in ran.err


def test_a_save_that_fails_leaves_the_draft(cli: Cli, infused: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("ktrack.tracker.Tracker.check_in", full)
        ran = cli("ask", stdin=told("no", *[""] * 60, "yes"))
    assert ran.code == 1
    assert "NOT SAVED" in ran.err and "kept as a draft" in ran.out
    assert "You were writing" in cli.ok("ask", stdin=told("yes", "stop")).out
