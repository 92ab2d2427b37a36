"""What can be asked, and which answers can be kept.

Owns the questions of `clinical/questions.toml` in their order, and the checks on answers and measured values.
It must not judge what an answer means (that is `escalation`), draw, or keep anything.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache

from ktrack import clinical_file, question_file
from ktrack.clinical_file import BadClinicalFile as BadClinicalFile
from ktrack.question_file import GATED as GATED
from ktrack.question_file import GROUPS as GROUPS
from ktrack.question_file import STRENGTH as STRENGTH
from ktrack.question_file import DetailName as DetailName
from ktrack.question_file import Group as Group
from ktrack.question_file import Question as Question
from ktrack.question_file import QuestionFile

STRENGTH_MEANS = (
    "It is not there",
    "I can ignore it",
    "It gets in the way",
    "It stops me doing ordinary things",
    "It is overwhelming, I need help",
)
"""What 0 to 4 mean in a person's day, to choose a number by."""

URINARY = "urinary"
"""The worst of the 0-4 urinary answers of one check-in, as a question of its own."""

LARGEST_VITAL = 9999

_DIGITS = re.compile(r"[0-9]{1,3}")
_VITAL = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,2}))?")


class UnknownQuestion(ValueError):
    """There is no question of this name. The text suggests the nearest one."""


class BadAnswer(ValueError):
    """The value cannot be kept as an answer to this question. The text names what can."""


def questions() -> Mapping[str, Question]:
    """Every question by its key, in the order they are shown.

    Raises BadClinicalFile, naming file and field, when the packaged file is damaged.
    """
    return _packaged().questions


def gate_question() -> str:
    """Comes before the urinary questions: "no" answers `GATED` with 0, "yes" opens the urinary group."""
    return _packaged().gate


def detail_question(detail: DetailName) -> str:
    """How a detail is asked for, whatever the question."""
    return _packaged().details[detail]


def in_group(group: Group) -> tuple[Question, ...]:
    """The questions of a group in their order."""
    return tuple(one for one in questions().values() if one.group == group)


@cache
def urinary_scales() -> tuple[str, ...]:
    """The questions that `URINARY` is the worst of."""
    return tuple(one.key for one in in_group("urinary") if one.kind == "scale")


def label(key: str) -> str:
    """The short name of a question, or of the urinary answers taken together."""
    return "Urinary changes" if key == URINARY else questions()[key].label


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
        raise BadAnswer(f"{asked.label} ({key}) takes 0 to {LARGEST_VITAL}, not {_quoted(value)}.")


def parse_answer(text: str, key: str | None = None) -> int | None:
    """A typed answer as a number; None means "skip": asked, and not answered.

    Takes up to three digits, yes (1), no (0) and skip. With `key` the range is checked too, and yes and no
    are refused on a 0-10 scale, where they say nothing. Raises BadAnswer, or UnknownQuestion for the key.
    """
    typed = text.strip(" \t").lower()
    asked = question(key) if key is not None else None
    if typed == "skip":
        return None
    if typed in ("yes", "no"):
        if asked is not None and asked.highest == 10:
            raise BadAnswer(f"{asked.label} ({asked.key}) takes {_range(asked)}, not {typed}.")
        value = 1 if typed == "yes" else 0
    elif _DIGITS.fullmatch(typed):
        value = int(typed)
    else:
        allowed = f"{asked.label} ({asked.key}) takes {_range(asked)}" if asked else "type a whole number, yes, no"
        raise BadAnswer(f"{_quoted(text)} is not an answer: {allowed}, or skip.")
    if asked is not None:
        check_answer(asked.key, value)
    return value


def parse_vital(key: str, text: str) -> int | float:
    """A typed measured value; a whole number stays an int. A decimal comma is read as a point.

    Raises BadAnswer when it is not a plain number of at most four digits, or has decimals nobody measures.
    """
    asked = question(key)
    match = _VITAL.fullmatch(text.strip(" \t"))
    if match is None or (match[2] is not None and not asked.decimals):
        kind = "a number such as 36.8" if asked.decimals else "a whole number"
        raise BadAnswer(f"{asked.label} ({key}) takes {kind} ({asked.unit}), not {_quoted(text)}.")
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


@cache
def _packaged() -> QuestionFile:
    return question_file.load(clinical_file.packaged(question_file.FILE))


def _range(asked: Question) -> str:
    if asked.kind == "yes_no":
        return "yes or no (1 or 0)"
    if asked.highest == 10:
        return f"a whole number from 0 ({asked.anchors[0]}) to 10 ({asked.anchors[-1]})"
    ends = f"{asked.anchors[0]} to {asked.anchors[-1]}"
    return f"a whole number from {asked.lowest} to {asked.highest} ({ends}), yes or no"


def _unknown(key: str) -> str:
    # only needed when something was mistyped
    from difflib import get_close_matches

    names = {name: name for name in questions()} | {
        one.label.lower().replace(" ", "_"): one.key for one in questions().values()
    }
    near = get_close_matches(key[:60].lower().replace("-", "_").replace(" ", "_"), names, n=1)
    hint = f"did you mean {names[near[0]]}?" if near else "`ktrack check-in --help` lists them."
    return f"There is no question called {_quoted(key)}: {hint}"


def _quoted(value: object) -> str:
    """What was given, short; `repr` leaves nothing in it that a terminal would obey."""
    return repr(value[:40]) if isinstance(value, str) else repr(value)[:40]
