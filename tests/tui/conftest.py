"""A diary after an infusion, for the tests of screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ktrack.tracker import Tracker
from tests.tui.at_screen import Clock, infused, open_diary


@pytest.fixture
def clock() -> Clock:
    """6 h 27 min after the infusion."""
    return Clock()


@pytest.fixture
def tracker(tmp_path: Path, clock: Clock) -> Iterator[Tracker]:
    """A diary with one infusion and nothing else."""
    with open_diary(tmp_path / "diary", clock) as opened:
        infused(opened)
        yield opened
