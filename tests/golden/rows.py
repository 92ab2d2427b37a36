"""The row formats that are kept as golden files: a rough evening as CSV, FHIR and calendar.

Owns what goes into them. `python -m tests.golden.rows` writes the files again; look at the difference before
keeping it. What changes with every question, version or rule (its hash) is masked or left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from ktrack.escalation import load_rulebook
from ktrack.exchange import read_diary
from ktrack.export import csv, fhir, ics
from ktrack.records import Diary, Visit
from tests.golden.pages import CASES, answered

FOLDER = Path(__file__).parent

_MASKS = (
    (re.compile(r'(Questionnaire/check-in\|)[0-9a-f]+'), r"\1<version>"),
    (re.compile(r'"version":\[\{"value":"[^"]+"\}\]'), '"version":[{"value":"<version>"}]'),
    (re.compile(r"rulebook version [^ ]+ \([^)]+\)"), "rulebook version <version> (<hash>)"),
)  # fmt: skip


@cache
def diary() -> Diary:
    """The rough evening, with its warnings and a visit ten days later."""
    found = answered(read_diary((CASES / "rough-evening.json").read_bytes()))
    visit = Visit("visit", at=now() + timedelta(days=10), note="bring the list", questions=("Less next time?",))
    return replace(found, visits=(visit,))


def now() -> datetime:
    """After the first check-in of the evening."""
    return datetime.fromisoformat("2026-11-18T17:00:00-05:00")


@cache
def files() -> dict[str, bytes]:
    """Every golden file by its name."""
    tables = csv.render(diary())
    found = {
        f"rows-rough-evening-{name}.csv": "".join(lines).encode()
        for name, lines in tables.items()
        if name != "dictionary"
    }
    found["rows-rough-evening.fhir.json"] = masked(fhir.render(diary(), rulebook=load_rulebook()))
    found["rows-rough-evening.ics"] = ics.render(diary(), now=now())
    return found


def masked(bundle: bytes) -> bytes:
    """A bundle without its questionnaire, which only repeats the file of questions, and without versions."""
    parsed = json.loads(bundle)
    parsed["entry"] = [each for each in parsed["entry"] if each["resource"]["resourceType"] != "Questionnaire"]
    lines = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in parsed.pop("entry"))
    text = "\n".join([json.dumps(parsed), *lines, ""])
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text.encode()


if __name__ == "__main__":
    for name, made in files().items():
        (FOLDER / name).write_bytes(made)
