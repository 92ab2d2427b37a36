"""The medicines of a check-in: a line for each one taken, to say whether it helped, and lines for one more.

Owns reading what was typed into medicines, and completing a name or a dose from earlier ones. It keeps nothing and
fills nothing in by itself: whoever asks gets values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from textual.suggester import Suggester, SuggestFromList
from textual.widget import Widget

from ktrack import text, when
from ktrack.records import Medicine
from ktrack.tui.widgets.choice_row import Choice, ChoiceRow, Topic, Value, Wording
from ktrack.tui.widgets.fields import Field, TimeField
from ktrack.tui.widgets.typed_blocks import Block

HELPED = "helped"
"""Part of the topic of the lines for what was taken."""
NOT_KNOWN = "not known"

_CHOICES = (
    Choice(("y", "1"), "yes", True),
    Choice(("n", "0"), "no", False),
    Choice(("u",), "not known yet", NOT_KNOWN),
)
_KEYS = "y yes    n no    u not known yet    x change it or take it out"
_COLUMN = 44
_DOSE = "4 mg"
_NAMELESS = "A name is needed to keep it."
_SAME = "→  the same as last time"


class MedicineBlock(Block):
    """What was taken, and three lines for one more."""

    def __init__(
        self,
        medicines: Iterable[Medicine],
        now: datetime,
        *,
        known: Sequence[tuple[str, str]] = (),
        them: bool = False,
    ) -> None:
        """`known` are names with doses of earlier medicines, the latest first; `them`: a companion answers."""
        self._them = them
        self._known = known
        self._taken: list[tuple[ChoiceRow, Medicine]] = [(self._row(each, now), each) for each in medicines]
        self._again: Medicine | None = None
        who = "they" if them else "you"
        self._medicine = Field(
            "Name", "medicine-name", ask=f"Which medicine did {who} take?", hint="blank: no more",
            suggester=SuggestFromList(dict.fromkeys(name for name, _ in known), case_sensitive=False),
        )  # fmt: skip
        self._dose = Field(
            "How much", "medicine-dose", placeholder=_DOSE, ask="How much of it?", suggester=_Doses(self),
        )  # fmt: skip
        self._time = TimeField(
            "When", "medicine-time", placeholder="2h ago", ask=f"When did {who} take it?", hint="Enter adds it"
        )
        typed = (self._medicine, self._dose, self._time)
        super().__init__(
            "Medicines taken since the last check-in, and whether they helped",
            (*(row for row, _ in self._taken), *typed),
            "group-medicine",
        )

    def lines(self) -> list[Widget]:
        return [*(row for row, _ in self._taken), self._medicine.line, self._dose.line, self._time.line]

    @property
    def first_line(self) -> Widget:
        """Where one more is typed."""
        return self._medicine.line

    # ------------------------------------------------------------------ reading

    def read(
        self, now: datetime, zone: str, typing: Widget | None = None
    ) -> tuple[tuple[Medicine, ...], Field | None]:
        """All medicines, the one being typed among them, and the line that is wrong."""
        self._offer_dose()
        at = self._time.read(now, zone, typing=typing)
        wrong = self._time if self._time.wrong else None
        taken = tuple(each for _, each in self._taken)
        name, again = self._medicine.value, self._again
        self._medicine.remark()
        if not name:
            # one that was taken out is none any more when its name is emptied; else a name was forgotten
            alone = again is None and (self._dose.value or self._time.value)
            if alone and typing not in (self._dose.line, self._time.line):
                self._medicine.remark(_NAMELESS, wrong=True)
            return taken, (self._medicine if alone else wrong)
        if again is not None and again.at is not None and self._time.value == when.said(again.at, now):
            at = again.at  # words leave out the seconds, so a time that was not touched stays what it was
        helped = again.helped if again is not None else None
        return (*taken, Medicine(name, self._dose.value, at, helped)), wrong

    def doses(self) -> list[str]:
        """Earlier doses of the medicine that is being typed, the latest first."""
        name = self._medicine.value.casefold()
        return [dose for each, dose in self._known if dose and each.casefold() == name]

    def _offer_dose(self) -> None:
        last = next(iter(self.doses()), "")
        line = self._dose.line
        if line.offer != last:
            line.offer = last
            line.placeholder = last or _DOSE
        self._dose.remark(_SAME if last and not line.value else "")

    # ------------------------------------------------------------------ changing

    async def add(self, now: datetime, zone: str) -> ChoiceRow | None:
        """Put what is typed on the list, when there is something and it is understood; returns its line."""
        medicines, wrong = self.read(now, zone)
        if wrong is not None or not self._medicine.value:
            return None
        row = self._row(medicines[-1], now)
        self._taken.append((row, medicines[-1]))
        self._again = None
        self._type("", "", "")
        await self.mount(row, before=self._medicine)
        return row

    def say_helped(self, row: ChoiceRow, value: Value | None) -> None:
        """Whether the medicine of this line helped; None or NOT_KNOWN take an answer back."""
        helped = None if value in (None, NOT_KNOWN) else bool(value)
        self._taken = [
            (each, replace(medicine, helped=helped) if each is row else medicine) for each, medicine in self._taken
        ]
        row.value = NOT_KNOWN if helped is None else helped

    async def take_out(self, row: Widget | None, now: datetime) -> bool:
        """Put the medicine of this line back into the lines for typing, to be changed or emptied."""
        found = next(((each, medicine) for each, medicine in self._taken if each is row), None)
        if found is None or self._medicine.value:
            return False
        self._taken.remove(found)
        self._again = again = found[1]
        self._type(again.name, again.dose, when.said(again.at, now) if again.at else "")
        await found[0].remove()
        return True

    def _type(self, name: str, dose: str, time: str) -> None:
        for field, words in ((self._medicine, name), (self._dose, dose), (self._time, time)):
            field.line.value = text.one_line(words)
            field.line.cursor_position = len(field.line.value)
            field.remark()

    def _row(self, medicine: Medicine, now: datetime) -> ChoiceRow:
        at = when.said(medicine.at, now) if medicine.at else ""
        label = text.one_line(", ".join(part for part in (medicine.name, medicine.dose, at) if part))
        whom = "them" if self._them else "you"
        return ChoiceRow(
            Topic(HELPED),
            Wording(label, f"Did {text.one_line(medicine.name)} help {whom}?", _KEYS),
            _CHOICES,
            column=_COLUMN,
            value=NOT_KNOWN if medicine.helped is None else medicine.helped,
        )


class _Doses(Suggester):
    """Completes a dose from the earlier ones of the same medicine."""

    def __init__(self, block: MedicineBlock) -> None:
        super().__init__(use_cache=False)
        self._block = block

    async def get_suggestion(self, value: str) -> str | None:
        return next((each for each in self._block.doses() if each.casefold().startswith(value)), None)
