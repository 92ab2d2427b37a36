"""The diary's file, looked at from outside before SQLite touches it, and copied so that the copy can be trusted.

Owns the cases a file can be in when ktrack starts, each with its own sentence, and the verified copy. It must not
change a file it looks at: a file that is not ours, or newer than this ktrack, stays byte for byte what it is.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from ktrack import cipher, paths
from ktrack.cipher import Key
from ktrack.errors import KtrackError

APPLICATION_ID = int.from_bytes(b"ktrk", "big")
SCHEMA = 1
"""Counts up with every migration; kept in the file as SQLite's user_version."""

_SQLITE = b"SQLite format 3\0"
_HEADER = 100

Kind = Literal[
    "folder", "missing", "empty", "not_a_file", "unreadable", "not_sqlite", "foreign", "newer",
    "damaged", "locked", "read_only", "full", "unusable", "not_updated",
    "encrypted", "wrong_passphrase", "no_extra", "replaced",
]  # fmt: skip
State = Literal["new", "older", "current"]


class CannotOpen(KtrackError):
    """The diary cannot be used as it is. `kind` says which case it is, the text is the sentence for the person."""

    def __init__(self, kind: Kind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class BadCopy(KtrackError):
    """A copy could not be made, or does not hold what the diary holds. There is no file at its place then."""


def marker(folder: Path) -> Path:
    """A small file that says: there was a diary here. Without it a lost diary would look like a first start."""
    return folder / "ktrack.marker"


def mark(folder: Path) -> None:
    """Leaves the marker beside the diary."""
    if marker(folder).exists():
        return
    # a disk that cannot be written has nothing to protect against: no new diary can be made there either
    with contextlib.suppress(OSError):
        paths.write_private(
            marker(folder),
            b"A ktrack diary is kept in this folder. Because of this file ktrack notices when it is missing.\n",
            replace=True,
        )


def look(folder: Path, key: Key | None = None) -> State:
    """What is at the diary's place. Raises CannotOpen for everything but nothing, an older and a current diary.

    An encrypted one is opened with `key` for that; not while this program has it open to write.
    """
    path = paths.database(folder)
    existed = marker(folder).exists()
    try:
        found = path.lstat()
    except FileNotFoundError:
        if existed:
            raise CannotOpen("missing", _gone(folder, f"The diary {path} is gone")) from None
        return "new"
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(found.st_mode):
        raise CannotOpen(
            "not_a_file",
            f"{path} is not an ordinary file, so ktrack does not touch it: move it away, or name another folder "
            "with --data-dir.",
        )
    if found.st_size == 0:
        if existed:
            raise lost(folder)
        return "new"
    header = _header(path)
    if not existed and not any(header) and path.with_name(f"{path.name}-journal").exists():
        return "new"  # the very first writing was cut off; SQLite takes it back when it opens the file
    state = _judge_encrypted(path, key) if cipher.is_encrypted(path) else _judge(path, header)
    if is_cut_off(path):
        raise damaged(path)
    return state


def is_cut_off(path: Path) -> bool:
    """Whether pages are missing at the end of a database's file, even a part of one.

    SQLite takes the missing end of a page for zeros, and may not notice that words are gone. Raises OSError.
    """
    for _ in range(2):  # once more, in case another program was saving in between
        if path.with_name(f"{path.name}-journal").exists():
            return False  # a save is going on, or was cut short: SQLite puts that right
        with path.open("rb") as file:
            header = file.read(_HEADER)
            size = os.fstat(file.fileno()).st_size
        if not header.startswith(_SQLITE):
            return size % cipher.PAGE != 0
        page = int.from_bytes(header[16:18], "big")
        pages = int.from_bytes(header[28:32], "big")
        # the number of pages is only kept up where these two agree
        if header[24:28] != header[92:96] or size >= pages * (65536 if page == 1 else page):
            return False
    return True


def _header(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise _unreadable(path, error) from error
    with os.fdopen(handle, "rb") as file:
        if os.name == "posix" and os.fstat(handle).st_mode & 0o077:
            with contextlib.suppress(OSError):  # on a disk that cannot be written, reading matters more
                os.fchmod(handle, 0o600)
        return file.read(_HEADER)


def _judge_encrypted(path: Path, key: Key | None) -> State:
    if key is None:
        raise CannotOpen(
            "encrypted",
            f"The diary {path} is encrypted: its passphrase is needed. If you never gave it one, "
            f"the file is damaged. Nothing was changed. {_remedies(path.parent)}",
        )
    try:
        key.knows(path)
        with closing(cipher.connect(path, key)) as connection:
            application, schema = (
                connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            )
            return _judge_numbers(path, application, schema)
    except cipher.NoExtra as error:
        raise CannotOpen("no_extra", str(error)) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    except cipher.errors() as error:
        code = cipher.code_of(error)
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise in_use(path) from error
        if code not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise CannotOpen(
                "read_only",
                f"The diary {path} cannot be read: look whether its disk is in place, then try again.",
            ) from error
        raise (damaged(path) if cipher.fits(path, key) else wrong_passphrase(path)) from error


def wrong_passphrase(path: Path) -> CannotOpen:
    """The sentence for a passphrase that opens nothing."""
    return CannotOpen(
        "wrong_passphrase",
        f"{path} does not open with this passphrase: it is another one, or the file is damaged, or the file is no "
        "ktrack diary, and these three cannot be told apart. Nothing was changed. Look at capital letters and at "
        "the language of the keyboard, and try again; or bring back a backup from "
        f"{paths.backups(path.parent)} with: ktrack restore FILE.",
    )


def in_use(path: Path, kept: str = "") -> CannotOpen:
    """The sentence for a diary that another program does not let go of; `kept` is what did not happen."""
    return CannotOpen(
        "locked", f"Another program is using the diary {path}: close it there, then try again.{kept}"
    )


def _judge(path: Path, header: bytes) -> State:
    if not header.startswith(_SQLITE):
        raise CannotOpen(
            "not_sqlite",
            f"{path} is no readable diary: it is another kind of file, was encrypted, or is damaged. Nothing was "
            f"changed. {_remedies(path.parent)}",
        )
    application, schema = header[68:72], int.from_bytes(header[60:64], "big", signed=True)
    if len(header) < _HEADER:
        raise damaged(path)
    return _judge_numbers(path, int.from_bytes(application, "big"), schema)


def _judge_numbers(path: Path, application: int, schema: int) -> State:
    if application != APPLICATION_ID:
        raise CannotOpen(
            "foreign",
            f"{path} belongs to another program, so ktrack does not touch it: "
            "name another folder with --data-dir.",
        )
    if schema > SCHEMA:
        raise CannotOpen(
            "newer",
            f"The diary {path} was written by a newer ktrack, and this one cannot read it. Nothing was changed: "
            "install the newer ktrack again.",
        )
    return "current" if schema == SCHEMA else "older"


def lost(folder: Path) -> CannotOpen:
    """The sentence for a diary that has a file but nothing in it, although there was one."""
    return CannotOpen("empty", _gone(folder, f"The diary {paths.database(folder)} is there but empty"))


def damaged(path: Path) -> CannotOpen:
    """The sentence for a diary whose content cannot be trusted."""
    return CannotOpen(
        "damaged",
        f"The diary {path} is damaged. ktrack does not write to it any more. {_remedies(path.parent)}",
    )


def pages_agree(checked: Iterable[str]) -> bool:
    """Whether SQLite's answer to a check of the file finds nothing wrong with the file itself.

    A value where none may be missing is one entry that cannot be read, and no reason to refuse all the others.
    """
    return all(each == "ok" or each.startswith("NULL value in ") for each in checked)


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether every page can be read and agrees with the others. Raises sqlite3.DatabaseError when none can."""
    # for the same reason limits on values are left out
    connection.execute("PRAGMA ignore_check_constraints=ON")
    try:
        return pages_agree(each for (each,) in connection.execute("PRAGMA integrity_check"))
    finally:
        connection.execute("PRAGMA ignore_check_constraints=OFF")


def verified_copy(source: Path, target: Path, key: Key | None = None) -> Mapping[str, int]:
    """Copies a diary that may be in use to a new private file, reads the copy back, returns the rows per table.

    The copy of an encrypted diary is encrypted with the same passphrase, `key`.

    Raises BadCopy, and leaves nothing at `target`, when the copy fails a check or does not hold as many rows;
    FileExistsError when something has that name already; other OSErrors as they come.
    """
    part = target.with_name(f".ktrack-{secrets.token_hex(8)}.part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600))
    try:
        salt = None if key is None else key.salt(source)
        with _unchanging(source, key) as original:
            expected = row_counts(original)
            with closing(cipher.connect(part, key, salt=salt)) as copy:
                original.backup(copy)
        _check_copy(part, expected, key)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        _give_name(part, target)
    except cipher.errors() as error:
        raise BadCopy(f"The diary could not be copied to {target}. The diary itself was not changed.") from error
    finally:
        part.unlink(missing_ok=True)
    return expected


def _give_name(part: Path, target: Path) -> None:
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        # memory sticks know no second names
        if target.exists():
            raise FileExistsError(f"{target} exists already") from None
        part.replace(target)


@contextmanager
def _unchanging(source: Path, key: Key | None) -> Iterator[sqlite3.Connection]:
    """A connection that sees one state of the diary until it is closed, whatever others write."""
    with closing(cipher.connect(source, key)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("BEGIN")
        yield connection


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """The rows of every table of an open database."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    quoted = {name: '"' + name.replace('"', '""') + '"' for (name,) in tables}
    return {
        name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in quoted.items()
    }


def _check_copy(part: Path, expected: Mapping[str, int], key: Key | None) -> None:
    with closing(cipher.connect(part, key)) as copy:
        if not is_sound(copy) or row_counts(copy) != expected:
            raise sqlite3.DatabaseError("the copy is not what was copied")


def _gone(folder: Path, what: str) -> str:
    return (
        f"{what}, although it was there at the last start. No new diary was begun. {_remedies(folder)} "
        f"To begin an empty diary on purpose, remove {marker(folder)} and what is left of the old one."
    )


def _remedies(folder: Path) -> str:
    return f"Put the file back, or bring back a backup from {paths.backups(folder)} with: ktrack restore FILE."


def _unreadable(path: Path, error: OSError) -> CannotOpen:
    return CannotOpen(
        "unreadable",
        f"The diary {path} cannot be read ({error.strerror}). Nothing was changed: give yourself the right to "
        "read it, then start ktrack again.",
    )
