"""Folders and files that only their owner can read, whole or not there at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from ktrack import paths
from ktrack.paths import UnsafeFolder, make_private_folder, write_private, write_private_together


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture(autouse=True)
def careless_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "page.txt"


# where the data lives


def test_the_argument_beats_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KTRACK_HOME", str(tmp_path / "environment"))
    assert paths.data_dir(tmp_path / "argument") == tmp_path / "argument"
    assert paths.data_dir() == tmp_path / "environment"


def test_without_both_it_is_the_custom_of_the_computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KTRACK_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    folder = paths.data_dir()
    assert folder.is_relative_to(tmp_path)
    assert "ktrack" in folder.name
    assert not folder.exists()


def test_a_folder_is_absolute_and_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert paths.data_dir(Path("diary")) == tmp_path / "diary"
    monkeypatch.setenv("KTRACK_HOME", "~/diary")
    assert paths.data_dir() == tmp_path / "home" / "diary"


def test_the_files_have_plain_names(tmp_path: Path) -> None:
    names = [name(tmp_path) for name in (paths.database, paths.contacts, paths.clinic_file, paths.backups)]
    assert [each.name for each in names] == ["ktrack.db", "contacts.toml", "clinic.toml", "backups"]
    assert {each.parent for each in names} == {tmp_path}


# folders


def test_a_new_folder_is_private_and_its_parents_are_made(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "ktrack"
    make_private_folder(folder)
    make_private_folder(folder)
    assert folder.is_dir()
    assert mode(folder) == 0o700


@pytest.mark.parametrize("too_open", [0o755, 0o750, 0o711, 0o704])
def test_a_folder_that_others_can_look_into_is_closed(tmp_path: Path, too_open: int) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(too_open)
    make_private_folder(folder)
    assert mode(folder) == 0o700


@pytest.mark.parametrize("writable", [0o777, 0o770, 0o702, 0o720, 0o1777])
def test_a_folder_that_others_can_write_in_is_refused_and_left_alone(tmp_path: Path, writable: int) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(writable)
    with pytest.raises(UnsafeFolder, match="chmod 700"):
        make_private_folder(folder)
    assert mode(folder) == writable


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o755)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(UnsafeFolder, match="another user"):
        make_private_folder(folder)
    assert mode(folder) == 0o755


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_refused_where_it_leads_or_not(tmp_path: Path, there: bool) -> None:
    real = tmp_path / "real"
    if there:
        real.mkdir(mode=0o755)
    link = tmp_path / "link"
    link.symlink_to(real)
    with pytest.raises(UnsafeFolder, match="link"):
        make_private_folder(link)
    assert real.exists() == there
    assert not there or mode(real) == 0o755


def test_a_file_in_its_place_is_refused(target: Path) -> None:
    target.write_text("mine")
    with pytest.raises(UnsafeFolder, match="not a folder"):
        make_private_folder(target)
    assert target.read_text() == "mine"


def test_a_disk_that_cannot_be_written_is_let_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_modes(monkeypatch, errno.EROFS)
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    make_private_folder(folder)
    assert mode(folder) == 0o755


def test_a_folder_that_cannot_be_closed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_modes(monkeypatch, errno.EPERM)
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    with pytest.raises(UnsafeFolder, match="could not be closed"):
        make_private_folder(folder)


def refuse_modes(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(handle: int, mode: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fchmod", refuse)


# files


@pytest.mark.parametrize("replace", [True, False])
def test_a_new_file_is_private_whole_and_alone(target: Path, replace: bool) -> None:
    write_private(target, b"all of it\x00\n", replace=replace)
    assert target.read_bytes() == b"all of it\x00\n"
    assert mode(target) == 0o600
    assert target.stat().st_nlink == 1
    assert list(target.parent.iterdir()) == [target]


def test_replacing_closes_a_file_that_was_open(target: Path) -> None:
    target.write_text("old")
    target.chmod(0o666)
    write_private(target, b"new", replace=True)
    assert target.read_text() == "new"
    assert mode(target) == 0o600


def test_nothing_is_overwritten_without_being_asked(target: Path) -> None:
    target.write_text("old")
    with pytest.raises(FileExistsError):
        write_private(target, b"new", replace=False)
    assert target.read_text() == "old"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_replaced_and_never_followed(target: Path, there: bool) -> None:
    other = target.with_name("other")
    if there:
        other.write_text("untouched")
    target.symlink_to(other)
    with pytest.raises(FileExistsError):
        write_private(target, b"new", replace=False)
    assert target.is_symlink()
    write_private(target, b"new", replace=True)
    assert not target.is_symlink()
    assert target.read_bytes() == b"new"
    assert other.exists() == there
    assert not there or other.read_text() == "untouched"


@pytest.mark.parametrize("replace", [True, False])
def test_of_files_that_belong_together_all_are_written_or_none(target: Path, replace: bool) -> None:
    second = target.with_name("second")
    if replace:
        target.write_text("old")

    def breaks_off() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_private_together({target: b"new", second: breaks_off()}, replace=replace)
    assert list(target.parent.iterdir()) == ([target] if replace else [])
    assert not replace or target.read_text() == "old"
    write_private_together({target: b"new", second: b"too"}, replace=replace)
    assert (target.read_bytes(), second.read_bytes()) == (b"new", b"too")


def test_a_name_that_is_taken_meanwhile_takes_the_others_back(target: Path) -> None:
    second = target.with_name("second")

    def taken() -> Iterator[bytes]:
        second.write_text("somebody else's")
        yield b"new"

    with pytest.raises(FileExistsError):
        write_private_together({target: b"new", second: taken()}, replace=False)
    assert list(target.parent.iterdir()) == [second]
    assert second.read_text() == "somebody else's"


def test_a_second_name_of_the_file_keeps_the_old_words(target: Path) -> None:
    target.write_text("old")
    other = target.with_name("other")
    other.hardlink_to(target)
    write_private(target, b"new", replace=True)
    assert other.read_text() == "old"


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_full_disk_leaves_what_was_there(
    target: Path, monkeypatch: pytest.MonkeyPatch, call: str, replace: bool
) -> None:
    if replace:
        target.write_text("old")

    def full(*arguments: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        with pytest.raises(OSError, match="No space"):
            write_private(target, b"new", replace=replace)
    assert list(target.parent.iterdir()) == ([target] if replace else [])
    assert not replace or target.read_text() == "old"


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(IsADirectoryError):
        write_private(place, b"new", replace=True)
    with pytest.raises(FileExistsError):
        write_private(place, b"new", replace=False)
    assert list(tmp_path.iterdir()) == [place]


def test_a_missing_folder_is_an_error_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_private(tmp_path / "missing" / "page.txt", b"new", replace=True)
    assert list(tmp_path.iterdir()) == []


def no_second_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)


def test_a_memory_stick_without_second_names_gets_the_file(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_second_names(monkeypatch)
    write_private(target, b"new", replace=False)
    assert target.read_bytes() == b"new"
    assert mode(target) == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_a_memory_stick_without_second_names_keeps_what_is_there(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_second_names(monkeypatch)
    target.write_text("old")
    with pytest.raises(FileExistsError):
        write_private(target, b"new", replace=False)
    assert target.read_text() == "old"
    assert list(target.parent.iterdir()) == [target]


def test_a_file_system_that_cannot_wait_for_folders_is_no_error(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    write_private(target, b"new", replace=False)
    assert target.read_bytes() == b"new"
