"""A list to choose from that keeps standing in a window without room for a single line of it.

Owns only that: Textual looks up the place of a line that it has not laid out, and ends the app.
"""

from __future__ import annotations

from textual.widgets import OptionList


class SteadyList(OptionList):
    """A page up or down waits for a window that shows something of the list."""

    def action_page_up(self) -> None:
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]
