"""A form that hears words: whoever begins to write at a question writes the note, from the first letter on.

Owns telling words from keys, taking back what letters of a word answered on their way, and that nothing is typed
into unasked. It must not judge or keep, and never takes back anything that was reported.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from textual import events

from ktrack.records import CheckIn
from ktrack.tui.question_form import Result
from ktrack.tui.typed_form import TypedForm
from ktrack.tui.widgets.choice_row import ChoiceRow, Value
from ktrack.tui.widgets.fields import NoteArea
from ktrack.tui.widgets.medicine_block import HELPED
from ktrack.tui.widgets.prompt import Prompt
from ktrack.tui.widgets.typed_blocks import Block

PAUSE = 1.0
"""Seconds between two keys up to which they are of one word: a foggy head types slowly."""

AT_ONCE = 0.3
"""Seconds up to which a key that answered belongs to the word after it: the "n" of "nausea"."""

STRANGE = 2
"""Keys in a row that mean nothing at a question; one alone was only hit by mistake."""

YES = "yes"
"""Written out it is an answer too. The second letter of "no" opens the note, where it can be seen."""

NOTHING_MORE = "m  one more medicine    v  measured    o  a note    Ctrl S  save"
HEARD = "What you type now stands in this note."


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A key, and how the form was before it."""

    character: str
    row: ChoiceRow
    value: Value | None
    draft: CheckIn
    gate: int | None


class HeardForm(TypedForm[Result]):
    """Questions answered with keys, where words are not taken for answers."""

    def __init__(self, draft: CheckIn) -> None:
        super().__init__(draft)
        self._word: list[_Pressed] = []
        self._strange = 0
        self._spelled = ""
        self._pressed_at = float("-inf")

    @abstractmethod
    async def action_open(self, name: str) -> None:
        """Go to what is typed: "note" is the note."""

    async def go_on(self) -> None:
        """After an answer: the next question, but not a line that is typed.

        That waits for its key, or words that are meant for the note would land where a medicine is named.
        """
        row, lines = self.current, self.lines()
        if not isinstance(row, ChoiceRow) or row not in lines:
            return
        following = next(iter(lines[lines.index(row) + 1 :]), None)
        below = following is not None and any(isinstance(each, Block) for each in following.ancestors)
        if following is None or (below and not isinstance(following, ChoiceRow)):
            self.query_one(Prompt).show(row.wording.ask, NOTHING_MORE)
        else:
            await self.go_to(following)

    async def on_paste(self, event: events.Paste) -> None:
        """Pasted at a question it can be no answer."""
        if isinstance(self.current, ChoiceRow):
            event.stop()
            (await self._note_at_its_end()).post_message(events.Paste(event.text))

    async def _pressed(self, event: events.Key) -> bool:
        row, character = self.current, event.character or ""
        if not isinstance(row, ChoiceRow) or not event.is_printable:
            self._word, self._strange = [], 0
            return await super()._pressed(event)
        gap, self._pressed_at = event.time - self._pressed_at, event.time
        if gap <= PAUSE and self._spelled and YES.startswith(self._spelled + character):
            # the first letter has said it: the others are no keys of the next question
            self._spelled, self._word = self._spelled + character, []
            return True
        self._spelled = character if character == YES[0] and row.answers_to(character) else ""
        if gap > (PAUSE if self._strange else AT_ONCE):
            self._word, self._strange = [], 0
        elif not self._strange:
            self._word = self._word[-1:]
        self._word.append(_Pressed(character, row, row.value, self.draft, self.gate))
        # after a key that meant nothing a letter is the next one of a word, and opens nothing
        if not row.answers_to(character) and (self._strange or event.key not in self.active_bindings):
            self._strange += 1
        if self._strange < STRANGE:
            return await super()._pressed(event)
        word, self._word, self._strange = self._word, [], 0
        await self._take_back(word[0])
        (await self._note_at_its_end()).insert("".join(each.character for each in word))
        return True

    async def _take_back(self, before: _Pressed) -> None:
        """As it was before the word began, unless a key of it reported something."""
        now = self.draft
        if any(value and value != before.draft.answers.get(key) for key, value in now.answers.items()):
            return
        if now.entered_by != before.draft.entered_by:
            await self.run_action("change_reporter")
        self.draft, self.gate = before.draft, before.gate
        if before.row.topic.part == HELPED and before.value is not None:
            await self.chosen(before.row, before.value)
        # a form that is made anew for somebody else has other lines
        again = (each for each in self.rows() if each.topic == before.row.topic)
        await self.go_to(before.row if before.row.is_attached else next(again, None))
        self.show_answers()
        await self.changed()

    async def _note_at_its_end(self) -> NoteArea:
        await self.action_open("note")
        area = self.query_one(NoteArea)
        area.move_cursor(area.document.end)
        if area.text and not area.text[-1].isspace():
            area.insert("\n")
        self.query_one(Prompt).show(HEARD, self.note_keys)
        return area
