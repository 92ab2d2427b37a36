"""The benchmark works: it is not run for its figures here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import __main__ as program
from tests.bench import running
from tests.bench.cases import CASES, Figures
from tests.bench.rows import ROWS
from tests.bench.running import Took


def test_one_round_of_a_cheap_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = program.main(["--rows", "version", "--rounds", "1", "--folder", str(tmp_path)])
    said = capsys.readouterr().out
    assert code in (0, 1)
    assert said.splitlines()[1].startswith("version ")
    assert "of 1 goals met, 1 rounds." in said


def test_every_row_compares_cases_that_there_are() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert {case for row in ROWS for case in row.cases} | {"noise"} == set(CASES)


def test_a_missed_goal_is_said_with_the_wall_clock_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row for row in ROWS if row.name in ("version", "import", "import-memory")]
    slow: dict[str, Figures] = {
        "version": {"all": Took(3.0, 8.0)},
        "floor line": {"all": Took(1.0, 4.0)},
        "noise": {"all": Took(1.0, 2.0)},
    }
    fast: dict[str, Figures] = {
        "import": {"all": Took(2.0, 2.0), "memory": 70.0, "file": 10.0},
        "floor import": {"all": Took(1.0, 3.0), "memory": 50.0},
    }
    assert program.report(rows, [slow | fast]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[1].endswith("3.00     3.00     3.00     2.00  MISSED")
    assert said[2].endswith("0.50     0.50     0.50     1.50  met")
    assert said[3].endswith("2.00     2.00     2.00           met"), "memory has no clock"


def test_both_clocks_of_a_program_run(tmp_path: Path) -> None:
    env = running.surroundings(tmp_path)
    asleep, _ = running.command(["-c", "import time; time.sleep(0.3)"], env)
    assert asleep.wall >= 300 > asleep.processor
    show = "import time; print('here', flush=True); input(); time.sleep(0.3); print('gone', flush=True); input()"
    with running.Program(["-c", show], env) as shown:
        first, step = shown.until("here"), shown.key("\n", "gone")
    assert first.wall > 0 and step.wall >= 300 > step.processor
