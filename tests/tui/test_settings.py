"""Settings: what is entered is kept, a damaged file costs nothing, a clinic's file can only add."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ktrack import clinic, paths, settings
from ktrack.settings import Settings
from ktrack.tracker import Tracker
from tests.tui.at_screen import ENDED, Clock, checked_in, running

LINES_TO_FILE = 10
"""From the first line of the form down to the clinic's file."""

CARD = "Drink water. Rest [today].\nCall us for anything."


def clinics_file(folder: Path, text: str = "") -> Path:
    path = folder / "clinic.toml"
    path.write_text(text or clinic.template(), "utf-8")
    return path


async def open_settings(seen, *keys: str) -> None:  # type: ignore[no-untyped-def]
    await seen.press("comma")
    assert seen.screen == "SettingsScreen"
    await seen.answer(*keys)


# ---------------------------------------------------------------- the file


def test_what_is_written_is_read(tmp_path: Path) -> None:
    chosen = Settings("light", 30, date(2026, 11, 3))
    settings.write(tmp_path, chosen)
    assert settings.read(tmp_path) == (chosen, "")
    assert stat.S_IMODE(paths.settings_file(tmp_path).stat().st_mode) == 0o600


def test_without_a_file_there_are_defaults_and_no_notice(tmp_path: Path) -> None:
    assert settings.read(tmp_path) == (Settings(), "")


@pytest.mark.parametrize(
    "damaged",
    [b"\xff\xfe", b"colours = ", b'colours = "pink"', b"blank_after_minutes = -1", b"blank_after_minutes = true",
     b'numbers_checked_on = "today"', b'colours = ["dark"]', b"numbers_checked_on = 2026-11-03T10:00:00"],
)  # fmt: skip
def test_a_damaged_file_is_defaults_and_one_sentence(tmp_path: Path, damaged: bytes) -> None:
    paths.settings_file(tmp_path).write_bytes(damaged)
    found, notice = settings.read(tmp_path)
    assert found == Settings()
    assert "settings.toml could not be read" in notice


def test_one_damaged_value_keeps_the_others(tmp_path: Path) -> None:
    paths.settings_file(tmp_path).write_text('colours = "light"\nblank_after_minutes = 9999\n')
    found, notice = settings.read(tmp_path)
    assert found == replace(Settings(), colours="light")
    assert notice


def test_a_folder_in_its_place_is_no_crash(tmp_path: Path) -> None:
    paths.settings_file(tmp_path).mkdir()
    assert settings.read(tmp_path)[0] == Settings()
    with pytest.raises(settings.SettingsNotKept):
        settings.write(tmp_path, Settings())


async def test_damage_is_said_when_the_app_starts(tracker: Tracker) -> None:
    paths.settings_file(tracker.folder).write_bytes(b"\xff")
    async with running(tracker) as seen:
        assert "settings.toml could not be read" in " ".join(seen.text.split())


# ---------------------------------------------------------------- the form


async def test_numbers_are_changed_and_count_as_checked(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await open_settings(seen, "down", "down")
        assert "never checked" in seen.text
        await seen.answer(*["backspace"] * 8)
        await seen.type("555-9999")
        await seen.press("escape")
        assert seen.screen == "HomeScreen"
        await open_settings(seen)
        assert "checked on 21 Nov 2026" in seen.text
    assert tracker.profile().clinic_phone == "555-9999"
    assert "555-9999" in paths.contacts(tracker.folder).read_text()


async def test_numbers_can_be_confirmed_as_they_are(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await open_settings(seen, *["down"] * 7, "1", "escape")
    assert settings.read(tracker.folder)[0].numbers_checked_on == date(2026, 11, 21)


async def test_another_windows_change_is_not_overwritten(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await open_settings(seen)
        tracker.change_profile(clinic_phone="555-7777")
        await seen.answer("down")
        await seen.type("!")
        await seen.press("escape")
    assert tracker.profile().clinic_name == "River Clinic!"
    assert tracker.profile().clinic_phone == "555-7777"


async def test_a_sooner_limit_judges_again_and_warns(tracker: Tracker) -> None:
    checked_in(tracker, 3, nausea=1)
    assert tracker.open_flags() == ()
    async with running(tracker) as seen:
        await open_settings(seen, *["down"] * 8, "2", "escape")
        assert seen.screen == "HomeScreen"
        assert "CALL YOUR CLINIC WHEN IT OPENS" in seen.text
    assert tracker.profile().persist_hours == 2


async def test_what_the_clinic_should_know(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await open_settings(seen, *["down"] * 9)
        assert "what should your clinic" in seen.text
        await seen.type("asthma [x]")
        await seen.press("escape")
        assert seen.screen == "HomeScreen"
    assert tracker.profile().tell_my_clinic == "asthma [x]"


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)])
async def test_a_clinics_file_is_taken_in_and_labelled(
    tracker: Tracker, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = clinics_file(tmp_path)
    given = clinic.read_clinic(path.read_bytes())
    async with running(tracker, size=size) as seen:
        await open_settings(seen, *["down"] * 9, "tab")
        await seen.type(str(path))
        await seen.press("enter")
        words = seen.words("#clinic")
        assert "Added by your clinic." in words
        assert given.instructions.strip() in words
        assert seen.app.screen.query_one("#clinic_phone").value == given.contacts["clinic_phone"]  # type: ignore[attr-defined]
    assert tracker.clinic == given


@pytest.mark.parametrize(
    ("content", "why"), [("made_by = 3", "cannot be used"), (None, "cannot be read")], ids=["bad", "missing"]
)
async def test_a_clinics_file_that_cannot_be_used_changes_nothing(
    tracker: Tracker, tmp_path: Path, content: str | None, why: str
) -> None:
    path = tmp_path / "clinic.toml"
    if content is not None:
        path.write_text(content)
    before = tracker.profile()
    async with running(tracker, size=(120, 40)) as seen:
        await open_settings(seen, *["down"] * 9, "tab")
        await seen.type(str(path))
        await seen.press("enter")
        assert why in seen.text
        assert "Nothing was changed" in " ".join(seen.text.split())
    assert (tracker.profile(), tracker.clinic) == (before, None)


async def test_colours_change_at_once_and_stay(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await open_settings(seen, *["down"] * 9, "tab", "down")
        await seen.answer("2")
        assert seen.app.theme == "ktrack-light"
    async with running(tracker) as seen:
        assert seen.app.theme == "ktrack-light"


async def test_no_color_is_said(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(tracker, size=(120, 60)) as seen:
        await open_settings(seen)
        assert "NO_COLOR is set" in seen.text


async def test_minutes_until_the_screen_goes_blank(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await open_settings(seen, *["down"] * 9, "tab", "down", "down", "backspace", "backspace")
        await seen.type("999")
        await seen.press("escape")
        assert seen.screen == "SettingsScreen"
        assert "0 (never) to 240" in " ".join(seen.text.split())
        await seen.answer("backspace", "backspace", "backspace", "2", "escape")
        assert seen.screen == "HomeScreen"
        assert seen.app.settings.blank_after_minutes == 2
        seen.app.blank_after(119)
        assert seen.screen == "HomeScreen"
        seen.app.blank_after(120)
        await seen.settled()
        assert seen.text.strip() == ""
        await seen.press("c")
        assert seen.screen == "HomeScreen", "the key that wakes it does nothing else"


async def test_it_never_goes_blank_when_it_should_not(tracker: Tracker) -> None:
    settings.write(tracker.folder, replace(Settings(), blank_after_minutes=0))
    async with running(tracker) as seen:
        seen.app.blank_after(10**6)
        await seen.settled()
        assert seen.screen == "HomeScreen"


async def test_a_warning_that_waits_is_never_blanked(tracker: Tracker) -> None:
    checked_in(tracker, 6, chest_pain=1)
    async with running(tracker) as seen:
        assert seen.screen == "AlertScreen"
        seen.app.blank_after(10**6)
        await seen.settled()
        assert seen.screen == "AlertScreen"


async def test_help_comes_from_a_blank_screen_too(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        seen.app.blank_after(10**6)
        await seen.settled()
        await seen.press("f1")
        assert seen.screen == "HelpNowScreen"
        await seen.press("escape")
        assert seen.screen == "HomeScreen"


async def test_where_the_data_lives(tracker: Tracker) -> None:
    async with running(tracker, size=(120, 60)) as seen:
        await open_settings(seen)
        await seen.settled()
        words = seen.words("#data")
        assert str(tracker.folder) in words
        assert "ackup" in words
        assert "not encrypted" in words


# ---------------------------------------------------------------- the clinic's card on the first screen


async def test_the_clinics_card_stands_in_the_place_of_tips(tracker: Tracker, clock: Clock) -> None:
    clock.now = ENDED + timedelta(hours=2)
    checked_in(tracker, 1, dizziness=1)
    async with running(tracker, clock, (120, 40)) as seen:
        assert "What may help now:" in seen.text
        assert "Move slowly." in seen.text
        assert "What your clinic told you comes before these tips." in seen.text
        assert "No driving" in seen.text
    tracker.take_clinic_file(f'made_by = "River"\nmade_on = 2026-01-01\ninstructions = """{CARD}"""\n'.encode())
    async with running(tracker, clock, (120, 40)) as seen:
        assert "Your clinic says:" in seen.text
        assert "Rest [today]." in seen.text
        assert "What may help now:" not in seen.text
        assert "No driving" in seen.text


async def test_tips_stop_where_the_sources_stop_expecting_and_beside_a_warning(
    tracker: Tracker, clock: Clock
) -> None:
    checked_in(tracker, 1, dizziness=1)
    clock.now = ENDED + timedelta(hours=4.1)
    async with running(tracker, clock, (120, 40)) as seen:
        assert "What may help now:" not in seen.text
    clock.now = ENDED + timedelta(hours=2)
    checked_in(tracker, 1.5, chest_pain=1)
    async with running(tracker, clock, (120, 40)) as seen:
        await seen.press("4", "enter")
        assert seen.screen == "HomeScreen"
        assert "CALL 911 NOW" in seen.text
        assert "What may help now:" not in seen.text
        await seen.press("enter", "1", "enter")
        assert "No open warning. Last: chest pain, you called" in seen.text
        assert "What may help now:" not in seen.text
