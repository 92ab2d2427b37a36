"""A diary with a passphrase: what is in it, in its copies, and what is in no file at all."""

from __future__ import annotations

import os
import pickle
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from ktrack import backup, cipher, db, diary_file, doctor, encryption, paths, salvage
from ktrack.backup import BadBackup
from ktrack.cipher import Key
from ktrack.db import CannotOpen
from ktrack.tracker import NotSaved, Tracker

sqlcipher = pytest.importorskip("sqlcipher3.dbapi2")

NOW = datetime.fromisoformat("2026-11-19T12:00:00-05:00")
WORDS = 'grüne Schildkröte\'s "zwölf" Löffel'
KEY = Key(WORDS)
WRONG = Key("grüne Schildkröte")
NOTE = "canary of the note"
ROUNDS = cipher._ROUNDS


def tracker(folder: Path, key: Key | None = None) -> Tracker:
    return Tracker(folder, clock=lambda: NOW, zone="", key=key)


def everything(folder: Path, key: Key | None = None) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with closing(cipher.connect(paths.database(folder), key)) as connection:
        return {
            table: sorted(connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
            for table in diary_file.row_counts(connection)
        }


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def refused(folder: Path, key: Key | None) -> CannotOpen:
    """Why it does not open; nothing was touched."""
    before = {path: path.read_bytes() for path in files(folder)}
    with pytest.raises(CannotOpen) as caught:
        db.open_engine(folder, key)
    assert {path: path.read_bytes() for path in files(folder)} == before
    assert WORDS not in repr(caught.value)
    return caught.value


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """A passphrase is worked out in a moment here; what that costs otherwise is the point of it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cipher, "_ROUNDS", 100)
        yield


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A diary with something in every table, and a backup. Not to be changed."""
    folder = tmp_path_factory.mktemp("plain") / "diary"
    with tracker(folder) as made:
        made.change_profile(clinic_name="Clinic", clinic_phone="555-0142")
        made.add_infusion(started_at=NOW.replace(hour=9), ended_at=NOW.replace(hour=10), note=NOTE)
        saved = replace(made.new_check_in(), answers={"nausea": 2, "chest_pain": 1}, note=NOTE)
        made.check_in(saved)
        made.edit_check_in(replace(saved, note=f"{NOTE}, corrected", vitals={"heart_rate": 90}))
        made.keep_draft(replace(made.new_check_in(), answers={"swelling": 1}, note=f"{NOTE} not saved yet"))
        made.add_visit(at=NOW, note=NOTE, questions=(NOTE,))
    assert backup.daily(folder, NOW) == ""
    return folder


@pytest.fixture(scope="module")
def locked(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same diary with a passphrase, and an encrypted backup. Not to be changed."""
    folder = tmp_path_factory.mktemp("locked") / "diary"
    shutil.copytree(plain, folder)
    encryption.convert(folder, None, KEY)
    for path in encryption.plain_backups(folder):
        path.unlink()
    assert backup.daily(folder, NOW, KEY) == ""
    return folder


@pytest.fixture
def home(locked: Path, tmp_path: Path) -> Path:
    """A diary with a passphrase of this test's own."""
    return Path(shutil.copytree(locked, tmp_path / "diary"))


# converting


def test_all_of_a_diary_is_in_the_encrypted_one_and_nothing_of_it_can_be_read(plain: Path, home: Path) -> None:
    assert everything(home, KEY) == everything(plain)
    assert len([rows for rows in everything(plain).values() if rows]) > 8
    copies = [path for path in files(home) if path.suffix == ".db"]
    assert len(copies) == 2
    for path in copies:
        content = path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not any(word in content for word in (b"canary", b"nausea", b"SQLite", b"CREATE TABLE", b"Clinic"))
    for path in files(home):
        assert WORDS.encode() not in path.read_bytes()
        assert KEY.spec(path.read_bytes()[:16])[2:66].encode() not in path.read_bytes()


def test_it_is_opened_with_the_same_settings_and_kept_like_a_plain_one(home: Path) -> None:
    engine = db.open_engine(home, KEY)
    wanted = {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "secure_delete": 1}
    with db.reading(engine) as connection:
        for name, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == value
    engine.dispose()
    with tracker(home, KEY) as opened:
        counter = opened.change_counter()
        opened.check_in(replace(opened.new_check_in(), answers={"nausea": 1}))
        assert opened.change_counter() != counter
        assert {each.note for each in opened.check_ins()} == {f"{NOTE}, corrected", ""}
        assert opened.drafts()[0].check_in.note == f"{NOTE} not saved yet"


def test_any_program_for_such_files_opens_it_with_the_passphrase(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cipher, "_ROUNDS", ROUNDS)
    encryption.convert(home, KEY, Key(WORDS))
    with closing(sqlcipher.connect(str(paths.database(home)))) as connection:
        connection.execute("PRAGMA key = '{}'".format(WORDS.replace("'", "''")))
        assert connection.execute("SELECT count(*) FROM check_in").fetchone() == (1,)


def test_another_passphrase_and_none(plain: Path, home: Path) -> None:
    new = Key("another")
    assert encryption.convert(home, KEY, new)
    assert refused(home, KEY).kind == "wrong_passphrase"
    (old_backup,) = encryption.backups_with(home, KEY)
    assert encryption.backups_with(home, new) == ()
    age = old_backup.stat().st_mtime_ns
    assert encryption.convert_backup(old_backup, KEY, new)
    assert old_backup.stat().st_mtime_ns == age
    assert backup.check(old_backup, new) == backup.check(next(paths.backups(plain).iterdir()))
    assert encryption.convert(home, new, None)
    assert everything(home) == everything(plain)
    assert not cipher.is_encrypted(paths.database(home))


def test_what_was_there_before_is_written_over(plain: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(plain, tmp_path / "diary"))
    with tracker(folder) as elsewhere, paths.database(folder).open("rb") as before:
        form = replace(elsewhere.new_check_in(), answers={"nausea": 1})
        assert NOTE.encode() in before.read()
        assert encryption.convert(folder, None, KEY)
        before.seek(0)
        assert NOTE.encode() not in before.read()
        # a ktrack that has it open does not tell anybody that something was saved which is nowhere
        with pytest.raises(NotSaved, match="close ktrack"):
            elsewhere.check_in(form)
    assert len(everything(folder, KEY)["check_in"]) == 1


def test_a_copy_that_is_not_what_it_should_be_is_not_taken(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(plain, tmp_path / "diary"))
    before = {path: path.read_bytes() for path in files(folder)}
    exported = cipher.connect_any

    class Forgetful:
        """Leaves a row out on the way."""

        def __init__(self, connection: object) -> None:
            self._connection = connection

        def __getattr__(self, name: str) -> object:
            return getattr(self._connection, name)

        def execute(self, statement: str, *values: object) -> object:
            done = self._connection.execute(statement, *values)  # type: ignore[attr-defined]
            if "sqlcipher_export" in statement:
                self._connection.execute("DELETE FROM made.answer WHERE rowid = 1")  # type: ignore[attr-defined]
            return done

    monkeypatch.setattr(cipher, "connect_any", lambda *given: Forgetful(exported(*given)))
    with pytest.raises(encryption.NotConverted, match="not changed"):
        encryption.convert(folder, None, KEY)
    assert {path: path.read_bytes() for path in files(folder)} == before


def test_nothing_is_converted_while_another_program_saves(home: Path) -> None:
    with closing(cipher.connect_any(paths.database(home), KEY)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(encryption, "_WAIT_MS", 1)
            with pytest.raises(CannotOpen, match="close it there"):
                encryption.convert(home, KEY, None)


# what cannot be opened


def _spoilt(*pages: int, at: int = 100) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        content = bytearray(path.read_bytes())
        for page in pages:
            content[page * cipher.PAGE + at : page * cipher.PAGE + at + 20] = bytes(20)
        path.write_bytes(content)

    return spoil


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 100)


def _noise(path: Path) -> None:
    path.write_bytes(os.urandom(2 * cipher.PAGE))


HARM: dict[str, tuple[Callable[[Path], None], str]] = {
    "first page": (_spoilt(0), "damaged"),
    "another page": (_spoilt(3), "damaged"),
    "cut off": (_cut, "damaged"),
    # without the first bytes nothing can be worked out any more
    "first bytes": (_spoilt(0, at=0), "wrong_passphrase"),
    "another file": (_noise, "wrong_passphrase"),
}


@pytest.mark.parametrize("case", HARM)
def test_t23_damage_is_told_apart_from_a_wrong_passphrase_where_that_can_be(home: Path, case: str) -> None:
    harm, kind = HARM[case]
    harm(paths.database(home))
    found = refused(home, KEY)
    assert found.kind == kind
    assert "ktrack restore" in str(found)


def test_t23_a_wrong_passphrase_names_the_three_cases_and_removes_nothing(home: Path) -> None:
    found = refused(home, WRONG)
    assert found.kind == "wrong_passphrase"
    assert all(words in str(found) for words in ("another one", "damaged", "no ktrack diary", "told apart"))
    assert "begin an empty" not in str(found)
    assert refused(home, None).kind == "encrypted"


def test_t23_an_encrypted_diary_without_the_extra_says_what_to_install(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cipher, "installed", lambda: False)
    found = refused(home, KEY)
    assert found.kind == "no_extra"
    assert "pip install sqlcipher3" in str(found)
    with pytest.raises(BadBackup, match="pip install"):
        backup.check(paths.database(home), KEY)


def test_what_one_damaged_page_left_can_be_salvaged(home: Path) -> None:
    whole = salvage.salvage(paths.database(home), key=KEY)
    assert whole.complete
    with closing(cipher.connect(paths.database(home), KEY)) as connection:
        found = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'answer'").fetchone()
    _spoilt(found[0] - 1)(paths.database(home))
    left = salvage.salvage(paths.database(home), key=KEY)
    assert not left.complete
    assert left.read["infusion"] == left.read["check_in"] == 1
    assert left.diary.check_ins[0].note == f"{NOTE}, corrected"
    report = doctor.examine(home, NOW, KEY)
    assert report.worst == "wrong"
    assert any("ktrack restore" in check.do for check in report.checks)


# copies


def test_t20_a_backup_and_the_passphrase_are_enough_in_an_empty_home(home: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick.db"
    made = backup.back_up(home, stick, NOW, key=KEY)
    assert made.good
    before = everything(home, KEY)
    shutil.rmtree(home)
    later = Key(WORDS)
    for key in (None, WRONG):
        with pytest.raises(BadBackup) as caught:
            backup.restore(home, stick, NOW, key)
        assert caught.value.kind == "encrypted"
    restored = backup.restore(home, stick, NOW, later)
    assert restored.after == made.counts
    assert everything(home, later) == before
    report = doctor.examine(home, NOW, later)
    assert {check.name for check in report.checks if check.grade == "wrong"} == set()


def test_a_diary_that_nobody_can_open_any_more_is_kept_when_a_backup_takes_its_place(home: Path) -> None:
    (source,) = backup.backups(home, KEY)
    encryption.convert(home, KEY, WRONG)
    forgotten = paths.database(home).read_bytes()
    restored = backup.restore(home, source.path, NOW, KEY)
    assert restored.before is None
    assert restored.kept is not None
    assert restored.kept.read_bytes() == forgotten
    assert len(everything(home, KEY)["check_in"]) == 1


def test_doctor_names_backups_that_anybody_can_read(plain: Path, home: Path) -> None:
    assert {each.grade for each in doctor.examine(home, NOW, KEY).checks if each.name == "Encryption"} == {"good"}
    shutil.copy(next(paths.backups(plain).iterdir()), paths.backups(home) / "ktrack-2026-11-01.db")
    (found,) = [each for each in doctor.examine(home, NOW, KEY).checks if each.name == "Encryption"]
    assert found.grade == "look"
    assert "ktrack-2026-11-01.db" in found.say
    assert [path.name for path in encryption.plain_backups(home)] == ["ktrack-2026-11-01.db"]
    assert encryption.convert_backup(encryption.plain_backups(home)[0], None, KEY)
    assert len([each for each in backup.backups(home, KEY) if each.good]) == 2


STEP = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "next", "{before}"
def upgrade() -> None:
    op.add_column("check_in", sa.Column("weather", sa.Text, nullable=False, server_default="grey"))
"""


@pytest.fixture
def next_ktrack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This ktrack knows one more migration."""
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(db.__file__).parent / "migrations", scripts)
    (scripts / "versions" / "next.py").write_text(STEP.format(before=db.HEAD))
    for module in (db, diary_file):
        monkeypatch.setattr(module, "SCHEMA", diary_file.SCHEMA + 1)
    monkeypatch.setattr(db, "MIGRATIONS", str(scripts))
    yield


@pytest.mark.usefixtures("next_ktrack")
def test_an_older_encrypted_diary_is_brought_up_to_date_after_an_encrypted_copy(home: Path) -> None:
    diary_file_before = paths.database(home).read_bytes()
    assert diary_file.look(home, KEY) == "older"
    db.open_engine(home, KEY).dispose()
    assert diary_file.look(home, KEY) == "current"
    with closing(cipher.connect(paths.database(home), KEY)) as connection:
        assert connection.execute("SELECT weather FROM check_in").fetchone() == ("grey",)
    (copy,) = paths.backups(home).glob("before-update-from-*.db")
    assert cipher.is_encrypted(copy)
    assert backup.check(copy, KEY).check_ins == 1
    assert diary_file_before[:16] == copy.read_bytes()[:16]


# what stays inside the process


def test_a_passphrase_is_shown_and_stored_nowhere(home: Path) -> None:
    with tracker(home, KEY) as opened:
        engine = opened._engine
        for shown in (repr(KEY), str(KEY), repr(engine), str(engine.url), repr(engine.url), repr(opened)):
            assert "Schildkr" not in shown
    with pytest.raises(TypeError, match="not stored"):
        pickle.dumps(KEY)
    assert not hasattr(KEY, "__dict__")


def test_accents_put_together_in_another_way_are_the_same_passphrase(home: Path) -> None:
    assert cipher.fits(paths.database(home), Key(WORDS.replace("ü", "u\u0308").replace("ö", "o\u0308")))


def test_a_plain_diary_never_loads_sqlcipher_and_an_encrypted_one_writes_no_lines(plain: Path, home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from ktrack import backup, cipher, db, doctor, when\n"
        "from ktrack.tracker import Tracker\n"
        f"plain, home = Path({str(plain)!r}), Path({str(home)!r})\n"
        "with Tracker(plain) as tracker: tracker.flags()\n"
        "backup.backups(plain); doctor.examine(plain, when.now())\n"
        "print('sqlcipher3' in sys.modules)\n"
        "for key in (None, cipher.Key('wrong')):\n"
        "    try: db.open_engine(home, key)\n"
        "    except db.CannotOpen as error: print(error.kind)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout.split(), run.stderr) == (["False", "encrypted", "wrong_passphrase"], "")
