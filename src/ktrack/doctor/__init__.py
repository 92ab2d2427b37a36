"""Looking a diary over: is it there, sound, private, copied, and where it should be?

`inside` looks into the file, `around` at what is around it, `findings` says what a look comes to. Nothing here
changes, prints or repairs anything, or shows what a person wrote, and no look can stop another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ktrack import backup
from ktrack.cipher import Key
from ktrack.doctor import around, inside
from ktrack.doctor.findings import Check, Grade, Home, Look, Report, wrong

__all__ = ["Check", "Grade", "Report", "examine"]

_FILE = ("The diary's file", inside.file)
_PAGES = ("Every page", inside.pages)
_INSIDE: tuple[tuple[str, Look], ...] = (
    ("What belongs together", inside.links),
    ("What is in the file", inside.schema),
    ("Every entry", inside.entries),
)
_AROUND: tuple[tuple[str, Look], ...] = (
    ("Backups", around.backups),
    ("Who can look in", around.privacy),
    ("Encryption", around.encryption),
    ("Where it is", around.place),
    ("Files beside it", around.left_beside),
    ("Room on the disk", around.room),
    ("The clock", around.clock),
    ("The red flags", around.rules),
    ("Your clinic's file", around.clinic_file),
    ("SQLite", around.sqlite),
)


def examine(folder: Path, now: datetime, key: Key | None = None) -> Report:
    """Looks everything over. Changes nothing, raises nothing. `key` is for an encrypted diary."""
    home = Home(folder, now, backup.backups(folder, key), key)
    checks = [*_looked(home, *_FILE)]
    if checks[0].grade == "good" and home.has_diary:
        checks += _looked(home, *_PAGES)
        if checks[-1].grade != "look":  # else it cannot be read just now
            checks += [check for each in _INSIDE for check in _looked(home, *each)]
    checks += [check for each in _AROUND for check in _looked(home, *each)]
    return Report(folder, tuple(checks), home.backups)


def _looked(home: Home, name: str, look: Look) -> Iterator[Check]:
    try:
        for found in look(home):
            yield Check(name, *found)
    except Exception as error:
        # what cannot be looked at is a finding too; the error's own text might quote an entry
        why = getattr(error, "strerror", None) or type(error).__name__
        yield Check(name, *wrong(f"This could not be looked at ({why}).", "Start ktrack doctor once more."))
