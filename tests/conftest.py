"""How the tests are shared out over the processors."""

from __future__ import annotations

from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One more than `-n auto` would take: tests wait for disks, terminals and clocks as well."""
    return (yield) + 1
