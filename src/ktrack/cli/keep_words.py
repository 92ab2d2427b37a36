"""The words of `backup`, `restore`, `doctor` and `erase`.

Owns how counts, ages and findings read. It must not print, and never says that a diary is well: only what was
looked at and what was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ktrack import cipher, paths, when
from ktrack.cli import out

if TYPE_CHECKING:
    from ktrack.backup import Backup, Counts
    from ktrack.doctor import Grade, Report
    from ktrack.salvage import Salvaged

_KINDS = (
    ("infusions", "infusion", "infusions"),
    ("check_ins", "check-in", "check-ins"),
    ("flags", "warning", "warnings"),
    ("visits", "visit", "visits"),
    ("forms", "form not saved yet", "forms not saved yet"),
)
_MARKS: Mapping[Grade, str] = {"good": "  ", "look": "? ", "wrong": "! "}
_ENDINGS: Mapping[Grade, str] = {
    "good": "Nothing found that has to be done.",
    "look": "Lines with ? could be better.",
    "wrong": "Lines with ! need something to be done now.",
}
_TABLES = {
    "profile": "your phone numbers",
    "infusion": "infusions",
    "check_in": "check-ins",
    "answer": "answers",
    "vital": "measured values",
    "medicine": "medicines",
    "flag": "warnings",
    "visit": "visits",
    "edit": "earlier versions",
    "draft": "forms not saved yet",
}


def counts(held: Counts | None, now: datetime) -> str:
    """What a diary holds: "3 infusions, 12 check-ins, the newest entered yesterday 21:30"."""
    if held is None or held.nothing:
        return "no entries"
    said = [
        f"{number} {one if number == 1 else more}" for name, one, more in _KINDS if (number := getattr(held, name))
    ]
    if held.newest is not None:
        said.append(f"the newest entered {when.said(held.newest.astimezone(now.tzinfo), now)}")
    return ", ".join(said)


def now_in(held: Counts | None, folder: Path, now: datetime) -> str:
    """What the diary of now holds, or that nobody can tell."""
    if held is not None:
        return counts(held, now)
    if cipher.is_encrypted(paths.database(folder)):
        return "an encrypted diary that this passphrase does not open; it is kept as it is"
    return f"nothing that can be read (`ktrack --data-dir {folder} doctor` says more)"


def fewer(before: Counts, after: Counts) -> list[str]:
    """What is not in the diary any more: "1 check-in"."""
    gone = {each: getattr(before, each[0]) - getattr(after, each[0]) for each in _KINDS}
    return [f"{number} {one if number == 1 else more}" for (_, one, more), number in gone.items() if number > 0]


def backup_line(found: Backup, now: datetime) -> str:
    """One backup of a list."""
    if found.counts is None:
        return found.problem
    made = when.said(found.made_at.astimezone(now.tzinfo), now)
    return f"{found.path.name}: made {made}, {counts(found.counts, now)}"


def report(found: Report, now: datetime) -> Iterator[str]:
    """What `doctor` found, folded into lines."""
    for check in found.checks:
        yield out.fold(f"{check.name}: {check.say}", _MARKS[check.grade], "    ")
        if check.do:
            yield out.fold(f"To do: {check.do}", "    ")
    if found.backups:
        yield ""
        yield "Backups:"
        for each in found.backups:
            yield out.fold(backup_line(each, now), "  - ")
    yield ""
    yield out.fold(_ENDINGS[found.worst])


def report_json(found: Report) -> dict[str, Any]:
    """The same for programs."""
    return {
        "folder": str(found.folder),
        "worst": found.worst,
        "checks": [
            {"name": check.name, "grade": check.grade, "say": check.say, "do": check.do} for check in found.checks
        ],
        "backups": [_backup_json(each) for each in found.backups],
    }


def salvaged(found: Salvaged, target: Path, last: Backup | None, now: datetime) -> Iterator[str]:
    """What came out of a damaged diary, what did not, and what to do with it."""
    read = found.read
    said = [
        f"{number} {one if number == 1 else more}"
        for kind, (_, one, more) in zip(("infusion", "check_in", "flag", "visit"), _KINDS, strict=False)
        if (number := read[kind])
    ]
    yield f"Written: {target.absolute()}"
    yield f"It holds what could be read: {', '.join(said) or 'no entries'}."
    for table, lost in found.lost.items():
        how_many = "some" if lost is None else str(lost)
        yield f"Could not be read: {how_many} of the {_TABLES[table]}."
    if found.unreadable:
        yield f"Left out because they are damaged: {len(found.unreadable)} rows (`ktrack doctor` names them)."
    if found.moved:
        yield f"Check-ins whose infusion is lost: {found.moved}. They count as between infusions."
    if found.forms:
        yield f"Forms not saved yet: {found.forms}. Their warnings are in the file, their answers are not."
    yield "Only your user account can open it, but it is not encrypted: mind where you keep it."
    if found.complete:
        return
    if last is None:
        yield f"There is no backup. To begin again with this: ktrack --data-dir NEW-FOLDER import {target}"
    else:
        made = when.said(last.made_at.astimezone(now.tzinfo), now)
        yield f"Now bring back the last backup, made {made}: ktrack restore {last.path.name}"
        yield f"Then add what is newer: ktrack import {target}"


def _backup_json(found: Backup) -> dict[str, Any]:
    held = found.counts
    return {
        "path": str(found.path),
        "made_at": found.made_at.isoformat(),
        "can_be_restored": found.good,
        "problem": found.problem,
        "infusions": held.infusions if held else None,
        "check_ins": held.check_ins if held else None,
        "flags": held.flags if held else None,
        "visits": held.visits if held else None,
        "newest": held.newest.isoformat() if held and held.newest else None,
    }
