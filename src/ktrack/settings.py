"""How the app behaves on this computer: colours, when the screen goes blank, when the numbers were checked.

Owns `settings.toml`. Nothing medical stands in it, so a damaged file costs nothing but a choice of colours:
whatever cannot be used is the default again, and one sentence says so. It must not draw.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeGuard

from ktrack import paths
from ktrack.errors import KtrackError

COLOURS = ("dark", "light", "high-contrast")
MOST_MINUTES = 240
_MOST_BYTES = 10_000


class SettingsNotKept(KtrackError):
    """The disk did not take the settings."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose; every field has a default."""

    colours: str = "dark"
    """One of COLOURS."""
    blank_after_minutes: int = 15
    """Minutes without a key until the screen goes blank, 0 to MOST_MINUTES; 0 = never."""
    numbers_checked_on: date | None = None
    """The day on which the person last said that the numbers to call are right."""


def read(folder: Path) -> tuple[Settings, str]:
    """The settings, and a sentence when some of the file could not be used."""
    file = paths.settings_file(folder)
    try:
        with file.open("rb") as opened:
            found = tomllib.loads(opened.read(_MOST_BYTES).decode("utf-8"))
    except FileNotFoundError:
        return Settings(), ""
    except (OSError, ValueError):
        return Settings(), _notice(file)
    colours, minutes, day = (found.get(name) for name in ("colours", "blank_after_minutes", "numbers_checked_on"))
    default = Settings()
    settings = Settings(
        colours if colours in COLOURS else default.colours,
        minutes if _is_minutes(minutes) else default.blank_after_minutes,
        day if _is_day(day) else None,
    )
    given = (colours or default.colours, default.blank_after_minutes if minutes is None else minutes, day)
    used = (settings.colours, settings.blank_after_minutes, settings.numbers_checked_on)
    return settings, "" if given == used else _notice(file)


def write(folder: Path, settings: Settings) -> None:
    """Keeps the settings in a file that only its owner can read. Raises SettingsNotKept."""
    lines = [f'colours = "{settings.colours}"', f"blank_after_minutes = {settings.blank_after_minutes}"]
    if settings.numbers_checked_on is not None:
        lines.append(f"numbers_checked_on = {settings.numbers_checked_on.isoformat()}")
    text = "# How the ktrack app looks on this computer. No medical data.\n" + "\n".join(lines) + "\n"
    try:
        paths.write_private(paths.settings_file(folder), text.encode(), replace=True)
    except OSError as error:
        raise SettingsNotKept(
            f"The settings could not be kept ({error.strerror}): they hold until ktrack is closed. Make room on "
            "the disk, then choose them again."
        ) from error


def _is_minutes(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_MINUTES


def _is_day(value: object) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)


def _notice(file: Path) -> str:
    return (
        f"Some of {file.name} could not be read, so the app looks as it did at first: choose again with the comma "
        "key. Your diary is not touched by this."
    )
