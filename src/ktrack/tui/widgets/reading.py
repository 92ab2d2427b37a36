"""A page to read with the keys for up and down; left and right stay with the screen.

Owns only that.
"""

from __future__ import annotations

from textual.binding import Binding
from textual.containers import VerticalScroll


class Reading(VerticalScroll, inherit_bindings=False):
    """Scrolls by line, by page, to both ends."""

    BINDINGS = [
        Binding("up", "scroll_up", show=False),
        Binding("down", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]
