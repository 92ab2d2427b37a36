"""Measured values that look mistyped: asked about on a terminal, said on stderr anywhere else.

Owns that one question. Nothing is dropped or changed unasked: a value nobody confirmed is kept as typed and
marked as unconfirmed.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from ktrack import questions, when
from ktrack.cli import out
from ktrack.cli.typed import Typed

_PRESSURE = ("systolic", "diastolic")


def vitals(given: Mapping[str, float], *, ask: bool = True) -> tuple[dict[str, float], tuple[str, ...]]:
    """The values to keep, and which of them stay unconfirmed. `ask` is False when nothing will be kept anyway."""
    kept = dict(given)
    odd = questions.implausible(kept)
    if not odd:
        return kept, ()
    if not (ask and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()):
        for keys in _together(odd):
            out.warn_folded(f"Check this number: {_named(kept, keys)}. It is kept as typed, marked as unconfirmed.")
        return kept, odd
    unconfirmed: list[str] = []
    for keys in _together(odd):
        unconfirmed += _ask(kept, keys)
    return kept, tuple(unconfirmed)


def _together(odd: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Keys that are asked about at once: two odd blood pressure numbers are one question."""
    if not set(_PRESSURE) <= set(odd):
        return [(key,) for key in odd]
    return [_PRESSURE, *((key,) for key in odd if key not in _PRESSURE)]


def _named(given: Mapping[str, float], keys: tuple[str, ...]) -> str:
    if keys == _PRESSURE:
        return f"blood pressure {given['systolic']:g}/{given['diastolic']:g}"
    (key,) = keys
    return f"{questions.question(key).label.lower()} {questions.word(key, given[key])}"


def _ask(kept: dict[str, float], keys: tuple[str, ...]) -> tuple[str, ...]:
    """Ask until the number is confirmed, mended, or left; changes `kept`. The keys that stay unconfirmed."""
    again = "both numbers, like 118/74" if keys == _PRESSURE else "the right number"
    while True:
        out.say_folded(f"Check this number: {_named(kept, keys)}. Is that what was measured? Type yes, or {again}.")
        words = sys.stdin.readline().strip().lower()
        if words == "yes":
            return ()
        if not words:
            out.say("Kept as typed, marked as unconfirmed.")
            return keys
        mended = Typed(when.now())
        if keys == _PRESSURE:
            mended.blood_pressure(words)
        else:
            mended.vital(keys[0], words)
        for problem in mended.problems:
            out.say_folded(problem)
        if not mended.problems:
            kept.update(mended.vitals)
            if set(questions.implausible(kept)).isdisjoint(keys):
                return ()
