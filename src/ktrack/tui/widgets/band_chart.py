"""A chart on a fixed scale: bands, lines and numbers over a span of time.

Owns how a chart is drawn in characters. It must not work anything out: it is handed places and values. Numbers
are drawn as digits and the shapes differ, so that colour only helps. What is not handed over stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

GUTTER = 4
"""Columns left of the plot, for the numbers of the scale."""

_SHADE, _UPRIGHT = "░", "┊"
_TALLEST_STEP = 6
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bits of a braille character, by column and row of its dots."""


class Shade(NamedTuple):
    """A shaded part; `x` from 0 to 1, `low` and `high` on the scale."""

    begin: float
    end: float
    low: float
    high: float


class Mark(NamedTuple):
    """A few characters at a place. Later ones are drawn over earlier ones."""

    x: float
    y: float
    sign: str
    strong: bool = True


class Chart(NamedTuple):
    """What is drawn. All `x` run from 0 to 1."""

    highest: int = 4
    ticks: tuple[tuple[float, str], ...] = ()
    shades: tuple[Shade, ...] = ()
    lines: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Each an unbroken line; between two lines is a gap."""
    marks: tuple[Mark, ...] = ()
    uprights: tuple[tuple[float, str], ...] = ()
    """Upright lines with what stands below them, like the number of an infusion."""


_Cell = tuple[str, str]


class BandChart(Widget, can_focus=False):
    """The chart, as large as there is room for; the scale never changes with the values."""

    COMPONENT_CLASSES = {f"band-chart--{name}" for name in ("axis", "shade", "line", "strong", "weak", "upright")}

    chart: reactive[Chart] = reactive(Chart(), layout=False)

    _drawn: tuple[Chart, tuple[int, int], list[list[_Cell]]] | None = None

    @staticmethod
    def plot_width(width: int) -> int:
        """Columns for the plot in a widget of this width."""
        return max(width - GUTTER - 1, 1)

    def render_line(self, y: int) -> Strip:
        size = (self.size.width, self.size.height)
        if self._drawn is None or self._drawn[:2] != (self.chart, size):
            self._drawn = self.chart, size, draw(self.chart, *size)
        rows = self._drawn[2]
        if y >= len(rows):
            return Strip.blank(self.size.width, self.rich_style)
        plain = self.rich_style
        segments = []
        for name, cells in groupby(rows[y], itemgetter(1)):
            style = plain + self.get_component_rich_style(f"band-chart--{name}") if name else plain
            segments.append(Segment("".join([sign for sign, _ in cells]), style))
        return Strip(segments).adjust_cell_length(self.size.width, plain)


def plot_column(x: float, columns: int) -> int:
    """The column of the plot for a place from 0 to 1."""
    return min(max(int(x * columns + 1e-6), 0), columns - 1)


def draw(chart: Chart, width: int, height: int) -> list[list[_Cell]]:
    """The rows of the chart as characters, each with the name of its style. Pure."""
    columns = BandChart.plot_width(width)
    room = height - 2 - bool(chart.uprights)
    if width < GUTTER + 8 or room < 3:
        return []
    step = min((room - 1) // chart.highest, _TALLEST_STEP)
    rows = chart.highest * step + 1 if step else room
    plot: list[list[_Cell]] = [[(" ", "")] * columns for _ in range(rows)]

    def column(x: float) -> int:
        return plot_column(x, columns)

    def row(value: float) -> int:
        return round((chart.highest - value) * (rows - 1) / chart.highest)

    for x, _ in chart.uprights:
        for each in plot:
            each[column(x)] = (_UPRIGHT, "upright")
    for shade in chart.shades:
        for place in range(column(shade.begin), max(column(shade.begin) + 1, round(shade.end * columns))):
            for at in range(row(shade.high), row(shade.low) + 1):
                plot[at][min(place, columns - 1)] = (_SHADE, "shade")
    for (x, y), dots in _braille(chart, columns, rows).items():
        plot[y][x] = (chr(0x2800 + dots), "line")
    heights = {y: row(y) for y in {mark.y for mark in chart.marks}}
    for at_x, at_y, sign, strong in chart.marks:
        cells, style = plot[heights[at_y]], "strong" if strong else "weak"
        if len(sign) == 1:
            cells[column(at_x)] = (sign, style)
            continue
        begin = min(max(column(at_x) - (len(sign) - 1) // 2, 0), columns - len(sign))
        cells[begin : begin + len(sign)] = _cells(sign, style)
    numbers = {row(value): value for value in range(chart.highest, -1, -1)}
    found = [
        [*_cells(f"{numbers[at]:>{GUTTER - 2}} │" if at in numbers else f"{'│':>{GUTTER}}", "axis"), *cells]
        for at, cells in enumerate(plot)
    ]
    ticks = {column(x) for x, _ in chart.ticks}
    found.append(_cells(f"{'└':>{GUTTER}}" + "".join("┴" if x in ticks else "─" for x in range(columns)), "axis"))
    found.append(_labels([(column(x), words) for x, words in chart.ticks], columns, ""))
    if chart.uprights:
        found.append(_labels([(column(x), words) for x, words in chart.uprights], columns, "upright", begin="▲"))
    return found


def _braille(chart: Chart, columns: int, rows: int) -> dict[tuple[int, int], int]:
    """The lines as dots, two by four to a character."""
    cells: dict[tuple[int, int], int] = {}
    for line in chart.lines:
        places = [
            (min(x, 0.9999) * columns * 2, (chart.highest - value) * (rows - 1) / chart.highest * 4 + 1.5)
            for x, value in line
        ]
        for (x0, y0), (x1, y1) in pairwise(places):
            steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0))) * 2)
            for at in range(steps + 1):
                x, y = int(x0 + (x1 - x0) * at / steps), int(y0 + (y1 - y0) * at / steps)
                cell = (x // 2, y // 4)
                cells[cell] = cells.get(cell, 0) | _DOTS[x % 2][y % 4]
    return cells


def _labels(places: Iterable[tuple[int, str]], columns: int, style: str, begin: str = "") -> list[_Cell]:
    """Words below their columns; one that would touch the one before shows only `begin`."""
    line = [" "] * (GUTTER + columns + 1)
    free = 0
    for place, words in places:
        at = GUTTER + place
        wanted = begin + words if begin else words
        first = at if begin else max(at - (len(words) - 1) // 2, free)
        if not begin and first > at:
            continue
        wanted = wanted if first >= free and first + len(wanted) <= len(line) else begin
        if first >= free or begin:
            line[first : first + len(wanted)] = wanted
            free = max(free, first + len(wanted) + 1)
    return _cells("".join(line), style)


def _cells(words: str, style: str) -> list[_Cell]:
    return [(each, style) for each in words]
