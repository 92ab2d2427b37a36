"""What a terminal can do to the app, and how the app bears it.

Owns two repairs of Textual's terminal driver: one byte that is not UTF-8 must not end the app and lose what was
being written, and a terminal that has gone must not leave a process behind that turns for ever.
"""

from __future__ import annotations

import codecs
import contextlib
import select
import sys


def prepare() -> None:
    """Call before the app runs."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        linux_driver.getincrementaldecoder = _forgiving  # type: ignore[attr-defined,assignment]


def _forgiving(encoding: str) -> type[codecs.IncrementalDecoder]:
    class Decoder(codecs.getincrementaldecoder(encoding)):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(errors="replace")

    return Decoder


def gone() -> bool:
    """Whether the other end of the terminal was closed."""
    if sys.platform == "win32" or not hasattr(select, "poll"):
        return False
    with contextlib.suppress(OSError, ValueError):
        poller = select.poll()
        poller.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)
        return any(event & (select.POLLHUP | select.POLLNVAL) for _, event in poller.poll(0))
    return False
