"""Homes: data folders with a made-up diary, how to hurt them, and how to compare them.

Owns the made-up content, so that every fault meets the same diary. It must not judge whether ktrack behaved.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from ktrack import paths
from ktrack.records import CheckIn
from ktrack.tracker import Tracker

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=-5)))
CANARY = "Zwergpinscher"
"""A word that stands in notes, forms, names and medicines, and nowhere else."""

PAGE = 4096
Rows = dict[str, list[tuple[object, ...]]]


def memory_disk() -> Path | None:
    """A folder that needs no real disk: faults of ktrack show there as well, and a commit costs nothing."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else None


def new_place() -> Path:
    """A private folder for one test; whoever asks removes it."""
    return Path(tempfile.mkdtemp(prefix="ktrack-test-", dir=memory_disk()))


def opened(folder: Path, now: datetime = NOW) -> Tracker:
    """The diary of a home, with a clock that stands still."""
    return Tracker(folder, clock=lambda: now, zone="")


def check_in(tracker: Tracker, at: datetime = NOW, note: str = "", **answers: int) -> CheckIn:
    """A filled-in form, not saved yet."""
    return replace(tracker.new_check_in(at=at), answers=answers or {"nausea": 1}, note=note)


def fill(folder: Path, infusions: int = 2, each: int = 3) -> None:
    """A diary with everything in it: warnings open and answered, an edit, a deleted record, a visit, a form."""
    with opened(folder) as tracker:
        tracker.change_profile(clinic_name=f"Clinic {CANARY}", clinic_phone="555-0142", emergency_number="911")
        for number in range(infusions):
            start = NOW - timedelta(days=7 * (infusions - number))
            tracker.add_infusion(started_at=start, ended_at=start + timedelta(minutes=45), number=number + 1)
            for turn in range(each):
                at = start + timedelta(hours=1 + 3 * turn)
                form = check_in(tracker, at, f"{CANARY} {number} {turn} " + "long " * 40, nausea=turn % 5, pain=3)
                tracker.check_in(replace(form, vitals={"systolic": 120, "diastolic": 80}))
        last = tracker.check_ins()[-1]
        tracker.edit_check_in(replace(last, note=f"{CANARY} changed"))
        alarming = tracker.check_in(check_in(tracker, NOW - timedelta(hours=2), chest_pain=2))
        tracker.answer_flag(alarming.raised[0].id, "called")
        tracker.check_in(check_in(tracker, NOW - timedelta(hours=1), trouble_breathing=1))
        tracker.delete_check_in(tracker.check_ins()[0].id)
        tracker.add_visit(at=NOW - timedelta(days=3), note=CANARY, questions=(f"{CANARY}?",))
        tracker.keep_draft(check_in(tracker, note=f"{CANARY} unsaved", swelling=2))


def calm(folder: Path) -> None:
    """A diary after an infusion of some hours ago, by the computer's own clock; no warning, nothing begun."""
    with Tracker(folder) as tracker:
        tracker.change_profile(clinic_name="River Clinic", clinic_phone="555-0142", emergency_number="911")
        ended = tracker.now() - timedelta(hours=5)
        tracker.add_infusion(started_at=ended - timedelta(hours=1), ended_at=ended, number=3)


def copied(home: Path, place: Path, name: str = "home") -> Path:
    """A home of its own for one test."""
    return Path(shutil.copytree(home, place / name, symlinks=True))


def rows(path: Path) -> Rows:
    """Everything in a diary's file, row for row; a save that was cut short is taken back, as at every opening."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in sorted(tables)}


def sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with a file."""
    with closing(sqlite3.connect(path)) as connection:
        checked = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return checked and not connection.execute("PRAGMA foreign_key_check").fetchall()


def digest(path: Path) -> str:
    """The content of a file, for telling whether it changed."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def change(path: Path, *statements: str) -> None:
    """What another program does to a diary's file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)


def spoil_page(path: Path, seed: int) -> None:
    """One page of a file, whichever, becomes noise."""
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    page = chance.randrange(len(content) // PAGE) * PAGE
    content[page : page + PAGE] = chance.randbytes(PAGE)
    path.write_bytes(content)


def cut_off(path: Path, seed: int) -> None:
    """The end of a file is gone, from whatever byte on."""
    content = path.read_bytes()
    path.write_bytes(content[: random.Random(seed).randrange(1, len(content))])


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder, however deep."""
    return [each for each in sorted(folder.rglob("*")) if each.is_symlink() or not each.is_dir()]


def holders_of(word: str, *folders: Path) -> list[Path]:
    """The files that hold a word."""
    there = [each for folder in folders for each in files_below(folder) if not each.is_symlink()]
    return [each for each in there if word.encode() in each.read_bytes()]


def database(folder: Path) -> Path:
    """The diary's file."""
    return paths.database(folder)
