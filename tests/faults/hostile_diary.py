"""One diary that holds every hostile text, so that each way out is tried once instead of hundreds of times.

Owns that diary, as the file another program might hand over. It must not judge what was done with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ktrack import text
from ktrack.exchange import import_diary
from ktrack.tracker import Tracker
from tests.hostile import HostileText, hostile_notes

NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
_ENDED = NOW - timedelta(days=4)


def texts() -> tuple[HostileText, ...]:
    """Every text that can be seen at all, and is short enough to be a note."""
    return tuple(each for each in hostile_notes() if not text.is_blank(each.text))


@dataclass(frozen=True, slots=True)
class Bundle:
    """Several texts in one, and the words of theirs that must be seen."""

    text: str
    keep: tuple[str, ...]


def bundles(room: int = 3_900, longest: int = 4_000, between: str = "\n") -> list[Bundle]:
    """All texts up to a length, put together into as few as have room for them."""
    made: list[Bundle] = []
    for each in texts():
        if len(each.text) > longest:
            continue
        if made and len(made[-1].text) + len(between) + len(each.text) <= room:
            last = made.pop()
            made.append(Bundle(last.text + between + each.text, last.keep + each.keep))
        else:
            made.append(Bundle(each.text, each.keep))
    return made


def short() -> list[Bundle]:
    """Bundles for names, doses, titles and other words of one line."""
    return bundles(room=400, longest=60, between=" ")


def opened(folder: Path) -> Tracker:
    """The diary, with a clock that stands still."""
    return Tracker(folder, clock=lambda: NOW, zone="")


def fill(folder: Path, notes: Sequence[str], short: Sequence[str]) -> None:
    """A diary with these notes, and the short ones wherever else words can stand."""
    with opened(folder) as tracker:
        import_diary(tracker, json.dumps(_file(notes, short)).encode(), False)


def _file(notes: Sequence[str], short: Sequence[str]) -> dict[str, Any]:
    first = _ENDED + timedelta(minutes=5)
    check_ins: list[dict[str, Any]] = [
        {
            "id": f"c{number}",
            "at": (first + timedelta(minutes=number)).isoformat(),
            "answers": {"nausea": 1},
            "note": note,
        }
        for number, note in enumerate(notes)
    ]
    taken = [{"name": words, "dose": words, "at": first.isoformat()} for words in short]
    check_ins.append({"id": "m", "at": first.isoformat(), "answers": {"dizziness": 1}, "medicines": taken})
    flags = [
        {
            "id": f"f{number}",
            "red_flag": "chest-pain",
            "check_in": "m",
            "level": "urgent",
            "title": words,
            "say": words,
            "raised_at": first.isoformat(),
            "because": [{"note": "", "value": words, "at": first.isoformat(), "check_in": "m"}],
        }
        for number, words in enumerate(short)
    ]
    return {
        "format": "ktrack-diary",
        "version": 1,
        "profile": {"clinic_name": short[0], "clinic_phone": short[1]},
        "infusions": [
            {
                "id": "i",
                "started_at": (_ENDED - timedelta(hours=1)).isoformat(),
                "ended_at": _ENDED.isoformat(),
                "note": notes[0],
            }
        ],
        "check_ins": check_ins,
        "flags": flags,
        "visits": [
            {"id": "v", "at": (_ENDED - timedelta(days=9)).isoformat(), "note": notes[0], "questions": short}
        ],
    }
