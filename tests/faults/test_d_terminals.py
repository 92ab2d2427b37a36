"""D6 to D10 and A6: sizes, kinds of terminal, languages, odd keys and bytes, variables that spy."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.at_terminal import (
    ALERT,
    FORM,
    HOME,
    STRIP,
    at_home,
    closes,
    drafts,
    opens_form,
    opens_note,
    waits,
    writes,
    writes_and_waits,
)
from tests.faults.homes import CANARY, holders_of
from tests.faults.ptys import ESCAPE, Terminal

pytestmark = pytest.mark.long  # each starts the app in a terminal and waits for it

START = Callable[..., Terminal]

SIZES = ((1, 1), (2, 2), (200, 1), (1, 200), (0, 0), (400, 100), (5, 3), (20, 5), (80, 24))


def test_d6_every_size_while_typing_and_in_an_alert(start: START, diary: Path) -> None:
    terminal = start(diary)
    opens_note(terminal)
    for columns, lines in SIZES:
        terminal.resize(columns, lines)
        terminal.send("z")
        waits(terminal, 0.05)
    terminal.until("z" * len(SIZES))
    terminal.send(ESCAPE)
    terminal.until(FORM)
    terminal.send("nny")
    terminal.until(STRIP)
    terminal.send(ESCAPE)
    terminal.until(ALERT)
    for columns, lines in SIZES:
        terminal.resize(columns, lines)
        waits(terminal, 0.05)
    terminal.until(ALERT)
    terminal.kill(signal.SIGTERM)
    assert terminal.ended() == -signal.SIGTERM
    assert drafts(diary) == ["z" * len(SIZES)]


def test_d6_the_whole_alert_can_be_read_on_a_tiny_screen(start: START, diary: Path) -> None:
    terminal = start(diary)
    opens_form(terminal)
    terminal.send("nny" + ESCAPE)
    terminal.until(ALERT)
    terminal.resize(20, 5)
    terminal.until("CALL")
    seen = [terminal.text]
    for _ in range(60):
        seen.append(" ".join(terminal.text.split()))
        terminal.send("\x1b[B")
        terminal.quiet(0.03)
    read = " ".join(seen)
    for words in ("CALL", "Chest pain", "unlock your", "cannot call", "Later"):
        assert words in read, words


@pytest.mark.parametrize("term", ["linux", "no-such-terminal", "vt100", "screen-256color"])
def test_d7_kinds_of_terminal(start: START, diary: Path, term: str) -> None:
    terminal = start(diary, env={"TERM": term})
    at_home(terminal)
    assert closes(terminal) == 0


@pytest.mark.parametrize("term", ["dumb", None])
def test_d7_a_terminal_that_cannot_draw_is_told_what_to_do(start: START, diary: Path, term: str | None) -> None:
    terminal = start(diary, env={"TERM": term} if term else {}, without=[] if term else ["TERM"])
    assert terminal.ended() == 2
    assert "ktrack ask" in " ".join(terminal.text.split())


@pytest.mark.parametrize(
    ("env", "opens"),
    [
        ({"LC_ALL": "C", "LANG": "C"}, True),
        ({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, False),
        ({"PYTHONIOENCODING": "latin-1"}, False),
        ({"PYTHONIOENCODING": "ascii:strict"}, False),
    ],
    ids=["C", "POSIX", "latin-1", "ascii"],
)
def test_d8_a_language_without_utf8(start: START, diary: Path, env: dict[str, str], opens: bool) -> None:
    terminal = start(diary, env=env, fresh=True)
    if opens:
        at_home(terminal)
        assert closes(terminal) == 0
    else:
        assert terminal.ended() == 2
        assert "ktrack ask" in " ".join(terminal.text.split())
    assert "\\u" not in terminal.text


def test_d9_keys_that_stop_or_end_other_programs_lose_nothing(start: START, diary: Path) -> None:
    terminal = start(diary)
    opens_note(terminal)
    writes(terminal, "one")
    for key in ("\x04", "\x1c", "\x03", "\x00", "\x1d", "\x12"):
        terminal.send(key)
        waits(terminal, 0.05)
    terminal.send(ESCAPE)
    terminal.until(FORM)
    for key in ("\x1a", "\x04", "\x1c", "\x03", "\x00", "\x10"):
        terminal.send(key)
        waits(terminal, 0.05)
    assert not terminal.has_ended()
    assert closes(terminal) == 0
    assert drafts(diary) == ["one"]


@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGTSTP], ids=lambda each: each.name)
def test_d9_d13_stopped_and_gone_on(start: START, diary: Path, how: signal.Signals) -> None:
    terminal = start(diary)
    opens_note(terminal)
    writes(terminal, "before ")
    terminal.kill(how)
    waits(terminal, 0.5)
    terminal.kill(signal.SIGCONT)
    waits(terminal, 0.5)
    # read by one thread, each key once and in order
    writes(terminal, "abcdefghij")
    assert closes(terminal) == 0
    assert terminal.modes() == (True, True)
    assert drafts(diary) == ["before abcdefghij"]


DEVELOPER = {"PYTHONDEVMODE": "1", "PYTHONASYNCIODEBUG": "1"}


@pytest.mark.parametrize("more", [{}, DEVELOPER], ids=["plain", "developer"])
def test_d10_variables_that_spy_write_nothing(
    start: START, diary: Path, place: Path, more: dict[str, str]
) -> None:
    spying = {
        **more,
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_LOG": str(place / "textual.log"),
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": str(place),
        "TEXTUAL_PRESS": "c,n,n,y",
        "TEXTUAL_SHOW_RETURN": "1",
        "TEXTUAL_DRIVER": "tests.faults.breakage:none",
        "NO_COLOR": "1",
        "PYTHONWARNINGS": "always",
        "PYTHONFAULTHANDLER": "1",
    }
    there = {each.name for each in place.iterdir()}
    terminal = start(diary, env=spying, fresh=True)
    terminal.until(HOME, ALERT)
    assert ALERT not in terminal.text
    writes_and_waits(terminal, CANARY)
    assert closes(terminal) == 0
    assert {each.name for each in place.iterdir()} == there
    assert {each.name for each in holders_of(CANARY, place)} == {"ktrack.db"}
    assert CANARY not in terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()


def test_a6_bytes_that_are_no_text(start: START, diary: Path) -> None:
    terminal = start(diary)
    opens_note(terminal)
    terminal.send(b"caf\xe9 ")
    chance = random.Random(6)
    # any bytes but those of control keys, which are keys
    for _ in range(3):
        terminal.send(bytes(chance.choice(range(0x80, 0x100)) for _ in range(8)))
        waits(terminal, 0.02)
    writes(terminal, "still")
    assert closes(terminal) == 0
    (note,) = drafts(diary)
    assert note.startswith("caf\ufffd ") and note.endswith("still")


def test_a6_any_bytes_at_all_do_not_end_it(start: START, diary: Path) -> None:
    terminal = start(diary)
    at_home(terminal)
    chance = random.Random(7)
    allowed = [byte for byte in range(256) if byte not in (0x11, ord("q"))]
    for _ in range(30):
        terminal.send(bytes(chance.choice(allowed) for _ in range(10)))
        waits(terminal, 0.03)
    assert not terminal.has_ended()
    terminal.kill(signal.SIGTERM)
    assert terminal.ended() == -signal.SIGTERM
