"""The benchmark works: it is not run for its figures here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.bench import __main__ as program
from tests.bench.cases import CASES
from tests.bench.rows import ROWS


def test_one_round_of_a_cheap_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = program.main(["--rows", "version", "--rounds", "1", "--folder", str(tmp_path)])
    said = capsys.readouterr().out
    assert code in (0, 1)
    assert said.splitlines()[1].startswith("version ")
    assert "of 1 goals met, 1 rounds." in said


def test_every_row_compares_cases_that_there_are() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert {case for row in ROWS for case in row.cases} | {"noise"} == set(CASES)


def test_a_missed_goal_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row for row in ROWS if row.name in ("version", "import")]
    slow: dict[str, Mapping[str, float]] = {
        "version": {"all": 3.0},
        "floor line": {"all": 1.0},
        "noise": {"all": 1.0},
    }
    fast: dict[str, Mapping[str, float]] = {"import": {"all": 2.0}, "floor import": {"all": 1.0}}
    assert program.report(rows, [slow | fast]) == 1
    said = capsys.readouterr().out
    assert "3.00     3.00     3.00  MISSED" in said and "0.50     0.50     0.50  met" in said
