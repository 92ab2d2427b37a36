"""A monkey at the keyboard: keys, pastes and sizes of the window by chance, and an eye on what it may not do.

Owns which keys it has and which of them save. Whatever it presses, the app does not end, nothing is saved, changed
or deleted but by a key that says so, and no form that was begun is lost.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from textual import events
from textual.app import App

from ktrack import form
from ktrack.records import CheckIn
from ktrack.tracker import NotFound, Tracker
from tests.hostile import hostile_notes, leaks
from tests.tui.at_screen import Seen, checked_in, infused, open_diary, running

KEYS = (
    *"0123456789yns cbeivmoxwNhtqrdufp,[]/\\@-",
    *("up", "down", "left", "right", "enter", "escape", "tab", "shift+tab", "backspace", "pageup", "pagedown"),
    *("home", "end", "f1", "question_mark", "ctrl+p", "ctrl+c", "ctrl+z", "ctrl+a", "ctrl+k", "ctrl+u", "delete"),
    *("c", "c", "f", "n", "escape", "escape", "enter", "enter", "ctrl+s"),
)
"""Everything but the keys that close; some more often, so that it gets around."""

EXPLICIT = {
    "check_in": {("CheckInScreen", "ctrl+s"), ("FoggyScreen", "enter")},
    "edit_check_in": {
        ("CheckInScreen", "ctrl+s"), ("FoggyScreen", "enter"), ("WhenScreen", "enter"), ("WhereScreen", "enter"),
    },
    "add_infusion": {("InfusionScreen", "ctrl+s")},
    "edit_infusion": {("InfusionScreen", "ctrl+s")},
    "delete_check_in": {("YesNoScreen", "y")},
    "delete_infusion": {("YesNoScreen", "y")},
    "undo": {("HistoryScreen", "u"), ("EntryScreen", "u")},
    "drop_draft": {("HomeScreen", "x")},
}  # fmt: skip
"""The verbs that change what is kept, and the only keys that may lead to them, by screen."""

_NAMES = {" ": "space", ",": "comma", "[": "left_square_bracket", "]": "right_square_bracket", "/": "slash"}
_NAMES |= {"\\": "backslash", "@": "at", "-": "minus"}
_BURST = 25


class Witness:
    """Sees which key was handed out last, and what became of the diary."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        # on a slow computer the next key may be handed out before all that one has caused is done
        self.last: deque[tuple[str, str]] = deque(maxlen=3)
        self.unasked: list[str] = []
        self.kept: dict[str, CheckIn] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While this lasts, every key and every verb passes here."""
        handed_out = App.on_event

        async def on_event(app: App[Any], event: events.Event) -> None:
            if isinstance(event, events.Key):
                self.last.append((type(app.screen).__name__, event.key))
            await handed_out(app, event)

        with ExitStack() as patched:
            patched.enter_context(patch.object(App, "on_event", on_event))
            for verb in (*EXPLICIT, "keep_draft"):
                done = getattr(self.tracker, verb)
                patched.enter_context(patch.object(self.tracker, verb, self._seen(verb, done)))
            yield

    def _seen(self, verb: str, done: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            result = done(*args, **more)
            if verb == "keep_draft":
                self.kept[args[0].id] = args[0]
                return result
            gone = args[0] if verb == "drop_draft" else getattr(args[0], "id", "") if args else ""
            draft = self.kept.pop(gone, None)
            harmless = verb == "drop_draft" and self._says_no_more(gone, draft)
            if EXPLICIT[verb].isdisjoint(self.last) and not harmless:
                self.unasked.append(f"{verb} by {self.last}")
            return result

        return call

    def _says_no_more(self, check_in_id: str, draft: CheckIn | None) -> bool:
        """Whether this form held only what is kept anyway."""
        try:
            return draft is None or self.tracker.find_check_in(check_in_id) == draft
        except NotFound:
            return False

    def stay(self, *_: object, **__: object) -> None:
        """Instead of closing, which q on the first screen may ask for."""
        if ("HomeScreen", "q") not in self.last:
            self.unasked.append(f"closed by {self.last}")

    def lost(self) -> list[str]:
        """Forms that were kept once and are not there any more."""
        there = {each.check_in.id: each.check_in for each in self.tracker.drafts()}
        return [
            f"{each.id}: {told(each)}, now {told(there[each.id]) if each.id in there else 'nothing'}"
            for each in self.kept.values()
            if not form.says_nothing(each) and (each.id not in there or told(there[each.id]) != told(each))
        ]


def told(check_in: CheckIn) -> tuple[object, ...]:
    """All that a person said in it."""
    return dict(check_in.answers), dict(check_in.vitals), check_in.medicines, check_in.note, check_in.skipped


async def monkey(folder: Path, seed: int, keys: int) -> None:
    """So many keys by chance, with pastes and sizes in between; raises when a promise is broken."""
    chance = random.Random(seed)
    pastes = [each.text for each in hostile_notes()]
    with open_diary(folder) as tracker:
        infused(tracker)
        checked_in(tracker, 1, nausea=1, dizziness=2)
        checked_in(tracker, 3, nausea=1, palpitations=1)
        witness = Witness(tracker)
        with witness.watching():
            async with running(tracker) as seen:
                seen.app.exit = witness.stay  # type: ignore[method-assign]
                for _ in range(keys // _BURST):
                    await _burst(seen, chance)
                    if chance.random() < 0.1:
                        seen.app.post_message(events.Paste(chance.choice(pastes)))
                        await seen.settled()
                    if chance.random() < 0.1:
                        await seen.pilot.resize_terminal(chance.randrange(1, 120), chance.randrange(1, 45))
                    assert seen.app.is_running, witness.last
                assert not leaks(seen.text)
                # what was typed last is on the disk within half a second, without any further key
                await seen.pilot.pause(0.5)
                for screen in seen.app.screen_stack:
                    draft = getattr(screen, "draft", None)
                    if draft is not None and draft.id in witness.kept:
                        assert told(witness.kept[draft.id]) == told(draft)
            assert seen.app.return_code in (None, 0)
        assert not witness.unasked, witness.unasked
        assert not witness.lost(), witness.lost()


async def _burst(seen: Seen, chance: random.Random) -> None:
    for key in (chance.choice(KEYS) for _ in range(_BURST)):
        seen.app.post_message(events.Key(_NAMES.get(key, key), key if len(key) == 1 else None))
    await seen.settled()
