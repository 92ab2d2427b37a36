"""T-20, T-23: a diary with a passphrase, killed, cut off and spoilt at any moment and any place."""

from __future__ import annotations

import os
import random
import shutil
import time
from contextlib import closing
from pathlib import Path

import pytest

from ktrack import backup, cipher, db, diary_file, encryption, paths
from ktrack.backup import BadBackup
from ktrack.cipher import Key
from ktrack.db import CannotOpen
from tests.faults.deeds import PASSPHRASES
from tests.faults.homes import NOW, database
from tests.faults.nursery import Nursery
from tests.faults.test_kills import until_said

pytest.importorskip("sqlcipher3")
pytestmark = pytest.mark.long

KILLS = 40


def held(path: Path, key: Key | None) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with closing(cipher.connect(path, key)) as connection:
        return {
            table: sorted(connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
            for table in diary_file.row_counts(connection)
        }


def opener(home: Path) -> Key | None:
    """What opens the diary now."""
    if not cipher.is_encrypted(database(home)):
        return None
    return next(key for key in map(Key, PASSPHRASES) if cipher.fits(database(home), key))


def test_t23_killed_at_any_moment_the_diary_is_the_plain_or_the_encrypted_one(
    home: Path, place: Path, nursery: Nursery
) -> None:
    before, said, seen = held(database(home), None), place / "said", set()
    for seed in range(KILLS):
        said.unlink(missing_ok=True)
        (child,) = nursery.start("to_and_fro", home, said)
        chance = random.Random(seed)
        until_said(said, chance.randrange(0, 4))
        time.sleep(chance.random() * 0.6)
        os.kill(child, 9)
        assert nursery.wait() == [-9]
        key = opener(home)
        seen.add(key is None)
        db.open_engine(home, key).dispose()
        assert held(database(home), key) == before
        assert not list(home.glob("ktrack.db-*"))
        # what was not finished is private
        for left in home.glob(".ktrack-*.part"):
            assert left.stat().st_mode & 0o077 == 0
            shutil.rmtree(left)
    assert seen == {True, False}


def test_t20_a_save_to_an_encrypted_diary_that_was_cut_short_is_taken_back(
    home: Path, place: Path, nursery: Nursery
) -> None:
    key = Key(PASSPHRASES[0])
    encryption.convert(home, None, key)
    before = held(database(home), key)
    assert nursery.run("half_save_locked", home, place / "said") == [-9]
    assert (home / "ktrack.db-journal").exists()
    assert cipher.fits(database(home), key)
    db.open_engine(home, key).dispose()
    assert held(database(home), key) == before


def test_t20_t23_whatever_is_cut_off_or_spoilt_an_encrypted_file_is_refused_and_kept(
    home: Path, place: Path
) -> None:
    key = Key(PASSPHRASES[0])
    encryption.convert(home, None, key)
    good = backup.back_up(home, place / "good.db", NOW, key=key)
    content = good.path.read_bytes()
    chance = random.Random(20)
    for turn in range(60):
        harmed = bytearray(content)
        if turn % 2:
            del harmed[chance.randrange(1, len(harmed)) :]
        else:
            at = chance.randrange(len(harmed))
            harmed[at] ^= 1 + chance.randrange(255)
        for path in (place / "harmed.db", database(home)):
            path.write_bytes(harmed)
        with pytest.raises(BadBackup):
            backup.check(place / "harmed.db", key)
        with pytest.raises(CannotOpen) as caught:
            db.open_engine(home, key)
        assert caught.value.kind in ("damaged", "wrong_passphrase", "not_sqlite")
        assert database(home).read_bytes() == bytes(harmed)
    # and the good one brings it back
    restored = backup.restore(home, good.path, NOW, key)
    assert restored.after == good.counts
    assert paths.backups(home).is_dir()
    assert held(database(home), key) == held(good.path, key)
