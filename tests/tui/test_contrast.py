"""Every text on every screen can be read: 4.5 to 1 against what is behind it, in every theme."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widget import Widget

from ktrack import clinic, settings
from ktrack.settings import COLOURS, Settings
from ktrack.tracker import Tracker
from tests.tui.at_screen import Seen, checked_in, infused, open_diary, running

LEAST = 4.5
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
        if contrast(*pair) < LEAST
    ]


def test_the_measure_is_right() -> None:
    assert contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


def in_colours(tracker: Tracker, colours: str) -> None:
    settings.write(tracker.folder, replace(Settings(), colours=colours))


@pytest.mark.parametrize("colours", COLOURS)
async def test_the_screens_of_a_day(tracker: Tracker, colours: str) -> None:
    in_colours(tracker, colours)
    tracker.take_clinic_file(clinic.template().encode())
    checked_in(tracker, 1, nausea=1, dizziness=3, dissociation=3)
    wrong: list[str] = []
    async with running(tracker, size=(100, 50)) as seen:
        for keys in (
            (), ("c",), ("y",), ("2",), ("right",), ("o",), ("v",), ("escape",), ("escape",), ("1",), ("w",),
            ("3",), ("escape",), ("1", "enter"), ("n",), ("down", "x", "down"), ("escape", "escape"), ("s",),
            ("p",), ("escape", "e"), ("escape", "escape", "comma"), ("down", "escape"), ("r",), ("enter",),
            ("escape", "escape", "f"), ("down",), ("enter",), ("escape", "f1"), ("escape",), ("question_mark",),
            ("escape", "enter"),
        ):  # fmt: skip
            await seen.press(*keys)
            modal = seen.app.screen.query("#keys-list").first() if seen.screen == "KeysScreen" else None
            wrong += too_faint(seen, modal)
    assert wrong == []


@pytest.mark.parametrize("colours", COLOURS)
async def test_the_first_start(tmp_path: Path, colours: str) -> None:
    wrong: list[str] = []
    with open_diary(tmp_path / "diary") as tracker:
        in_colours(tracker, colours)
        async with running(tracker, first_start=True) as seen:
            for _ in range(3):
                wrong += too_faint(seen)
                await seen.press("escape")
    assert wrong == []


@pytest.mark.parametrize("colours", COLOURS)
async def test_every_level(tmp_path: Path, colours: str) -> None:
    """The heading of each level, on the alert and on the first screen."""
    wrong: list[str] = []
    for number, answers in enumerate(({"chest_pain": 1}, {"palpitations": 2}, {"nausea": 1})):
        with open_diary(tmp_path / str(number)) as tracker:
            infused(tracker)
            in_colours(tracker, colours)
            checked_in(tracker, 5, **answers)
            assert tracker.open_flags()
            async with running(tracker) as seen:
                wrong += too_faint(seen)
                if seen.screen == "AlertScreen":
                    await seen.press("4", "enter")
                    wrong += too_faint(seen)
    assert wrong == []


async def test_a_faint_text_would_be_found(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        seen.app.screen.query_one("#moment").styles.color = "#333333"
        await seen.settled()
        assert too_faint(seen)
