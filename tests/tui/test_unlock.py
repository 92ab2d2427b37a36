"""A locked diary: help is there, what is written is not lost, and the passphrase is seen nowhere."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from textual.widgets import Input

from ktrack import backup, cipher, encryption, paths
from ktrack.cipher import Key
from ktrack.db import CannotOpen
from ktrack.tracker import Tracker
from ktrack.tui import app as tui_app
from ktrack.tui.app import KtrackApp
from tests.tui.at_screen import Clock, Seen, infused, open_diary, running

pytest.importorskip("sqlcipher3")

WORDS = "herons 7"
KEY = Key(WORDS)


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """A passphrase is worked out in a moment here; what that costs otherwise is the point of it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cipher, "_ROUNDS", 100)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted diary with one infusion. Not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "diary"
    with open_diary(folder) as tracker:
        infused(tracker)
    encryption.convert(folder, None, KEY)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "diary"))


@asynccontextmanager
async def locked(folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Seen]:
    """The app as it starts on this diary, with the clock of the tests."""

    def opened(place: Path, key: Key | None = None) -> Tracker:
        return Tracker(place, clock=Clock(), zone="America/New_York", key=key)

    with patch.object(tui_app, "Tracker", opened):
        app = tui_app.made(folder)
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                await pilot.pause()
                yield Seen(app, pilot, None, Clock())  # type: ignore[arg-type]
        finally:
            app.close_diary()


async def unlock(seen: Seen, words: str = WORDS) -> None:
    await seen.type(words)
    await seen.press("enter")
    for _ in range(50):
        if "Opening" not in seen.text:
            return
        await seen.settled()


async def test_help_comes_up_and_a_wrong_passphrase_is_said_plainly(folder: Path) -> None:
    before = paths.database(folder).read_bytes()
    async with locked(folder) as seen:
        assert seen.screen == "UnlockScreen"
        assert "Your diary is locked" in seen.text
        await seen.type("heron")
        assert "heron" not in seen.text
        await seen.press("f1")
        assert seen.screen == "HelpNowScreen"
        assert "River Clinic" in seen.text
        await seen.press("escape")
        await unlock(seen, " wrong")
        assert "It does not open with that" in seen.text
        await seen.press("enter")
        assert "Type the passphrase" in seen.text
        for _ in range(2):
            await unlock(seen, "wrong")
        for words in ("another one", "damaged", "told apart", "ktrack restore"):
            assert words in " ".join(seen.text.split())
        assert paths.database(folder).read_bytes() == before
        await seen.press("ctrl+q")
        assert not seen.app.is_running


async def test_what_was_written_while_it_was_locked_is_in_the_next_check_in(folder: Path) -> None:
    async with locked(folder) as seen:
        await seen.press("tab")
        await seen.type("dizzy [b]up[/b]")
        await seen.press("shift+tab")
        await unlock(seen, "wrong")
        assert "dizzy [b]up[/b]" in seen.text
        for _ in range(2):
            assert not any(b"dizzy" in path.read_bytes() for path in folder.rglob("*") if path.is_file())
            # leaving is not stopped, but said; from the help screen too
            await seen.press("f1")
            await seen.press("ctrl+q")
            assert seen.app.is_running
            assert "kept nowhere yet" in " ".join(seen.text.split())
            await seen.press("escape")
            await seen.press("tab")
            await seen.type("!")
            await seen.press("shift+tab")
        await unlock(seen)
        assert seen.screen == "CheckInScreen"
        (draft,) = seen.app.tracker.drafts()
        assert draft.check_in.note.replace("!", "") == "dizzy [b]up[/b]"
        await seen.press("escape")
        assert seen.screen == "HomeScreen"
        await seen.press("comma")
        assert "opens with your passphrase only" in " ".join(seen.words("#data").split())
    assert not any(b"dizzy" in path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_danger_in_what_was_written_is_asked_about_at_once(folder: Path) -> None:
    async with locked(folder, (120, 40)) as seen:
        await seen.press("tab")
        await seen.type("my chest hurts")
        await seen.press("shift+tab")
        await unlock(seen)
        assert seen.screen == "AlertScreen"
        await seen.press("ctrl+q")
    # every copy is encrypted like the diary
    with Tracker(folder, clock=Clock(), zone="", key=KEY) as tracker:
        assert tracker.drafts()[0].check_in.note == "my chest hurts"
    assert all(cipher.is_encrypted(path) for path in paths.backups(folder).iterdir())
    assert all(each.good for each in backup.backups(folder, KEY))


async def test_without_the_extra_it_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cipher, "installed", lambda: False)
    async with locked(folder) as seen:
        assert seen.screen == "TroubleScreen"
        assert "pip install sqlcipher3" in " ".join(seen.text.split())


@pytest.fixture
def new(tmp_path: Path) -> Iterator[KtrackApp]:
    """The app on a diary that nobody has told anything."""
    app = KtrackApp(open_diary(tmp_path / "diary"))
    yield app
    app.close_diary()


async def test_the_first_start_offers_a_passphrase_that_one_key_passes(new: KtrackApp) -> None:
    folder = new.tracker.folder
    async with new.run_test(size=(80, 24), notifications=True) as pilot:
        seen = Seen(new, pilot, new.tracker, Clock())
        await seen.settled()
        await seen.press("escape")
        await seen.press("1", "ctrl+s")
        assert "e  gives it a passphrase" in seen.text
        await seen.press("e")
        assert seen.screen == "PassphraseScreen"
        assert "a lost diary" in seen.text
        await seen.press("escape")
        assert "Step 3 of 3   Where" in seen.text
        await seen.press("e")
        await seen.press("enter")
        assert "protects nothing" in seen.text
        await seen.type("one")
        await seen.press("enter")
        await seen.type("two")
        await seen.press("enter")
        assert "not the same" in seen.text
        assert [each.value for each in new.screen.query(Input)] == ["", ""]
        assert not cipher.is_encrypted(paths.database(folder))
        for _ in range(2):
            await seen.type(WORDS)
            await seen.press("enter")
        for _ in range(50):
            if seen.screen == "InfusionScreen":
                break
            await seen.settled()
        assert seen.screen == "InfusionScreen"
        assert cipher.is_encrypted(paths.database(folder))
        await seen.type("10:00")
        await seen.press("ctrl+s")
        assert len(new.tracker.infusions()) == 1
        assert new.tracker.profile().emergency_number == "911"
    assert cipher.fits(paths.database(folder), Key(WORDS))


async def test_without_the_extra_the_first_start_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cipher, "installed", lambda: False)
    with open_diary(tmp_path / "diary") as tracker:
        async with running(tracker, first_start=True) as seen:
            await seen.press("escape", "escape")
            assert "pip install sqlcipher3" in " ".join(seen.text.split())
            await seen.press("e")
            assert "Step 3 of 3   Where" in seen.text


async def test_a_passphrase_given_by_another_program_ends_the_app_with_a_plain_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = KtrackApp(open_diary(tmp_path / "diary"))
    infused(app.tracker)
    with pytest.raises(CannotOpen):
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            encryption.convert(app.tracker.folder, None, KEY)
            while app.is_running:
                await pilot.pause(0.1)
    app.close_diary()
    assert app.return_code == 1
    assert "close ktrack, then open it again" in " ".join(capsys.readouterr().err.split())
