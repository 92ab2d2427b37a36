"""A call to SQLite or to the disk that fails, whichever of them.

Owns the n-th call: the test goes up with n until nothing fails any more, so every call has failed once. It must
not know what is being done.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

BROKEN: dict[str, tuple[int, int]] = {
    "full": (sqlite3.SQLITE_FULL, errno.ENOSPC),
    "broken": (sqlite3.SQLITE_IOERR, errno.EIO),
    "write-protected": (sqlite3.SQLITE_READONLY, errno.EROFS),
    "locked": (sqlite3.SQLITE_BUSY, errno.EACCES),
    "damaged": (sqlite3.SQLITE_CORRUPT, errno.EIO),
}
"""What SQLite and what the system says, by kind."""

IN_TURN = "each in turn"
"""Stands for a kind that changes with the number of the call."""

_DISK = ("open", "fsync", "link", "rename", "replace", "utime")


class _Count:
    def __init__(self, number: int, kind: str) -> None:
        self.left = number
        kinds = list(BROKEN)
        self.sqlite_code, self.disk_code = BROKEN[kinds[number % len(kinds)] if kind == IN_TURN else kind]
        self.failed: list[str] = []

    def now(self, what: str) -> bool:
        self.left -= 1
        if self.left != 0:
            return False
        self.failed.append(what)
        return True

    def sqlite(self, what: str) -> None:
        if self.now(what):
            error = sqlite3.OperationalError("a fault on purpose")
            error.sqlite_errorcode = self.sqlite_code
            raise error


@contextmanager
def nth_call_fails(monkeypatch: pytest.MonkeyPatch, number: int, kind: str) -> Iterator[list[str]]:
    """The `number`-th call fails as `kind`; what is yielded names it, and is empty when there were fewer calls.

    Taking back never fails: it is what SQLite does by itself when a file is opened again.
    """
    count = _Count(number, kind)

    class Cursor(sqlite3.Cursor):
        def execute(self, statement: str, *values: Any) -> Any:
            count.sqlite(statement)
            return super().execute(statement, *values)

        def executemany(self, statement: str, *values: Any) -> Any:
            count.sqlite(statement)
            return super().executemany(statement, *values)

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            return super().cursor(Cursor)

        def execute(self, statement: str, *values: Any) -> Any:
            if statement != "ROLLBACK":
                count.sqlite(statement)
            return super().execute(statement, *values)

        def commit(self) -> None:
            count.sqlite("COMMIT")
            super().commit()

        def backup(self, *values: Any, **options: Any) -> None:
            count.sqlite("backup")
            super().backup(*values, **options)

    def connect(*values: Any, **options: Any) -> Any:
        count.sqlite("connect")
        return real_connect(*values, **{**options, "factory": Connection})

    def failing(name: str, real: Any) -> Any:
        def call(*values: Any, **options: Any) -> Any:
            if count.now(name):
                raise OSError(count.disk_code, os.strerror(count.disk_code), "somewhere")
            return real(*values, **options)

        return call

    real_connect = sqlite3.connect
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", connect)
        patched.setattr(sqlite3.dbapi2, "connect", connect)
        for name in _DISK:
            patched.setattr(os, name, failing(name, getattr(os, name)))
        yield count.failed
