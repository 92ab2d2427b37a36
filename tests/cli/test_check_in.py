"""`ktrack check-in`: what is saved, what is said, and in which order."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli


def place(text: str, *words: str) -> list[int]:
    """Where each of these stands in a text; all of them must."""
    found = [text.find(each) for each in words]
    assert -1 not in found, (words, text)
    return found


def test_says_what_was_saved_then_the_action_then_what_was_asked(cli: Cli, infused: str) -> None:
    said = cli.ok("check-in", "swelling=yes", "nausea=2", "fainting=no", "--detail", "swelling.location=lips").out
    order = place(
        said,
        "Saved: check-in of today 12:00, 2 h after infusion 3.",
        "!!!  CALL YOUR EMERGENCY NUMBER NOW",
        "severe allergic reaction",
        "Because: Swelling: mild",
        "has told nobody",
        "Asked, and not reported:",
        "Could not be checked, not asked:",
        "Tell your clinic about any reaction, also one not listed here",
    )
    assert order == sorted(order)
    assert "Nausea: moderate" in said


def test_nothing_found_is_no_all_clear(cli: Cli, infused: str) -> None:
    said = " ".join(cli.ok("check-in", "nausea=1", "chest_pain=no").out.split())
    assert "Nothing you entered matches ktrack's list of warning signs." in said
    assert "not complete" in said and "being worried is reason enough" in said
    assert "Could not be checked, not asked: " in said


def test_json_is_one_document_and_nothing_else(cli: Cli, infused: str) -> None:
    ran = cli.ok("check-in", "chest_pain=2", "--at", "11:30", "--json")
    told = ran.json()
    assert list(told) == ["id", "infusion", "at", "findings", "not_checked", "clear"]
    assert told["infusion"] == infused
    assert told["at"] == "2026-11-19T11:30:00-05:00"
    assert "Understood: today 11:30" in ran.err
    (found,) = told["findings"]
    assert (found["red_flag"], found["level"], found["still_found"]) == ("chest-pain", "emergency", True)
    assert found["because"][0]["question"] == "chest_pain"
    assert found["raised_at"] and found["response"] is None
    assert {"red_flag", "missing"} == set(told["not_checked"][0])


def test_watching_is_no_flag(cli: Cli, infused: str) -> None:
    cli.later(hours=1)
    (found,) = cli.ok("check-in", "dissociation=1", "--json").json()["findings"]
    assert (found["level"], found["raised_at"]) == ("watch", None)
    assert cli.ok("flags", "--json").json()["findings"][0]["level"] == "watch"


def test_everything_typed_is_kept_exactly(cli: Cli, infused: str) -> None:
    cli.ok(
        "check-in", "nausea=2", "mood=skip", "headache=3", "--by", "companion", "--at", "1h ago",
        "--bp", "120/76", "--hr", "80", "--temp", "36.8", "--spo2", "98", "--breathing", "14",
        "--detail", "headache.onset=sudden", "--detail", "headache.began_at=10:45",
        "--medicine", "ondansetron;4 mg;11:15", "--medicine", "tea", "--note", "-",
        stdin="Ein Wort, 薬, [/] und \N{PILE OF POO}\n".encode(),
    )  # fmt: skip
    (kept,) = cli.ok("history", "--json").json()["check_ins"]
    assert kept["answers"] == {"nausea": 2, "headache": 3}
    assert kept["skipped"] == ["mood"]
    assert kept["entered_by"] == "companion"
    assert kept["at"] == "2026-11-19T11:00:00-05:00"
    assert kept["entered_at"] == "2026-11-19T12:00:00-05:00"
    assert kept["timezone"] == "America/New_York"
    assert kept["details"] == {"headache": {"onset": "sudden", "began_at": "2026-11-19T10:45:00-05:00"}}
    assert kept["vitals"] == {
        "systolic": 120, "diastolic": 76, "heart_rate": 80, "temperature_c": 36.8, "spo2": 98,
        "breathing_rate": 14,
    }  # fmt: skip
    assert kept["medicines"] == [
        {"name": "ondansetron", "dose": "4 mg", "at": "2026-11-19T11:15:00-05:00", "helped": None},
        {"name": "tea", "dose": "", "at": None, "helped": None},
    ]
    assert kept["note"] == "Ein Wort, 薬, [/] und \N{PILE OF POO}"


def test_yes_counts_as_1_and_blank_stays_blank(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "chest_pain=yes", "seizure=no", "pain=7")
    (kept,) = cli.ok("history", "--json").json()["check_ins"]
    assert kept["answers"] == {"chest_pain": 1, "seizure": 0, "pain": 7}


def test_odd_values_are_kept_and_said(cli: Cli, infused: str) -> None:
    ran = cli.ok("check-in", "--bp", "76/120", "--hr", "300", "--json")
    (kept,) = cli.ok("history", "--json").json()["check_ins"]
    assert kept["vitals"] == {"systolic": 76, "diastolic": 120, "heart_rate": 300}
    assert set(kept["unconfirmed"]) == {"systolic", "diastolic", "heart_rate"}
    assert "Check this number: blood pressure 76/120" in ran.err
    assert "Check this number: heart rate 300" in ran.err
    # and they are judged: upwards, and swapped values both ways
    assert {each["red_flag"] for each in ran.json()["findings"]} >= {"blood-pressure-change", "rapid-heartbeat"}


def test_exit_status_is_0_whatever_the_level(cli: Cli, infused: str) -> None:
    assert cli("check-in", "seizure=yes").code == 0


def test_what_a_finding_asks_is_asked_once_and_not_what_is_known(cli: Cli, infused: str) -> None:
    said = cli.ok("check-in", "rash=1", "swelling=no").out
    asked = said.partition("Please say this too")[2].partition("Asked, and not")[0]
    assert asked.count("trouble_breathing:") == 1
    assert "swelling:" not in asked


def test_no_infusion_yet(cli: Cli) -> None:
    ran = cli.ok("check-in", "nausea=1", "--json")
    assert ran.json()["infusion"] is None
    assert "between infusions" in cli.ok("history").out


def test_flags_that_were_on_the_screen_are_marked_as_shown(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "seizure=yes")
    cli.ok("check-in", "chest_pain=yes", "--json")
    flags = cli.ok("export", "--format", "json").json()["flags"]
    # what a program read has not been on a screen
    assert {each["red_flag"]: each["shown_at"] for each in flags} == {
        "seizure": "2026-11-19T12:00:00-05:00",
        "chest-pain": None,
    }


def test_a_check_in_of_before_can_raise_what_comes_after_it(cli: Cli, infused: str) -> None:
    cli.later(hours=6)
    cli.ok("check-in", "nausea=2", "--at", "2h ago")
    said = cli.ok("check-in", "nausea=0", "--at", "6h ago").out
    assert "Nausea: none" in said
    assert "Understood: today 12:00" in said


@pytest.mark.parametrize("note", [b"", b"\n", b" \t \xe2\x80\x8b\n"], ids=["closed", "empty", "invisible"])
def test_an_empty_note_loses_no_answer(cli: Cli, infused: str, note: bytes) -> None:
    ran = cli.ok("check-in", "nausea=1", "--note", "-", stdin=note)
    assert "nothing but blanks" in ran.err
    assert cli.ok("history", "--json").json()["check_ins"][0]["answers"] == {"nausea": 1}


def test_a_note_is_asked_about_when_it_names_a_danger_sign(cli: Cli, infused: str) -> None:
    ran = cli.ok("check-in", "nausea=1", "--note", "-", stdin=b"chest feels tight")
    assert "Is it happening now? ktrack check-in chest_pain=yes, or chest_pain=no" in " ".join(ran.out.split())


def test_words_beside_an_answer_of_none_are_asked_about_first(cli: Cli, infused: str) -> None:
    given = ("check-in", "chest_pain=no", "nausea=1", "--note", "-")
    which = 'Your note says "chest pain". Your answer to Chest pain or tightness is none. Which is right?'
    said = " ".join(cli.ok(*given, stdin=b"chest pain since noon").out.split())
    assert (
        0 < said.find(f"{which} If it is there: ktrack check-in chest_pain=yes") < said.find("Nothing you entered")
    )
    ran = cli.ok(*given, "--json", stdin=b"chest pain since noon")
    assert which in " ".join(ran.err.split()) and ran.json()["findings"] == []
    assert "Which is right" not in cli.ok(*given, stdin=b"no chest pain today").out


@pytest.mark.parametrize("strength", [1, 3])
def test_whether_a_headache_came_suddenly_is_asked_where_it_was_not_told(
    cli: Cli, infused: str, strength: int
) -> None:
    how = f"did it come suddenly? If so: ktrack check-in headache={strength} --detail headache.onset=sudden"
    said = " ".join(cli.ok("check-in", f"headache={strength}").out.split())
    assert how in said
    assert ("CALL YOUR" in said[: said.find(how)]) == (strength == 3), "what to do comes first"
    for onset in ("sudden", "gradual"):
        told = cli.ok("check-in", f"headache={strength}", "--detail", f"headache.onset={onset}").out
        assert "did it come suddenly" not in told
    assert "did it come suddenly" not in cli.ok("check-in", "headache=0", "chest_pain=2").out


def test_words_that_point_to_two_questions_are_quoted_once(cli: Cli, infused: str) -> None:
    said = cli.ok("check-in", "--note", "-", stdin=b"used my epi-pen").out
    assert said.count('Written: "epi-pen"') == 1
    assert "Is it happening now? ktrack check-in swelling=yes, or swelling=no" in said


def test_what_a_late_entry_raises_for_a_later_check_in_comes_first(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "--at", "12:00", "nausea=3")
    said = cli.ok("check-in", "--at", "11:00", "nausea=1").out
    order = place(said, "!!  CALL YOUR CLINIC NOW", "getting clearly worse", "Nothing you entered matches")
    assert order == sorted(order)


def test_what_a_late_entry_raises_for_a_later_check_in_is_among_the_findings(cli: Cli, infused: str) -> None:
    later = cli.ok("check-in", "--at", "12:00", "nausea=3", "--json").json()
    (found,) = cli.ok("check-in", "--at", "11:00", "nausea=1", "--json").json()["findings"]
    assert (found["red_flag"], found["level"]) == ("worsening-side-effect", "urgent")
    assert later["id"] in {each["check_in"] for each in found["because"]}
    assert found in cli.ok("flags", "--json").json()["findings"]
