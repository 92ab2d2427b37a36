"""Check-in: how do you feel, one key per question.

Owns the order of the questions, the keys of this screen, and that every key is kept. Findings come from the
tracker and are shown the moment an answer is given. It must not judge, and never lets a blank count as an answer.
"""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from ktrack import form, timeline, when
from ktrack.errors import KtrackError
from ktrack.questions import GATED, Group, in_group, question
from ktrack.records import CheckIn, Reporter
from ktrack.tracker import CheckInResult
from ktrack.tui import alerts
from ktrack.tui.before_saving import BeforeSaving
from ktrack.tui.form_screen import FORM_KEYS
from ktrack.tui.screens import still_now
from ktrack.tui.widgets import check_in_parts as parts
from ktrack.tui.widgets.choice_row import ChoiceRow
from ktrack.tui.widgets.fields import Line, NoteArea
from ktrack.tui.widgets.finding_strip import FindingStrip
from ktrack.tui.widgets.key_line import KeyLine
from ktrack.tui.widgets.medicine_block import MedicineBlock
from ktrack.tui.widgets.prompt import Prompt
from ktrack.tui.widgets.typed_blocks import Block, Lines, NoteBlock, VitalBlock

KEEP_AFTER = 0.3
"""Seconds from a key to the draft on disk: after the paint, and well under half a second."""


class CheckInScreen(BeforeSaving[CheckInResult | None]):
    """The form. Dismissed with what came of saving it, or None when it was left and kept."""

    KEYS = (
        ("0-9 y n", "answer, and on to the next question"),
        ("s", "rather not say"),
        *FORM_KEYS,
    )
    BINDINGS = [
        Binding("ctrl+s", "save", "Save"),
        Binding("N", "none_for_rest", "none for all the rest of this group", show=False),
        Binding("v", "open('measured')", "Measured", tooltip="measured: blood pressure, pulse, temperature"),
        Binding("m", "open('medicine')", "Medicine", tooltip="medicines taken"),
        Binding("o", "open('note')", "Note", tooltip="a note in your own words"),
        Binding("x", "take_medicine_out", "change a medicine, or take it out", show=False),
        Binding("e", "change_time", "change the time of this check-in", show=False),
        Binding("b", "change_reporter", "who answers: me, or someone with me", show=False),
        Binding("escape", "leave", "Leave", tooltip="leave; everything is kept"),
    ]

    typing_keys = "type it, or leave it blank    Enter goes on    Esc back to the questions"
    note_keys = "Tab goes on    Esc back to the questions"

    def __init__(self, draft: CheckIn, *, was: CheckIn | None = None) -> None:
        """`was`: the check-in as it is kept, when a kept one is being corrected."""
        super().__init__(draft)
        self._was = was
        self._keeping: Timer | None = None
        self._held: set[str] = set()
        self._told_not_kept = False
        self._told_lost: Widget | None = None
        self._whole = False

    # ------------------------------------------------------------------ layout

    def compose(self) -> ComposeResult:
        yield Static("", id="moment", classes="two-lines", markup=False)
        yield Prompt()
        with Lines():
            for group in parts.first_groups(self.draft):
                yield from parts.group_lines(group, self.draft, self._last(), self.gate)
        yield FindingStrip(id="findings", classes="-empty")
        yield KeyLine()

    def _last(self) -> dict[str, int]:
        return {key: value for key, (value, _) in self.app.tracker.last_answers().items()}

    async def on_mount(self) -> None:
        self._show_moment()
        await self._begin()
        # the rest is below what is seen first, and a form that opens late is worse than one that grows
        self.call_after_refresh(self._open_rest)

    def on_resize(self) -> None:
        self._show_moment()

    async def _open_rest(self) -> None:
        """The further questions, and whatever a draft had opened."""
        if self._whole:
            return
        self._whole = True
        rest: list[Widget] = []
        for group in parts.further_groups(self.draft, self._hours()):
            rest += parts.group_lines(group, self.draft, self._last(), self.gate)
        rest.append(Static(parts.FURTHER, id="more", markup=False))
        await self.questions.mount_all(rest)
        for key, value in self.draft.answers.items():
            if value:
                await self.open_follow_ups(key)
        await self.open_filled_blocks()
        await self._judge()

    async def _begin(self) -> None:
        """Ask the first question, or where a draft was left off."""
        if form.says_nothing(self.draft):
            await super().go(1)
            return
        await self._open_rest()
        blank = (row for row in self.rows() if row.value is None and not row.skipped)
        await self.go_to(next(blank, self.rows()[0]))

    async def go(self, step: int) -> None:
        await self._open_rest()
        await super().go(step)

    async def go_on(self) -> None:
        await self._open_rest()
        await super().go_on()

    def _show_moment(self) -> None:
        """When this is about and who answers, with the keys that change them right below."""
        now, tracker = self.app.tracker.now(), self.app.tracker
        hours = self._hours()
        at = when.said(self.draft.at, now)
        if self.draft.infusion is None:
            where = "between infusions"
        else:
            number = timeline.numbers(tracker.infusions()).get(self.draft.infusion)
            name = f"infusion {number}" if number else "the infusion"
            where = f"{parts.moment_words(hours)} {name}" if hours is not None else f"{name} has no known end"
        title = f"  {'Correct a check-in' if self._was else 'Check-in'}   "
        by = "by someone with them " if self.draft.entered_by == "companion" else "by me "
        width = self.app.size.width
        upper = parts.at_both_ends(f"{title}{at}, {where}", by, width)
        lower = parts.at_both_ends(f"{' ' * len(title)}e  change the time", "b  change ", width)
        self.query_one("#moment", Static).update(f"{upper}\n{lower}")

    def _hours(self) -> float | None:
        # another window may have deleted it
        known = (each for each in self.app.tracker.infusions() if each.id == self.draft.infusion)
        return timeline.hours_of(next(known, None), self.draft.at)

    # ------------------------------------------------------------------ every change

    async def changed(self) -> None:
        await self._judge()
        if self._keeping is None:
            self._keeping = self.set_timer(KEEP_AFTER, self._keep_now)

    async def _judge(self) -> None:
        tracker = self.app.tracker
        found = () if form.says_nothing(self.draft) else tracker.find(self.draft)
        alarming = {each.id for each in found if each.level in alerts.ALARMING}
        if alarming - self._held:
            # from the moment it can be seen, a warning outlives whatever happens to the app
            self._keep_now()
        self._held = alarming
        await self.ask_for(found)
        await self.query_one(FindingStrip).show(found, tracker.profile)
        self.show_current()

    def _keep_now(self) -> None:
        try:
            self.keep_at_once()
        except KtrackError as error:
            self.app.tell_instead(str(error))

    def keep_at_once(self) -> None:
        """Put the form on the disk as it stands."""
        self._stop_keeping()
        self.app.tracker.keep_draft(self.draft, was=self._was)

    def _stop_keeping(self) -> None:
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None

    async def typed(self, typing: Line | NoteArea | None) -> None:
        before = self.draft
        self.read_lines(typing)
        if self.draft != before:
            self._show_moment()
            await self.changed()

    # ------------------------------------------------------------------ keys

    async def action_none_for_rest(self) -> None:
        """Only in groups where "none" says something, and never for the danger questions."""
        row = self.current
        group = self._group_of(row)
        if row is None or group not in parts.WITH_NONE_FOR_REST:
            self.app.tell("Each of these questions needs its own answer.")
            return
        keys = [one.key for one in in_group(group)]
        if group == "core" and self.gate is None:
            keys += GATED
            self.gate = 0
        await self._open_rest()
        await self.none_for_rest(keys)
        lines = self.lines()
        rest = lines[lines.index(row) :]
        await self.go_to(next(line for line in rest if self._group_of(line) != group))

    def _group_of(self, line: Widget | None) -> Group | None:
        """The group a question stands in; None for what is asked in place and for what is typed."""
        if not isinstance(line, ChoiceRow) or line.has_class("asked"):
            return None
        if line.topic.part == "gate":
            return "core"
        return question(line.topic.key).group if line.topic.key else None

    async def action_open(self, name: str) -> None:
        """Go to a block that is typed, below the questions."""
        await self._open_rest()
        kinds: dict[str, type[Block]] = {"measured": VitalBlock, "medicine": MedicineBlock, "note": NoteBlock}
        kind = kinds[name]
        await self.open_block(kind)
        block = self.query_one(kind)
        if isinstance(block, MedicineBlock) and (self._was is None or self.current in block.lines()):
            await self.go_to(block.first_line)
        else:
            await self.go_to(block.lines()[0])

    async def action_change_time(self) -> None:
        await self.go_to((await self.open_time()).line)

    async def action_change_reporter(self) -> None:
        """The same questions about "you" or about "them"."""
        await self.settle()
        by: Reporter = "patient" if self.draft.entered_by == "companion" else "companion"
        self.draft = replace(self.draft, entered_by=by)
        self.current, self._whole = None, False
        await self.recompose()
        self._show_moment()
        await self._begin()
        await self.changed()

    async def action_leave(self) -> None:
        """From a line that is typed back to the questions; from the questions out, with everything kept."""
        if isinstance(self.current, (Line, NoteArea)):
            await self.go_to(self.last_row)
        elif await self._kept():
            self.dismiss(None)

    async def may_close(self) -> bool:
        """Before ktrack closes: keep the draft; a form that calls for an alert is left for it first."""
        if not await self._kept():
            return False
        if self.app.unanswered(self.draft.id):
            self.dismiss(None)
            return False
        return True

    async def action_save(self) -> None:
        await self.settle()
        wrong = self.read_lines()
        if wrong is not None:
            self.current = None
            await self.go_to(wrong)
            self.app.tell("Not saved yet: look at the line that is marked.")
            return
        if await self.something_asked():
            return
        if form.says_nothing(self.draft):
            self.app.tell("Nothing is answered yet, so there is nothing to save.")
            return
        still_now.ask(self.app, self.draft, self._was, self._save)

    def _save(self, draft: CheckIn) -> None:
        self.draft = draft
        result = self.app.save(draft, self._was)
        if result is not None:
            self._stop_keeping()
            self.dismiss(result)

    async def _kept(self) -> bool:
        """Whether the form may be left now: everything in it is on disk, or the person was told that it is not."""
        await self.settle()
        wrong = self.read_lines()
        try:
            self.keep_at_once()
            self.app.tracker.leave_draft(self.draft.id)
        except KtrackError as error:
            if not self._told_not_kept:
                self._told_not_kept = True
                self.app.face_not_kept(self.draft, f"{error} Press the same key again to leave all the same.")
                return False
        if wrong is not None and wrong is not self._told_lost:
            self._told_lost = wrong
            self.app.tell("The line that is marked will be lost. Mend it, or press the same key again to leave.")
            return False
        return True
