"""Reads the conditions of a rule strictly: every field known, every question real, every limit on its scale.

Owns the refusals, each naming the file and the field. It must not know what a red flag is for.
"""

from __future__ import annotations

from ktrack.clinical_file import Fields
from ktrack.escalation.conditions import (
    Answer,
    AtLeast,
    Condition,
    EnteredBy,
    HoursAfterEnd,
    InfusionNumber,
    Vital,
)
from ktrack.questions import Question, questions

_COMPARISONS = ("at_least", "at_most", "above_baseline_by", "below_baseline_percent")


def question_keys(fields: Fields, name: str) -> tuple[str, ...]:
    """A list of questions, empty when the field is missing."""
    found = fields.texts(name, default=())
    for key in found:
        if key not in questions():
            raise fields.wrong(name, f"names {key}, which is no question")
    return found


def read_conditions(fields: Fields, each: str) -> Condition:
    """The condition of a table that holds exactly one of all, any, some + of.

    `each` is the question that `answer = "each"` stands for, empty where there is none.
    """
    given = [name for name in ("all", "any", "of") if fields.has(name)]
    if len(given) != 1:
        raise fields.wrong("all", "or any, or some with of: exactly one of them is needed")
    kind = given[0]
    if fields.has("some") != (kind == "of"):
        raise fields.wrong("some", "and of belong together")
    of = tuple(_read_condition(child, each) for child in fields.tables(kind))
    if not of:
        raise fields.wrong(kind, "holds no condition")
    some = {"all": len(of), "any": 1}.get(kind) or fields.whole("some")
    if not 1 <= some <= len(of):
        raise fields.wrong(kind, "asks for more conditions than there are, or for none")
    return AtLeast(some, of, times=_count(fields, "times"))


def _read_condition(fields: Fields, each: str) -> Condition:
    condition: Condition
    if fields.has("answer"):
        condition = _read_answer(fields, each)
    elif fields.has("vital"):
        condition = _read_vital(fields)
    elif fields.has("hours_after_end"):
        condition = _read_hours(fields.table("hours_after_end"))
    elif fields.has("infusion_number"):
        inner = fields.table("infusion_number")
        condition = InfusionNumber(_least(inner, "at_least", 1), inner.yes_no("or_unknown", default=False))
        inner.done()
    elif fields.has("entered_by"):
        condition = EnteredBy(fields.choice("entered_by", ("patient", "companion")))
    else:
        condition = read_conditions(fields, each)
    fields.done()
    return condition


def _read_answer(fields: Fields, each: str) -> Answer:
    key = fields.text("answer")
    if key == "each":
        if not each:
            raise fields.wrong("answer", '= "each" needs for_each in the trigger')
        key = each
    known = questions().get(key)
    if known is None or known.kind == "vital":
        raise fields.wrong("answer", f"names {key}, which is no question")
    at_least = _least(fields, "at_least", 1)
    if known.highest is None or at_least > known.highest:
        raise fields.wrong("at_least", f"is off the scale of {key}, which ends at {known.highest}")
    if known.worse == "low":
        raise fields.wrong("at_least", f"points at the good end of {key}")
    answer = Answer(
        key=key,
        at_least=at_least,
        location=_places(fields, known),
        onset=fields.choice("onset", ("sudden", "gradual")) if fields.has("onset") else "",
        still_present=fields.yes_no("still_present", default=True) if fields.has("still_present") else None,
        rises_by=_least(fields, "rises_by", 1) if fields.has("rises_by") else 0,
        returned=fields.yes_no("returned", default=False),
        times=_count(fields, "times"),
        days_apart=fields.number("days_apart", default=0),
        in_infusions=_count(fields, "in_infusions"),
        or_unknown=fields.yes_no("or_unknown", default=False),
    )
    _check_answer(fields, known, answer)
    return answer


def _check_answer(fields: Fields, known: Question, answer: Answer) -> None:
    if known.highest is not None and answer.rises_by > known.highest:
        raise fields.wrong("rises_by", f"is off the scale of {answer.key}")
    if answer.or_unknown and not answer.location:
        raise fields.wrong("or_unknown", "needs a location here")
    if answer.times > 1 and answer.across_infusions():
        raise fields.wrong("times", "does not go with days_apart or in_infusions")
    if answer.onset and "onset" not in known.details:
        raise fields.wrong("onset", f"is never asked about {answer.key}")
    if answer.still_present is not None and "still_present" not in known.details:
        raise fields.wrong("still_present", f"is never asked about {answer.key}")


def _places(fields: Fields, known: Question) -> tuple[str, ...]:
    """One place or a list of them; each must be one that can be answered."""
    if not fields.has("location"):
        return ()
    places = fields.one_or_more("location")
    for place in places:
        if place not in known.locations:
            raise fields.wrong("location", f"names {place}, which is no place of {known.key}")
    return places


def _read_vital(fields: Fields) -> Vital:
    key = fields.text("vital")
    known = questions().get(key)
    if known is None or known.kind != "vital":
        raise fields.wrong("vital", f"names {key}, which is no vital")
    given = [comparison for comparison in _COMPARISONS if fields.has(comparison)]
    if len(given) != 1:
        raise fields.wrong("vital", f"needs exactly one of {', '.join(_COMPARISONS)}")
    if given[0] == "at_most" and known.worse == "high":
        raise fields.wrong("at_most", f"points at the good end of {key}")
    if given[0] == "at_least" and known.worse == "low":
        raise fields.wrong("at_least", f"points at the good end of {key}")
    limit = {given[0]: fields.number(given[0])}
    return Vital(key, times=_count(fields, "times"), **limit)


def _read_hours(fields: Fields) -> HoursAfterEnd:
    or_unknown = fields.yes_no("or_unknown", default=False)
    limit = None if fields.says("more_than", "persist_hours") else fields.number("more_than")
    fields.done()
    return HoursAfterEnd(limit, or_unknown)


def _least(fields: Fields, name: str, least: int) -> int:
    value = fields.whole(name)
    if value < least:
        raise fields.wrong(name, f"must be {least} or more")
    return value


def _count(fields: Fields, name: str) -> int:
    """A whole number of 2 or more; 1 when the field is missing."""
    return _least(fields, name, 2) if fields.has(name) else 1
