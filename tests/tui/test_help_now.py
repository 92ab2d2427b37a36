"""F1, ?, and a diary that cannot be opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from ktrack.contacts import read_contacts, watched_for
from ktrack.tracker import Tracker
from ktrack.tui.app import KtrackApp
from tests.tui.at_screen import CONTACTS, infused, open_diary, running


@pytest.mark.parametrize("keys", [[], ["c"], ["c", "o"], ["n"], ["question_mark"], ["i", "down"]])
async def test_f1_works_everywhere_and_goes_back(tracker: Tracker, keys: list[str]) -> None:
    async with running(tracker) as seen:
        await seen.press(*keys)
        before = seen.app.screen
        await seen.press("f1", "f1")
        assert "I NEED HELP NOW" in seen.text
        assert "River Clinic" in seen.text
        assert "ended today 10:45" in seen.text
        await seen.press("escape")
        assert seen.app.screen is before


async def test_f1_is_the_only_key_with_priority() -> None:
    bindings = [each for key in KtrackApp(None)._bindings.key_to_bindings.values() for each in key]
    assert [each.key for each in bindings if each.priority] == ["f1"]


async def test_a_diary_that_cannot_be_opened_still_gives_help(tmp_path: Path) -> None:
    folder = tmp_path / "diary"
    with open_diary(folder) as tracker:
        infused(tracker)
    app = KtrackApp(None, trouble="The diary is damaged: restore a backup.", known=read_contacts(folder))
    async with app.run_test() as pilot:
        await pilot.pause()
        words = [str(each.render()) for each in app.screen.query("Static")]
        assert "The diary is damaged: restore a backup." in words
        await pilot.press("f1")
        await pilot.pause()
        words = [str(each.render()) for each in app.screen.query("Static")]
        assert CONTACTS["clinic_name"] in words
        assert any("CALL 911 NOW for" in each for each in words)
        await pilot.press("escape", "q")
    assert app._exit


async def test_without_any_numbers_it_says_which_are_meant(tmp_path: Path) -> None:
    with open_diary(tmp_path / "diary") as tracker:
        async with running(tracker, size=(120, 40)) as seen:
            await seen.press("f1")
            assert "your local emergency number (911 in the US)" in seen.text
            assert "your local crisis line (988 in the US)" in seen.text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"clinic_phone = 5", b"[[["])
def test_contacts_that_cannot_be_read_are_no_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "contacts.toml").write_bytes(content)
    assert read_contacts(tmp_path).clinic_phone == ""
    assert read_contacts(tmp_path / "nowhere").clinic_phone == ""


def test_what_is_watched_for_begins_with_the_worst() -> None:
    levels = [level for level, _ in watched_for()]
    assert levels[0] == "emergency"
    titles = [title for _, each in watched_for() for title in each]
    assert "Chest pain" in titles
    assert not [title for title in titles if "{" in title]


async def test_the_list_of_keys_names_those_of_the_screen(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("c", "question_mark")
        for words in ("Ctrl S", "None for all the rest", "Rather not say", "Leave; everything is kept", "F1"):
            assert words in seen.text
        await seen.press("escape")
        assert seen.screen == "CheckInScreen"
