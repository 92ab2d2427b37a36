"""Changing a check-in that is still being written: every key makes a new frozen record.

Owns what one answer does to the others that hang on it. Pure: it draws nothing and keeps nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ktrack.questions import GATED, BadAnswer, implausible, parse_vital, question, questions
from ktrack.records import CheckIn, Detail

STILL_NOW = timedelta(minutes=60)
"""How old a form may be before it is asked what time it is about."""

_PRESSURE = re.compile(r"[ \t]*([^ \t/]+)[ \t]*[ \t/][ \t]*([^ \t/]+)[ \t]*")


def answered(check_in: CheckIn, key: str, value: int) -> CheckIn:
    """With an answer. What was said about an answer goes when the answer becomes 0."""
    details = dict(check_in.details)
    if value == 0:
        details.pop(key, None)
    return replace(
        check_in,
        answers={**check_in.answers, key: value},
        details=details,
        skipped=_without(check_in.skipped, key),
        none_for_rest=_without(check_in.none_for_rest, key),
    )


def skipped(check_in: CheckIn, key: str) -> CheckIn:
    """Asked, and the person would rather not say."""
    blank = blanked(check_in, key)
    return replace(blank, skipped=(*blank.skipped, key))


def blanked(check_in: CheckIn, key: str) -> CheckIn:
    """Not asked, as before the answer was given."""
    return replace(
        check_in,
        answers={each: value for each, value in check_in.answers.items() if each != key},
        details={each: detail for each, detail in check_in.details.items() if each != key},
        skipped=_without(check_in.skipped, key),
        none_for_rest=_without(check_in.none_for_rest, key),
    )


def none_for_rest(check_in: CheckIn, keys: Iterable[str]) -> CheckIn:
    """0 for those of `keys` that are still blank, recorded as answered together."""
    rest = [key for key in keys if key not in check_in.answers and key not in check_in.skipped]
    return replace(
        check_in,
        answers={**check_in.answers, **dict.fromkeys(rest, 0)},
        none_for_rest=(*check_in.none_for_rest, *rest),
    )


def gate(check_in: CheckIn) -> int | None:
    """What the urinary gate shows: 1 once a urinary question was answered by itself, 0 after a "no"."""
    urinary = [key for key, one in questions().items() if one.group == "urinary"]
    if any(key in check_in.answers and key not in check_in.none_for_rest for key in urinary):
        return 1
    return 0 if all(check_in.answers.get(key) == 0 for key in GATED) else None


def gate_answered(check_in: CheckIn, value: int | None) -> CheckIn:
    """No: 0 for the four questions behind the gate. Yes or taken back: those zeros go again."""
    if value == 0:
        return none_for_rest(check_in, GATED)
    for key in GATED:
        if key in check_in.none_for_rest:
            check_in = blanked(check_in, key)
    return check_in


def with_detail(check_in: CheckIn, key: str, **changes: Any) -> CheckIn:
    """With a detail of one answer; None takes it back."""
    detail = replace(check_in.details.get(key, Detail()), **changes)
    details = {each: kept for each, kept in check_in.details.items() if each != key}
    if detail != Detail():
        details[key] = detail
    return replace(check_in, details=details)


def with_vitals(check_in: CheckIn, vitals: Mapping[str, float]) -> CheckIn:
    """With these measured values and no others; odd ones are kept and marked."""
    return replace(check_in, vitals=dict(vitals), unconfirmed=implausible(vitals))


def read_vital(name: str, text: str) -> dict[str, float]:
    """What one line for a measured value says; `name` is a vital's key or "pressure".

    Blood pressure is two numbers, "118/74"; the upper one alone is kept too. Raises BadAnswer, in few words.
    """
    if not text:
        return {}
    if name != "pressure":
        words = "A number, like 36.8." if question(name).decimals else "A whole number, please."
        return {name: _vital(name, text, words)}
    words = "Two numbers, like 118/74."
    both = _PRESSURE.fullmatch(text)
    if both is None:
        return {"systolic": _vital("systolic", text.rstrip("/ \t"), words)}
    return {"systolic": _vital("systolic", both[1], words), "diastolic": _vital("diastolic", both[2], words)}


def _vital(key: str, text: str, otherwise: str) -> int | float:
    try:
        return parse_vital(key, text)
    except BadAnswer:
        raise BadAnswer(otherwise) from None


def may_be_for_now(check_in: CheckIn, now: datetime) -> bool:
    """Whether the form was begun so long ago that it may be about then or about now, and no time was given."""
    return check_in.at == check_in.entered_at and now - check_in.at > STILL_NOW


def says_nothing(check_in: CheckIn) -> bool:
    """Whether there is nothing to keep in it yet."""
    return not (check_in.answers or check_in.skipped or check_in.vitals or check_in.medicines or check_in.note)


def _without(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(each for each in keys if each != key)
