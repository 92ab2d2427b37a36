"""Removing everything that ktrack keeps.

Owns the list of what ktrack made in a data folder, and the honest list of what it cannot reach. It touches nothing
else: no file with another name, nothing behind a link, nothing outside the folder. It must not ask or print.
"""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
import stat
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from ktrack import diary_file, paths
from ktrack.backup.restoring import COMPANIONS

_PIECE = 1 << 20
_WAIT_SECONDS = 5
_OURS_IN_BACKUPS = re.compile(r"(ktrack|before-restore|before-update-from)-.*\.db(-journal|-wal|-shm)?")
_LEFT_OVER = re.compile(r"\.ktrack-.*")

OUT_OF_REACH = (
    "Files you exported or backups you made to another place, and whatever you sent to somebody.",
    "Copies that other programs made: backups of the whole computer, cloud folders, snapshots of the disk.",
    "What a disk keeps by itself: a solid-state disk or memory stick may write to another spot than the old one, "
    "and what was in memory may have been moved to the disk. Only encrypting the whole disk helps against that.",
)
"""What stays whatever ktrack does, in words for the person."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that ktrack keeps."""

    path: Path
    what: str
    """In words: "the diary", "a backup"."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing would remove."""

    items: tuple[Item, ...]
    left_alone: tuple[Path, ...]
    """What else is in the folder. ktrack did not make it, so it stays, and so does the folder."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of it."""

    gone: tuple[Item, ...]
    failed: tuple[tuple[Item, str], ...]
    """What is still there, and why."""
    not_overwritten: tuple[Item, ...]
    """Gone, but the content has a second name elsewhere or could not be written over, so it may be found."""
    left_alone: tuple[Path, ...]


def plan(folder: Path) -> Plan:
    """What is there to erase. Changes nothing. Raises paths.UnsafeFolder for a link, OSError when unreadable."""
    if not os.path.lexists(folder):
        return Plan((), ())
    if folder.is_symlink():
        raise paths.UnsafeFolder(f"{folder} is a link: name the folder it leads to instead. Nothing was erased.")
    database = paths.database(folder)
    names = {
        database.name: "the diary, with the forms that were not saved yet",
        **{f"{database.name}{ending}": "a part of the diary" for ending in COMPANIONS},
        paths.contacts(folder).name: "your phone numbers",
        paths.clinic_file(folder).name: "what your clinic added",
        paths.settings_file(folder).name: "the settings of the app",
        diary_file.marker(folder).name: "the sign that there is a diary",
    }
    items: list[Item] = []
    alone: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path == paths.backups(folder) and path.is_dir() and not path.is_symlink():
            _sort(path, items, alone)
        elif path.name in names and not path.is_dir():
            items.append(Item(path, names[path.name]))
        elif _LEFT_OVER.fullmatch(path.name):
            items += [Item(each, "an unfinished copy") for each in _inside(path)]
        else:
            alone.append(path)
    # the sign that there was a diary goes last: an erasing that was cut short is noticed, and can go on
    items.sort(key=lambda item: (item.path == diary_file.marker(folder), item.path))
    return Plan(tuple(items), tuple(alone))


def erase(folder: Path) -> Erased:
    """Writes over and removes all that `plan` names, each for itself: one that fails does not stop the others.

    Raises diary_file.CannotOpen when another program is saving to the diary, and OSError when the folder cannot be
    read; then nothing was removed.
    """
    planned = plan(folder)
    _must_not_be_in_use(paths.database(folder))
    gone: list[Item] = []
    failed: list[tuple[Item, str]] = []
    visible: list[Item] = []
    for item in planned.items:
        try:
            overwritten = remove(item.path)
        except OSError as error:
            failed.append((item, error.strerror or "it did not work"))
            continue
        gone.append(item)
        if not overwritten:
            visible.append(item)
    if not failed:
        _remove_folders(folder)
    return Erased(tuple(gone), tuple(failed), tuple(visible), planned.left_alone)


def remove(path: Path) -> bool:
    """Writes over one file and removes it. Returns whether it was written over. Raises OSError."""
    overwritten = _overwrite(path)
    path.unlink(missing_ok=True)
    return overwritten


def _sort(place: Path, items: list[Item], alone: list[Path]) -> None:
    for path in sorted(place.iterdir()):
        if _OURS_IN_BACKUPS.fullmatch(path.name) and not path.is_dir():
            items.append(Item(path, "a backup"))
        elif _LEFT_OVER.fullmatch(path.name):
            items += [Item(each, "an unfinished copy") for each in _inside(path)]
        else:
            alone.append(path)


def _inside(path: Path) -> list[Path]:
    """A file, or all files in a folder that ktrack made for its own work."""
    if path.is_symlink() or not path.is_dir():
        return [path]
    return [each for each in sorted(path.rglob("*")) if each.is_symlink() or not each.is_dir()]


def _must_not_be_in_use(database: Path) -> None:
    try:
        if not stat.S_ISREG(database.lstat().st_mode):
            return
        with closing(sqlite3.connect(database, isolation_level=None, timeout=_WAIT_SECONDS)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
    except FileNotFoundError:
        return
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise diary_file.CannotOpen(
                "locked",
                f"Another program is using the diary {database}: close it there, then try again. "
                "Nothing was erased.",
            ) from error
        # a damaged diary can be erased like any other


def _overwrite(path: Path) -> bool:
    """Whether the content was written over. A link is not followed; what has a second name elsewhere is left."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        return True  # a link or a pipe has no content of its own
    if found.st_nlink > 1:
        return False
    try:
        if not found.st_mode & stat.S_IWUSR:
            path.chmod(0o600)
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    try:
        return write_over(handle)
    finally:
        os.close(handle)


def write_over(handle: int) -> bool:
    """Writes other bytes over all of an open file and waits for the disk; False, and emptied, when that failed."""
    left = os.fstat(handle).st_size
    try:
        while left > 0:
            left -= os.write(handle, secrets.token_bytes(min(left, _PIECE)))
        os.fsync(handle)
    except OSError:
        with suppress(OSError):
            os.ftruncate(handle, 0)
        return False
    return True


def _remove_folders(folder: Path) -> None:
    """Removes what is empty now. A folder with something else in it stays."""
    for path in (*_work_folders(paths.backups(folder)), *_work_folders(folder), paths.backups(folder), folder):
        with suppress(OSError):
            path.rmdir()
    for path in (folder, folder.parent):
        with suppress(OSError):
            paths.sync_folder(path)


def _work_folders(folder: Path) -> list[Path]:
    try:
        made = [each for each in folder.iterdir() if _LEFT_OVER.fullmatch(each.name)]
    except OSError:
        return []
    own = [each for each in made if each.is_dir() and not each.is_symlink()]
    inside = [deep for each in own for deep in each.rglob("*") if deep.is_dir() and not deep.is_symlink()]
    return [*sorted(inside, key=lambda each: len(each.parts), reverse=True), *own]
