"""How the tests are shared out over the processors, and what would slow all of them down."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest

LONGEST = {"test_quality.py", "test_screens.py", "test_a_monkey.py", "test_kills.py", "test_process.py"}
"""Files with single tests of half a minute: at the end of a run, all other workers would wait for them."""


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One more than `-n auto` would take: tests wait for disks, terminals and clocks as well."""
    return (yield) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; else as they stand."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Thousands of tests stay in memory to the end; looking through them for waste each time costs an eighth."""
    gc.collect()
    gc.freeze()
