"""The core symptoms over the hours after an infusion, as one SVG picture for the HTML and the PDF page.

Owns the drawing: one panel a symptom, a fixed scale from 0 to 4, black and grey only, gaps left open. A median
line with a band from the lowest to the highest answer needs enough infusions; with fewer, the answers stand as
points. It must not count anything that the summary has not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from ktrack.summary import VisitSummary
from ktrack.summary.tables import Cell, ProfileRow

_HIGHEST = 4
_WIDTH, _HEIGHT = 350, 80
_LEFT, _RIGHT, _TOP, _BOTTOM, _GAP = 16, 5, 19, 22, 9
_LEGEND = 14
_PANELS, _ACROSS = 4, 2
_FONT = "Inter, Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the same facts in words."""

    svg: str
    alt: str


def profile_chart(summary: VisitSummary) -> Chart | None:
    """The first four symptoms that were asked about, or None when no infusion has an answer."""
    found = summary.profile
    rows = [row for row in found.rows if not row.yes_no and any(cell.n for cell in row.cells)][:_PANELS]
    if not rows:
        return None
    what = (
        "Line: median over the infusions. Grey: lowest to highest answer."
        if found.enough
        else "Rings: the answers; too few infusions for a median."
    )
    alt = f"{what} Scale 0 to 4. " + " ".join(_in_words(row, found.columns, enough=found.enough) for row in rows)
    panel = (_WIDTH - _GAP) / _ACROSS
    height = _HEIGHT * ceil(len(rows) / _ACROSS) + _LEGEND
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="chart-title chart-about" font-family="{_FONT}">',
        '<title id="chart-title">Core symptoms by hours after the infusion</title>',
        f'<desc id="chart-about">{escape(alt)}</desc>',
        f'<text x="{_LEFT}" y="9" font-size="8.5">{escape(what)}</text>',
    ]
    for place, row in enumerate(rows):
        down, across = divmod(place, _ACROSS)
        parts.append(f'<g transform="translate({across * (panel + _GAP):.1f} {_LEGEND + down * _HEIGHT})">')
        parts += [*_panel(row, found.columns, panel, enough=found.enough), "</g>"]
    return Chart("".join([*parts, "</svg>"]), alt)


def _panel(row: ProfileRow, columns: Sequence[str], width: float, *, enough: bool) -> Iterator[str]:
    floor = _HEIGHT - _BOTTOM
    step = (width - _LEFT - _RIGHT) / len(columns)
    xs = [_LEFT + step * (place + 0.5) for place in range(len(columns))]

    def y(value: float) -> float:
        return floor - (floor - _TOP) * value / _HIGHEST

    yield f'<text x="{_LEFT}" y="10" font-size="10" font-weight="700">{escape(row.label)}</text>'
    for value in range(_HIGHEST + 1):
        yield (
            f'<line x1="{_LEFT}" x2="{width:.1f}" y1="{y(value):.1f}" y2="{y(value):.1f}" '
            f'stroke="{"#555" if value == 0 else "#ddd"}" stroke-width="{0.8 if value == 0 else 0.6}"/>'
            f'<text x="{_LEFT - 5}" y="{y(value) + 3:.1f}" font-size="8" text-anchor="end">{value}</text>'
        )
    for place, name in enumerate(columns):
        line = floor + (9 if place % 2 == 0 else 17)
        yield f'<text x="{xs[place]:.1f}" y="{line}" font-size="8" text-anchor="middle">{escape(name)}</text>'
    if not enough:
        yield from _points(row.cells, xs, y, step)
        return
    for run in _runs(row.cells):
        upper = [f"{xs[place]:.1f},{y(_worst(row.cells[place])):.1f}" for place in run]
        lower = [f"{xs[place]:.1f},{y(_lowest(row.cells[place])):.1f}" for place in reversed(run)]
        if len(run) > 1:
            yield f'<polygon points="{" ".join([*upper, *lower])}" fill="#ccc"/>'
        middle = [f"{xs[place]:.1f},{y(row.cells[place].median or 0):.1f}" for place in run]
        yield f'<polyline points="{" ".join(middle)}" fill="none" stroke="#000" stroke-width="1.4"/>'
        for place in run:
            cell = row.cells[place]
            yield (
                f'<line x1="{xs[place]:.1f}" x2="{xs[place]:.1f}" y1="{y(_lowest(cell)):.1f}" '
                f'y2="{y(_worst(cell)):.1f}" stroke="#888" stroke-width="0.8"/>'
                f'<circle cx="{xs[place]:.1f}" cy="{y(cell.median or 0):.1f}" r="2.1" fill="#000"/>'
            )


def _points(cells: Sequence[Cell], xs: Sequence[float], y: object, step: float) -> Iterator[str]:
    """Each answer as a ring; answers of several infusions stand side by side."""
    assert callable(y)
    for cell, x in zip(cells, xs, strict=True):
        known = [value for value in cell.values if value is not None]
        for place, value in enumerate(known):
            shift = (place - (len(known) - 1) / 2) * min(4.5, step / max(len(known), 1))
            yield f'<circle cx="{x + shift:.1f}" cy="{y(value):.1f}" r="2" fill="#fff" stroke="#000"/>'


def _runs(cells: Sequence[Cell]) -> list[list[int]]:
    """Neighbouring cells that hold answers: a line never crosses a blank."""
    runs: list[list[int]] = []
    for place, cell in enumerate(cells):
        if cell.median is None:
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _worst(cell: Cell) -> int:
    return max(value for value in cell.values if value is not None)


def _lowest(cell: Cell) -> int:
    return min(value for value in cell.values if value is not None)


def _in_words(row: ProfileRow, columns: Sequence[str], *, enough: bool) -> str:
    said = []
    for name, cell in zip(columns, row.cells, strict=True):
        if cell.median is None:
            continue
        known = [value for value in cell.values if value is not None]
        values = f"{cell.median:g} ({min(known)} to {max(known)})" if enough else ", ".join(map(str, known))
        said.append(f"{name} {values}")
    return f"{row.label}: {'; '.join(said)}."
