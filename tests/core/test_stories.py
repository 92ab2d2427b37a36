"""Clinical stories, written from the clinical notes and not from the rule files, come out as expected there.

The table is `tests/data/stories.json`. `hours` are hours after the end of the story's latest infusion, or of the
one that `infusion` names by its place in the list; `infusion: null` is a check-in between infusions. `rule` says
which line of the notes the expected level was read from.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ktrack.escalation import Facts, evaluate, load_rulebook, worst
from ktrack.records import CheckIn, Detail, Infusion

END = datetime(2026, 5, 12, 14, 45, tzinfo=UTC)
STORIES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data" / "stories.json").read_text("utf-8")
)


def facts_of(story: dict[str, Any]) -> Facts:
    """The story's infusions and check-ins as records."""
    infusions, ends = [], []
    for place, told in enumerate(story.get("infusions", [{}])):
        assert set(told) <= {"number", "days_before", "lasted", "end_known", "baseline"}, story["story"]
        end = END - timedelta(days=told.get("days_before", 0))
        ends.append(end)
        infusions.append(
            Infusion(
                id=f"infusion-{place}",
                started_at=end - timedelta(hours=told.get("lasted", 0.75)),
                ended_at=end if told.get("end_known", True) else None,
                number=told.get("number", place + 1),
                baseline_vitals=told.get("baseline", {}),
            )
        )
    check_ins = []
    for place, told in enumerate(story["check_ins"]):
        assert set(told) <= {"infusion", "hours", "answers", "details", "vitals", "by"}, story["story"]
        infusion = told.get("infusion", len(infusions) - 1)
        at = (END if infusion is None else ends[infusion]) + timedelta(hours=told["hours"])
        check_ins.append(
            CheckIn(
                id=f"check-in-{place}",
                at=at,
                entered_at=at,
                infusion=None if infusion is None else f"infusion-{infusion}",
                entered_by=told.get("by", "patient"),
                answers=told.get("answers", {}),
                details={key: Detail(**detail) for key, detail in told.get("details", {}).items()},
                vitals=told.get("vitals", {}),
            )
        )
    return Facts(infusions, check_ins)


@pytest.mark.parametrize("story", STORIES, ids=[story["story"] for story in STORIES])
def test_story(story: dict[str, Any]) -> None:
    findings = evaluate(load_rulebook(), facts_of(story))
    assert (worst(finding.level for finding in findings) or "none") == story["expect"]
    at_that_level = {finding.red_flag for finding in findings if finding.level == story["expect"]}
    assert set(story.get("red_flags", ())) <= at_that_level


def test_the_stories_reach_every_level_and_every_red_flag() -> None:
    assert {story["expect"] for story in STORIES} == {"emergency", "urgent", "contact", "watch", "none"}
    named = {red_flag for story in STORIES for red_flag in story.get("red_flags", ())}
    assert named == set(load_rulebook().by_id)
