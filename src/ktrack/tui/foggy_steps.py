"""The steps of foggy mode: which question comes when, what can be chosen, and what a choice does to the check-in.

Owns that order and these choices. Pure: it draws nothing, keeps nothing and judges nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ktrack import form
from ktrack.questions import GATED, Group, Question, detail_question, gate_question, in_group, question
from ktrack.records import CheckIn
from ktrack.tui.widgets.choice_row import Topic, Value
from ktrack.tui.widgets.question_rows import chosen_value

RATHER_NOT = "I do not want to answer"
_OF_THEM = {RATHER_NOT: "They do not want to answer"}
SAVE = Topic("save")
_PLACES = {"unknown": "I am not sure", "drip-site": "where the drip was", "other": "somewhere else"}


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to choose."""

    words: str
    value: Value | None
    """None stands for "I do not want to answer"."""


@dataclass(frozen=True, slots=True)
class Step:
    """One screen."""

    topic: Topic
    label: str
    ask: str
    options: tuple[Pick, ...]


_NO_YES = (Pick("no", 0), Pick("yes", 1), Pick(RATHER_NOT, None))
_STILL = (Pick("yes, it is still there", True), Pick("no, it is over", False), Pick(RATHER_NOT, None))
_ONSET = (Pick("suddenly", "sudden"), Pick("slowly", "gradual"), Pick(RATHER_NOT, None))
_END = Step(SAVE, "Done", "These were all the questions. Save your answers?", (Pick("save", 1),))


def steps(check_in: CheckIn, gate: int | None) -> list[Step]:
    """Danger, core, the urinary gate with what it opens, and saving. `gate` is the answer at the gate, if any.

    A companion is asked about them, and what only a companion can tell.
    """
    them = check_in.entered_by == "companion"
    groups: tuple[Group, ...] = ("danger", "companion", "core") if them else ("danger", "core")
    found = [step for group in groups for step in _questions(check_in, group)]
    found.append(Step(Topic("gate"), "Passing urine", gate_question(), _NO_YES))
    if gate == 1:
        found += _questions(check_in, "urinary")
    return [*(map(_about_them, found) if them else found), _END]


def chosen(step: Step, check_in: CheckIn, gate: int | None, strength_said: Collection[str]) -> int | None:
    """Place of the option that was chosen at this step, or None."""
    part, key = step.topic.part, step.topic.key
    if part == "save":
        return None
    value: Value | None
    if part == "gate":
        skipped, value = all(each in check_in.skipped for each in GATED), gate
    else:
        skipped = part == "answer" and key in check_in.skipped
        value = chosen_value(step.topic, check_in, strength_said)
    if value is None and not skipped:
        return None
    return next((at for at, option in enumerate(step.options) if option.value == value), None)


def with_choice(check_in: CheckIn, step: Step, value: Value | None) -> CheckIn:
    """The check-in with what was chosen."""
    part, key = step.topic.part, step.topic.key
    if part == "gate":
        if value is None:
            for each in GATED:
                check_in = form.skipped(check_in, each)
            return check_in
        return form.gate_answered(check_in, int(value))
    if part == "answer":
        if value is None:
            return form.skipped(check_in, key)
        # a second "yes" must not take back the strength that was given with the first
        if question(key).strength_ask and value == 1 and check_in.answers.get(key, 0) > 1:
            return check_in
        return form.answered(check_in, key, int(value))
    if part == "strength":
        return check_in if value is None else form.answered(check_in, key, int(value))
    return form.with_detail(check_in, key, **{part: value})


def _about_them(step: Step) -> Step:
    return replace(
        step, options=tuple(replace(each, words=_OF_THEM.get(each.words, each.words)) for each in step.options)
    )


def _questions(check_in: CheckIn, group: Group) -> Iterator[Step]:
    for one in in_group(group):
        about_them = check_in.entered_by == "companion"
        yes_no = one.kind == "yes_no" or one.group == "danger"
        ask = one.ask_companion if about_them else one.ask
        yield Step(Topic("answer", one.key), one.label, ask, _NO_YES if yes_no else _scale(one, 0))
        if check_in.answers.get(one.key):
            yield from _follow_ups(one, one.strength_ask_companion if about_them else one.strength_ask)


def _follow_ups(one: Question, strength_ask: str) -> Iterator[Step]:
    if strength_ask:
        if one.strength_yes is None:
            options = _scale(one, 1)
        else:
            options = (Pick("no", 1), Pick("yes", one.strength_yes), Pick(RATHER_NOT, None))
        yield Step(Topic("strength", one.key), one.label, strength_ask, options)
    if "location" in one.details:
        places = tuple(Pick(_PLACES.get(each, each), each) for each in one.locations)
        yield Step(Topic("location", one.key), one.label, detail_question("location"), places)
    if "onset" in one.details:
        yield Step(Topic("onset", one.key), one.label, detail_question("onset"), _ONSET)
    if "still_present" in one.details:
        yield Step(Topic("still_present", one.key), one.label, detail_question("still_present"), _STILL)


def _scale(one: Question, lowest: int) -> tuple[Pick, ...]:
    words = [Pick(word, number) for number, word in enumerate(one.anchors) if number >= lowest]
    return (*words, Pick(RATHER_NOT, None))
