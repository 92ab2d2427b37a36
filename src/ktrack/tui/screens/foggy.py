"""Foggy mode: one question at a time in large words, for a head that is not quite there.

Owns its few keys: arrows choose, Enter takes, left goes back, Esc leaves. No letter does anything, Enter without
a choice answers nothing, and a second Enter within a moment is not counted. Every answer is kept at once, so it
can be gone on with at any step, here or in the ordinary form. It must not judge.
"""

from __future__ import annotations

from textual import events, getters
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Static

from ktrack import form, text
from ktrack.errors import KtrackError
from ktrack.records import CheckIn
from ktrack.tracker import CheckInResult
from ktrack.tui import foggy_steps
from ktrack.tui.app import KtrackApp
from ktrack.tui.foggy_steps import SAVE, Step
from ktrack.tui.screens import still_now
from ktrack.tui.widgets.big_words import MOST_LINES, BigWords
from ktrack.tui.widgets.finding_strip import FindingStrip
from ktrack.tui.widgets.foggy_options import FoggyOptions

ONE_ENTER = 0.3
"""Seconds: Enter pressed again sooner than this is the same Enter, also while it is held down."""

HOW = (
    "↑ ↓ choose    Enter next    ← back    Esc stop, all is kept    F1 help now",
    "↑ ↓ choose   Enter next   ← back   Esc stop   F1 help now",
    "↑ ↓   Enter   ← back   F1 help now",
    "F1 help now",
)
"""The keys, in fewer words where the long line does not fit: F1 is on every one."""
CHOOSE_FIRST = "Choose with ↑ and ↓ first, then Enter."
_ALWAYS = ("ctrl+q", "ctrl+c")


class FoggyScreen(Screen[CheckInResult | None]):
    """Dismissed with what came of saving it, or None when it was left and kept."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    KEYS = (
        ("↑ ↓", "choose an answer"),
        ("Enter", "take it, and on to the next question"),
        ("←", "back to the question before"),
        ("Esc", "stop; everything is kept"),
    )

    def __init__(self, draft: CheckIn, *, was: CheckIn | None = None) -> None:
        """`was`: the check-in as it is kept, when a kept one is being corrected."""
        super().__init__()
        self.draft = draft
        self._was = was
        self._gate = form.gate(draft)
        self._strength_said: set[str] = set()
        self._step: Step = foggy_steps.steps(draft, self._gate)[0]
        self._entered = float("-inf")
        self._told_not_kept = False

    # ------------------------------------------------------------------ layout

    def compose(self) -> ComposeResult:
        yield Static("", id="foggy-place", markup=False)
        with VerticalScroll(id="foggy", can_focus=False), Vertical(id="foggy-question"):
            yield BigWords(id="foggy-label")
            yield Static("", id="foggy-ask", markup=False)
            yield FoggyOptions(id="foggy-options")
            yield Static("", id="foggy-say", markup=False)
        yield FindingStrip(id="findings", classes="-empty")
        yield Static("", id="foggy-keys", markup=False)

    async def on_mount(self) -> None:
        steps = self._steps()
        self._show(next((step for step in steps if self._chosen(step) is None), steps[-1]))
        await self._judge()

    def on_resize(self) -> None:
        keys = next((each for each in HOW if len(each) <= self.size.width - 2), HOW[-1])
        self.query_one("#foggy-keys", Static).update(text.one_line(keys))
        self._make_room()

    # ------------------------------------------------------------------ steps

    def _steps(self) -> list[Step]:
        return foggy_steps.steps(self.draft, self._gate)

    def _chosen(self, step: Step) -> int | None:
        return foggy_steps.chosen(step, self.draft, self._gate, self._strength_said)

    def _show(self, step: Step) -> None:
        steps = self._steps()
        self._step = step
        at = [each.topic for each in steps].index(step.topic) + 1
        place = f"{at} of {len(steps) - 1}" if step.topic != SAVE else ""
        self.query_one("#foggy-place", Static).update(place)
        self.query_one(BigWords).words = step.label
        self.query_one("#foggy-ask", Static).update(step.ask)
        options = self.query_one(FoggyOptions)
        options.words = tuple(option.words for option in step.options)
        options.given = self._chosen(step)
        # saving takes nothing back and adds nothing, so it needs no arrow
        options.pointed = 0 if step.topic == SAVE else options.given
        self._say("")
        self.query_one("#foggy", VerticalScroll).scroll_home(animate=False)

    def _say(self, words: str) -> None:
        self.query_one("#foggy-say", Static).update(words)

    def _move(self, step: int) -> None:
        steps = self._steps()
        at = [each.topic for each in steps].index(self._step.topic) + step
        if 0 <= at < len(steps):
            self._show(steps[at])

    # ------------------------------------------------------------------ keys

    async def on_key(self, event: events.Key) -> None:
        """Whatever else is pressed ends here: a cat on the keyboard answers nothing."""
        if event.key in _ALWAYS:
            return
        event.stop()
        event.prevent_default()
        options = self.query_one(FoggyOptions)
        match event.key:
            case "up" | "down":
                options.move(1 if event.key == "down" else -1)
                self._say("")
                self.call_after_refresh(self._show_pointed)
            case "left":
                self._move(-1)
            case "right" if self._chosen(self._step) is not None:
                self._move(1)
            case "enter":
                await self._enter(event.time)
            case "escape":
                await self._leave()

    def _show_pointed(self) -> None:
        """On a small terminal the answers may be below what is seen."""
        options = self.query_one(FoggyOptions)
        place = Region(0, options.virtual_region.y + (options.pointed or 0), 1, 1)
        question = self.query_one("#foggy-question").virtual_region.offset
        self.query_one("#foggy", VerticalScroll).scroll_to_region(place.translate(question), animate=False)

    async def _enter(self, at: float) -> None:
        since, self._entered = at - self._entered, at
        if since < ONE_ENTER:
            return
        pointed = self.query_one(FoggyOptions).pointed
        if pointed is None:
            self._say(CHOOSE_FIRST)
        elif self._step.topic == SAVE:
            still_now.ask(self.app, self.draft, self._was, self._save)
        else:
            await self._answer(pointed)

    async def _answer(self, pointed: int) -> None:
        step, value = self._step, self._step.options[pointed].value
        self.draft = foggy_steps.with_choice(self.draft, step, value)
        if step.topic.part == "gate":
            self._gate = None if value is None else int(value)
        elif step.topic.part == "strength":
            self._strength_said.add(step.topic.key)
        await self._judge()
        self._keep()
        self._move(1)

    # ------------------------------------------------------------------ what it comes to, and keeping it

    async def _judge(self) -> None:
        tracker = self.app.tracker
        found = () if form.says_nothing(self.draft) else tracker.find(self.draft)
        await self.query_one(FindingStrip).show(found, tracker.profile)
        self._make_room()

    def _make_room(self) -> None:
        """The question keeps its place when a finding needs some of it: then its words are smaller."""
        found = not self.query_one(FindingStrip).has_class("-empty")
        rows = self.size.height - (9 if found else 0)
        self.query_one(BigWords).most_lines = 0 if rows < 15 else 1 if rows < 19 else MOST_LINES

    def _keep(self) -> bool:
        try:
            self.app.tracker.keep_draft(self.draft, was=self._was)
        except KtrackError as error:
            self.app.tell_instead(str(error))
            return False
        return True

    def _save(self, draft: CheckIn) -> None:
        self.draft = draft
        result = self.app.save(draft, self._was)
        if result is not None:
            self.dismiss(result)

    async def _leave(self) -> None:
        if self._left():
            self.dismiss(None)

    def _left(self) -> bool:
        """Whether it may be left: its warnings are raised, or the person was told that they could not be."""
        try:
            self.app.tracker.keep_draft(self.draft, was=self._was)
            self.app.tracker.leave_draft(self.draft.id)
        except KtrackError as error:
            if not self._told_not_kept:
                self._told_not_kept = True
                self.app.face_not_kept(self.draft, f"{error} Press the same key again to leave all the same.")
                return False
        return True

    async def may_close(self) -> bool:
        """Before ktrack closes: a form that calls for an alert is left for it first."""
        if not self._left():
            return False
        if self.app.unanswered(self.draft.id):
            self.dismiss(None)
            return False
        return True
