"""Giving a diary a passphrase, giving it another one, and taking it away.

Owns the order that makes it harmless: a copy is made in the new way, opened as ktrack opens a diary, and compared
with the diary row by row; only then it takes the diary's place, in one step. Whatever happens before, the diary is
what it was. It must not print or ask.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ktrack import backup, cipher, db, diary_file, erase, paths
from ktrack.backup.looking import newest_first
from ktrack.backup.restoring import workplace
from ktrack.cipher import Key
from ktrack.errors import KtrackError

_WAIT_MS = 5000

NOT_PROTECTED = (
    "What you export or print, and backups that were made before.",
    "Your phone numbers (contacts.toml), your clinic's file (clinic.toml) and how the app looks: F1 needs them "
    "while the diary is locked.",
    "What a terminal keeps of what a command has shown.",
    "What is in the computer's memory while ktrack is open, and what the computer moves from there to its disk.",
    "Anything from whoever knows the passphrase, sees you type it, or can change the programs on this computer.",
)
"""What a passphrase does not help against, in words for the person."""


class NotConverted(KtrackError):
    """It did not work. The text says what to do; the file is what it was."""


def convert(folder: Path, old: Key | None, new: Key | None) -> bool:
    """Makes the diary one that opens with `new`; without `new`, a plain one. `old` is what opens it now.

    The diary must not be open in this program, and be up to date. Returns whether what was there before has been
    written over. Raises NotConverted, diary_file.CannotOpen, cipher.NoExtra or OSError; then nothing was changed.
    """
    database = paths.database(folder)
    if diary_file.look(folder, old) != "current":
        raise NotConverted(f"There is no diary of this ktrack in {folder}: open it once, then try again.")
    with _closed_to_writers(database, old), workplace(folder) as place:
        made = paths.database(place)
        _write_copy(database, old, made, new)
        db.open_engine(place, new).dispose()
        return _exchange(made, database)


def convert_backup(path: Path, old: Key | None, new: Key | None) -> bool:
    """The same for a backup, which keeps its name and its age. Raises backup.BadBackup when it is none."""
    backup.check(path, old)
    found = path.stat()
    with _closed_to_writers(path, old), workplace(path.parent) as place:
        made = paths.database(place)
        _write_copy(path, old, made, new)
        os.utime(made, ns=(found.st_atime_ns, found.st_mtime_ns))
        return _exchange(made, path)


def plain_backups(folder: Path) -> tuple[Path, ...]:
    """The files among the backups that open without a passphrase, damaged ones too: words can be read in them."""
    return tuple(path for path in newest_first(folder) if not cipher.is_encrypted(path))


def backups_with(folder: Path, key: Key) -> tuple[Path, ...]:
    """The backups that open with this passphrase."""
    return tuple(path for path in newest_first(folder) if cipher.is_encrypted(path) and cipher.fits(path, key))


@contextmanager
def _closed_to_writers(path: Path, key: Key | None) -> Iterator[None]:
    """Nobody can save to it while the block lasts: it would be told as saved, and be gone."""
    with closing(cipher.connect_any(path, key)) as connection:
        try:
            connection.execute(f"PRAGMA busy_timeout={_WAIT_MS}")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN IMMEDIATE")
        except cipher.errors() as error:
            if cipher.code_of(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise diary_file.in_use(path, " Nothing was changed.") from error
            raise _failed(path) from error
        yield


def _write_copy(source: Path, old: Key | None, made: Path, new: Key | None) -> None:
    """A copy in the new way, compared with the original after it was closed and opened again."""
    os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600))
    secret = "" if new is None else new.spec(cipher.new_salt())
    try:
        with closing(cipher.connect_any(source, old)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("ATTACH ? AS made KEY ?", (str(made), secret))
            connection.execute("PRAGMA made.synchronous=EXTRA")
            connection.execute("SELECT sqlcipher_export('made')")
            # these two are left out by it
            for name in ("application_id", "user_version"):
                connection.execute(f"PRAGMA made.{name} = {_number(connection, 'main', name)}")
            connection.execute("DETACH made")
            connection.execute("ATTACH ? AS made KEY ?", (str(made), secret))
            _compare(connection)
        with closing(cipher.connect(made, new, read_only=True)) as copy:
            if new is not None and copy.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
                raise _failed(source)
            if not diary_file.is_sound(copy):
                raise _failed(source)
    except cipher.errors() as error:
        raise _failed(source) from error
    if cipher.is_encrypted(made) != (new is not None):
        raise _failed(source)
    with made.open("rb") as file:
        os.fsync(file.fileno())


def _compare(connection: Any) -> None:
    """Raises sqlcipher3.DatabaseError when the copy is not what was copied."""
    for name in ("application_id", "user_version"):
        if _number(connection, "main", name) != _number(connection, "made", name):
            raise cipher.driver().DatabaseError(name)
    listed = "SELECT type, name, tbl_name, sql FROM {}.sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
    schema = connection.execute(listed.format("main")).fetchall()
    if schema != connection.execute(listed.format("made")).fetchall():
        raise cipher.driver().DatabaseError("schema")
    for table in [name for kind, name, _, _ in schema if kind == "table"]:
        quoted = '"' + table.replace('"', '""') + '"'
        here, there = (f"SELECT {{}} FROM {each}.{quoted}" for each in ("main", "made"))
        counted = [connection.execute(each.format("count(*)")).fetchone() for each in (here, there)]
        other = connection.execute(f"{here.format('*')} EXCEPT {there.format('*')}").fetchone()
        if counted[0] != counted[1] or other is not None:
            raise cipher.driver().DatabaseError(table)


def _number(connection: Any, schema: str, name: str) -> int:
    return int(connection.execute(f"PRAGMA {schema}.{name}").fetchone()[0])


def _exchange(made: Path, path: Path) -> bool:
    """Puts the copy in the place of the file, then writes over what was there. Returns whether that worked.

    It also keeps a ktrack that has the old file open from saving into a file that has no name any more.
    """
    before = os.open(path, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0))
    try:
        made.replace(path)
        paths.sync_folder(path.parent)
        # a second name elsewhere is a copy that somebody wanted
        return os.fstat(before).st_nlink == 0 and erase.write_over(before)
    finally:
        os.close(before)


def _failed(path: Path) -> NotConverted:
    return NotConverted(
        f"{path} was not changed, because its copy was not what it should be: look at `ktrack doctor`, and "
        "whether the disk has room, then try again."
    )
