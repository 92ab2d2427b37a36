"""C10 to C12: diaries of a newer ktrack, of another program, and of an older one, also when killed on the way."""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from ktrack import backup, db, diary_file
from ktrack.cli import program
from ktrack.db import CannotOpen
from tests.faults import homes
from tests.faults.breaking import IN_TURN, nth_call_fails
from tests.faults.homes import NOW, change, database, digest, opened, rows, sound
from tests.faults.nursery import Nursery

pytestmark = pytest.mark.long  # together they take a minute

STEP = """
import time
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{before}"

def upgrade():
    for number in range(6):
        op.create_table(f"later_{{number}}", sa.Column("id", sa.Integer(), primary_key=True))
        time.sleep({pause})
    with op.batch_alter_table("check_in") as table:
        table.add_column(sa.Column("weather", sa.String(), nullable=False, server_default=""))
"""


def next_schema(place: Path, pause: float) -> Path:
    """A folder of migrations with one more step than there is."""
    steps = place / "steps"
    shipped = Path(db.__file__).parent / "migrations"
    shutil.copytree(shipped, steps, ignore=shutil.ignore_patterns("__pycache__"))
    (steps / "versions" / "next.py").write_text(STEP.format(before=db.HEAD, pause=pause))
    return steps


@pytest.mark.parametrize("pragma", [f"user_version = {diary_file.SCHEMA + 1}", "application_id = 7"])
def test_c10_a_newer_or_foreign_diary_is_refused_and_not_touched(
    home: Path, pragma: str, capfd: pytest.CaptureFixture[str]
) -> None:
    change(database(home), f"PRAGMA {pragma}")
    before = digest(database(home))
    with pytest.raises(CannotOpen) as caught:
        opened(home)
    assert caught.value.kind in ("newer", "foreign")
    for words in (["status"], ["check-in", "nausea=1"], ["doctor"], ["export", "--format", "json"], ["flags"]):
        assert program.run(["--data-dir", str(home), *words]) == 1
    assert program.run(["--data-dir", str(home), "backup"]) == 1
    assert "Traceback" not in capfd.readouterr().err
    assert digest(database(home)) == before
    assert backup.backups(home) == ()


def test_c11_an_older_backup_is_brought_up_to_date_in_a_copy(
    home: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.back_up(home, None, NOW)
    older, before = rows(made.path), digest(made.path)
    monkeypatch.setattr(db, "MIGRATIONS", str(next_schema(place, 0)))
    monkeypatch.setattr(db, "SCHEMA", diary_file.SCHEMA + 1)
    monkeypatch.setattr(diary_file, "SCHEMA", diary_file.SCHEMA + 1)
    database(home).write_bytes(b"damaged beyond reading")
    restored = backup.restore(home, made.path, NOW)
    assert digest(made.path) == before
    assert restored.after == made.counts
    now = rows(database(home))
    assert [row[:-1] for row in now["check_in"]] == older["check_in"]
    assert now["answer"] == older["answer"]
    assert diary_file.look(home) == "current"
    assert not [each for each in home.iterdir() if each.name.startswith(".")]


def test_c11_a_backup_that_cannot_be_brought_up_to_date_changes_nothing(
    home: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.back_up(home, None, NOW)
    steps = next_schema(place, 0)
    (steps / "versions" / "next.py").write_text(STEP.format(before=db.HEAD, pause="canary"))
    monkeypatch.setattr(db, "MIGRATIONS", str(steps))
    monkeypatch.setattr(db, "SCHEMA", diary_file.SCHEMA + 1)
    monkeypatch.setattr(diary_file, "SCHEMA", diary_file.SCHEMA + 1)
    before = digest(database(home))
    with pytest.raises(backup.NotRestored, match="The diary is what it was") as caught:
        backup.restore(home, made.path, NOW)
    assert "canary" not in str(caught.value)
    assert digest(database(home)) == before
    assert not [each for each in home.iterdir() if each.name.startswith(".")]


@pytest.mark.parametrize("kind", ["full", IN_TURN])
def test_c2_c12_whichever_call_of_bringing_up_to_date_fails_it_is_the_old_diary_or_the_new_one(
    home: Path, place: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(db, "_WAIT_MS", 0)
    monkeypatch.setattr(db, "MIGRATIONS", str(next_schema(place, 0)))
    monkeypatch.setattr(db, "SCHEMA", diary_file.SCHEMA + 1)
    monkeypatch.setattr(diary_file, "SCHEMA", diary_file.SCHEMA + 1)
    before, content = rows(database(home)), database(home).read_bytes()
    for number in range(1, 400):
        with nth_call_fails(monkeypatch, number, kind) as failed:
            try:
                db.open_engine(home).dispose()
                opened_at_all = True
            except CannotOpen as error:
                assert len(str(error)) > 40
                opened_at_all = False
        after = rows(database(home))
        if "later_0" in after:
            assert [row[:-1] for row in after["check_in"]] == before["check_in"]
            assert any(rows(each.path) == before for each in backup.backups(home)), "changed without a copy"
        else:
            assert after == before
            assert not opened_at_all, failed
        assert sound(database(home))
        if not failed:
            break
        database(home).write_bytes(content)
        shutil.rmtree(home / "backups", ignore_errors=True)
    else:
        pytest.fail("it never went through")
    assert number > 20
    assert opened_at_all


def killed_while_updating(home: Path, place: Path, nursery: Nursery, times: int) -> None:
    steps = next_schema(place, 0.004)
    before, content = rows(database(home)), database(home).read_bytes()
    ended = {"old": 0, "new": 0}
    for seed in range(times):
        database(home).write_bytes(content)
        shutil.rmtree(home / "backups", ignore_errors=True)
        (child,) = nursery.start("bring_up_to_date", home, steps)
        time.sleep(random.Random(seed).random() * 0.3)
        os.kill(child, 9)
        nursery.wait()
        after = rows(database(home))
        assert sound(database(home))
        new = [name for name in after if name.startswith("later_")]
        ended["new" if new else "old"] += 1
        if new:
            assert len(new) == 6
            assert [row[:-1] for row in after["check_in"]] == before["check_in"]
        else:
            assert after == before
        copies = [each for each in backup.backups(home) if each.good]
        assert copies or not new, "changed without a copy"
        assert all(rows(each.path) == before for each in copies)
    assert ended["old"], ended


def test_c12_killed_while_brought_up_to_date_it_is_the_old_diary_or_the_new_one(
    home: Path, place: Path, nursery: Nursery
) -> None:
    killed_while_updating(home, place, nursery, 12)


def test_c12_killed_five_hundred_times_while_brought_up_to_date(home: Path, place: Path, nursery: Nursery) -> None:
    killed_while_updating(home, place, nursery, 500)


def test_c12_the_steps_of_this_test_are_real_steps(home: Path, place: Path, nursery: Nursery) -> None:
    assert nursery.run("bring_up_to_date", home, next_schema(place, 0)) == [0]
    assert "later_5" in rows(database(home))
    assert homes.database(home).exists()
