"""The part of a diary file that depends on what can be asked.

Owns the checks of answers, details and measured values in a file, each naming its place. What the questions and
their scales are is `questions`' business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ktrack.diary_json import Json
from ktrack.exchange.problems import Part, at, quoted
from ktrack.questions import Question, UnknownQuestion, question


def check(data: Json, place: Sequence[Part]) -> None:
    """Checks everything in a check-in that goes by question.

    What was answered "none for all the rest" is an answer of 0, also in a file that does not repeat it among the
    answers: it is added there.
    """
    answers: dict[str, int] = data.setdefault("answers", {})
    for key, value in answers.items():
        _check_answer(key, value, [*place, "answers"])
    for key in data.get("skipped", ()):
        check_question(key, [*place, "skipped"])
        if key in answers:
            raise at([*place, "skipped"], f"{key} has an answer, so it was not skipped")
    for key in data.get("none_for_rest", ()):
        _check_answer(key, 0, [*place, "none_for_rest"])
        if key in data.get("skipped", ()):
            raise at([*place, "none_for_rest"], f"{key} was skipped, so it was not answered with none")
        answers.setdefault(key, 0)
    for key, detail in data.get("details", {}).items():
        _check_detail(key, detail, [*place, "details"])
    vitals = data.get("vitals", {})
    check_vitals(vitals, [*place, "vitals"])
    for key in data.get("unconfirmed", ()):
        if key not in vitals:
            raise at([*place, "unconfirmed"], f"{quoted(key)} is not among the vitals")


def check_vitals(vitals: Mapping[str, float], place: Sequence[Part]) -> None:
    """Refuses what is no measured value; the range of the number is already checked."""
    for key in vitals:
        if check_question(key, place).kind != "vital":
            raise at([*place, key], "this is a question, not a measured value: it belongs in answers")


def check_question(key: str, place: Sequence[Part]) -> Question:
    """The question of this key. Raises BadDiary with a suggestion when there is none."""
    try:
        return question(key)
    except UnknownQuestion as problem:
        raise at(place, str(problem)) from None


def check_evidence(evidence: Mapping[str, Any], place: Sequence[Part]) -> None:
    """One line of a flag's `because` rests on exactly one thing."""
    about = [name for name in ("question", "vital", "note") if name in evidence]
    if len(about) != 1:
        raise at(place, "it needs exactly one of question, vital and note")
    if about != ["note"]:
        check_question(evidence[about[0]], [*place, about[0]])


def _check_answer(key: str, value: int, place: Sequence[Part]) -> None:
    asked = check_question(key, place)
    if asked.highest is None:
        raise at([*place, key], "this is a measured value, not a question: it belongs in vitals")
    if not asked.lowest <= value <= asked.highest:
        raise at([*place, key], f"{value} is not a number from {asked.lowest} to {asked.highest}")


def _check_detail(key: str, detail: Json, place: Sequence[Part]) -> None:
    asked = check_question(key, place)
    location = detail.get("location")
    if location is not None and asked.locations and location not in asked.locations:
        # a place the rules do not know could keep a warning from being given
        raise at([*place, key, "location"], f"this is not one of {', '.join(asked.locations)}")
