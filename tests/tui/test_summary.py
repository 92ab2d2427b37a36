"""The page for the visit on the screen, what goes on it, and written to a file."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from ktrack.tracker import Tracker
from tests.tui.at_screen import ENDED, NOW, Seen, checked_in, running


def with_note(tracker: Tracker, note: str) -> None:
    form = tracker.new_check_in(at=ENDED + timedelta(hours=1))
    tracker.check_in(replace(form, answers={"nausea": 1}, note=note))


async def write(seen: Seen, form: str, path: Path) -> None:
    await seen.press("e")
    await seen.answer(form, *["backspace"] * 40)
    await seen.type(str(path))
    await seen.press("enter")


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)])
async def test_the_page_is_as_it_will_be_printed(tracker: Tracker, size: tuple[int, int]) -> None:
    checked_in(tracker, 1, nausea=2)
    async with running(tracker, size=size) as seen:
        await seen.press("s")
        assert "INFUSION PROFILE" in seen.text
        assert "Everything, no visit yet.   Left out: clinic's name, private notes." in seen.text
        assert "=" * 80 in seen.text
        lines = seen.words("#page-text").splitlines()
        assert [line for line in seen.text.splitlines() if "WARNINGS" in line]
        await seen.press("end")
        assert lines[-1].strip() in seen.text
        await seen.press("escape")
        assert seen.screen == "HomeScreen"


async def test_in_a_narrow_window_every_line_is_read_to_its_end(tracker: Tracker) -> None:
    async with running(tracker, size=(60, 20)) as seen:
        await seen.press("s")
        assert "← → the rest of each line" in seen.text and "not a diagnosis." not in seen.text
        await seen.press("right")
        assert "not a diagnosis." in seen.text
        await seen.press("left")
        assert "Entered by the patient" in seen.text
        await seen.pilot.resize_terminal(80, 24)
        assert "← →" not in seen.text and "not a diagnosis." in seen.text


async def test_a_page_longer_than_is_drawn_at_once_is_read_to_its_end(tracker: Tracker) -> None:
    lines = [f"line {number}" for number in range(600)]
    with patch("ktrack.export.txt.render", return_value="\n".join(lines)):
        async with running(tracker) as seen:
            await seen.press("s")
            assert seen.words("#page-text").splitlines() == lines
            await seen.press("end")
            shown = [line.strip() for line in seen.text.splitlines() if "line 5" in line]
            assert shown == lines[600 - len(shown) :] and len(shown) > 15


async def test_it_begins_at_the_last_visit_unless_asked(tracker: Tracker) -> None:
    checked_in(tracker, 0.5, nausea=2)
    tracker.add_visit(at=ENDED + timedelta(hours=2))
    checked_in(tracker, 3, nausea=1)
    async with running(tracker) as seen:
        await seen.press("s")
        assert "Since the last visit today 12:45." in seen.text
        assert "Answered 1 of 1" in seen.words("#page-text") or "1 check-in" in seen.words("#page-text")
        before = seen.words("#page-text")
        await seen.press("p", "2", "ctrl+s")
        assert "Everything." in seen.text
        assert seen.words("#page-text") != before


async def test_a_first_day_in_words(tracker: Tracker) -> None:
    checked_in(tracker, 1, nausea=2)
    async with running(tracker) as seen:
        await seen.press("s", "p", "down")
        await seen.type("someday")
        await seen.press("ctrl+s")
        assert seen.screen == "PageChoiceScreen"
        await seen.answer(*["backspace"] * 7)
        await seen.type("21 Nov")
        await seen.press("ctrl+s")
        assert "Since today." in seen.text


async def test_what_is_left_out_is_not_on_it_and_said(tracker: Tracker) -> None:
    with_note(tracker, "the walls [moved] a little")
    async with running(tracker) as seen:
        await seen.press("s")
        assert "the walls [moved] a little" in " ".join(seen.words("#page-text").split())
        await seen.press("p", "down", "down", "n", "ctrl+s")
        assert "[moved]" not in seen.words("#page-text")
        assert "Left out: notes" in seen.text


@pytest.mark.parametrize(
    ("key", "name", "begin"),
    [("1", "page.pdf", b"%PDF-"), ("2", "page.html", b"<!"), ("3", "page.txt", b"INFUSION PROFILE"),
     ("4", "diary.json", b"{")],
)  # fmt: skip
async def test_it_is_written_where_it_is_said_and_not_protected(
    tracker: Tracker, tmp_path: Path, key: str, name: str, begin: bytes
) -> None:
    checked_in(tracker, 1, nausea=2)
    path = tmp_path / name
    async with running(tracker, size=(120, 40)) as seen:
        await seen.press("s")
        await write(seen, key, path)
        said = " ".join(seen.words("#written").split())
        assert f"Written: {path}" in said
        assert "It is not protected" in said
    assert path.read_bytes().startswith(begin)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_diary_file_holds_everything(tracker: Tracker, tmp_path: Path) -> None:
    with_note(tracker, "kept in the diary")
    async with running(tracker) as seen:
        await seen.press("s", "p", "down", "down", "n", "ctrl+s")
        await write(seen, "4", tmp_path / "d.json")
    written = json.loads((tmp_path / "d.json").read_text("utf-8"))
    assert written["check_ins"][0]["note"] == "kept in the diary"


async def test_what_is_left_out_is_not_in_the_file(tracker: Tracker, tmp_path: Path) -> None:
    with_note(tracker, "do not print this")
    async with running(tracker) as seen:
        await seen.press("s", "p", "down", "down", "n", "ctrl+s")
        await write(seen, "3", tmp_path / "page.txt")
    assert "do not print this" not in (tmp_path / "page.txt").read_text("utf-8")


async def test_another_file_is_never_written_over(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("mine")
    async with running(tracker) as seen:
        await seen.press("s")
        await write(seen, "3", path)
        assert "was not touched" in " ".join(seen.words("#written").split())
    assert path.read_text() == "mine"


@pytest.mark.parametrize("where", ["missing/page.txt", ""], ids=["no folder", "a folder"])
async def test_a_place_that_is_none_is_said(tracker: Tracker, tmp_path: Path, where: str) -> None:
    async with running(tracker) as seen:
        await seen.press("s")
        await write(seen, "3", tmp_path / where)
        assert "Nothing was written" in seen.words("#written")
    assert list(tmp_path.glob("*.txt")) == []


async def test_a_name_of_another_kind_of_file_is_refused(tracker: Tracker, tmp_path: Path) -> None:
    async with running(tracker, size=(120, 40)) as seen:
        await seen.press("s")
        await write(seen, "3", tmp_path / "visit.HTML")
        assert "The name ends in .html, but txt is chosen." in " ".join(seen.words("#written").split())
        await seen.answer("up", "2")
        await seen.press("ctrl+s")
        assert "Written:" in seen.words("#written")
    assert (tmp_path / "visit.HTML").read_bytes().startswith(b"<!")


def test_the_day_of_these_tests_is_known() -> None:
    assert NOW.date() == ENDED.date()
