"""The row formats that are kept as golden files: a rough evening as CSV, FHIR and calendar.

Owns what goes into them. `python -m tests.golden.rows` writes the files again; look at the difference before
keeping it. Its warnings are written here and not found by the rules, so that a new word in a rule changes no file;
what changes with every question or version is masked or left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from ktrack.escalation.rulebook import make_rulebook
from ktrack.exchange import read_diary
from ktrack.export import csv, fhir, ics
from ktrack.records import Diary, Evidence, Flag, Visit

FOLDER = Path(__file__).parent
CASES = FOLDER.parent / "data" / "cases"

_MASKS = (
    (re.compile(r"(Questionnaire/check-in\|)[0-9a-f]+"), r"\1<version>"),
    (re.compile(r'"version":\[\{"value":"[^"]+"\}\]'), '"version":[{"value":"<version>"}]'),
)


@cache
def diary() -> Diary:
    """The rough evening, with three warnings and a visit ten days later."""
    found = read_diary((CASES / "rough-evening.json").read_bytes())
    sick, racing = found.check_ins[2], found.check_ins[3]
    infusion = found.infusions[0].id
    rules = {"version": "1", "hash": "0123456789ab"}
    flags = (
        Flag(
            id="flag-1",
            red_flag="persistent-side-effect",
            level="urgent",
            title="Side effect that has not gone away: nausea",
            say="Call your clinic (555-0142, after hours 555-0143) now. Severe, and still there: nausea.",
            raised_at=sick.at,
            question="nausea",
            check_in=sick.id,
            infusion=infusion,
            because=(
                Evidence(sick.at, sick.id, 3, question="nausea", hours_after_end=5),
                Evidence(sick.at, sick.id, "keep the soup down", note="vomiting", hours_after_end=5),
            ),
            rulebook=rules,
            shown_at=sick.at,
            response="called",
            responded_at=sick.at + timedelta(minutes=20),
            response_note="told to drink and rest",
        ),
        Flag(
            id="flag-2",
            red_flag="rapid-heartbeat",
            level="urgent",
            title="Racing or pounding heart",
            say="Call your clinic (555-0142, after hours 555-0143) now. Sit down.",
            raised_at=racing.at,
            check_in=racing.id,
            infusion=infusion,
            because=(
                Evidence(racing.at, racing.id, 118, vital="heart_rate", hours_after_end=6),
                Evidence(racing.at, racing.id, 2, question="palpitations", hours_after_end=6),
            ),
            rulebook=rules,
            shown_at=racing.at,
        ),
        Flag(
            id="flag-3",
            red_flag="chest-pain",
            level="emergency",
            title="Chest pain",
            say="Call 911 now.",
            raised_at=racing.at,
            check_in="a-form-that-was-left",
            because=(Evidence(racing.at, "a-form-that-was-left", 1, question="chest_pain"),),
            rulebook=rules,
            response="mistake",
            responded_at=racing.at,
            response_note="=pressed the wrong key",
        ),
    )
    visit = Visit("visit", at=now() + timedelta(days=10), note="bring the list", questions=("Less next time?",))
    return replace(found, flags=flags, visits=(visit,))


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
    found["rows-rough-evening.fhir.json"] = masked(
        "".join(fhir.render(diary(), rulebook=make_rulebook((), "none")))
    )
    found["rows-rough-evening.ics"] = ics.render(diary(), now=now())
    return found


def masked(bundle: str) -> bytes:
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
