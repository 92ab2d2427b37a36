"""The page for the visit: as it will be read, what goes on it, and written to a file.

Owns these three screens. What the page says is `ktrack.summary`'s, how it looks `ktrack.export`'s.
"""

from __future__ import annotations

from dataclasses import replace

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from ktrack import text, when
from ktrack.errors import KtrackError
from ktrack.export import txt
from ktrack.export.columns import WIDTH
from ktrack.tui import page_choice
from ktrack.tui.app import KtrackApp
from ktrack.tui.form_screen import FORM_KEYS, FormScreen
from ktrack.tui.page_choice import EVERYTHING, FORMATS, PARTS, SINCE_DAY, SINCE_VISIT, PageChoice
from ktrack.tui.widgets.choice_row import Choice, ChoiceRow, Topic, Value, Wording
from ktrack.tui.widgets.fields import Field, Line, NoteArea
from ktrack.tui.widgets.key_line import KeyLine
from ktrack.tui.widgets.long_text import LongText
from ktrack.tui.widgets.prompt import Prompt
from ktrack.tui.widgets.reading import Reading
from ktrack.tui.widgets.typed_blocks import Lines

ACROSS = 20
"""Columns that ← and → move a page that is wider than the window."""
_COLUMN = 18
_PERIODS = (
    Choice(("1",), "1 since the last visit", SINCE_VISIT),
    Choice(("2",), "2 everything", EVERYTHING),
    Choice(("3",), "3 since a day", SINCE_DAY),
)
_YES_NO = (Choice(("y", "1"), "yes", 1), Choice(("n", "0"), "no", 0))


class SummaryScreen(Screen[None]):
    """The page as text; Esc goes back."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = "#page"
    HORIZONTAL_BREAKPOINTS = [(0, "-exact"), (82, "-wide")]
    KEYS = (("↑ ↓", "read on"),)
    BINDINGS = [
        Binding("e", "write", "Write to a file"),
        Binding("p", "choose", "Choose", tooltip="from when on, and what is left out"),
        Binding("v", "visits", "Visits", tooltip="visits at the clinic, and what to ask there"),
        Binding("escape", "dismiss", "Back"),
        Binding("q", "dismiss", show=False),
        Binding("left", "across(-1)", show=False),
        Binding("right", "across(1)", "the rest of each line, in a narrow window", show=False, key_display="← →"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._choice = PageChoice()

    def compose(self) -> ComposeResult:
        yield Static("", id="moment", classes="two-lines", markup=False)
        with Reading(id="page"):
            yield LongText(id="page-text")
        yield KeyLine()

    async def on_mount(self) -> None:
        await self._show()

    async def _show(self) -> None:
        tracker, choice = self.app.tracker, self._choice
        now = tracker.now()
        begin = page_choice.begins(choice, tracker.visits(), now, self.zone)
        shown = "identity" in choice.parts, "sensitive" in choice.parts
        page = txt.render(tracker.summary(since=begin), omit=choice.omit, identity=shown[0], sensitive=shown[1])
        self._show_head()
        await self.query_one(LongText).show(page)
        self.query_one("#page", Reading).scroll_home(animate=False)

    def _show_head(self) -> None:
        across = "     ← → the rest of each line" if self.app.size.width < WIDTH else ""
        words = f"  The page for the visit{across}\n  {text.one_line(self._said())}"
        self.query_one("#moment", Static).update(words)

    def on_resize(self) -> None:
        self._show_head()

    def action_across(self, step: int) -> None:
        self.query_one("#page", Reading).scroll_relative(x=step * ACROSS, animate=False)

    @property
    def zone(self) -> str:
        """The person's zone, in which a day begins."""
        return self.app.tracker.new_check_in().timezone

    def _said(self) -> str:
        tracker, now = self.app.tracker, self.app.tracker.now()
        return page_choice.in_words(
            self._choice, page_choice.begins(self._choice, tracker.visits(), now, self.zone), now
        )

    def action_choose(self) -> None:
        async def chosen(choice: PageChoice | None) -> None:
            if choice is not None:
                self._choice = choice
                await self._show()

        self.app.push_screen(PageChoiceScreen(self._choice, self.zone), chosen)

    def action_visits(self) -> None:
        from ktrack.tui.screens.visits import VisitsScreen

        self.app.push_screen(VisitsScreen(), lambda _: self._show())

    def action_write(self) -> None:
        self.app.push_screen(WritePageScreen(self._choice, self.zone))


class PageChoiceScreen(FormScreen[PageChoice | None]):
    """From when on, and what is left out. Esc leaves it as it was."""

    app = getters.app(KtrackApp)
    KEYS = FORM_KEYS
    BINDINGS = [Binding("ctrl+s", "take", "Show it"), Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, choice: PageChoice, zone: str) -> None:
        super().__init__()
        self._choice = choice
        self._zone = zone

    def compose(self) -> ComposeResult:
        yield Static("  What goes on the page", id="moment", markup=False)
        yield Prompt()
        with Lines():
            yield ChoiceRow(
                Topic("since"), Wording("From", "From when on?", "1 last visit   2 everything   3 a day"),
                _PERIODS, column=_COLUMN, value=self._choice.since, id="since",
            )  # fmt: skip
            yield Field(
                "First day", "day", value=self._choice.day, ask="Which is the first day?", hint="3 Nov, 7d ago"
            )
            yield Static("On the page", classes="title", markup=False)
            for name, label in PARTS.items():
                yield ChoiceRow(
                    Topic(name), Wording(label, f"{label}: on the page?", "y yes    n no"), _YES_NO,
                    column=_COLUMN, value=int(name in self._choice.parts), id=f"part-{name}",
                )  # fmt: skip
            yield Static("Warnings are never left out.", id="more", markup=False)
        yield KeyLine()

    async def on_mount(self) -> None:
        await self.go(1)

    async def chosen(self, row: ChoiceRow, value: Value) -> None:
        row.value = value
        if row.topic.part == "since":
            self._choice = replace(self._choice, since=str(value))
        elif value:
            self._choice = replace(self._choice, parts=self._choice.parts | {row.topic.part})
        else:
            self._choice = replace(self._choice, parts=self._choice.parts - {row.topic.part})

    async def typed(self, typing: Line | NoteArea | None) -> None:
        day = self.query_one("#field-day", Field).value
        if day and day != self._choice.day:
            self._choice = replace(self._choice, day=day, since=SINCE_DAY)
            self.query_one("#since", ChoiceRow).value = SINCE_DAY

    async def action_take(self) -> None:
        await self.settle()
        await self.typed(None)
        now, field = self.app.tracker.now(), self.query_one("#field-day", Field)
        try:
            page_choice.begins(self._choice, (), now, self._zone)
        except when.NotUnderstood as error:
            field.remark("which day?", wrong=True)
            self.app.tell(str(error))
            await self.go_to(field.line)
            return
        self.app.clear_notifications()
        self.dismiss(self._choice)


class WritePageScreen(FormScreen[None]):
    """Which format, and where to; afterwards it says where the file is."""

    app = getters.app(KtrackApp)
    KEYS = FORM_KEYS
    BINDINGS = [Binding("ctrl+s", "write", "Write it"), Binding("escape", "dismiss", "Back")]

    def __init__(self, choice: PageChoice, zone: str) -> None:
        super().__init__()
        self._choice = choice
        self._zone = zone
        self._form = FORMATS[0]

    def compose(self) -> ComposeResult:
        choices = [Choice((words[0],), words, form) for words, form in zip(_numbered(), FORMATS, strict=True)]
        yield Static("  Write to a file", id="moment", markup=False)
        yield Prompt()
        with Lines():
            yield ChoiceRow(
                Topic("form"),
                Wording("As", "As what? A clinic can read pdf.", "   ".join(_numbered())),
                choices,
                column=_COLUMN,
                value=self._form,
                id="form",
            )
            yield Field(
                "To", "file", value=page_choice.suggested(self._form, self.app.tracker.now()),
                classes="wide",
            )  # fmt: skip
            yield Static("", id="more", markup=False)
            yield Static("", id="written", classes="words", markup=False)
        yield KeyLine()

    async def on_mount(self) -> None:
        await self.go(1)

    def _ask(self, line: Widget) -> None:
        super()._ask(line)
        if isinstance(line, Line):
            self.query_one(Prompt).show("Where to?", "type it    Enter writes it")

    async def chosen(self, row: ChoiceRow, value: Value) -> None:
        now, field = self.app.tracker.now(), self.query_one("#field-file", Field)
        # a name that was typed stays
        if field.value == page_choice.suggested(self._form, now):
            field.line.value = page_choice.suggested(str(value), now)
            field.line.cursor_position = len(field.line.value)
        self._form = row.value = str(value)
        self.query_one("#more", Static).update(page_choice.WHOLE_DIARY if value == "json" else "")

    async def _moved(self, key: str) -> bool:
        if key == "enter" and self.current is self.query_one("#field-file", Field).line:
            await self.action_write()
            return True
        return await super()._moved(key)

    async def action_write(self) -> None:
        await self.settle()
        tracker, field = self.app.tracker, self.query_one("#field-file", Field)
        written = self.query_one("#written", Static)
        written.remove_class("notice")
        try:
            if self._form == "json":
                made, note = page_choice.diary_file(tracker.diary()), ""
            else:
                begin = page_choice.begins(self._choice, tracker.visits(), tracker.now(), self._zone)
                summary, country = tracker.summary(since=begin), tracker.profile().country
                made, note = page_choice.page_file(self._form, summary, self._choice, country)
            path = page_choice.write(field.value, made, self._form)
        except KtrackError as error:
            written.add_class("notice")
            written.update(text.shown(str(error)))
            return
        lines = [f"Written: {path}", "Only your user account on this computer can open it there.", note]
        written.update(text.shown("\n".join([*filter(None, lines), page_choice.NOT_PROTECTED])))


def _numbered() -> list[str]:
    return [f"{at} {form}" for at, form in enumerate(FORMATS, 1)]
