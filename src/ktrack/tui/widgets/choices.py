"""A few numbered things to choose from, of which one is confirmed afterwards.

Owns how they are drawn and clicked. It must not act: choosing is not yet doing.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


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
        return max(y for _, y, _, _ in self._places(width)) + 1

    def render(self) -> Content:
        lines: dict[int, list[Content]] = {}
        for _, y, key, words in self._places(self.size.width):
            if key == self.chosen:
                part = Content.styled(f"[{key} {words}]", "bold reverse")
            else:
                part = Content.assemble((f" {key}", "bold $accent"), f" {words} ")
            lines.setdefault(y, []).append(part)
        return Content("\n").join(Content("  ").join(parts) for parts in lines.values())

    def on_click(self, event: events.Click) -> None:
        for x, y, key, words in self._places(self.size.width):
            if y == event.y and x <= event.x < x + len(key) + len(words) + 3:
                self.post_message(self.Clicked(key))

    def _places(self, width: int) -> list[tuple[int, int, str, str]]:
        sizes = [len(key) + len(words) + 5 for key, words in self._choices]
        side_by_side = sum(sizes) - 2 <= width
        places, x = [], 0
        for y, ((key, words), size) in enumerate(zip(self._choices, sizes, strict=True)):
            places.append((x, 0, key, words) if side_by_side else (0, y, key, words))
            x += size
        return places
