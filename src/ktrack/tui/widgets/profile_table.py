"""How each symptom went after one infusion, in digits.

Owns how the table is drawn. It must not work anything out: it is handed rows of text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from ktrack.timeline import TIME_POINTS
from ktrack.tui.course_rows import CourseRow

_LABEL = 20
_STATE = 15
_HEADS = ("before", *(point.label for point in TIME_POINTS))
_SHORT = {"before": "before", "morning": "morn", "day 3": "d 3", "day 7": "d 7"}
"""Heads for all eight columns on a narrow screen."""
_LEGEND = "0 none … 4 very severe     · not asked"


class ProfileTable(Widget):
    """Columns up to the morning; day 3 and day 7 too where there is room or once they have come."""

    rows: reactive[tuple[CourseRow, ...]] = reactive((), layout=True)
    now_at: reactive[str] = reactive("")
    """Label of the time point that it is now; its column is marked."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.rows) + 2 if self.rows else 0

    def render(self) -> Content:
        if not self.rows:
            return Content("")
        shown = self._columns()
        heads = self._heads(shown)
        widths = self._widths(shown, heads)
        line = [(" " * _LABEL, "")]
        for at in shown:
            style = "bold $accent" if _HEADS[at] == self.now_at else "$faint"
            line.append((_right(heads[at], widths[at]), style))
        lines = [Content.assemble(*line)]
        for row in self.rows:
            cells = (row.before, *row.cells)
            parts = [(_cut(row.label, _LABEL), "")]
            parts += [(_right(cells[at], widths[at]), _style(cells[at])) for at in shown]
            parts.append((f"   {row.state}", "bold" if row.state == "still there" else "$faint"))
            lines.append(Content.assemble(*parts))
        lines.append(Content.styled(" " * (_LABEL + widths[0] - 1) + _LEGEND, "$faint"))
        return Content("\n").join(lines)

    def _heads(self, shown: Sequence[int]) -> dict[int, str]:
        narrow = len(shown) == len(_HEADS) and self.size.width < 90
        return {at: _SHORT.get(_HEADS[at], _HEADS[at]) if narrow else _HEADS[at] for at in shown}

    def _widths(self, shown: Sequence[int], heads: Mapping[int, str]) -> dict[int, int]:
        """As much air between the columns as there is room for."""
        bare = sum(len(heads[at]) for at in shown)
        gap = (self.size.width - _LABEL - _STATE - 3 - bare) // len(shown)
        return {at: len(heads[at]) + min(max(gap, 1), 4) for at in shown}

    def _columns(self) -> list[int]:
        """Which columns are shown: all, or the first six while nothing stands in the others."""
        columns = list(range(len(_HEADS)))
        later = any(row.cells[at - 1] for row in self.rows for at in columns[6:])
        return columns if later or self.size.width >= 100 else columns[:6]


def _style(cell: str) -> str:
    return "$faint" if not cell.isdigit() else "" if cell == "0" else "bold"


def _right(text: str, width: int) -> str:
    return " " * max(width - cell_len(text), 0) + text


def _cut(text: str, width: int) -> str:
    if len(text) < width:
        return f"{text:<{width}}"
    short = text[: width - 2]
    # at a blank when there is one; a piece of a word says less than none
    return f"{(short.rpartition(' ')[0] or short) + '…':<{width}}"
