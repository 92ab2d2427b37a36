"""What every day needs is looked up by indexes: years of check-ins are never read from end to end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from ktrack.records import CheckIn
from ktrack.tracker import Tracker

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
GROWING = ("check_in", "answer", "vital", "medicine", "edit")
"""Tables that get longer with every check-in."""


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    """A diary with two infusions and a few check-ins."""
    tracker = Tracker(tmp_path / "diary", clock=lambda: NOON, zone="UTC")
    for days in (9, 2):
        start = NOON - timedelta(days=days)
        tracker.add_infusion(started_at=start, ended_at=start + timedelta(hours=1))
        for hours in (2, 5, 30):
            tracker.check_in(_form(tracker, start + timedelta(hours=hours)))
    return tracker


def _form(tracker: Tracker, at: datetime) -> CheckIn:
    given = {"nausea": 2, "urinary_urgency": 1, "chest_pain": 0}
    return replace(tracker.new_check_in(at=at), answers=given, vitals={"heart_rate": 80})


def _plans(tracker: Tracker, verb: Callable[[], object]) -> list[tuple[str, str]]:
    """Every step of every statement that a verb runs, as SQLite plans it."""
    ran: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, given: object, *_: object) -> None:
        ran.append((statement, given))

    event.listen(tracker._engine, "before_cursor_execute", note)
    try:
        verb()
    finally:
        event.remove(tracker._engine, "before_cursor_execute", note)
    steps = []
    with tracker._reading() as connection:
        for statement, given in ran:
            if statement.split()[0] in ("SELECT", "DELETE", "UPDATE"):
                one = given[0] if isinstance(given, list) else given
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", one)  # type: ignore[arg-type]
                steps += [(row[-1], statement) for row in plan]
    return steps


VERBS: dict[str, Callable[[Tracker], object]] = {
    "new check-in": lambda tracker: tracker.new_check_in(),
    "judging a form": lambda tracker: tracker.assess(_form(tracker, NOON)),
    "saving a check-in": lambda tracker: tracker.check_in(_form(tracker, NOON)),
    "keeping a form": lambda tracker: tracker.keep_draft(_form(tracker, NOON)),
    "one infusion's check-ins": lambda tracker: tracker.check_ins(infusion=tracker.infusions()[-1].id),
    "two weeks": lambda tracker: tracker.check_ins(since=NOON - timedelta(days=14), until=NOON),
    "last answers": lambda tracker: tracker.last_answers(),
    "the list of flags": lambda tracker: tracker.flags(),
    "alerts": lambda tracker: tracker.alerts(),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_no_table_that_grows_is_read_from_end_to_end(tracker: Tracker, verb: Callable[[Tracker], object]) -> None:
    with tracker:
        steps = _plans(tracker, lambda: verb(tracker))
    assert steps
    whole = [
        (step, statement)
        for step, statement in steps
        for table in GROWING
        # in the order of an index, up to a limit, is no reading from end to end
        if step.startswith(f"SCAN {table}") and not ("USING INDEX" in step and "LIMIT" in statement)
    ]
    assert whole == []


def test_a_scan_is_noticed(tracker: Tracker) -> None:
    with tracker:
        steps = _plans(tracker, lambda: tracker.check_ins())
    assert any(step.startswith("SCAN") for step, _ in steps)
