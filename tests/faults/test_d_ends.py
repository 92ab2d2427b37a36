"""D2 to D5: signals, closed and stalled terminals: gone in two seconds, the form kept, the terminal as it was."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.at_terminal import (
    HOME,
    after_leaving,
    at_home,
    closes,
    drafts,
    opens_note,
    waits,
    writes,
    writes_and_waits,
)
from tests.faults.homes import CANARY, database, files_below
from tests.faults.ptys import ESCAPE, SAVE, Terminal

pytestmark = pytest.mark.long  # each starts the app in a terminal and waits for it

START = Callable[..., Terminal]

GONE = 2.0
"""Seconds until a process is gone; the tests allow as much again, since the machine may be loaded."""


def gone_in_time(terminal: Terminal, *, reading: bool = True) -> int:
    """How it ended; it must not take long."""
    return terminal.ended(2 * GONE, reading=reading)


SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT]


@pytest.mark.parametrize("how", SIGNALS, ids=lambda each: each.name)
def test_d2_a_signal_while_typing(start: START, diary: Path, place: Path, how: signal.Signals) -> None:
    terminal = start(diary)
    writes_and_waits(terminal, CANARY)
    terminal.kill(how)
    assert gone_in_time(terminal) == -how
    assert terminal.modes() == (True, True)
    assert CANARY not in after_leaving(terminal)
    assert drafts(diary) == [CANARY]
    assert not [each for each in files_below(place) if "core" in each.name]


def test_d2_a_signal_while_a_save_waits_for_another_program(start: START, diary: Path) -> None:
    terminal = start(diary)
    writes_and_waits(terminal, CANARY)
    with closing(sqlite3.connect(database(diary), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        terminal.send(SAVE)
        waits(terminal, 0.5)
        terminal.kill(signal.SIGTERM)
        assert gone_in_time(terminal) == -signal.SIGTERM
        assert terminal.modes() == (True, True)
    assert drafts(diary) == [CANARY]


def test_d2_a_closed_window_ends_it(start: START, diary: Path) -> None:
    terminal = start(diary)
    writes_and_waits(terminal, CANARY)
    terminal.close()
    assert gone_in_time(terminal, reading=False) == -signal.SIGHUP
    assert drafts(diary) == [CANARY]


def test_d3_a_closed_window_ends_it_also_where_that_signal_is_ignored(start: START, diary: Path) -> None:
    terminal = start(diary, ignore=[signal.SIGHUP])
    writes_and_waits(terminal, CANARY)
    before = terminal.processor_seconds()
    terminal.close()
    deadline = time.monotonic() + 2 * GONE
    busy = before
    while not terminal.has_ended():
        assert time.monotonic() < deadline
        busy = terminal.processor_seconds()
        time.sleep(0.05)
    assert busy - before < GONE / 2
    assert drafts(diary) == [CANARY]


def stall(terminal: Terminal, times: int = 25) -> None:
    """Nobody takes what the app draws any more, until the app waits for that."""
    for _ in range(times):
        terminal.send("\x1bOP")  # F1
        time.sleep(0.02)
        terminal.send(ESCAPE)
        time.sleep(0.02)


@pytest.mark.parametrize("ignored", [[], [signal.SIGHUP]], ids=["hang-up", "hang-up ignored"])
def test_d5_a_terminal_that_takes_nothing_and_then_dies(start: START, diary: Path, ignored: list[int]) -> None:
    terminal = start(diary, ignore=ignored)
    writes_and_waits(terminal, CANARY)
    stall(terminal)
    terminal.close()
    gone_in_time(terminal, reading=False)
    assert drafts(diary) == [CANARY]


def test_d5_a_signal_while_the_terminal_takes_nothing(start: START, diary: Path) -> None:
    terminal = start(diary)
    writes_and_waits(terminal, CANARY)
    stall(terminal)
    terminal.kill(signal.SIGTERM)
    assert gone_in_time(terminal, reading=False) == -signal.SIGTERM
    assert terminal.modes() == (True, True)
    assert drafts(diary) == [CANARY]


def test_d5_a_terminal_that_comes_back_goes_on(start: START, diary: Path) -> None:
    terminal = start(diary)
    opens_note(terminal)
    writes(terminal, "before ")
    stall(terminal, 8)
    time.sleep(1)
    terminal.quiet(0.2)
    terminal.resize(90, 24)
    terminal.until("I need help now", "I NEED HELP NOW")
    assert closes(terminal) == 0
    (note,) = drafts(diary)
    assert note.startswith("before ")


def test_d5_what_is_typed_into_a_terminal_that_shows_nothing_is_kept(start: START, diary: Path) -> None:
    terminal = start(diary)
    opens_note(terminal)
    terminal.send(CANARY)
    deadline = time.monotonic() + 10
    while drafts(diary) != [CANARY]:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    terminal.kill()
    assert terminal.ended() == -signal.SIGKILL


@pytest.mark.parametrize("number", [0, 1, 2])
def test_d4_without_a_terminal_there_is_no_app(start: START, diary: Path, place: Path, number: int) -> None:
    target = "/dev/null" if number == 0 else str(place / "stream")
    terminal = start(diary, streams={number: target})
    assert terminal.ended() == 2
    said = terminal.text + ((place / "stream").read_text() if number == 2 else "")
    assert "ktrack ask" in " ".join(said.split())
    assert b"\x1b" not in terminal.raw
    if number == 1:
        assert (place / "stream").read_text() == ""


def test_d14_two_at_once_both_keep_what_is_entered(start: START, diary: Path) -> None:
    both = [start(diary), start(diary)]
    for terminal in both:
        at_home(terminal)
    for number, terminal in enumerate(both):
        opens_note(terminal)
        writes(terminal, f"from {number}")
        terminal.send(SAVE)
        terminal.until("Saved:")
        terminal.send("\r")
        terminal.until(HOME)
    for terminal in both:
        assert closes(terminal) == 0
    with closing(sqlite3.connect(database(diary))) as connection:
        assert sorted(connection.execute("SELECT note FROM check_in")) == [("from 0",), ("from 1",)]


def test_d14_a_third_start_while_another_program_writes_waits_or_says_so(start: START, diary: Path) -> None:
    with closing(sqlite3.connect(database(diary), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        terminal = start(diary)
        assert terminal.until(HOME, "could not open your diary")
        terminal.send("\x1bOP")
        terminal.until("ktrack cannot call for you", "what to say", "Say:")
    terminal.kill(signal.SIGTERM)
    assert terminal.ended() == -signal.SIGTERM
    assert os.path.exists(database(diary))  # noqa: PTH110
