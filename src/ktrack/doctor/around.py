"""The looks at what is around the diary: copies, modes, the place, the disk, the clock, the rules.

Owns those looks and their limits. It must not look into the diary beyond counting.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ktrack import backup, cipher, clinic, diary_file, paths, places, when
from ktrack.doctor.findings import Found, Home, good, listed, look, wrong
from ktrack.errors import KtrackError
from ktrack.escalation import load_rulebook

OLD_BACKUP = timedelta(days=7)
LITTLE_ROOM = 50_000_000
"""Bytes. A diary of a year with its backups needs about that."""
FIRST_DAY, LAST_DAY = datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Outside of these a clock has lost its battery: ktrack is younger than the first."""
_AHEAD = timedelta(minutes=5)


def backups(home: Home) -> Iterator[Found]:
    """Whether there is a way back, and how old it is."""
    usable = [each for each in home.backups if each.good]
    broken = [each.problem for each in home.backups if not each.good]
    advice = "Make one: ktrack backup. Better on a memory stick as well: ktrack backup FILE."
    if not usable:
        if home.has_diary:
            yield look("There is no backup that can be brought back.", advice)
    else:
        old = usable[0].age(home.now) > OLD_BACKUP
        made = when.said(usable[0].made_at.astimezone(home.now.tzinfo), home.now)
        said = f"{len(usable)} can be brought back, the newest made {made}. They are on the diary's own disk."
        yield look(said, "Make a new one: ktrack backup") if old else good(said)
    if broken:
        more = f" ({len(broken) - 1} more are like that.)" if len(broken) > 1 else ""
        yield look(f"A file among the backups cannot be brought back: {broken[0]}{more}")


def privacy(home: Home) -> Iterator[Found]:
    """Whether somebody else on this computer could read it."""
    if sys.platform == "win32" or not home.folder.exists():
        return
    ours = [path for path in (home.folder, *_ours(home)) if not path.is_symlink()]
    foreign = [str(path) for path in ours if path.lstat().st_uid != os.geteuid()]
    too_open = [str(path) for path in ours if path.lstat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if foreign:
        yield wrong(f"This belongs to another user of this computer: {listed(foreign)}.", "Choose another folder.")
    if too_open:
        yield wrong(
            f"Other users of this computer can get at: {listed(too_open)}.",
            f"Close it to them: chmod -R go-rwx '{home.folder}'",
        )
    if not foreign and not too_open:
        yield good("Only your user account can open the folder and its files.")


def encryption(home: Home) -> Iterator[Found]:
    """Whether a passphrase is needed, also for every copy."""
    if not home.has_diary:
        return
    if not cipher.is_encrypted(home.database):
        yield good("The diary opens without a passphrase. To give it one: ktrack encrypt")
        return
    plain = [each.path.name for each in home.backups if not cipher.is_encrypted(each.path)]
    if plain:
        yield look(
            f"The diary is encrypted, but these backups open without a passphrase: {listed(plain)}.",
            "Remove them, or run ktrack encrypt again, which offers to encrypt them.",
        )
    else:
        yield good(
            "The diary and its backups open with the passphrase only. Phone numbers, your clinic's file and what "
            "you export are not encrypted."
        )


def place(home: Home) -> Iterator[Found]:
    """Whether another program or another machine has its hands on the folder."""
    program, network = places.kept_in_step_by(home.folder), places.network_type(home.folder)
    if program:
        yield look(
            f"{home.folder} is kept in step with other computers by {program}. A copy made while ktrack saves can "
            "be broken, and your words leave this computer.",
            "Move the folder elsewhere. To have the diary in two places, use ktrack backup FILE.",
        )
    if network:
        yield look(
            f"{home.folder} is on another machine ({network}). Two programs can then save at once and damage it.",
            "Move the folder to a disk of this computer.",
        )
    if not program and not network:
        yield good(f"{home.folder} is in no place that is known to be copied by others, or on another machine.")


def left_beside(home: Home) -> Iterator[Found]:
    """Whether another program opened the diary in its own way."""
    beside = [home.database.with_name(f"{home.database.name}{ending}") for ending in ("-wal", "-shm")]
    if any(os.path.lexists(each) for each in beside):
        yield look("Another program has the diary open in its own way.", "Close that program, then open ktrack.")


def room(home: Home) -> Iterator[Found]:
    """Whether the next entries fit on the disk."""
    there = next(each for each in (home.folder, *home.folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    if free < LITTLE_ROOM:
        yield look(f"Only {free // 1_000_000} MB are free on the disk.", "Make room soon.")
    else:
        yield good("There is room for new entries and backups.")


def clock(home: Home) -> Iterator[Found]:
    """Whether the time can be right: all ages and windows hang on it."""
    shown = f"{home.now:%Y-%m-%d %H:%M}"
    if not FIRST_DAY <= home.now < LAST_DAY:
        yield wrong(f"This computer thinks it is {shown}.", "Set its clock, then check in.")
        return
    newest = _newest_entry(home)
    if newest is not None and newest - home.now > _AHEAD:
        yield look(
            f"This computer says {shown}, but a check-in was entered later than that.",
            "Look whether the clock is right now, or was wrong then.",
        )
    else:
        yield good(f"This computer says {shown}.")


def rules(home: Home) -> Iterator[Found]:
    """Whether ktrack's own red flags are all there."""
    try:
        found = load_rulebook()
    except (KtrackError, OSError, ValueError):
        yield wrong("ktrack's own list of red flags cannot be read.", "Install ktrack again.")
        return
    yield good(f"All {len(found.red_flags)} are in force, version {found.version}.")


def clinic_file(home: Home) -> Iterator[Found]:
    """Whether what the clinic added is in force."""
    path = paths.clinic_file(home.folder)
    if not path.exists():
        return
    try:
        added = clinic.read_clinic(path.read_bytes(), path.name)
        added.added_to(load_rulebook())
    except (KtrackError, ValueError, OSError):
        yield wrong(f"{path} cannot be used; ktrack's own red flags are used.", "Ask your clinic for it again.")
        return
    yield good(f"It adds {len(added.red_flags)} red flags.")


def sqlite(home: Home) -> Iterator[Found]:
    """Which SQLite this is. Some have a mistake in a way of writing that ktrack avoids."""
    version = sqlite3.sqlite_version_info
    mended = version >= (3, 51, 3) or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in ((3, 44, 6), (3, 50, 7))
    )
    note = "" if mended else " It has a known mistake in a way of writing that ktrack does not use."
    yield good(f"Version {sqlite3.sqlite_version}.{note}")


def _newest_entry(home: Home) -> datetime | None:
    try:
        return backup.check(home.database, home.key).newest
    except backup.BadBackup:
        return None


def _ours(home: Home) -> list[Path]:
    beside = (paths.contacts, paths.clinic_file, paths.settings_file, paths.backups)
    names = (paths.database, diary_file.marker, *beside)
    there = [path for path in (name(home.folder) for name in names) if os.path.lexists(path)]
    return [*there, *(each.path for each in home.backups)]
