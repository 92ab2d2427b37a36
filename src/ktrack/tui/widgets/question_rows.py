"""The lines of the check-in, made from questions: the answer, its strength, its details, the urinary gate.

Owns which choices a question offers, where they stand on the line, and which of them a check-in has chosen. It
must not change a check-in.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ktrack.questions import Question, detail_question, gate_question, question
from ktrack.records import CheckIn, Detail
from ktrack.tui.widgets.choice_row import Choice, ChoiceRow, Topic, Value, Wording
from ktrack.tui.widgets.fields import Field, TimeField

YES_NO_COLUMN = 54
SCALE_COLUMN = 38
PLACE_COLUMN = 20
FOLLOW_UP_INDENT = 3

_YES_NO = (Choice(("y", "1"), "yes", 1), Choice(("n", "0"), "no", 0))
_STILL = (Choice(("y", "1"), "yes", True), Choice(("n", "0"), "no, it is over", False))
_ONSET = (Choice(("1",), "1 suddenly", "sudden"), Choice(("2",), "2 slowly", "gradual"))
_RATHER_NOT = "s rather not say"
_YES_NO_KEYS = f"y yes    n no    {_RATHER_NOT}"


def chosen_value(topic: Topic, check_in: CheckIn, strength_said: Collection[str] = ()) -> Value | None:
    """What `check_in` has chosen on a line.

    A danger "yes" is stored as 1 before its strength is asked, so a strength of 1 counts as chosen only for the
    questions in `strength_said`.
    """
    answer = check_in.answers.get(topic.key)
    if topic.part == "answer":
        return min(answer, 1) if answer is not None and _as_yes_no(question(topic.key)) else answer
    if topic.part == "strength":
        if answer is None or (answer <= 1 and topic.key not in strength_said):
            return None
        most = question(topic.key).strength_yes
        return answer if most is None else most if answer >= most else 1
    detail = check_in.details.get(topic.key, Detail())
    value: Value | None = getattr(detail, topic.part)
    return value


def question_row(one: Question, check_in: CheckIn, last: int | None = None, indent: int = 0) -> ChoiceRow:
    """The line for one question, with what `check_in` holds for it and the answer of the `last` time."""
    yes_no = _as_yes_no(one)
    wording = Wording(
        label=one.label,
        ask=one.ask_companion if check_in.entered_by == "companion" else one.ask,
        keys=_YES_NO_KEYS if yes_no else _scale_keys(one),
        last="" if last is None else f"last {('yes' if last else 'no') if yes_no else last}",
    )
    topic = Topic("answer", one.key)
    return ChoiceRow(
        topic,
        wording,
        _YES_NO if yes_no else scale(one),
        column=YES_NO_COLUMN if yes_no else SCALE_COLUMN,
        indent=indent,
        value=chosen_value(topic, check_in),
        skipped=one.key in check_in.skipped,
        typed=one.highest == 10,
        id=f"answer-{one.key}",
    )


def scale(one: Question, lowest: int = 0) -> tuple[Choice, ...]:
    """The choices of a scale, each with its word."""
    assert one.highest is not None
    words = one.anchors if one.highest == 4 else ()
    return tuple(
        Choice((str(number),), str(number), number, words[number] if words else "")
        for number in range(lowest, one.highest + 1)
    )


def gate_row(value: int | None) -> ChoiceRow:
    """The one question before the urinary ones."""
    wording = Wording(gate_question(), gate_question(), _YES_NO_KEYS)
    return ChoiceRow(Topic("gate"), wording, _YES_NO, column=SCALE_COLUMN, value=value, id="gate")


def follow_ups(one: Question, check_in: CheckIn) -> list[ChoiceRow | Field]:
    """What is asked in place after an answer above 0: its strength and its one or two details."""
    lines: list[ChoiceRow | Field] = [_strength_row(one, check_in)] if one.strength_ask else []
    for name in one.details:
        if name == "began_at":
            lines.append(_began_field(one, check_in))
        else:
            lines.append(_detail_row(one, name, check_in))
    return lines


def places(one: Question) -> tuple[Choice, ...]:
    """The places of a swelling, numbered for one key each; the tenth is 0."""
    return tuple(
        Choice((str(number % 10),), f"{number % 10} {'not sure' if place == 'unknown' else place}", place)
        for number, place in enumerate(one.locations, 1)
    )


def _strength_row(one: Question, check_in: CheckIn) -> ChoiceRow:
    asked = one.strength_ask_companion if check_in.entered_by == "companion" else one.strength_ask
    topic = Topic("strength", one.key)
    if one.strength_yes is None:
        wording = Wording("How strong", asked, _scale_keys(one, 1))
        return _follow_up(topic, wording, scale(one, 1), YES_NO_COLUMN, check_in)
    choices = (Choice(("y", "1"), "yes", one.strength_yes), Choice(("n", "0"), "no", 1))
    return _follow_up(topic, Wording(asked, asked, _YES_NO_KEYS), choices, YES_NO_COLUMN, check_in)


def _detail_row(one: Question, name: str, check_in: CheckIn) -> ChoiceRow:
    topic = Topic(name, one.key)
    if name == "location":
        wording = Wording(detail_question("location"), detail_question("location"), f"0 to 9    {_RATHER_NOT}")
        return _follow_up(topic, wording, places(one), PLACE_COLUMN, check_in)
    if name == "onset":
        keys = f"1 suddenly    2 slowly    {_RATHER_NOT}"
        wording = Wording(detail_question("onset"), detail_question("onset"), keys)
        return _follow_up(topic, wording, _ONSET, YES_NO_COLUMN, check_in)
    wording = Wording(detail_question("still_present"), detail_question("still_present"), _YES_NO_KEYS)
    return _follow_up(topic, wording, _STILL, YES_NO_COLUMN, check_in)


def _began_field(one: Question, check_in: CheckIn) -> Field:
    began = check_in.details.get(one.key, Detail()).began_at
    return TimeField(
        detail_question("began_at"),
        f"began-{one.key}",
        value=to_the_minute(began),
        placeholder="20 min ago",
        classes=f"follow-up of-{one.key}",
    )


def to_the_minute(at: datetime | None) -> str:
    """A time as it stands in a line where it can be changed."""
    return at.isoformat(timespec="minutes") if at else ""


def _follow_up(
    topic: Topic, wording: Wording, choices: tuple[Choice, ...], column: int, check_in: CheckIn
) -> ChoiceRow:
    return ChoiceRow(
        topic,
        wording,
        choices,
        column=column,
        indent=FOLLOW_UP_INDENT,
        value=chosen_value(topic, check_in),
        id=f"{topic.part}-{topic.key}",
        classes=f"follow-up of-{topic.key}",
    )


def _as_yes_no(one: Question) -> bool:
    return one.kind == "yes_no" or one.group == "danger"


def _scale_keys(one: Question, lowest: int = 0) -> str:
    if one.highest == 10:
        return f"0 {one.anchors[0]}   to   10 {one.anchors[1]}    then Enter"
    return "   ".join(f"{number} {word}" for number, word in enumerate(one.anchors) if number >= lowest)
