"""Wherever the person is, and whatever the clocks do that night, the same instants give the same warnings."""

from __future__ import annotations

import json
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone

import pytest

from ktrack.escalation import Facts, evaluate, load_rulebook
from ktrack.exchange import read_diary
from ktrack.records import CheckIn, Infusion

RULEBOOK = load_rulebook()
ZONES = sorted(zoneinfo.available_timezones() - {"localtime"})
HOURS = (0.5, 1.9, 2.1, 3.9, 4.1, 23.9, 24.1)
# nights on which clocks are changed somewhere, and an ordinary noon
INSTANTS = [
    datetime(2026, 3, 8, 6, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2026, 6, 15, 12, 0, tzinfo=UTC),
]


def as_told(at: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """The instant as a clock in the zone shows it, with the offset it has there."""
    local = at.astimezone(zone)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


def findings(end: datetime, zone: zoneinfo.ZoneInfo) -> list[tuple[str, str, str]]:
    infusion = Infusion("i", as_told(end - timedelta(hours=1), zone), as_told(end, zone), number=1)
    check_ins = [
        CheckIn(
            id=f"c{hours}",
            at=as_told(end + timedelta(hours=hours), zone),
            entered_at=as_told(end, zone),
            infusion="i",
            answers={"nausea": 2, "dissociation": 1, "hallucinations": 1, "urinary_frequency": 1},
        )
        for hours in HOURS
    ]
    return [(each.id, each.level, each.say) for each in evaluate(RULEBOOK, Facts([infusion], check_ins))]


@pytest.mark.parametrize("end", INSTANTS, ids=lambda end: end.isoformat())
def test_every_zone_gives_the_same_findings(end: datetime) -> None:
    expected = findings(end, zoneinfo.ZoneInfo("UTC"))
    assert {level for _, level, _ in expected} >= {"urgent", "contact"}
    moments = [end + timedelta(hours=hours) for hours in (-1, 0, *HOURS)]
    # zones whose clocks show the same at all these moments are judged once
    clocks = {}
    for name in ZONES:
        zone = zoneinfo.ZoneInfo(name)
        clocks[tuple(moment.astimezone(zone).utcoffset() for moment in moments)] = zone
    assert len(clocks) > 20
    different = [zone.key for zone in clocks.values() if findings(end, zone) != expected]
    assert not different


def test_both_readings_of_an_hour_that_comes_twice_are_an_hour_apart() -> None:
    """01:30 stands twice on the clock of that night; the offset says which one it was."""
    night = "2026-11-01T"
    entered = {"first": ("01:30:00-04:00", "nausea"), "second": ("01:30:00-05:00", "dizziness")}
    entered["early"] = ("01:29:00-04:00", "anxiety")
    data = {
        "format": "ktrack-diary",
        "version": 1,
        "infusions": [
            {"id": "i", "started_at": "2026-10-31T20:30:00-04:00", "ended_at": "2026-10-31T21:29:00-04:00"}
        ],
        "check_ins": [
            {"id": name, "at": night + at, "infusion": "i", "answers": {key: 1}}
            for name, (at, key) in entered.items()
        ],
    }
    diary = read_diary(json.dumps(data).encode())
    found = evaluate(RULEBOOK, Facts(diary.infusions, diary.check_ins))
    hours = {each.because[0].question: each.because[0].hours_after_end for each in found}
    assert hours == {"nausea": 4.02, "dizziness": 5.02}
