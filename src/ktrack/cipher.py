"""A passphrase, and a connection to a file that is encrypted with it.

Owns which driver opens a file: the plain one, or SQLCipher's, which is imported for an encrypted file only. A
passphrase never leaves this module: it is in no text, no error, no address of a database. It must not know what is
in a file, or ask anybody.

The files are those of SQLCipher 4: whoever has the passphrase can also open them with any other program that reads
these.
"""

from __future__ import annotations

import importlib.util
import re
import secrets
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn, cast

from ktrack.errors import KtrackError

PAGE = 4096
"""Bytes. Every page of an encrypted file has them, so its size is a multiple."""

EXTRA = f"{sys.executable or 'python3'} -m pip install sqlcipher3"
"""What adds it beside this ktrack; another pip would put it where ktrack cannot find it."""

_PLAIN = b"SQLite format 3\0"
_SALT = 16
_ROUNDS = 256_000
_MANY = 240
_BLOCK = 16
"""An encrypted page holds nearly all of the 256 values and no block twice. Most other kinds of files are not like
that; for those that are, as pictures, the passphrase does not fit."""


class NoExtra(KtrackError):
    """An encrypted file, and a ktrack that was installed without what opens it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is encrypted, and this ktrack was installed without what opens it. Install that, then try "
            f"again: {EXTRA}. Nothing was changed."
        )


class Key:
    """A passphrase, and what was worked out from it. Nothing shows or stores it, by accident or on purpose."""

    __slots__ = ("_derived", "_passphrase", "_salts")

    def __init__(self, passphrase: str) -> None:
        """The same letters give the same key, however a keyboard or a computer puts their accents together."""
        import unicodedata

        normal = unicodedata.normalize("NFC", passphrase)
        self._passphrase = normal.encode("utf-8", "surrogatepass")
        self._derived: dict[bytes, bytes] = {}
        self._salts: dict[Path, bytes] = {}

    def __repr__(self) -> str:
        return "Key(not shown)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a passphrase is not stored")

    def knows(self, path: Path) -> bool:
        """Whether `path` is encrypted, looked up in the file, and remembered.

        Not while this program has the file open to write: closing it by hand gives up SQLite's locks.
        """
        salt = salt_of(path)
        if salt is None:
            self._salts.pop(path, None)
            return False
        self._salts[path] = salt
        return True

    def salt(self, path: Path) -> bytes | None:
        """The salt of an encrypted file, from memory if it was looked at before; None for a plain file."""
        return self._salts.get(path) or salt_of(path)

    def spec(self, salt: bytes) -> str:
        """The key for one file, as SQLCipher takes it. Worked out once, which takes a tenth of a second."""
        if salt not in self._derived:
            import hashlib

            self._derived[salt] = hashlib.pbkdf2_hmac("sha512", self._passphrase, salt, _ROUNDS, 32)
        return f"x'{self._derived[salt].hex()}{salt.hex()}'"


def installed() -> bool:
    """Whether this ktrack can open encrypted files at all."""
    return importlib.util.find_spec("sqlcipher3") is not None


def is_encrypted(path: Path) -> bool:
    """Whether a file looks like an encrypted diary. False for one that cannot be read, for whatever reason."""
    try:
        return salt_of(path) is not None
    except OSError:
        return False


def looks_encrypted(head: bytes) -> bool:
    """The same from the first bytes of a file, 4096 if there are so many."""
    if len(head) < PAGE or head.startswith(_PLAIN):
        return False
    blocks = {head[at : at + _BLOCK] for at in range(0, PAGE, _BLOCK)}
    return len(set(head[:PAGE])) > _MANY and len(blocks) == PAGE // _BLOCK


def salt_of(path: Path) -> bytes | None:
    """The first bytes of an encrypted file; None for a plain one, or for what is no file. Raises OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        return None  # opening a pipe would wait for ever
    with path.open("rb") as file:
        head = file.read(_SALT)
        if head == _PLAIN:
            return None
        head += file.read(PAGE - _SALT)
    return head[:_SALT] if looks_encrypted(head) else None


def new_salt() -> bytes:
    """A salt for a file that is encrypted anew."""
    return secrets.token_bytes(_SALT)


def driver() -> Any:
    """SQLCipher's, which works like Python's own. Raises ImportError; see `installed`."""
    from sqlcipher3 import dbapi2

    return dbapi2


def connect(
    path: Path, key: Key | None = None, *, salt: bytes | None = None, read_only: bool = False, timeout: float = 5
) -> sqlite3.Connection:
    """Opens a database: an encrypted one with `key`, any other one as if there were none.

    `salt` is for a file to be made: with a key and a salt it becomes an encrypted one. Raises one of `errors()`,
    but not for a wrong passphrase: that shows when something is read. Raises NoExtra and OSError.
    """
    if key is not None and salt is None:
        salt = key.salt(path)
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    if key is None or salt is None:
        return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=timeout)
    if not installed():
        raise NoExtra(path)
    opened = cast("sqlite3.Connection", driver().connect(uri, uri=True, isolation_level=None, timeout=timeout))
    unlock(opened, key, salt)
    return opened


def connect_any(path: Path, key: Key | None) -> Any:
    """Opens a diary, encrypted or plain, with SQLCipher's driver, which alone can write a copy of the other kind.

    Both kinds with one driver, because two of them in one program do not respect each other's locks.
    """
    if key is not None and key.knows(path):
        return connect(path, key)
    if not installed():
        raise NoExtra(path)
    opened = driver().connect(str(path), isolation_level=None)
    opened.execute("PRAGMA cipher_log_level=NONE")
    opened.execute("PRAGMA cipher_default_compatibility=4")
    return opened


def unlock(connection: Any, key: Key, salt: bytes) -> None:
    """Gives a fresh connection of SQLCipher's driver its key."""
    # first, or it writes lines over the screen
    connection.execute("PRAGMA cipher_log_level=NONE")
    # whatever a later SQLCipher does by itself
    connection.execute("PRAGMA cipher_default_compatibility=4")
    connection.execute(f'PRAGMA key="{key.spec(salt)}"')


def fits(path: Path, key: Key) -> bool:
    """Whether the passphrase belongs to an encrypted file, even one of which only a single page is undamaged.

    False leaves three cases that nobody can tell apart: another passphrase, a file that is damaged in its first
    bytes or throughout, and a file that is no diary. Raises NoExtra, OSError, or one of `errors()`.
    """
    if not key.knows(path):
        return False
    try:
        with closing(connect(path, key, read_only=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return True
    except errors():
        pass  # also when a save was cut short, which nothing may take back here
    return len(damaged_pages(path, key)) < path.stat().st_size // PAGE


def damaged_pages(path: Path, key: Key) -> frozenset[int]:
    """Numbers, from 1, of the pages of an encrypted file that are not what was written with this passphrase."""
    with closing(connect(path, key, read_only=True)) as connection:
        said = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    return frozenset(int(found[1]) for each in said if (found := re.search(r"page (\d+)", each)))


def errors() -> tuple[type[Exception], ...]:
    """What either driver raises, to stand behind `except`: it is asked only when something was raised."""
    loaded = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error,) if loaded is None else (sqlite3.Error, loaded.Error)


def code_of(error: BaseException | None) -> int:
    """SQLite's number for what went wrong, without its finer part."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF
