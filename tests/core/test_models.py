"""The database itself refuses what no diary may hold, and keeps numbers as they were given."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from ktrack import db, models, paths
from ktrack.questions import questions

AT = "2026-04-07T15:45:00.000000Z"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = db.open_engine(tmp_path / "diary")
    with db.writing(made) as connection:
        connection.execute(insert(models.CHECK_IN), [check_in()])
    yield made
    made.dispose()


def check_in(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": "c1", "infusion": None, "at": AT, "at_offset": -14400, "timezone": "", "entered_at": AT,
        "entered_offset": -14400, "entered_by": "patient", "none_for_rest": "[]", "unconfirmed": "[]", "note": "",
        "deleted_at": None, "deleted_offset": None,
    }  # fmt: skip
    return row | changes


def infusion(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": "i1", "started_at": AT, "started_offset": 0, "ended_at": None, "ended_offset": None, "timezone": "",
        "number": None, "dose_mg": None, "route": "", "phase": "", "baseline_vitals": "{}", "note": "",
        "deleted_at": None, "deleted_offset": None,
    }  # fmt: skip
    return row | changes


def answer(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "check_in": "c1", "question": "nausea", "place": 0, "value": 2, "skipped": 0, "location": None,
        "onset": None, "still_present": None, "began_at": None, "began_offset": None,
    }  # fmt: skip
    return row | changes


def flag(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": "f1", "red_flag": "chest-pain", "question": None, "check_in": "c1", "infusion": None,
        "level": "urgent", "title": "Chest pain", "say": "Call.", "because": "[]", "rulebook": "{}",
        "raised_at": AT, "raised_offset": 0, "shown_at": None, "shown_offset": None, "response": None,
        "responded_at": None, "responded_offset": None, "response_note": "",
    }  # fmt: skip
    return row | changes


REFUSED: list[tuple[str, dict[str, object], str]] = [
    ("check_in", check_in(id="c2", entered_by="clinic"), "entered_by"),
    ("check_in", check_in(id=""), "id"),
    ("check_in", check_in(id="x" * 65), "id"),
    ("check_in", check_in(id="c2", at="2026-04-07 15:45"), "at"),
    ("check_in", check_in(id="c2", at_offset=86400), "at_offset"),
    ("check_in", check_in(id="c2", deleted_at=AT), "deleted_offset"),
    ("check_in", check_in(id="c2", unconfirmed="{}"), "unconfirmed"),
    ("infusion", infusion(phase="third"), "phase"),
    ("infusion", infusion(number=-1), "number"),
    ("infusion", infusion(dose_mg="35"), "dose_mg"),
    ("infusion", infusion(dose_mg=-0.5), "dose_mg"),
    ("infusion", infusion(baseline_vitals="[]"), "baseline_vitals"),
    ("infusion", infusion(ended_offset=0), "ended_offset"),
    ("answer", answer(value=11), "value"),
    ("answer", answer(value=-1), "value"),
    ("answer", answer(value="many"), "value"),
    ("answer", answer(value=2.5), "value"),
    ("answer", answer(skipped=1), "skipped_has_no_value"),
    ("answer", answer(onset="slow"), "onset"),
    ("answer", answer(still_present=2), "still_present"),
    ("vital", {"check_in": "c1", "vital": "spo2", "value": "98"}, "value"),
    ("medicine", {"check_in": "c1", "place": 0, "name": "a", "dose": "", "at": None, "at_offset": None,
                  "helped": 3}, "helped"),
    ("flag", flag(level="watch"), "level"),
    ("flag", flag(response="ignored"), "response"),
    ("flag", flag(because="{}"), "because"),
    ("profile", {"id": 1, "clinic_name": "", "clinic_phone": "", "after_hours_phone": "", "emergency_number": "",
                 "crisis_line": "", "country": "", "persist_hours": 5, "tell_my_clinic": ""}, "persist_hours"),
    ("edit", {"id": "e", "record": "profile", "record_id": "1", "at": AT, "at_offset": 0, "before": "{}"},
     "record"),
    ("draft", {"id": "d", "form": "[]", "findings": "[]", "updated_at": AT, "updated_offset": 0}, "form"),
    ("visit", {"id": "v", "at": AT, "at_offset": 0, "note": "", "questions": "{}", "deleted_at": None,
               "deleted_offset": None}, "questions"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "row", "check"), REFUSED, ids=lambda each: each if isinstance(each, str) else ""
)
def test_a_row_off_its_scale_is_refused_by_name(
    engine: Engine, table: str, row: dict[str, object], check: str
) -> None:
    with (
        pytest.raises(IntegrityError, match=f"CHECK constraint failed: ck_{table}_{check}$|ck_{table}_{check}\n"),
        db.writing(engine) as connection,
    ):
        connection.execute(insert(models.Kept.metadata.tables[table]), [row])


def test_rows_on_the_scale_are_taken(engine: Engine) -> None:
    with db.writing(engine) as connection:
        connection.execute(insert(models.INFUSION), [infusion(dose_mg=0, number=0, phase="maintenance")])
        connection.execute(insert(models.FLAG), [flag(response="later"), flag(id="f2", level="contact")])
        connection.execute(
            insert(models.ANSWER), [answer(value=10), answer(question="mood", value=None, skipped=1)]
        )
        connection.execute(insert(models.ANSWER), [answer(question="swelling", value=None, location="lips")])


def test_every_scale_of_the_questions_fits_the_table() -> None:
    assert max(asked.highest for asked in questions().values() if asked.highest is not None) == 10


@pytest.mark.parametrize("value", [118, 118.0, 36.8, 0, 9999, -0.0, 1200])
def test_a_measured_value_comes_back_as_it_was_given(engine: Engine, value: float) -> None:
    with db.writing(engine) as connection:
        connection.execute(insert(models.VITAL), [{"check_in": "c1", "vital": "heart_rate", "value": value}])
    with db.reading(engine) as connection:
        (read,) = connection.execute(select(models.VITAL.c.value)).one()
    assert repr(read) == repr(value)


def test_what_hangs_on_a_check_in_cannot_hang_on_nothing(engine: Engine) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), db.writing(engine) as connection:
        connection.execute(insert(models.ANSWER), [answer(check_in="nobody")])


def plan(folder: Path, query: str, *values: Any) -> str:
    with closing(sqlite3.connect(paths.database(folder))) as connection:
        return " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", values))


def test_the_questions_asked_most_are_answered_from_an_index(engine: Engine) -> None:
    folder = Path(str(engine.url.database)).parent
    assert "ix_check_in_infusion_at" in plan(folder, "SELECT * FROM check_in WHERE infusion = ? ORDER BY at", "i")
    assert "ix_check_in_at" in plan(folder, "SELECT * FROM check_in ORDER BY at DESC LIMIT 1")
    reported = "SELECT check_in, value FROM answer WHERE question IN (?) AND value >= 1"
    assert "COVERING INDEX ix_answer_reported" in plan(folder, reported, "nausea")
