"""Running programs and taking their time: commands to their end, terminal programs key by key.

Owns the two clocks: processor time, which counts, and beside it the wall clock, which on a busy machine says more
about the other programs. It must not know any program.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pyte

COLUMNS, LINES = 100, 32
PATIENCE = 180.0
QUIET = 0.2
IDLE = 2.0
"""Milliseconds of work in `QUIET` seconds that still count as doing nothing."""


class Took(NamedTuple):
    """How long something took, in milliseconds."""

    processor: float
    wall: float


def taken(work: Callable[[], object], times: int = 1) -> Took:
    """How long one of these took, when `work` does so many of them in this process."""
    processor, wall = time.process_time(), time.perf_counter()
    work()
    return Took((time.process_time() - processor) * 1000 / times, (time.perf_counter() - wall) * 1000 / times)


class Stuck(Exception):
    """A program did not show what was awaited. The text holds its screen."""


def surroundings(folder: Path) -> dict[str, str]:
    """The variables for every program: byte code is kept, and nothing of the caller's home is touched."""
    kept = {name: os.environ[name] for name in ("PATH", "VIRTUAL_ENV") if name in os.environ}
    compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "HOME": str(folder), "TERM": "xterm-256color"}
    return {**kept, **compiled, "LC_ALL": "C.UTF-8", "COLORTERM": "truecolor", "TZ": "UTC"}


def command(words: Sequence[str | Path], env: Mapping[str, str]) -> tuple[Took, float]:
    """Runs `python WORDS` to its end: how long it took, and the most memory in MiB. Raises Stuck."""
    begun = time.perf_counter()
    started = subprocess.Popen(
        [sys.executable, *map(str, words)],
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert started.stderr is not None
    said = started.stderr.read()
    started.stderr.close()
    _, status, used = os.wait4(started.pid, 0)
    wall = (time.perf_counter() - begun) * 1000
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        why = said.decode(errors="replace")[-500:]
        raise Stuck(f"{[*map(str, words)]} ended with {started.returncode}: {why}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Took((used.ru_utime + used.ru_stime) * 1000, wall), used.ru_maxrss / unit


class Program:
    """A terminal program on a screen of its own, for a `with` block. Linux only: it reads /proc."""

    def __init__(self, words: Sequence[str | Path], env: Mapping[str, str]) -> None:
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._master = master
        self._begun = self._read_at = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *map(str, words)],
            env=dict(env), stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        os.close(self._master)

    def until(self, *texts: str) -> Took:
        """Waits until the screen shows all of these; how long it took since the start. Raises Stuck."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            used = self._read(0.2)
            shown = self.shown()
            if all(each in shown for each in texts):
                return Took(used, (self._read_at - self._begun) * 1000)
            if self._process.poll() is not None:
                break
        raise Stuck(f"{texts} did not appear on:\n{self.shown()}")

    def key(self, keys: str, *texts: str) -> Took:
        """Presses keys once the program is still; how long it took until the screen shows the texts."""
        before = self.settle()
        shown = self.shown()
        if all(each in shown for each in texts):
            raise Stuck(f"{texts} stood there already:\n{shown}")
        pressed = (time.perf_counter() - self._begun) * 1000
        os.write(self._master, keys.encode())
        took = self.until(*texts)
        return Took(took.processor - before, took.wall - pressed)

    def press(self, keys: str) -> None:
        """Presses keys once the program is still, and waits until it is still again."""
        self.settle()
        os.write(self._master, keys.encode())
        self.settle()

    def settle(self) -> float:
        """Waits until it neither draws nor computes for a moment; the processor milliseconds used by then."""
        used, end = self._used(), time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if select.select([self._master], [], [], QUIET)[0]:
                self._read(0)
                used = 0.0
                continue
            now = self._used()
            if now - used < IDLE:
                return now
            used = now
        return used

    def memory(self) -> float:
        """The most memory it had, in MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text("ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def shown(self) -> str:
        """The text on the screen."""
        return "\n".join(self._screen.display)

    def _read(self, wait: float) -> float:
        if not select.select([self._master], [], [], wait)[0]:
            return self._used()
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the program has ended
            data = b""
        # before the emulation, which takes its own time
        used, self._read_at = self._used(), time.perf_counter()
        # pyte takes these for something else
        self._stream.feed(data.replace(b"\x1b[>", b"\x1b[?"))
        return used

    def _used(self) -> float:
        total = 0
        for thread in Path(f"/proc/{self._process.pid}/task").glob("*/schedstat"):
            total += int(thread.read_text("ascii").split()[0])
        return total / 1e6
