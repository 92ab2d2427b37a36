"""What a person wrote of suicide or craving is in no file unless asked for, and the warning is in all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from ktrack.escalation import Facts, evaluate, load_rulebook
from ktrack.export import csv, fhir, html, md, txt
from ktrack.records import CheckIn, Diary, Infusion, Medicine
from ktrack.summary import VisitSummary, summarise

RULES = load_rulebook()
ENDED = datetime.fromisoformat("2026-09-01T10:45:00-05:00")
INFUSION = Infusion("infusion", ENDED - timedelta(hours=1), ENDED)
LATER = ENDED + timedelta(hours=3)
SECRET = "want to kill myself"
Render = Callable[[Diary, Collection[str], bool], str]


def _summary(diary: Diary) -> VisitSummary:
    return summarise(diary, since=None, until=None, rulebook=RULES)


def _csv(diary: Diary, omit: Collection[str], private: bool) -> str:
    made = csv.render(diary, omit=omit, private=private)
    return "".join(line for name, lines in made.items() if name != "dictionary" for line in lines)


FORMATS: dict[str, Render] = {
    "txt": lambda diary, omit, private: " ".join(
        txt.render(_summary(diary), omit=omit, sensitive=private).split()
    ),
    "md": lambda diary, omit, private: md.render(_summary(diary), omit=omit, sensitive=private),
    "html": lambda diary, omit, private: html.render(_summary(diary), omit=omit, sensitive=private),
    "csv": _csv,
    "fhir": lambda diary, omit, private: json.dumps(
        json.loads("".join(fhir.render(diary, rulebook=RULES, omit=omit, private=private))), ensure_ascii=False
    ),
}


def diary(**written: Any) -> Diary:
    """A check-in with these words, and the warnings that were raised for it."""
    one = replace(CheckIn("check-in", LATER, LATER, "infusion"), **written)
    findings = evaluate(RULES, Facts([INFUSION], [one]))
    flags = tuple(each.as_flag(RULES, LATER) for each in findings if each.level != "watch")
    return Diary(infusions=(INFUSION,), check_ins=(one,), flags=flags)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "written",
    [
        {"note": f"Tonight I {SECRET}"},
        {"medicines": (Medicine("ibuprofen"), Medicine(f"I {SECRET}"))},
        {"medicines": (Medicine("ibuprofen", f"I {SECRET}"),)},
    ],
    ids=["note", "name", "dose"],
)
def test_what_was_written_of_suicide_needs_a_yes_and_the_warning_none(name: str, written: dict[str, Any]) -> None:
    kept = diary(**written)
    assert [each.red_flag for each in kept.flags] == ["suicidal-thoughts"]
    render = FORMATS[name]
    without = render(kept, (), False)
    assert "kill" not in without
    assert "Thoughts of not wanting to live" in without
    assert "(left out)" in without
    assert ("ibuprofen" in without) == ("medicines" in written)
    assert SECRET in render(kept, (), True)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("omit", ["notes", "medicines"])
def test_what_is_left_out_is_not_repeated_by_the_warning(name: str, omit: str) -> None:
    words = "crushing chest pain"
    kept = diary(note=words) if omit == "notes" else diary(medicines=(Medicine(words),))
    render = FORMATS[name]
    assert "crushing" in render(kept, (), False)
    without = render(kept, (omit,), False)
    assert "crushing" not in without
    assert "Chest pain" in without


@pytest.mark.parametrize("name", FORMATS)
def test_leaving_out_medicines_leaves_the_words_of_a_note(name: str) -> None:
    kept = diary(note="crushing chest pain", medicines=(Medicine("ibuprofen"),))
    assert "crushing" in FORMATS[name](kept, ("medicines",), False)
