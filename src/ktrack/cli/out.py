"""Everything the commands print goes through here.

Owns the two streams: results on stdout, what went wrong and what was understood on stderr. All text passes
`text.shown`, so nothing that a person or a file wrote can steer the terminal; there is no colour, no cursor
movement, no box, no spinner, so a pipe, a screen reader and a dumb terminal get the same. It decides no words.
"""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable

from ktrack import text

WIDEST = 80


def width() -> int:
    """Columns to fold at: 80, or fewer on a narrower terminal."""
    if not sys.stdout.isatty():
        return WIDEST
    return max(20, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def say(line: str = "") -> None:
    """One piece of the result, on stdout."""
    print(text.shown(line))


def warn(line: str = "") -> None:
    """One sentence about the run itself, on stderr. A stderr that cannot be written stops nothing."""
    try:
        print(text.shown(line), file=sys.stderr, flush=True)
    except OSError:
        return


def fold(paragraph: str, indent: str = "", rest: str | None = None) -> str:
    """`paragraph` folded to the width; lines of its own are kept, words are never cut.

    `indent` begins the first line, `rest` (default: as many blanks) the others.
    """
    hanging = " " * len(indent) if rest is None else rest
    lines: list[str] = []
    for line in paragraph.split("\n"):
        begin = hanging if lines else indent
        wrapped = textwrap.wrap(
            line,
            width() - 1,
            initial_indent=begin,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += wrapped or [begin.rstrip()]
    return "\n".join(lines)


def say_folded(paragraph: str, indent: str = "", rest: str | None = None) -> None:
    """`fold` and `say` in one."""
    say(fold(paragraph, indent, rest))


def warn_folded(paragraph: str) -> None:
    """`fold` and `warn` in one; where nobody reads along, a sentence stays one line that can be searched for."""
    warn(fold(paragraph) if sys.stderr.isatty() else paragraph)


def document(value: object) -> None:
    """One JSON document on stdout, in ASCII: exact for programs and harmless on any terminal."""
    print(json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False))


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as they are read out: "a", "a and b", "a, b and c"."""
    *most, final = [*words] or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


def read() -> str:
    """One typed line, with a sign that it is awaited; "" when there is nothing left to read."""
    print("> ", end="", flush=True)
    return sys.stdin.readline() if sys.stdin is not None else ""
