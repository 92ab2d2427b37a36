"""The blocks of questions in a check-in.

Owns what stands in which block and under which title. It must not keep answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from ktrack.questions import Group, in_group
from ktrack.records import CheckIn
from ktrack.tui.widgets.question_rows import gate_row, question_row

TITLES: Mapping[Group, str] = {
    "danger": "First: now, or at any time since the last check-in",
    "companion": "Only you can tell",
    "core": "Right now",
    "common": "And these",
    "weekly": "This week",
    "benefit": "What the infusions are for",
}
WITH_NONE_FOR_REST: frozenset[Group] = frozenset({"core", "urinary", "common", "weekly"})
"""Groups whose blank questions one key may answer with 0. Never danger; and a mood of 0 is no "none"."""


class Block(Vertical):
    """A title over some lines."""

    def __init__(self, title: str, lines: Iterable[Widget], id: str) -> None:
        super().__init__(id=id, classes="block")
        self._title = title
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        if self._title:
            yield Static(self._title, classes="title", markup=False)
        yield from self._lines


def question_block(group: Group, check_in: CheckIn, last: Mapping[str, int], gate: int | None) -> Block:
    """One group of questions; the urinary gate stands with the core ones."""
    rows = [question_row(one, check_in, last.get(one.key)) for one in in_group(group)]
    if group == "core":
        rows.append(gate_row(gate))
    if group == "urinary" and gate != 1:
        rows = []
    title = TITLES.get(group, "")
    if group in WITH_NONE_FOR_REST and title:
        title += "   ·   N  none for all the rest here"
    return Block(title, rows, f"group-{group}")
