"""ktrack in a real pseudo-terminal, started quickly: what stands on the screen, keys, signals, and how it ended.

Owns one helper process that has the app loaded and forks a child for every start. The child becomes the leader of
a session of its own on the pseudo-terminal, so closing that is what closing a window is, and it ends the way any
program ends. With `fresh` it is a new program instead, for whatever is decided while Python starts. Run as a
program this module is that helper.
"""

from __future__ import annotations

import fcntl
import gc
import io
import json
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyte

PATIENCE = 30.0
"""Seconds to wait for something on the screen; a loaded machine is slow."""

_ROOT = Path(__file__).parents[2]
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=?][0-9;]*u")

SAVE = "\x13"
CLOSE = "\x11"
ESCAPE = "\x1b"


class Terminal:
    """A terminal with ktrack in it."""

    def __init__(self, starter: Starter, master: int, pid: int, size: tuple[int, int]) -> None:
        self.pid = pid
        self.raw = b""
        """Everything that was written to the terminal."""
        self._starter = starter
        self._master = master
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._text: str | None = None

    @property
    def text(self) -> str:
        """What stands on the screen."""
        if self._text is None:
            self._text = "\n".join(self._screen.display)
        return self._text

    def read(self, seconds: float = 0.2) -> bool:
        """Takes in what was written; False once nobody is there to write."""
        if not select.select([self._master], [], [], seconds)[0]:
            return True
        # one look at a whole frame is cheaper than many at its parts
        time.sleep(0.01)
        try:
            written = os.read(self._master, 65536)
        except OSError:
            return False
        self.raw += written
        self._text = None
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", written))
        return bool(written)

    def until(self, *words: str) -> str:
        """Waits until one of these stands on the screen; says which."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for each in words:
                if each in self.text:
                    return each
            assert time.monotonic() < deadline, f"waited for {words} in:\n{self.text}"
            assert self.read(), f"ended before {words}:\n{self.text}"

    def quiet(self, seconds: float = 0.15) -> None:
        """Reads until nothing was written for a while."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            before = len(self.raw)
            if not self.read(seconds) or len(self.raw) == before:
                return

    def send(self, keys: str | bytes) -> None:
        """Types."""
        os.write(self._master, keys if isinstance(keys, bytes) else keys.encode())

    def resize(self, columns: int, lines: int) -> None:
        """Gives the window another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        if columns and lines:
            self._screen.resize(lines, columns)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Sends a signal."""
        os.kill(self.pid, number)

    def ended(self, within: float = PATIENCE, *, reading: bool = True) -> int:
        """How it ended: an exit status, or a signal as a negative number. Fails when it is not gone in time."""
        deadline = time.monotonic() + within
        status: int | None = None
        while status is None:
            assert time.monotonic() < deadline, f"not gone after {within} s:\n{self.text}"
            if not (reading and self._master >= 0 and self.read(0.02)):
                time.sleep(0.02)
            status = self._starter.status(self.pid)
        while reading and self._master >= 0 and self.read(0.05) and select.select([self._master], [], [], 0)[0]:
            pass
        return status

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self._starter.status(self.pid) is not None

    def modes(self) -> tuple[bool, bool]:
        """Whether the terminal echoes what is typed and works line by line, as a shell needs it."""
        flags = termios.tcgetattr(self._master)[3]
        return bool(flags & termios.ECHO), bool(flags & termios.ICANON)

    def processor_seconds(self) -> float:
        """How long the process has kept a processor busy."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """Closes the window."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1


class Starter:
    """The helper. Terminals that are still open when it is closed are closed with it."""

    def __init__(self) -> None:
        env = {
            key: value for key, value in os.environ.items() if not key.startswith(("KTRACK", "LC_", "NO_COLOR"))
        }
        self._helper = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.ptys"],
            cwd=_ROOT,
            env={**env, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._terminals: list[Terminal] = []
        self._one_at_a_time = threading.Lock()

    def start(
        self,
        folder: Path,
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        without: Sequence[str] = (),
        streams: Mapping[int, str] | None = None,
        ignore: Sequence[int] = (),
        broken: str = "",
        fresh: bool = False,
    ) -> Terminal:
        """ktrack on the diary in `folder`.

        `without` names variables that are not set; `streams` other files for the numbers 0 to 2; `ignore` signals
        that are ignored from the start; `broken` a function of `tests.faults.breakage` that is called first.
        """
        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        order = {
            "tty": os.ttyname(slave),
            "argv": ["--data-dir", str(folder)],
            "home": str(folder.parent),
            "env": dict(env or {}),
            "without": list(without),
            "streams": {str(number): path for number, path in (streams or {}).items()},
            "ignore": [int(each) for each in ignore],
            "broken": broken,
            "fresh": fresh,
        }
        pid = self._ask(start=order)
        self._ask(ready=pid)
        os.close(slave)
        self._terminals.append(Terminal(self, master, pid, size))
        return self._terminals[-1]

    def status(self, pid: int) -> int | None:
        """How a child ended; None while it runs."""
        found = self._ask(status=pid)
        return None if found is None else int(found)

    def forget(self) -> None:
        """Ends and closes every terminal there still is."""
        for each in self._terminals:
            if self.status(each.pid) is None:
                each.kill()
            each.close()
        self._terminals.clear()

    def close(self) -> None:
        """Ends the helper."""
        self.forget()
        assert self._helper.stdin is not None and self._helper.stdout is not None
        self._helper.stdin.close()
        self._helper.wait(10)
        self._helper.stdout.close()

    def _ask(self, **order: Any) -> Any:
        assert self._helper.stdin is not None and self._helper.stdout is not None
        with self._one_at_a_time:
            self._helper.stdin.write(json.dumps(order) + "\n")
            self._helper.stdin.flush()
            line = self._helper.stdout.readline()
        assert line, "the helper process ended"
        return json.loads(line)


def _become(order: dict[str, Any], ready: int) -> None:
    """In the child: a session of its own on the pseudo-terminal, and then ktrack."""
    os.setsid()
    tty = os.open(order["tty"], os.O_RDWR)
    fcntl.ioctl(tty, termios.TIOCSCTTY, 0)
    for number in range(3):
        path = order["streams"].get(str(number))
        opened = tty if path is None else os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, number)
    os.close(tty)
    for number in order["ignore"]:
        signal.signal(number, signal.SIG_IGN)
    os.umask(0)  # the most careless one there is
    os.environ.update(HOME=order["home"], **order["env"])
    for name in order["without"]:
        os.environ.pop(name, None)
    os.chdir(order["home"])
    os.write(ready, b"x")
    os.close(ready)
    if order["fresh"]:
        os.environ["PYTHONPATH"] = str(_ROOT)
        program = "import sys; from tests.faults import breakage; from ktrack.cli import main; "
        broken = f"breakage.{order['broken']}(); " if order["broken"] else ""
        if broken:
            os.execv(sys.executable, [sys.executable, "-c", f"{program}{broken}main()", *order["argv"]])
        os.execv(sys.executable, [sys.executable, "-m", "ktrack", *order["argv"]])
    if order["broken"]:
        from tests.faults import breakage

        getattr(breakage, order["broken"])()
    from ktrack.cli import program as ktrack

    # as Python makes them when it starts; the helper's own ones know that they are pipes
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.argv = ["ktrack", *order["argv"]]
    ktrack.main()


def _get_ready() -> None:
    """Loads and reads once whatever a child would have to load and read by itself."""
    import asyncio
    import tempfile

    from ktrack.cli import program
    from ktrack.tracker import Tracker
    from ktrack.tui import app, screens
    from ktrack.tui.screens import alert, check_in, help_now, home, infusion, saved
    from tests.faults import breakage

    assert all((alert, breakage, check_in, help_now, home, infusion, saved, screens))

    async def once(tracker: Tracker) -> None:
        async with app.KtrackApp(tracker).run_test() as pilot:
            await pilot.press("c", "n", "y", "escape", "1", "enter")

    with tempfile.TemporaryDirectory() as folder, Tracker(Path(folder) / "warm") as tracker:
        asyncio.run(once(tracker))
    program.run(["schema"])


def main() -> None:
    """Takes orders until there are no more."""
    answers, sys.stdout = sys.stdout, io.StringIO()
    _get_ready()
    sys.stdout = answers
    gc.collect()
    gc.freeze()
    ended: dict[int, int] = {}
    ready: dict[int, int] = {}
    for line in sys.stdin:
        order = json.loads(line)
        answer: object = None
        if "start" in order:
            reading, writing = os.pipe()
            pid = os.fork()
            if pid == 0:
                os.close(reading)
                _become(order["start"], writing)
            os.close(writing)
            ready[pid] = reading
            answer = pid
        elif "ready" in order:
            os.read(ready[order["ready"]], 1)
            os.close(ready.pop(order["ready"]))
        else:
            pid = order["status"]
            if pid not in ended:
                found, status = os.waitpid(pid, os.WNOHANG)
                if found:
                    ended[pid] = os.waitstatus_to_exitcode(status)
            answer = ended.get(pid)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
