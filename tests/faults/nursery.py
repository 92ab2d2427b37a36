"""Processes that can be killed, started quickly.

Owns one helper process that has ktrack loaded and forks a child for every order, so that a hundred kills take
seconds. A child does one of `deeds` and says what it did by writing lines into a file: what is written there
survives the child. Run as a program it is that helper.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import traceback
from pathlib import Path
from typing import IO, Any


class Nursery:
    """The helper. One order at a time."""

    def __init__(self) -> None:
        self._helper = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, deed: str, *arguments: Any, times: int = 1) -> list[int]:
        """Begins a deed in one child or several at once; their process ids. `wait` must follow."""
        self._pipe(self._helper.stdin).write(json.dumps([deed, [str(each) for each in arguments], times]) + "\n")
        self._pipe(self._helper.stdin).flush()
        return self._answer()

    def wait(self) -> list[int]:
        """How the children ended: exit codes, negative for a signal."""
        return self._answer()

    def run(self, deed: str, *arguments: Any, times: int = 1) -> list[int]:
        """`start` and `wait`."""
        self.start(deed, *arguments, times=times)
        return self.wait()

    def close(self) -> None:
        """Ends the helper."""
        self._pipe(self._helper.stdin).close()
        self._helper.wait(10)
        self._pipe(self._helper.stdout).close()

    def _answer(self) -> list[int]:
        line = self._pipe(self._helper.stdout).readline()
        assert line, "the helper process ended"
        found: list[int] = json.loads(line)
        return found

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


def _child(deed: str, arguments: list[str]) -> None:
    from tests.faults import deeds

    code = 70
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the helper's own answers go there
    try:
        getattr(deeds, deed)(*arguments)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _forked(deed: str, arguments: list[str]) -> int:
    pid = os.fork()
    if pid == 0:
        _child(deed, arguments)
    return pid


def _get_ready() -> None:
    """Loads and reads once whatever a child would have to load and read by itself."""
    from tests.faults import deeds, homes

    assert deeds
    place = homes.new_place()
    homes.fill(place / "warm", infusions=1, each=1)
    shutil.rmtree(place)


def main() -> None:
    """Takes orders until there are no more."""
    _get_ready()
    for line in sys.stdin:
        deed, arguments, times = json.loads(line)
        children = [_forked(deed, [*arguments, str(number)]) for number in range(times)]
        sys.stdout.write(json.dumps(children) + "\n")
        sys.stdout.flush()
        ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        sys.stdout.write(json.dumps(ended) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
