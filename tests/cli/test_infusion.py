"""`ktrack infusion` and `ktrack visit`."""

from __future__ import annotations

from tests.cli.conftest import Cli


def test_add_says_how_the_times_were_understood(cli: Cli) -> None:
    said = cli.ok("infusion", "add", "--start", "9:15", "--end", "10am", "--number", "3", "--dose-mg", "35,5").out
    assert "Understood: started today 09:15, ended today 10:00" in said
    assert "Saved: Infusion 3" in said and "35.5 mg" in said


def test_json_is_the_record_of_the_diary_file(cli: Cli) -> None:
    ran = cli.ok(
        "infusion", "add", "--start", "2026-11-18T10:00", "--end", "2026-11-18T10:45:00-05:00", "--number", "4",
        "--dose-mg", "35", "--route", "intravenous", "--phase", "maintenance", "--baseline-bp", "118/74",
        "--baseline-hr", "70", "--note", "-", "--json", stdin=b"calm",
    )  # fmt: skip
    made = ran.json()
    assert made == {
        "id": made["id"], "number": 4, "started_at": "2026-11-18T10:00:00-05:00",
        "ended_at": "2026-11-18T10:45:00-05:00", "timezone": "America/New_York", "dose_mg": 35,
        "route": "intravenous", "phase": "maintenance",
        "baseline_vitals": {"systolic": 118, "diastolic": 74, "heart_rate": 70}, "note": "calm",
    }  # fmt: skip
    assert cli.ok("infusion", "list", "--json").json() == {"infusions": [made]}
    assert "Understood: started yesterday 10:00" in ran.err


def test_an_unknown_end_is_asked_for(cli: Cli) -> None:
    said = cli.ok("infusion", "add", "--start", "9:15").out
    assert "ended not known" in said and "ktrack infusion edit" in said


def test_edit_by_the_start_of_the_id_changes_only_what_is_given(cli: Cli, infused: str) -> None:
    cli.ok("infusion", "edit", infused[:8], "--end", "10:20", "--baseline-hr", "70")
    changed = cli.ok("infusion", "edit", infused[:8], "--baseline-bp", "118/74", "--json").json()
    assert changed["number"] == 3
    assert changed["ended_at"] == "2026-11-19T10:20:00-05:00"
    assert changed["baseline_vitals"] == {"heart_rate": 70, "systolic": 118, "diastolic": 74}
    unknown = cli.ok("infusion", "edit", infused, "--end", "unknown", "--number", "unknown", "--json").json()
    assert (unknown["ended_at"], unknown["number"]) == (None, None)
    assert len(cli.ok("export", "--format", "json").json()["edits"]) == 3


def test_edit_of_nothing_is_refused(cli: Cli, infused: str) -> None:
    assert cli("infusion", "edit", infused).code == 2


def test_delete_keeps_the_check_ins(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "nausea=1")
    said = cli.ok("infusion", "delete", infused[:8]).out
    assert "Deleted: Infusion 3" in said and "are kept" in said
    assert cli.ok("infusion", "list", "--json").json()["infusions"] == []
    (check_in,) = cli.ok("history", "--json").json()["check_ins"]
    assert check_in["infusion"] is None


def test_an_empty_list_says_how_to_begin(cli: Cli) -> None:
    assert "ktrack infusion add" in cli.ok("infusion", "list").out
    assert "ktrack visit add" in cli.ok("visit", "list").out


def test_a_visit_with_questions(cli: Cli) -> None:
    asked = b"Is it usual?\n\n  How many more?  \n"
    made = cli.ok("visit", "add", "--at", "2026-12-01T14:00", "--question", "-", "--json", stdin=asked).json()
    assert made["questions"] == ["Is it usual?", "How many more?"]
    said = cli.ok("visit", "list").out
    assert "Visit Tue 1 Dec 14:00" in said and "? Is it usual?" in said
    assert cli.ok("visit", "list", "--json").json()["visits"] == [made]


def test_a_visit_with_a_note(cli: Cli) -> None:
    said = cli.ok("visit", "add", "--at", "yesterday 14:00", "--note", "-", stdin=b"Slower drip.").out
    assert "Understood: yesterday 14:00" in said
    assert cli.ok("visit", "list", "--json").json()["visits"][0]["note"] == "Slower drip."


def test_one_stdin_cannot_be_two_texts(cli: Cli) -> None:
    assert cli("visit", "add", "--at", "9:00", "--note", "-", "--question", "-", stdin=b"x").code == 2


def test_a_check_in_from_before_the_infusion_was_entered_is_pointed_out(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "nausea=1", "--at", "11:30")
    ran = cli.ok("infusion", "add", "--start", "11:00", "--end", "11:20", "--json")
    assert "1 check-in counts from another infusion or none, though" in ran.err
    assert ran.json()["ended_at"].startswith("2026-11-19T11:20")
    assert "check-in counts from" not in cli.ok("infusion", "add", "--start", "11:40").err


def test_a_visit_without_a_year_lies_ahead(cli: Cli) -> None:
    assert cli.ok("visit", "add", "--at", "1 dec 14:00", "--json").json()["at"] == "2026-12-01T14:00:00-05:00"
