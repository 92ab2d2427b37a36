"""Changes by other programs are noticed, and looking for them takes no lock away."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ktrack import paths
from ktrack.tracker import Tracker


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    return Tracker(tmp_path / "diary")


def elsewhere(code: str, diary: Path) -> str:
    """What another program prints that has the diary open as `db`."""
    program = f"import sqlite3; db = sqlite3.connect({str(diary)!r}, timeout=0, isolation_level=None); {code}"
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout


def test_a_change_by_this_or_another_program_is_noticed_and_looking_is_none(tracker: Tracker) -> None:
    with tracker:
        counters = [tracker.change_counter()]
        assert tracker.change_counter() == counters[0]
        elsewhere("db.execute(\"INSERT INTO meta VALUES ('a', 'b')\")", paths.database(tracker.folder))
        counters.append(tracker.change_counter())
        assert tracker.change_counter() == counters[1]
        tracker.change_profile(country="US")
        counters.append(tracker.change_counter())
        assert len(set(counters)) == 3


def test_another_file_in_the_diarys_place_is_noticed_and_so_is_none(tracker: Tracker) -> None:
    diary = paths.database(tracker.folder)
    with tracker:
        counters = [tracker.change_counter()]
        shutil.copy(diary, diary.with_name("same"))
        diary.with_name("same").replace(diary)
        counters.append(tracker.change_counter())
        diary.unlink()
        counters.append(tracker.change_counter())
        assert len(set(counters)) == 3


def test_looking_takes_no_lock_away(tracker: Tracker) -> None:
    diary = paths.database(tracker.folder)
    save = 'exec(\'try:\\n db.execute("BEGIN IMMEDIATE"); print("taken")\\nexcept Exception as e: print(e)\')'
    with tracker, closing(sqlite3.connect(diary, isolation_level=None)) as saving:
        tracker.change_counter()
        saving.execute("BEGIN IMMEDIATE")
        tracker.change_counter()
        assert elsewhere(save, diary).strip() == "database is locked"
        saving.execute("ROLLBACK")
        assert elsewhere(save, diary).strip() == "taken"


def test_a_diary_that_is_being_saved_is_what_it_was(tracker: Tracker) -> None:
    with tracker, closing(sqlite3.connect(paths.database(tracker.folder), isolation_level=None)) as saving:
        before = tracker.change_counter()
        saving.execute("BEGIN EXCLUSIVE")
        saving.execute("INSERT INTO meta VALUES ('a', 'b')")
        assert tracker.change_counter() == before
        saving.execute("COMMIT")
        assert tracker.change_counter() != before
