"""Every screen in its main states says what it said before, and the README's pictures are true.

The texts and pictures are kept in `tests/golden/screens`. When a screen is meant to say something else now:
`python -m tests.tui.pictures`, and look at the difference before keeping it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ktrack.tui.theme import DARK, HIGH_CONTRAST, LIGHT
from tests.tui.at_screen import Seen
from tests.tui.pictures import FOLDER, NAMESPACE, README_SHOWS, svg, words_of
from tests.tui.scenes import DAYS, walk
from tests.tui.test_contrast import MORE_LOOKS, in_colours

README = Path(__file__).parents[2] / "README.md"
MOST_BYTES = 60_000


@pytest.mark.parametrize("day", DAYS)
async def test_every_look_says_what_it_said_and_can_be_read(day: str) -> None:
    other: list[str] = []
    faint: list[str] = []
    measured: set[str] = set()
    async for look, seen in walk(DAYS[day]):
        if _is_measured(look, seen, measured):
            faint += await in_colours(look, seen, (DARK,))
        kept = FOLDER / f"{look}.txt"
        if not kept.exists() or kept.read_text("utf-8") != f"{seen.text}\n":
            other.append(f"{look}:\n{seen.text}")
        for picture in (name for name, shown in README_SHOWS.items() if shown == (day, look)):
            if words_of((FOLDER / f"{picture}.svg").read_text("utf-8")) != words_of(svg(seen)):
                other.append(f"the picture {picture}")
    assert not faint, "\n".join(faint)
    assert not other, "\n\n".join([*other, "If that is meant: python -m tests.tui.pictures, and look at the diff"])


@pytest.mark.long
@pytest.mark.parametrize("day", DAYS)
async def test_every_look_can_be_read_in_the_other_colours(day: str) -> None:
    faint: list[str] = []
    measured: set[str] = set()
    async for look, seen in walk(DAYS[day]):
        if _is_measured(look, seen, measured):
            faint += await in_colours(look, seen, (LIGHT, HIGH_CONTRAST))
    assert not faint, "\n".join(faint)


def _is_measured(look: str, seen: Seen, measured: set[str]) -> bool:
    """The first look at each screen, and those in other colours; a list of commands has a test of its own."""
    if look not in MORE_LOOKS and (seen.screen in measured or look == "palette"):
        return False
    measured.add(seen.screen)
    return True


def test_nothing_is_kept_that_is_not_looked_at() -> None:
    looks = [look for day in DAYS.values() for look in day.looks]
    assert len(looks) == len(set(looks))
    files = {f"{look}.txt" for look in looks} | {f"{name}.svg" for name in README_SHOWS}
    assert {each.name for each in FOLDER.iterdir()} == files


@pytest.mark.parametrize("name", README_SHOWS)
def test_a_picture_is_small_and_asks_nobody(name: str) -> None:
    picture = (FOLDER / f"{name}.svg").read_text("utf-8")
    assert len(picture.encode()) < MOST_BYTES
    assert not re.findall(r"https?:|url\(|@import|@font-face|<script|<image|href", picture.replace(NAMESPACE, ""))
    assert "F1 I need help now" in words_of(picture)


@pytest.mark.parametrize("name", README_SHOWS)
def test_the_readme_shows_it(name: str) -> None:
    place = f"tests/golden/screens/{name}.svg"
    found = re.search(rf"!\[([^\]]+)\]\({re.escape(place)}\)", README.read_text("utf-8"))
    assert found, f"README.md does not show {place}"
    assert len(found[1].split()) >= 5, "whoever cannot see it reads what is in it"
