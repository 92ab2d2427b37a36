"""Twenty years in one diary file come in and out in the time that a person waits without wondering."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ktrack.exchange import import_diary, read_diary, write_diary
from ktrack.tracker import Tracker

HOURS = (0.5, 1, 2, 3, 4, 6, 9, 21, 70, 140)
FADING = ("nausea", "dizziness", "dissociation", "fatigue", "headache", "blurred_vision", "anxiety")
DANGERS = ("trouble_breathing", "chest_pain", "swelling", "seizure", "hallucinations", "suicidal_thoughts")


def years(number: int) -> bytes:
    """A weekly infusion with ten check-ins of 13 answers each, for so many years."""
    start = datetime(2006, 11, 1, 10, tzinfo=timezone(timedelta(hours=-5)))
    infusions, check_ins = [], []
    for week in range(52 * number):
        begin = start + timedelta(weeks=week)
        infusions.append({"id": f"i{week}", "started_at": begin.isoformat(), "ended_at": begin.isoformat()})
        for hours in HOURS:
            strength = 3 if hours < 1 else 2 if hours < 2 else 1 if hours < 4 else 0
            check_ins.append(
                {
                    "id": f"c{week}-{hours}",
                    "infusion": f"i{week}",
                    "at": (begin + timedelta(hours=hours)).isoformat(),
                    "answers": dict.fromkeys(FADING, strength) | dict.fromkeys(DANGERS, 0),
                    "note": "walked the dog",
                }
            )
    return json.dumps(
        {"format": "ktrack-diary", "version": 1, "infusions": infusions, "check_ins": check_ins}
    ).encode()


def seconds(work: Callable[[], object]) -> float:
    """Processor time, because other programs may be busy too."""
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.long
def test_twenty_years_are_read_and_written_in_seconds() -> None:
    data = years(20)
    diary = read_diary(data)
    assert sum(len(each.answers) for each in diary.check_ins) > 130_000
    assert seconds(lambda: read_diary(data)) < 5
    assert seconds(lambda: write_diary(diary)) < 5


@pytest.mark.long
def test_twenty_years_are_imported_in_seconds_and_the_second_time_change_nothing(tmp_path: Path) -> None:
    data = years(20)
    with Tracker(tmp_path / "home") as tracker:
        assert seconds(lambda: import_diary(tracker, data)) < 30
        again = import_diary(tracker, data)
        assert again.plan.changes_nothing
        assert len(tracker.check_ins()) == 52 * 20 * len(HOURS)
