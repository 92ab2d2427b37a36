"""The groups of questions in a check-in, and the words above them all.

Owns which group comes when, what stands above it, and which one may be answered with "none for all the rest". It
must not keep answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.widget import Widget
from textual.widgets import Static

from ktrack import when
from ktrack.questions import Group, in_group
from ktrack.records import CheckIn
from ktrack.tui.widgets.question_rows import gate_row, question_row

WEEKLY_AFTER = 24
"""Hours after the end from which the weekly questions are asked."""

TITLES: Mapping[Group, str] = {
    "danger": "First: now, or at any time since the last check-in",
    "companion": "Only you can tell",
    "core": "Right now",
    "common": "And these",
    "weekly": "This week",
    "benefit": "What the infusions are for",
}
FURTHER = "v  measured      m  medicines      o  a note in your own words"
WITH_NONE_FOR_REST: frozenset[Group] = frozenset({"core", "urinary", "common", "weekly"})
"""Groups whose blank questions one key may answer with 0. Never danger; and a mood of 0 is no "none"."""


def first_groups(check_in: CheckIn) -> list[Group]:
    """What is asked first, and fills the screen."""
    return ["danger", "companion", "core"] if check_in.entered_by == "companion" else ["danger", "core"]


def further_groups(check_in: CheckIn, hours: float | None) -> list[Group]:
    """What is asked after that; the weekly questions not on the first day, unless they are answered already."""
    weekly = hours is None or hours > WEEKLY_AFTER
    if weekly or any(one.key in check_in.answers for one in in_group("weekly")):
        return ["common", "weekly", "benefit"]
    return ["common", "benefit"]


def group_lines(group: Group, check_in: CheckIn, last: Mapping[str, int], gate: int | None) -> Iterator[Widget]:
    """The title and the questions of a group; the urinary gate stands with the core ones."""
    title = TITLES[group]
    if group in WITH_NONE_FOR_REST:
        title += "   ·   N  none for all the rest here"
    yield Static(title, classes="title", markup=False)
    for one in in_group(group):
        yield question_row(one, check_in, last.get(one.key))
    if group == "core":
        yield gate_row(gate)
        if gate == 1:
            for one in in_group("urinary"):
                yield question_row(one, check_in, last.get(one.key))


def moment_words(hours: float) -> str:
    """ "6 h 27 min after", to stand before the name of an infusion."""
    return f"{when.span(hours)} after" if hours >= 0 else "before the end of"


def at_both_ends(left: str, right: str, width: int) -> str:
    """Both at the ends of one line, or only the left where there is no room."""
    return left + right.rjust(width - len(left)) if len(left) + len(right) < width else left
