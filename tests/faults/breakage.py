"""Ways to break the app from inside, each done to it before it starts.

Owns one function a way. Most wait for the key N, and then fail with the note both in a local variable and in the
text of the error: what a careless traceback would show.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from ktrack.tracker import Tracker
from ktrack.tui.app import KtrackApp
from ktrack.tui.screens.check_in import CheckInScreen
from ktrack.tui.widgets.prompt import Prompt


class ShowsItself(Exception):
    """An error with a picture of its own, which Textual prefers to any other."""

    def __rich__(self) -> str:
        return str(self.args[0])


def _fails(screen: CheckInScreen, kind: type[BaseException] = RuntimeError) -> None:
    note = screen.draft.note
    raise kind(f"could not handle {note!r}")


def _on_the_key(act: Callable[[CheckInScreen], Any]) -> None:
    async def broken(screen: CheckInScreen) -> None:
        act(screen)

    CheckInScreen.action_none_for_rest = broken  # type: ignore[method-assign,assignment]


def in_a_key() -> None:
    """The handler of a key fails."""
    _on_the_key(_fails)


def with_a_picture() -> None:
    """The handler of a key fails with an error that knows how to be drawn."""
    _on_the_key(lambda screen: _fails(screen, ShowsItself))


def in_a_timer() -> None:
    """A timer fails."""
    _on_the_key(lambda screen: screen.set_timer(0.01, lambda: _fails(screen)))


def in_a_worker() -> None:
    """A worker fails."""

    async def work(screen: CheckInScreen) -> None:
        _fails(screen)

    _on_the_key(lambda screen: screen.run_worker(work(screen)))


def in_a_worker_thread() -> None:
    """A worker in a thread of its own fails."""
    _on_the_key(lambda screen: screen.run_worker(lambda: _fails(screen), thread=True))


def in_drawing() -> None:
    """A widget cannot be drawn any more."""

    def act(screen: CheckInScreen) -> None:
        Prompt.render = lambda _: _fails(screen)  # type: ignore[method-assign,assignment,return-value]
        screen.query_one(Prompt).refresh()

    _on_the_key(act)


def in_reading_keys() -> None:
    """The thread that reads the keyboard fails."""
    from textual._xterm_parser import XTermParser
    from textual.drivers import linux_driver

    class Parser(XTermParser):
        def feed(self, data: str) -> Any:
            if "N" in data:
                typed = data
                raise ValueError(f"Zwergpinscher cannot be {typed!r}")
            return super().feed(data)

    linux_driver.XTermParser = Parser  # type: ignore[attr-defined]


def in_saving() -> None:
    """Saving fails in a way nobody thought of."""
    _saving(RuntimeError)


def memory_in_saving() -> None:
    """There is no memory left for saving."""
    _saving(MemoryError)


def depth_in_saving() -> None:
    """Saving calls itself without end."""
    _saving(RecursionError)


def _saving(kind: type[Exception]) -> None:
    def broken(tracker: Tracker, check_in: Any) -> Any:
        raise kind(f"could not save {check_in.note!r}")

    Tracker.check_in = broken  # type: ignore[method-assign,assignment]


def memory_in_drawing() -> None:
    """There is no memory left for drawing."""

    def act(screen: CheckInScreen) -> None:
        Prompt.render = lambda _: _fails(screen, MemoryError)  # type: ignore[method-assign,assignment,return-value]
        screen.query_one(Prompt).refresh()

    _on_the_key(act)


def unheard() -> None:
    """A task and a thread fail, and nobody waits for either: that ends nothing, and must say nothing."""

    async def work(screen: CheckInScreen) -> None:
        _fails(screen)

    def act(screen: CheckInScreen) -> None:
        screen.forgotten = asyncio.create_task(work(screen))  # type: ignore[attr-defined]
        threading.Thread(target=_fails, args=(screen,)).start()

    _on_the_key(act)


def at_the_start() -> None:
    """The app cannot even be made."""

    def broken(app: KtrackApp, *_: object, **__: object) -> None:
        raise RuntimeError("Zwergpinscher")

    KtrackApp.__init__ = broken  # type: ignore[assignment,method-assign]
