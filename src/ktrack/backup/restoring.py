"""Bringing a backup back.

Owns the order that makes it harmless: the backup becomes a new file that ktrack itself opened and counted, the
diary that is there is kept aside, and only then one takes the place of the other. Whatever goes wrong before that,
the diary is what it was. It must not print or ask.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ktrack import cipher, db, diary_file, paths
from ktrack.backup.looking import BadBackup, Counts, check, counts_of
from ktrack.backup.making import keep_aside
from ktrack.cipher import Key
from ktrack.errors import KtrackError

COMPANIONS = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite keeps beside a database. One of another database would ruin this one."""

_WAIT_SECONDS = 5
_LOCKED = ("encrypted", "wrong_passphrase", "no_extra")
_REPLACEABLE = ("missing", "empty", "not_sqlite", "foreign", "newer", "damaged", *_LOCKED)


class NotRestored(KtrackError):
    """The backup is good but could not be brought back. The diary is what it was."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that is the diary now."""

    source: Path
    before: Counts | None
    """What the diary held before; None when there was none that could be read."""
    after: Counts
    kept: Path | None
    """Where the replaced diary is kept; None when there was nothing in its place."""


def present(folder: Path, key: Key | None = None) -> Counts | None:
    """What the diary holds now, for a preview; None when there is none that can be read."""
    database = paths.database(folder)
    try:
        try:
            return check(database, key)
        except BadBackup as error:
            if error.kind != "unfinished":
                raise
            # the last save was cut short: SQLite takes it back when the diary is opened to be written
            with closing(cipher.connect(database, key)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return check(database, key)
    except BadBackup:
        return None
    except cipher.errors():
        return None


def restore(folder: Path, source: Path, now: datetime, key: Key | None = None) -> Restored:
    """Makes the backup `source` the diary of `folder`, whatever state that is in, and keeps the replaced one.

    `key` opens an encrypted backup. The diary that is there may have another one; it is kept as it is then.

    An older backup is brought up to date on the way; `source` itself is never changed. Raises BadBackup,
    NotRestored, diary_file.CannotOpen (what is in the diary's place is in use, or nothing that ktrack touches),
    paths.UnsafeFolder or OSError; then the diary is what it was.
    """
    check(source, key)
    paths.make_private_folder(folder)
    if paths.database(folder).exists() and source.samefile(paths.database(folder)):
        raise NotRestored(f"{source} is the diary itself: there is nothing to bring back.")
    before = present(folder, key)
    with workplace(folder) as place:
        new = _ready(source, place, key)
        after = counts_of(new, key)
        kept = _put_in_place(folder, new, now, key)
    if key is not None:
        key.knows(paths.database(folder))
    diary_file.mark(folder)
    return Restored(source, before, after, kept)


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """A private folder on the diary's own disk, gone afterwards."""
    place = folder / f".ktrack-{secrets.token_hex(8)}.part"
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _ready(source: Path, place: Path, key: Key | None) -> Path:
    """A copy that ktrack has opened as it opens a diary, brought up to date if it was older."""
    new = paths.database(place)
    try:
        expected = diary_file.verified_copy(source, new, key)
        db.open_engine(place, key).dispose()
    except (diary_file.BadCopy, diary_file.CannotOpen) as error:
        raise NotRestored(
            f"{source} could not be brought back: make sure that the disk has room, or choose another backup. "
            "The diary is what it was."
        ) from error
    held = _rows(new, key)
    if any(held.get(table) != rows for table, rows in expected.items()):
        raise NotRestored(
            f"{source} lost rows while it was brought up to date, so it was not taken. The diary is what it was."
        )
    return new


def _rows(path: Path, key: Key | None) -> dict[str, int]:
    with closing(cipher.connect(path, key, read_only=True)) as connection:
        return diary_file.row_counts(connection)


def _put_in_place(folder: Path, new: Path, now: datetime, key: Key | None) -> Path | None:
    """Keeps what is there, then replaces it in one step. Returns where it is kept."""
    try:
        state = str(diary_file.look(folder, key))
    except diary_file.CannotOpen as error:
        if error.kind not in _REPLACEABLE:
            raise
        state = error.kind
    database = paths.database(folder)
    if state in ("older", "current", "damaged"):
        # nobody may save between the copy and the exchange: it would be told as saved, and be gone
        with closed_to_writers(database, key):
            kept: Path | None = _keep_good(database, folder, now, key) or _keep_as_it_is(database, folder, now)
            _exchange(new, database, kept, folder, now)
    else:
        kept = None if state in ("new", "missing", "empty") else _keep_as_it_is(database, folder, now)
        _exchange(new, database, kept, folder, now)
    return kept


@contextmanager
def closed_to_writers(database: Path, key: Key | None) -> Iterator[None]:
    """Nobody can save to the diary while the block lasts. Raises diary_file.CannotOpen when it is in use."""
    with closing(cipher.connect(database, key, timeout=_WAIT_SECONDS)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN IMMEDIATE")
        except cipher.errors() as error:
            if cipher.code_of(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise diary_file.in_use(database, " Nothing was changed.") from error
            # too damaged to be locked, so nobody can write to it either
        yield


def _keep_good(database: Path, folder: Path, now: datetime, key: Key | None) -> Path | None:
    """A verified copy of the diary that is about to be replaced; None when none can be made."""
    target = keep_aside(folder, now)
    try:
        diary_file.verified_copy(database, target, key)
    except diary_file.BadCopy:
        return None
    with suppress(OSError):
        os.utime(target, (now.timestamp(), now.timestamp()))
    return target


def _keep_as_it_is(database: Path, folder: Path, now: datetime) -> Path:
    """A second name for a file that could not be copied as a diary: takes no room, and loses no byte of it."""
    target = keep_aside(folder, now)
    try:
        target.hardlink_to(database)
    except OSError:
        # sticks know no second names
        paths.write_private(target, database.read_bytes(), replace=False)
    return target


def _exchange(new: Path, database: Path, kept: Path | None, folder: Path, now: datetime) -> None:
    for ending in COMPANIONS:
        beside = database.with_name(f"{database.name}{ending}")
        if os.path.lexists(beside):
            kept = kept or keep_aside(folder, now)
            beside.replace(kept.with_name(f"{kept.name}{ending}"))
    if kept is not None:
        paths.sync_folder(kept.parent)
    new.replace(database)
    paths.sync_folder(folder)
