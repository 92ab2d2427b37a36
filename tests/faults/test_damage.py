"""C7 to C9, C13, C14 and C16: content that is damaged, cut off, odd, planted, or copied at the wrong moment."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from ktrack import backup, diary_file, doctor, erase, exchange, salvage
from ktrack.db import CannotOpen
from ktrack.errors import KtrackError
from ktrack.tracker import NotSaved
from tests.faults import homes
from tests.faults.homes import NOW, change, check_in, database, digest, opened, rows, sound
from tests.faults.nursery import Nursery


def refused(home: Path) -> str:
    """How a damaged diary is refused, at the start or when it is read; "" when it is not."""
    try:
        with opened(home) as tracker:
            tracker.diary()
    except CannotOpen as error:
        assert len(str(error)) > 60
        return error.kind
    return ""


def test_c7_c8_the_drill_a_hundred_homes_each_brought_back_row_for_row(home: Path) -> None:
    """Random page, cut off, empty, deleted, newer, another program's: named, not written to, brought back."""
    assert backup.daily(home, NOW) == ""
    last = backup.last_good(home)
    assert last is not None
    expected = rows(last.path)
    whole = database(home).read_bytes()
    marks = {name: (home / name).read_bytes() for name in ("ktrack.marker", "contacts.toml")}
    found: dict[str, set[str]] = {}
    for seed in range(100):
        way, named = WAYS[seed % len(WAYS)]
        database(home).write_bytes(whole)
        WAY[way](database(home), seed)
        before = digest(database(home)) if database(home).exists() else ""
        kind = refused(home)
        assert kind in named, f"{way} {seed}: {kind}"
        found.setdefault(way, set()).add(kind)
        assert (digest(database(home)) if database(home).exists() else "") == before, "written to"
        assert backup.last_good(home) == last
        restored = backup.restore(home, last.path, NOW)
        assert rows(database(home)) == expected
        assert restored.after == last.counts
        for kept in (home / "backups").glob("before-restore-*"):
            assert before and digest(kept) == before, "not kept as it was"
            kept.unlink()
        assert {name: (home / name).read_bytes() for name in marks} == marks
    assert set(found) == set(WAY)


def _empty(path: Path, _seed: int) -> None:
    path.write_bytes(b"")


def _deleted(path: Path, _seed: int) -> None:
    path.unlink()


def _newer(path: Path, _seed: int) -> None:
    change(path, f"PRAGMA user_version = {diary_file.SCHEMA + 1}")


def _foreign(path: Path, seed: int) -> None:
    change(path, f"PRAGMA application_id = {seed}")


def _noise(path: Path, seed: int) -> None:
    path.write_bytes(random.Random(seed).randbytes(path.stat().st_size))


WAY = {
    "random page": homes.spoil_page,
    "cut off": homes.cut_off,
    "empty": _empty,
    "deleted": _deleted,
    "newer": _newer,
    "foreign": _foreign,
    "encrypted": _noise,
}
WAYS = (
    *[("random page", {"damaged", "not_sqlite", "encrypted"})] * 4,
    *[("cut off", {"damaged", "not_sqlite"})] * 3,
    ("empty", {"empty"}),
    ("deleted", {"missing"}),
    ("newer", {"newer"}),
    ("foreign", {"foreign"}),
    ("encrypted", {"encrypted"}),
)


def _cut_by_twelfths(path: Path, seed: int) -> None:
    path.write_bytes(path.read_bytes()[: (seed + 1) * path.stat().st_size // 12 - 1])


@pytest.mark.parametrize("harm", [homes.spoil_page, _cut_by_twelfths])
def test_c7_c8_salvage_reads_what_the_damage_left_and_import_takes_it(
    home: Path, harm: Callable[[Path, int], None]
) -> None:
    whole = salvage.salvage(database(home)).diary
    good = database(home).read_bytes()
    infusions = {each.id: each for each in whole.infusions}
    check_ins = {each.id: each for each in whole.check_ins}
    flags = {each.id: each for each in whole.flags}
    read = []
    for seed in range(12):
        database(home).write_bytes(good)
        harm(database(home), seed)
        before = digest(database(home))
        try:
            found = salvage.salvage(database(home))
        except salvage.CannotSalvage:
            assert harm is _cut_by_twelfths
            continue
        assert digest(database(home)) == before
        back = exchange.read_diary(exchange.write_diary(found.diary))
        assert len(back.check_ins) == found.read["check_in"]
        read.append(sum(found.read.values()))
        assert all(infusions[each.id] == each for each in found.diary.infusions)
        assert all(flags[each.id] == each for each in found.diary.flags)
        for record in found.diary.check_ins:
            # an answer that was lost is blank, never another answer
            original = check_ins[record.id]
            assert record.answers.items() <= original.answers.items()
            assert replace(record, answers={}, details={}, vitals={}, infusion=None) == replace(
                original, answers={}, details={}, vitals={}, infusion=None
            )
        if found.complete:
            assert len(found.diary.check_ins) == len(whole.check_ins)
    assert len(set(read)) > 1


def test_c7_salvage_of_a_sound_diary_is_the_diary(home: Path) -> None:
    with opened(home) as tracker:
        whole = tracker.diary()
    found = salvage.salvage(database(home))
    assert found.complete
    assert found.forms == 1
    assert found.diary.infusions == whole.infusions
    assert {each.id: each for each in found.diary.check_ins} == {each.id: each for each in whole.check_ins}
    assert {each.id for each in whole.flags} <= {each.id for each in found.diary.flags}
    assert {each.id: each for each in found.diary.edits} == {each.id: each for each in whole.edits}
    assert found.diary.profile == whole.profile
    # the warnings of the form that was not saved yet come along
    assert len(found.diary.flags) > len(whole.flags)


@pytest.mark.parametrize("page", [1, 10, 26])
def test_c7_a_damaged_table_of_contents_is_lent_from_an_empty_diary(home: Path, page: int) -> None:
    expected = salvage.salvage(database(home)).read
    content = bytearray(database(home).read_bytes())
    content[(page - 1) * homes.PAGE : page * homes.PAGE] = random.Random(page).randbytes(homes.PAGE)
    database(home).write_bytes(content)
    assert salvage.salvage(database(home)).read == expected


def test_c7_what_a_backup_knows_fills_what_salvage_lost(home: Path) -> None:
    with opened(home) as tracker:
        whole = tracker.diary()
    change(database(home), "DELETE FROM answer", "DELETE FROM infusion")
    alone = salvage.salvage(database(home))
    assert alone.moved > 0
    assert not alone.diary.infusions
    with_backup = salvage.salvage(database(home), whole)
    assert with_backup.moved == 0
    assert {each.id: each for each in with_backup.diary.check_ins} == {each.id: each for each in whole.check_ins}


@pytest.mark.parametrize("missing", [1, 7, 100, 3000])
def test_c8_a_few_bytes_missing_at_the_end_are_noticed(home: Path, missing: int) -> None:
    database(home).write_bytes(database(home).read_bytes()[:-missing])
    before = digest(database(home))
    assert refused(home) == "damaged"
    assert digest(database(home)) == before
    with pytest.raises(backup.BadBackup, match="cut off"):
        backup.check(database(home))


# C9: journals


def test_c9_a_save_cut_off_in_the_middle_is_taken_back(home: Path, place: Path, nursery: Nursery) -> None:
    before = rows(database(home))
    assert nursery.run("half_save", home, place / "said") == [-9]
    journal = home / "ktrack.db-journal"
    assert journal.stat().st_size > 0
    assert journal.stat().st_mode & 0o777 == 0o600
    report = doctor.examine(home, NOW)
    assert [each.grade for each in report.checks if each.name == "Every page"] == ["look"]
    assert not [each for each in report.checks if each.grade == "wrong"]
    with opened(home) as tracker:
        assert tracker.check_ins()
    assert rows(database(home)) == before
    assert not journal.exists()


def test_c9_a_restore_over_a_save_cut_off_in_the_middle(home: Path, place: Path, nursery: Nursery) -> None:
    made = backup.back_up(home, None, NOW)
    change(database(home), "INSERT INTO meta VALUES ('newer', 'x')")
    before = rows(database(home))
    assert nursery.run("half_save", home, place / "said") == [-9]
    restored = backup.restore(home, made.path, NOW)
    assert rows(database(home)) == rows(made.path)
    assert restored.kept is not None
    assert rows(restored.kept) == before
    assert not (home / "ktrack.db-journal").exists()


def test_c9_a_journal_that_was_deleted_is_noticed(home: Path, place: Path, nursery: Nursery) -> None:
    made = backup.back_up(home, None, NOW)
    assert nursery.run("half_save", home, place / "said") == [-9]
    (home / "ktrack.db-journal").unlink()
    kind = refused(home)
    if not kind:
        assert sound(database(home))
    backup.restore(home, made.path, NOW)
    assert rows(database(home)) == rows(made.path)


def test_c9_a_journal_of_another_database_does_not_get_into_a_restored_one(
    home: Path, filled: Path, place: Path, nursery: Nursery
) -> None:
    other = homes.copied(filled, place, "other")
    assert nursery.run("half_save", other, place / "said") == [-9]
    made = backup.back_up(home, None, NOW)
    for content in (b"", b"not a database"):
        database(home).write_bytes(content)
        shutil.copy(other / "ktrack.db-journal", home / "ktrack.db-journal")
        backup.restore(home, made.path, NOW)
        assert not (home / "ktrack.db-journal").exists()
        assert refused(home) == ""
        assert rows(database(home)) == rows(made.path)
        assert sound(database(home))


def test_c9_a_journal_of_another_database_beside_the_diary_is_noticed_or_harmless(
    home: Path, place: Path, nursery: Nursery
) -> None:
    other = place / "other"
    with opened(other) as tracker:
        tracker.add_infusion(started_at=NOW)
    with suppress(AssertionError):
        nursery.run("half_save", other, place / "said")
    made = backup.back_up(home, None, NOW)
    if (other / "ktrack.db-journal").exists():
        shutil.copy(other / "ktrack.db-journal", home / "ktrack.db-journal")
    kind = refused(home)
    assert kind in ("", "damaged", "not_sqlite", "foreign", "empty")
    if not kind:
        assert sound(database(home))
    backup.restore(home, made.path, NOW)
    assert rows(database(home)) == rows(made.path)


# C13: rows that are no records


def _one(home: Path, table: str) -> str:
    with closing(sqlite3.connect(database(home))) as connection:
        return str(connection.execute(f"SELECT id FROM {table} ORDER BY id LIMIT 1").fetchone()[0])


BAD = {
    "choice": ("check_in", "entered_by = 'nobody'"),
    "date": ("check_in", "at = 'yesterday-ish'"),
    "text in a number": ("infusion", "number = 'three'"),
    "json": ("visit", "questions = '[1'"),
    "nothing where something is needed": ("check_in", "entered_at = NULL"),
}


@pytest.mark.parametrize("bad", BAD)
def test_c13_a_row_that_is_no_record_hides_nothing_but_itself(home: Path, bad: str) -> None:
    table, wrong = BAD[bad]
    name = _one(home, table)
    with opened(home) as tracker:
        before = tracker.diary()
    if "NULL" in wrong:
        _allow_null(home, table)
    change(database(home), f"UPDATE {table} SET {wrong} WHERE id = '{name}'")
    if "NULL" in wrong:
        _allow_null(home, table, allow=False)
    with opened(home) as tracker:
        after = tracker.diary()
        assert [each.id for each in tracker.unreadable()] == [name]
        tracker.check_in(check_in(tracker))
    assert len(after.check_ins) + len(after.infusions) + len(after.visits) == (
        len(before.check_ins) + len(before.infusions) + len(before.visits) - 1
    )
    assert {each.id for each in after.flags} >= {each.id for each in before.flags}
    entries = [each for each in doctor.examine(home, NOW).checks if each.name == "Every entry"]
    assert [each.grade for each in entries] == ["wrong"]
    assert name in entries[0].say
    # a diary with such a row is still backed up and brought back
    made = backup.back_up(home, None, NOW)
    assert made.good
    backup.restore(home, made.path, NOW)
    assert rows(database(home)) == rows(made.path)


def _allow_null(home: Path, table: str, *, allow: bool = True) -> None:
    one, other = "entered_at VARCHAR NOT NULL", "entered_at VARCHAR"
    old, new = (one, other) if allow else (f"{other},", f"{one},")
    change(
        database(home),
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') WHERE name = '{table}'",
    )


# C14: something planted


def test_c14_what_is_planted_in_the_file_does_not_run_and_is_named(home: Path, place: Path) -> None:
    plant = (
        "CREATE TABLE stolen (words)",
        "CREATE TRIGGER spy AFTER INSERT ON check_in BEGIN INSERT INTO stolen VALUES (new.note); END",
    )
    copy = place / "planted.db"
    diary_file.verified_copy(database(home), copy)
    change(copy, *plant)
    change(database(home), *plant)
    with opened(home) as tracker:
        form = check_in(tracker, note="secret", chest_pain=2)
        with pytest.raises(NotSaved, match="doctor") as caught:
            tracker.check_in(form)
        assert caught.value.assessment is not None
        assert tracker.check_ins()
    assert rows(database(home))["stolen"] == []
    drift = [each for each in doctor.examine(home, NOW).checks if each.name == "What is in the file"]
    assert [each.grade for each in drift] == ["wrong"]
    assert "trigger spy" in drift[0].say
    with pytest.raises(backup.BadBackup, match="did not put there"):
        backup.restore(home, copy, NOW)


def test_c14_a_strange_table_is_named_and_a_missing_index_too(home: Path) -> None:
    change(database(home), "CREATE TABLE mine (a)", "DROP INDEX ix_check_in_at")
    drift = [each for each in doctor.examine(home, NOW).checks if each.name == "What is in the file"]
    assert "table mine" in drift[0].say
    assert "missing: index ix_check_in_at" in drift[0].say
    with opened(home) as tracker:
        assert tracker.check_in(check_in(tracker)).check_in is not None


# C16: copied by hand at the wrong moment


def test_c16_a_copy_by_hand_while_ktrack_saves_is_whole_or_said_to_be_broken(
    home: Path, place: Path, nursery: Nursery
) -> None:
    made = backup.back_up(home, None, NOW)
    (child,) = nursery.start("use", home, place / "said", 16)
    copies = []
    try:
        for number in range(40):
            copy = place / f"copy-{number}.db"
            shutil.copy(database(home), copy)
            copies.append(copy)
            time.sleep(0.01)
    finally:
        os.kill(child, 9)
        nursery.wait()
    begun = {line.split()[1] for line in (place / "said").read_text().splitlines() if line.startswith("adding")}
    at_first = {each[0] for each in rows(made.path)["check_in"]}
    for copy in copies:
        with suppress(KtrackError):
            backup.check(copy)
            assert sound(copy)
            assert {each[0] for each in rows(copy)["check_in"]} <= begun | at_first
    assert erase.plan(home).items
