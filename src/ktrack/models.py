"""The tables: what SQLite keeps, and what it refuses to keep.

Owns columns, limits and indexes. It must not hold behaviour, and no other module may write to these tables than
the tracker: a table class checks nothing by itself, so every choice and scale is a CHECK in the database.

A time is two columns: the instant in UTC as text of one fixed width, so that text order is time order, and
`*_offset`, the seconds that the person's clock was ahead of UTC. Columns have no converting types: a value that
another program damaged can then still be read as what it is, and hides nothing but itself.
"""

# without postponed annotations: SQLModel and SQLAlchemy would each compile all of them again at every start
from functools import cache
from typing import Any, ClassVar, Literal

from sqlalchemy import CheckConstraint, Index, MetaData, Table, text
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

_D = "[0-9]"
_INSTANT = f"{_D * 4}-{_D * 2}-{_D * 2}T{_D * 2}:{_D * 2}:{_D * 2}.{_D * 6}Z"
_DAY = 24 * 60 * 60


class AnyNumber(UserDefinedType[float]):
    """A number as it was given: 118 stays whole and 118.0 stays a float.

    Declared BLOB because that is SQLite's one declared type that converts nothing; the CHECK beside it lets only
    numbers in.
    """

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "BLOB"


def _choice(column: str, *allowed: str) -> CheckConstraint:
    listed = ", ".join(f"'{one}'" for one in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _yes_no(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN (0, 1)", name=column)


def _number(column: str, limits: str = "") -> CheckConstraint:
    return CheckConstraint(f"typeof({column}) IN ('integer', 'real', 'null'){limits}", name=column)


def _whole(column: str, limits: str) -> CheckConstraint:
    return CheckConstraint(f"typeof({column}) IN ('integer', 'null') AND {limits}", name=column)


def _time(column: str, *, required: bool = True) -> tuple[CheckConstraint, CheckConstraint]:
    offset = offset_of(column)
    together = "" if required else f" AND ({column} IS NULL) = ({offset} IS NULL)"
    return (
        CheckConstraint(f"{column} GLOB '{_INSTANT}'", name=column),
        CheckConstraint(
            f"typeof({offset}) IN ('integer', 'null') AND abs(coalesce({offset}, 0)) < {_DAY}{together}",
            name=offset,
        ),
    )


def _id() -> CheckConstraint:
    return CheckConstraint("length(id) BETWEEN 1 AND 64", name="id")


def _json(column: str, kind: Literal["object", "array"]) -> CheckConstraint:
    # by its ends only: SQLite's own JSON functions count as untrusted in a schema up to 3.40
    ends = "{*}" if kind == "object" else "[[]*]"
    return CheckConstraint(f"{column} GLOB '{ends}'", name=column)


@cache
def offset_of(column: str) -> str:
    """The column that holds the offset of the time in `column`."""
    return f"{column.removesuffix('_at')}_offset"


class Kept(SQLModel):
    """The base of all tables, so that nothing else that uses SQLModel ends up in the diary."""

    # no row is made through these classes, so pydantic need not prepare for it at every start
    model_config = {"defer_build": True}
    metadata: ClassVar[MetaData] = MetaData(naming_convention=_NAMES)


class MetaRow(Kept, table=True):
    """What the diary knows about itself."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True)
    value: str


class ProfileRow(Kept, table=True):
    """Whom to call, and what the clinic should know: one row at most."""

    __tablename__ = "profile"
    __table_args__ = (
        CheckConstraint("id = 1", name="id"),
        _number("persist_hours", " AND persist_hours BETWEEN 2 AND 4"),
    )

    id: int = Field(default=1, primary_key=True)
    clinic_name: str
    clinic_phone: str
    after_hours_phone: str
    emergency_number: str
    crisis_line: str
    country: str
    persist_hours: float = Field(sa_type=AnyNumber)
    tell_my_clinic: str


class InfusionRow(Kept, table=True):
    """One treatment session. A deleted one stays, marked."""

    __tablename__ = "infusion"
    __table_args__ = (
        _id(),
        *_time("started_at"),
        *_time("ended_at", required=False),
        _whole("number", "number >= 0"),
        _number("dose_mg", " AND dose_mg >= 0"),
        _choice("phase", "loading", "maintenance", ""),
        _json("baseline_vitals", "object"),
        *_time("deleted_at", required=False),
        Index(None, "started_at"),
    )

    id: str = Field(primary_key=True)
    started_at: str
    started_offset: int
    ended_at: str | None
    ended_offset: int | None
    timezone: str
    number: int | None
    dose_mg: float | None = Field(sa_type=AnyNumber)
    route: str
    phase: str
    baseline_vitals: str
    """JSON object: measured value by vital sign."""
    note: str
    deleted_at: str | None
    deleted_offset: int | None


class CheckInRow(Kept, table=True):
    """One moment of reporting. A deleted one stays, marked."""

    __tablename__ = "check_in"
    __table_args__ = (
        _id(),
        *_time("at"),
        *_time("entered_at"),
        _choice("entered_by", "patient", "companion"),
        _json("none_for_rest", "array"),
        _json("unconfirmed", "array"),
        *_time("deleted_at", required=False),
        Index(None, "at"),
        Index(None, "infusion", "at"),
    )

    id: str = Field(primary_key=True)
    infusion: str | None = Field(foreign_key="infusion.id")
    at: str
    at_offset: int
    timezone: str
    entered_at: str
    entered_offset: int
    entered_by: str
    none_for_rest: str
    """JSON list of questions answered 0 for a whole group at once."""
    unconfirmed: str
    """JSON list of vital signs kept as typed although they look mistyped."""
    note: str
    deleted_at: str | None
    deleted_offset: int | None


class AnswerRow(Kept, table=True):
    """What was said to one question. No row: not asked. Neither a value nor skipped: only a detail was said."""

    __tablename__ = "answer"
    __table_args__ = (
        _whole("value", "value BETWEEN 0 AND 10"),
        _yes_no("skipped"),
        CheckConstraint("skipped = 0 OR value IS NULL", name="skipped_has_no_value"),
        _choice("onset", "sudden", "gradual"),
        _yes_no("still_present"),
        *_time("began_at", required=False),
        Index("ix_answer_reported", "question", "check_in", "value", sqlite_where=text("value >= 1")),
    )

    check_in: str = Field(primary_key=True, foreign_key="check_in.id", ondelete="CASCADE")
    question: str = Field(primary_key=True)
    place: int
    """Keeps the order in which the check-in names its answers and skipped questions."""
    value: int | None
    skipped: int
    location: str | None
    onset: str | None
    still_present: int | None
    began_at: str | None
    began_offset: int | None


class VitalRow(Kept, table=True):
    """One measured value; odd ones are kept too, so only the type is checked."""

    __tablename__ = "vital"
    __table_args__ = (_number("value"),)

    check_in: str = Field(primary_key=True, foreign_key="check_in.id", ondelete="CASCADE")
    vital: str = Field(primary_key=True)
    value: float = Field(sa_type=AnyNumber)


class MedicineRow(Kept, table=True):
    """Something taken, in the order it was named."""

    __tablename__ = "medicine"
    __table_args__ = (*_time("at", required=False), _yes_no("helped"))

    check_in: str = Field(primary_key=True, foreign_key="check_in.id", ondelete="CASCADE")
    place: int = Field(primary_key=True)
    name: str
    dose: str
    at: str | None
    at_offset: int | None
    helped: int | None


class FlagRow(Kept, table=True):
    """A finding with the words that were shown. Never deleted.

    Check-in and infusion are no foreign keys: a flag may come from a form that was left, or outlive its record
    in a diary from elsewhere.
    """

    __tablename__ = "flag"
    __table_args__ = (
        _id(),
        _choice("level", "emergency", "urgent", "contact"),
        _json("because", "array"),
        _json("rulebook", "object"),
        *_time("raised_at"),
        *_time("shown_at", required=False),
        _choice("response", "called", "going", "mistake", "later"),
        *_time("responded_at", required=False),
    )

    id: str = Field(primary_key=True)
    red_flag: str
    question: str | None
    check_in: str | None
    infusion: str | None
    level: str
    title: str
    say: str
    because: str
    """JSON list of the evidence, as the diary file writes it."""
    rulebook: str
    """JSON object: version and hash of the rules that raised it."""
    raised_at: str
    raised_offset: int
    shown_at: str | None
    shown_offset: int | None
    response: str | None
    responded_at: str | None
    responded_offset: int | None
    response_note: str


class VisitRow(Kept, table=True):
    """A follow-up appointment with the questions to ask there."""

    __tablename__ = "visit"
    __table_args__ = (_id(), *_time("at"), _json("questions", "array"), *_time("deleted_at", required=False))

    id: str = Field(primary_key=True)
    at: str
    at_offset: int
    note: str
    questions: str
    """JSON list of texts."""
    deleted_at: str | None
    deleted_offset: int | None


class DraftRow(Kept, table=True):
    """A form that is not saved yet, with the alarming findings it holds."""

    __tablename__ = "draft"
    __table_args__ = (
        _id(),
        _json("form", "object"),
        _json("findings", "array"),
        *_time("updated_at"),
    )

    id: str = Field(primary_key=True)
    """The id that the check-in will have."""
    form: str
    """JSON object: the check-in so far, as the diary file writes it."""
    findings: str
    """JSON list of flags, as the diary file writes them."""
    updated_at: str
    updated_offset: int


class EditRow(Kept, table=True):
    """An earlier version of a record. Only ever added to."""

    __tablename__ = "edit"
    __table_args__ = (
        _id(),
        _choice("record", "infusion", "check_in", "visit", "flag"),
        *_time("at"),
        _json("before", "object"),
        Index(None, "record_id"),
    )

    id: str = Field(primary_key=True)
    record: str
    record_id: str
    at: str
    at_offset: int
    before: str
    """JSON object: the record as the diary file writes it."""


def _table(row: type[Kept]) -> Table:
    return Kept.metadata.tables[str(row.__tablename__)]


META = _table(MetaRow)
PROFILE = _table(ProfileRow)
INFUSION = _table(InfusionRow)
CHECK_IN = _table(CheckInRow)
ANSWER = _table(AnswerRow)
VITAL = _table(VitalRow)
MEDICINE = _table(MedicineRow)
FLAG = _table(FlagRow)
VISIT = _table(VisitRow)
DRAFT = _table(DraftRow)
EDIT = _table(EditRow)
