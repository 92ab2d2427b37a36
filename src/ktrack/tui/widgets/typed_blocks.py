"""The blocks of a check-in that are typed: measured values, the note, and what all blocks have in common.

Owns reading what was typed and saying beside the line what was understood. It keeps nothing: whoever asks gets
values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from ktrack import form, text
from ktrack.questions import BadAnswer, implausible, question
from ktrack.tui.widgets.fields import CHECK_NUMBER, Field, Line, NoteArea


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

    def __init__(self, vitals: Mapping[str, float], *, them: bool = False) -> None:
        """`them`: a companion answers."""
        pressure = [f"{vitals[key]:g}" for key in ("systolic", "diastolic") if key in vitals]
        self._fields = {"pressure": Field(
            "Blood pressure", "pressure", value="/".join(pressure), placeholder="118/74",
            ask=f"{'Their blood' if them else 'Blood'} pressure, after sitting still for 5 minutes?",
            hint=question("systolic").unit,
        )}  # fmt: skip
        for key in ("heart_rate", "temperature_c", "spo2", "breathing_rate"):
            one = question(key)
            value = f"{vitals[key]:g}" if key in vitals else ""
            ask = one.ask_companion if them else one.ask
            self._fields[key] = Field(one.label, key, value=value, ask=ask, hint=one.unit)
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
