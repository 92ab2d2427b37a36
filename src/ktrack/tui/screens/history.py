"""History: infusions and check-ins, newest first, to open, correct, delete and search.

Owns the list and which page of it is loaded. A long diary is read a page at a time, as far as the cursor goes.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from ktrack import text, timeline, when
from ktrack.escalation import SYMBOLS
from ktrack.records import CheckIn, Infusion, Level
from ktrack.tracker import Page
from ktrack.tracker.pages import holds
from ktrack.tui import entry_words
from ktrack.tui.entry_actions import Entry, EntryActions
from ktrack.tui.history_rows import HistoryRows, Row, numbers
from ktrack.tui.widgets.fields import Line
from ktrack.tui.widgets.key_line import KeyLine
from ktrack.tui.widgets.steady_list import SteadyList

AHEAD = 30
"""Lines that are loaded below the cursor at least: more than a page of the screen."""

NOTHING = "Nothing is entered yet.   c on the first screen checks in."
NONE_DELETED = "Nothing was deleted.   x  back to the others"
NOT_FOUND = "No note holds these words.   Esc  back to everything"
_AT = 17


class EntryList(SteadyList):
    """The lines of the history. Enter stands in the line of keys."""

    BINDINGS = [Binding("enter", "select", "Look")]


class HistoryScreen(EntryActions):
    """Esc leaves, or first ends a search or the list of the deleted."""

    AUTO_FOCUS = "EntryList"
    KEYS = (("↑ ↓ Enter", "choose an entry, look at it in full"),)
    BINDINGS = [
        *(Binding(each.key, each.action, each.tooltip, show=False) for each in EntryActions.ENTRY_KEYS[:4]),
        EntryActions.ENTRY_KEYS[4],
        *EntryActions.MORE_KEYS,
        Binding("slash", "search", "Search", tooltip="search in the notes"),
        Binding("x", "deleted", "Deleted", tooltip="what was deleted, and back"),
        Binding("escape", "back", "Back"),
        Binding("left", "jump(-1)", show=False),
        Binding("right", "jump(1)", "the next group", show=False, key_display="← →"),
        Binding("q", "back", show=False),
        Binding("question_mark", "app.keys", "Keys"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self._grouping = HistoryRows(())
        self._rest: tuple[str, str] | None = None
        self._deleted = False
        self._words = ""
        self._numbers: dict[str, int | None] = {}
        self._infusions: dict[str, Infusion] = {}

    def compose(self) -> ComposeResult:
        yield Static("", id="moment", markup=False)
        yield Line("", placeholder="words from a note", id="search", classes="-hidden")
        yield EntryList(id="list", markup=False, compact=True)
        yield Static("", id="empty", classes="-hidden", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#search").can_focus = False

    def on_screen_resume(self) -> None:
        self.forget_unchanged_drafts()
        self.read_anew()

    def entry(self) -> Entry | None:
        for listed in self.query(EntryList):
            at = listed.highlighted
            return self._rows[at].record if at is not None and at < len(self._rows) else None
        return None

    def changed(self) -> None:
        self.read_anew()

    @property
    def _list(self) -> EntryList:
        return self.query_one(EntryList)

    # ------------------------------------------------------------------ reading

    def read_anew(self) -> None:
        """The first page, and as many more as it takes to have the cursor where it was."""
        self.remember_steps()
        tracker, at = self.app.tracker, self._list.highlighted or 0
        before = self.entry()
        kept = tracker.infusions()
        shown = tracker.deleted_infusions() if self._deleted else kept
        self._infusions = {each.id: each for each in kept}
        self._numbers = numbers((*tracker.deleted_infusions(), *kept))
        # a check-in that is found stands below its infusion, whatever that one's own note says
        listed = frozenset(each.id for each in shown if holds(each.note, self._words))
        self._grouping = HistoryRows((*shown, *kept), only=listed)
        self._rows, self._rest = [], None
        self._list.clear_options()
        self._load(tracker.page(deleted=self._deleted, note_holds=self._words))
        while self._rest is not None and len(self._rows) < at + AHEAD:
            self._load(tracker.page(self._rest, deleted=self._deleted, note_holds=self._words))
        self._show_head()
        if self._rows:
            same = (place for place, row in enumerate(self._rows) if _is(row.record, before))
            self._list.highlighted = next(same, min(at, len(self._rows) - 1))

    def _load(self, page: Page) -> None:
        flagged = self.app.tracker.flagged([each.id for each in page.check_ins])
        rows = list(self._grouping.of(page.check_ins, last=page.rest is None))
        self._rest = page.rest
        self._rows += rows
        self._list.add_options(
            self._line(row, flagged.get(row.record.id) if row.record is not None else None) for row in rows
        )

    def _show_head(self) -> None:
        name = "Deleted" if self._deleted else "History"
        told = f'   notes with "{text.one_line(self._words)}"' if self._words else "   newest first"
        told += "   r  brings one back" if self._deleted and self._rows else ""
        self.query_one("#moment", Static).update(Content.assemble((f"  {name}", "bold $accent"), told))
        empty = self.query_one("#empty", Static)
        empty.update(NOT_FOUND if self._words else NONE_DELETED if self._deleted else NOTHING)
        empty.set_class(bool(self._rows), "-hidden")

    def _line(self, row: Row, level: Level | None) -> Content:
        now, record = self.app.tracker.now(), row.record
        if record is None:
            return Content.styled("Between infusions", "bold $accent")
        if isinstance(record, Infusion):
            words = entry_words.infusion_name(record, self._numbers.get(record.id), now)
            if row.again:
                return Content.assemble((words, "bold $accent"), (", more", "$faint"))
            parts = [
                "deleted" if record.deleted_at is not None else "",
                "" if record.ended_at is not None else "end not known",
                f"{record.dose_mg:g} mg" if record.dose_mg is not None else "",
                "note" if record.note else "",
            ]
            return Content.assemble(
                (words, "bold $accent"), ("".join(f"   {each}" for each in parts if each), "$faint")
            )
        after = self._short_place(record)
        sign = SYMBOLS[level] if level is not None else ""
        by = " (companion)" if record.entered_by == "companion" else ""
        return Content.assemble(
            f"  {when.said(record.at, now):<{_AT}} ",
            (f"{after:>9}  ", "$faint"),
            (f"{sign:<3} ", "bold"),
            f"{entry_words.in_short(record)}{by}",
        )

    def _short_place(self, check_in: CheckIn) -> str:
        """ "+6 h 27", so that a column holds it."""
        hours = timeline.hours_of(self._infusions.get(check_in.infusion or ""), check_in.at)
        if hours is None:
            return ""
        if hours < 0:
            return "during"
        days = int(hours // 24)
        if days:
            return f"+{days} day{'s' if days > 1 else ''}"
        return f"+{when.span(hours).removesuffix(' min')}" if hours >= 1 else f"+{when.span(hours)}"

    # ------------------------------------------------------------------ keys

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.refresh_bindings()
        while self._rest is not None and event.option_index + AHEAD > len(self._rows):
            self._load(self.app.tracker.page(self._rest, deleted=self._deleted, note_holds=self._words))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.action_open()

    def action_open(self) -> None:
        from ktrack.tui.screens.entry import EntryScreen

        entry = self.entry()
        if entry is not None:
            self.app.push_screen(EntryScreen(entry))

    def action_jump(self, step: int) -> None:
        """To the heading of the next group, or of this one and the one before."""
        at = self._list.highlighted
        if at is None:
            return
        at += step
        while 0 <= at < len(self._rows) - 1 and isinstance(self._rows[at].record, CheckIn):
            at += step
            if at + AHEAD > len(self._rows) and self._rest is not None:
                self._load(self.app.tracker.page(self._rest, deleted=self._deleted, note_holds=self._words))
        self._list.highlighted = min(max(at, 0), len(self._rows) - 1)

    def action_deleted(self) -> None:
        """What was deleted instead of what is kept, and back."""
        self._deleted = not self._deleted
        self.read_anew()

    def action_search(self) -> None:
        """Type words; the list follows."""
        line = self.query_one("#search", Line)
        line.can_focus = True
        line.remove_class("-hidden")
        line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        words = text.clean(event.value).strip()
        if words != self._words:
            self._words = words
            self.read_anew()

    def on_input_submitted(self) -> None:
        self._end_typing()

    def _end_typing(self) -> None:
        line = self.query_one("#search", Line)
        self._list.focus()
        line.can_focus = False
        line.set_class(not self._words, "-hidden")

    def action_back(self) -> None:
        """Out of the search, out of the deleted, out of the history."""
        line = self.query_one("#search", Line)
        if self._words or line.has_focus:
            line.value = self._words = ""
            self._end_typing()
            self.read_anew()
        elif self._deleted:
            self.action_deleted()
        else:
            self.dismiss()


def _is(record: Entry | None, other: Entry | None) -> bool:
    return record is not None and other is not None and (type(record), record.id) == (type(other), other.id)
