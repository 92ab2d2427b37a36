"""What a look at the diary comes to, as plain data.

Owns the shapes. It must not look at anything itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from ktrack import paths
from ktrack.backup import Backup
from ktrack.cipher import Key

Grade = Literal["good", "look", "wrong"]
Found = tuple[Grade, str, str]

_LISTED = 5


@dataclass(frozen=True, slots=True)
class Check:
    """What one look found."""

    name: str
    """What was looked at, in a few words."""
    grade: Grade
    """`good`: as it should be; `look`: works, and something could be better; `wrong`: do something now."""
    say: str
    do: str = ""
    """What to do about it; "" when there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one run."""

    folder: Path
    checks: tuple[Check, ...]
    backups: tuple[Backup, ...]

    @property
    def worst(self) -> Grade:
        """The worst grade among the checks."""
        grades = {check.grade for check in self.checks}
        return "wrong" if "wrong" in grades else "look" if "look" in grades else "good"


@dataclass(frozen=True, slots=True)
class Home:
    """What is looked at: the folder of a diary, its backups, and the time it is."""

    folder: Path
    now: datetime
    backups: tuple[Backup, ...]
    key: Key | None = None

    @property
    def database(self) -> Path:
        """The diary itself."""
        return paths.database(self.folder)

    @property
    def has_diary(self) -> bool:
        """Whether there is a file with something in it."""
        try:
            return self.database.stat().st_size > 0
        except OSError:
            return False


Look = Callable[[Home], Iterator[Found]]


def good(say: str) -> Found:
    """As it should be."""
    return "good", say, ""


def look(say: str, do: str = "") -> Found:
    """It works, and something could be better."""
    return "look", say, do


def wrong(say: str, do: str = "") -> Found:
    """Something has to be done."""
    return "wrong", say, do


def listed(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
