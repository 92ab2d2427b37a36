"""What help needs when the diary cannot be read: the numbers beside it, and what is watched for.

Owns reading both without ever failing: half a help screen is better than none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomli

from ktrack import paths, text
from ktrack.escalation import LEVELS, load_rulebook, worst
from ktrack.records import Level, Profile

_MOST_BYTES = 100_000
_TEXTS = ("clinic_name", "clinic_phone", "after_hours_phone", "emergency_number", "crisis_line")


def read_contacts(folder: Path) -> Profile:
    """The numbers in `contacts.toml`; an empty profile when they cannot be found or read."""
    try:
        file = paths.contacts(folder)
        if not file.is_file():
            return Profile()
        with file.open("rb") as opened:
            found = tomli.loads(opened.read(_MOST_BYTES).decode("utf-8", "replace"))
    except (OSError, ValueError):
        return Profile()
    known: dict[str, Any] = {
        name: text.one_line(found[name]) for name in _TEXTS if isinstance(found.get(name), str)
    }
    return Profile(**known)


def watched_for() -> list[tuple[Level, list[str]]]:
    """Titles of the red flags by the highest level each can reach, worst level first; empty when unreadable."""
    try:
        red_flags = load_rulebook().red_flags
    except Exception:
        return []
    found = []
    for level in LEVELS:
        titles = [each.name for each in red_flags if worst(trigger.level for trigger in each.triggers) == level]
        if titles:
            found.append((level, titles))
    return found
