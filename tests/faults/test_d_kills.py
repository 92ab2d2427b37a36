"""D1 in a terminal: killed while typing, after a danger answer and after saving; the next start shows it all."""

from __future__ import annotations

import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults import homes
from tests.faults.at_terminal import (
    ALERT,
    HOME,
    STRIP,
    UNFINISHED,
    at_home,
    drafts,
    opens_form,
    opens_note,
    waits,
    writes,
)
from tests.faults.homes import database, rows
from tests.faults.ptys import SAVE, Starter, Terminal

pytestmark = pytest.mark.long  # each starts the app in a terminal and waits for it

ENDS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)

KEPT_AFTER = 0.5
"""Seconds from seeing what was typed to its being on the disk."""


def begins(terminal: Terminal, alarmed: bool) -> None:
    """A start after a kill: the alert first if there must be one; then everything is put away."""
    if alarmed:
        assert terminal.until(ALERT, HOME) == ALERT, f"the warning is lost:\n{terminal.text}"
        assert "Chest pain" in terminal.text
        terminal.send("1")
        terminal.until("Enter: yes, I have called")
        terminal.send("\r")
    at_home(terminal)
    terminal.quiet(0.05)
    if UNFINISHED in terminal.text:
        terminal.send("xx")
        while UNFINISHED in terminal.text:
            assert terminal.read()


def types(terminal: Terminal, home: Path, chance: random.Random) -> list[str]:
    """Kills while a note is typed, half a second after its second half was seen; what of it is lost."""
    opens_note(terminal)
    halves = [f"b{chance.randrange(10**4)}", f"e{chance.randrange(10**4)}"]
    writes(terminal, halves[0])
    waits(terminal, chance.random() / 2)
    writes(terminal, halves[1])
    waits(terminal, KEPT_AFTER)
    ends(terminal, chance)
    (note,) = drafts(home) or [""]
    return [each for each in halves if each not in note]


def ends(terminal: Terminal, chance: random.Random) -> None:
    how = chance.choice(ENDS)
    terminal.kill(how)
    assert terminal.ended() == -how


def answers(terminal: Terminal, home: Path, chance: random.Random, *, save: bool) -> None:
    """Kills up to 0.3 s after a warning was seen, or after the key that saves it."""
    opens_form(terminal)
    terminal.send("nny")
    terminal.until(STRIP)
    if save:
        terminal.send(SAVE)
    time.sleep(chance.random() * 0.3)
    ends(terminal, chance)
    kept = {row[0] for table in ("check_in", "draft") for row in rows(database(home))[table]}
    assert kept, "neither the form nor the check-in is kept"


def one_life_after_another(starter: Starter, home: Path, times: int, seed: int) -> None:
    chance = random.Random(seed)
    lost: list[list[str]] = []
    alarmed = False
    for turn in range(times):
        terminal = starter.start(home)
        begins(terminal, alarmed)
        alarmed = turn % 3 != 0
        if alarmed:
            answers(terminal, home, chance, save=turn % 3 == 1)
        else:
            lost.append(types(terminal, home, chance))
        terminal.close()
    # a loaded machine may be late now and then, but never by more than the last words
    assert sum(map(bool, lost)) <= max(1, len(lost) // 20), lost
    assert not any("b" in each for one in lost for each in one), lost


def killed(starter: Starter, calm: Path, place: Path, times: int) -> None:
    """Two lives side by side: each waits most of the time."""
    with ThreadPoolExecutor(2) as both:
        lives = [
            both.submit(one_life_after_another, starter, homes.copied(calm, place, f"{seed}"), times // 2, seed)
            for seed in range(2)
        ]
        for each in lives:
            each.result()
    starter.forget()


def test_d1_killed_at_the_terminal_what_was_typed_and_each_warning_come_back(
    starter: Starter, calm: Path, place: Path
) -> None:
    killed(starter, calm, place, 12)


def test_d1_killed_ten_thousand_times_at_the_terminal(starter: Starter, calm: Path, place: Path) -> None:
    for turn in range(100):
        (place / f"{turn}").mkdir()
        killed(starter, calm, place / f"{turn}", 100)
