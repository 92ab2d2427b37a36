"""What the fault tests share: a filled home to copy, a place that is removed again, a helper for kills."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults import homes
from tests.faults.nursery import Nursery
from tests.faults.ptys import Starter, Terminal

# a run that was started in the background ignores it, and so would every process that is started here
signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    """Starts the app in pseudo-terminals."""
    made = Starter()
    yield made
    made.close()


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an infusion and nothing else. Not to be changed: copy it."""
    folder = tmp_path_factory.mktemp("calm") / "home"
    homes.calm(folder)
    return folder


@pytest.fixture
def diary(calm: Path, place: Path) -> Path:
    """A home with an infusion of this test's own."""
    return homes.copied(calm, place, "diary")


@pytest.fixture
def start(starter: Starter) -> Iterator[Callable[..., Terminal]]:
    """Starts the app; whatever still runs at the end of the test is ended."""
    yield starter.start
    starter.forget()
