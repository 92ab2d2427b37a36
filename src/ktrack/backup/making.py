"""Making a backup, and which ones of every day stay.

Owns names and places of backups. A backup is only called one after it was read back; it never replaces a file
unasked, and the daily one never stands in the way of a start. It must not print.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from ktrack import diary_file, paths
from ktrack.backup.looking import Backup, counts_of
from ktrack.cipher import Key
from ktrack.errors import KtrackError

DAYS = 7
WEEKS = 4

_DAILY = re.compile(r"ktrack-(\d{4}-\d\d-\d\d)\.db")
_LEFT_OVER = ".ktrack-"
_STALE = timedelta(days=1)


class NotBackedUp(KtrackError):
    """There is no new backup. The text says why; the diary and every older backup are what they were."""


def back_up(
    folder: Path, target: Path | None, now: datetime, *, force: bool = False, key: Key | None = None
) -> Backup:
    """Copies the diary to `target`, or to the folder of the backups, and reads the copy back.

    The copy of an encrypted diary, which needs its `key`, is encrypted with it too.

    Such a copy is never removed by ktrack. `force` replaces a file that is there. Raises NotBackedUp,
    diary_file.CannotOpen when there is no diary that can be copied, diary_file.BadCopy, or OSError; then nothing
    is left at `target`, and what was there is unchanged.
    """
    if diary_file.look(folder, key) == "new":
        raise NotBackedUp(f"There is no diary in {folder} yet, so there is nothing to back up.")
    if target is None:
        target = _free_name(_place(folder), f"ktrack-{now:%Y-%m-%d}")
    else:
        _check_place(paths.database(folder), target, force=force)
    return _copy(paths.database(folder), target, now, replace=force, key=key)


def daily(folder: Path, now: datetime, key: Key | None = None) -> str:
    """At the first start of a day: makes the backup of the day, then lets go of those that are not needed.

    Never raises. Returns what went wrong, as one sentence for the person, or "".
    """
    try:
        _daily(folder, now, key)
    except KtrackError as error:
        return f"Today's backup was not made. {error} `ktrack doctor` looks into it."
    except OSError as error:
        why = error.strerror or str(error)
        return f"Today's backup was not made ({why}). The diary itself is kept: look at `ktrack doctor`."
    except Exception:
        # a start must not fail for want of a copy, whatever the reason
        return "Today's backup was not made. The diary itself is kept: look at `ktrack doctor`."
    return ""


def keep_aside(folder: Path, now: datetime) -> Path:
    """A free name in the folder of the backups for a diary that is being replaced. ktrack never removes it."""
    return _free_name(_place(folder), f"before-restore-{now:%Y-%m-%d}", first="")


def _daily(folder: Path, now: datetime, key: Key | None) -> None:
    # the diary is open in this program: opening and closing its file here by hand would take away SQLite's locks
    try:
        found = paths.database(folder).lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise NotBackedUp(f"{paths.database(folder)} is not an ordinary file.")
    if found.st_size == 0:
        return
    place = _place(folder)
    target = place / f"ktrack-{now:%Y-%m-%d}.db"
    if target.exists():
        return
    for left in (folder, place):
        _sweep(left, now)
    try:
        made = _copy(paths.database(folder), target, now, replace=False, key=key)
    except FileExistsError:
        return  # another ktrack was started at the same moment
    if made.counts is not None and made.counts.nothing:
        target.unlink()  # an empty diary is not worth a place among seven
        return
    for path in not_needed(place, target):
        path.unlink(missing_ok=True)


def not_needed(place: Path, newest: Path) -> list[Path]:
    """Backups of a day that go, now that `newest` is made and good.

    What stays are the last 7, and the last one of each of the 4 weeks before those. Only backups that `daily` made
    are ever named here.
    """
    by_day: dict[date, Path] = {}
    for path in place.iterdir():
        found = _DAILY.fullmatch(path.name)
        day = _date(found[1]) if found else None
        if day is not None and path != newest:
            by_day[day] = path
    days = sorted(by_day, reverse=True)
    kept = days[: DAYS - 1]
    weeks: dict[tuple[int, int], date] = {}
    for day in days[DAYS - 1 :]:
        # the week that the oldest of the seven is in gets its turn when that one is let go
        if day.isocalendar()[:2] != kept[-1].isocalendar()[:2]:
            weeks.setdefault(day.isocalendar()[:2], day)
    return sorted(set(by_day.values()) - {by_day[day] for day in (*kept, *list(weeks.values())[:WEEKS])})


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _place(folder: Path) -> Path:
    paths.make_private_folder(folder)
    place = paths.backups(folder)
    paths.make_private_folder(place)
    return place


def _free_name(place: Path, stem: str, first: str = "-1") -> Path:
    endings: Iterable[str] = (first, *(f"-{number}" for number in range(2, 1000)))
    for ending in endings:
        path = place / f"{stem}{ending}.db"
        if not os.path.lexists(path):
            return path
    raise NotBackedUp(f"There are a thousand backups of this day in {place}: move some elsewhere, then try again.")


def _check_place(source: Path, target: Path, *, force: bool) -> None:
    if target.is_symlink():
        raise NotBackedUp(f"{target} is a link, which ktrack does not follow: name the file itself.")
    if target.is_dir():
        raise NotBackedUp(f"{target} is a folder: name a file in it, such as {target / 'ktrack.db'}.")
    if target.parent.resolve() == source.parent.resolve():
        raise NotBackedUp(f"{target.parent} is the folder of the diary itself: name a place elsewhere.")
    if not target.parent.is_dir():
        raise NotBackedUp(f"There is no folder {target.parent}: make it, or look whether the stick is plugged in.")
    if not target.exists():
        return
    if target.samefile(source):
        raise NotBackedUp(f"{target} is the diary itself: name another file.")
    if not stat.S_ISREG(target.stat().st_mode):
        raise NotBackedUp(f"{target} is not an ordinary file: name another one.")
    if not force:
        raise NotBackedUp(f"{target} is there already and was not touched: name another, or add --force.")


def _copy(source: Path, target: Path, now: datetime, *, replace: bool, key: Key | None) -> Backup:
    """A verified copy that is at `target` whole or not at all, and outlives a power cut."""
    if replace:
        part = target.with_name(f"{_LEFT_OVER}{secrets.token_hex(8)}.part")
        try:
            diary_file.verified_copy(source, part, key)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    else:
        diary_file.verified_copy(source, target, key)
    with contextlib.suppress(OSError):  # some sticks keep no times; the name has the day
        os.utime(target, (now.timestamp(), now.timestamp()))
    paths.sync_folder(target.parent)
    # every page was read back a moment ago
    return Backup(target, now, counts_of(target, key))


def _sweep(place: Path, now: datetime) -> None:
    """Removes what a copy that was killed half way left behind. Younger ones may still be in the making."""
    for path in place.iterdir():
        if not (path.name.startswith(_LEFT_OVER) and ".part" in path.name):
            continue
        if now.timestamp() - path.lstat().st_mtime <= _STALE.total_seconds():
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
