"""`ktrack help-now`: whom to call and when, whatever else is broken.

Owns the text of last resort. It reads nothing but the package and, if it can, the mirrored phone numbers: no
diary, no home folder, not even readable rules are needed. It never fails for want of data.
"""

from __future__ import annotations

import typer

from ktrack import text
from ktrack.cli import data, out
from ktrack.records import Profile

UNREADABLE_LIST = [
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
    from ktrack import wording
    from ktrack.contacts import watched_for
    from ktrack.escalation import SYMBOLS, action, emergency_number

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
    for level, titles in watched_for() or [("emergency", UNREADABLE_LIST)]:
        out.say()
        out.say_folded(f"{SYMBOLS[level]} {text.one_line(action(level, profile))} for:")
        for title in titles:
            out.say_folded(title, "    - ")
    out.say()
    out.say_folded("The list is not complete.")
    out.say()
    out.say("Read this aloud:")
    for line in SCRIPT:
        out.say_folded(line, "    ")


def contacts(context: typer.Context) -> Profile:
    """The mirrored numbers; an empty profile when they cannot be found or read, for whatever reason."""
    from ktrack.contacts import read_contacts

    try:
        return read_contacts(data.folder(context))
    except Exception:  # no home, no such user, a file made to do harm: help comes first
        return Profile()


def _clinic(profile: Profile) -> str:
    from ktrack.escalation import clinic_numbers

    name = text.one_line(profile.clinic_name) or "Your clinic"
    return f"{name}: {text.one_line(clinic_numbers(profile)) or 'no number is saved; look on your papers'}"


def _crisis(profile: Profile) -> str:
    return text.one_line(profile.crisis_line) or "988 in the US, elsewhere your local crisis line"
