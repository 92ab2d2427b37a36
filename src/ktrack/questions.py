"""What can be asked, and which answers can be kept.

Owns `clinical/questions.toml`: the wording, scales and order of every question, and the checks on an answer or a
measured value. It must not judge what an answer means (that is `escalation`), draw, or keep anything.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from ktrack import clinical_file
from ktrack.clinical_file import BadClinicalFile as BadClinicalFile
from ktrack.clinical_file import Fields

Group = Literal["danger", "core", "urinary", "common", "weekly", "benefit", "asked", "companion", "vital"]
Kind = Literal["scale", "yes_no", "vital"]
Worse = Literal["high", "low", "both"]
DetailName = Literal["location", "onset", "still_present", "began_at"]

GROUPS: tuple[Group, ...] = (
    "danger",
    "core",
    "urinary",
    "common",
    "weekly",
    "benefit",
    "asked",
    "companion",
    "vital",
)
DETAILS: tuple[DetailName, ...] = ("location", "onset", "still_present", "began_at")

STRENGTH = ("none", "mild", "moderate", "severe", "very severe")
"""The words for 0 to 4, wherever a question has no words of its own."""

STRENGTH_MEANS = (
    "It is not there",
    "I can ignore it",
    "It gets in the way",
    "It stops me doing ordinary things",
    "It is overwhelming, I need help",
)
"""What 0 to 4 mean in a person's day, to choose a number by."""

GATED = ("urinary_frequency", "urinary_urgency", "painful_urination", "bladder_pain")
"""The questions that a "no" to `gate_question()` answers with 0."""

LARGEST_VITAL = 9999

_FILE = "questions.toml"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DIGITS = re.compile(r"[0-9]{1,3}")
_VITAL = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,2}))?")


class UnknownQuestion(ValueError):
    """There is no question of this name. The text suggests the nearest one."""


class BadAnswer(ValueError):
    """The value cannot be kept as an answer to this question. The text names what can."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that can be asked. Texts are plain words for people."""

    key: str
    label: str
    ask: str
    ask_companion: str
    group: Group
    kind: Kind
    worse: Worse
    lowest: int = 0
    highest: int | None = None
    """4, 10 or 1; None for a measured value."""
    anchors: tuple[str, ...] = ()
    """A word for each number of a 0-4 scale; the two ends of a 0-10 scale; empty otherwise."""
    details: tuple[DetailName, ...] = ()
    """What is asked in place after an answer above 0."""
    locations: tuple[str, ...] = ()
    term: str = ""
    """MedDRA name for exports, or empty."""
    unit: str = ""
    plausible: tuple[float, float] | None = None
    """Measured values outside are asked about, and kept as unconfirmed."""
    decimals: bool = False
    strength_ask: str = ""
    """Danger scales: what is asked in place after a "yes", which stores 1."""
    strength_ask_companion: str = ""
    strength_yes: int | None = None
    """When set, `strength_ask` is a yes/no question whose "yes" stores this number and whose "no" leaves 1."""


@dataclass(frozen=True, slots=True)
class _File:
    gate: str
    details: Mapping[DetailName, str]
    questions: Mapping[str, Question]


def questions() -> Mapping[str, Question]:
    """Every question by its key, in the order they are shown.

    Raises BadClinicalFile, naming file and field, when the packaged file is damaged.
    """
    return _packaged().questions


def gate_question() -> str:
    """The one question before the urinary ones. "No" answers `GATED` with 0; "yes" opens the urinary group."""
    return _packaged().gate


def detail_question(detail: DetailName) -> str:
    """How a detail is asked for, whatever the question."""
    return _packaged().details[detail]


def in_group(group: Group) -> tuple[Question, ...]:
    """The questions of a group in their order."""
    return tuple(one for one in questions().values() if one.group == group)


def question(key: str) -> Question:
    """The question of this key. Raises UnknownQuestion with a suggestion."""
    found = questions().get(key)
    if found is None:
        raise UnknownQuestion(_unknown(key))
    return found


def check_answer(key: str, value: object) -> None:
    """Refuses what cannot be kept as an answer: raises BadAnswer naming the range, or UnknownQuestion."""
    asked = question(key)
    if asked.highest is None:
        raise BadAnswer(f"{asked.label} is a measured value, not an answer: give it as a vital sign.")
    if not isinstance(value, int) or isinstance(value, bool) or not asked.lowest <= value <= asked.highest:
        raise BadAnswer(f"{asked.label} ({key}) takes {_range(asked)}, not {_quoted(value)}.")


def check_vital(key: str, value: object) -> None:
    """Refuses what cannot be kept as a measured value: raises BadAnswer or UnknownQuestion.

    Any number from 0 to 9999 can be kept, however odd: see `implausible`.
    """
    asked = question(key)
    if asked.kind != "vital":
        raise BadAnswer(f"{asked.label} ({key}) is a question, not a measured value: give it as an answer.")
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or not math.isfinite(value)
        or not 0 <= value <= LARGEST_VITAL
    ):
        raise BadAnswer(f"{asked.label} ({key}) takes a number from 0 to {LARGEST_VITAL}, not {_quoted(value)}.")


def parse_answer(text: str, key: str | None = None) -> int | None:
    """A typed answer as a number; None means "skip": asked, and not answered.

    Takes digits 0-9, yes (1), no (0) and skip, in either case. With `key` the range is checked too, and yes and no
    are refused on a 0-10 scale, where they say nothing. Raises BadAnswer (or UnknownQuestion) for anything else.
    """
    word = text.strip(" \t").lower()
    asked = question(key) if key is not None else None
    if word == "skip":
        return None
    if word in ("yes", "no"):
        if asked is not None and asked.highest == 10:
            raise BadAnswer(f"{asked.label} ({asked.key}) takes {_range(asked)}, not {word}.")
        value = 1 if word == "yes" else 0
    elif _DIGITS.fullmatch(word):
        value = int(word)
    else:
        allowed = _range(asked) if asked is not None else "a whole number, yes, no"
        raise BadAnswer(f"{_quoted(text)} is not an answer: type {allowed} or skip.")
    if asked is not None:
        check_answer(asked.key, value)
    return value


def parse_vital(key: str, text: str) -> int | float:
    """A typed measured value; a whole number stays an int. A decimal comma is read as a point.

    Raises BadAnswer when it is not a plain number of at most four digits, or has decimals where none are measured.
    """
    asked = question(key)
    match = _VITAL.fullmatch(text.strip(" \t"))
    if match is None or (match[2] is not None and not asked.decimals):
        kind = "a number such as 36.8" if asked.decimals else "a whole number"
        raise BadAnswer(f"{asked.label} ({key}) takes {kind} in {asked.unit}, not {_quoted(text)}.")
    value: int | float = int(match[1]) if match[2] is None else float(f"{match[1]}.{match[2]}")
    check_vital(key, value)
    return value


def implausible(vitals: Mapping[str, float]) -> tuple[str, ...]:
    """The measured values to ask about again, in the order of the questions.

    Those outside their plausible range, and both blood pressure numbers when the upper is not the larger.
    """
    odd = set()
    for key, value in vitals.items():
        limits = question(key).plausible
        if limits is not None and not limits[0] <= value <= limits[1]:
            odd.add(key)
    if "systolic" in vitals and "diastolic" in vitals and vitals["systolic"] <= vitals["diastolic"]:
        odd |= {"systolic", "diastolic"}
    return tuple(key for key in questions() if key in odd)


def word(key: str, value: float) -> str:
    """An answer in words: "moderate", "yes", "7 of 10", or a measured value with its unit."""
    asked = question(key)
    if asked.kind == "vital":
        return f"{value:g} {asked.unit}"
    check_answer(key, value)
    if asked.kind == "yes_no":
        return "yes" if value else "no"
    return f"{value} of 10" if asked.highest == 10 else asked.anchors[int(value)]


def load(toml: str, file: str = _FILE) -> Mapping[str, Question]:
    """The questions in a TOML text, in its order. Raises BadClinicalFile naming `file` and the field."""
    return _load(toml, file).questions


@cache
def _packaged() -> _File:
    return _load(clinical_file.packaged(_FILE), _FILE)


def _load(toml: str, file: str) -> _File:
    top = clinical_file.read(file, toml)
    gate = top.text("gate")
    words = top.table("detail")
    details: dict[DetailName, str] = {name: words.text(name) for name in DETAILS}
    words.done()
    found: dict[str, Question] = {}
    for group in GROUPS:
        table = top.table(group)
        for key in table.names():
            if not _KEY.fullmatch(key):
                raise table.wrong(key, "is not a key: small letters, digits and _ only")
            if key in found:
                raise table.wrong(key, f"is already a question of the group {found[key].group}")
            found[key] = _question(key, group, table.table(key))
    top.done()
    for key in GATED:
        if key not in found or found[key].group != "urinary":
            raise top.wrong(f"urinary.{key}", "is missing: the gate answers it")
    return _File(gate, MappingProxyType(details), MappingProxyType(found))


def _question(key: str, group: Group, fields: Fields) -> Question:
    default_kind = "vital" if group == "vital" else "scale"
    kind = cast(Kind, fields.choice("kind", ("scale", "yes_no", "vital"), default_kind))
    if (kind == "vital") != (group == "vital"):
        raise fields.wrong("kind", "must be vital in the group vital and nowhere else")
    highest: int | None = None
    if kind == "yes_no":
        highest = 1
    elif kind == "scale":
        highest = fields.whole("highest", 4)
        if highest not in (4, 10):
            raise fields.wrong("highest", "must be 4 or 10")
    details = fields.texts("details", ())
    for detail in details:
        if detail not in DETAILS:
            raise fields.wrong("details", f"may only hold {', '.join(DETAILS)}")
    locations = fields.texts("locations", ())
    if bool(locations) != ("location" in details):
        raise fields.wrong("locations", "must be given exactly when location is asked")
    asks_strength = group == "danger" and kind == "scale"
    one = Question(
        key=key,
        label=fields.text("label"),
        ask=fields.text("ask"),
        ask_companion=fields.text("ask_companion"),
        group=group,
        kind=kind,
        worse=cast(Worse, fields.choice("worse", ("high", "low", "both"), "high")),
        highest=highest,
        anchors=_anchors(fields, highest),
        details=cast("tuple[DetailName, ...]", details),
        locations=locations,
        term=fields.text("term", ""),
        unit=fields.text("unit") if kind == "vital" else "",
        plausible=fields.pair("plausible") if kind == "vital" else None,
        decimals=fields.yes_no("decimals", False) if kind == "vital" else False,
        strength_ask=fields.text("strength_ask") if asks_strength else "",
        strength_ask_companion=fields.text("strength_ask_companion") if asks_strength else "",
        strength_yes=_strength_yes(fields) if asks_strength else None,
    )
    fields.done()
    return one


def _anchors(fields: Fields, highest: int | None) -> tuple[str, ...]:
    if highest == 10:
        ends = fields.texts("anchors")
        if len(ends) != 2:
            raise fields.wrong("anchors", "must be the words for 0 and for 10")
        return ends
    if highest != 4:
        return ()
    anchors = fields.texts("anchors", STRENGTH)
    if len(anchors) != 5:
        raise fields.wrong("anchors", "must be five words, for 0 to 4")
    return anchors


def _strength_yes(fields: Fields) -> int | None:
    if not fields.has("strength_yes"):
        return None
    value = fields.whole("strength_yes")
    if not 2 <= value <= 4:
        raise fields.wrong("strength_yes", "must be 2, 3 or 4")
    return value


def _range(asked: Question) -> str:
    if asked.kind == "yes_no":
        return "yes or no (1 or 0)"
    if asked.highest == 10:
        return f"a whole number from 0 ({asked.anchors[0]}) to 10 ({asked.anchors[-1]})"
    return f"a whole number from {asked.lowest} to {asked.highest}, yes or no"


def _unknown(key: str) -> str:
    # only needed when something was mistyped
    from difflib import get_close_matches

    names = {name: name for name in questions()} | {
        one.label.lower().replace(" ", "_"): one.key for one in questions().values()
    }
    near = get_close_matches(key[:60].lower().replace("-", "_").replace(" ", "_"), names, n=1)
    hint = f"did you mean {names[near[0]]}?" if near else "`ktrack schema` lists every question."
    return f"There is no question called {_quoted(key)}: {hint}"


def _quoted(value: object) -> str:
    """What was given, short, and with nothing in it that a terminal would obey."""
    given = str(value) if isinstance(value, str) else repr(value)
    return ascii(given[:40]) if isinstance(value, str) else given[:40]
