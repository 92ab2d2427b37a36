"""What every key does on the screen below (?).

Owns the list. It is read from the bindings, so that it cannot name a key that does nothing. A binding's tooltip
is its longer name here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from ktrack.tui.widgets.key_line import key_name


class KeysScreen(ModalScreen[None]):
    """Any of Esc, ? and Enter closes it."""

    AUTO_FOCUS = "#keys-list"
    BINDINGS = [Binding("escape,question_mark,enter,q", "dismiss", "Back")]

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        """Pairs of keys and what they do."""
        super().__init__()
        self._rows = tuple(rows)

    @classmethod
    def of(cls, screen: Screen[Any]) -> KeysScreen:
        """The keys of this screen and of the app; those that a screen reads itself stand in its KEYS."""
        bound = [
            each
            for namespace in (type(screen), type(screen.app))
            for each in vars(namespace).get("BINDINGS", ())
            if isinstance(each, Binding)
        ]
        rows = dict(getattr(screen, "KEYS", ()))
        for each in bound:
            # a second key for the same thing stands beside the first
            same = (other for other in bound if other.action == each.action and other is not each)
            keys = " ".join([_keys(each), *(_keys(other) for other in same if not other.description)])
            if each.description:
                rows.setdefault(keys, each.tooltip or each.description)
        return cls(tuple(rows.items()))

    def compose(self) -> ComposeResult:
        widest = max(len(key) for key, _ in self._rows)
        with VerticalScroll(id="keys-list"):
            yield Static("Keys on this screen", classes="title", markup=False)
            yield Static(
                "\n".join(f"{key:<{widest}}   {does[:1].upper()}{does[1:]}" for key, does in self._rows),
                markup=False,
            )
            yield Static("\nEsc  back", classes="faint", markup=False)


def _keys(binding: Binding) -> str:
    return binding.key_display or " ".join(key_name(key) for key in binding.key.split(","))
