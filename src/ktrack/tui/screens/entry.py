"""One entry in full: a check-in or an infusion, its warnings, and its earlier versions.

Owns which parts stand there and in which order: warnings first. It must not change anything itself (see
`entry_actions`).
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from ktrack import text, timeline, when
from ktrack.diary_json import json_to_record
from ktrack.records import CheckIn, Infusion
from ktrack.tracker import NotFound
from ktrack.tui import entry_words
from ktrack.tui.entry_actions import Entry, EntryActions
from ktrack.tui.widgets.key_line import KeyLine

_AROUND = 8
"""Columns beside the lines: margins and the scroll bar."""
_UNREADABLE = "This earlier version cannot be read any more."


class EntryScreen(EntryActions):
    """Arrows scroll; Esc goes back to the list."""

    AUTO_FOCUS = "#entry"
    BINDINGS = [
        *EntryActions.MORE_KEYS,
        *EntryActions.ENTRY_KEYS,
        Binding("escape", "dismiss", "Back"),
        Binding("v", "versions", "earlier versions, and back", show=False),
        Binding("q", "dismiss", show=False),
        Binding("question_mark", "app.keys", "Keys"),
    ]

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._entry = entry
        self._versions = False

    def compose(self) -> ComposeResult:
        yield Static("", id="moment", markup=False)
        yield VerticalScroll(id="entry")
        yield KeyLine()

    async def on_mount(self) -> None:
        await self._show()

    def on_screen_resume(self) -> None:
        self.forget_unchanged_drafts()
        self.changed()

    def entry(self) -> Entry | None:
        return self._entry

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is deleted can only come back."""
        if action in ("edit", "time", "move", "delete") and self._entry.deleted_at is not None:
            return False
        return super().check_action(action, parameters)

    def changed(self) -> None:
        """Read the entry anew."""
        tracker = self.app.tracker
        try:
            if isinstance(self._entry, CheckIn):
                self._entry = tracker.find_check_in(self._entry.id)
            else:
                self._entry = next(
                    (each for each in tracker.deleted_infusions() if each.id == self._entry.id), None
                ) or tracker.infusion(self._entry.id)
        except NotFound as error:
            self.app.tell(str(error))
        self.remember_steps()
        self.call_next(self._show)

    async def action_versions(self) -> None:
        """Show what it said before, or the entry again."""
        if not self._versions and not self.app.tracker.edits(self._entry.id):
            self.app.tell("This entry was never changed.")
            return
        self._versions = not self._versions
        await self._show()
        self.query_one("#entry", VerticalScroll).scroll_home(animate=False)

    # ------------------------------------------------------------------ what stands there

    async def _show(self) -> None:
        now = self.app.tracker.now()
        if isinstance(self._entry, CheckIn):
            title = f"Check-in of {when.said(self._entry.at, now)}, {self._place(self._entry)}"
        else:
            number = timeline.numbers(self.app.tracker.infusions()).get(self._entry.id, self._entry.number)
            title = entry_words.infusion_name(self._entry, number, now)
        deleted = "DELETED   " if self._entry.deleted_at is not None else ""
        self.query_one("#moment", Static).update(f"  {deleted}{title}")
        self.refresh_bindings()
        parts = self._earlier() if self._versions else self._parts()
        scroll = self.query_one("#entry", VerticalScroll)
        await scroll.remove_children()
        await scroll.mount_all(parts)

    def _parts(self) -> list[Widget]:
        tracker = self.app.tracker
        now = tracker.now()
        parts: list[Widget] = []
        if any(each.check_in.id == self._entry.id for each in tracker.drafts()):
            parts.append(_line("You were correcting this and did not save it.   e  goes on with it", "unsaved"))
        (_, times), *blocks = self._blocks(self._entry)
        parts.append(self._lines(times))
        flags = tracker.flags_about(self._entry.id)
        if flags:
            parts.append(_line("Warnings", "title"))
            parts.append(self._lines(entry_words.flag_lines(flags, tracker.profile(), now)))
        for title, lines in blocks:
            parts.append(_line(title, "title"))
            parts.append(self._lines(lines))
        earlier = len(tracker.edits(self._entry.id))
        if earlier:
            versions = "an earlier version" if earlier == 1 else f"{earlier} earlier versions"
            parts.append(_line(f"There {'is' if earlier == 1 else 'are'} {versions}.   v  look", "faint"))
        return parts

    def _blocks(self, entry: Entry) -> entry_words.Blocks:
        now = self.app.tracker.now()
        if isinstance(entry, Infusion):
            return entry_words.infusion_blocks(entry, now)
        return entry_words.check_in_blocks(entry, self._place(entry), now)

    def _earlier(self) -> list[Widget]:
        """Each earlier version, newest first, with a mark at the lines that are different in the next one."""
        tracker = self.app.tracker
        now = tracker.now()
        parts: list[Widget] = [
            _line("Earlier versions, newest first. > marks what was changed.   v  back", "faint")
        ]
        after = entry_words.pairs(self._blocks(self._entry))
        for edit in reversed(tracker.edits(self._entry.id)):
            parts.append(_line(f"Until {when.said(edit.at, now)}", "title"))
            try:
                before = json_to_record(type(self._entry), edit.before)
            except (KeyError, TypeError, ValueError):
                parts.append(_line(_UNREADABLE, "lines"))
                continue
            blocks = self._blocks(before)
            lines = []
            for title, block in blocks:
                lines += [title] if title else []
                lines += [f"{' ' if (title, line) in after else '>'} {line}" for line in block]
            parts.append(self._lines(lines))
            after = entry_words.pairs(blocks)
        return parts

    def _lines(self, lines: Sequence[str]) -> Static:
        return _line(entry_words.folded(lines, self.app.size.width - _AROUND), "lines")


def _line(words: str, classes: str) -> Static:
    return Static(text.shown(words), classes=classes, markup=False)
