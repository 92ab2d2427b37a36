"""What the page counts is what SQL counts in the diary's own file: nothing is lost between the rows and the page.

Owns the queries. It must not use ktrack's reading of rows or its counting.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ktrack import paths
from ktrack.exchange import import_diary
from ktrack.summary import VisitSummary
from ktrack.tracker import Tracker
from tests.core.random_diary import random_diary

COUNTED = {
    "check_ins": "SELECT count(*) FROM kept",
    "patient": "SELECT count(*) FROM kept WHERE entered_by = 'patient'",
    "companion": "SELECT count(*) FROM kept WHERE entered_by = 'companion'",
    "late": "SELECT count(*) FROM kept WHERE strftime('%s', entered_at) - strftime('%s', at) > 7200",
    "edited": "SELECT count(*) FROM kept WHERE id IN (SELECT record_id FROM edit WHERE record = 'check_in')",
    "deleted": "SELECT count(*) FROM check_in WHERE deleted_at IS NOT NULL",
    "answers": "SELECT count(*) FROM kept JOIN answer ON check_in = id WHERE value IS NOT NULL",
    "none_for_rest": "SELECT coalesce(sum(json_array_length(none_for_rest)), 0) FROM kept",
    "skipped": "SELECT count(*) FROM kept JOIN answer ON check_in = id WHERE skipped",
    "between": "SELECT count(*) FROM kept WHERE infusion IS NULL OR infusion NOT IN (SELECT id FROM treated)",
    "end_unknown": "SELECT count(*) FROM treated WHERE ended_at IS NULL",
}
"""The numbers of `Coverage` that need no time points."""
FURTHER = {
    "infusions": "SELECT count(*) FROM treated",
    "warnings": "SELECT count(*) FROM flag",
    "called or going": "SELECT count(*) FROM flag WHERE response IN ('called', 'going')",
    "medicines": "SELECT count(*) FROM kept JOIN medicine ON check_in = kept.id",
    "medicines that helped": "SELECT count(*) FROM kept JOIN medicine ON check_in = kept.id WHERE helped",
    "measured": "SELECT count(*) FROM kept JOIN vital ON check_in = kept.id",
    "notes": "SELECT (SELECT count(*) FROM kept WHERE trim(note) <> '') + "
    "(SELECT count(*) FROM treated WHERE trim(note) <> '')",
}


def _on_page(page: VisitSummary) -> dict[str, int]:
    kept = [each for each in page.flags if each.stored]
    return {
        **{name: getattr(page.coverage, name) for name in COUNTED},
        "infusions": len(page.infusions),
        "warnings": len(kept),
        "called or going": sum(1 for each in kept if each.flag.response in ("called", "going")),
        "medicines": sum(each.times for each in page.medicines),
        "medicines that helped": sum(each.helped for each in page.medicines),
        "measured": sum(each.readings for each in page.vitals),
        "notes": len(page.notes),
    }


def _in_file(tracker: Tracker) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{paths.database(tracker.folder)}?mode=ro", uri=True)) as file:
        file.execute("CREATE TEMP VIEW kept AS SELECT * FROM check_in WHERE deleted_at IS NULL")
        file.execute("CREATE TEMP VIEW treated AS SELECT * FROM infusion WHERE deleted_at IS NULL")
        return {name: file.execute(query).fetchone()[0] for name, query in (COUNTED | FURTHER).items()}


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[Tracker]:
    with closing(
        Tracker(tmp_path / "diary", clock=lambda: datetime.fromisoformat("2027-12-01T12:00:00Z"))
    ) as made:
        yield made


@pytest.mark.parametrize("seed", (1, 5, 6, 7))
def test_the_page_counts_what_the_file_holds(tracker: Tracker, seed: int) -> None:
    given: Mapping[str, Any] = random_diary(seed)
    import_diary(tracker, json.dumps(given).encode())
    assert _on_page(tracker.summary()) == _in_file(tracker)
    check_ins = tracker.check_ins()
    assert len(check_ins) > 8, "enough to count"
    tracker.delete_check_in(check_ins[0].id)
    tracker.check_in(replace(check_ins[-1], note="more words", answers={**check_ins[-1].answers, "nausea": 3}))
    after = _in_file(tracker)
    assert after["check_ins"] == len(check_ins) - 1
    assert after["edited"] > 0
    assert _on_page(tracker.summary()) == after
