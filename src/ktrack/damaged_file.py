"""Opening a damaged diary so that its rows can be looked for.

Owns the two ways in: a plain file is read into memory, where a damaged table of contents is lent from an empty
diary; an encrypted one is opened to be read. The file is never written. It must not know what a row means.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ktrack import cipher, pristine
from ktrack.cipher import Key
from ktrack.errors import KtrackError

TABLES = ("profile", "infusion", "check_in", "answer", "vital", "medicine", "flag", "visit", "edit", "draft")

_HEADER = 100
_PAGE = 4096
_READ_ONLY = ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON")


class CannotSalvage(KtrackError):
    """Nothing could be read. The text says why; the file was not changed."""


def unlocked(path: Path, key: Key) -> sqlite3.Connection:
    """An encrypted file, opened in a way that writes nothing, not even what was cut short.

    Raises CannotSalvage.
    """
    try:
        connection = cipher.connect(path, key, read_only=True)
        for pragma in _READ_ONLY:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except cipher.errors() as error:
        raise CannotSalvage(
            f"{path} does not open with its passphrase any more: its first page is damaged. Bring back a backup."
        ) from error
    connection.text_factory = _decoded
    return connection


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def in_memory(content: bytes, path: Path) -> sqlite3.Connection:
    """The file in memory. A damaged table of contents is replaced by that of an empty diary.

    Every diary begins with the same tables in the same places, because they are made in one go. Raises
    CannotSalvage.
    """
    if len(content) < _HEADER:
        raise CannotSalvage(f"{path} is empty or nearly so: nothing can be read from it. Bring back a backup.")
    padded = content + bytes(-len(content) % _PAGE)
    for lend in (False, True):
        connection = _opened(_lent(padded) if lend else padded)
        with suppress(sqlite3.Error):
            tables = {name for kind, name in pristine.schema_of(connection) if kind == "table"}
            if tables.issuperset(TABLES):
                return connection
        connection.close()
    raise CannotSalvage(f"{path} holds nothing that can be recognised as a diary. Bring back a backup.")


def _opened(content: bytes) -> sqlite3.Connection:
    # one that says it has a write-ahead log, or more pages than there are, is not opened at all
    pages = (len(content) // _PAGE).to_bytes(4, "big")
    connection = pristine.in_memory(content[:18] + b"\x01\x01" + content[20:28] + pages + content[32:])
    connection.text_factory = _decoded
    return connection


def _lent(content: bytes) -> bytes:
    empty = pristine.empty_diary()
    with closing(pristine.in_memory(empty)) as connection:
        used = {page for (page,) in connection.execute("SELECT rootpage FROM sqlite_master")}
    repaired = bytearray(content.ljust(len(empty), b"\0"))
    for page in range(1, len(empty) // _PAGE + 1):
        place = slice((page - 1) * _PAGE, page * _PAGE)
        if page not in used:
            repaired[place] = empty[place]
    repaired[32:40] = bytes(8)  # its list of free pages is not the list of an empty diary
    return bytes(repaired)
