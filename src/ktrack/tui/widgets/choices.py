"""A few numbered things to choose from, of which one is confirmed afterwards.

Owns how they are drawn and clicked. It must not act: choosing is not yet doing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

_GAP = 2


@dataclass(frozen=True, slots=True)
class _Place:
    x: int
    y: int
    key: str
    lines: tuple[str, ...]


class Choices(Widget):
    """The numbered words side by side, or one below the other where it is narrow."""

    chosen: reactive[str] = reactive("")

    class Clicked(Message):
        """One was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, choices: Sequence[tuple[str, str]], id: str | None = None) -> None:
        """Each with the key that chooses it and its words."""
        super().__init__(id=id)
        self._choices = tuple(choices)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(place.y + len(place.lines) for place in self._places(width))

    def render(self) -> Content:
        rows: list[Content] = []
        for place in self._places(self.size.width):
            drawn = [self._drawn(place, at) for at in range(len(place.lines))]
            if place.x:
                rows[-1] = Content.assemble(rows[-1], " " * _GAP, drawn[0])
            else:
                rows += drawn
        return Content("\n").join(rows)

    def _drawn(self, place: _Place, at: int) -> Content:
        line, is_last = place.lines[at], at == len(place.lines) - 1
        if place.key == self.chosen:
            begin, end = " " if at else "[", "]" if is_last else ""
            return Content.styled(f"{begin}{line}{end}", "bold reverse")
        key, words = (line[:1], line[1:]) if at == 0 else ("", line)
        return Content.assemble(" ", (key, "bold $accent"), f"{words} ")

    def on_click(self, event: events.Click) -> None:
        for place in self._places(self.size.width):
            inside = place.y <= event.y < place.y + len(place.lines)
            if inside and place.x <= event.x < place.x + len(place.lines[0]) + 2:
                self.post_message(self.Clicked(place.key))

    def _places(self, width: int) -> list[_Place]:
        words = [(key, f"{key} {words}") for key, words in self._choices]
        if sum(len(each) + 2 + _GAP for _, each in words) - _GAP <= width:
            places, x = [], 0
            for key, each in words:
                places.append(_Place(x, 0, key, (each,)))
                x += len(each) + 2 + _GAP
            return places
        places, y = [], 0
        for key, each in words:
            lines = tuple(textwrap.wrap(each, max(width - 2, 8), subsequent_indent="  "))
            places.append(_Place(0, y, key, lines))
            y += len(lines)
        return places
