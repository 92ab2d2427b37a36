"""One cell and one line of a CSV file.

Owns what a spreadsheet must not do with a text: take it for a formula, or for a number it is not. It does not know
what the cells mean.
"""

from __future__ import annotations

import re
from datetime import datetime

from ktrack.text import clean

Cell = str | float | datetime | None
"""None and an empty text are an empty cell; yes and no are the numbers 1 and 0."""

END = "\r\n"

# what spreadsheets read as the start of a formula, also in full width, and what would hide one. Apostrophes before
# it count too: so taking one apostrophe off always gives back the text that was written.
_FORMULA = re.compile(r"'*[=+\-@|%\t\r\n＝＋－＠｜％]")


def line(*cells: Cell) -> str:
    """The cells as one line, with its end."""
    return ",".join(map(cell, cells)) + END


def cell(value: Cell) -> str:
    """One cell as it stands in the file: every text in quotes, every number as it is."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, datetime):
        return f'"{value.isoformat()}"'
    if isinstance(value, bool):
        return "1" if value else "0"
    return repr(int(value) if isinstance(value, float) and value.is_integer() else value)


def quoted(text: str) -> str:
    """A text in quotes, with an apostrophe before what a spreadsheet would calculate."""
    safe = clean(text).replace('"', '""')
    return f'"\'{safe}"' if _FORMULA.match(safe) else f'"{safe}"'
