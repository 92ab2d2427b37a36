"""Pictures and texts of the screens: what the README shows, and what every look on the walks says.

Owns how a screen becomes an SVG without any address in it (no web font), and the files that are kept.
`python -m tests.tui.pictures` writes them all again; look at the difference before keeping it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

from rich.segment import Segment
from rich.style import Style

from tests.tui.at_screen import Seen
from tests.tui.scenes import DAYS, walk

FOLDER = Path(__file__).parents[1] / "golden" / "screens"
README_SHOWS = {
    "home": ("full", "home-full"),
    "check-in": ("typical", "check-in-scale"),
    "alert": ("flagged", "alert-emergency"),
    "trends": ("full", "trends"),
}
"""The pictures of the README: of which day, and which look."""

NAMESPACE = "http://www.w3.org/2000/svg"
"""The one thing in a picture that looks like an address; nobody looks there."""

_WIDE, _HIGH, _BASE, _EDGE = 8.4, 18, 13, 10
"""Of one character: width, height, where it stands on its line; and what is free around all of them. Pixels."""
_FONT = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
_ROW = re.compile('<g data-row="[0-9]+">(.*?)</g>', re.DOTALL)
_WORDS = re.compile('<text x="([0-9.]+)"[^>]*>([^<]*)</text>')


def svg(seen: Seen) -> str:
    """The screen as a picture; every piece of text stands at its place, whatever font there is."""
    size, back = seen.app.size, seen.app.screen.styles.background.rgb
    wide, high = size.width * _WIDE + 2 * _EDGE, size.height * _HIGH + 2 * _EDGE
    lines = [
        f'<svg xmlns="{NAMESPACE}" viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}">',
        f'<rect width="100%" height="100%" rx="8" fill="{_hex(back)}"/>',
        f'<g font-family="{_FONT}" font-size="14" shape-rendering="crispEdges">',
    ]
    for y, strip in enumerate(seen.app.screen._compositor.render_strips()):
        pieces = [piece for x, segment in _placed(strip) for piece in _drawn(x, y, segment, back)]
        if pieces:
            lines += [f'<g data-row="{y}">', *pieces, "</g>"]
    return "\n".join([*lines, "</g>", "</svg>", ""])


def _placed(strip: object) -> Iterator[tuple[int, Segment]]:
    x = 0
    for segment in Segment.simplify(strip):  # type: ignore[arg-type]
        yield x, segment
        x += segment.cell_length


def _drawn(x: int, y: int, segment: Segment, back: tuple[int, int, int]) -> Iterator[str]:
    style = segment.style or Style()
    front = tuple(style.color.get_truecolor()) if style.color else (255, 255, 255)
    behind = tuple(style.bgcolor.get_truecolor()) if style.bgcolor else back
    if style.reverse:
        front, behind = behind, front
    left, top = _EDGE + x * _WIDE, _EDGE + y * _HIGH
    if behind != back:
        wide = segment.cell_length * _WIDE
        yield f'<rect x="{left:g}" y="{top}" width="{wide:g}" height="{_HIGH}" fill="{_hex(behind)}"/>'
    at = 0
    # blanks are left out, so that no renderer can fold them
    for words in re.split("( {2,}|^ | $)", segment.text):
        if words.strip():
            weight = ' font-weight="bold"' if style.bold else ""
            yield (
                f'<text x="{left + at * _WIDE:g}" y="{top + _BASE}" textLength="{len(words) * _WIDE:g}"'
                f' fill="{_hex(front)}"{weight}>{escape(words, quote=False)}</text>'
            )
        at += len(words)


def _hex(colour: tuple[int, ...]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour[:3])


def words_of(picture: str) -> str:
    """The text that a picture shows, line by line, with one blank between pieces."""
    rows = (" ".join(unescape(words) for _, words in _WORDS.findall(row)) for row in _ROW.findall(picture))
    return "\n".join(row for row in rows if row)


async def texts_and_pictures() -> tuple[dict[str, str], dict[str, str]]:
    """What every look says, and the pictures of the README."""
    texts, pictures = {}, {}
    wanted = {look: name for name, look in README_SHOWS.items()}
    for day in DAYS:
        async for look, seen in walk(DAYS[day]):
            texts[look] = f"{seen.text}\n"
            if (day, look) in wanted:
                pictures[wanted[day, look]] = svg(seen)
    return texts, pictures


def write() -> None:
    """Write all files again."""
    texts, pictures = asyncio.run(texts_and_pictures())
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for name, content in (
        *((f"{look}.txt", said) for look, said in texts.items()),
        *((f"{name}.svg", picture) for name, picture in pictures.items()),
    ):
        (FOLDER / name).write_text(content, "utf-8")
        print(f"{name}: {len(content)} characters")


if __name__ == "__main__":
    write()
