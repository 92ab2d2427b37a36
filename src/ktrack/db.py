"""Opening the diary: the engine with its settings, a new diary, an older one brought up to date.

Owns pragmas, transactions, permissions and migrations. It must not know what a record means, and never hides a
diary that cannot be read behind an empty one: every such case raises CannotOpen with its own sentence.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from ktrack import cipher, diary_file, paths
from ktrack.cipher import Key
from ktrack.diary_file import APPLICATION_ID, SCHEMA
from ktrack.diary_file import CannotOpen as CannotOpen
from ktrack.diary_file import Kind as Kind
from ktrack.models import Kept

HEAD = "0001"
"""The newest migration. A test holds it equal to what alembic finds in `migrations`."""

MIGRATIONS = "ktrack:migrations"

_WAIT_MS = 5000
_PRAGMAS = (
    f"busy_timeout={_WAIT_MS}",
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    # on a Mac an ordinary sync may stop at the disk's own memory
    *(("fullfsync=ON",) if sys.platform == "darwin" else ()),
)
_READING = "ktrack_reading"
_POLL_SECONDS = 0.005

CHECKED_AT_OPENING = 4 * 1024 * 1024
"""Bytes up to which a diary is checked whole when it is opened; a larger one before it is first written to."""


def open_engine(folder: Path, key: Key | None = None) -> Engine:
    """The diary in `folder`, made when there never was one, brought up to date when it is older.

    `key` is for an encrypted one; a plain one, and one that is made here, needs none.

    Raises CannotOpen; then nothing was changed, or everything is as it was before.
    """
    try:
        paths.make_private_folder(folder)
    except paths.UnsafeFolder as error:
        raise CannotOpen("folder", str(error)) from error
    except OSError as error:
        raise CannotOpen(
            "folder",
            f"The folder {folder} cannot be used ({error.strerror}): choose another one with --data-dir.",
        ) from error
    path = paths.database(folder)
    state = diary_file.look(folder, key)
    if state == "new":
        _make_file(path)
    engine = _engine(path, key, foreign_keys=True)
    try:
        if state == "older":
            _bring_up_to_date(folder, key)
        _check(engine, folder)
    except BaseException:
        engine.dispose()
        raise
    diary_file.mark(folder)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One state of the diary for as long as the block lasts; takes no lock that a writer waits for.

    Raises CannotOpen when the diary cannot be read.
    """
    try:
        with engine.connect().execution_options(**{_READING: True}) as connection:
            yield connection
    except DatabaseError as error:
        raise cannot_open(engine, error) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it is on the disk when the block ends, or nothing is.

    The lock is taken at the start, so what is read inside cannot change before it is written. Raises
    sqlalchemy's DatabaseError; `cannot_open` puts it into words.
    """
    with engine.begin() as connection:
        yield connection


def cannot_open(engine: Engine, error: DatabaseError) -> CannotOpen:
    """What went wrong with the diary while it was open, in words for the person."""
    path = Path(str(engine.url.database))
    code = cipher.code_of(error.orig)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return diary_file.in_use(path)
    if code == sqlite3.SQLITE_FULL:
        return CannotOpen("full", f"The disk is full: make room where {path} is, then try again.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        return CannotOpen(
            "read_only",
            f"{path} cannot be used (the disk does not take it, or the file was moved): look whether it is "
            "there and may be written, then try again.",
        )
    if code == sqlite3.SQLITE_NOTADB and cipher.is_encrypted(path):
        return CannotOpen(
            "replaced",
            f"The diary {path} was given a passphrase, or another one, by another program: close ktrack, then "
            "open it again.",
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return diary_file.damaged(path)
    return CannotOpen("unusable", f"The diary {path} did not take this: `ktrack doctor` looks into it.")


def _engine(path: Path, key: Key | None = None, *, foreign_keys: bool) -> Engine:
    salt = None if key is None else key.salt(path)
    # the passphrase is no part of the address, which turns up in errors
    url, driver = URL.create("sqlite", database=str(path)), None if salt is None else cipher.driver()
    engine = create_engine(url, module=driver, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        if key is not None and salt is not None:
            cipher.unlock(connection, key, salt)
        connection.isolation_level = None  # else the driver ends transactions behind our back
        for pragma in (*_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}"):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_authorizer(_nothing_planted)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        if connection.get_execution_options().get(_READING, False):
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_writing(connection)

    return engine


def _nothing_planted(
    _action: int, _one: str | None, _two: str | None, _place: str | None, inside: str | None
) -> int:
    """Refuses whatever a trigger or a view would do. ktrack has none, so somebody else put it into the file."""
    return sqlite3.SQLITE_OK if inside is None else sqlite3.SQLITE_DENY


def _begin_writing(connection: Connection) -> None:
    """Takes the lock, waiting for other programs.

    SQLite's own waiting sleeps for longer and longer, and then never gets its turn beside programs that write all
    the time; so the waiting is done here, in short steps.
    """
    raw = connection.connection.driver_connection
    assert raw is not None
    until = time.monotonic() + _WAIT_MS / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except cipher.errors() as error:
                if cipher.code_of(error) != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(_POLL_SECONDS)
    finally:
        raw.execute(f"PRAGMA busy_timeout={_WAIT_MS}")
    # once more, so that what is wrong is raised like any other error
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _make_file(path: Path) -> None:
    """An empty file that only its owner can read, before SQLite would make one that others can."""
    flags = os.O_CREAT | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
    try:
        os.close(os.open(path, flags, 0o600))
    except OSError as error:
        raise CannotOpen(
            "folder", f"No diary can be made in {path.parent} ({error.strerror}): choose another folder."
        ) from error


def check_sound(engine: Engine) -> None:
    """Looks through the whole file. Raises CannotOpen when it is damaged."""
    with reading(engine) as connection:
        # limits on values are left out: a value off its scale damages nothing else, and looking takes long
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        try:
            sound = diary_file.pages_agree(connection.exec_driver_sql("PRAGMA quick_check").scalars())
        finally:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints=OFF")
    if not sound:
        raise diary_file.damaged(Path(str(engine.url.database)))


def _check(engine: Engine, folder: Path) -> None:
    """Makes the tables of a new diary, and refuses one whose content is damaged."""
    try:
        with reading(engine) as connection:
            schema = _user_version(connection)
        if schema == 0:
            _make_tables(engine, folder)
        elif paths.database(folder).stat().st_size <= CHECKED_AT_OPENING:
            check_sound(engine)
    except DatabaseError as error:
        raise cannot_open(engine, error) from error


def _make_tables(engine: Engine, folder: Path) -> None:
    if diary_file.marker(folder).exists():
        # nothing in it although the file has a size: what was in it was never finished, or was taken back
        raise diary_file.lost(folder)
    with writing(engine) as connection:
        if _user_version(connection) == SCHEMA:
            return  # another ktrack was started at the same moment
        Kept.metadata.create_all(connection)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def _bring_up_to_date(folder: Path, key: Key | None) -> None:
    path = paths.database(folder)
    # foreign keys off, or rebuilding a table would delete what hangs on it
    engine = _engine(path, key, foreign_keys=False)
    copy = None
    try:
        with reading(engine) as connection:
            before = _user_version(connection)
        if before == 0:
            return
        paths.make_private_folder(paths.backups(folder))
        copy = _free_name(paths.backups(folder), f"before-update-from-{before}")
        diary_file.verified_copy(path, copy, key)
        with writing(engine) as connection:
            if _user_version(connection) != SCHEMA:
                _run_migrations(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    except CannotOpen:
        raise
    except paths.UnsafeFolder as error:
        raise CannotOpen("folder", str(error)) from error
    except Exception as error:
        kept = f" A copy of it is {copy}." if copy is not None and copy.exists() else ""
        raise CannotOpen(
            "not_updated",
            f"The diary {path} could not be brought up to date for this ktrack. It is unchanged.{kept} "
            "Make sure that the disk has room, then start ktrack again.",
        ) from error
    finally:
        engine.dispose()


def _run_migrations(connection: Connection) -> None:
    # costs a tenth of a second, so only when there is something to do
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone() is not None:
        raise RuntimeError("a migration left a row that points nowhere")


def _user_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _free_name(folder: Path, stem: str) -> Path:
    number = 1
    while (path := folder / (f"{stem}.db" if number == 1 else f"{stem}-{number}.db")).exists():
        number += 1
    return path
