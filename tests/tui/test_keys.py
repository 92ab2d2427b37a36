"""Every key of every screen is pressed: it does something, F1 and ? know it, and there is a way in and out.

A binding that is added anywhere in the app and never pressed here fails.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

import ktrack.tui
from ktrack.records import Profile
from ktrack.tui.app import KtrackApp
from ktrack.tui.screens import first_start
from ktrack.tui.screens.keys import KeysScreen
from ktrack.tui.screens.still_now import StillNowScreen
from ktrack.tui.widgets.key_line import key_name
from tests.tui.at_screen import NOW, Clock, Seen, open_diary, running
from tests.tui.scenes import DAYS, Keys, elsewhere

Way = Keys | Callable[[Seen], None]
"""From the first screen to another: keys, or what the first start does by itself."""

WAYS: Mapping[str, Mapping[str, tuple[Way, Keys]]] = {
    "full": {
        "HomeScreen": ((), ()),
        "KeysScreen": (("question_mark",), ()),
        "HelpNowScreen": (("f1",), ()),
        "HistoryScreen": (("h", "down"), ()),
        "EntryScreen": (("h", "down", "enter"), ()),
        "YesNoScreen": (("h", "down", "d"), ()),
        "WhenScreen": (("h", "down", "t"), ()),
        "WhereScreen": (("h", "down", "m"), ()),
        "TrendsScreen": (("t",), ()),
        "SummaryScreen": (("s",), ()),
        "PageChoiceScreen": (("s", "p"), ()),
        "WritePageScreen": (("s", "e"), ()),
        "VisitsScreen": (("s", "v"), ()),
        "VisitScreen": (("s", "v", "n"), ()),
        "SettingsScreen": (("comma",), ()),
        "RulesScreen": (("r",), ()),
        "RuleScreen": (("r", "enter"), ()),
        "InfusionScreen": (("n",), ()),
        "CheckInScreen": (("c",), (*"nnnnnnnn",)),
        "FoggyScreen": (("f",), ()),
        "StillNowScreen": (lambda seen: _ask_if_for_now(seen), ()),
        "SavedScreen": (("c", *"nnnnnnnn", "ctrl+s"), ()),
    },
    "new": {
        "WordsStep": (lambda seen: first_start.begin(seen.app), ()),
        "ContactsStep": (lambda seen: first_start.begin(seen.app), ("enter",)),
        "CanEncrypt": (lambda seen: first_start.begin(seen.app), ("enter", "escape")),
        "PassphraseScreen": (lambda seen: first_start.begin(seen.app), ("enter", "escape", "e")),
    },
}
"""By day: each screen with the way there, and keys that bring it into a state where its keys mean something."""

FIRST: Mapping[tuple[str, str], Keys] = {
    ("AlertScreen", "up"): ("w", "down"),
    ("AlertScreen", "pageup"): ("w", "pagedown"),
    ("AlertScreen", "down"): ("w", "w"),
    ("TrendsScreen", "pageup"): ("pagedown",),
    ("HistoryScreen", "u"): ("home", "down", "d", "y"),
    ("HistoryScreen", "r"): ("home", "down", "d", "y", "x", "down"),
    ("EntryScreen", "u"): ("d", "y"),
    ("VisitsScreen", "u"): ("d", "y"),
    ("EntryScreen", "r"): ("d", "y"),
    ("HomeScreen", "x"): ("c", "n", "escape"),
    ("CheckInScreen", "x"): ("m", *"tea", "enter", "enter", "enter"),
}
"""Keys to press before a key has something to do."""

WITH_KEYS_OF_THE_APP = ("HomeScreen", "RulesScreen")
"""Where the keys that hold everywhere are pressed too."""

HIDDEN = {"HistoryScreen": ("r",), "EntryScreen": ("r",)}
"""Keys that mean something only after the keys in FIRST."""

OPPOSITE = {"left": "right", "up": "down", "home": "end", "pageup": "pagedown"}
OPPOSITE |= {key: other for other, key in OPPOSITE.items()}

QUIET = {
    ("AlertScreen", "pagedown", "there is nothing further down while all of it is seen"),
    ("AlertScreen", "pageup", "the same"),
    ("AlertScreen", "up", "the same"),
    ("AlertScreen", "down", "the same"),
    ("TrendsScreen", "pageup", "the text fits"),
    ("TrendsScreen", "pagedown", "the text fits"),
    ("SummaryScreen", "left", "the lines of the page fit; narrower, another test presses it"),
    ("SummaryScreen", "right", "the same"),
}
"""Keys that are pressed here and may change nothing that is seen, with the reason."""

NOT_LISTED = {("KtrackApp", "ctrl+c"): "a habit from other programs: it only says how to close"}
"""Keys that ? does not name."""


def bindings() -> Iterator[tuple[str, str]]:
    """Class and key of every binding in the app."""
    for module in pkgutil.walk_packages(ktrack.tui.__path__, "ktrack.tui."):
        for found in vars(importlib.import_module(module.name)).values():
            if isinstance(found, type) and found.__module__ == module.name:
                for each in vars(found).get("BINDINGS", ()):
                    yield from ((found.__name__, key) for key in each.key.split(","))


def _ask_if_for_now(seen: Seen) -> None:
    seen.app.push_screen(StillNowScreen(NOW - timedelta(hours=2), NOW))


class Hands:
    """Press keys and remember which binding answered."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.pressed: set[tuple[str, str]] = set()
        self.dead: list[str] = []
        self.closed = False

    @property
    def screen(self) -> Screen[Any]:
        return self.seen.app.screen

    def state(self) -> object:
        """All that a key can change: what is seen, what has the focus, where it is scrolled to."""
        app = self.seen.app
        places = [
            (each.id, each.scroll_offset, getattr(each, "highlighted", None))
            for each in self.screen.walk_children()
            if isinstance(each, Widget)
        ]
        return len(app.screen_stack), id(self.screen), self.seen.text, app.focused, places, self.closed

    async def go_home(self) -> None:
        """Out of whatever is open, by keys alone."""
        for _ in range(12):
            if self.seen.screen == "HomeScreen":
                return
            await self.seen.answer(*(("4", "enter") if self.seen.screen == "AlertScreen" else ("escape",)))
        raise AssertionError(f"no way out of {self.seen.screen}")

    async def go(self, way: Way, more: Keys) -> None:
        await self.go_home()
        if callable(way):
            way(self.seen)
            await self.seen.settled()
        else:
            await self.seen.answer(*way)
        await self.seen.answer(*more)

    def owner(self, key: str) -> DOMNode | None:
        """What answers to a key: Textual's own widgets pass on what means nothing to them just now."""
        nodes = (self.seen.app.focused or self.screen).ancestors_with_self
        return next((node for node in nodes if key in _own_keys(type(node))), None)

    async def press(self, name: str, key: str) -> None:
        """Press a key that something on this screen is bound to."""
        if key in OPPOSITE or (name, key) in FIRST:
            await self.seen.answer(*FIRST.get((name, key), (OPPOSITE.get(key, ""),)))
        owner = self.owner(key)
        before = self.state()
        self.closed = False
        self.seen.app.clear_notifications()
        await self.seen.answer(key)
        if owner is not None:
            self.pressed.add((type(owner).__name__, key))
        if self.state() == before and not any(quiet[:2] == (name, key) for quiet in QUIET):
            self.dead.append(f"{name}: {key} does nothing on\n{self.seen.text}")

    async def press_all(self, name: str, way: Way, more: Keys) -> None:
        """Every key that the app itself binds on this screen."""
        await self.go(way, more)
        assert self.seen.screen == name
        here = self.screen
        self.look_at_the_list()
        for key in (*here.active_bindings, *HIDDEN.get(name, ())):
            if self.screen is not here:
                await self.go(way, more)
                here = self.screen
            owner = self.owner(key)
            if owner is None or (owner is self.seen.app and name not in WITH_KEYS_OF_THE_APP):
                continue
            await self.press(name, key)
            if isinstance(self.seen.app.focused, (Input, TextArea)) and name in ("CheckInScreen", "HistoryScreen"):
                await self.seen.answer("escape")
            await self.back_to(here)
        await self.go_home()

    async def back_to(self, here: Screen[Any]) -> None:
        """Out of what lies above this screen, when it is still there."""
        while self.screen is not here and here in self.seen.app.screen_stack:
            await self.seen.answer(*(("4", "enter") if self.seen.screen == "AlertScreen" else ("escape",)))

    async def press_in_lines(self) -> None:
        """Whatever Textual binds in a line or a note: nothing to promise, but it must not end the app."""
        focused = self.seen.app.focused
        assert isinstance(focused, (Input, TextArea))
        for key, active in list(self.screen.active_bindings.items()):
            if active.node is focused:
                await self.seen.answer("a", key)
                assert self.seen.app.is_running, key

    def look_at_the_list(self) -> None:
        """? names every key of this screen and of the app."""
        named = {key for keys, _ in KeysScreen.of(self.screen)._rows for key in keys.split()}
        named |= {keys for keys, _ in KeysScreen.of(self.screen)._rows}
        for kind in (type(self.screen), type(self.seen.app)):
            for key in _own_keys(kind) - {key for of, key in NOT_LISTED if of == kind.__name__}:
                name = key_name(key)
                if not {name} | set(name.split()) <= named and name not in named:
                    self.dead.append(f"{kind.__name__}: ? does not name {name}: {sorted(named)}")


def _own_keys(kind: type) -> set[str]:
    return {
        key for each in vars(kind).get("BINDINGS", ()) if isinstance(each, Binding) for key in each.key.split(",")
    }


@contextmanager
def staying_open(hands: Hands) -> Iterator[None]:
    """The app takes note that it was asked to close, and stays."""

    def close(*_: object, **__: object) -> None:
        hands.closed = True

    with patch.object(hands.seen.app, "exit", close):
        yield


@pytest.mark.long  # more than a minute for each size
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_key_of_every_screen(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a page is written where the person lives
    monkeypatch.setenv("HOME", str(tmp_path))
    pressed: set[tuple[str, str]] = set()
    dead: list[str] = []
    for day, screens in WAYS.items():
        with elsewhere() as folder, DAYS[day].begin(folder) as tracker:
            async with running(tracker, Clock(), size) as seen:
                hands = Hands(seen)
                with staying_open(hands):
                    for name, (way, more) in screens.items():
                        await hands.press_all(name, way, more)
                pressed |= hands.pressed
                dead += hands.dead
    with elsewhere() as folder, DAYS["flagged"].begin(folder) as tracker:
        async with running(tracker, Clock(), size) as seen:
            hands = Hands(seen)
            hands.look_at_the_list()
            for key in ("w", "escape", "up", "down", "pageup", "pagedown"):
                await hands.press("AlertScreen", key)
            await hands.go_home()
            pressed |= hands.pressed
            dead += hands.dead
    app = KtrackApp(None, trouble="It is gone.", known=Profile())
    async with app.run_test(size=size, notifications=True) as pilot:
        hands = Hands(Seen(app, pilot, None, Clock()))  # type: ignore[arg-type]
        await pilot.pause()
        await hands.press("TroubleScreen", "f1")
        await hands.seen.answer("escape")
        with staying_open(hands):
            await hands.press("TroubleScreen", "q")
        pressed |= hands.pressed
        dead += hands.dead
    app = KtrackApp(None, unlock=lambda _: open_diary(tmp_path / "locked"))
    async with app.run_test(size=size, notifications=True) as pilot:
        hands = Hands(Seen(app, pilot, None, Clock()))  # type: ignore[arg-type]
        await pilot.pause()
        hands.look_at_the_list()
        with staying_open(hands):
            await hands.press("UnlockScreen", "enter")
            await hands.press("UnlockScreen", "escape")
        pressed |= hands.pressed
        dead += hands.dead
    assert not dead, "\n\n".join(dead)
    assert set(bindings()) - pressed == set()


@pytest.mark.long
async def test_every_key_inside_a_line(tmp_path: Path) -> None:
    with elsewhere() as folder, DAYS["typical"].begin(folder) as tracker:
        async with running(tracker, Clock()) as seen:
            hands = Hands(seen)
            await seen.answer("n")
            await hands.press_in_lines()
            await seen.answer("ctrl+u", *["down"] * 8)
            assert isinstance(seen.app.focused, TextArea)
            await hands.press_in_lines()
            await hands.go_home()
