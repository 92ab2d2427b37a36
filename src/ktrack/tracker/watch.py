"""Noticing that the diary changed, whatever program changed it.

Owns one connection that only looks. The diary's file must not be opened by hand for this: closing it again would
take away the locks that SQLite holds on it for the whole program.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from ktrack import cipher, db

ChangeCounter = tuple[int, int, int]
"""Equal to an earlier one as long as nothing was written and the same file is at the diary's place."""

_NOWHERE = (0, 0)


class Watch:
    """Looks at the diary that `engine` has open. Raises CannotOpen."""

    def __init__(self, engine: Engine) -> None:
        self._path = Path(str(engine.url.database))
        # of now, so that it never looks at another file that comes into the diary's place
        try:
            self._looking = engine.raw_connection()
        except DatabaseError as error:
            raise db.cannot_open(engine, error) from error
        with suppress(*cipher.errors()):
            # a program that is saving just now is noticed the next time
            self._looking.cursor().execute("PRAGMA busy_timeout=0").close()
        self._version = -1

    def counter(self) -> ChangeCounter:
        """What it is now. Never raises: while the diary cannot be read, it is what it was the last time."""
        try:
            found = self._path.stat()
            place = (found.st_dev, found.st_ino)
        except OSError:
            place = _NOWHERE
        return (*place, self._data_version())

    def close(self) -> None:
        """Gives the connection back."""
        self._looking.close()

    def _data_version(self) -> int:
        """SQLite's own count of the changes made through other connections; this one never makes any."""
        with suppress(*cipher.errors()):
            self._version = self._looking.cursor().execute("PRAGMA data_version").fetchall()[0][0]
        return self._version
