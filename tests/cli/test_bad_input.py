"""Everything that can be typed wrong: one sentence, a status, nothing written, and no warning lost over it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def nothing_kept(cli: Cli) -> bool:
    """Whether the diary holds no check-in."""
    return not cli.ok("history", "--json").json()["check_ins"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["nausae=2"], "did you mean nausea?"),
        (["nausea=5"], "0 to 4"),
        (["nausea=1_0"], "not an answer"),
        (
            ["nausea=2", "rash=severe"],
            "Rash (rash) takes a whole number from 0 to 4 (none to very severe), yes or no",
        ),
        (["bp=118/74"], "write it like --bp 118/74"),
        (["note=hello"], "write it like --note -"),
        (["--hr", "1_0"], "whole number"),
        (["mood=yes"], "0 ("),
        (["nausea=1", "--at", "noonish"], "not understood"),
        (["nausea=1", "--at", "tomorrow 9:00"], "still to come"),
        (["nausea=1", "--at", "1989-01-01T13:00"], "before 1990"),
        (["nausea=1", "--medicine", "a;b;tomorrow 9:00"], "still to come"),
        (["nausea=1", "--note", "I feel odd"], "shell's history"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_one_sentence_and_nothing_written(cli: Cli, typed: list[str], sentence: str) -> None:
    ran = cli("check-in", *typed)
    assert (ran.code, ran.out) == (2, "")
    assert "NOT SAVED:" in ran.err
    assert sentence in " ".join(ran.err.split())
    assert nothing_kept(cli)


def test_every_mistake_of_a_line_is_named(cli: Cli) -> None:
    said = " ".join(cli("check-in", "nausae=2", "pain=11", "--at", "noonish", "--by", "cat").err.split())
    for part in ("nausea?", "Pain", "--at", "--by"):
        assert part in said


def test_what_is_readable_in_a_refused_line_is_judged_first(cli: Cli) -> None:
    ran = cli("check-in", "chest_pain=3", "nausae=2")
    assert ran.code == 2
    heading, refusal = ran.err.find("!!!  CALL YOUR EMERGENCY NUMBER NOW"), ran.err.find("NOT SAVED:")
    assert 0 <= heading < refusal
    assert cli.ok("flags", "--json").json()["findings"] == []


@pytest.mark.parametrize(
    "typed",
    [
        ["--bogus", "chest_pain=3"],
        ["chest_pain=3", "--hr"],
        ["chest_pain=3", "--data-dir", "x"],
        ["--hr", "140", "--bogus"],
        ["hr=140"],
        ["--by=companion", "suicidal_thoughts=1", "--bogus"],
    ],
    ids=[
        "unknown option",
        "option without value",
        "option of another place",
        "measured",
        "measured, as an answer",
        "by a companion",
    ],
)
def test_a_line_the_parser_refuses_is_judged_too(cli: Cli, typed: list[str]) -> None:
    ran = cli("check-in", *typed)
    assert ran.code == 2
    assert 0 <= ran.err.find("!!!  CALL") < ran.err.find("NOT SAVED:")


def test_of_two_values_for_one_question_the_worse_is_judged(cli: Cli) -> None:
    assert "Chest pain" in cli("check-in", "chest_pain=2", "chest_pain=0").err


def test_a_diary_that_cannot_be_opened_hides_no_warning(cli: Cli) -> None:
    cli.folder.mkdir(mode=0o700)
    (cli.folder / "ktrack.db").write_text("this is no database, but it is somebody's file")
    ran = cli("check-in", "chest_pain=3")
    assert ran.code == 1
    assert 0 <= ran.err.find("!!!  CALL") < ran.err.find("NOT SAVED:")
    assert ran.out == ""


@pytest.mark.parametrize(
    ("day", "said"), [("2026-03-08T02:30", "did not exist"), ("2026-11-01T01:30", "came twice")]
)
def test_a_time_that_is_not_one_moment(cli: Cli, day: str, said: str) -> None:
    ran = cli("check-in", "nausea=1", "--at", day)
    assert ran.code == 2
    assert said in ran.err
    assert f"{day}-0" in ran.err or "T03:30-04:00" in ran.err


def test_a_note_too_long_names_both_lengths(cli: Cli) -> None:
    ran = cli("check-in", "chest_pain=1", "--note", "-", stdin=b"x" * 4001)
    assert ran.code == 2
    assert "4001" in ran.err and "4000" in ran.err
    assert "!!!  CALL" in ran.err
    assert nothing_kept(cli)


def test_a_note_without_end_is_not_read_to_the_end(cli: Cli) -> None:
    assert cli("check-in", "nausea=1", "--note", "-", stdin=b"x" * 5_000_000).code == 2


def test_control_characters_in_a_note_become_visible_signs(cli: Cli) -> None:
    ran = cli.ok("check-in", "nausea=1", "--note", "-", stdin=b"a\x1b]52;c;x\x07 b\x00 [/] \xff\r\nend\n")
    assert "4 control characters are kept as visible signs" in ran.err
    kept = cli.ok("history", "--json").json()["check_ins"][0]["note"]
    assert kept == "a␛]52;c;x␇ b␀ [/] �\nend"
    shown = cli.ok("history").out
    assert "\x1b" not in shown and "[/]" in shown


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        (["--start", "10:00", "--end", "9:00"], "ends before it starts"),
        (["--start", "2026-11-17T10:00", "--end", "11:00"], "more than a day"),
        (["--start", "tomorrow 10:00"], "still to come"),
        (["--start", "10:00", "--number", "three"], "whole number"),
        (["--start", "10:00", "--number", "1_0"], "whole number"),
        (["--start", "10:00", "--dose-mg", "much"], "takes a number"),
        (["--start", "10:00", "--phase", "first"], "loading or maintenance"),
        (["--start", "10:00", "--baseline-hr", "700"], "cannot be right"),
        (["--start", "10:00", "--baseline-bp", "74/118"], "cannot be right"),
        (["--start", "10:00", "--note", "so"], "shell's history"),
        (["--end", "10:00"], "--start"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)  # fmt: skip
def test_an_infusion_that_cannot_be(cli: Cli, times: list[str], sentence: str) -> None:
    ran = cli("infusion", "add", *times)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in " ".join(ran.err.split())
    assert cli.ok("infusion", "list", "--json").json()["infusions"] == []


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'{"format": "ktrack-diary", "version": 1, "check_ins": [{"at": "2026', "cut off"),
        (b"", ""),
        (b"PNG\x00\x01", ""),
        (b'{"format": "something", "version": 1}', "format"),
        (b'{"format": "ktrack-diary", "version": 99}', "version"),
        (
            json.dumps(
                {
                    "format": "ktrack-diary",
                    "version": 1,
                    "check_ins": [{"at": "2026-11-01T10:00:00-05:00", "answers": {"nausea": "bad"}}],
                }
            ).encode(),
            "Check-in 1",
        ),
    ],
    ids=["truncated", "empty", "binary", "other format", "newer", "wrong type"],
)
def test_a_file_that_is_no_diary(cli: Cli, tmp_path: Path, content: bytes, place: str) -> None:
    file = tmp_path / "diary.json"
    file.write_bytes(content)
    ran = cli("import", str(file))
    assert (ran.code, ran.out) == (2, "")
    assert place in ran.err and "Nothing was imported" in " ".join(ran.err.split())


@pytest.mark.parametrize(
    "line",
    [
        ["chek-in"], ["infusion"], ["infusion", "ad"], ["infusion", "edit", "nosuchid", "--number", "2"],
        ["infusion", "edit", "x"], ["infusion", "delete", "nosuchid"], ["flag", "answer", "nosuchid", "called"],
        ["flag", "answer", "x", "perhaps"], ["flags", "--at", "noonish"], ["rules", "chest-pan"],
        ["rules", "--json", "--markdown"], ["export", "--format", "docx"], ["export"],
        ["export", "--format", "json", "--omit", "edits"], ["export", "--format", "txt", "--omit", "everything"],
        ["export", "--format", "txt", "--since", "noonish"], ["summary", "--since", "last-visit"],
        ["summary", "--since", "2026-11-10", "--until", "2026-11-01"], ["visit", "add", "--at", "noonish"],
        ["visit", "add", "--at", "tomorrow 9:00", "--question", "Why?"], ["import", "/nosuchfile"],
        ["import", "/"], ["--data-dir", " ", "status"], ["ask", "--by", "cat"], ["-x"], ["schema", "--what"],
        ["check-in", "--", "-"], ["check-in", "x" * 200_000], ["x" * 200_000],
    ],
    ids=lambda line: " ".join(line)[:50],
)  # fmt: skip
def test_every_command_refuses_in_a_sentence(cli: Cli, line: list[str]) -> None:
    ran = cli(*line)
    assert (ran.code, ran.out) == (2, "")
    assert 10 < len(ran.err) < 700
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err and ran.err.strip().endswith((".", "?"))


def test_a_mistyped_command_is_recognised(cli: Cli) -> None:
    assert "Did you mean 'check-in'?" in cli("chek-in").err


def test_an_unexpected_error_shows_a_code_and_no_words(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("CANARY in a message")

    monkeypatch.setattr("ktrack.tracker.Tracker.infusions", broken)
    ran = cli("history")
    assert (ran.code, ran.out) == (1, "")
    assert "ZeroDivisionError-" in ran.err
    assert "CANARY" not in ran.err


def test_an_unexpected_error_while_saving_comes_after_the_warning(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("ktrack.tracker.Tracker.check_in", broken)
    ran = cli("check-in", "seizure=yes")
    assert ran.code == 1
    assert 0 <= ran.err.find("!!!  CALL") < ran.err.find("NOT SAVED: ") < ran.err.find("MemoryError-")


def test_a_computer_that_does_not_say_where_files_live(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(_: object) -> None:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("ktrack.paths.data_dir", homeless)
    for command in (["status"], ["flags", "--json"], ["rules"]):
        ran = cli(*command)
        assert (ran.code, ran.out) == (1, "")
        assert "--data-dir DIR" in ran.err
    ran = cli("check-in", "chest_pain=yes")
    assert ran.code == 1
    order = [ran.err.index(each) for each in ("CALL YOUR EMERGENCY NUMBER NOW", "NOT SAVED", "--data-dir DIR")]
    assert order == sorted(order)
