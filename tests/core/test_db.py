"""Opening the diary: a first start, every odd thing at its place, an older file, a lost one."""

from __future__ import annotations

import hashlib
import os
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from ktrack import db, diary_file, paths
from ktrack.db import CannotOpen
from ktrack.models import Kept


def opened(folder: Path) -> None:
    db.open_engine(folder).dispose()


def refused(folder: Path) -> CannotOpen:
    with pytest.raises(CannotOpen) as caught:
        opened(folder)
    sentence = str(caught.value)
    assert len(sentence) > 40
    assert "sqlite3." not in sentence
    return caught.value


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def scalar(folder: Path, query: str) -> object:
    with closing(sqlite3.connect(paths.database(folder))) as connection:
        return connection.execute(query).fetchone()[0]


def change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(paths.database(folder))) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "diary"


# a first start


def test_a_first_start_makes_a_private_diary_whatever_the_umask(folder: Path) -> None:
    before = os.umask(0)
    try:
        opened(folder)
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {
        "ktrack.db": 0o600,
        "ktrack.marker": 0o600,
    }


def test_the_file_says_whose_it_is_and_which_schema(folder: Path) -> None:
    opened(folder)
    assert scalar(folder, "PRAGMA application_id") == int.from_bytes(b"ktrk", "big")
    assert scalar(folder, "PRAGMA user_version") == diary_file.SCHEMA
    assert scalar(folder, "SELECT version_num FROM alembic_version") == db.HEAD


def test_the_settings_are_in_force_on_every_connection(folder: Path) -> None:
    engine = db.open_engine(folder)
    expected = {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "busy_timeout": 5000,
    }
    with engine.connect() as one, engine.connect().execution_options(ktrack_reading=True) as other:
        for connection in (other, one):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
            assert found == expected
    engine.dispose()


def test_a_diary_opens_again_and_a_first_start_that_was_cut_short_goes_on(folder: Path) -> None:
    paths.make_private_folder(folder)
    paths.database(folder).touch(0o600)
    opened(folder)
    change(folder, "INSERT INTO meta VALUES ('a', 'b')")
    opened(folder)
    assert scalar(folder, "SELECT value FROM meta") == "b"


CUT_OFF = """
import os, sys
from pathlib import Path
from ktrack import db

class Killed(int):
    def __format__(self, spec):
        os._exit(9)

db._PRAGMAS += ("cache_size=1",)  # what does not fit is written before it is final
db.SCHEMA = Killed(db.SCHEMA)
db.open_engine(Path(sys.argv[1]))
"""


def test_a_first_start_killed_while_the_tables_are_made_goes_on(folder: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", CUT_OFF, str(folder)], check=False)
    assert ran.returncode == 9
    assert paths.database(folder).stat().st_size > 0
    opened(folder)
    assert scalar(folder, "PRAGMA user_version") == diary_file.SCHEMA
    assert not list(folder.glob("*-journal"))


def test_a_diary_open_to_others_is_closed_to_them(folder: Path) -> None:
    opened(folder)
    paths.database(folder).chmod(0o644)
    opened(folder)
    assert stat.S_IMODE(paths.database(folder).stat().st_mode) == 0o600


def test_opening_a_current_diary_does_not_load_alembic(folder: Path) -> None:
    opened(folder)
    code = (
        "import sys; from pathlib import Path; from ktrack import db; "
        f"db.open_engine(Path({str(folder)!r})).dispose(); print('alembic' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


# what else may be there


def test_a_diary_that_is_gone_is_not_a_first_start(folder: Path) -> None:
    opened(folder)
    paths.database(folder).unlink()
    assert refused(folder).kind == "missing"
    assert not paths.database(folder).exists()


def test_an_emptied_diary_is_not_a_first_start(folder: Path) -> None:
    opened(folder)
    paths.database(folder).write_bytes(b"")
    assert refused(folder).kind == "empty"
    assert paths.database(folder).read_bytes() == b""


def test_a_diary_without_tables_is_not_a_first_start(folder: Path) -> None:
    opened(folder)
    path = paths.database(folder)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {diary_file.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 0")
    before = digest(path)
    assert refused(folder).kind == "empty"
    assert digest(path) == before


@pytest.mark.parametrize(
    "content", [b"x", b"just some text\n" * 20, b"\x89PNG\r\n\x1a\n" + bytes(200), bytes(range(255, -1, -1)) * 16]
)
def test_another_kind_of_file_stays_what_it_is(folder: Path, content: bytes) -> None:
    paths.make_private_folder(folder)
    paths.database(folder).write_bytes(content)
    assert refused(folder).kind == "not_sqlite"
    assert paths.database(folder).read_bytes() == content


def test_the_database_of_another_program_stays_what_it_is(folder: Path) -> None:
    paths.make_private_folder(folder)
    change(folder, "CREATE TABLE other (id)")
    before = digest(paths.database(folder))
    assert refused(folder).kind == "foreign"
    assert digest(paths.database(folder)) == before


def test_a_newer_diary_is_refused_and_not_touched(folder: Path) -> None:
    opened(folder)
    change(folder, f"PRAGMA user_version = {diary_file.SCHEMA + 1}")
    before = digest(paths.database(folder))
    assert refused(folder).kind == "newer"
    assert digest(paths.database(folder)) == before
    assert sorted(each.name for each in folder.iterdir()) == ["ktrack.db", "ktrack.marker"]


@pytest.mark.parametrize("kind", ["folder", "fifo", "socket", "link", "dangling"])
def test_what_is_no_ordinary_file_is_refused_at_once(folder: Path, kind: str) -> None:
    paths.make_private_folder(folder)
    path = paths.database(folder)
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as listener:
            here = Path.cwd()
            os.chdir(folder)  # a socket's name may not be long
            try:
                listener.bind(path.name)
            finally:
                os.chdir(here)
    else:
        path.symlink_to("/dev/zero" if kind == "link" else folder / "nothing")
    assert refused(folder).kind == "not_a_file"
    assert not (folder / "nothing").exists()


def test_a_folder_that_others_may_write_in_is_refused(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o770)
    assert refused(folder).kind == "folder"
    assert list(folder.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_refused(folder: Path) -> None:
    folder.write_text("")
    assert refused(folder).kind == "folder"


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_or_cut_diary_is_never_written_to(folder: Path, seed: int) -> None:
    opened(folder)
    change(folder, *(f"INSERT INTO meta VALUES ('n{n}', '{'x' * 400}')" for n in range(200)))
    path = paths.database(folder)
    content = bytearray(path.read_bytes())
    page = 4096 * (1 + seed * 2)
    if seed % 2:
        content[page : page + 4096] = bytes((byte * 7 + seed) % 256 for byte in range(4096))
    else:
        del content[page + 100 :]
    path.write_bytes(content)
    assert refused(folder).kind == "damaged"
    assert path.read_bytes() == bytes(content)


def test_a_diary_that_another_program_holds_is_said_to_be_in_use(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(folder)
    monkeypatch.setattr(db, "_PRAGMAS", ("busy_timeout=10",))
    monkeypatch.setattr(db, "_WAIT_MS", 10)
    with closing(sqlite3.connect(paths.database(folder), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert refused(folder).kind == "locked"


def test_a_reader_does_not_wait_for_another_reader_and_a_failed_block_writes_nothing(folder: Path) -> None:
    engine = db.open_engine(folder)
    with db.reading(engine) as one, db.reading(engine) as other:
        assert one.execute(text("SELECT count(*) FROM meta")).scalar() == 0
        assert other.execute(text("SELECT count(*) FROM meta")).scalar() == 0
    with pytest.raises(RuntimeError), db.writing(engine) as connection:
        connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
        connection.execute(text("CREATE TABLE half (id)"))
        raise RuntimeError
    assert scalar(folder, "SELECT count(*) FROM meta") == 0
    assert scalar(folder, "SELECT count(*) FROM sqlite_master WHERE name = 'half'") == 0
    engine.dispose()


def test_an_error_does_not_repeat_what_was_being_written(folder: Path) -> None:
    engine = db.open_engine(folder)
    with pytest.raises(OperationalError) as caught, db.writing(engine) as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:note)"), {"note": "canary"})
    assert "canary" not in str(caught.value)
    engine.dispose()


# the schema and its migrations


def schema(folder: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(paths.database(folder))) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {(name, one_spaced(sql)) for name, sql in rows}


def one_spaced(sql: str) -> str:
    return " ".join(sql.replace("(", " ( ").replace(")", " ) ").split())


def migrated_from_nothing(folder: Path) -> Engine:
    paths.make_private_folder(folder)
    engine = db._engine(paths.database(folder), foreign_keys=False)
    with db.writing(engine) as connection:
        db._run_migrations(connection)
    return engine


def test_a_new_diary_has_the_schema_that_the_migrations_make(tmp_path: Path) -> None:
    opened(tmp_path / "new")
    migrated_from_nothing(tmp_path / "migrated").dispose()
    assert schema(tmp_path / "new") == schema(tmp_path / "migrated")


def test_the_tables_are_what_the_migrations_make(folder: Path) -> None:
    engine = migrated_from_nothing(folder)
    with db.reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Kept.metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_one_that_new_diaries_are_stamped_with() -> None:
    config = Config()
    config.set_main_option("script_location", db.MIGRATIONS)
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == db.HEAD
    assert len(list(scripts.walk_revisions())) == diary_file.SCHEMA


NEXT_STEP = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"

def upgrade():
    with op.batch_alter_table("check_in") as table:
        table.add_column(sa.Column("weather", sa.String(), nullable=False, server_default=""))
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    {last}
"""


@pytest.fixture
def older(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A diary of today, seen by a ktrack that knows one more migration. Returns where to write that step."""
    opened(folder)
    change(
        folder,
        "INSERT INTO check_in VALUES ('c1', NULL, '2026-04-07T15:45:00.000000Z', 0, '',"
        " '2026-04-07T15:45:00.000000Z', 0, 'patient', '[]', '[]', 'kept', NULL, NULL)",
        "INSERT INTO answer VALUES ('c1', 'nausea', 0, 2, 0, NULL, NULL, NULL, NULL, NULL)",
    )
    steps = tmp_path / "steps"
    shipped = Path(db.__file__).parent / "migrations"
    (steps / "versions").mkdir(parents=True)
    for name in ("env.py", *(f"versions/{each.name}" for each in (shipped / "versions").glob("*.py"))):
        (steps / name).write_bytes((shipped / name).read_bytes())
    monkeypatch.setattr(db, "MIGRATIONS", str(steps))
    monkeypatch.setattr(db, "SCHEMA", diary_file.SCHEMA + 1)
    monkeypatch.setattr(diary_file, "SCHEMA", diary_file.SCHEMA + 1)
    return steps / "versions" / "next.py"


def test_an_older_diary_is_copied_then_brought_up_to_date_with_its_rows(folder: Path, older: Path) -> None:
    older.write_text(NEXT_STEP.format(revision="next", before=db.HEAD, last=""))
    before = schema(folder)
    opened(folder)
    assert scalar(folder, "SELECT note || weather FROM check_in") == "kept"
    assert scalar(folder, "SELECT value FROM answer") == 2  # rebuilding its table did not delete what hangs on it
    assert scalar(folder, "PRAGMA user_version") == diary_file.SCHEMA
    (copy,) = paths.backups(folder).iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT note FROM check_in").fetchall() == [("kept",)]
        assert {(name, one_spaced(sql)) for name, sql in connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")} == before  # fmt: skip


def test_a_migration_that_fails_leaves_the_diary_as_it_was(folder: Path, older: Path) -> None:
    older.write_text(NEXT_STEP.format(revision="next", before=db.HEAD, last="raise RuntimeError('canary')"))
    before = digest(paths.database(folder))
    error = refused(folder)
    assert error.kind == "not_updated"
    assert "canary" not in str(error)
    assert digest(paths.database(folder)) == before
    (copy,) = paths.backups(folder).iterdir()
    assert str(copy) in str(error)
    assert refused(folder).kind == "not_updated"
    assert len(list(paths.backups(folder).iterdir())) == 2  # the first copy is never replaced


def test_a_migration_killed_in_the_middle_leaves_the_diary_as_it_was(folder: Path, older: Path) -> None:
    older.write_text(NEXT_STEP.format(revision="next", before=db.HEAD, last="import os; os._exit(9)"))
    code = (
        "from pathlib import Path; from ktrack import db, diary_file; "
        f"db.MIGRATIONS = {db.MIGRATIONS!r}; db.SCHEMA = diary_file.SCHEMA = {diary_file.SCHEMA}; "
        f"db.open_engine(Path({str(folder)!r}))"
    )
    before = schema(folder)
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert schema(folder) == before
    older.write_text(NEXT_STEP.format(revision="next", before=db.HEAD, last=""))
    opened(folder)
    assert scalar(folder, "SELECT note || weather FROM check_in") == "kept"


def test_no_migration_without_a_copy(folder: Path, older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older.write_text(NEXT_STEP.format(revision="next", before=db.HEAD, last=""))

    def no_room(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(diary_file, "verified_copy", no_room)
    before = digest(paths.database(folder))
    assert refused(folder).kind == "not_updated"
    assert digest(paths.database(folder)) == before


# copies


def test_a_copy_is_private_and_holds_every_row(folder: Path, tmp_path: Path) -> None:
    opened(folder)
    change(folder, "INSERT INTO meta VALUES ('a', 'b')")
    target = tmp_path / "copy.db"
    counts = diary_file.verified_copy(paths.database(folder), target)
    assert counts["meta"] == 1
    assert counts["check_in"] == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT * FROM meta").fetchall() == [("a", "b")]


def test_a_copy_never_replaces_a_file(folder: Path, tmp_path: Path) -> None:
    opened(folder)
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(FileExistsError):
        diary_file.verified_copy(paths.database(folder), target)
    assert target.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".part")] == []


def test_a_copy_of_a_damaged_diary_is_refused(folder: Path, tmp_path: Path) -> None:
    opened(folder)
    change(folder, *(f"INSERT INTO meta VALUES ('n{n}', '{'x' * 400}')" for n in range(200)))
    path = paths.database(folder)
    content = bytearray(path.read_bytes())
    content[-3 * 4096 : -2 * 4096] = bytes(range(256)) * 16
    path.write_bytes(content)
    target = tmp_path / "copy.db"
    with pytest.raises(diary_file.BadCopy):
        diary_file.verified_copy(path, target)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["diary"]
