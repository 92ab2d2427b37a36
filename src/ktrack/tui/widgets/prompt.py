"""The question being asked, always at the same place, with the keys that answer it.

Owns only how it is drawn.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static


class Prompt(Vertical):
    """Two lines for the question and one for the keys, so that nothing moves when the question changes."""

    def compose(self) -> ComposeResult:
        yield Static("", id="ask", markup=False)
        yield Static("", id="keys", markup=False)

    def show(self, ask: str, keys: str) -> None:
        """Ask something else."""
        self.query_one("#ask", Static).update(ask)
        self.query_one("#keys", Static).update(keys)
