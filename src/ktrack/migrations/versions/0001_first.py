"""The tables of the first release."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import UserDefinedType

revision = "0001"
down_revision = None

_D = "[0-9]"
_INSTANT = f"{_D * 4}-{_D * 2}-{_D * 2}T{_D * 2}:{_D * 2}:{_D * 2}.{_D * 6}Z"


class AnyNumber(UserDefinedType[float]):
    """A number kept as it was given; BLOB is the declared type that converts nothing."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "BLOB"


def upgrade() -> None:
    """Makes all tables."""
    _infusion()
    _check_in()
    _of_a_check_in()
    _flag()
    _others()


def _infusion() -> None:
    op.create_table(
        "infusion",
        _text("id"),
        *_time("started_at", "started_offset"),
        *_time("ended_at", "ended_offset", nullable=True),
        _text("timezone"),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("dose_mg", AnyNumber(), nullable=True),
        _text("route"),
        _text("phase"),
        _text("baseline_vitals"),
        _text("note"),
        *_time("deleted_at", "deleted_offset", nullable=True),
        _key("infusion", "id"),
        _id("infusion"),
        *_time_checks("infusion", "started_at", "started_offset"),
        *_time_checks("infusion", "ended_at", "ended_offset", nullable=True),
        _check("infusion", "number", "typeof(number) IN ('integer', 'null') AND number >= 0"),
        _check("infusion", "dose_mg", "typeof(dose_mg) IN ('integer', 'real', 'null') AND dose_mg >= 0"),
        _check("infusion", "phase", "phase IN ('loading', 'maintenance', '')"),
        _check("infusion", "baseline_vitals", "baseline_vitals GLOB '{*}'"),
        *_time_checks("infusion", "deleted_at", "deleted_offset", nullable=True),
    )
    op.create_index("ix_infusion_started_at", "infusion", ["started_at"])


def _check_in() -> None:
    op.create_table(
        "check_in",
        _text("id"),
        _text("infusion", nullable=True),
        *_time("at", "at_offset"),
        _text("timezone"),
        *_time("entered_at", "entered_offset"),
        _text("entered_by"),
        _text("none_for_rest"),
        _text("unconfirmed"),
        _text("note"),
        *_time("deleted_at", "deleted_offset", nullable=True),
        _key("check_in", "id"),
        _id("check_in"),
        *_time_checks("check_in", "at", "at_offset"),
        *_time_checks("check_in", "entered_at", "entered_offset"),
        _check("check_in", "entered_by", "entered_by IN ('patient', 'companion')"),
        _check("check_in", "none_for_rest", "none_for_rest GLOB '[[]*]'"),
        _check("check_in", "unconfirmed", "unconfirmed GLOB '[[]*]'"),
        *_time_checks("check_in", "deleted_at", "deleted_offset", nullable=True),
        sa.ForeignKeyConstraint(["infusion"], ["infusion.id"], name="fk_check_in_infusion"),
    )
    op.create_index("ix_check_in_at", "check_in", ["at"])
    op.create_index("ix_check_in_infusion_at", "check_in", ["infusion", "at"])


def _of_a_check_in() -> None:
    op.create_table(
        "answer",
        _text("check_in"),
        _text("question"),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("skipped", sa.Integer(), nullable=False),
        _text("location", nullable=True),
        _text("onset", nullable=True),
        sa.Column("still_present", sa.Integer(), nullable=True),
        *_time("began_at", "began_offset", nullable=True),
        _key("answer", "check_in", "question"),
        _check("answer", "value", "typeof(value) IN ('integer', 'null') AND value BETWEEN 0 AND 10"),
        _check("answer", "skipped", "skipped IN (0, 1)"),
        _check("answer", "skipped_has_no_value", "skipped = 0 OR value IS NULL"),
        _check("answer", "onset", "onset IN ('sudden', 'gradual')"),
        _check("answer", "still_present", "still_present IN (0, 1)"),
        *_time_checks("answer", "began_at", "began_offset", nullable=True),
        _belongs_to_check_in("answer"),
    )
    reported = sa.text("value >= 1")
    op.create_index("ix_answer_reported", "answer", ["question", "check_in", "value"], sqlite_where=reported)
    op.create_table(
        "vital",
        _text("check_in"),
        _text("vital"),
        sa.Column("value", AnyNumber(), nullable=False),
        _key("vital", "check_in", "vital"),
        _check("vital", "value", "typeof(value) IN ('integer', 'real', 'null')"),
        _belongs_to_check_in("vital"),
    )
    op.create_table(
        "medicine",
        _text("check_in"),
        sa.Column("place", sa.Integer(), nullable=False),
        _text("name"),
        _text("dose"),
        *_time("at", "at_offset", nullable=True),
        sa.Column("helped", sa.Integer(), nullable=True),
        _key("medicine", "check_in", "place"),
        *_time_checks("medicine", "at", "at_offset", nullable=True),
        _check("medicine", "helped", "helped IN (0, 1)"),
        _belongs_to_check_in("medicine"),
    )


def _flag() -> None:
    op.create_table(
        "flag",
        _text("id"),
        _text("red_flag"),
        _text("question", nullable=True),
        _text("check_in", nullable=True),
        _text("infusion", nullable=True),
        _text("level"),
        _text("title"),
        _text("say"),
        _text("because"),
        _text("rulebook"),
        *_time("raised_at", "raised_offset"),
        *_time("shown_at", "shown_offset", nullable=True),
        _text("response", nullable=True),
        *_time("responded_at", "responded_offset", nullable=True),
        _text("response_note"),
        _key("flag", "id"),
        _id("flag"),
        _check("flag", "level", "level IN ('emergency', 'urgent', 'contact')"),
        _check("flag", "because", "because GLOB '[[]*]'"),
        _check("flag", "rulebook", "rulebook GLOB '{*}'"),
        *_time_checks("flag", "raised_at", "raised_offset"),
        *_time_checks("flag", "shown_at", "shown_offset", nullable=True),
        _check("flag", "response", "response IN ('called', 'going', 'mistake', 'later')"),
        *_time_checks("flag", "responded_at", "responded_offset", nullable=True),
    )


def _others() -> None:
    op.create_table("meta", _text("name"), _text("value"), _key("meta", "name"))
    op.create_table(
        "profile",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("clinic_name"),
        _text("clinic_phone"),
        _text("after_hours_phone"),
        _text("emergency_number"),
        _text("crisis_line"),
        _text("country"),
        sa.Column("persist_hours", AnyNumber(), nullable=False),
        _text("tell_my_clinic"),
        _key("profile", "id"),
        _check("profile", "id", "id = 1"),
        _check(
            "profile",
            "persist_hours",
            "typeof(persist_hours) IN ('integer', 'real', 'null') AND persist_hours BETWEEN 2 AND 4",
        ),
    )
    op.create_table(
        "visit",
        _text("id"),
        *_time("at", "at_offset"),
        _text("note"),
        _text("questions"),
        *_time("deleted_at", "deleted_offset", nullable=True),
        _key("visit", "id"),
        _id("visit"),
        *_time_checks("visit", "at", "at_offset"),
        _check("visit", "questions", "questions GLOB '[[]*]'"),
        *_time_checks("visit", "deleted_at", "deleted_offset", nullable=True),
    )
    op.create_table(
        "draft",
        _text("id"),
        _text("form"),
        _text("findings"),
        *_time("updated_at", "updated_offset"),
        _key("draft", "id"),
        _id("draft"),
        _check("draft", "form", "form GLOB '{*}'"),
        _check("draft", "findings", "findings GLOB '[[]*]'"),
        *_time_checks("draft", "updated_at", "updated_offset"),
    )
    op.create_table(
        "edit",
        _text("id"),
        _text("record"),
        _text("record_id"),
        *_time("at", "at_offset"),
        _text("before"),
        _key("edit", "id"),
        _id("edit"),
        _check("edit", "record", "record IN ('infusion', 'check_in', 'visit', 'flag')"),
        *_time_checks("edit", "at", "at_offset"),
        _check("edit", "before", "before GLOB '{*}'"),
    )
    op.create_index("ix_edit_record_id", "edit", ["record_id"])


def _text(column: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(column, sa.String(), nullable=nullable)


def _time(column: str, offset: str, *, nullable: bool = False) -> tuple[sa.Column[str], sa.Column[int]]:
    return _text(column, nullable=nullable), sa.Column(offset, sa.Integer(), nullable=nullable)


def _time_checks(table: str, column: str, offset: str, *, nullable: bool = False) -> list[sa.CheckConstraint]:
    together = f" AND ({column} IS NULL) = ({offset} IS NULL)" if nullable else ""
    whole = f"typeof({offset}) IN ('integer', 'null') AND abs(coalesce({offset}, 0)) < 86400"
    return [
        _check(table, column, f"{column} GLOB '{_INSTANT}'"),
        _check(table, offset, f"{whole}{together}"),
    ]


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _id(table: str) -> sa.CheckConstraint:
    return _check(table, "id", "length(id) BETWEEN 1 AND 64")


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=f"ck_{table}_{name}")


def _belongs_to_check_in(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["check_in"], ["check_in.id"], name=f"fk_{table}_check_in", ondelete="CASCADE")
