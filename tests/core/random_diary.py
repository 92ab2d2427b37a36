"""Made-up diaries of a course of infusions, as the JSON of a diary file.

Owns how odd they are: check-ins entered late or by a companion, blank, deleted or edited, between infusions, with
other offsets, infusions without an end. The same seed gives the same diary.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from typing import Any

KEYS = (
    "nausea", "dizziness", "dissociation", "vomiting", "headache", "chest_pain", "seizure", "palpitations",
    "urinary_frequency", "painful_urination", "unable_to_urinate", "memory_problems", "craving", "low_mood",
    "suicidal_thoughts",
)  # fmt: skip
HOURS = (-0.3, 0.5, 1.5, 2.9, 3, 5.5, 9, 20, 40, 70, 160, 200)


def random_diary(seed: int) -> dict[str, Any]:
    """A valid diary file with up to seven infusions."""
    rng = random.Random(seed)
    zone = timezone(timedelta(hours=rng.choice((-5, 0, 2, 5.75))))
    start = datetime(2026, 1, 5, 10, 0, tzinfo=zone) + timedelta(days=rng.randrange(300))
    infusions: list[dict[str, Any]] = []
    check_ins: list[dict[str, Any]] = []
    for number in range(1, rng.randrange(1, 8)):
        end = None if rng.random() < 0.15 else start + timedelta(minutes=rng.choice((40, 45, 60)))
        infusions.append(
            {
                "id": f"infusion-{number}",
                "number": number if rng.random() < 0.8 else None,
                "started_at": start.isoformat(),
                "ended_at": end.isoformat() if end else None,
                "dose_mg": rng.choice((None, 30, 35.5, 40)),
                "baseline_vitals": {"systolic": 118, "heart_rate": 70} if rng.random() < 0.7 else {},
            }
        )
        for hour in HOURS:
            if rng.random() < 0.65:
                at = (end or start) + timedelta(hours=hour)
                check_ins.append(_check_in(rng, f"c{len(check_ins)}", f"infusion-{number}", at))
        start += timedelta(days=rng.choice((2, 3, 7, 10, 31)))
    for _ in range(rng.randrange(3)):
        check_ins.append(_check_in(rng, f"c{len(check_ins)}", None, start + timedelta(days=rng.randrange(30))))
    rng.shuffle(check_ins)
    edited = [each for each in check_ins if rng.random() < 0.1]
    return {
        "format": "ktrack-diary",
        "version": 1,
        "profile": {"clinic_name": "Riverside", "clinic_phone": "555-0142", "emergency_number": "911"},
        "infusions": infusions,
        "check_ins": check_ins,
        "edits": [
            {
                "id": f"edit-{each['id']}",
                "record": "check_in",
                "record_id": each["id"],
                "at": each["entered_at"],
                "before": {**each, "answers": {}},
            }
            for each in edited
        ],
    }


def _check_in(rng: random.Random, record_id: str, infusion: str | None, at: datetime) -> dict[str, Any]:
    answers = {key: _value(rng, key) for key in KEYS if rng.random() < 0.5}
    if rng.random() < 0.4:
        answers |= {"pain": rng.randrange(11), "mood": rng.randrange(11)}
    zeros = [key for key, value in answers.items() if value == 0]
    entered = at + timedelta(hours=rng.choice((0, 0, 0.5, 2, 2.1, 30)))
    medicine = {
        "name": rng.choice(("ondansetron", "Ondansetron ", "paracetamol")),
        "helped": rng.choice((None, True, False)),
    }
    return {
        "id": record_id,
        "infusion": infusion,
        "at": at.isoformat(),
        "entered_at": entered.isoformat(),
        "entered_by": rng.choice(("patient", "patient", "companion")),
        "answers": answers,
        "details": _over(answers, record_id),
        "skipped": [key for key in ("fatigue", "rash") if rng.random() < 0.2],
        "none_for_rest": zeros if rng.random() < 0.2 else [],
        "vitals": {"systolic": rng.randrange(90, 190), "heart_rate": rng.randrange(50, 140)}
        if rng.random() < 0.3
        else {},
        "medicines": [medicine] if rng.random() < 0.2 else [],
        "note": rng.choice(("", "", "slept [well]")),
        "deleted_at": entered.isoformat() if rng.random() < 0.07 else None,
    }


def _over(answers: dict[str, int], seed: str) -> dict[str, Any]:
    """Every third or so of what was felt is said to be over, or to be there still."""
    rng = random.Random(seed)
    said = {key: rng.choice((None, None, None, None, False, True)) for key, value in answers.items() if value}
    return {key: {"still_present": there} for key, there in said.items() if there is not None}


def _value(rng: random.Random, key: str) -> int:
    if key in ("seizure", "unable_to_urinate"):
        return int(rng.random() < 0.05)
    return rng.choice((0, 0, 0, 1, 1, 2, 3, 4))
