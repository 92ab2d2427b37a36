"""A telephone number, as large as the terminal allows.

Owns when it is drawn large and when in one line.
"""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Digits, Static

from ktrack import text

_DRAWN_LARGE = frozenset("0123456789+-() ")
_DIGIT_WIDTH = 3
_LEAST_ROWS = 14


class BigNumber(Vertical):
    """Three rows high when every sign of it can be drawn so and there is room; else one bold line."""

    def __init__(self, number: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._number = text.one_line(number)

    def compose(self) -> ComposeResult:
        yield Digits(self._number)
        yield Static(self._number, markup=False)

    def on_resize(self, event: events.Resize) -> None:
        fits = len(self._number) * _DIGIT_WIDTH <= event.size.width and self.app.size.height >= _LEAST_ROWS
        self.set_class(fits and _DRAWN_LARGE.issuperset(self._number), "-large")
