"""Every text on every screen can be read: 4.5 to 1 against what is behind it, in every theme.

`test_screens` asks this on its walks; here stand the measure, and the list of commands.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.theme import Theme
from textual.widget import Widget

from ktrack.tracker import Tracker
from ktrack.tui.theme import THEMES
from tests.tui.at_screen import Seen, running

LEAST = 4.5
LEAST_OF_SHADES = 3
"""For what is no text: an area that has to be seen."""
_NO_TEXT = set(" \n·│─┃━╸╺▁▂▃▄▅▆▇█▀▌▐▎▍▊▋▉╹╻┏┓┗┛┣┫╋┳┻║═")
"""Blanks and what frames and bars are drawn with; the dot only says that a digit is not there."""

Colour = tuple[int, ...]


def luminance(colour: Colour) -> float:
    """As WCAG 2 defines it."""
    parts = [value / 255 for value in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def pairs(seen: Seen, within: Widget | None = None) -> dict[tuple[Colour, Colour], str]:
    """Every text colour with its background on the screen, and an example."""
    found: dict[tuple[Colour, Colour], str] = {}
    region = within.region if within is not None else seen.app.screen.region
    for y, strip in enumerate(seen.app.screen._compositor.render_strips()):
        for segment in strip.crop(region.x, region.right) if region.y <= y < region.bottom else []:
            style = segment.style
            if style is None or style.color is None or style.bgcolor is None or set(segment.text) <= _NO_TEXT:
                continue
            front: Colour = tuple(style.color.get_truecolor())
            back: Colour = tuple(style.bgcolor.get_truecolor())
            found.setdefault((back, front) if style.reverse else (front, back), segment.text.strip())
    return found


def too_faint(seen: Seen, within: Widget | None = None) -> list[str]:
    return [
        f"{seen.screen}: {words!r} {contrast(*pair):.2f} {pair}"
        for pair, words in pairs(seen, within).items()
        if contrast(*pair) < (LEAST_OF_SHADES if set(words) <= set("░▒▓ ") else LEAST)
    ]


def test_the_measure_is_right() -> None:
    assert contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


MORE_LOOKS = {
    *("home-full", "home-flagged", "home-unfinished", "check-in-danger", "check-in-scale", "check-in-measured"),
    *("alert-mistake", "alert-urgent", "alert-contact", "foggy-danger", "history-search", "trends-by-week"),
    *("settings-below",),
}
"""Looks that are measured because they show other colours than the first look at their screen."""


async def in_colours(look: str, seen: Seen, themes: Sequence[Theme]) -> list[str]:
    """What is too faint on this screen in these themes; the walk then goes on in the colours it had.

    One walk for all themes, and the same as for the texts: changing the colours is quicker than walking again.
    """
    wrong: list[str] = []
    before = seen.app.theme
    for theme in themes:
        seen.app.theme = theme.name
        await seen.settled()
        within = seen.app.screen.query("#keys-list").first() if seen.screen == "KeysScreen" else None
        wrong += [f"{look}, {theme.name}: {each}" for each in too_faint(seen, within)]
    seen.app.theme = before
    await seen.settled()
    return wrong


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_list_of_commands(tracker: Tracker, theme: Theme) -> None:
    """Textual's own screen; what is behind it is dimmed on purpose."""
    async with running(tracker) as seen:
        seen.app.theme = theme.name
        await seen.press("ctrl+p")
        assert seen.screen == "SteadyCommands"
        assert too_faint(seen, seen.app.screen.query_one("#--container")) == []
        await seen.type("trends")
        assert too_faint(seen, seen.app.screen.query_one("#--container")) == []


async def test_a_faint_text_would_be_found(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        seen.app.screen.query_one("#moment").styles.color = "#333333"
        await seen.settled()
        assert too_faint(seen)
