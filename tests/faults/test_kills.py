"""Processes killed at any moment, and several at once: what was acknowledged is there, once, and all of it."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from ktrack import backup, db
from tests.faults import homes
from tests.faults.homes import NOW, database, opened, rows, sound
from tests.faults.nursery import Nursery


def words(path: Path) -> list[list[str]]:
    """What the children said; a last line that was cut off counts as not said."""
    whole, _, _ = path.read_text().rpartition("\n") if path.exists() else ("", "", "")
    return [line.split(" ", 1) for line in whole.splitlines()]


def until_said(said: Path, lines: int) -> None:
    """Waits until a child has said so much, so that kills hit its work and not its start, on any machine."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if said.exists() and said.read_bytes().count(b"\n") >= lines:
            return
        time.sleep(0.001)
    raise AssertionError("the child did not get on")


def killed(home: Path, place: Path, nursery: Nursery, seeds: range) -> None:
    """Adds, edits, takes back, keeps forms and backs up until killed; over and over on one diary."""
    said = place / "said"
    at_first = {row[0] for row in rows(database(home))["check_in"]}
    acknowledged: set[str] = set()
    begun: set[str] = set()
    for seed in seeds:
        said.unlink(missing_ok=True)
        (child,) = nursery.start("use", home, said, seed)
        chance = random.Random(seed)
        until_said(said, chance.randrange(1, 6))
        time.sleep(chance.random() * 0.03)
        os.kill(child, 9)
        assert nursery.wait() == [-9]
        told = words(said)
        acknowledged |= {each[1] for each in told if each[0] == "added"}
        begun |= {each[1] for each in told if each[0] == "adding"}
        # the next start takes back what was cut short, and finds everything
        db.open_engine(home).dispose()
        assert sound(database(home))
        kept = Counter(row[0] for row in rows(database(home))["check_in"])
        assert max(kept.values()) == 1
        assert acknowledged <= kept.keys()
        assert kept.keys() <= begun | at_first
        assert {each[1] for each in told if each[0] == "form"} <= {row[0] for row in rows(database(home))["draft"]}
        there = backup.backups(home)
        assert {Path(one[1]) for one in told if one[0] == "backup"} <= {made.path for made in there}
        for made in there:
            assert made.good, "a backup that is half there"
            made.path.unlink()
    assert len(acknowledged) > len(seeds) / 4
    with opened(home) as tracker:
        assert tracker.unreadable() == ()
        assert {each.id for each in tracker.check_ins()} <= begun | at_first


def test_d1_killed_a_hundred_times_nothing_acknowledged_is_lost(home: Path, place: Path, nursery: Nursery) -> None:
    killed(home, place, nursery, range(100))


@pytest.mark.long
def test_d1_killed_ten_thousand_times_nothing_acknowledged_is_lost(
    filled: Path, place: Path, nursery: Nursery
) -> None:
    for turn in range(100):
        # a fresh home now and then, so that the diary stays as large as a diary is
        seeds = range(100 * turn, 100 * (turn + 1))
        killed(homes.copied(filled, place, f"home-{turn}"), place, nursery, seeds)


def restores_killed(home: Path, place: Path, nursery: Nursery, times: int) -> None:
    source = backup.back_up(home, place / "source.db", NOW).path
    wanted = rows(source)
    said = place / "said"
    for seed in range(times):
        said.unlink(missing_ok=True)
        (child,) = nursery.start("bring_back", home, source, said)
        chance = random.Random(seed)
        until_said(said, chance.randrange(1, 3))
        time.sleep(chance.random() * 0.04)
        os.kill(child, 9)
        nursery.wait()
        db.open_engine(home).dispose()
        assert sound(database(home))
        found = rows(database(home))
        # what another program wrote between two restores may be there, all else is the backup's
        assert {**found, "meta": []} == {**wanted, "meta": []}
        assert len(found["meta"]) in (len(wanted["meta"]), len(wanted["meta"]) + 1)
        for each in backup.backups(home):
            assert each.good
            each.path.unlink()


def test_d1_killed_while_restoring_the_diary_is_the_old_one_or_the_backup(
    home: Path, place: Path, nursery: Nursery
) -> None:
    restores_killed(home, place, nursery, 20)


@pytest.mark.long
def test_d1_killed_a_thousand_times_while_restoring(home: Path, place: Path, nursery: Nursery) -> None:
    restores_killed(home, place, nursery, 1000)


def test_b8_two_that_write_at_once_lose_nothing(home: Path, place: Path, nursery: Nursery) -> None:
    _several(home, place, nursery, writers=2, each=15)


@pytest.mark.long
def test_b8_four_that_write_five_hundred_each_lose_nothing(home: Path, place: Path, nursery: Nursery) -> None:
    _several(home, place, nursery, writers=4, each=500)


def _several(home: Path, place: Path, nursery: Nursery, *, writers: int, each: int) -> None:
    before = _records(home)
    assert nursery.run("add_some", home, place / "said", each, times=writers) == [0] * writers
    acknowledged = Counter(one[1] for one in words(place / "said") if one[0] == "added")
    assert len(acknowledged) == writers * each
    assert _records(home) - before == acknowledged
    assert sound(database(home))


def _records(home: Path) -> Counter[object]:
    kept = rows(database(home))
    return Counter(row[0] for table in ("check_in", "visit") for row in kept[table])


def test_d14_several_first_starts_at_once_make_one_diary(place: Path, nursery: Nursery) -> None:
    assert nursery.run("add_some", place / "new", place / "said", 2, times=4) == [0] * 4
    assert len(_records(place / "new")) == 8
    assert sound(database(place / "new"))
