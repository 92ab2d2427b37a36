"""Visits at the clinic, and the questions to ask there: the list, and the form for one.

Owns these two screens. What is asked here stands on the page for the visit; when it is read from is the summary's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList, Static

from ktrack import text, when
from ktrack.errors import KtrackError
from ktrack.records import Visit
from ktrack.tracker import BadEntry
from ktrack.tui.app import KtrackApp
from ktrack.tui.unkept_form import UnkeptForm
from ktrack.tui.widgets.choice_row import ChoiceRow, Value
from ktrack.tui.widgets.fields import Line, NoteArea, TimeField
from ktrack.tui.widgets.key_line import KeyLine
from ktrack.tui.widgets.prompt import Prompt
from ktrack.tui.widgets.steady_list import SteadyList
from ktrack.tui.widgets.typed_blocks import Block, Lines

NOTHING = "No visit is entered yet.   n  enters one, also one that is still ahead"
QUESTIONS_KEYS = "one question on each line    Tab goes on    Ctrl S saves"
_AT = 24


class VisitList(SteadyList):
    """The visits. Enter stands in the line of keys."""

    BINDINGS = [Binding("enter", "select", "Change")]


class VisitsScreen(Screen[None]):
    """All visits, the latest first. Esc goes back."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = "VisitList"
    KEYS = (("↑ ↓ Enter", "choose a visit, look at it and change it"),)
    BINDINGS = [
        Binding("n", "new", "New"),
        Binding("d", "delete", "Delete", tooltip="delete it; asks first"),
        Binding("u", "undo", "Undo", tooltip="take back the last change"),
        Binding("escape", "dismiss", "Back"),
        Binding("q", "dismiss", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._visits: tuple[Visit, ...] = ()
        self._last_step = ""

    def compose(self) -> ComposeResult:
        yield Static("  Visits and questions   latest first", id="moment", markup=False)
        yield Static(NOTHING, id="empty", markup=False)
        yield VisitList(id="list", markup=False, compact=True)
        yield KeyLine()

    def on_screen_resume(self) -> None:
        self._read()

    def _read(self) -> None:
        tracker, shown = self.app.tracker, self.query_one(VisitList)
        at, now = shown.highlighted or 0, tracker.now()
        last = tracker.last_step()
        self._last_step = last.id if last else ""
        self._visits = tracker.visits()[::-1]
        shown.clear_options()
        shown.add_options(_line(each, now) for each in self._visits)
        if self._visits:
            shown.highlighted = min(at, len(self._visits) - 1)
        self.query_one("#empty", Static).set_class(bool(self._visits), "-hidden")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.app.push_screen(VisitScreen(self._visits[event.option_index]))

    def action_new(self) -> None:
        """The form for another visit."""
        self.app.push_screen(VisitScreen())

    def action_delete(self) -> None:
        """Asks once; u brings it back."""
        from ktrack.tui.screens.small_questions import YesNoScreen

        at = self.query_one(VisitList).highlighted
        if at is None:
            return
        visit = self._visits[at]

        def delete(sure: bool | None) -> None:
            if sure:
                self._change(lambda: self.app.tracker.delete_visit(visit.id), "Deleted.   u  undo")

        asked = f"Delete the visit of {when.said(visit.at, self.app.tracker.now())}, with its questions?"
        self.app.push_screen(YesNoScreen(asked, "It can come back with u."), delete)

    def action_undo(self) -> None:
        """The last step back, whatever it was about."""
        self._change(lambda: self.app.tracker.undo(self._last_step) or "There is nothing left to undo.")

    def _change(self, change: Callable[[], object], said: str = "") -> None:
        try:
            done = change()
        except KtrackError as error:
            said = str(error)
        else:
            said = said or str(done)
        self.app.tell(said)
        self._read()


class VisitScreen(UnkeptForm[Visit | None]):
    """When a visit is or was, and what to ask there. Dismissed with the visit as it is kept, or None."""

    BINDINGS = [
        Binding("ctrl+s", "save", "Save"),
        Binding("escape", "leave", "Leave"),
    ]

    def __init__(self, visit: Visit | None = None) -> None:
        """`visit`: the one to change; without it a new one is entered."""
        super().__init__()
        self._visit = visit
        self._at_first: dict[str, Any] = {}

    def compose(self) -> ComposeResult:
        known = self._visit
        at = when.said(known.at, self.app.tracker.now()) if known else ""
        yield Static(f"  {'Change a visit' if known else 'New visit'}", id="moment", markup=False)
        yield Prompt()
        with Lines():
            yield TimeField(
                "When", "at", value=at, placeholder="1 Dec 14:00", ask="When is the visit, or when was it?",
                hint="tomorrow 9:30, mon 15:00",
            )  # fmt: skip
            asked = "\n".join(known.questions) if known else ""
            yield Block("What I want to ask", (NoteArea(asked, id="questions"),), "group-questions")
            yield Block("Note", (NoteArea(known.note if known else "", id="note"),), "group-note")
            yield Static("The questions stand on the page for the visit.", id="more", markup=False)
        yield KeyLine()

    async def on_mount(self) -> None:
        self._at_first = self._read()
        await self.go(1)

    def _ask(self, line: Widget) -> None:
        super()._ask(line)
        if line.id == "questions":
            self.query_one(Prompt).show("What do you want to ask there?", QUESTIONS_KEYS)

    async def chosen(self, row: ChoiceRow, value: Value) -> None:
        """Never: every line here is typed."""

    async def typed(self, typing: Line | NoteArea | None) -> None:
        self._read(typing)

    def _read(self, typing: Widget | None = None) -> dict[str, Any]:
        """What is entered. A line of the questions is a question."""
        tracker, field = self.app.tracker, self.query_one(TimeField)
        now = tracker.now()
        at: datetime | None = field.read(now, tracker.new_check_in().timezone, coming=True, typing=typing)
        known = self._visit
        if known is not None and field.value == when.said(known.at, now):
            at = known.at  # words leave out the seconds
        asked = self.query_one("#questions", NoteArea).note.split("\n")
        return {
            "at": at,
            "questions": tuple(each.strip() for each in asked if not text.is_blank(each)),
            "note": self.query_one("#note", NoteArea).note,
        }

    async def action_save(self) -> None:
        """Keeps it; what cannot be kept is said beside its line."""
        await self.settle()
        entered, field = self._read(), self.query_one(TimeField)
        if entered["at"] is None:
            if not field.wrong:
                field.remark("When is it?", wrong=True)
            self.app.tell("Not saved yet: look at the line that is marked.")
            await self.go_to(field.line)
            return
        tracker, known = self.app.tracker, self._visit
        try:
            kept = (
                tracker.add_visit(**entered)
                if known is None
                else tracker.edit_visit(known.id, was=known, **entered)
            )
        except BadEntry as error:
            if error.field == "at":
                field.remark(str(error), wrong=True)
                await self.go_to(field.line)
            else:
                self.app.tell(str(error))
            return
        except KtrackError as error:
            self.app.tell(str(error))
            return
        # "not saved yet" must not stand beside what is saved
        self.app.clear_notifications()
        self.dismiss(kept)

    def is_as_it_was(self) -> bool:
        return self._read() == self._at_first and not self.query_one(TimeField).wrong


def _line(visit: Visit, now: datetime) -> Content:
    """ "Tue 1 Dec 14:00   in 9 days   2 questions: What about my bladder?"."""
    ahead = visit.at > now
    distance = f"in {when.ago(now, visit.at)}" if ahead else f"{when.ago(visit.at, now)} ago"
    count = len(visit.questions)
    asked = f"{count} question{'s' if count > 1 else ''}: {text.one_line(visit.questions[0])}" if count else ""
    return Content.assemble(
        (f" {when.said(visit.at, now):<{_AT}}", "bold" if ahead else ""),
        (f"{distance:<18}", "$faint"),
        asked or text.one_line(visit.note),
    )
