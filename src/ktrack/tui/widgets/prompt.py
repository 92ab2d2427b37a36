"""The question being asked, always at the same place, with the keys that answer it.

Owns only how it is drawn.
"""

from __future__ import annotations

import textwrap

from textual.content import Content
from textual.widget import Widget

LINES = 2


class Prompt(Widget):
    """Two lines for the question and one for the keys, so that nothing moves when the question changes."""

    _ask = _keys = ""

    def show(self, ask: str, keys: str) -> None:
        """Ask something else."""
        if (ask, keys) != (self._ask, self._keys):
            self._ask, self._keys = ask, keys
            self.refresh()

    def render(self) -> Content:
        lines = textwrap.wrap(self._ask, max(self.size.width, 8))[:LINES]
        above = "\n" * (LINES - len(lines))
        return Content.assemble(above, ("\n".join(lines), "bold"), "\n", (self._keys, "$faint"))
