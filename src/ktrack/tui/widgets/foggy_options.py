"""What can be answered, one below the other, with one of them pointed at.

Owns how the answers are drawn and pointed at. It must not answer: the screen does, on Enter.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget


class FoggyOptions(Widget):
    """Nothing is pointed at until an arrow is pressed, so that Enter alone answers nothing."""

    words: reactive[tuple[str, ...]] = reactive((), layout=True)
    pointed: reactive[int | None] = reactive(None)
    given: reactive[int | None] = reactive(None)
    """The answer that was given here before."""

    def move(self, step: int) -> None:
        """One down (1) or up (-1); at the ends it stays."""
        last = len(self.words) - 1
        if self.pointed is None:
            self.pointed = self.given if self.given is not None else 0 if step > 0 else last
        else:
            self.pointed = min(max(self.pointed + step, 0), last)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.words)

    def render(self) -> Content:
        widest = max(map(len, self.words), default=0)
        lines = []
        for at, words in enumerate(self.words):
            mark = "›" if at == self.pointed else " "
            # brackets too, because a terminal without colours shows no other background
            line = f" {mark} [{words}]" if at == self.given else f" {mark}  {words} "
            line = f"{line:<{widest + 8}}"
            lines.append(Content.styled(line, "bold $accent reverse" if at == self.pointed else "bold"))
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        if 0 <= event.y < len(self.words):
            self.pointed = event.y
