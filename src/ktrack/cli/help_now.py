"""`ktrack help-now`: whom to call and when, whatever else is broken.

Owns the text of last resort. It reads nothing but the package and, if it can, the mirrored phone numbers: no
diary, no home folder, not even readable rules are needed. It never fails for want of data.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import typer

from ktrack import paths, text
from ktrack.cli import out
from ktrack.records import Level, Profile

_MOST_BYTES = 100_000
_TEXTS = ("clinic_name", "clinic_phone", "after_hours_phone", "emergency_number", "crisis_line")
_UNREADABLE_LIST = [
    "Trouble breathing",
    "Swelling of face, lips or tongue",
    "Chest pain",
    "A seizure, fainting, hard to wake",
    "A sudden very bad headache, weakness on one side, trouble speaking",
    "Thoughts of ending your life",
]
"""What is listed when the rules themselves cannot be read."""

SCRIPT = (
    "“I had a ketamine infusion. It ended at ____ o'clock, on ____.",
    "Now I have ____ . It began at ____ , and it is getting better / worse / staying the same.",
    "I also take these medicines: ____ .",
    "I am at ____ . My name is ____ . Somebody is with me / I am alone.”",
)
"""Read aloud on the telephone; whoever reads fills the gaps."""


def help_now(context: typer.Context) -> None:
    """Show whom to call, for what, and what to say. Works without any data."""
    from ktrack.escalation import SYMBOLS, action, emergency_number
    from ktrack.tui import wording

    profile = contacts(context)
    emergency = text.one_line(emergency_number(profile))
    out.say("I NEED HELP NOW")
    out.say()
    out.say_folded(f"{SYMBOLS['emergency']} Emergency: {emergency}")
    out.say_folded(f"{SYMBOLS['urgent']} {_clinic(profile)}")
    out.say_folded(f"{SYMBOLS['urgent']} Thoughts of ending your life: {_crisis(profile)}")
    out.say()
    out.say_folded("If you are frightened or unsure, call. Being worried is reason enough.")
    out.say_folded(f"Do not drive. Do not stay alone. {wording.TOLD_NOBODY}")
    for level, titles in by_action().items():
        out.say()
        out.say_folded(f"{SYMBOLS[level]} {text.one_line(action(level, profile))} for:")
        for title in titles:
            out.say_folded(text.one_line(title), "    - ")
    out.say()
    out.say_folded("The list is not complete.")
    out.say()
    out.say("Read this aloud:")
    for line in SCRIPT:
        out.say_folded(line, "    ")


def contacts(context: typer.Context) -> Profile:
    """The mirrored numbers; an empty profile when they cannot be found or read, for whatever reason."""
    chosen = context.find_root().obj
    try:
        # bounded, and no device or pipe: this must never hang
        file = paths.contacts(paths.data_dir(chosen if isinstance(chosen, Path) else None))
        if not file.is_file():
            return Profile()
        with file.open("rb") as opened:
            found = tomllib.loads(opened.read(_MOST_BYTES).decode("utf-8", "replace"))
    except Exception:
        return Profile()
    known: dict[str, Any] = {name: value for name in _TEXTS if isinstance(value := found.get(name), str)}
    return Profile(**known)


def by_action() -> dict[Level, list[str]]:
    """Titles of the red flags under the highest action each may call for; never empty."""
    from ktrack.cli import words
    from ktrack.escalation import LEVELS, load_rulebook, worst

    try:
        red_flags = load_rulebook().red_flags
    except Exception:
        return {"emergency": _UNREADABLE_LIST}
    grouped: dict[Level, list[str]] = {}
    for level in LEVELS:
        highest = ((each, worst(trigger.level for trigger in each.triggers)) for each in red_flags)
        titles = [words.title(each) for each, reached in highest if reached == level]
        if titles:
            grouped[level] = titles
    return grouped or {"emergency": _UNREADABLE_LIST}


def _clinic(profile: Profile) -> str:
    from ktrack.escalation import clinic_numbers

    name = text.one_line(profile.clinic_name) or "Your clinic"
    return f"{name}: {text.one_line(clinic_numbers(profile)) or 'no number is saved; look on your papers'}"


def _crisis(profile: Profile) -> str:
    return text.one_line(profile.crisis_line) or "988 in the US, elsewhere your local crisis line"
