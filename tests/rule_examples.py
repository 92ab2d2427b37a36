"""Builds the facts that an example in a rule file describes, in the words of the rule language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ktrack.escalation import Assessment, Facts, Rulebook, assess, evaluate
from ktrack.escalation.red_flag import Example
from ktrack.records import CheckIn, Detail, Infusion

END = datetime(2026, 3, 10, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Situation:
    """Facts and the check-in that is judged."""

    facts: Facts
    check_in: CheckIn

    def assess(self, rulebook: Rulebook) -> Assessment:
        return assess(rulebook, self.facts, self.check_in)

    def levels(self, rulebook: Rulebook, red_flag: str) -> set[str]:
        """The levels at which one red flag fires on the judged check-in."""
        found = evaluate(rulebook, self.facts, only={self.check_in.id})
        return {finding.level for finding in found if finding.red_flag == red_flag}


def comes_out(case: Situation, example: Example, rulebook: Rulebook, red_flag: str) -> bool:
    """Whether the highest finding of one red flag is what an example expects, in level, question and words."""
    found = [each for each in evaluate(rulebook, case.facts, only={case.check_in.id}) if each.red_flag == red_flag]
    highest = found[0] if found else None
    if (highest.level if highest else "quiet") != example.expect:
        return False
    if example.expect_question and example.expect_question not in {each.question for each in found}:
        return False
    return not example.says or (highest is not None and example.says.lower() in highest.say.lower())


def situation(given: Mapping[str, Any]) -> Situation:
    """The judged check-in, the earlier ones, and the infusions they belong to."""
    known = {
        "hours", "answers", "skipped", "details", "vitals", "unconfirmed", "baseline", "number", "by", "earlier",
        "note",
    }  # fmt: skip
    assert set(given) <= known, f"unknown in given: {set(given) - known}"
    number = given.get("number", 1)
    hours = given.get("hours", 1)
    earlier = given.get("earlier", ())
    current = Infusion(
        id="now",
        started_at=END - timedelta(hours=1),
        ended_at=None if hours == "unknown" else END,
        number=None if number == "unknown" else number,
        baseline_vitals=given.get("baseline", {}),
    )
    ago = max((each.get("infusions_ago", 0) for each in earlier), default=0)
    before = [
        Infusion(
            id=f"ago-{n}",
            started_at=END - timedelta(days=7 * n, hours=1),
            ended_at=END - timedelta(days=7 * n),
            number=None if number == "unknown" else max(1, number - n),
        )
        for n in range(1, ago + 1)
    ]
    infusions = [*before, *([] if hours == "none" else [current])]
    judged = _check_in("judged", given, END + timedelta(hours=_number(hours)), None if hours == "none" else "now")
    others = [_earlier(f"earlier-{n}", each, judged) for n, each in enumerate(earlier, start=1)]
    return Situation(Facts(infusions, [*others, judged]), judged)


def _number(hours: Any) -> float:
    return hours if isinstance(hours, (int, float)) else 5.0


def _earlier(name: str, given: Mapping[str, Any], judged: CheckIn) -> CheckIn:
    known = {"hours", "answers", "skipped", "details", "vitals", "infusions_ago", "days_ago", "hours_ago", "by"}
    assert set(given) <= known, f"unknown in earlier: {set(given) - known}"
    ago = given.get("infusions_ago", 0)
    infusion = f"ago-{ago}" if ago else judged.infusion
    if "days_ago" in given:
        at = judged.at - timedelta(days=given["days_ago"])
    elif "hours_ago" in given:
        at = judged.at - timedelta(hours=given["hours_ago"])
    else:
        at = END - timedelta(days=7 * ago) + timedelta(hours=given.get("hours", 0))
    return _check_in(name, given, at, infusion)


def _check_in(name: str, given: Mapping[str, Any], at: datetime, infusion: str | None) -> CheckIn:
    return CheckIn(
        id=name,
        at=at,
        entered_at=at,
        infusion=infusion,
        entered_by=given.get("by", "patient"),
        answers=given.get("answers", {}),
        skipped=tuple(given.get("skipped", ())),
        details={key: Detail(**detail) for key, detail in given.get("details", {}).items()},
        vitals=given.get("vitals", {}),
        note=given.get("note", ""),
    )
