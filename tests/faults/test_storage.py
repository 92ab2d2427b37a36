"""C1 to C6: a disk that is full, breaks, cannot be written, is locked, or has lost the diary."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ktrack import backup, db, diary_file, doctor, paths
from ktrack.cli import program
from ktrack.db import CannotOpen
from ktrack.errors import KtrackError
from ktrack.tracker import NotSaved
from tests.faults import homes, mounts
from tests.faults.breaking import BROKEN, IN_TURN, nth_call_fails
from tests.faults.homes import NOW, check_in, database, digest, opened, rows, sound
from tests.faults.nursery import Nursery


def lines(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text().splitlines()]


# C1: no room


def test_c1_a_save_that_does_not_fit_at_any_size_keeps_the_diary_and_its_warning(
    home: Path, place: Path, nursery: Nursery
) -> None:
    assert nursery.run("save_with_limit", home, place / "said") == [0]
    *refused, last = lines(place / "said")
    assert len(refused) > 5
    assert {tuple(words[1:]) for words in refused} == {("warned", "kept")}
    assert last[1] == "saved"
    assert sound(database(home))
    assert any(last[2] in row for row in rows(database(home))["check_in"])


@pytest.mark.parametrize("kind", ["full", IN_TURN])
def test_c1_c3_whichever_call_of_a_save_fails_nothing_is_half_saved(
    home: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Full, input or output error, write-protected, locked, damaged: at the first call, the second, ..."""
    monkeypatch.setattr(db, "_WAIT_MS", 0)
    before = rows(database(home))
    for number in range(1, 300):
        saved = ""
        with nth_call_fails(monkeypatch, number, kind) as failed:
            try:
                with opened(home) as tracker:
                    form = check_in(tracker, note="kept or not", chest_pain=2)
                    tracker.check_in(form)
                    saved = form.id
            except KtrackError as error:
                assert isinstance(error, NotSaved | CannotOpen)
                assert len(str(error)) > 40
                assert "kept or not" not in str(error)
        after = rows(database(home))
        assert after == before if not saved else any(saved in row for row in after["check_in"]), failed
        before = after
        if not failed:
            break
    else:
        pytest.fail("the save never went through")
    assert number > 20
    assert saved
    assert sound(database(home))


# C2: no room for copies


def test_c2_a_backup_that_does_not_fit_leaves_nothing_and_says_so(
    home: Path, place: Path, nursery: Nursery
) -> None:
    (place / "stick").mkdir()
    before = digest(database(home))
    assert nursery.run("copy_with_limit", home, place / "stick" / "copy.db", place / "said") == [0]
    *refused, last = lines(place / "said")
    assert len(refused) > 5
    assert {tuple(words[1:]) for words in refused} == {("refused", "told")}
    assert last[1] == "made"
    assert rows(place / "stick" / "copy.db") == rows(database(home))
    assert digest(database(home)) == before


def test_c2_an_export_that_does_not_fit_leaves_nothing_and_says_so(
    home: Path, place: Path, nursery: Nursery
) -> None:
    (place / "stick").mkdir()
    assert nursery.run("write_with_limit", home, place / "stick" / "diary.json", place / "said") == [0]
    *refused, last = lines(place / "said")
    assert refused
    assert {tuple(words[1:]) for words in refused} == {("refused",)}
    assert last[1] == "made"


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("act", ["back_up", "restore"])
def test_c2_whichever_call_of_a_copy_fails_the_diary_is_what_it_was(
    home: Path, place: Path, monkeypatch: pytest.MonkeyPatch, act: str, kind: str
) -> None:
    source, target = place / "source.db", place / "copy.db"
    diary_file.verified_copy(database(home), source)
    homes.change(database(home), "INSERT INTO meta VALUES ('newer', 'x')")
    before = rows(database(home))
    for number in range(1, 300):
        with nth_call_fails(monkeypatch, number, kind) as failed:
            try:
                if act == "back_up":
                    backup.back_up(home, target, NOW)
                else:
                    backup.restore(home, source, NOW)
                done = True
            except (KtrackError, OSError) as error:
                assert "newer" not in str(error)
                done = False
        if done:
            break
        assert failed
        assert rows(database(home)) == before
        assert not target.exists()
        assert not [each for each in homes.files_below(place) if ".part" in str(each)]
    else:
        pytest.fail("it never went through")
    assert number > 3
    assert rows(target if act == "back_up" else database(home)) == (before if act == "back_up" else rows(source))
    assert all(each.good for each in backup.backups(home))


# a real disk that is full or write-protected, where one can be mounted


@pytest.mark.parametrize("deed", mounts.DEEDS)
def test_c1_c3_on_a_real_small_disk(home: Path, deed: str) -> None:
    assert mounts.run(deed, home) == "done"


# C4: locked


def test_c4_a_short_lock_is_waited_for(home: Path) -> None:
    with closing(sqlite3.connect(database(home), isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        threading.Timer(0.3, lambda: other.execute("COMMIT")).start()
        with opened(home) as tracker:
            assert tracker.check_in(check_in(tracker)).check_in is not None


def test_c4_a_long_lock_is_said_and_the_warning_is_still_given(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_WAIT_MS", 50)
    monkeypatch.setattr(db, "_PRAGMAS", ("busy_timeout=50", "journal_mode=DELETE"))
    before = rows(database(home))
    with opened(home) as tracker, closing(sqlite3.connect(database(home), isolation_level=None)) as other:
        form = check_in(tracker, chest_pain=2)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotSaved, match="Another program is using the diary") as caught:
            tracker.check_in(form)
        assert caught.value.assessment is not None
        assert caught.value.assessment.findings[0].level == "emergency"
        assert tracker.flags()  # reading goes on
        other.execute("ROLLBACK")
        assert rows(database(home)) == before
        tracker.check_in(form)


def test_c4_backup_restore_and_erase_of_a_locked_diary_change_nothing(
    home: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ktrack import erase
    from ktrack.backup import restoring

    source = place / "source.db"
    diary_file.verified_copy(database(home), source)
    monkeypatch.setattr(restoring, "_WAIT_SECONDS", 0.05)
    monkeypatch.setattr(erase, "_WAIT_SECONDS", 0.05)
    before = rows(database(home))
    with closing(sqlite3.connect(database(home), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CannotOpen, match="Another program") as caught:
            backup.restore(home, source, NOW)
        assert caught.value.kind == "locked"
        with pytest.raises(CannotOpen, match="Nothing was erased"):
            erase.erase(home)
        other.execute("ROLLBACK")
    assert rows(database(home)) == before
    assert sorted(each.name for each in home.iterdir() if each.name.startswith(".")) == []


# C5: the file goes away under an open diary


def removed(path: Path) -> None:
    path.unlink()


def moved(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))


def replaced(path: Path) -> None:
    other = path.with_name("other")
    shutil.copy(path, other)
    other.replace(path)


def emptied_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("renamed"))


@pytest.mark.parametrize("vanish", [removed, moved, replaced, emptied_folder], ids=lambda each: str(each.__name__))
def test_c5_a_diary_that_goes_away_is_never_told_as_saved(home: Path, vanish: Callable[[Path], None]) -> None:
    with opened(home) as tracker:
        tracker.check_in(check_in(tracker))
        vanish(database(home))
        form = check_in(tracker, chest_pain=2)
        with pytest.raises(NotSaved) as caught:
            tracker.check_in(form)
        assert caught.value.assessment is not None
        assert caught.value.assessment.findings
        with pytest.raises(NotSaved):
            tracker.keep_draft(form)
    for left in homes.files_below(home.parent):
        assert form.id.encode() not in left.read_bytes()


def test_c5_a_restore_under_an_open_diary_is_never_told_as_saved(home: Path) -> None:
    made = backup.back_up(home, None, NOW)
    with opened(home) as tracker:
        tracker.check_in(check_in(tracker))
        backup.restore(home, made.path, NOW)
        with pytest.raises(NotSaved):
            tracker.check_in(check_in(tracker))
    assert rows(database(home)) == rows(made.path)


# C6: something else in its place


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name may not be long
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


ODD: dict[str, tuple[Callable[[Path], Any], bool]] = {
    "empty": (lambda path: path.write_bytes(b""), True),
    "one byte": (lambda path: path.write_bytes(b"x"), True),
    "text": (lambda path: path.write_text("just some words\n" * 50), True),
    "picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300)), True),
    "beginning of a database": (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(20)), True),
    "nothing": (lambda path: None, True),
    "folder": (lambda path: path.mkdir(), False),
    "pipe": (os.mkfifo, False),
    "socket": (_socket, False),
    "endless": (lambda path: path.symlink_to("/dev/zero"), False),
    "dangling": (lambda path: path.symlink_to(path.with_name("nowhere")), False),
}
"""What may be in the diary's place, and whether a restore may put a diary there."""


@pytest.fixture(params=list(ODD))
def odd(request: pytest.FixtureRequest, home: Path, place: Path) -> Iterator[tuple[Path, bool]]:
    diary_file.verified_copy(database(home), place / "source.db")
    database(home).unlink()
    make, replaceable = ODD[request.param]
    make(database(home))
    yield home, replaceable


def test_c6_something_else_in_the_diarys_place(
    odd: tuple[Path, bool], place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home, replaceable = odd
    looked_like = database(home).lstat() if os.path.lexists(database(home)) else None
    where = ["--data-dir", str(home)]
    assert program.run([*where, "status"]) == 1
    said = capfd.readouterr()
    assert len(said.err) > 60
    assert "Traceback" not in said.err
    assert program.run([*where, "help-now"]) == 0
    assert "911" in capfd.readouterr().out
    assert program.run([*where, "doctor"]) == 1
    assert "! The diary's file" in capfd.readouterr().out
    assert doctor.examine(home, NOW).worst == "wrong"
    assert "not" in backup.daily(home, NOW) or not backup.backups(home)
    if looked_like is not None:
        assert os.path.samestat(database(home).lstat(), looked_like)
    if replaceable:
        restored = backup.restore(home, place / "source.db", NOW)
        assert restored.before is None
        assert rows(database(home)) == rows(place / "source.db")
    else:
        with pytest.raises(CannotOpen, match="move it away"):
            backup.restore(home, place / "source.db", NOW)
        assert looked_like is not None
        assert os.path.samestat(database(home).lstat(), looked_like)
    assert sorted(each.name for each in home.iterdir() if each.name.startswith(".")) == []
    assert not (home / "nowhere").exists()
    assert paths.contacts(home).exists()
