"""What a terminal can do to the app, and how the app bears it.

Owns the repairs of Textual's terminal driver, and the watch beside the app: a byte that is not UTF-8 must not end
the app, a program that was stopped and goes on must not read each key twice, a signal ends the app at once and
leaves the terminal as it was, and a terminal that has gone leaves no process behind. Nothing is saved here: nobody
can save while dying, so what is typed was kept before.
"""

from __future__ import annotations

import codecs
import contextlib
import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

LOOK_EVERY = 0.1
"""Seconds between two looks of the watch."""

GRACE = 1.2
"""Seconds that the app has to end by itself once its terminal has gone."""

_LEAVE = (
    b"\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    b"\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[23;0t"
)
"""Takes back whatever Textual switches on: the second screen, reports of mouse, paste, size and focus."""


def prepare() -> None:
    """Call before the app runs."""
    # both would write errors, with whatever text they quote, over the screen and into the scrollback
    threading.excepthook = lambda _: None
    logging.disable(logging.CRITICAL)
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        linux_driver.getincrementaldecoder = _forgiving  # type: ignore[attr-defined,assignment]
        linux_driver.LinuxDriver._sigcont_application = _continued  # type: ignore[method-assign,assignment]


def _forgiving(encoding: str) -> type[codecs.IncrementalDecoder]:
    class Decoder(codecs.getincrementaldecoder(encoding)):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(errors="replace")

    return Decoder


def _continued(driver: Any, *_: object) -> None:
    """The program goes on. If nobody asked it to leave the screen before, it does so now: else it would read keys
    with two threads, and take the terminal of an app for the one to give back."""
    if not driver._must_signal_resume:
        driver.suspend_application_mode()
        driver._must_signal_resume = True
    driver._app.call_later(driver._app.refresh, layout=True)
    driver.resume_application_mode()


def gone() -> bool:
    """Whether the other end of the terminal was closed."""
    if sys.platform == "win32" or not hasattr(select, "poll"):
        return False
    with contextlib.suppress(OSError, ValueError):
        poller = select.poll()
        poller.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)
        return any(event & (select.POLLHUP | select.POLLNVAL) for _, event in poller.poll(0))
    return False


@contextlib.contextmanager
def watched() -> Iterator[None]:
    """While the app runs: signals and a closed terminal end it, even while it waits for a disk or a screen.

    The signals are held back from all threads and taken by one that does nothing else, because Python itself sees
    a signal only between two steps of the main thread, which may be waiting. Those that were ignored stay ignored.
    """
    if sys.platform == "win32":
        yield
        return
    import termios

    wanted = (signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT, signal.SIGINT)
    ends = {each for each in wanted if signal.getsignal(each) is not signal.SIG_IGN}
    modes = None
    with contextlib.suppress(termios.error):
        modes = termios.tcgetattr(0)
    before = {each: signal.signal(each, signal.SIG_DFL) for each in ends}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    done = threading.Event()
    threading.Thread(target=_watch, args=(ends, modes, done), name="ktrack-watch", daemon=True).start()
    try:
        yield
    finally:
        done.set()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for each, handler in before.items():
            signal.signal(each, handler)


if sys.platform != "win32":

    def _watch(ends: set[signal.Signals], modes: list[Any] | None, done: threading.Event) -> None:
        closed_since: float | None = None
        while not done.wait(LOOK_EVERY):
            for number in signal.sigpending() & ends:
                _give_back(modes)
                # what the signal does by itself: the exit status says what ended the app
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
            if not gone():
                closed_since = None
            elif closed_since is None:
                closed_since = time.monotonic()
            elif time.monotonic() - closed_since > GRACE:
                os._exit(1)

    def _give_back(modes: list[Any] | None) -> None:
        """The terminal as it was found. Waits for nothing: the terminal may have stopped taking anything."""
        import termios

        with contextlib.suppress(OSError, termios.error):
            # a description of its own: the one in use is shared with the shell, and must stay as it is
            terminal = os.open(os.ttyname(2), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
            # whatever is still to be drawn must not follow on the screen that is given back
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            for _ in range(3):
                try:
                    os.write(terminal, _LEAVE)
                    break
                except BlockingIOError:
                    termios.tcflush(terminal, termios.TCOFLUSH)
                    time.sleep(0.02)
        with contextlib.suppress(termios.error):
            if modes is not None:
                termios.tcsetattr(0, termios.TCSANOW, modes)
