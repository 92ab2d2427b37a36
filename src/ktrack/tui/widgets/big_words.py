"""A few words as large as a terminal can show them: letters drawn from half blocks, three lines high.

Owns the letters and when there is room for them. It draws what it is given and reads nothing into it.
"""

from __future__ import annotations

import textwrap

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

MOST_LINES = 2
_ROWS = 3
_SPACE = 3

_LETTERS = {
    "A": (" ## ", "#  #", "####", "#  #", "#  #"),
    "B": ("### ", "#  #", "### ", "#  #", "### "),
    "C": (" ###", "#   ", "#   ", "#   ", " ###"),
    "D": ("### ", "#  #", "#  #", "#  #", "### "),
    "E": ("####", "#   ", "### ", "#   ", "####"),
    "F": ("####", "#   ", "### ", "#   ", "#   "),
    "G": (" ###", "#   ", "# ##", "#  #", " ###"),
    "H": ("#  #", "#  #", "####", "#  #", "#  #"),
    "I": ("#", "#", "#", "#", "#"),
    "J": ("  ##", "   #", "   #", "#  #", " ## "),
    "K": ("#  #", "# # ", "##  ", "# # ", "#  #"),
    "L": ("#   ", "#   ", "#   ", "#   ", "####"),
    "M": ("#   #", "## ##", "# # #", "#   #", "#   #"),
    "N": ("#   #", "##  #", "# # #", "#  ##", "#   #"),
    "O": (" ## ", "#  #", "#  #", "#  #", " ## "),
    "P": ("### ", "#  #", "### ", "#   ", "#   "),
    "Q": (" ## ", "#  #", "#  #", "# # ", " # #"),
    "R": ("### ", "#  #", "### ", "# # ", "#  #"),
    "S": (" ###", "#   ", " ## ", "   #", "### "),
    "T": ("#####", "  #  ", "  #  ", "  #  ", "  #  "),
    "U": ("#  #", "#  #", "#  #", "#  #", " ## "),
    "V": ("#   #", "#   #", " # # ", " # # ", "  #  "),
    "W": ("#   #", "#   #", "# # #", "## ##", "#   #"),
    "X": ("#   #", " # # ", "  #  ", " # # ", "#   #"),
    "Y": ("#   #", " # # ", "  #  ", "  #  ", "  #  "),
    "Z": ("####", "   #", " ## ", "#   ", "####"),
    "(": (" #", "# ", "# ", "# ", " #"),
    ")": ("# ", " #", " #", " #", "# "),
    "-": ("   ", "   ", "###", "   ", "   "),
    "?": ("### ", "   #", " ## ", "    ", " #  "),
    " ": (" " * _SPACE,) * 5,
}


class BigWords(Widget):
    """Large where they fit; else bold capitals with air between the letters."""

    words: reactive[str] = reactive("", layout=True)
    most_lines: reactive[int] = reactive(MOST_LINES, layout=True)
    """How many lines of large letters there is room for now."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return Content.styled("\n".join(self._lines(self.size.width)), "bold $accent")

    def _lines(self, width: int) -> list[str]:
        capitals = self.words.upper()
        if set(capitals) <= set(_LETTERS):
            lines = _wrapped(capitals, width)
            if len(lines) <= self.most_lines:
                return [row for line in lines for row in (*_drawn(line), "")][:-1]
        spaced = textwrap.wrap(capitals, max(width // 2, 8))
        return [" ".join(line).replace("   ", "  ") for line in spaced] or [""]


def _wrapped(capitals: str, width: int) -> list[str]:
    lines = [""]
    for word in capitals.split():
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer) <= width:
            lines[-1] = longer
        elif _width(word) <= width:
            lines.append(word)
        else:
            return [""] * (MOST_LINES + 1)
    return [line for line in lines if line]


def _width(line: str) -> int:
    return sum(len(_LETTERS[letter][0]) + 1 for letter in line)


def _drawn(line: str) -> list[str]:
    """Five rows of dots in three rows of half blocks."""
    dots = [" ".join(_LETTERS[letter][row] for letter in line) for row in range(5)] + [""]
    width = max(map(len, dots))
    dots = [row.ljust(width) for row in dots]
    blocks = {"  ": " ", "# ": "▀", " #": "▄", "##": "█"}
    return [
        "".join(blocks[upper + lower] for upper, lower in zip(dots[2 * row], dots[2 * row + 1], strict=True))
        for row in range(_ROWS)
    ]
