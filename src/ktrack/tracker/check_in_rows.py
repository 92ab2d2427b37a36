"""Check-ins to rows and back: one row for the check-in, one for each answer, vital sign and medicine.

Owns which column holds what, and the order in which a check-in names things. It must not query or repair.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from ktrack.models import ANSWER, MEDICINE, VITAL
from ktrack.records import CheckIn, Detail, Medicine, Reporter
from ktrack.tracker.columns import (
    Kept,
    Row,
    at_of,
    at_or_none,
    dumps,
    loads,
    moment,
    of,
    one_of,
    said,
    shared,
    time_columns,
    yes_no,
)

ANSWER_COLUMNS = tuple(
    ANSWER.c[name]
    for name in (
        "check_in", "question", "value", "skipped",
        "location", "onset", "still_present", "began_at", "began_offset",
    )
)  # fmt: skip
VITAL_COLUMNS = tuple(VITAL.c[name] for name in ("check_in", "vital", "value"))
MEDICINE_COLUMNS = tuple(MEDICINE.c[name] for name in ("check_in", "name", "dose", "at", "at_offset", "helped"))

_NOTHING = Detail()
_REPORTERS = get_args(Reporter)


def check_in_row(check_in: CheckIn) -> Row:
    return {
        "id": check_in.id,
        "infusion": check_in.infusion,
        **time_columns("at", check_in.at),
        "timezone": check_in.timezone,
        **time_columns("entered_at", check_in.entered_at),
        "entered_by": check_in.entered_by,
        "none_for_rest": dumps(check_in.none_for_rest),
        "unconfirmed": dumps(check_in.unconfirmed),
        "note": check_in.note,
        **time_columns("deleted_at", check_in.deleted_at),
    }


def answer_rows(check_in: CheckIn) -> list[Row]:
    """A row for every question with an answer, a skip, or only a detail."""
    told = (key for key, detail in check_in.details.items() if detail != _NOTHING)
    keys = dict.fromkeys((*check_in.answers, *check_in.skipped, *told))
    skipped = set(check_in.skipped)
    rows = []
    for place, key in enumerate(keys):
        detail = check_in.details.get(key, _NOTHING)
        rows.append(
            {
                "check_in": check_in.id,
                "question": key,
                "place": place,
                "value": check_in.answers.get(key),
                "skipped": int(key in skipped),
                "location": detail.location,
                "onset": detail.onset,
                "still_present": said(detail.still_present),
                **time_columns("began_at", detail.began_at),
            }
        )
    return rows


def vital_rows(check_in: CheckIn) -> list[Row]:
    return [{"check_in": check_in.id, "vital": key, "value": value} for key, value in check_in.vitals.items()]


def medicine_rows(check_in: CheckIn) -> list[Row]:
    return [
        {
            "check_in": check_in.id,
            "place": place,
            "name": medicine.name,
            "dose": medicine.dose,
            **time_columns("at", medicine.at),
            "helped": said(medicine.helped),
        }
        for place, medicine in enumerate(check_in.medicines)
    ]


class Parts:
    """What hangs on one check-in, gathered from its rows."""

    __slots__ = ("answers", "details", "medicines", "skipped", "vitals")

    def __init__(self) -> None:
        self.answers: dict[str, int] = {}
        self.skipped: list[str] = []
        self.details: dict[str, Detail] = {}
        self.vitals: dict[str, float] = {}
        self.medicines: list[Medicine] = []

    def add_answer(self, row: Sequence[Any]) -> None:
        """Takes in a row of `ANSWER_COLUMNS`. A value is kept also when the detail beside it cannot be read."""
        _, name, value, skipped, location, onset, still_present, began_at, began_offset = row
        key = shared(of(name, str))
        if type(value) is int and 0 <= value <= 10:
            self.answers[key] = value
        elif value is not None:
            raise ValueError("an answer that is off every scale")
        elif skipped:
            self.skipped.append(key)
        if location is None and onset is None and still_present is None and began_at is None:
            return
        self.details[key] = Detail(
            location=of(location, str, type(None)),
            onset=one_of(onset, (None, "sudden", "gradual")),
            still_present=yes_no(still_present),
            began_at=None if began_at is None else moment(began_at, began_offset),
        )

    def add_vital(self, row: Sequence[Any]) -> None:
        """Takes in a row of `VITAL_COLUMNS`."""
        _, key, value = row
        self.vitals[key] = of(value, int, float)

    def add_medicine(self, row: Sequence[Any]) -> None:
        """Takes in a row of `MEDICINE_COLUMNS`."""
        _, name, dose, at, offset, helped = row
        self.medicines.append(
            Medicine(
                name=of(name, str),
                dose=of(dose, str),
                at=None if at is None else moment(at, offset),
                helped=yes_no(helped),
            )
        )


def to_check_in(row: Kept, parts: Parts) -> CheckIn:
    return CheckIn(
        id=row["id"],
        at=at_of(row, "at"),
        entered_at=at_of(row, "entered_at"),
        infusion=shared(row["infusion"]),
        timezone=shared(row["timezone"]),
        entered_by=one_of(row["entered_by"], _REPORTERS),
        answers=parts.answers,
        skipped=tuple(parts.skipped),
        none_for_rest=tuple(loads(row["none_for_rest"], list)),
        details=parts.details,
        vitals=parts.vitals,
        unconfirmed=tuple(loads(row["unconfirmed"], list)),
        medicines=tuple(parts.medicines),
        note=of(row["note"], str),
        deleted_at=at_or_none(row, "deleted_at"),
    )
