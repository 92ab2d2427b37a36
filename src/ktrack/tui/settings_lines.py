"""The words and choices of the settings: what can be chosen, what the clinic added, where the data lives.

Owns these texts. Pure: values in, text out; it must not read a file or the diary.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from ktrack import text, when
from ktrack.backup import Backup
from ktrack.clinic import Clinic
from ktrack.settings import COLOURS, Settings
from ktrack.tui.widgets.choice_row import Choice, ChoiceRow, Topic, Wording

COLUMN = 18
NO_COLOR = "NO_COLOR is set on this computer, so no colours are shown. Words and signs carry everything."
NOTHING_ADDED = "Your clinic has added nothing yet. If it gave you a file for ktrack, type where it is."
PERSIST = "Side effects that are still there so long after the end call for your clinic. It may ask for sooner."


def checked_row(settings: Settings, today: date) -> ChoiceRow:
    """Whether the numbers are still right."""
    checked = settings.numbers_checked_on
    said = "never checked" if checked is None else f"checked on {_day(checked)}"
    return ChoiceRow(
        Topic("checked"),
        Wording("Still right?", "Are these numbers still right? Look at your clinic's letter.", "1 yes", said),
        (Choice(("1",), "1 yes, I looked today", "today"),),
        column=COLUMN,
        value="today" if checked == today else None,
        id="checked",
    )


def hours_row(persist_hours: float) -> ChoiceRow:
    """After how many hours a side effect counts as lasting; an odd number of the clinic's is among them."""
    hours = sorted({2, 3, 4, persist_hours})
    choices = [Choice((f"{each:g}",), f"{each:g} hours", f"{each:g}") for each in hours]
    keys = "   ".join(f"{each:g}" for each in hours)
    return ChoiceRow(
        Topic("hours"),
        Wording("Lasting after", "After how many hours does a side effect count as lasting? Usually 4.", keys),
        choices,
        column=COLUMN,
        value=f"{persist_hours:g}",
        id="hours",
    )


def colours_row(colours: str) -> ChoiceRow:
    """How the app looks."""
    choices = [Choice((str(at),), f"{at} {each.replace('-', ' ')}", each) for at, each in enumerate(COLOURS, 1)]
    return ChoiceRow(
        Topic("colours"),
        Wording("Colours", "Which colours are easiest on your eyes?", "1 dark    2 light    3 high contrast"),
        choices,
        column=COLUMN,
        value=colours,
        id="colours",
    )


def about_clinic(clinic: Clinic | None) -> str:
    """What the clinic's file holds, in full: the card is what counts."""
    if clinic is None:
        return NOTHING_ADDED
    lines = [f"Added by your clinic. Made by {text.one_line(clinic.made_by)}, {clinic.made_on}."]
    if clinic.persist_hours is not None:
        lines.append(f"Side effects count as lasting after {clinic.persist_hours:g} hours.")
    lines += [f"Watched for: {text.one_line(each.title)}" for each in clinic.red_flags]
    if clinic.instructions:
        lines += ["", "What your clinic tells you for the time at home:", text.shown(clinic.instructions).strip()]
    return "\n".join(lines)


def about_data(
    folder: Path, backup: Backup | None, now: datetime, kept: Mapping[str, Path], *, encrypted: bool
) -> str:
    """Where everything is, and how old the last copy is that can be brought back."""
    if backup is None:
        copy = "No backup that can be brought back yet. One is made each day that ktrack is used."
    else:
        made = backup.made_at.astimezone(now.tzinfo)
        counts = backup.counts
        held = f", {counts.check_ins} check-ins" if counts is not None else ""
        copy = f"Last good backup: {when.said(made, now)}{held}."
    lines = [f"Diary: {folder}", *(f"{name}: {path}" for name, path in kept.items()), copy]
    protected = (
        "It opens with your passphrase only; phone numbers, your clinic's file and exports are not encrypted."
        if encrypted
        else "It is not encrypted."
    )
    lines.append(f"{protected} Everything else about your data: ktrack doctor")
    return "\n".join(text.shown(line) for line in lines)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
