"""What is in a backup, and whether it can be trusted.

Owns the reasons why a file is no backup, each with its own sentence, and what is counted in one. It must not
change a file it looks at, nor leave anything beside it.
"""

from __future__ import annotations

import re
import sqlite3
import stat
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from ktrack import cipher, diary_file, paths
from ktrack.cipher import Key
from ktrack.errors import KtrackError

Kind = Literal[
    "missing", "not_a_file", "unreadable", "empty", "diary_json", "encrypted", "not_sqlite", "foreign", "newer",
    "truncated", "unfinished", "strange", "damaged",
]  # fmt: skip

_SQLITE = b"SQLite format 3\0"
_SAMPLE = 4096
_NAMED_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:-\d+)?\.db$")


class BadBackup(KtrackError):
    """The file cannot be brought back. `kind` says which case it is, the text is the sentence for the person."""

    def __init__(self, kind: Kind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Counts:
    """What a diary holds, deleted records left out."""

    infusions: int = 0
    check_ins: int = 0
    flags: int = 0
    visits: int = 0
    forms: int = 0
    """Forms that were begun and not saved yet."""
    newest: datetime | None = None
    """When the newest check-in was entered."""

    @property
    def nothing(self) -> bool:
        """Whether nobody ever entered anything."""
        return not (self.infusions or self.check_ins or self.flags or self.visits or self.forms)


@dataclass(frozen=True, slots=True)
class Backup:
    """A file in the folder of the backups, or where the person wanted one."""

    path: Path
    made_at: datetime
    counts: Counts | None
    """None when it cannot be brought back; `problem` says why."""
    problem: str = ""

    @property
    def good(self) -> bool:
        """Whether it was read in full and can be brought back."""
        return self.counts is not None

    def age(self, now: datetime) -> timedelta:
        """How old it is; never negative, whatever the clock says."""
        return max(now - self.made_at, timedelta(0))


def check(path: Path, key: Key | None = None) -> Counts:
    """Reads a backup in full and counts what is in it. Raises BadBackup; the file is not changed.

    `key` is for an encrypted one.
    """
    _check_header(path, _head(path), key)
    try:
        with closing(_opened(path, key)) as connection:
            _check_content(path, connection)
            return counts_in(connection)
    except cipher.errors() as error:
        raise _unreadable_content(path, error) from error


def backups(folder: Path, key: Key | None = None) -> tuple[Backup, ...]:
    """All files in the folder of the backups, the newest first, each read in full."""
    return tuple(looked_at(path, key) for path in newest_first(folder))


def last_good(folder: Path, key: Key | None = None) -> Backup | None:
    """The newest backup that can be brought back, or None.

    Reads no more files than it needs to, and none again that did not change: it may be asked for often.
    """
    for path in newest_first(folder):
        try:
            now = path.lstat()
        except OSError:
            continue
        found = _looked_at_once(path, key, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns)
        if found.good:
            return found
    return None


def looked_at(path: Path, key: Key | None = None) -> Backup:
    """The backup at `path` with what is in it, or with why it is none."""
    made_at = _made_at(path)
    try:
        return Backup(path, made_at, check(path, key))
    except BadBackup as error:
        return Backup(path, made_at, None, str(error))


@lru_cache(maxsize=32)
def _looked_at_once(path: Path, key: Key | None, *_unchanged: int) -> Backup:
    return looked_at(path, key)


def counts_of(path: Path, key: Key | None = None) -> Counts:
    """What is in a diary's file that is known to be sound. Raises BadBackup when it cannot be read."""
    try:
        with closing(_opened(path, key)) as connection:
            return counts_in(connection)
    except cipher.errors() as error:
        raise _unreadable_content(path, error) from error


def counts_in(connection: sqlite3.Connection) -> Counts:
    """What an open diary holds. Tables that an older one does not have count as empty."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def rows(table: str, where: str = "1") -> int:
        if table not in tables:
            return 0
        return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])

    kept = "deleted_at IS NULL"
    return Counts(
        infusions=rows("infusion", kept),
        check_ins=rows("check_in", kept),
        flags=rows("flag"),
        visits=rows("visit", kept),
        forms=rows("draft"),
        newest=_newest_entry(connection) if "check_in" in tables else None,
    )


def _newest_entry(connection: sqlite3.Connection) -> datetime | None:
    found = connection.execute("SELECT max(entered_at) FROM check_in WHERE deleted_at IS NULL").fetchone()[0]
    try:
        # a text that is no time is one unreadable entry, and no reason to refuse all the others
        return datetime.fromisoformat(str(found)).astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


def newest_first(folder: Path) -> list[Path]:
    """The files in the folder of the backups, none of them opened."""
    try:
        found = [each for each in paths.backups(folder).iterdir() if each.suffix == ".db" and _is_file(each)]
    except OSError:
        return []
    return sorted(found, key=lambda path: (_made_at(path), path.name), reverse=True)


def _is_file(path: Path) -> bool:
    try:
        return not path.name.startswith(".") and stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _made_at(path: Path) -> datetime:
    """When a backup was made: as the file says, but no later than the day in its name.

    Copying a folder to another computer makes all its files look new.
    """
    try:
        at = datetime.fromtimestamp(path.lstat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        at = datetime.max.replace(tzinfo=UTC)
    named = _NAMED_DAY.search(path.name)
    try:
        # the day ends last in the zone that is 12 hours behind
        end = datetime.fromisoformat(named[1]).replace(tzinfo=UTC) + timedelta(hours=36) if named else at
    except (ValueError, OverflowError):
        return at
    return min(at, end)


def _head(path: Path) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise BadBackup("not_a_file", f"{path} is a folder: name the backup in it.")
        if not stat.S_ISREG(found.st_mode):
            raise BadBackup("not_a_file", f"{path} is not an ordinary file, so it is no backup: name another one.")
        if found.st_size == 0:
            raise BadBackup("empty", f"{path} is empty, there is nothing in it to bring back: choose another one.")
        with path.open("rb") as file:
            return file.read(_SAMPLE)
    except FileNotFoundError:
        raise BadBackup("missing", f"There is no file {path}. `ktrack doctor` lists the backups.") from None
    except OSError as error:
        raise BadBackup(
            "unreadable", f"{path} cannot be read ({error.strerror}): look whether the disk or stick is in place."
        ) from error


def _check_header(path: Path, head: bytes, key: Key | None) -> None:
    if cipher.looks_encrypted(head):
        application, schema = _unlocked(path, key)
    elif not head.startswith(_SQLITE):
        raise _other_kind(path, head)
    elif len(head) < 100:
        raise _truncated(path)
    else:
        application = int.from_bytes(head[68:72], "big")
        schema = int.from_bytes(head[60:64], "big", signed=True)
    if application != diary_file.APPLICATION_ID:
        raise BadBackup("foreign", f"{path} belongs to another program, it is no diary: choose another one.")
    if schema > diary_file.SCHEMA:
        raise BadBackup(
            "newer",
            f"{path} was written by a newer ktrack, and this one cannot read it: install the newer ktrack, then "
            "restore it there.",
        )
    if diary_file.is_cut_off(path):
        raise _truncated(path)


def _other_kind(path: Path, head: bytes) -> BadBackup:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return BadBackup("diary_json", f"{path} is a diary file, not a backup: take it in with `ktrack import`.")
    return BadBackup("not_sqlite", f"{path} is another kind of file, or damaged: choose another one.")


def _unlocked(path: Path, key: Key | None) -> tuple[int, int]:
    """Whose file an encrypted one is, and how old: its application_id and user_version."""
    if key is None:
        raise BadBackup("encrypted", f"{path} is encrypted: only its passphrase opens it.")
    try:
        fits = cipher.fits(path, key)
        if fits:
            with closing(_opened(path, key)) as connection:
                application, schema = (
                    connection.execute(f"PRAGMA {name}").fetchone()[0]
                    for name in ("application_id", "user_version")
                )
                return application, schema
    except cipher.NoExtra as error:
        raise BadBackup("encrypted", str(error)) from error
    except cipher.errors() as error:
        raise _unreadable_content(path, error) from error
    raise wrong_passphrase(path)


def wrong_passphrase(path: Path) -> BadBackup:
    """The sentence for a passphrase that opens nothing."""
    return BadBackup(
        "encrypted",
        f"{path} does not open with this passphrase: it was made with another one, or is damaged, or is no diary, "
        "and these three cannot be told apart. Try the passphrase of that time, or choose another backup.",
    )


def _truncated(path: Path) -> BadBackup:
    return BadBackup("truncated", f"{path} was cut off: a part of it is missing. Choose another backup.")


def _opened(path: Path, key: Key | None) -> sqlite3.Connection:
    connection = cipher.connect(path, key, read_only=True)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _check_content(path: Path, connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    if not diary_file.is_sound(connection):
        raise _damaged(path)
    # these would run inside every later save
    planted = "SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')"
    if connection.execute(planted).fetchone() is not None:
        raise BadBackup(
            "strange",
            f"{path} holds commands that ktrack did not put there, so it is not brought back: choose another one.",
        )


def _unreadable_content(path: Path, error: BaseException) -> BadBackup:
    code = cipher.code_of(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BadBackup("unreadable", f"Another program is using {path}: close it there, then try again.")
    journal = path.with_name(f"{path.name}-journal")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) and journal.exists():
        return BadBackup(
            "unfinished",
            f"{path} was being written when its program was stopped, so a part of it is still in {journal.name}. "
            "Open the diary it belongs to once with ktrack, then try again.",
        )
    return _damaged(path)


def _damaged(path: Path) -> BadBackup:
    return BadBackup("damaged", f"{path} is damaged: some of it cannot be read. Choose another backup.")
