"""The order of the line mode.

Owns which step follows which: danger first, then the core, then the rest; gates open what lies behind them, and an
answer is followed by what it calls for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from ktrack import form as forms
from ktrack import questions
from ktrack.cli.steps import Ask, Gate, More, Step, Strength
from ktrack.cli.steps_more import AnyMeasured, Measured, Note, Took
from ktrack.records import CheckIn

WEEKLY_AFTER_HOURS = 24.0
"""Memory, concentration and the like are not asked on the day of an infusion."""


def sequence(
    form: CheckIn,
    hours: float | None,
    opened: Collection[str],
    also: Mapping[str, Sequence[str]],
    now: datetime,
) -> list[Step]:
    """Every step of a form as it stands.

    `opened` are the gates that were answered yes; `also` are the questions that an answer called for, by its key,
    or by "vital" and "note". What the note calls for is asked after it, also when it was left out before.
    """
    steps: list[Step] = []
    placed = set(also.get("note", ()))

    def add(key: str) -> None:
        if key in placed:
            return
        placed.add(key)
        steps.append(Ask(key))
        asked = questions.question(key)
        if form.answers.get(key):
            if asked.group == "danger" and asked.kind == "scale":
                steps.append(Strength(key))
            steps.extend(More(key, part, now) for part in asked.details)
        for other in also.get(key, ()):
            add(other)

    def group(name: questions.Group) -> None:
        for asked in questions.in_group(name):
            add(asked.key)

    group("danger")
    if form.entered_by == "companion":
        group("companion")
    group("core")
    steps.append(Gate())
    if "urine" in opened or forms.gate(form) == 1:
        group("urinary")
    group("common")
    if hours is None or hours > WEEKLY_AFTER_HOURS:
        group("weekly")
    group("benefit")
    steps.append(AnyMeasured())
    if "measured" in opened or form.vitals:
        steps += [Measured(each.key, now) for each in questions.in_group("vital") if each.key != "diastolic"]
        for key in also.get("vital", ()):
            add(key)
    steps += [Took(number, now) for number in range(len(form.medicines) + 1)]
    steps.append(Note())
    placed -= {*also.get("note", ())}
    for key in also.get("note", ()):
        add(key)
    return steps
