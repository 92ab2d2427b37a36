"""What the fault tests share: a filled home to copy, a place that is removed again, a helper for kills."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import homes
from tests.faults.nursery import Nursery


@pytest.fixture
def place() -> Iterator[Path]:
    """A private folder for this test."""
    made = homes.new_place()
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def filled() -> Iterator[Path]:
    """A home with a diary and a backup of it. Not to be changed: copy it."""
    made = homes.new_place()
    folder = made / "filled"
    homes.fill(folder)
    yield folder
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def home(filled: Path, place: Path) -> Path:
    """A filled home of this test's own."""
    return homes.copied(filled, place)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Starts processes that may be killed."""
    made = Nursery()
    yield made
    made.close()
