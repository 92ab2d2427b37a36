"""Records to a diary file.

Owns the order of things in the file, so that one diary is always the same bytes. It must not leave anything out:
what is exported comes back at import.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ktrack.canonical import ordered, tidy_json
from ktrack.exchange.shapes import FORMAT, VERSION
from ktrack.records import Diary


def write_diary(diary: Diary) -> bytes:
    """The diary file: UTF-8, lists by time and id, the same bytes for the same diary."""
    written = {
        "format": FORMAT,
        "version": VERSION,
        "profile": tidy_json(diary.profile),
        "infusions": _list(diary.infusions),
        "check_ins": _list(diary.check_ins),
        "flags": _list(diary.flags),
        "visits": _list(diary.visits),
        "edits": _list(diary.edits),
    }
    return json.dumps(written, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def _list(records: Iterable[Any]) -> list[dict[str, Any]]:
    return [tidy_json(record) for record in ordered(records)]
