"""What ktrack watches for: a list, and each rule on a full page."""

from __future__ import annotations

import pytest

from ktrack import clinic
from ktrack.escalation import LEVELS
from ktrack.tracker import Tracker
from ktrack.tui import rule_words
from tests.tui.at_screen import running

SIZES = [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)]


@pytest.mark.parametrize("size", SIZES)
async def test_every_rule_is_in_the_list_worst_first(tracker: Tracker, size: tuple[int, int]) -> None:
    async with running(tracker, size=size) as seen:
        await seen.press("r")
        seen_lines = [line for line in seen.text.splitlines() if "sources" in line]
        await seen.press("end")
        seen_lines += [line for line in seen.text.splitlines() if "sources" in line]
        text = "\n".join(seen_lines)
        for red_flag in tracker.rulebook.red_flags:
            assert red_flag.name in text
        assert "not from the five sources" in text
        assert "The list is not complete." in seen.text
        signs = [line.split()[0] for line in seen_lines[:15]]
        assert signs == sorted(signs, key=len, reverse=True)


@pytest.mark.parametrize("size", SIZES)
async def test_a_rule_on_a_page_says_when_why_and_from_where(tracker: Tracker, size: tuple[int, int]) -> None:
    async with running(tracker, size=size) as seen:
        await seen.press("r", "enter")
        assert seen.screen == "RuleScreen"
        first = seen.text
        assert "1 of" in first
        assert "From the five sources; not reviewed by a clinician." in first
        assert "CALL 911 NOW" in first or "CALL YOUR CLINIC" in first
        await seen.press("end")
        assert "Where it comes from" in seen.text
        assert "This rule is not reviewed by a clinician." in seen.text
        assert all(len(line) <= size[0] for line in seen.text.splitlines())
        await seen.press("right")
        assert "2 of" in seen.text
        assert seen.text != first
        await seen.press("left", "left")
        assert "1 of" in seen.text
        await seen.press("escape", "escape")
        assert seen.screen == "HomeScreen"


def test_a_page_holds_every_trigger_and_its_words(tracker: Tracker) -> None:
    profile = tracker.profile()
    headings = {level: level.upper() for level in LEVELS}
    for red_flag in tracker.rulebook.red_flags:
        lines = list(rule_words.page(red_flag, headings, profile, 70))
        heads = [style for style, _ in lines if style in LEVELS]
        assert heads == [trigger.level for trigger in red_flag.triggers]
        assert sum(words.startswith("Says: ") for _, words in lines) == len(red_flag.triggers)
        assert not any("{" in words for _, words in lines), red_flag.id
        label = {"sources": "From the five sources", "beyond": "Not from the five sources"}[red_flag.origin]
        assert lines[0][1].startswith(label)
        conditions = [words for style, words in lines if style == "plain"]
        assert all(len(line) <= 70 for words in conditions[:-2] for line in words.splitlines() if "- " in line)


async def test_the_clinics_rules_are_labelled(tracker: Tracker) -> None:
    tracker.take_clinic_file(clinic.template().encode())
    added = [each for each in tracker.rulebook.red_flags if each.origin == "clinic"]
    assert added, "the template holds a red flag"
    async with running(tracker, size=(120, 60)) as seen:
        await seen.press("r")
        line = seen.line(added[0].name)
        assert "added by your clinic" in line
