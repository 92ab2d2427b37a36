"""An infusion: when it was, and what is known about it.

Owns this one form. Everything but the start may stay blank; times are typed in words and said back as understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static

from ktrack import form, timeline, when
from ktrack.errors import KtrackError
from ktrack.questions import BadAnswer, implausible
from ktrack.records import Infusion
from ktrack.tracker import BadEntry
from ktrack.tui.unkept_form import UnkeptForm
from ktrack.tui.widgets.choice_row import Choice, ChoiceRow, Topic, Value, Wording
from ktrack.tui.widgets.fields import CHECK_NUMBER, Field, Line, NoteArea, TimeField
from ktrack.tui.widgets.key_line import KeyLine
from ktrack.tui.widgets.prompt import Prompt
from ktrack.tui.widgets.typed_blocks import Block, Lines

_COLUMN = 17
_ROUTES = (
    ("1", "drip", "intravenous"),
    ("2", "muscle", "intramuscular"),
    ("3", "skin", "subcutaneous"),
    ("4", "nose", "intranasal"),
    ("5", "mouth", "oral"),
)
_PHASES = (("1", "loading", "loading"), ("2", "maintenance", "maintenance"))
_DOSE = re.compile("([0-9]{1,4})(?:[.,]([0-9]{1,3}))?")
_CLOCK = re.compile("[0-9]{1,2}(:[0-9]{2})?( ?[ap]m)?", re.IGNORECASE)
_FIELD_OF = {
    "number": "count",
    "started_at": "start",
    "ended_at": "end",
    "dose_mg": "dose",
    "baseline_vitals": "pressure",
}


class InfusionScreen(UnkeptForm[Infusion | None]):
    """Dismissed with the infusion as it is kept, or None."""

    BINDINGS = [
        Binding("ctrl+s", "save", "Save"),
        Binding("escape", "leave", "Leave"),
    ]

    def __init__(self, infusion: Infusion | None = None) -> None:
        """`infusion`: the one to change; without it a new one is entered."""
        super().__init__()
        self._infusion = infusion
        self._route = infusion.route if infusion else ""
        self._phase: str = infusion.phase if infusion else ""
        self._at_first: dict[str, Any] = {}

    # ------------------------------------------------------------------ layout

    def compose(self) -> ComposeResult:
        one = self._infusion or Infusion("", self.app.tracker.now())
        now = self.app.tracker.now()
        vitals = one.baseline_vitals
        pressure = "/".join(f"{vitals[key]:g}" for key in ("systolic", "diastolic") if key in vitals)
        pulse = f"{vitals['heart_rate']:g}" if "heart_rate" in vitals else ""
        yield Static(f"  {'Change an infusion' if self._infusion else 'New infusion'}", id="moment", markup=False)
        yield Prompt()
        with Lines():
            yield TimeField(
                "Start", "start", value=_said(one.started_at if self._infusion else None, now),
                placeholder="10:00", ask="When did the infusion start?", hint="10:00, 6h ago, yesterday 14:30",
            )  # fmt: skip
            yield TimeField(
                "End", "end", value=_said(one.ended_at, now),
                placeholder="10:45", ask="When did it end? All later times are counted from here.",
            )  # fmt: skip
            yield Static("All below may stay blank", classes="title", markup=False)
            yield Field(
                "Number", "count", value=_text(one.number), ask="Which infusion of your course is it?",
                hint=self._next_number(),
            )  # fmt: skip
            yield Field("Dose", "dose", value=_text(one.dose_mg), ask="How much ketamine, in mg?", hint="mg")
            yield _choice_row("route", "Given by", "How was it given?", _ROUTES, self._route)
            yield _choice_row(
                "phase", "Phase", "Is it one of the first series (loading), or a later one (maintenance)?",
                _PHASES, self._phase,
            )  # fmt: skip
            yield Field(
                "Blood pressure", "pressure", value=pressure, placeholder="118/74",
                ask="Blood pressure before it began?", hint="before it began",
            )  # fmt: skip
            yield Field(
                "Pulse", "pulse", value=pulse, ask="Heart beats a minute before it began?", hint="a minute"
            )
            yield Block("Note", (NoteArea(one.note, id="note"),), "group-note")
        yield KeyLine()

    def _next_number(self) -> str:
        known = timeline.numbers(self.app.tracker.infusions()).values()
        last = max((number for number in known if number is not None), default=None)
        return f"the next would be {last + 1}" if last is not None and self._infusion is None else ""

    async def on_mount(self) -> None:
        self._at_first, _ = self._read()
        await self.go(1)

    # ------------------------------------------------------------------ what is entered

    async def chosen(self, row: ChoiceRow, value: Value) -> None:
        self._set(row, str(value))

    async def cleared(self, row: ChoiceRow) -> None:
        self._set(row, "")

    def _set(self, row: ChoiceRow, value: str) -> None:
        if row.topic.part == "route":
            self._route = value
        else:
            self._phase = value
        row.value = value or None

    async def typed(self, typing: Line | NoteArea | None) -> None:
        self._read(typing)

    def _read(self, typing: Widget | None = None) -> tuple[dict[str, Any], Field | None]:
        """What is entered, and the first line that cannot be taken."""
        now = self.app.tracker.now()
        start, end = self.query_one("#field-start", TimeField), self.query_one("#field-end", TimeField)
        started_at = start.read(now, self._zone(), typing=typing)
        seen_from = self._end_seen_from(end.value, started_at, now)
        ended_at = end.read(now, self._zone(), typing=typing, seen_from=seen_from)
        if started_at is not None and ended_at is not None:
            lasted = when.ago(started_at, ended_at)
            end.remark(f"{when.said(ended_at, now)}, {lasted} after the start", wrong=ended_at < started_at)
        number, wrong_number = self._number("count")
        dose, wrong_dose = self._number("dose")
        vitals, wrong_vital = self._vitals(typing)
        if self._infusion is not None:
            # words leave out the seconds, so a time that was not touched stays what it was
            before = self._infusion
            started_at = before.started_at if start.value == _said(before.started_at, now) else started_at
            ended_at = before.ended_at if end.value == _said(before.ended_at, now) else ended_at
        entered = {
            "started_at": started_at,
            "ended_at": ended_at,
            "number": number,
            "dose_mg": dose,
            "route": self._route,
            "phase": self._phase,
            "baseline_vitals": vitals,
            "note": self.query_one(NoteArea).note,
        }
        times = [field for field in (start, end) if field.wrong]
        wrong = [*times, wrong_number, wrong_dose, wrong_vital]
        return entered, next((field for field in wrong if field is not None), None)

    def _zone(self) -> str:
        return self._infusion.timezone if self._infusion else self.app.tracker.new_check_in().timezone

    def _end_seen_from(self, typed: str, started_at: datetime | None, now: datetime) -> datetime | None:
        """A bare clock time for the end of an earlier day's infusion means that day, not today."""
        if started_at is None or not _CLOCK.fullmatch(typed):
            return None
        return min(now, started_at + timedelta(hours=23, minutes=59))

    def _number(self, name: str) -> tuple[float | None, Field | None]:
        field = self.query_one(f"#field-{name}", Field)
        found = _DOSE.fullmatch(field.value)
        field.remark()
        if not field.value:
            return None, None
        if found is None or (name == "count" and found[2]):
            field.remark("a number, like 3" if name == "count" else "a number, like 35 or 37.5", wrong=True)
            return None, field
        return (float(f"{found[1]}.{found[2]}") if found[2] else int(found[1])), None

    def _vitals(self, typing: Widget | None) -> tuple[dict[str, float], Field | None]:
        vitals: dict[str, float] = {}
        wrong = None
        for name, key in (("pressure", "pressure"), ("pulse", "heart_rate")):
            field = self.query_one(f"#field-{name}", Field)
            field.remark()
            try:
                vitals |= form.read_vital(key, field.value)
            except BadAnswer as error:
                field.remark("" if field.line is typing else str(error), wrong=True)
                wrong = wrong or field
        for key in implausible(vitals):
            name = "pulse" if key == "heart_rate" else "pressure"
            self.query_one(f"#field-{name}", Field).remark(CHECK_NUMBER, wrong=True)
        return vitals, wrong

    # ------------------------------------------------------------------ keys

    async def action_save(self) -> None:
        await self.settle()
        entered, wrong = self._read()
        start = self.query_one("#field-start", TimeField)
        if wrong is None and entered["started_at"] is None:
            start.remark("When did it start? A guess is better than nothing.", wrong=True)
            wrong = start
        if wrong is not None:
            self.app.tell("Not saved yet: look at the line that is marked.")
            await self.go_to(wrong.line)
            return
        tracker = self.app.tracker
        try:
            if self._infusion is None:
                kept = tracker.add_infusion(**entered)
            else:
                kept = tracker.edit_infusion(self._infusion.id, was=self._infusion, **entered)
        except BadEntry as error:
            await self._refused(error)
            return
        except KtrackError as error:
            self.app.tell(str(error))
            return
        # "not saved yet" must not stand beside what is saved
        self.app.clear_notifications()
        self.dismiss(kept)

    async def _refused(self, error: BadEntry) -> None:
        found = self.query(f"#field-{_FIELD_OF.get(error.field, error.field or 'start')}").results(Field)
        field = next(found, None)
        if field is None:
            self.app.tell(str(error))
            return
        field.remark(str(error), wrong=True)
        await self.go_to(field.line)

    def is_as_it_was(self) -> bool:
        entered, wrong = self._read()
        return wrong is None and entered == self._at_first


def _choice_row(part: str, label: str, ask: str, choices: Sequence[tuple[str, str, str]], value: str) -> ChoiceRow:
    return ChoiceRow(
        Topic(part),
        Wording(label, ask, "   ".join(f"{key} {word}" for key, word, _ in choices)),
        [Choice((key,), f"{key} {word}", kept) for key, word, kept in choices],
        column=_COLUMN,
        value=value or None,
        id=part,
    )


def _said(at: datetime | None, now: datetime) -> str:
    return when.said(at, now) if at else ""


def _text(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
