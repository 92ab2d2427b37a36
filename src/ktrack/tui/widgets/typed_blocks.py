"""The blocks of a check-in that are typed: measured values, medicines, the note.

Owns reading what was typed and saying beside the line what was understood. It keeps nothing: whoever asks gets
values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from ktrack import text, when
from ktrack.questions import BadAnswer, implausible, question
from ktrack.records import Medicine
from ktrack.tui import form
from ktrack.tui.widgets.fields import CHECK_NUMBER, Field, Line, NoteArea, TimeField


class Lines(VerticalScroll, can_focus=False):
    """What holds the lines of a form."""

    class Resized(Message):
        """There is another height now: the line being asked may be out of sight."""

    def on_resize(self) -> None:
        self.post_message(self.Resized())


class Block(Vertical):
    """A title over some lines."""

    def __init__(self, title: str, lines: Iterable[Widget], id: str) -> None:
        super().__init__(id=id, classes="block")
        self._title = title
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title", markup=False)
        yield from self._lines

    def lines(self) -> list[Widget]:
        """Where something can be typed, in order."""
        found = (each.line if isinstance(each, Field) else each for each in self._lines)
        return [each for each in found if isinstance(each, (Line, NoteArea))]


class VitalBlock(Block):
    """What was measured; nobody needs a device to check in."""

    def __init__(self, vitals: Mapping[str, float]) -> None:
        pressure = [f"{vitals[key]:g}" for key in ("systolic", "diastolic") if key in vitals]
        self._fields = {"pressure": Field(
            "Blood pressure", "pressure", value="/".join(pressure), placeholder="118/74",
            ask="Blood pressure, after sitting still for 5 minutes?", hint=question("systolic").unit,
        )}  # fmt: skip
        for key in ("heart_rate", "temperature_c", "spo2", "breathing_rate"):
            one = question(key)
            value = f"{vitals[key]:g}" if key in vitals else ""
            self._fields[key] = Field(one.label, key, value=value, ask=one.ask, hint=one.unit)
        super().__init__("Measured, if you have a device", self._fields.values(), "group-vital")

    def read(self, typing: Widget | None = None) -> tuple[dict[str, float], Field | None]:
        """The values, and the first line that is no number.

        In the line that is being typed, an odd value is not taken yet: 12 may become 120.
        """
        vitals: dict[str, float] = {}
        wrong = None
        for name, field in self._fields.items():
            field.remark()
            try:
                found = form.read_vital(name, field.value)
            except BadAnswer as error:
                wrong = wrong or field
                if field.line is not typing:
                    field.remark(str(error), wrong=True)
                continue
            odd = implausible(found)
            if field.line is not typing:
                vitals |= found
                if odd:
                    field.remark(CHECK_NUMBER, wrong=True)
            else:
                vitals |= {key: value for key, value in found.items() if key not in odd}
        return vitals, wrong


class MedicineBlock(Block):
    """What was taken, and three lines for one more."""

    def __init__(self, medicines: Iterable[Medicine], now: datetime) -> None:
        self._taken = tuple(medicines)
        self._list = Static(_listed(self._taken, now), id="medicines", markup=False)
        self._medicine = Field("Name", "medicine-name", ask="Which medicine did you take?", hint="blank: no more")
        self._dose = Field("How much", "medicine-dose", placeholder="4 mg", ask="How much of it?")
        self._time = TimeField(
            "When", "medicine-time", placeholder="2h ago", ask="When did you take it?", hint="Enter adds it"
        )
        lines = (self._list, self._medicine, self._dose, self._time)
        super().__init__("Medicines taken since the last check-in", lines, "group-medicine")

    def read(
        self, now: datetime, zone: str, typing: Widget | None = None
    ) -> tuple[tuple[Medicine, ...], Field | None]:
        """All medicines, the one being typed among them, and the line that is wrong."""
        at = self._time.read(now, zone, typing=typing)
        wrong = self._time if self._time.wrong else None
        if not self._medicine.value:
            return self._taken, wrong
        return (*self._taken, Medicine(self._medicine.value, self._dose.value, at)), wrong

    def add(self, now: datetime, zone: str) -> bool:
        """Put what is typed on the list and empty the lines, when there is something and it is understood."""
        medicines, wrong = self.read(now, zone)
        if wrong is not None or not self._medicine.value:
            return False
        self._taken = medicines
        self._list.update(_listed(medicines, now))
        for field in (self._medicine, self._dose, self._time):
            field.line.value = ""
            field.remark()
        return True

    def take_back(self, now: datetime) -> bool:
        """Put the last medicine back into the empty lines, to be changed or emptied."""
        if self._medicine.value or not self._taken:
            return False
        last = self._taken[-1]
        self._taken = self._taken[:-1]
        self._list.update(_listed(self._taken, now))
        self._medicine.line.value = last.name
        self._dose.line.value = last.dose
        self._time.line.value = when.said(last.at, now) if last.at else ""
        return True


class NoteBlock(Block):
    """Anything else."""

    def __init__(self, note: str) -> None:
        self._area = NoteArea(note, id="note")
        self._remark = Static("", id="note-remark", markup=False)
        super().__init__("In your own words", (self._area, self._remark), "group-note")

    def read(self) -> tuple[str, NoteArea | None]:
        """The note, and its area when it is too long to be kept."""
        note = self._area.note
        too_long = len(note) > text.NOTE_LIMIT
        words = (
            f"{len(note)} characters, and {text.NOTE_LIMIT} can be kept: please shorten it." if too_long else ""
        )
        self._remark.update(words)
        return note, self._area if too_long else None


def _listed(medicines: Iterable[Medicine], now: datetime) -> str:
    lines = []
    for each in medicines:
        at = when.said(each.at, now) if each.at else ""
        lines.append(text.one_line(", ".join(part for part in (each.name, each.dose, at) if part)))
    return "\n".join(lines)
