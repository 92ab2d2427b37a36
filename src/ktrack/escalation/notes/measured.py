"""Measured values in a note: "BP 190/125", "oxygen down to 88", "pulse is 140", "a fever of 102".

Owns what such numbers look like. A number counts only beside its name or its unit; two with a slash count as a
blood pressure where nothing says otherwise. It must not judge a value, nor decide whether it is the writer's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_BETWEEN = r"""(?:[\s:=~,-]{0,4}\b(?:is|was|are|at|of|now|reading|reads|read|level|levels|rate|around|about|almost
    |nearly|over|above|below|under|only|just|still|currently|up|down|to|like|showing|shows|says|said|measured|hit|hits
    |dropped|drops|fell|went|gone|going|jumped|jumps|climbed|rose|risen|shot|spiked|peaked|racing|beating|pounding|been|got|high|low|very|really|a|the|my|it|s)\b){0,5}
    [\s:=~,-]{0,4}"""
_NO_AMOUNT = r"""(?![\d/]|[.,]\d|\s?(?:mg|mcg|ug|g|ml|mins?|minutes?|secs?|seconds?|h|hrs?|hours?|days?|weeks?
    |years?|times?|am|pm|x)\b)"""
_VALUE = rf"{_BETWEEN}(?P<value>\d{{2,3}}(?:[.,]\d)?){_NO_AMOUNT}"
_NO_PERCENT = r"(?!\s?%)"
_PATTERNS = {
    kind: re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)
    for kind, pattern in {
        "pressure": rf"""(?:\b(?:b\.?p\.?|(?:blood[\s-]?)?pressure)\b{_BETWEEN})?
            (?<![\d./])(?P<upper>\d{{2,3}})\s?(?:/|\bover\b|\bon\b)\s?(?P<lower>\d{{2,3}}){_NO_PERCENT}{_NO_AMOUNT}""",
        "systolic": rf"""\b(?:b\.?p\.?|blood[\s-]?pressure|systolic)\b{_VALUE}{_NO_PERCENT}(?!\s?(?:over|on)\b)
            |\b(?P<unit>\d{{2,3}})\ssystolic\b""",
        "diastolic": rf"\bdiastolic\b{_VALUE}{_NO_PERCENT}|\b(?P<unit>\d{{2,3}})\sdiastolic\b",
        "heart_rate": rf"""\b(?:heart(?:[\s-]?(?:rate|beat))?|pulse|h\.?r\.?)\b{_VALUE}{_NO_PERCENT}
            |\b(?P<unit>\d{{2,3}})\s?(?:bpm|beats\s(?:a|per)\smin)""",
        "spo2": rf"""\b(?:sp[o0]2|o2|oxygen|sats?|saturation|pulse[\s-]?ox(?:imeter)?)\b{_VALUE}
            |\b(?P<unit>\d{{2,3}})\s?(?:%|per\s?cent)\s(?:sp[o0]2|o2|oxygen|sats?|saturation)\b""",
        "temperature_c": rf"\b(?:temp|temperature|fever)\b{_VALUE}{_NO_PERCENT}",
        "breathing_rate": rf"""\b(?:(?:breathing|respiratory|respiration|resp)\s?rate|rr)\b
            {_BETWEEN}(?P<value>\d{{1,2}}){_NO_AMOUNT}
            |\bbreath(?:es?|ing|s)?\b{_BETWEEN}(?P<times>\d{{1,2}})\s(?:times\s)?(?:a|per|every)\smin
            |\b(?P<unit>\d{{1,2}})\s?breaths\s?(?:a|per|every|/)\s?min""",
    }.items()
}
_RANGES = {
    "systolic": (60, 300), "diastolic": (30, 200), "heart_rate": (20, 250), "spo2": (50, 100),
    "temperature_c": (30, 43), "breathing_rate": (3, 70),
}  # fmt: skip
"""What devices for the home can show; a number outside is something else."""
_FAHRENHEIT = (93, 110)
"""Read so: nobody is that warm in degrees Celsius."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Values of one place in a note."""

    vitals: Mapping[str, float]
    start: int
    end: int


def measured(note: str) -> Iterator[Measured]:
    """Every value in the note, in order of kind; a heart rate and a pressure of the same words are two."""
    for kind, pattern in _PATTERNS.items():
        for found in pattern.finditer(note):
            vitals = _pressure(found) if kind == "pressure" else _single(kind, found)
            if vitals:
                yield Measured(vitals, *found.span())


def _pressure(found: re.Match[str]) -> dict[str, float]:
    upper, lower = int(found["upper"]), int(found["lower"])
    values = {"systolic": float(upper), "diastolic": float(lower)}
    return values if lower < upper and all(map(_shown, values, values.values())) else {}


def _single(kind: str, found: re.Match[str]) -> dict[str, float]:
    value = float(next(filter(None, found.groupdict().values())).replace(",", "."))
    if kind == "temperature_c" and _FAHRENHEIT[0] <= value <= _FAHRENHEIT[1]:
        value = round((value - 32) / 1.8, 1)
    return {kind: value} if _shown(kind, value) else {}


def _shown(kind: str, value: float) -> bool:
    least, most = _RANGES[kind]
    return least <= value <= most
