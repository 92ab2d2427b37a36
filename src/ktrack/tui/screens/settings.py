"""Settings: whom to call, what the clinic should know and what it added, how the app looks, where the data lives.

Owns this one form. What is entered is kept when the form is left, by whatever key; what was not touched is not
written, so another window's changes stay. A clinic's file is checked as a whole before any of it is taken.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static

from ktrack import backup, clinic, paths
from ktrack.clinical_file import BadClinicalFile
from ktrack.errors import KtrackError
from ktrack.records import Profile
from ktrack.settings import MOST_MINUTES
from ktrack.tracker import BadEntry
from ktrack.tui import contact_lines, settings_lines
from ktrack.tui.app import KtrackApp
from ktrack.tui.form_screen import FORM_KEYS, FormScreen
from ktrack.tui.widgets.choice_row import ChoiceRow, Value
from ktrack.tui.widgets.fields import Field, NoteArea
from ktrack.tui.widgets.key_line import KeyLine
from ktrack.tui.widgets.prompt import Prompt
from ktrack.tui.widgets.typed_blocks import Block, Lines

TELL = "Conditions, allergies, medicines you take every day: what should your clinic know?"


class SettingsScreen(FormScreen[None]):
    """Esc goes back; everything is kept."""

    app = getters.app(KtrackApp)
    KEYS = FORM_KEYS
    BINDINGS = [
        Binding("escape", "leave", "Back, all is kept"),
        Binding("ctrl+s", "leave", "Keep and go back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._was = Profile()
        self._hours = 4.0
        self._refused = ""

    # ------------------------------------------------------------------ layout

    def compose(self) -> ComposeResult:
        tracker, chosen = self.app.tracker, self.app.settings
        self._was = tracker.profile()
        self._hours = self._was.persist_hours
        yield Static("  Settings", id="moment", markup=False)
        yield Prompt()
        with Lines():
            yield _title("Whom to call")
            yield from contact_lines.contact_lines(self._was)
            yield settings_lines.checked_row(chosen, tracker.now().date())
            yield _title("When a side effect lasts")
            yield settings_lines.hours_row(self._hours)
            yield Static(settings_lines.PERSIST, id="persist", classes="about", markup=False)
            note = NoteArea(self._was.tell_my_clinic, id="note")
            yield Block("What my clinic should know", (note,), "group-tell")
            yield _title("Added by your clinic")
            yield Static(settings_lines.about_clinic(tracker.clinic), id="clinic", classes="words", markup=False)
            yield Field(
                "Its file", "clinic_file", ask="Where is the file that your clinic gave you?",
                hint="Enter takes it in", classes="wide",
            )  # fmt: skip
            yield _title("This app")
            yield settings_lines.colours_row(chosen.colours)
            if "NO_COLOR" in os.environ:
                yield Static(settings_lines.NO_COLOR, classes="about", markup=False)
            yield Field(
                "Blank after", "blank", value=str(chosen.blank_after_minutes),
                ask="After how many minutes without a key does the screen go blank? Any key brings it back.",
                hint="minutes; 0 never",
            )  # fmt: skip
            yield _title("Where your data lives")
            yield Static("", id="data", classes="words", markup=False)
        yield KeyLine()

    async def on_mount(self) -> None:
        await self.go(1)
        # every byte of the newest copy is read for this
        self.call_after_refresh(self._show_data)

    def _show_data(self) -> None:
        tracker = self.app.tracker
        folder = tracker.folder
        kept = {"Copies": paths.backups(folder), "These settings": paths.settings_file(folder)}
        last = backup.last_good(folder, tracker.key)
        words = settings_lines.about_data(folder, last, tracker.now(), kept, encrypted=tracker.key is not None)
        self.query_one("#data", Static).update(words)

    def _ask(self, line: Widget) -> None:
        super()._ask(line)
        if isinstance(line, NoteArea):
            self.query_one(Prompt).show(TELL, "Tab goes on    Esc back, all is kept")

    # ------------------------------------------------------------------ choices

    async def chosen(self, row: ChoiceRow, value: Value) -> None:
        row.value = value
        wrong = ""
        match row.topic.part:
            case "place":
                contact_lines.fill_in(self, value)
            case "checked":
                wrong = self._checked_today()
            case "hours":
                self._hours = float(value)
            case "colours":
                wrong = self.app.change_settings(replace(self.app.settings, colours=str(value)))
        if wrong:
            self.app.tell(wrong)

    def _checked_today(self) -> str:
        today = self.app.tracker.now().date()
        return self.app.change_settings(replace(self.app.settings, numbers_checked_on=today))

    # ------------------------------------------------------------------ the clinic's file

    async def _moved(self, key: str) -> bool:
        field = self.query_one("#field-clinic_file", Field)
        if key == "enter" and self.current is field.line and field.value:
            await self._take_in(field)
            return True
        return await super()._moved(key)

    async def _take_in(self, field: Field) -> None:
        if not await self._kept():
            return
        path = Path(field.value).expanduser()
        try:
            if not path.is_file():
                raise FileNotFoundError(2, "there is no such file")
            with path.open("rb") as opened:
                given = opened.read(clinic.LONGEST_FILE + 1)
            self.app.tracker.take_clinic_file(given)
        except OSError as error:
            self._not_taken(field, f"The file cannot be read: {error.strerror}. Nothing was changed.")
        except BadClinicalFile as error:
            self._not_taken(
                field, f"This file cannot be used: {error}. Nothing was changed; ask your clinic to mend it."
            )
        except KtrackError as error:
            self._not_taken(field, str(error))
        else:
            field.line.value = ""
            field.remark("taken in")
            await self._show_profile()
            self.app.face(self.app.unanswered(""))

    def _not_taken(self, field: Field, why: str) -> None:
        field.remark("not taken in", wrong=True)
        self.app.tell(why)

    async def _show_profile(self) -> None:
        """Everything that a clinic's file can have changed."""
        tracker = self.app.tracker
        self._was = tracker.profile()
        for name in contact_lines.NAMES:
            self.query_one(f"#field-{name}", Field).line.value = getattr(self._was, name)
        self._hours = self._was.persist_hours
        await self.query_one("#hours").remove()
        await self.questions.mount(settings_lines.hours_row(self._hours), before=self.query_one("#persist"))
        self.query_one("#clinic", Static).update(settings_lines.about_clinic(tracker.clinic))

    # ------------------------------------------------------------------ keeping

    async def action_leave(self) -> None:
        await self.settle()
        if not await self._kept():
            return
        self.dismiss()
        # a sooner limit can make something of what was entered before
        self.app.face(self.app.unanswered(""))

    async def may_close(self) -> bool:
        return await self._kept()

    async def _kept(self) -> bool:
        """Whether all that was changed is on the disk, or the person was told what could not be."""
        try:
            changed = self._changed()
            if changed:
                self._was = self.app.tracker.change_profile(**changed)
            if changed.keys() & set(contact_lines.NAMES):
                self._checked_today()
            self._keep_minutes()
        except KtrackError as error:
            if self._refused == str(error):
                return True
            self._refused = str(error)
            self.app.tell(f"{error} The same key again goes back without it.")
            if isinstance(error, BadEntry):
                await self._show_wrong(error.field)
            return False
        return True

    def _changed(self) -> dict[str, Any]:
        """What is another value than it was when this form was opened."""
        entered: dict[str, Any] = dict(contact_lines.entered(self))
        entered["tell_my_clinic"] = self.query_one(NoteArea).note
        entered["persist_hours"] = self._hours
        return {name: value for name, value in entered.items() if value != getattr(self._was, name)}

    def _keep_minutes(self) -> None:
        typed = self.query_one("#field-blank", Field).value or "0"
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= 3 and int(typed) <= MOST_MINUTES):
            raise BadEntry(f"Blank after: a number of minutes from 0 (never) to {MOST_MINUTES}.", "blank")
        if int(typed) != self.app.settings.blank_after_minutes:
            wrong = self.app.change_settings(replace(self.app.settings, blank_after_minutes=int(typed)))
            if wrong:
                self.app.tell(wrong)

    async def _show_wrong(self, name: str) -> None:
        found = next(iter(self.query(f"#field-{name}").results(Field)), None)
        if found is not None:
            found.remark("look at this", wrong=True)
            await self.go_to(found.line)
        elif name == "tell_my_clinic":
            await self.go_to(self.query_one(NoteArea))


def _title(words: str) -> Static:
    return Static(words, classes="title", markup=False)
