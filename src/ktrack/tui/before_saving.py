"""A form that asks once about what does not go together, before it is saved.

Owns what is asked then: a "yes" with nothing behind it, and danger words beside an answer of none. It must not
change an answer, and never keeps the form from being saved a second time.
"""

from __future__ import annotations

from textual.screen import ScreenResultType

from ktrack import wording
from ktrack.questions import question
from ktrack.tui.heard_form import HeardForm
from ktrack.tui.widgets.choice_row import ChoiceRow, Value

GATE_ALONE = (
    "Not saved yet: you said that passing urine changed. Answer what changed, "
    "or press the same key again to save without it."
)
_GATE = "gate"


class BeforeSaving(HeardForm[ScreenResultType]):
    """A check-in that is looked over as a whole."""

    _settled: frozenset[str] = frozenset()
    """What was asked about, or answered with the words standing there."""

    async def chosen(self, row: ChoiceRow, value: Value) -> None:
        await super().chosen(row, value)
        if row.topic.part == "answer" and row.topic.key in self._contradicted():
            self._settled |= {row.topic.key}

    async def something_asked(self) -> bool:
        """Whether the person was asked about something just now, and is at the line that it is about."""
        behind = self._behind_the_gate()
        if behind is not None and _GATE not in self._settled:
            self._settled |= {_GATE}
            await self.go_to(behind)
            self.app.tell(GATE_ALONE)
            return True
        for key, which in self._contradicted().items():
            row = self.row_of(key)
            if row is None or key in self._settled:
                continue
            self._settled |= {key}
            await self.go_to(row)
            self.app.tell(
                f"Not saved yet. {which} Change the answer, or press the same key again to save it as it is."
            )
            return True
        return False

    def _behind_the_gate(self) -> ChoiceRow | None:
        """Where to say what changed, after a "yes" at the gate and nothing else: that yes alone is not kept."""
        opened = [row for row in self.rows() if row.topic.key and question(row.topic.key).group == "urinary"]
        if self.gate != 1 or any(row.value is not None or row.skipped for row in opened):
            return None
        return next(iter(opened), None)

    def _contradicted(self) -> dict[str, str]:
        return wording.which_is_right(self.draft, self.app.tracker.rulebook)
