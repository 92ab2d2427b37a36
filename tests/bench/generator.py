"""Made-up diaries of any length, for measuring: the same length and end give the same diary.

Owns their shape only: a weekly infusion, ten check-ins after each, effects that fade, some weeks rougher than
others so that warnings are raised. Nobody's data: every number is invented.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

HOURS = (0.5, 1, 2, 3, 4, 6, 9, 21, 70, 140)
FADING: Mapping[str, tuple[float, float]] = {
    "nausea": (1.7, 1.3),
    "dizziness": (2.4, 1.1),
    "dissociation": (3.0, 0.7),
    "fatigue": (2.0, 2.2),
    "headache": (0.8, 2.0),
    "blurred_vision": (1.2, 0.9),
    "anxiety": (0.9, 1.5),
}
"""Strength at the end of the infusion, and the hours in which half of it is gone."""
DANGERS = ("trouble_breathing", "chest_pain", "swelling", "seizure", "hallucinations", "suicidal_thoughts")
NOTES = ("", "", "", "", "slept well", "tea and toast stayed down", "no chest pain, only tired", "müde, a walk")


def diary(weeks: int, end: datetime) -> dict[str, Any]:
    """A diary file of so many weeks up to `end`, as data."""
    dice = random.Random(weeks)
    infusions: list[dict[str, Any]] = []
    check_ins: list[dict[str, Any]] = []
    for week in range(weeks):
        ended = end.replace(microsecond=0) - timedelta(weeks=weeks - week)
        infusion = f"00000000-0000-4000-8000-{week:012}"
        infusions.append(
            {
                "id": infusion,
                "number": week + 1,
                "started_at": (ended - timedelta(minutes=40)).isoformat(),
                "ended_at": ended.isoformat(),
                "dose_mg": 35,
                "baseline_vitals": {"systolic": 120, "diastolic": 76, "heart_rate": 68},
            }
        )
        rough = 1.6 if dice.random() < 0.1 else 1.0
        for place, hours in enumerate(HOURS):
            check_ins.append(
                {
                    "id": f"10000000-0000-4000-8000-{week:08}{place:04}",
                    "infusion": infusion,
                    "at": (ended + timedelta(hours=hours)).isoformat(),
                    "answers": _answers(dice, hours, rough),
                    "note": dice.choice(NOTES),
                }
            )
    profile = {"clinic_name": "A clinic", "clinic_phone": "555-0100", "emergency_number": "911", "country": "US"}
    return {
        "format": "ktrack-diary",
        "version": 1,
        "profile": profile,
        "infusions": infusions,
        "check_ins": check_ins,
    }


def write(path: Path, weeks: int, end: datetime) -> Path:
    """The same as a file. Returns `path`."""
    path.write_text(json.dumps(diary(weeks, end), ensure_ascii=False), "utf-8")
    return path


def _answers(dice: random.Random, hours: float, rough: float) -> dict[str, int]:
    answers = dict.fromkeys(DANGERS, 0)
    for key, (strength, half) in FADING.items():
        left = strength * rough * 0.5 ** (hours / half)
        answers[key] = max(0, min(4, round(left + dice.gauss(0, 0.2))))
    return answers
