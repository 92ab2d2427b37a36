"""What a person does at the terminal in the tests of group D, and what is on the disk afterwards.

Owns the keys and the words to wait for, so that a screen that changes is mended in one place.
"""

from __future__ import annotations

import time
from pathlib import Path

from ktrack.tracker import Tracker
from tests.faults.homes import database, sound
from tests.faults.ptys import CLOSE, ESCAPE, Terminal

HOME = "Check in"
FORM = "Is it hard to breathe"
NOTE = "in your own words?"
ALERT = "1 I have called"
STRIP = "NOW   "
UNFINISHED = "You were writing at"
MISTAKE = "because of a mistake in ktrack itself (code"
LEFT = b"\x1b[?1049l"
"""What takes a terminal back from the second screen."""


def at_home(terminal: Terminal) -> None:
    """Waits for the first screen."""
    terminal.until(HOME)


def opens_form(terminal: Terminal) -> None:
    """From the first screen into an empty check-in."""
    at_home(terminal)
    terminal.send("c")
    terminal.until(FORM)


def opens_note(terminal: Terminal) -> None:
    """From the first screen into the note of an empty check-in."""
    opens_form(terminal)
    terminal.send("o")
    terminal.until(NOTE)


def writes(terminal: Terminal, words: str) -> None:
    """Types into the note and waits until it can be seen."""
    terminal.send(words)
    terminal.until(words)


def writes_and_waits(terminal: Terminal, words: str) -> None:
    """From the first screen: a note, and then half a second as a person would."""
    opens_note(terminal)
    writes(terminal, words)
    waits(terminal, 0.6)


def waits(terminal: Terminal, seconds: float) -> None:
    """Lets the app go on drawing for a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and terminal.read(0.02):
        pass


def closes(terminal: Terminal) -> int:
    """Closes ktrack from wherever it is, twice if it asks; the exit status."""
    for _ in range(10):
        terminal.send(CLOSE)
        waits(terminal, 0.3)
        if terminal.has_ended():
            break
        terminal.send(ESCAPE)
    return terminal.ended()


def drafts(home: Path) -> list[str]:
    """The notes of the forms that are kept."""
    assert sound(database(home))
    with Tracker(home) as tracker:
        return [each.check_in.note for each in tracker.drafts()]


def after_leaving(terminal: Terminal) -> str:
    """What was written after the second screen was left for good: what stays in the scrollback."""
    assert LEFT in terminal.raw
    return terminal.raw.rpartition(LEFT)[2].decode("utf-8", "replace")
