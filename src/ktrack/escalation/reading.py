"""Reads one rule file's tables strictly: every key known, every value of its kind, every question real.

Owns the refusals, each naming the file and the field. It must not know what a red flag is for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from ktrack.escalation.conditions import (
    Answer,
    AtLeast,
    Condition,
    EnteredBy,
    HoursAfterEnd,
    InfusionNumber,
    Vital,
)
from ktrack.questions import BadClinicalFile, Question, questions

Choice = TypeVar("Choice", bound=str)
_ONSETS = ("sudden", "gradual")
_COMPARISONS = ("at_least", "at_most", "above_baseline_by", "below_baseline_percent")


class Reader:
    """One TOML table of the file `name`; `place` says where in it the table stands."""

    def __init__(self, values: Mapping[str, Any], name: str, place: str = "") -> None:
        self.values = values
        self.name = name
        self.place = place

    def wrong(self, key: str, what: str) -> BadClinicalFile:
        """The refusal of one field."""
        where = f"{self.place}.{key}" if self.place else key
        return BadClinicalFile(f"{self.name}.toml", where, what)

    def only(self, *known: str) -> None:
        for key in self.values:
            if key not in known:
                raise self.wrong(key, "is not known here")

    def text(self, key: str, *, default: str | None = None, longest: int = 4000) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.wrong(key, "must be a text")
        if len(value) > longest:
            raise self.wrong(key, f"is longer than {longest} characters")
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false")
        return value

    def number(self, key: str, *, least: float, default: float | None = None) -> float:
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value < 1e6:
            raise self.wrong(key, f"must be a number, {least:g} or more")
        return value

    def whole(self, key: str, *, least: int, optional: bool = False) -> int | None:
        value = self.values.get(key)
        if value is None and optional:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.wrong(key, f"must be a whole number, {least} or more")
        return value

    def count(self, key: str) -> int:
        """A whole number of 2 or more; 1 when the key is missing."""
        return self.whole(key, least=2, optional=True) or 1

    def choice(self, key: str, known: Sequence[Choice]) -> Choice:
        value = self.values.get(key)
        for each in known:
            if value == each:
                return each
        raise self.wrong(key, f"must be one of {', '.join(known)}")

    def words(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        value = self.values.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(each, str) and each for each in listed):
            raise self.wrong(key, "must be a list of texts")
        if len(listed) < least:
            raise self.wrong(key, f"needs at least {least}")
        return tuple(listed)

    def questions(self, key: str) -> tuple[str, ...]:
        found = self.words(key)
        for each in found:
            if each not in questions():
                raise self.wrong(key, f"names {each}, which is no question")
        return found

    def question(self, key: str, *, optional: bool = False) -> str:
        if optional and key not in self.values:
            return ""
        value = self.text(key)
        if value not in questions():
            raise self.wrong(key, f"names {value}, which is no question")
        return value

    def table(self, key: str) -> Reader:
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "must be a table")
        return Reader(value, self.name, f"{self.place}.{key}".lstrip("."))

    def tables(self, key: str, *, least: int = 0) -> list[Reader]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.wrong(key, "must be a list of tables")
        if len(value) < least:
            raise self.wrong(key, f"needs at least {least}")
        place = f"{self.place}.{key}".lstrip(".")
        return [Reader(each, self.name, f"{place}[{index}]") for index, each in enumerate(value, start=1)]


def read_conditions(reader: Reader, each: str) -> Condition:
    """The condition of a table that holds exactly one of all, any, some + of.

    `each` is the question that `answer = "each"` stands for, empty where there is none.
    """
    values = reader.values
    given = [key for key in ("all", "any", "of") if key in values]
    if len(given) != 1:
        raise reader.wrong("all", "or any, or some with of: exactly one of them is needed")
    kind = given[0]
    of = tuple(_read_condition(child, each) for child in reader.tables(kind, least=1))
    if ("some" in values) != (kind == "of"):
        raise reader.wrong("some", "and of belong together")
    some = {"all": len(of), "any": 1}.get(kind) or reader.whole("some", least=1) or 1
    if some > len(of):
        raise reader.wrong("some", "asks for more conditions than there are")
    return AtLeast(some, of, times=reader.count("times"))


def _read_condition(reader: Reader, each: str) -> Condition:
    values = reader.values
    if "answer" in values:
        return _read_answer(reader, each)
    if "vital" in values:
        return _read_vital(reader)
    if "hours_after_end" in values:
        reader.only("hours_after_end")
        return _read_hours(reader.table("hours_after_end"))
    if "infusion_number" in values:
        reader.only("infusion_number")
        inner = reader.table("infusion_number")
        inner.only("at_least", "or_unknown")
        return InfusionNumber(inner.whole("at_least", least=1) or 1, inner.flag("or_unknown"))
    if "entered_by" in values:
        reader.only("entered_by")
        return EnteredBy(reader.choice("entered_by", ("patient", "companion")))
    reader.only("all", "any", "some", "of", "times")
    return read_conditions(reader, each)


def _read_answer(reader: Reader, each: str) -> Answer:
    reader.only(
        "answer", "at_least", "location", "onset", "still_present", "rises_by", "returned",
        "times", "days_apart", "in_infusions", "or_unknown",
    )  # fmt: skip
    key = reader.text("answer")
    if key == "each":
        if not each:
            raise reader.wrong("answer", '= "each" needs for_each in the trigger')
        key = each
    known = questions().get(key)
    if known is None or known.kind == "vital":
        raise reader.wrong("answer", f"names {key}, which is no question")
    at_least = reader.whole("at_least", least=1)
    if at_least is None or known.highest is None or at_least > known.highest:
        raise reader.wrong("at_least", f"is off the scale of {key}, which ends at {known.highest}")
    if known.worse == "low":
        raise reader.wrong("at_least", f"points at the good end of {key}")
    places = reader.words("location")
    for place in places:
        if place not in known.locations:
            raise reader.wrong("location", f"names {place}, which is no place of {key}")
    rises = reader.whole("rises_by", least=1, optional=True) or 0
    answer = Answer(
        key=key,
        at_least=at_least,
        location=places,
        onset=reader.choice("onset", _ONSETS) if "onset" in reader.values else "",
        still_present=reader.flag("still_present") if "still_present" in reader.values else None,
        rises_by=rises,
        returned=reader.flag("returned"),
        times=reader.count("times"),
        days_apart=reader.number("days_apart", least=0, default=0),
        in_infusions=reader.count("in_infusions"),
        or_unknown=reader.flag("or_unknown"),
    )
    _check_answer(reader, known, answer)
    return answer


def _check_answer(reader: Reader, known: Question, answer: Answer) -> None:
    if known.highest is not None and answer.rises_by > known.highest:
        raise reader.wrong("rises_by", f"is off the scale of {answer.key}")
    if answer.or_unknown and not answer.location:
        raise reader.wrong("or_unknown", "needs a location here")
    if answer.times > 1 and answer.across_infusions():
        raise reader.wrong("times", "does not go with days_apart or in_infusions")
    for detail, used in (("location", answer.location), ("onset", answer.onset)):
        if used and detail not in known.details:
            raise reader.wrong(detail, f"is never asked about {answer.key}")
    if answer.still_present is not None and "still_present" not in known.details:
        raise reader.wrong("still_present", f"is never asked about {answer.key}")


def _read_vital(reader: Reader) -> Vital:
    reader.only("vital", "times", *_COMPARISONS)
    key = reader.text("vital")
    known = questions().get(key)
    if known is None or known.kind != "vital":
        raise reader.wrong("vital", f"names {key}, which is no vital")
    given = [comparison for comparison in _COMPARISONS if comparison in reader.values]
    if len(given) != 1:
        raise reader.wrong("vital", f"needs exactly one of {', '.join(_COMPARISONS)}")
    if given[0] == "at_most" and known.worse == "high":
        raise reader.wrong("at_most", f"points at the good end of {key}")
    if given[0] == "at_least" and known.worse == "low":
        raise reader.wrong("at_least", f"points at the good end of {key}")
    return Vital(key, times=reader.count("times"), **{given[0]: reader.number(given[0], least=0)})


def _read_hours(reader: Reader) -> HoursAfterEnd:
    reader.only("more_than", "or_unknown")
    named = reader.values.get("more_than") == "persist_hours"
    limit = None if named else reader.number("more_than", least=0)
    return HoursAfterEnd(limit, reader.flag("or_unknown"))
