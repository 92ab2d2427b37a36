"""A line for a passphrase: nothing that is typed into it is shown.

Owns how it is asked for and handed over. It keeps nothing once it was taken.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input, Static

from ktrack import text


class _Hidden(Input):
    """Dots. Enter is for the screen to act on."""

    BINDINGS = [Binding("enter", "screen.go_on", "Go on")]


class HiddenLine(Horizontal):
    """A name and a line of dots."""

    def __init__(self, label: str, name: str) -> None:
        """`name` is the id of the line."""
        super().__init__(classes="hidden-line")
        self._label = label
        self.line = _Hidden(password=True, compact=True, select_on_focus=False, id=name)

    def compose(self) -> ComposeResult:
        yield Static(text.one_line(self._label), classes="label", markup=False)
        yield self.line

    def take(self) -> str:
        """What was typed, and empties the line."""
        typed = self.line.value
        self.line.value = ""
        return typed
