"""A screen that is a form: which line is being asked, and the one place where its keys are read.

Owns moving from line to line. It must not know what the lines mean: a form says that in `chosen`, `skipped`,
`cleared` and `typed`.

All keys go through `on_key` of the screen, which does everything a key causes before it is done with it.
"""

from __future__ import annotations

from abc import abstractmethod

from textual import events
from textual.containers import VerticalScroll
from textual.geometry import Spacing
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Input, TextArea

from ktrack.tui.widgets.choice_row import ChoiceRow, Value
from ktrack.tui.widgets.fields import Field, Line, NoteArea
from ktrack.tui.widgets.prompt import Prompt
from ktrack.tui.widgets.typed_blocks import Block, Lines

NO_ANSWER = "That key is no answer here."

AROUND = Spacing(2, 0, 3, 0)
"""Lines that stay in sight above and below the one being asked."""

ROOMY = 8
"""Rows; with fewer, every one of them is for the line being asked."""

FORM_KEYS = (
    ("↑ ↓ Tab", "the line before, the next line"),
    ("← → Enter", "choose with arrows, take it"),
    ("Backspace", "leave it blank again"),
)
"""Keys that every form reads itself, for the list of keys."""


class FormScreen(Screen[ScreenResultType]):
    """Lines that are asked one after the other. They stand in Lines, directly or in a Block."""

    AUTO_FOCUS = ""
    typing_keys = "type it, or leave it blank    Enter or ↓ goes on"
    """The keys that are named while a line is typed."""
    note_keys = "Tab goes on    Ctrl S saves"
    """The keys that are named while a note is written."""
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (8, "-low"), (14, "-usual")]
    current: Widget | None = None
    """The line being asked: a ChoiceRow, a Line or a NoteArea."""
    last_row: ChoiceRow | None = None
    """The last one that was answered with a key, to come back to from typing."""

    # ------------------------------------------------------------------ what a form says about its lines

    @abstractmethod
    async def chosen(self, row: ChoiceRow, value: Value) -> None:
        """An answer was given on `row`."""

    async def skipped(self, row: ChoiceRow) -> None:
        """The person would rather not say."""

    async def cleared(self, row: ChoiceRow) -> None:
        """The answer was taken back."""

    async def typed(self, typing: Line | NoteArea | None) -> None:
        """Something was typed in the line `typing`; or, with None, a line was left."""

    # ------------------------------------------------------------------ moving

    @property
    def questions(self) -> Lines:
        """What holds the lines."""
        return self.query_one(Lines)

    def lines(self) -> list[Widget]:
        """Everything that can be asked now, in order."""
        found: list[Widget] = []
        for child in self.questions.children:
            if isinstance(child, Block):
                found += child.lines()
            elif isinstance(child, Field):
                found.append(child.line)
            elif isinstance(child, ChoiceRow):
                found.append(child)
        return found

    async def go_to(self, line: Widget | None) -> None:
        """Ask this line; whatever was pointed at on the one before is taken."""
        if line is None or line is self.current:
            return
        await self.settle()
        before = self.current
        if isinstance(before, ChoiceRow):
            before.active = False
        self.current = line
        if isinstance(line, ChoiceRow):
            line.active = True
            self.last_row = line
            self.set_focus(None)
        else:
            self.set_focus(line, scroll_visible=False)
        self._ask(line)
        self.show_current()
        if isinstance(before, (Line, NoteArea)):
            await self.typed(None)

    def show_current(self) -> None:
        """Scroll so that the line being asked is seen with some lines around it, once all is laid out."""
        self.call_after_refresh(self._scroll_to_current)

    def _scroll_to_current(self) -> None:
        line = self.current
        if line is None or not line.is_attached:
            return
        place, parent = line.virtual_region, line.parent
        while isinstance(parent, Widget) and not isinstance(parent, VerticalScroll):
            place, parent = place.translate(parent.virtual_region.offset), parent.parent
        if isinstance(parent, VerticalScroll):
            around = AROUND if parent.size.height > ROOMY else Spacing()
            parent.scroll_to_region(place, spacing=around, animate=False, immediate=True)

    async def go(self, step: int) -> None:
        """Ask the next line (1) or the one before (-1); at the ends it stays."""
        lines = self.lines()
        at = lines.index(self.current) + step if self.current in lines else 0
        if 0 <= at < len(lines):
            await self.go_to(lines[at])

    async def go_on(self) -> None:
        """After an answer: ask what comes next."""
        await self.go(1)

    async def settle(self) -> None:
        """Take what is pointed at or typed on the present line and not yet taken."""
        if isinstance(self.current, ChoiceRow):
            value = self.current.settle()
            if value is not None:
                await self.chosen(self.current, value)

    def _ask(self, line: Widget) -> None:
        prompt = self.query_one(Prompt)
        if isinstance(line, ChoiceRow):
            prompt.show(line.wording.ask, line.wording.keys)
        elif isinstance(line, NoteArea):
            prompt.show("Anything else, in your own words?", self.note_keys)
        else:
            field = next(each for each in line.ancestors if isinstance(each, Field))
            prompt.show(field.ask, self.typing_keys)

    # ------------------------------------------------------------------ keys and mouse

    async def on_key(self, event: events.Key) -> None:
        writing = isinstance(self.focused, (Input, TextArea))
        if await self._moved(event.key) or (not writing and await self._pressed(event)):
            event.stop()
            event.prevent_default()

    async def _moved(self, key: str) -> bool:
        in_note = isinstance(self.focused, TextArea)
        if key in ("up", "down", "enter") and in_note:
            return False
        if key in ("down", "tab") or (key == "enter" and isinstance(self.focused, Input)):
            await self.go(1)
        elif key in ("up", "shift+tab"):
            await self.go(-1)
        else:
            return False
        return True

    async def _pressed(self, event: events.Key) -> bool:
        row = self.current
        reply = row.press(event.key, event.character) if isinstance(row, ChoiceRow) else None
        if reply is None:
            bound = self.active_bindings.get(event.key)
            if bound is None and isinstance(row, ChoiceRow) and event.is_printable:
                # who types a word here would lose it without noticing
                self.query_one(Prompt).show(f"{NO_ANSWER} {row.wording.ask}", row.wording.keys)
            if bound is None or bound.node is not self:
                return False
            await self.run_action(bound.binding.action)
            return True
        assert isinstance(row, ChoiceRow)
        match reply.act:
            case "chosen":
                assert reply.value is not None
                await self.chosen(row, reply.value)
            case "skipped":
                await self.skipped(row)
            case "cleared":
                await self.cleared(row)
        if reply.act in ("chosen", "skipped", "passed"):
            await self.go_on()
        return True

    async def on_choice_row_clicked(self, event: ChoiceRow.Clicked) -> None:
        await self.go_to(event.row)
        if event.value is not None:
            await self.chosen(event.row, event.value)

    def on_lines_resized(self) -> None:
        self.show_current()

    async def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if isinstance(event.widget, (Line, NoteArea)):
            await self.go_to(event.widget)

    async def on_input_changed(self, event: Input.Changed) -> None:
        if isinstance(event.input, Line):
            # a line that opens with something in it is not being typed in: an odd value in it counts
            await self.typed(event.input if event.input.has_focus else None)

    async def on_text_area_changed(self, event: TextArea.Changed) -> None:
        if isinstance(event.text_area, NoteArea):
            await self.typed(event.text_area)
