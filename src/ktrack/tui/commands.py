"""The list of commands (Ctrl P): what the first screen can do, found by typing a part of its name.

Owns how they are listed and searched. What they are comes from the app; nothing of Textual's own is among them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

if TYPE_CHECKING:
    from ktrack.tui.around import AroundScreens


class KtrackCommands(Provider):
    """Our own commands and no others."""

    async def discover(self) -> Hits:
        app = cast("AroundScreens", self.app)
        for name, key, action in app.commands():
            yield DiscoveryHit(name, partial(app.do, action), help=key)

    async def search(self, query: str) -> Hits:
        app, matcher = cast("AroundScreens", self.app), self.matcher(query)
        for name, key, action in app.commands():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), partial(app.do, action), help=key)
