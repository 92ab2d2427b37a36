"""The looks into the diary's file: pages, tables, rows.

Owns the questions put to SQLite. The file is only ever opened to be read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from ktrack import cipher, diary_file, paths, pristine, salvage
from ktrack.doctor.findings import Found, Home, good, listed, look, wrong
from ktrack.errors import KtrackError

REMEDY = (
    "First save what can still be read: ktrack doctor --salvage rest.json. Then bring back a backup: "
    "ktrack restore FILE. Then add the rest: ktrack import rest.json."
)


def file(home: Home) -> Iterator[Found]:
    """What is in the diary's place."""
    try:
        state = diary_file.look(home.folder, home.key)
    except KtrackError as error:
        yield wrong(str(error))
        return
    path = paths.database(home.folder)
    if state == "new":
        yield good(f"There is no diary in {home.folder} yet.")
    elif state == "older":
        yield good(f"{path} is from an older ktrack. It is copied and brought up to date when it is opened.")
    else:
        yield good(f"{path} is there, {path.stat().st_size // 1024} kB.")


def pages(home: Home) -> Iterator[Found]:
    """Whether the file is sound, page by page."""
    try:
        with closing(_opened(home)) as connection:
            sound = diary_file.is_sound(connection)
    except cipher.errors() as error:
        code = cipher.code_of(error)
        if code == sqlite3.SQLITE_BUSY:
            yield look("Another program is saving to the diary just now.", "Close it there, then try again.")
            return
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            yield look("The last save was cut short.", "Open ktrack, which takes it back, then try again.")
            return
        if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        sound = False
    if sound:
        yield good("Every page of the file can be read and agrees with the others.")
    else:
        yield wrong("The diary is damaged: some of it cannot be read or does not agree.", REMEDY)


def links(home: Home) -> Iterator[Found]:
    """Whether what hangs on an entry has that entry."""
    try:
        with closing(_opened(home)) as connection:
            loose = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    except cipher.errors():
        return  # damaged or in use, which `pages` has said
    if loose:
        yield wrong(f"{loose} rows belong to an entry that is gone.", REMEDY)
    else:
        yield good("Every answer belongs to a check-in.")


def schema(home: Home) -> Iterator[Found]:
    """Whether only ktrack shaped the file. A command planted in it would run at a save."""
    if diary_file.look(home.folder, home.key) != "current":
        return
    try:
        with closing(_opened(home)) as connection:
            found = pristine.schema_of(connection)
    except cipher.errors():
        return
    expected = pristine.expected_schema()
    strange = sorted(" ".join(each) for each in found.keys() - expected.keys())
    missing = sorted(" ".join(each) for each in expected.keys() - found.keys())
    changed = sorted(" ".join(each) for each in found.keys() & expected.keys() if found[each] != expected[each])
    said = [
        f"{word}: {listed(each)}"
        for word, each in (("not made by ktrack", strange), ("missing", missing), ("changed", changed))
        if each
    ]
    if not said:
        yield good("Only what ktrack made is in it.")
        return
    sentence = f"Another program changed the diary ({'; '.join(said)})."
    if missing or changed or any(each.startswith(("trigger", "view")) for each in strange):
        yield wrong(sentence, "Bring back a backup from before: ktrack restore FILE.")
    else:
        yield look(sentence, "ktrack does not use it; ask who put it there.")


def entries(home: Home) -> Iterator[Found]:
    """Whether every row is an entry that can be shown."""
    found = salvage.salvage(home.database, key=home.key)
    if found.complete:
        yield good(f"All {sum(found.read.values())} entries can be read.")
        return
    rows = [f"{each.table} {each.id}" for each in found.unreadable]
    rows += [f"some of the table {table}" for table in found.lost]
    yield wrong(f"Some entries cannot be read, the others are shown as ever: {listed(rows)}.", REMEDY)


def _opened(home: Home) -> sqlite3.Connection:
    connection = cipher.connect(home.database, home.key, read_only=True)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
