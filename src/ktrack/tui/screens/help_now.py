"""I need help now (F1): numbers, what to read out, what is watched for.

Owns this one screen. It is handed all it shows, so that it works without a diary, and above every other screen.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Grid, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from ktrack import text, wording
from ktrack.escalation import emergency_number
from ktrack.records import Level, Profile
from ktrack.tui.widgets.big_number import BigNumber

NO_CRISIS_LINE = "your local crisis line (988 in the US)"


class HelpNowScreen(Screen[None]):
    """Esc goes back to where F1 was pressed; nothing there is lost."""

    AUTO_FOCUS = "#help"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-usual")]
    KEYS = (("↑ ↓", "read on"),)
    BINDINGS = [Binding("escape", "dismiss", "Back"), Binding("q", "dismiss", show=False)]

    def __init__(self, contacts: Profile, script: str, titles: Sequence[tuple[Level, Sequence[str]]]) -> None:
        """`script` is what to read out; `titles` what is watched for, by level, worst first."""
        super().__init__()
        self._contacts = contacts
        self._script = script
        self._titles = tuple(titles)

    def compose(self) -> ComposeResult:
        contacts = self._contacts
        with VerticalScroll(id="help"):
            yield Static("I NEED HELP NOW", id="help-title", markup=False)
            clinic = contacts.clinic_phone or contacts.after_hours_phone
            with Grid(id="numbers"):
                yield from _number("Emergency, or not sure", emergency_number(contacts))
                yield from _number("Thoughts of not wanting to live", contacts.crisis_line or NO_CRISIS_LINE)
                yield from _number(contacts.clinic_name or "Your clinic", clinic or wording.NO_NUMBER)
                if contacts.after_hours_phone and contacts.clinic_phone:
                    yield from _number("The clinic after hours", contacts.after_hours_phone)
            yield Static("Read this out", classes="title", markup=False)
            yield Static(f'"{text.shown(self._script)}"', id="help-script", markup=False)
            yield Static(
                "Do not drive yourself. Do not stay alone: show this to whoever is near.",
                id="help-do",
                markup=False,
            )
            yield Static(wording.TOLD_NOBODY, id="told-nobody", markup=False)
            for level, titles in self._titles:
                yield Static(f"{wording.heading(level, contacts)} for", classes=f"head {level}", markup=False)
                listed = "\n".join(f"  {text.one_line(title)}" for title in titles)
                yield Static(listed, classes="titles", markup=False)
            yield Static(wording.NOT_COMPLETE, id="help-not-complete", markup=False)
        yield Static(" Esc  back        ↑ ↓  more", id="help-keys", markup=False)


def _number(who: str, number: str) -> ComposeResult:
    with Vertical(classes="number"):
        yield Static(text.one_line(who), classes="who", markup=False)
        yield BigNumber(number)
