"""The shape of a diary file: which fields there are, and what each may hold.

Owns the typed dictionaries that both reading and the published JSON Schema are made from. It must not know what
the questions are (they are data, checked in `reading` and added in `schema`), nor turn anything into records.

Everything is strict: "2" is not 2, true is not 1, and a field that is not named here is refused, because dropping
it silently would lose something that was told.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, NotRequired, Required

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationInfo,
    with_config,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from typing_extensions import TypedDict

from ktrack.questions import LARGEST_VITAL
from ktrack.text import changed_characters, clean

FORMAT = "ktrack-diary"
VERSION = 1
TEXT_LIMIT = 100_000
"""Characters in one text of a file. Typed notes are held much shorter; a file may come from elsewhere."""
LIST_LIMIT = 1000
"""Entries in the short lists inside one record, such as medicines or questions for a visit."""
LARGEST = 1_000_000
"""Beyond this, no number in a diary means anything."""
ID_PATTERN = r"^[A-Za-z0-9._:-]{1,64}$"
TIME_PATTERN = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$"
)

_CONFIG = ConfigDict(extra="forbid", strict=True)


class Counter:
    """How many characters were replaced by visible signs while texts were cleaned."""

    def __init__(self) -> None:
        self.replaced = 0


def _cleaned(value: object, info: ValidationInfo) -> object:
    # before pydantic looks at it, because a lone surrogate is no text to pydantic
    if not isinstance(value, str):
        return value
    kept = clean(value)
    if kept != value and isinstance(info.context, Counter):
        info.context.replaced += changed_characters(value)
    return kept


@dataclass(frozen=True, slots=True)
class _Between:
    """A number, whole or not, that stays what it is: pydantic's own float would turn 118 into 118.0."""

    lowest: float
    highest: float

    def _check(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise PydanticCustomError("no_number", "no number")
        if not math.isfinite(value) or not self.lowest <= value <= self.highest:
            limits = {"given": _short(value), "lowest": _short(self.lowest), "highest": _short(self.highest)}
            raise PydanticCustomError("out_of_range", "{given} {lowest} {highest}", limits)
        # 118.0 and 118 are one number, and the diary writes it one way
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "number", "minimum": self.lowest, "maximum": self.highest}


class _NumberOrText(_Between):
    """A number, or for evidence from a note the words that were found."""

    def _check(self, value: object) -> Any:
        return clean(value)[:TEXT_LIMIT] if isinstance(value, str) else super()._check(value)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": ["number", "string"]}


def _short(value: float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


Id = Annotated[str, Field(pattern=ID_PATTERN, description="Letters, digits and - _ . : only.")]
Time = Annotated[
    str,
    Field(
        pattern=TIME_PATTERN,
        description="Date and time with offset from UTC. A record that names its zone may leave the offset out.",
    ),
]
Text = Annotated[str, BeforeValidator(_cleaned), Field(max_length=TEXT_LIMIT)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Number = Annotated[float, _Between(-LARGEST, LARGEST)]
VitalNumber = Annotated[float, _Between(0, LARGEST_VITAL)]
ZONE = "IANA name of the time zone, such as America/New_York."


@with_config(_CONFIG)
class ProfileJson(TypedDict, total=False):
    """Whom to call, and what the clinic should know."""

    clinic_name: Text
    clinic_phone: Text
    after_hours_phone: Text
    emergency_number: Text
    crisis_line: Text
    country: Text
    persist_hours: Annotated[
        float, _Between(2, 4), Field(description="Hours after which a side effect counts as lasting.")
    ]
    tell_my_clinic: Text


@with_config(_CONFIG)
class InfusionJson(TypedDict, total=False):
    """One treatment session."""

    id: Id
    number: Annotated[int, Field(ge=0, le=LARGEST)] | None
    started_at: Required[Time]
    ended_at: Annotated[Time | None, Field(description="null when the end is not known.")]
    timezone: Annotated[Text, Field(description=ZONE)]
    dose_mg: Annotated[float, _Between(0, LARGEST)] | None
    route: Text
    phase: Literal["loading", "maintenance", ""]
    baseline_vitals: dict[str, VitalNumber]
    note: Text
    deleted_at: Time | None


@with_config(_CONFIG)
class DetailJson(TypedDict, total=False):
    """What was said about one answer beyond its strength."""

    location: Text | None
    onset: Literal["sudden", "gradual"] | None
    still_present: bool | None
    began_at: Time | None


@with_config(_CONFIG)
class MedicineJson(TypedDict):
    """Something taken, as the person named it."""

    name: Text
    dose: NotRequired[Text]
    at: NotRequired[Time | None]
    helped: NotRequired[bool | None]


@with_config(_CONFIG)
class CheckInJson(TypedDict, total=False):
    """One moment of reporting. A question that is not named was not asked."""

    id: Id
    infusion: Annotated[
        Id | None,
        Field(description="Left out: the latest infusion that had started. null: between infusions."),
    ]
    at: Required[Time]
    timezone: Annotated[Text, Field(description=ZONE)]
    entered_at: Annotated[Time, Field(description="When it was written down; left out, the same as at.")]
    entered_by: Literal["patient", "companion"]
    answers: dict[str, int]
    skipped: Annotated[list[Key], Field(description="Asked, and not answered.")]
    none_for_rest: Annotated[list[Key], Field(description="Answered 0 for a whole group at once.")]
    details: dict[str, DetailJson]
    vitals: dict[str, VitalNumber]
    unconfirmed: Annotated[list[Key], Field(description="Measured values that look mistyped, kept as typed.")]
    medicines: Annotated[list[MedicineJson], Field(max_length=LIST_LIMIT)]
    note: Text
    deleted_at: Time | None


@with_config(_CONFIG)
class EvidenceJson(TypedDict, total=False):
    """One thing a flag rests on: exactly one of question, vital, note."""

    question: Key
    vital: Key
    note: Text
    value: Required[Annotated[float | str, _NumberOrText(-LARGEST, LARGEST)]]
    at: Required[Time]
    hours_after_end: Number | None
    check_in: Required[Id]


@with_config(_CONFIG)
class FlagJson(TypedDict, total=False):
    """A finding with the words that were shown, its times, and what the person did."""

    id: Required[Id]
    red_flag: Required[Id]
    question: Key | None
    check_in: Id | None
    infusion: Id | None
    level: Required[Literal["emergency", "urgent", "contact"]]
    title: Text
    say: Text
    because: list[EvidenceJson]
    rulebook: dict[Literal["version", "hash"], Text]
    raised_at: Required[Time]
    shown_at: Time | None
    response: Literal["called", "going", "mistake", "later"] | None
    responded_at: Time | None
    response_note: Text


@with_config(_CONFIG)
class VisitJson(TypedDict, total=False):
    """A follow-up appointment with the questions for it."""

    id: Id
    at: Required[Time]
    note: Text
    questions: Annotated[list[Text], Field(max_length=LIST_LIMIT)]
    deleted_at: Time | None


@with_config(_CONFIG)
class EditJson(TypedDict):
    """An earlier version of a record."""

    id: Id
    record: Literal["infusion", "check_in", "visit", "flag"]
    record_id: Id
    at: Time
    before: Annotated[dict[str, Any], Field(description="The record as it was, in the shape of its own list.")]


@with_config(_CONFIG)
class DiaryJson(TypedDict, total=False):
    """Everything a person told ktrack, and what ktrack told them."""

    format: Required[Literal["ktrack-diary"]]
    version: Required[Literal[1]]
    profile: ProfileJson
    infusions: list[InfusionJson]
    check_ins: list[CheckInJson]
    flags: list[FlagJson]
    visits: list[VisitJson]
    edits: list[EditJson]


Validate = Callable[[object, Counter], dict[str, Any]]


@cache
def validator(shape: type) -> Validate:
    """Checks one JSON object against a shape; raises pydantic's ValidationError. Built once: that is slow."""
    check = TypeAdapter[dict[str, Any]](shape).validator

    def validate(data: object, counter: Counter) -> dict[str, Any]:
        found: dict[str, Any] = check.validate_python(data, context=counter)
        return found

    return validate
