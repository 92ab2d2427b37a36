"""Help, version, rules, status, history, demo: what can be looked at without changing anything."""

from __future__ import annotations

import ast
import inspect
import json
import re
from pathlib import Path

import pytest

import ktrack
import ktrack.cli
from ktrack import paths
from ktrack.cli import commands
from ktrack.escalation import load_rulebook
from tests.cli.conftest import Cli

COMMANDS = [[each.name] for each in commands.COMMANDS] + [
    ["infusion", "add"], ["infusion", "list"], ["infusion", "edit"], ["infusion", "delete"],
    ["flag", "answer"], ["visit", "add"], ["visit", "list"],
]  # fmt: skip


def test_version(cli: Cli) -> None:
    assert cli.ok("--version").out == f"ktrack {ktrack.__version__}\n"


def test_the_overview_names_every_command_under_a_heading(cli: Cli) -> None:
    said = cli.ok("--help").out
    for heading in (commands.NOW, commands.LOOK, commands.CLINIC, commands.KEEP, commands.FILES):
        assert f"\n{heading}:\n" in said
    for name, *_ in COMMANDS:
        assert re.search(rf"^  {name} ", said, re.MULTILINE)
    assert "..." not in said.partition("\nOptions:")[0].partition("ARGS]...")[2]


def test_the_overview_says_of_each_command_what_its_own_help_says_first() -> None:
    made = commands.Commands()
    for listed in commands.COMMANDS:
        assert made[listed.name].get_short_help_str(300) == listed.says


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_in_short_lines(cli: Cli, command: list[str]) -> None:
    said = cli.ok(*command, "--help").out
    assert max(len(line) for line in said.splitlines()) <= 80
    assert f"Usage: ktrack {' '.join(command)}" in said
    assert "<bool>" not in said
    if command[-1] not in ("infusion", "flag", "visit"):
        assert f"Example:\n  ktrack {' '.join(command)}" in said


def test_rules_list_every_red_flag(cli: Cli) -> None:
    said = cli.ok("rules").out
    for red_flag in load_rulebook().red_flags:
        assert f" {red_flag.id} " in said
    assert "not from the five sources" in said


def test_a_rule_in_words_json_and_markdown(cli: Cli) -> None:
    said = cli.ok("rules", "chest-pain").out
    assert "Emergency: call the emergency number now" in said
    assert "Why: " in said and "Source: S0" in said and "{" not in said
    (found,) = cli.ok("rules", "chest-pain", "--json").json()["red_flags"]
    assert found["id"] == "chest-pain" and found["triggers"][0]["level"] == "emergency"
    assert len(cli.ok("rules", "--json").json()["red_flags"]) == len(load_rulebook().red_flags)
    assert "## Chest pain" in cli.ok("rules", "--markdown").out


def test_status_of_an_empty_diary(cli: Cli) -> None:
    said = cli.ok("status").out
    assert "No infusion is saved yet." in said
    assert "The list is not complete." in said


def test_status_puts_open_warnings_first(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "seizure=yes")
    said = cli.ok("status").out
    assert said.find("!!!") < said.find("Infusion 3 ended today 10:00, 2 h ago.")
    assert "No driving until tomorrow" in said
    assert "Next check-in: 4 h, about today 14:00." in said
    assert "Answered 1 of" in said


def test_status_names_every_open_warning_worst_first(cli: Cli, infused: str) -> None:
    danger = "seizure=yes", "chest_pain=1", "trouble_breathing=1", "rash=3"
    cli.ok("check-in", *danger, "blood_in_urine=1", "craving=2")
    cli.ok("check-in", "seizure=yes", "blood_in_urine=1")
    said = cli.ok("status").out
    for found in cli.ok("flags", "--json").json()["findings"]:
        assert found["title"] in said
    assert "And 5 more: ktrack flags" in said
    assert "!!  CALL YOUR CLINIC NOW: Blood in the urine (2 times)" in said
    assert said.find("!!!") < said.find("!!  CALL") < said.find("!  CALL YOUR CLINIC WHEN")


def test_after_a_late_infusion_the_next_check_in_is_not_put_off_to_the_end_of_its_time(cli: Cli) -> None:
    cli.ok("infusion", "add", "--start", "yesterday 20:30", "--end", "yesterday 21:30")
    assert "Next check-in: morning, about today 12:00." in cli.ok("status").out


def test_status_without_open_warning_says_what_was_last_and_what_was_not_asked(cli: Cli, infused: str) -> None:
    found = cli.ok("check-in", "seizure=yes", "--json").json()["findings"]
    cli.ok("flag", "answer", found[0]["id"], "called")
    said = " ".join(cli.ok("status").out.split())
    assert "No open warning." in said
    assert "Last warning: Seizure (fit). You answered: called, today 12:00." in said
    assert "Could not be checked, not asked:" in said


@pytest.mark.parametrize(("hours", "shown"), [(0, True), (11.9, True), (17.9, True), (18.1, False)])
def test_no_driving_until_the_night_is_over(cli: Cli, infused: str, hours: float, shown: bool) -> None:
    cli.later(hours=hours)
    assert ("No driving" in cli.ok("status").out) is shown


def test_status_when_the_end_is_not_known(cli: Cli) -> None:
    cli.ok("infusion", "add", "--start", "10:00")
    assert "Its end is not known" in cli.ok("status").out


READING = [
    ["status"], ["flags"], ["flags", "--json"], ["flags", "--all", "--at", "11:00", "--json"], ["history"],
    ["history", "--json"], ["summary"], ["trends", "nausea"], ["infusion", "list", "--json"], ["visit", "list"],
    ["clinic"], ["export", "--format", "json", "-o", "-"], ["export", "--format", "csv", "-o", "-"],
]  # fmt: skip


def test_looking_where_there_is_no_diary_says_so_and_makes_none(cli: Cli) -> None:
    """A slip in the folder's name would else leave a diary behind and say that nothing was entered."""
    there = cli.folder / "not there"
    looked = [cli.ok("--data-dir", str(there), *each) for each in READING]
    assert not there.exists() and not cli.folder.exists()
    said = f"There is no diary in {there} yet, and none was made. Another folder: ktrack --data-dir DIR."
    assert all(said in ran.err.splitlines() for ran in looked)
    refused = cli("--data-dir", str(there), "check-in", "chest_pain=yes", "nausea=9")
    assert refused.code == 2 and "!!!  CALL" in refused.err and "NOT SAVED" in refused.err and not there.exists()
    for line in (
        ["flag", "answer", "a1", "called"],
        ["infusion", "edit", "b2", "--number", "3"],
        ["infusion", "delete", "b2"],
    ):
        changed = cli("--data-dir", str(there), *line)
        assert (changed.code, there.exists()) == (2, False)
        assert changed.err.startswith(f"There is no diary in {there}, so nothing was changed.")
    file = cli.folder.parent / "diary.json"
    file.write_text('{"format": "ktrack-diary", "version": 1}')
    assert "Nothing was changed" in cli.ok("--data-dir", str(there), "import", str(file), "--dry-run").out
    assert not there.exists()
    # the same is said as of a diary that is there and empty
    cli.ok("infusion", "delete", cli.ok("infusion", "add", "--start", "10:00", "--json").json()["id"])
    for ran, command in zip(looked, READING, strict=True):
        if "csv" not in command and "export" not in command:
            assert cli.ok(*command).out == ran.out


def test_looking_changes_no_folder_and_still_refuses_one_that_others_can_change(cli: Cli) -> None:
    cli.folder.mkdir()
    for mode, code in ((0o755, 0), (0o770, 1)):
        cli.folder.chmod(mode)
        ran = cli("status")
        assert (ran.code, cli.folder.stat().st_mode & 0o777, [*cli.folder.iterdir()]) == (code, mode, [])
    assert "chmod 700" in ran.err


def test_a_diary_that_is_gone_is_not_taken_for_none(cli: Cli, infused: str) -> None:
    paths.database(cli.folder).unlink()
    ran = cli("status")
    assert ran.code == 1 and "although it was there" in ran.err


def test_history_of_an_empty_diary(cli: Cli) -> None:
    assert "Nothing is saved yet." in cli.ok("history").out


def test_history_shows_everything_and_keeps_to_the_width(cli: Cli, infused: str) -> None:
    note = "A long note with [bold]brackets[/] " * 6 + "\n\n  second line"
    cli.ok("check-in", "nausea=2", "mood=skip", "--by", "companion", "--note", "-", stdin=note.encode())
    said = cli.ok("history").out
    assert "Infusion 3, started today 09:15, ended today 10:00" in said
    assert "today 12:00, 2 h after infusion 3, entered by a companion" in said
    assert "Nausea: moderate; Mood: not answered." in said
    assert said.count("[bold]brackets[/]") == 6 and "second line" in said
    assert max(len(line) for line in said.splitlines()) <= 80


def test_a_detail_without_an_answer_is_shown_and_never_taken_for_one(cli: Cli, tmp_path: Path) -> None:
    """Only a file brings one; what was told is not dropped, and what was not told is not made up."""
    told = {"swelling": {"location": "lips"}, "chest_pain": {"onset": "sudden", "still_present": True}}
    check_in = {"id": "c", "at": "2026-11-19T11:00:00-05:00", "answers": {"nausea": 0}, "details": told}
    file = tmp_path / "diary.json"
    file.write_text(json.dumps({"format": "ktrack-diary", "version": 1, "check_ins": [check_in]}))
    said = " ".join(cli.ok("import", str(file)).out.split())
    assert "Check-in of today 11:00: something is told about swelling and chest pain or tightness, but not" in said
    words = "Swelling: only a detail, no answer (lips)"
    assert words in cli.ok("history").out
    assert cli.ok("history", "--json").json()["check_ins"][0]["answers"] == {"nausea": 0}
    found = cli.ok("flags", "--json").json()
    assert found["findings"] == []
    missing = {each["red_flag"]: each["missing"] for each in found["not_checked"]}
    assert "swelling" in missing["severe-allergic-reaction"] and "chest_pain" in missing["chest-pain"]
    page = " ".join(cli.ok("summary").out.split())
    assert "Only a detail and no answer, so not checked: Swelling (lips), Thu 19 Nov 11:00" in page
    rows = cli.ok("export", "--format", "csv", "-o", "-").out
    assert '"swelling","Swelling",,,,0,0,0,"lips",,,' in rows
    # answered by a correction, it is judged like any other
    check_in |= {
        "answers": {"nausea": 0, "swelling": 1, "chest_pain": 0},
        "entered_at": "2026-11-19T11:30:00-05:00",
    }
    file.write_text(json.dumps({"format": "ktrack-diary", "version": 1, "check_ins": [check_in]}))
    assert "something is told" not in " ".join(cli.ok("import", str(file)).out.split())
    assert cli.ok("flags", "--json").json()["highest"] == "emergency"


def test_demo_shows_a_diary_and_removes_it(cli: Cli) -> None:
    said = cli.ok("demo").out
    assert "made-up diary" in said and "Infusion 5 ended" in said
    place = re.search(r"It was in (\S+)", said)
    assert place is not None and not Path(place[1]).exists()
    assert not cli.folder.exists()


def test_demo_in_a_folder_is_kept_and_never_over_a_diary(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "look"
    assert str(folder) in cli.ok("demo", str(folder)).out.replace("\n", "")
    diary = cli.ok("--data-dir", str(folder), "export", "--format", "json").json()
    assert len(diary["infusions"]) == 5
    assert {"called", None} <= {flag["response"] for flag in diary["flags"]}
    ran = cli("demo", str(folder))
    assert ran.code == 2 and "not touched" in ran.err


BANNED = re.compile(r"\b(fine|safe|ok|okay|normal|all clear|no problem)\b", re.IGNORECASE)


def spoken() -> list[tuple[str, str]]:
    """Every text of the commands that is no docstring, with its file."""
    found = []
    for file in sorted(Path(inspect.getfile(ktrack.cli)).parent.glob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        silent = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                found.append((file.name, node.value))
    return found


def test_no_word_says_that_all_is_well() -> None:
    texts = spoken()
    assert len(texts) > 200
    assert [each for each in texts if BANNED.search(each[1])] == []
