"""A red flag on a full page, in plain words made from the rule itself.

Owns the order of that page. What a rule means is said by
`escalation.in_words`. Pure: rule in, lines out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Literal

from ktrack import text
from ktrack.escalation import SYMBOLS, RedFlag, worst
from ktrack.escalation.in_words import describe
from ktrack.escalation.words import ORIGINS, worded
from ktrack.records import Level, Profile
from ktrack.sources import sources

NOT_REVIEWED = "not reviewed by a clinician"

Style = Literal["title", "emergency", "urgent", "contact", "watch", "say", "plain", "faint"]
"""How a line is drawn; the four levels are the colours of a level's heading."""


def level(red_flag: RedFlag) -> Level:
    """The highest level it can reach."""
    return worst(trigger.level for trigger in red_flag.triggers) or "watch"


def label(red_flag: RedFlag) -> str:
    """Where it comes from, and whether a clinician has signed it."""
    signed = red_flag.reviewed_by and red_flag.reviewed_on
    return ORIGINS[red_flag.origin] + ("" if signed else f"; {NOT_REVIEWED}")


def page(
    red_flag: RedFlag, headings: Mapping[Level, str], profile: Profile, width: int
) -> Iterator[tuple[Style, str]]:
    """The lines of the page, conditions in `width` columns. `headings` are the words of the levels."""
    yield "faint", text.one_line(label(red_flag)).capitalize() + "."
    for trigger in red_flag.triggers:
        yield trigger.level, f"{SYMBOLS[trigger.level]:4}{text.one_line(headings[trigger.level])}"
        for line in describe(trigger):
            yield "plain", _folded(line, width)
        said = worded(trigger.say.replace("{symptom}", "the symptom"), profile, ())
        yield "say", f"Says: {text.shown(said)}"
        if trigger.recheck_minutes:
            yield "faint", f"Asks for another check-in after {trigger.recheck_minutes} minutes."
    yield "title", "Why, written for clinicians"
    yield "plain", text.one_line(" ".join(red_flag.why.split()))
    yield "title", "Where it comes from"
    known = sources()
    for key in red_flag.sources:
        yield "plain", f"{key}  {text.one_line(known[key].title)}" if key in known else text.one_line(key)
    if red_flag.reviewed_by and red_flag.reviewed_on:
        yield "faint", f"Reviewed by {text.one_line(red_flag.reviewed_by)} on {red_flag.reviewed_on}."
    else:
        yield "faint", f"This rule is {NOT_REVIEWED}."


def _folded(line: str, width: int) -> str:
    inner = line.lstrip(" ")
    indent = " " * (len(line) - len(inner))
    hanging = indent + ("  " if inner.startswith("- ") else "")
    folded = textwrap.wrap(text.one_line(inner), max(width, 30), initial_indent=indent, subsequent_indent=hanging)
    return "\n".join(folded)
