"""A text of any length, of which only the part that is seen is drawn.

Owns only that: Textual draws a Static as a whole, and the page of 20 years has 7000 lines.
"""

from __future__ import annotations

from textual.containers import Vertical
from textual.widgets import Static

_PIECE = 250
"""Lines; more than any terminal shows, so that no more than two pieces are drawn."""


class LongText(Vertical):
    """Pieces one below the other."""

    async def show(self, words: str) -> None:
        """Show another text."""
        lines = words.split("\n")
        pieces = ["\n".join(lines[begin : begin + _PIECE]) for begin in range(0, len(lines), _PIECE)]
        async with self.batch():
            await self.remove_children()
            await self.mount_all([Static(piece, markup=False) for piece in pieces])
