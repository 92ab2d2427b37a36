"""Texts that people, programs and attackers can put into a note, and how to see that one did harm.

Owns the loading of `data/hostile_texts.json`. An entry has an id, a category, a text, `keep` (words that must
still be seen wherever the text is shown) and sometimes `repeat` (the text is that many copies of it).
Must not use `ktrack.text` to say what a leak is: that is what it checks.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "hostile_texts.json"
_NOTE_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class HostileText:
    """One entry. Its `str` is the id, so that `parametrize(..., ids=str)` reads well."""

    id: str
    category: str
    text: str = field(repr=False)
    keep: tuple[str, ...]

    def __str__(self) -> str:
        return self.id


@cache
def _all() -> tuple[HostileText, ...]:
    entries = json.loads(_FILE.read_text("ascii"))
    return tuple(
        HostileText(entry["id"], entry["category"], entry["text"] * entry.get("repeat", 1), tuple(entry["keep"]))
        for entry in entries
    )


def hostile_texts(*categories: str) -> tuple[HostileText, ...]:
    """All entries, or those of the categories named."""
    unknown = set(categories) - {entry.category for entry in _all()}
    assert not unknown, f"no such category: {unknown}"
    return tuple(entry for entry in _all() if not categories or entry.category in categories)


def hostile_notes() -> tuple[HostileText, ...]:
    """The entries that are short enough to be kept as a note."""
    return tuple(entry for entry in _all() if len(entry.text) <= _NOTE_LENGTH)


def leaks(drawn: str) -> set[str]:
    """The characters of `drawn` that no terminal may be given, named by code point."""
    return {f"U+{ord(character):04X}" for character in set(drawn) if _commands_a_terminal(character)}


def _commands_a_terminal(character: str) -> bool:
    if character in "\t\n":
        return False
    turns_direction = unicodedata.bidirectional(character) in {
        "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
    }  # fmt: skip
    tag = 0xE0000 <= ord(character) <= 0xE007F
    return unicodedata.category(character) in {"Cc", "Cs"} or turns_direction or tag
