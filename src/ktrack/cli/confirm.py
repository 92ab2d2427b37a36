"""Measured values that look mistyped: asked about on a terminal, said on stderr anywhere else.

Owns that one question. Nothing is dropped or changed unasked: a value that still looks odd is kept as typed, and
the tracker marks it as unconfirmed.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from ktrack import questions, when
from ktrack.cli import out
from ktrack.cli.typed import Typed

_PRESSURE = ("systolic", "diastolic")


def vitals(given: Mapping[str, float], *, ask: bool = True) -> dict[str, float]:
    """The values to keep. `ask` is False when nothing will be kept anyway."""
    kept = dict(given)
    can_ask = ask and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    for keys in _together(questions.implausible(kept)):
        if can_ask:
            _ask(kept, keys)
        else:
            number = named(kept, keys)
            out.warn_folded(f"Check this number: {number}. It counts as typed, marked as unconfirmed.")
    return kept


def _together(odd: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Keys that are asked about at once: two odd blood pressure numbers are one question."""
    if not set(_PRESSURE) <= set(odd):
        return [(key,) for key in odd]
    return [_PRESSURE, *((key,) for key in odd if key not in _PRESSURE)]


def named(given: Mapping[str, float], keys: tuple[str, ...]) -> str:
    """The value or the two values in words: "heart rate 300 beats a minute"."""
    if keys == _PRESSURE:
        return f"blood pressure {given['systolic']:g}/{given['diastolic']:g}"
    return f"{questions.question(keys[0]).label.lower()} {questions.word(keys[0], given[keys[0]])}"


def _ask(kept: dict[str, float], keys: tuple[str, ...]) -> None:
    """Ask until the number is confirmed, mended, or left as it is; changes `kept`."""
    again = "both numbers, like 118/74" if keys == _PRESSURE else "the right number"
    while not set(questions.implausible(kept)).isdisjoint(keys):
        number = named(kept, keys)
        out.say_folded(f"Check this number: {number}. Is that what was measured? Type yes, or {again}.")
        words = out.read().strip().lower()
        if words in ("yes", "y", ""):
            out.say("Kept as typed, marked as unconfirmed.")
            return
        mended = Typed(when.now())
        if keys == _PRESSURE:
            mended.blood_pressure(words)
        else:
            mended.vital(keys[0], words)
        for problem in mended.problems:
            out.say_folded(problem)
        if not mended.problems:
            kept.update(mended.vitals)
