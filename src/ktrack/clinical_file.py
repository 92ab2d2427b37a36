"""Reads the TOML files of the `clinical` folder strictly.

Owns one thing: a field that is missing, of the wrong type, or not known is refused with the file and the
field named, so that a slip of the pen in a medical text never passes unseen. It does not know what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import tomli


class BadClinicalFile(ValueError):
    """A file in the clinical folder cannot be used. The text names the file and the field."""

    def __init__(self, file: str, field: str, wrong: str) -> None:
        super().__init__(f"{file}: {field} {wrong}")
        self.file = file
        self.field = field


class Fields:
    """One TOML table whose fields are taken out one by one; `done` refuses whatever is left.

    Every method raises BadClinicalFile when the field is missing (and has no default) or has the wrong shape.
    """

    def __init__(self, file: str, where: str, table: object) -> None:
        if not isinstance(table, dict):
            raise BadClinicalFile(file, where, "must be a table")
        self.file = file
        self.where = where
        self._left: dict[str, object] = dict(table)

    def wrong(self, name: str, why: str) -> BadClinicalFile:
        """The error for one field, for the caller to raise."""
        return BadClinicalFile(self.file, f"{self.where}.{name}" if self.where else name, why)

    def has(self, name: str) -> bool:
        return name in self._left

    def says(self, name: str, value: object) -> bool:
        """Whether the field holds just this value; takes it if so."""
        if self._left.get(name) != value:
            return False
        del self._left[name]
        return True

    def names(self) -> tuple[str, ...]:
        """What has not been taken yet, in the order of the file."""
        return tuple(self._left)

    def text(self, name: str, default: str | None = None) -> str:
        """A text with something in it."""
        value = self._take(name, default)
        if not isinstance(value, str) or (not value.strip() and value != default):
            raise self.wrong(name, "must be a text that is not empty")
        if value != value.strip():
            raise self.wrong(name, "must not begin or end with a space")
        return value

    def prose(self, name: str) -> str:
        """A text of several lines, as one paragraph: the breaks are the file's, not the reader's."""
        value = self._take(name, None)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "must be a text that is not empty")
        return " ".join(value.split())

    def lines(self, name: str) -> str:
        """A text whose line breaks are meant."""
        value = self._take(name, None)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "must be a text that is not empty")
        return value.strip("\n")

    def day(self, name: str) -> date:
        """A date, written without quotes or as YYYY-MM-DD in quotes."""
        value = self._take(name, None)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise self.wrong(name, "must be a date like 2026-11-21") from None

    def choice(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self._take(name, default)
        if not isinstance(value, str) or value not in choices:
            raise self.wrong(name, f"must be one of {', '.join(choices)}")
        return value

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of different texts; empty only where that is the default."""
        value = self._take(name, None if default is None else list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.wrong(name, "must be a list of texts")
        if not value and default != ():
            raise self.wrong(name, "must not be empty")
        if len(set(value)) != len(value):
            raise self.wrong(name, "says the same thing twice")
        return tuple(value)

    def one_or_more(self, name: str) -> tuple[str, ...]:
        """A list of different texts, or one text alone."""
        return (self.text(name),) if isinstance(self._left.get(name), str) else self.texts(name)

    def whole(self, name: str, default: int | None = None) -> int:
        value = self._take(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(name, "must be a whole number")
        return value

    def yes_no(self, name: str, default: bool) -> bool:
        value = self._take(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "must be true or false")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        """A number that is not negative."""
        value = self._take(name, default)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value < 1e6:
            raise self.wrong(name, "must be a number, 0 or more")
        return value

    def pair(self, name: str) -> tuple[float, float]:
        """Two numbers, the smaller first."""
        value = self._take(name, None)
        if (
            not isinstance(value, list)
            or len(value) != 2
            or not all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in value)
            or not value[0] < value[1]
        ):
            raise self.wrong(name, "must be two numbers, the smaller first")
        return value[0], value[1]

    def table(self, name: str) -> Fields:
        where = f"{self.where}.{name}" if self.where else name
        return Fields(self.file, where, self._take(name, None))

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A table as it stands, whose fields somebody else checks."""
        value = self._take(name, None)
        if not isinstance(value, dict):
            raise self.wrong(name, "must be a table")
        return value

    def copies(self, times: int, names: tuple[str, ...]) -> list[Fields]:
        """The named fields taken out together, to be read several times over."""
        taken = {name: self._left.pop(name) for name in names if name in self._left}
        return [Fields(self.file, self.where, taken) for _ in range(times)]

    def raw_tables(self, name: str) -> list[Mapping[str, Any]]:
        """A list of tables as they stand, empty when the field is missing."""
        value = self._left.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.wrong(name, "must be a list of tables")
        return value

    def tables(self, name: str) -> list[Fields]:
        """A list of tables, empty when the field is missing. Messages count them from 1."""
        value = self.raw_tables(name)
        where = f"{self.where}.{name}" if self.where else name
        return [Fields(self.file, f"{where}[{n}]", each) for n, each in enumerate(value, start=1)]

    def done(self) -> None:
        """Refuses fields that nobody asked for: most are misspelt."""
        for name in self._left:
            raise self.wrong(name, "is not a field ktrack knows")

    def _take(self, name: str, default: object) -> object:
        if name in self._left:
            return self._left.pop(name)
        if default is None:
            raise self.wrong(name, "is missing")
        return default


def packaged(name: str) -> str:
    """The text of a file that comes with ktrack, by its name in the clinical folder."""
    return (files("ktrack") / "clinical" / name).read_text(encoding="utf-8")


def read(file: str, toml: str) -> Fields:
    """The top of a TOML text; `file` is only for messages."""
    try:
        table: Mapping[str, object] = tomli.loads(toml)
    except tomli.TOMLDecodeError as error:
        raise BadClinicalFile(file, "the text", f"is not TOML: {error}") from None
    return Fields(file, "", table)
