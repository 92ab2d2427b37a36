"""The diary cannot be opened: what is wrong, what to do, and whom to call all the same.

Owns this one screen. It needs no tracker.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from ktrack import text, wording
from ktrack.tui.widgets.key_line import KeyLine


class TroubleScreen(Screen[None]):
    """Nothing can be entered here, and F1 works."""

    BINDINGS = [Binding("q", "app.quit", "Close")]

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="trouble", can_focus=False):
            yield Static("ktrack could not open your diary", classes="title", markup=False)
            yield Static(text.shown(self._sentence), id="trouble-why", markup=False)
            yield Static("Nothing was changed. What you entered before is still in the file.", markup=False)
            yield Static("F1 shows whom to call, also now.", id="trouble-help", markup=False)
            yield Static(wording.NOT_COMPLETE, markup=False)
        yield KeyLine()
