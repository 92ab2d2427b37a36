"""An empty diary, to compare a used one with.

Owns nothing that lasts: the diary is made in a private temporary folder, read, and removed. It must not come near
a person's own folder.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from ktrack import db, paths

Schema = dict[tuple[str, str], str]
"""What is in a schema: its definition by kind ("table", "index", "trigger", "view") and name."""


def empty_diary() -> bytes:
    """The file of a diary in which nothing was ever written. Raises OSError or db.CannotOpen."""
    with tempfile.TemporaryDirectory(prefix="ktrack-") as place:
        folder = Path(place) / "empty"
        db.open_engine(folder).dispose()
        return paths.database(folder).read_bytes()


def schema_of(connection: sqlite3.Connection) -> Schema:
    """What a diary's file defines, spelled one way. Raises sqlite3.DatabaseError."""
    found = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    return {(str(kind), str(name)): _plain(str(sql)) for kind, name, sql in found}


def expected_schema() -> Schema:
    """What the file of a diary defines when nothing but ktrack wrote to it."""
    with closing(in_memory(empty_diary())) as connection:
        return schema_of(connection)


def in_memory(content: bytes) -> sqlite3.Connection:
    """The content of a database file as a database that nothing can write back. Raises sqlite3.DatabaseError."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(content)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _plain(sql: str) -> str:
    """Without quotes, and with one blank between words: a migration spells the same table in another way."""
    bare = sql.replace('"', "").replace("`", "")
    return " ".join(bare.replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split()).casefold()
