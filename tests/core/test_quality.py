"""The whole source passes its own checkers; what they are asked stands in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("checker", [["mypy"], ["ruff", "check"]], ids=["types", "style"])
def test_checker_has_nothing_to_say(checker: list[str]) -> None:
    run = subprocess.run([sys.executable, "-m", *checker], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
