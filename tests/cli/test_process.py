"""What only shows in a process of its own: streams, bytes, exit statuses, imports, files."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ktrack import paths
from tests.cli.conftest import Process

PAST = "2026-01-05T12:00:00-05:00"
CANARY = "zebrafinch"

HEAVY = ("textual", "sqlmodel", "sqlalchemy", "alembic", "rich", "jinja2", "typst")


def test_looking_up_a_command_loads_nothing_heavy() -> None:
    script = f"""
import sys
from ktrack.cli import program
for line in (["--version"], ["--help"], ["check-in", "--help"], ["chek-in"]):
    program.run(line)
    print(sorted({{name.split(".")[0] for name in sys.modules}} & set({HEAVY!r})), file=sys.stderr)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert [line for line in ran.stderr.splitlines() if line.startswith("[")] == ["[]"] * 4


def test_opening_the_app_takes_no_parser() -> None:
    script = """
import os, sys
from ktrack.cli import program
codes = [program.run([]), program.run(["--data-dir", "somewhere"])]
import ktrack.tui.app, ktrack.tui.screens.home
print(codes, "typer" in sys.modules)
os.environ["_KTRACK_COMPLETE"] = "complete_bash"
print(program.run([]), "typer" in sys.modules)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "COMP_WORDS": "ktrack stat", "COMP_CWORD": "1"},
    )
    assert ran.stdout.splitlines() == ["[2, 2] False", "status", "0 True"], ran.stderr


def test_results_on_stdout_and_everything_else_on_stderr(process: Process) -> None:
    ran = process("check-in", "nausea=2", "--hr", "300", "--at", PAST, "--json")
    assert ran.returncode == 0
    assert ran.stdout.startswith(b"{") and ran.stdout.isascii()
    assert b"Understood" in ran.stderr and b"Check this number" in ran.stderr


def test_a_pipe_gets_plain_lines_of_80_columns(process: Process) -> None:
    ran = process("check-in", "swelling=yes", "nausea=3", "--at", PAST, env={"COLUMNS": "200", "FORCE_COLOR": "1"})
    said = ran.stdout.decode()
    assert "\x1b" not in said
    assert max(len(line) for line in said.splitlines()) <= 80


@pytest.mark.parametrize(
    "line", [["nausea=\xff"], ["--at", "\xe9"], ["--bogus\xff"]], ids=["value", "time", "name"]
)
def test_arguments_that_are_no_utf8(process: Process, line: list[str]) -> None:
    ran = process("check-in", *[word.encode("latin-1") for word in line])
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"not UTF-8" in ran.stderr and b"Traceback" not in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "line", [["--version"], ["rules", "--json"], ["export", "--format", "json"]], ids=" ".join
)
def test_a_full_output_is_an_error(process: Process, line: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = process(*line, stdout=full)
    assert ran.returncode == 1
    assert b"No space left" in ran.stderr
    assert b"Traceback" not in ran.stderr and b"Exception ignored" not in ran.stderr


def test_a_check_in_is_kept_although_its_answer_cannot_be_written(process: Process) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = process("check-in", "chest_pain=1", "--at", PAST, stdout=full)
    assert ran.returncode == 1
    assert b"!!!" in ran.stderr and b"Chest pain" in ran.stderr, "a warning is read somewhere"
    assert b'"chest_pain": 1' in process("history", "--json").stdout


def test_a_closed_output_does_nothing_and_says_so(process: Process) -> None:
    ran = process("visit", "add", "--at", PAST, preexec_fn=lambda: os.close(1), stdout=None)
    assert ran.returncode == 1
    assert b"nothing was done" in ran.stderr
    assert process("visit", "list", "--json").stdout == b'{\n  "visits": []\n}\n'


def test_a_check_in_is_kept_and_judged_although_the_output_is_closed(process: Process) -> None:
    """What was typed would be lost, and what it comes to would be said nowhere."""
    line = ["check-in", "chest_pain=1", "--at", PAST]
    ran = process(*line, preexec_fn=lambda: os.close(1), stdout=None)
    assert ran.returncode == 0
    assert b"Saved: check-in" in ran.stderr and b"!!!  CALL" in ran.stderr and b"Chest pain" in ran.stderr
    assert process("history", "--json").stdout.count(b'"chest_pain": 1') == 1
    nowhere = process(*line, preexec_fn=lambda: os.closerange(1, 3), stdout=None, stderr=None)
    assert nowhere.returncode == 1
    assert process("history", "--json").stdout.count(b'"chest_pain": 1') == 1, "nobody could be warned"


def test_closed_input_and_closed_errors(process: Process) -> None:
    ran = process("check-in", "nausea=1", "--at", PAST, "--note", "-", preexec_fn=lambda: os.close(0), stdin=None)
    assert ran.returncode == 0, ran.stderr
    ran = process("check-in", "nausea=7", preexec_fn=lambda: os.close(2), stderr=None)
    assert ran.returncode == 2


def test_a_reader_that_goes_away(process: Process) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        ran = process("rules", "--markdown", stdout=gone)
    assert ran.returncode == 1
    assert ran.stderr == b""


def test_the_app_needs_a_terminal(process: Process) -> None:
    ran = process(env={"TERM": "xterm"})
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"needs a terminal" in ran.stderr and b"ktrack ask" in ran.stderr


@pytest.mark.parametrize("encoding", ["latin-1", "ascii:strict"])
def test_a_terminal_without_utf8_still_gets_its_warning(process: Process, encoding: str) -> None:
    ran = process("check-in", "seizure=yes", "dissociation=1", "--at", PAST, env={"PYTHONIOENCODING": encoding})
    assert ran.returncode == 0, ran.stderr
    assert b"!!!  CALL" in ran.stdout


def test_everything_made_is_private(process: Process, tmp_path: Path) -> None:
    process("check-in", "nausea=1", "--at", PAST, umask=0)
    process("export", "--format", "json", "-o", str(tmp_path / "diary.json"), umask=0)
    made = [tmp_path / "diary", tmp_path / "diary.json", *(tmp_path / "diary").rglob("*")]
    assert paths.database(tmp_path / "diary") in made
    assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_no_core_dump_and_no_spying_variables() -> None:
    script = """
import os, resource
from ktrack.cli import program
program.prepare()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], [name for name in os.environ if name.startswith("TEXTUAL")])
print(oct(os.umask(0)))
"""
    env = {**os.environ, "TEXTUAL_LOG": "x", "TEXTUAL": "devtools", "TEXTUAL_DEBUG": "1"}
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=env)
    assert ran.stdout.splitlines() == ["0 []", "0o77"], ran.stderr


def test_what_was_written_appears_only_where_it_was_asked_for(process: Process, tmp_path: Path) -> None:
    note = CANARY.encode()
    streams = [
        process("check-in", "nausea=1", "--at", PAST, "--note", "-", stdin=None, input=note),
        process("check-in", "nausea=9", "--note", "-", stdin=None, input=note),
        process("check-in", "nausea=1", "--note", CANARY),
        process("flags", "--json"),
    ]
    assert all(note not in ran.stdout + ran.stderr for ran in streams)
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and note in path.read_bytes()]
    diary = tmp_path / "diary"
    assert paths.database(diary) in holding
    assert [
        path for path in holding if path != paths.database(diary) and path.parent != paths.backups(diary)
    ] == []
    assert note in process("history").stdout


def test_two_commands_at_once(process: Process, tmp_path: Path) -> None:
    process("status")
    command = [sys.executable, "-m", "ktrack", "--data-dir", str(tmp_path / "diary"), "check-in", "--at", PAST]
    running = [
        subprocess.Popen([*command, f"pain={number}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for number in range(3)
    ]
    ends = [(each.communicate()[1], each.returncode) for each in running]
    assert [code for _, code in ends] == [0] * 3, ends
    assert process("history", "--json").stdout.count(b'"pain"') == 3
