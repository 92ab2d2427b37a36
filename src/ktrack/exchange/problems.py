"""What is wrong with a diary file, and where, in words.

Owns the one error that reading raises and the translation of pydantic's findings into it. It must not quote what
a person wrote: places, field names and numbers only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from ktrack.errors import KtrackError
from ktrack.exchange.shapes import ID_PATTERN, TIME_PATTERN
from ktrack.text import one_line

TIME_EXAMPLE = "2026-04-07T11:45:00-04:00"


class BadDiary(KtrackError):
    """The file cannot be imported. The text names the place of the first error and says that nothing changed."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem} Nothing was imported.")


Part = str | int
Words = Callable[[Mapping[str, Any]], str]


def at(place: Sequence[Part], problem: str) -> BadDiary:
    """An error at a place, such as ("check-in 4 (id x)", "medicines", 0, "at"); numbers count from 0."""
    stop = "" if problem.endswith(("?", ".")) else "."
    return BadDiary(f"{place_words(place)}: {problem}{stop}")


def record_place(word: str, index: int, data: object) -> str:
    """How a record is named: its number in the list, counted from 1, and its id when it has one."""
    given = data.get("id") if isinstance(data, dict) else None
    name = f" (id {quoted(given)})" if isinstance(given, str) and given else ""
    return f"{word} {index + 1}{name}"


def place_words(place: Sequence[Part]) -> str:
    words = ""
    for part in place:
        words += f" {part + 1}" if isinstance(part, int) else f"{', ' if words else ''}{part}"
    return words[:1].upper() + words[1:]


def translated(place: Sequence[Part], error: ValidationError) -> BadDiary:
    """The first thing that pydantic found, in our words."""
    first = error.errors(include_url=False, include_input=False)[0]
    inside = [part if isinstance(part, int) else quoted(part) for part in first["loc"] if part != "[key]"]
    context = first.get("ctx", {})
    if first["type"] == "missing":
        return at([*place, *inside[:-1]], f"{inside[-1]} is missing")
    if first["type"] == "extra_forbidden":
        return at([*place, *inside[:-1]], f"there is no field called {inside[-1]} here")
    words = _WORDS.get(first["type"])
    return at([*place, *inside], words(context) if words else "this does not belong here")


def quoted(name: str) -> str:
    """A name from the file, short, and with nothing in it that a terminal would obey."""
    return one_line(name[:64])


def _pattern(context: Mapping[str, Any]) -> str:
    if context["pattern"] == TIME_PATTERN:
        return f"this is not a date and time like {TIME_EXAMPLE}"
    if context["pattern"] == ID_PATTERN:
        return "this is not an id: 1 to 64 letters, digits and - _ . :"
    return "this is not the name of a question"


def _too_long(context: Mapping[str, Any]) -> str:
    parts = "entries" if context["field_type"] == "List" else "characters"
    return f"this is longer than {context['max_length']} {parts}"


_WORDS: Mapping[str, Words] = {
    "string_type": lambda context: "this is not a text in quotes",
    "string_unicode": lambda context: "this is not text that can be kept",
    "string_pattern_mismatch": _pattern,
    "too_long": _too_long,
    "int_type": lambda context: "this is not a whole number without quotes",
    "no_number": lambda context: "this is not a number without quotes",
    "out_of_range": lambda context: "{given} is not a number from {lowest} to {highest}".format(**context),
    "greater_than_equal": lambda context: f"this is smaller than {context['ge']}",
    "less_than_equal": lambda context: f"this is larger than {context['le']}",
    "bool_type": lambda context: "this is not true or false",
    "list_type": lambda context: "this is not a list in square brackets",
    "dict_type": lambda context: "this is not an object in braces",
    "literal_error": lambda context: f"this is not {context['expected']}",
    "invalid_key": lambda context: "this is not a name",
}
