"""Three small questions asked over a screen: yes or no, when, and to which infusion.

Owns how they are asked. Nothing is changed here: whoever asked gets the answer. Esc always means "leave it".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from ktrack import text
from ktrack.tui.app import KtrackApp
from ktrack.tui.widgets.choices import Choices
from ktrack.tui.widgets.fields import TimeField
from ktrack.tui.widgets.steady_list import SteadyList


class YesNoScreen(ModalScreen[bool]):
    """y does it; n and Esc leave everything as it is. No other key does anything."""

    BINDINGS = [Binding("y", "dismiss(True)", "yes"), Binding("n,escape", "dismiss(False)", "no")]

    def __init__(self, question: str, what_follows: str = "") -> None:
        super().__init__()
        self._question = question
        self._what_follows = what_follows

    def compose(self) -> ComposeResult:
        with Vertical(classes="small"):
            yield Static(text.shown(self._question), classes="title", markup=False)
            yield Static(text.shown(self._what_follows), markup=False)
            yield Choices((("y", "yes"), ("n", "no, leave it")))

    def on_choices_clicked(self, event: Choices.Clicked) -> None:
        self.dismiss(event.key == "y")


class WhenScreen(ModalScreen[datetime | None]):
    """A time in words, said back as it is understood. Enter takes it."""

    app = getters.app(KtrackApp)
    BINDINGS = [Binding("escape", "dismiss(None)", "Leave it")]

    def __init__(self, question: str, at: str, zone: str) -> None:
        """`at` is the time as it stands now, in words."""
        super().__init__()
        self._question = question
        self._at = at
        self._zone = zone

    def compose(self) -> ComposeResult:
        with Vertical(classes="small"):
            yield Static(text.shown(self._question), classes="title", markup=False)
            yield Static(f"Now it is {self._at}.", markup=False)
            yield TimeField(
                "New time", "when", placeholder="yesterday 21:30", hint="2h ago, yesterday 21:30, 14:30"
            )
            yield Static("Enter  take it     Esc  leave it as it is", classes="faint", markup=False)

    def on_mount(self) -> None:
        self.query_one(TimeField).line.focus()

    def _read(self, *, typing: bool) -> datetime | None:
        field = self.query_one(TimeField)
        return field.read(self.app.tracker.now(), self._zone, typing=field.line if typing else None)

    def on_input_changed(self) -> None:
        self._read(typing=True)

    def on_input_submitted(self, event: events.Event) -> None:
        event.stop()
        at = self._read(typing=False)
        if at is not None:
            self.dismiss(at)


class WhereScreen(ModalScreen[str | None]):
    """One of several things, by arrows and Enter. Dismissed with its id, or None."""

    BINDINGS = [Binding("escape", "dismiss(None)", "Leave it")]

    HOW = "↑ ↓  choose     Enter  take it     Esc  leave it"

    def __init__(
        self, question: str, choices: Sequence[tuple[str, str]], now: str, mark: str = "   (now)"
    ) -> None:
        """`choices` are ids with their words; `now` is the id that holds now, with the `mark` behind it."""
        super().__init__()
        self._question = question
        self._choices = tuple(choices)
        self._now = now
        self._mark = mark

    def compose(self) -> ComposeResult:
        with Vertical(classes="small"):
            yield Static(text.shown(self._question), classes="title", markup=False)
            words = (
                f"{text.one_line(said)}{self._mark if key == self._now else ''}" for key, said in self._choices
            )
            yield SteadyList(*(Content(each) for each in words), markup=False, compact=True)
            yield Static(self.HOW, classes="faint", markup=False)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.focus()
        options.highlighted = next((at for at, (key, _) in enumerate(self._choices) if key == self._now), 0)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._choices[event.option_index][0])
