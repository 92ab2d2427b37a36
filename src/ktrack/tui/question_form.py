"""A form over one check-in: what an answer opens in place, and what it does to the record.

Owns the check-in being written and the lines that hang on its answers. It must not judge or keep anything:
`changed` is where a screen does both.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import TypeVar

from ktrack import form
from ktrack.escalation import Finding
from ktrack.questions import GATED, in_group, question
from ktrack.records import CheckIn
from ktrack.tui.form_screen import FormScreen
from ktrack.tui.widgets.choice_row import ChoiceRow, Topic, Value
from ktrack.tui.widgets.question_rows import FOLLOW_UP_INDENT, chosen_value, follow_ups, question_row

Result = TypeVar("Result")


class QuestionForm(FormScreen[Result]):
    """Questions with what opens below them."""

    def __init__(self, draft: CheckIn) -> None:
        super().__init__()
        self.draft = draft
        self.gate = form.gate(draft)
        self._strength_said: set[str] = set()

    @abstractmethod
    async def changed(self) -> None:
        """The check-in is another one now."""

    # ------------------------------------------------------------------ answers

    async def chosen(self, row: ChoiceRow, value: Value) -> None:
        key = row.topic.key
        match row.topic.part:
            case "gate":
                self.gate = int(value)
                self.draft = form.gate_answered(self.draft, self.gate)
                await self._open_urinary()
            case "answer":
                # a second "yes" must not take back the strength that was given with the first
                if not (question(key).strength_ask and value == 1 and self.draft.answers.get(key, 0) > 1):
                    self.draft = form.answered(self.draft, key, int(value))
                await self.open_follow_ups(key)
            case "strength":
                self._strength_said.add(key)
                self.draft = form.answered(self.draft, key, int(value))
            case part:
                self.draft = form.with_detail(self.draft, key, **{part: value})
        await self._show_and_tell()

    async def skipped(self, row: ChoiceRow) -> None:
        if row.topic.part == "gate":
            self.gate = None
            for key in GATED:
                self.draft = form.skipped(self.draft, key)
            await self._open_urinary()
        elif row.topic.part == "answer":
            self.draft = form.skipped(self.draft, row.topic.key)
            await self.open_follow_ups(row.topic.key)
        await self._show_and_tell()

    async def cleared(self, row: ChoiceRow) -> None:
        key = row.topic.key
        match row.topic.part:
            case "gate":
                self.gate = None
                self.draft = form.gate_answered(self.draft, None)
                await self._open_urinary()
            case "answer":
                self.draft = form.blanked(self.draft, key)
                await self.open_follow_ups(key)
            case "strength":
                self._strength_said.discard(key)
                self.draft = form.answered(self.draft, key, 1)
            case part:
                self.draft = form.with_detail(self.draft, key, **{part: None})
        await self._show_and_tell()

    async def none_for_rest(self, keys: Iterable[str]) -> None:
        """0 for the blank ones among `keys`."""
        self.draft = form.none_for_rest(self.draft, keys)
        await self._show_and_tell()

    async def _show_and_tell(self) -> None:
        self.show_answers()
        await self.changed()

    def show_answers(self) -> None:
        """Every line shows what the check-in holds."""
        for row in self.rows():
            if row.topic.part == "gate":
                row.show(self.gate, skipped=all(key in self.draft.skipped for key in GATED))
            else:
                value = chosen_value(row.topic, self.draft, self._strength_said)
                row.show(value, skipped=row.topic.part == "answer" and row.topic.key in self.draft.skipped)

    # ------------------------------------------------------------------ what opens in place

    def rows(self) -> list[ChoiceRow]:
        """The lines of choices, in order."""
        return [child for child in self.questions.children if isinstance(child, ChoiceRow)]

    def row_of(self, key: str) -> ChoiceRow | None:
        """The line where a question is answered, if it is there."""
        return next((row for row in self.rows() if row.topic == Topic("answer", key)), None)

    async def open_follow_ups(self, key: str) -> None:
        """Ask for strength and details below an answer above 0, and no longer below any other."""
        row = self.row_of(key)
        there = [child for child in self.questions.children if child.has_class("follow-up", f"of-{key}")]
        wanted = follow_ups(question(key), self.draft) if self.draft.answers.get(key) else []
        # most questions have none, and handing Textual nothing takes as long as judging the answer
        if there and not wanted:
            await self.questions.remove_children(there)
        elif wanted and row is not None and not there:
            await self.questions.mount_all(wanted, after=row)

    async def ask_for(self, findings: Iterable[Finding]) -> None:
        """Ask what these findings call for, below the answer they rest on."""
        wanted: dict[str, str] = {}
        for finding in findings:
            newest_first = [each.question for each in reversed(finding.because) if each.question]
            below = finding.question or next(iter(newest_first), "")
            for key in finding.ask:
                wanted.setdefault(key, below)
        for row in self.rows():
            unwanted = row.has_class("asked") and row.topic.key not in wanted
            if unwanted and row.value is None and not row.skipped:
                await row.remove()
        for key, below in wanted.items():
            if self.row_of(key) is None:
                await self._ask_below(key, below)

    async def _ask_below(self, key: str, below: str) -> None:
        new = question_row(question(key), self.draft, indent=FOLLOW_UP_INDENT)
        new.add_class("asked", f"under-{below}")
        hanging = [
            child
            for child in self.questions.children
            if child.has_class(f"of-{below}") or child.has_class("asked", f"under-{below}")
        ]
        # an answer of an earlier check-in, or a measured value, has no line here: then after all others
        await self.questions.mount(new, after=hanging[-1] if hanging else self.row_of(below) or -1)

    async def _open_urinary(self) -> None:
        """After a "yes" the urinary questions; after anything else only those that are answered."""
        if self.gate != 1:
            for row in self.rows():
                key = row.topic.key
                blank = key not in self.draft.answers and key not in self.draft.skipped
                if key and question(key).group == "urinary" and blank:
                    await row.remove()
            return
        missing = [one for one in in_group("urinary") if self.row_of(one.key) is None]
        gate = next(row for row in self.rows() if row.topic.part == "gate")
        await self.questions.mount_all([question_row(one, self.draft) for one in missing], after=gate)
