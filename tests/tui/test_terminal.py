"""One life of a warning in a real terminal: seen, left by closing ktrack, seen again, answered, in the file."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")

PATIENCE = 60
"""Seconds to wait for something on the screen; a loaded machine is slow to start."""

_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>=?][0-9;]*u")


class Terminal:
    """ktrack in a pseudo-terminal of 80x24, and what stands on its screen."""

    def __init__(self, folder: Path) -> None:
        clean = {
            key: value for key, value in os.environ.items() if not key.startswith(("KTRACK", "LC_", "NO_COLOR"))
        }
        env = {**clean, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(folder.parent)}
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.Stream(self.screen)
        self.child = pexpect.spawn(
            sys.executable, ["-m", "ktrack", "--data-dir", str(folder)],
            dimensions=(24, 80), env=env, encoding="utf-8", timeout=PATIENCE,
        )  # fmt: skip

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def read(self) -> bool:
        """Take in what was written; False once the process has closed the terminal."""
        try:
            written = self.child.read_nonblocking(65536, timeout=0.2)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.stream.feed(_UNKNOWN_TO_PYTE.sub("", written))
        return True

    def until(self, words: str) -> None:
        """Wait until these words stand on the screen."""
        self._wait(lambda: words in self.text, words)

    def ended(self) -> int:
        """Wait until ktrack has ended; its exit status."""
        self._wait(lambda: not self.read(), "the end")
        self.child.close()
        status: int = self.child.exitstatus
        return status

    def press(self, keys: str) -> None:
        self.child.send(keys)

    def reach_home(self) -> None:
        """Skip every step of a first start."""
        for words in ("Step 1 of 3", "Step 2 of 3", "Step 3 of 3", "When did the infusion start?"):
            self.until(words)
            self.press("\x1b")
        self.until("No infusion is entered yet.")

    def _wait(self, reached: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < deadline, f"waited for {what!r} in:\n{self.text}"
            self.read()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Terminal]]:
    """Starts ktrack on one diary, any number of times."""
    started: list[Terminal] = []

    def new() -> Terminal:
        started.append(Terminal(tmp_path / "diary"))
        return started[-1]

    yield new
    for each in started:
        each.child.close(force=True)


def test_a_warning_outlives_the_app(start: Callable[[], Terminal], tmp_path: Path) -> None:
    first = start()
    first.reach_home()
    first.press("n")
    first.until("When did the infusion start?")
    first.press("3h ago\r2h ago")
    first.until("1 h after the start")
    first.press("\x13")
    first.until("2 h ago")
    first.press("c")
    first.until("Is it hard to breathe")
    first.press("nny")  # in one burst
    first.until("NOW   ")
    first.until("How strong is the pain or tightness")
    first.press("2yy")
    first.press("\x1b")
    first.until("1 I have called")
    first.until("Chest pain, today")
    first.press("\x11")
    first.until("The same key again closes ktrack.")
    first.press("\x11")
    assert first.ended() == 0

    second = start()
    second.until("1 I have called")
    assert "Chest pain, today" in second.text
    second.press("1")
    second.until("Enter: yes, I have called")
    second.press("\r")
    second.until("You were writing at")
    second.press("q")
    assert second.ended() == 0

    with sqlite3.connect(tmp_path / "diary" / "ktrack.db") as diary:
        rows = diary.execute("select red_flag, level, response, shown_at is not null from flag").fetchall()
        drafts = diary.execute("select count(*) from draft").fetchone()
    diary.close()
    assert rows == [("chest-pain", "emergency", "called", 1)]
    assert drafts == (1,)


def test_a_byte_that_is_no_utf8_does_not_end_it(start: Callable[[], Terminal]) -> None:
    terminal = start()
    terminal.reach_home()
    terminal.child.ptyproc.write(b"\xe9")
    terminal.press("c")
    terminal.until("Is it hard to breathe")
    terminal.press("\x1b")
    terminal.until("No infusion is entered yet.")
    terminal.press("q")
    assert terminal.ended() == 0


def test_a_terminal_that_is_closed_leaves_nothing_running(start: Callable[[], Terminal]) -> None:
    terminal = start()
    terminal.reach_home()
    terminal.child.ptyproc.fileobj.close()
    deadline = time.monotonic() + PATIENCE
    while terminal.child.ptyproc.isalive() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not terminal.child.ptyproc.isalive()
