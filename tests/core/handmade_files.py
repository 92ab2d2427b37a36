"""Diary files that tests write by hand, and how a refusal is checked."""

from __future__ import annotations

import json

import pytest

from ktrack.exchange import BadDiary, read_diary
from ktrack.records import Diary
from tests.core.made import AT

INFUSION = {"id": "i", "started_at": "2026-04-07T10:00:00-04:00", "ended_at": "2026-04-07T10:45:00-04:00"}
FLAG = {"id": "f", "red_flag": "chest-pain", "level": "emergency", "raised_at": AT}


def file(**lists: object) -> bytes:
    """A diary file with these lists."""
    return json.dumps({"format": "ktrack-diary", "version": 1, **lists}).encode()


def check_in_file(**fields: object) -> bytes:
    """A diary file with one check-in."""
    return file(check_ins=[{"at": AT, **fields}])


def refused(data: bytes, mine: Diary | None = None) -> str:
    """The sentence that the file is refused with."""
    with pytest.raises(BadDiary) as caught:
        read_diary(data, mine)
    message = str(caught.value)
    assert message.endswith(" Nothing was imported.")
    return message.removesuffix(" Nothing was imported.")
