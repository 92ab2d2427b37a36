"""What a child of the nursery does until it is done or killed.

Owns the deeds. All arguments come as text; the last one is the number of the child. A deed says what it did with
`say`, only after ktrack said that it was done: an acknowledgement is what a person would have seen.
"""

from __future__ import annotations

import itertools
import os
import random
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from ktrack import backup, cipher, db, diary_file, encryption, paths
from ktrack.cipher import Key
from ktrack.errors import KtrackError
from ktrack.tracker import NotSaved, Tracker
from tests.faults.homes import NOW, change, check_in, opened, rows

PASSPHRASES = ("seven quiet herons", "eight louder ones")


def say(said: str, *words: object) -> None:
    """One line that outlives the process."""
    handle = os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, (" ".join(map(str, words)) + "\n").encode())
    os.close(handle)


def use(folder: str, said: str, seed: str, _child: str) -> None:
    """Add, edit, undo, delete, answer, form, back up: in any order, for ever."""
    chance = random.Random(int(seed))
    with opened(Path(folder)) as tracker:
        say(said, "open")
        while True:
            chance.choice((_add, _add, _add, _edit, _undo, _form, _back_up))(tracker, said, chance)


def _add(tracker: Tracker, said: str, chance: random.Random) -> None:
    at = NOW - timedelta(minutes=chance.randrange(10_000))
    form = check_in(tracker, at, f"note {chance.random()}", nausea=chance.randrange(5), pain=chance.randrange(11))
    say(said, "adding", form.id)
    tracker.check_in(form)
    say(said, "added", form.id)


def _edit(tracker: Tracker, said: str, chance: random.Random) -> None:
    kept = tracker.check_ins()
    if kept:
        tracker.edit_check_in(replace(chance.choice(kept), note=f"edited {chance.random()}"))


def _undo(tracker: Tracker, said: str, chance: random.Random) -> None:
    """An added check-in is marked deleted then; its row stays."""
    tracker.undo()


def _form(tracker: Tracker, said: str, chance: random.Random) -> None:
    form = check_in(tracker, note="form", dizziness=2)
    tracker.keep_draft(form)
    say(said, "form", form.id)


def _back_up(tracker: Tracker, said: str, chance: random.Random) -> None:
    made = backup.back_up(tracker.folder, None, NOW)
    say(said, "backup", made.path)


def add_some(folder: str, said: str, number: str, child: str) -> None:
    """So many records, one after the other, beside other children: visits, and a check-in now and then."""
    chance = random.Random(int(child))
    with opened(Path(folder)) as tracker:
        for turn in range(int(number)):
            if turn % 25 == 0:
                _add(tracker, said, chance)
            else:
                say(said, "added", tracker.add_visit(at=NOW - timedelta(days=turn)).id)


def bring_back(folder: str, source: str, said: str, _child: str) -> None:
    """Restores the same backup again and again, with a change in between."""
    number = 0
    while True:
        number += 1
        backup.restore(Path(folder), Path(source), NOW)
        say(said, "restored")
        change(paths.database(Path(folder)), f"INSERT INTO meta VALUES ('n{number}', 'x')")


def bring_up_to_date(folder: str, steps: str, _child: str) -> None:
    """Opens a diary that is one schema behind, with slow steps."""
    db.MIGRATIONS = steps
    diary_file.SCHEMA += 1
    vars(db)["SCHEMA"] = diary_file.SCHEMA
    db.open_engine(Path(folder)).dispose()


def half_save(folder: str, said: str, _child: str) -> None:
    """Dies in the middle of a save, when some of it is in the file already and the rest in the journal."""
    connection = sqlite3.connect(paths.database(Path(folder)), isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE check_in SET note = note || hex(randomblob(2000))")
    connection.execute("UPDATE flag SET say = hex(randomblob(2000))")
    connection.execute("UPDATE answer SET location = hex(randomblob(500))")
    say(said, "half")
    os.kill(os.getpid(), 9)


def save_with_limit(folder: str, said: str, _child: str) -> None:
    """Saves while no file may grow beyond a limit, raised until the save goes through."""
    path = paths.database(Path(folder))
    before = rows(path)
    size = path.stat().st_size
    # in fine steps where the journal grows, and again where the diary itself does
    limits = [*range(0, 45_000, 3_000), *range(size - 4_096, size + 400_000, 4_608)]
    with opened(Path(folder)) as tracker:
        form = check_in(tracker, note="limited " * 500, chest_pain=2)
        for limit in limits:
            told = "silent"
            with _no_file_beyond(limit):
                try:
                    tracker.check_in(form)
                    say(said, limit, "saved", form.id)
                    return
                except NotSaved as error:
                    if error.assessment is not None and error.assessment.findings:
                        told = "warned"
            say(said, limit, told, "kept" if rows(path) == before else "changed")


def copy_with_limit(folder: str, target: str, said: str, _child: str) -> None:
    """Backs up while no file may grow beyond a limit, raised until the copy goes through."""
    limit = 0
    while True:
        with _no_file_beyond(limit):
            try:
                made = backup.back_up(Path(folder), Path(target), NOW)
            except (KtrackError, OSError):
                made = None
            trouble = backup.daily(Path(folder), NOW) if made is None else ""
        left = [each.name for each in (*Path(target).parent.iterdir(), *_inside(paths.backups(Path(folder))))]
        if made is not None:
            say(said, limit, "made", made.path)
            return
        say(said, limit, "refused", "told" if trouble else "untold", *left)
        limit += 4096


def write_with_limit(folder: str, target: str, said: str, _child: str) -> None:
    """Exports while no file may grow beyond a limit, raised until the export goes through."""
    from ktrack.cli import program

    limit = 0
    while True:
        with _no_file_beyond(limit):
            code = program.run(["--data-dir", folder, "export", "--format", "json", "-o", target])
        if code == 0:
            say(said, limit, "made", target)
            return
        say(said, limit, "refused", *(each.name for each in Path(target).parent.iterdir()))
        limit += 4096


def everything(folder: str, elsewhere: str, umask: str, _child: str) -> None:
    """Makes every kind of file that ktrack makes, with a careless umask."""
    from ktrack.cli import program
    from tests.faults.homes import fill

    os.umask(int(umask, 8))
    home, out = Path(folder), Path(elsewhere)
    fill(home)
    assert backup.daily(home, NOW) == ""
    made = backup.back_up(home, None, NOW)
    backup.back_up(home, out / "copy.db", NOW)
    backup.restore(home, made.path, NOW)
    assert program.run(["--data-dir", folder, "doctor", "--salvage", str(out / "rest.json")]) == 0
    assert program.run(["--data-dir", folder, "export", "--format", "json", "-o", str(out / "a.json")]) == 0
    half_save(folder, str(home / "said"), "0")


@contextmanager
def _no_file_beyond(limit: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes; what is there already can be changed."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _inside(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def to_and_fro(folder: str, said: str, _child: str) -> None:
    """Gives the diary a passphrase, another one, and takes it off, again and again."""
    home, old = Path(folder), None
    for word in itertools.cycle((*PASSPHRASES, None)):
        new = None if word is None else Key(word)
        if cipher.is_encrypted(paths.database(home)) and old is None:
            old = next(key for key in map(Key, PASSPHRASES) if cipher.fits(paths.database(home), key))
        encryption.convert(home, old, new)
        say(said, "now", word)
        old = new


def half_save_locked(folder: str, said: str, _child: str) -> None:
    """Dies in the middle of a save to an encrypted diary."""
    connection = cipher.connect(paths.database(Path(folder)), Key(PASSPHRASES[0]))
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE check_in SET note = note || hex(randomblob(2000))")
    connection.execute("UPDATE flag SET say = hex(randomblob(2000))")
    say(said, "half")
    os.kill(os.getpid(), 9)
