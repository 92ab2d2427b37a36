"""D11 and D12: whatever fails inside the app ends it with one sentence and a status; what was typed is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import at_terminal
from tests.faults.at_terminal import MISTAKE, after_leaving, drafts, opens_note, waits, writes
from tests.faults.homes import CANARY, holders_of
from tests.faults.ptys import ESCAPE, SAVE, Terminal

pytestmark = pytest.mark.long  # each starts the app in a terminal and waits for it

START = Callable[..., Terminal]

ON_A_KEY = [
    "in_a_key",
    "in_a_timer",
    "in_drawing",
    "in_reading_keys",
]
ON_SAVING = ["memory_in_saving"]
FURTHER = [
    "in_saving",
    "with_a_picture",
    "in_a_worker",
    "in_a_worker_thread",
    "memory_in_drawing",
    "depth_in_saving",
]


def one_sentence(terminal: Terminal) -> None:
    """What stays on the terminal is one sentence with a code, and nothing of what was typed."""
    left = after_leaving(terminal)
    assert CANARY not in left
    assert MISTAKE in " ".join(left.split())
    assert left.count("ktrack stopped") == 1
    for word in ("Traceback", "locals", "NOTE", "❱", ".py"):
        assert word not in left
    assert terminal.modes() == (True, True)


@pytest.mark.parametrize("broken", ON_A_KEY + ON_SAVING)
def test_d11_d12_an_error_is_one_sentence_and_the_form_is_kept(
    start: START, diary: Path, place: Path, broken: str
) -> None:
    fails(start, diary, place, broken)


@pytest.mark.parametrize("broken", FURTHER)
def test_d11_d12_further_errors_are_one_sentence_and_the_form_is_kept(
    start: START, diary: Path, place: Path, broken: str
) -> None:
    fails(start, diary, place, broken)


def fails(start: START, diary: Path, place: Path, broken: str) -> None:
    terminal = start(diary, broken=broken)
    opens_note(terminal)
    writes(terminal, CANARY)
    if not broken.endswith("_saving"):
        terminal.send(ESCAPE)
        terminal.until(at_terminal.FORM)
        terminal.send("N")
    else:
        # at once: what was typed a moment ago is not on the disk yet
        terminal.send(SAVE)
    assert terminal.ended() == 1
    one_sentence(terminal)
    assert drafts(diary) == [CANARY]
    assert {each.name for each in holders_of(CANARY, place)} == {"ktrack.db"}


def test_d11_an_error_that_nobody_waits_for_says_nothing_and_ends_nothing(start: START, diary: Path) -> None:
    terminal = start(diary, broken="unheard")
    opens_note(terminal)
    writes(terminal, CANARY)
    terminal.send(ESCAPE)
    terminal.until(at_terminal.FORM)
    terminal.send("N")
    waits(terminal, 0.3)
    assert at_terminal.closes(terminal) == 0
    # the keys that close it may be echoed once more than it took
    left = re.sub(r"\x1b\[[^a-z]*[a-z]|\^[Q[]", "", after_leaving(terminal))
    assert left.strip() == ""
    assert drafts(diary) == [CANARY]


def test_d11_an_app_that_cannot_start_says_so(start: START, diary: Path) -> None:
    terminal = start(diary, broken="at_the_start")
    assert terminal.ended() == 1
    assert MISTAKE in " ".join(terminal.text.split())
    assert CANARY not in terminal.text
    assert "Traceback" not in terminal.text
