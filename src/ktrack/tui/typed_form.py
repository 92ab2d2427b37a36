"""What is typed in a check-in: its time, measured values, medicines, the note, when something began.

Owns opening these lines when they are wanted and reading them into the check-in. It must not judge or keep.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from textual import getters
from textual.widget import Widget

from ktrack import form, timeline
from ktrack.records import Detail
from ktrack.tui.app import KtrackApp
from ktrack.tui.question_form import QuestionForm, Result
from ktrack.tui.widgets.choice_row import ChoiceRow, Value
from ktrack.tui.widgets.fields import TimeField
from ktrack.tui.widgets.medicine_block import HELPED, MedicineBlock
from ktrack.tui.widgets.question_rows import to_the_minute
from ktrack.tui.widgets.typed_blocks import Block, NoteBlock, VitalBlock

_W = TypeVar("_W", bound=Widget)


class TypedForm(QuestionForm[Result]):
    """Questions, and below them what is typed. A block is opened by its key or by what a draft holds."""

    app = getters.app(KtrackApp)

    async def open_block(self, kind: type[Block]) -> None:
        """Show a block that is not there yet; they stand in a fixed order after all questions."""
        if self._find(kind) is not None:
            return
        them = self.draft.entered_by == "companion"
        if kind is VitalBlock:
            block: Block = VitalBlock(self.draft.vitals, them=them)
        elif kind is MedicineBlock:
            block = MedicineBlock(
                self.draft.medicines,
                self.app.tracker.now(),
                known=self.app.tracker.medicines_taken(),
                them=them,
            )
        else:
            block = NoteBlock(self.draft.note)
        order = (VitalBlock, MedicineBlock, NoteBlock)
        later = (self._find(each) for each in order[order.index(kind) + 1 :])
        await self.questions.mount(block, before=next((each for each in later if each is not None), None))

    async def open_filled_blocks(self) -> None:
        """Show the blocks that the check-in has something for."""
        for kind, held in (
            (VitalBlock, self.draft.vitals),
            (MedicineBlock, self.draft.medicines),
            (NoteBlock, self.draft.note),
        ):
            if held:
                await self.open_block(kind)

    async def open_time(self) -> TimeField:
        """Show the line for another time, above all questions."""
        field = next((each for each in self.questions.query(TimeField) if each.id == "field-at"), None)
        if field is None:
            field = TimeField("When was this?", "at", placeholder="2h ago")
            await self.questions.mount(field, before=0)
        return field

    def read_lines(self, typing: Widget | None = None) -> Widget | None:
        """Take over everything that is typed; returns the first line that cannot be taken.

        `typing` is the line that is being typed in just now, and may be unfinished.
        """
        tracker, zone = self.app.tracker, self.draft.timezone
        wrong = [self._read_times(typing)]
        vitals, medicines, note = self._find(VitalBlock), self._find(MedicineBlock), self._find(NoteBlock)
        if vitals is not None:
            values, no_number = vitals.read(typing)
            self.draft = form.with_vitals(self.draft, values)
            wrong.append(no_number.line if no_number else None)
        if medicines is not None:
            taken, no_time = medicines.read(tracker.now(), zone, typing)
            self.draft = replace(self.draft, medicines=taken)
            wrong.append(no_time.line if no_time else None)
        if note is not None:
            words, too_long = note.read()
            self.draft = replace(self.draft, note=words)
            wrong.append(too_long)
        return next((each for each in wrong if each is not None), None)

    def _read_times(self, typing: Widget | None) -> Widget | None:
        """The time of the check-in, and when something began."""
        wrong = None
        for child in self.questions.children:
            if not isinstance(child, TimeField):
                continue
            at = child.read(self.app.tracker.now(), self.draft.timezone, typing=typing)
            if child.wrong:
                wrong = wrong or child.line
            elif child.id != "field-at":
                key = (child.line.id or "").removeprefix("began-")
                before = self.draft.details.get(key, Detail()).began_at
                # the words leave out the seconds, so a time that was not touched stays what it was
                if child.value != to_the_minute(before):
                    self.draft = form.with_detail(self.draft, key, began_at=at)
            elif at is not None and at != self.draft.at:
                infusion = timeline.infusion_at(self.app.tracker.infusions(), at)
                self.draft = replace(self.draft, at=at, infusion=infusion.id if infusion else None)
        return wrong

    async def go(self, step: int) -> None:
        block = self._find(MedicineBlock)
        if block is not None and step == 1 and self.current is not None and self.current.id == "medicine-time":
            added = await block.add(self.app.tracker.now(), self.draft.timezone)
            if added is not None:
                await self.go_to(added)
                return
        await super().go(step)

    # ------------------------------------------------------------------ whether a medicine helped

    async def chosen(self, row: ChoiceRow, value: Value) -> None:
        if row.topic.part == HELPED:
            await self._say_helped(row, value)
        else:
            await super().chosen(row, value)

    async def cleared(self, row: ChoiceRow) -> None:
        if row.topic.part == HELPED:
            await self._say_helped(row, None)
        else:
            await super().cleared(row)

    async def skipped(self, row: ChoiceRow) -> None:
        if row.topic.part == HELPED:
            await self._say_helped(row, None)
        else:
            await super().skipped(row)

    async def _say_helped(self, row: ChoiceRow, value: Value | None) -> None:
        block = self._find(MedicineBlock)
        if block is not None:
            block.say_helped(row, value)
        await self.typed(None)

    async def action_take_medicine_out(self) -> None:
        """Type the medicine that is being asked about once more: changed it is another, emptied it is none."""
        block = self._find(MedicineBlock)
        if block is not None and await block.take_out(self.current, self.app.tracker.now()):
            await self.go_to(block.first_line)
            await self.typed(None)

    def _find(self, kind: type[_W]) -> _W | None:
        return next((child for child in self.questions.children if isinstance(child, kind)), None)
