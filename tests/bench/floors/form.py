"""Floor of a form: `f` opens a screen of twelve scales of one line, `right` raises the first."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Label


class Scale(Widget, can_focus=True):
    DEFAULT_CSS = "Scale { height: 1; } Scale:focus { background: $accent; }"
    BINDINGS = [Binding("right", "more", "more")]

    def __init__(self, name: str) -> None:
        super().__init__()
        self.label = name
        self.value = 0

    def render(self) -> str:
        marks = "".join("x" if place == self.value else "." for place in range(11))
        return f"{self.label:<14}{marks} is {self.value}"

    def action_more(self) -> None:
        self.value = (self.value + 1) % 11
        self.refresh()


class Form(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Label("a form")
        with VerticalScroll(can_focus=False):
            for number in range(1, 13):
                yield Scale(f"scale {number}")


class Forms(App[None]):
    BINDINGS = [Binding("f", "form", "form")]

    def compose(self) -> ComposeResult:
        yield Label("at home")

    def action_form(self) -> None:
        self.push_screen(Form())


Forms().run()
