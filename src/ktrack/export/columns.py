"""Plain text in a fixed number of columns.

Owns measuring, wrapping and laying out tables for a terminal or a printer that gives each character one or two
columns. No word is lost: what does not fit goes on in the next line, and a word longer than a line is cut in two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ktrack.export.blocks import Table

WIDTH = 80
_NARROWEST_LABEL = 12


def width(text: str) -> int:
    """How many columns a line takes: two for wide characters, none for combining marks and invisible ones."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def wrap(text: str, room: int, first: str = "", rest: str | None = None) -> list[str]:
    """The text in lines of at most `room` columns, the first after `first` and the others after `rest`.

    Line breaks in the text are kept; several blanks between words become one.
    """
    rest = " " * width(first) if rest is None else rest
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lead = rest if lines else first
        line, empty = lead, True
        for word in paragraph.split():
            for piece in _pieces(word, room - max(width(first), width(rest))):
                joined = line + piece if empty else f"{line} {piece}"
                if width(joined) > room and not empty:
                    lines.append(line)
                    joined = rest + piece
                line, empty = joined, False
        lines.append(line.rstrip() if empty else line)
    return lines


def table(found: Table, room: int) -> list[str]:
    """The table in lines of at most `room` columns, with a line under the titles."""
    titles = [column.title.split("\n") for column in found.columns]
    widths = [
        max([*(width(line) for line in title), *(width(row[place]) for row in found.rows)])
        for place, title in enumerate(titles)
    ]
    gaps = [0, *(2 for _ in found.columns[1:])]
    widths, gaps = _fitted(widths, gaps, room)
    heads = _row(["\n".join(title) for title in titles], found, widths, gaps, bottom=True)
    body = [line for row in found.rows for line in _row(row, found, widths, gaps)]
    return [*heads, "-" * min(room, sum(widths) + sum(gaps)), *body]


def _row(
    cells: Sequence[str], found: Table, widths: Sequence[int], gaps: Sequence[int], *, bottom: bool = False
) -> list[str]:
    wrapped = [wrap(cell, room) for cell, room in zip(cells, widths, strict=True)]
    height = max(map(len, wrapped))
    # titles stand on the line, so that a short one is next to its column
    filled = [
        [""] * (height - len(cell)) + cell if bottom else cell + [""] * (height - len(cell)) for cell in wrapped
    ]
    lines = []
    for parts in zip(*filled, strict=True):
        line = ""
        for part, column, room, gap in zip(parts, found.columns, widths, gaps, strict=True):
            blanks = " " * (room - width(part))
            line += " " * gap + (blanks + part if column.align == "right" else part + blanks)
        lines.append(line.rstrip())
    return lines


def _fitted(widths: Sequence[int], gaps: Sequence[int], room: int) -> tuple[list[int], list[int]]:
    """Narrower gaps from the left, then a narrower first column, then narrower widest columns, until it fits."""
    wide, apart = list(widths), list(gaps)
    for place in range(1, len(apart)):
        if sum(wide) + sum(apart) > room:
            apart[place] = 1
    while (over := sum(wide) + sum(apart) - room) > 0 and max(wide) > 1:
        if wide[0] > _NARROWEST_LABEL:
            wide[0] = max(_NARROWEST_LABEL, wide[0] - over)
        else:
            wide[wide.index(max(wide))] -= 1
    return wide, apart


def _pieces(word: str, room: int) -> list[str]:
    """A word in pieces of at most `room` columns; a mark stays with the letter it belongs to."""
    if width(word) <= room:
        return [word]
    pieces, piece = [], ""
    for character in word:
        if piece and _columns(character) and width(piece + character) > max(room, 2):
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
