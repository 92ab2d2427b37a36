"""What the shell's Tab key offers behind a command.

Owns the lists of words only; typer asks for those that begin with what was typed. Nothing here reads the diary: it
may be encrypted, and it is nobody's business what a key press in a shell loads.
"""

from __future__ import annotations

from collections.abc import Iterable

import typer

from ktrack import questions

WHO = ("patient", "companion")
PHASES = ("loading", "maintenance")


def answers(context: typer.Context, given: str) -> list[str]:
    """KEY=, and once only one key fits, KEY=VALUE: the shell then adds no blank behind the equals sign.

    bash takes the equals sign for a word of its own, so behind it the values are offered alone.
    """
    before = [each for each in context.params.get("values") or () if each != "="]
    if before and before[-1] in questions.questions():
        return _fitting(_values(before[-1]), given)
    key, equals, _ = given.partition("=")
    keys = [each for each in _answerable() if each == key or (each.startswith(key) and not equals)]
    if len(keys) != 1:
        return [f"{each}=" for each in keys]
    return _fitting([f"{keys[0]}={value}" for value in _values(keys[0])], given)


def keys(given: str) -> list[str]:
    """Questions that have a course over time."""
    return _fitting([*_answerable(), questions.URINARY], given)


def red_flags(given: str) -> list[str]:
    """Ids of the rules that come with ktrack."""
    from ktrack.escalation import load_rulebook

    return _fitting(load_rulebook().by_id, given)


def who(given: str) -> list[str]:
    """Who is reporting."""
    return _fitting(WHO, given)


def phases(given: str) -> list[str]:
    """Phases of a course of infusions."""
    return _fitting(PHASES, given)


def responses(given: str) -> list[str]:
    """What a person can have done about a warning."""
    from ktrack.cli.flags import ANSWERS

    return _fitting(ANSWERS, given)


def _answerable() -> list[str]:
    """Measured values have options of their own."""
    return [each.key for each in questions.questions().values() if each.kind != "vital"]


def _values(key: str) -> list[str]:
    asked = questions.question(key)
    numbers = [] if asked.kind == "yes_no" else map(str, range(asked.lowest, (asked.highest or 0) + 1))
    plain = ["yes", "no"] if asked.kind == "yes_no" or asked.group == "danger" else []
    return [*plain, *numbers, "skip"]


def _fitting(words: Iterable[str], given: str) -> list[str]:
    return [each for each in words if each.startswith(given)]
