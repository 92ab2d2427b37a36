"""A rule in plain English, made from the rule itself, so that what a clinician signs is what ktrack does.

Owns the sentences for conditions. It must not judge, and says nothing that the data does not say.
"""

from __future__ import annotations

from ktrack.escalation.conditions import (
    Answer,
    AtLeast,
    Condition,
    EnteredBy,
    HoursAfterEnd,
    InfusionNumber,
    Vital,
)
from ktrack.escalation.red_flag import Trigger
from ktrack.questions import question, word

_UNKNOWN = ", or this is not known"


def describe(trigger: Trigger) -> list[str]:
    """When a trigger fires, as lines of a list; lines that belong to the one above start with two spaces."""
    condition = next(iter(trigger.when.values()))
    lines = _lines(condition, each=len(trigger.when) > 1 or "" not in trigger.when)
    if "" not in trigger.when:
        names = ", ".join(question(key).label.lower() for key in trigger.when)
        lines.insert(0, f"Judged for each of: {names}.")
    if sum(isinstance(leaf, (Answer, Vital)) for leaf in _flat(condition)) > 1 and trigger.within_hours:
        lines.append(f"Answers given up to {_number(trigger.within_hours)} hours apart are read together.")
    return lines


def _flat(condition: Condition) -> list[Condition]:
    if isinstance(condition, AtLeast):
        return [leaf for child in condition.of for leaf in _flat(child)]
    return [condition]


def _lines(condition: Condition, *, each: bool) -> list[str]:
    if not isinstance(condition, AtLeast):
        return [_sentence(condition, each=each)]
    if len(condition.of) == 1 and condition.times == 1:
        return _lines(condition.of[0], each=each)
    all_of = condition.some == len(condition.of)
    heading = "All of:" if all_of else "Any of:" if condition.some == 1 else f"At least {condition.some} of:"
    if condition.times > 1:
        heading = f"In {condition.times} check-ins of this infusion, {heading[0].lower()}{heading[1:]}"
    inner = [line for child in condition.of for line in _child(child, each=each)]
    return [heading, *(f"  {line}" for line in inner)]


def _child(condition: Condition, *, each: bool) -> list[str]:
    first, *rest = _lines(condition, each=each)
    return [f"- {first}", *(f"  {line}" for line in rest)]


def _sentence(condition: Condition, *, each: bool) -> str:
    match condition:
        case Answer():
            return _answer(condition, each=each)
        case Vital():
            return _vital(condition)
        case HoursAfterEnd(more_than, or_unknown):
            limit = "the clinic's limit (2 to 4, usually 4)" if more_than is None else _number(more_than)
            hours = "hour" if more_than == 1 else "hours"
            said = (
                "after the end of the infusion" if more_than == 0 else f"more than {limit} {hours} after the end"
            )
            return said + (_UNKNOWN if or_unknown else "")
        case InfusionNumber(at_least, or_unknown):
            return f"infusion number {at_least} or later" + (_UNKNOWN if or_unknown else "")
        case EnteredBy(reporter):
            return f"entered by the {reporter}"
        case AtLeast():
            return "; ".join(_lines(condition, each=each))


def _answer(answer: Answer, *, each: bool) -> str:
    asked = question(answer.key)
    name = "the symptom" if each else asked.label.lower()
    said = f"{name}: {word(answer.key, answer.at_least)}"
    if asked.highest is not None and answer.at_least < asked.highest:
        said += " or more"
    if asked.kind != "yes_no":
        said += f" ({answer.at_least})"
    if answer.location:
        places = ", ".join(answer.location)
        said += f", at: {places}" + (", or place not known" if answer.or_unknown else "")
    if answer.onset:
        said += f", {answer.onset} start"
    if answer.still_present is True:
        said += ", still there (or not said)"
    if answer.still_present is False:
        said += ", and said to be over"
    if answer.rises_by:
        said += f", {answer.rises_by} or more above the lowest earlier answer after the end"
    if answer.returned:
        said += ", come back after it was answered none"
    if answer.times > 1:
        said += f", in {answer.times} check-ins of this infusion"
    if answer.days_apart:
        said += f", and also {_number(answer.days_apart)} days or more before"
    if answer.in_infusions > 1:
        said += f", after {answer.in_infusions} different infusions"
    return said


def _vital(vital: Vital) -> str:
    measured = question(vital.key)
    name, unit = measured.label.lower(), f" {measured.unit}" if measured.unit else ""
    if vital.at_least is not None:
        said = f"{name} {_number(vital.at_least)}{unit} or more"
    elif vital.at_most is not None:
        said = f"{name} {_number(vital.at_most)}{unit} or less"
    elif vital.above_baseline_by is not None:
        said = (
            f"{name} {_number(vital.above_baseline_by)}{unit} or more above the person's own before the infusion"
        )
    else:
        percent = _number(vital.below_baseline_percent or 0)
        said = f"{name} more than {percent} % below the person's own before the infusion"
    return said + (f", in {vital.times} check-ins of this infusion" if vital.times > 1 else "")


def _number(value: float) -> str:
    return f"{value:g}"
