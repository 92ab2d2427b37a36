"""The words of an alert: one heading per level, and the numbers that stand in a rule's text.

Owns nothing medical: what to say about a red flag stands in its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ktrack.questions import question
from ktrack.records import Level, Profile

SYMBOLS: Mapping[Level, str] = {"emergency": "!!!", "urgent": "!!", "contact": "!", "watch": "·"}
"""Shown beside the words, so that a level never rests on colour alone."""

ORIGINS: Mapping[str, str] = {
    "sources": "from the five sources",
    "beyond": "not from the five sources",
    "clinic": "added by your clinic",
}
"""Where a red flag comes from, as a label beside it."""

_NO_EMERGENCY_NUMBER = "your local emergency number (911 in the US)"
_NO_CRISIS_LINE = "your local crisis line (988 in the US)"


def emergency_number(profile: Profile) -> str:
    """The number to call, or words that say which one is meant."""
    return profile.emergency_number or _NO_EMERGENCY_NUMBER


def action(level: Level, profile: Profile) -> str:
    """The one heading of a level."""
    headings: Mapping[Level, str] = {
        "emergency": f"CALL {profile.emergency_number or 'YOUR EMERGENCY NUMBER'} NOW",
        "urgent": "CALL YOUR CLINIC NOW",
        "contact": "CALL YOUR CLINIC WHEN IT OPENS",
        "watch": "KEEP WATCHING",
    }
    return headings[level]


def clinic_numbers(profile: Profile) -> str:
    """ "555-0142, after hours 555-0143", or what is known of it; empty when nothing is."""
    known = [profile.clinic_phone] if profile.clinic_phone else []
    if profile.after_hours_phone:
        known.append(f"after hours {profile.after_hours_phone}")
    return ", ".join(known)


def worded(template: str, profile: Profile, keys: Iterable[str]) -> str:
    """A rule's text with the numbers to call and the names of the symptoms filled in."""
    labels = [question(key).label.lower() for key in keys]
    fill = {
        "{emergency}": emergency_number(profile),
        "{crisis}": profile.crisis_line or _NO_CRISIS_LINE,
        "{clinic}": "your clinic",  # its numbers stand in the heading
        "{symptom}": " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1] if labels else ""))),
    }
    for name, words in fill.items():
        template = template.replace(name, words)
    return template[:1].upper() + template[1:]
