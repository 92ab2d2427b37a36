"""Alert: what to do now, in front of everything else.

Owns one screen for one alert, or for all old ones together, and what the person says they did. The alert was
stored before it is drawn. No single key closes it: a digit chooses, Enter confirms.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from ktrack import text, when, wording
from ktrack.errors import KtrackError
from ktrack.escalation.words import ORIGINS
from ktrack.records import Flag, Response
from ktrack.sources import sources
from ktrack.tracker import NotFound
from ktrack.tui import whose
from ktrack.tui.alerts import happened
from ktrack.tui.app import KtrackApp
from ktrack.tui.widgets.big_number import BigNumber
from ktrack.tui.widgets.choices import Choices
from ktrack.tui.widgets.fields import Field
from ktrack.tui.widgets.key_line import KeyLine

RESPONSES: dict[str, tuple[Response, str]] = {
    "1": ("called", "I have called"),
    "2": ("going", "I am on my way"),
    "3": ("mistake", "This was a mistake"),
    "4": ("later", "Later"),
}
CONFIRM = {
    "called": "Enter: yes, I have called",
    "going": "Enter: yes, I am on my way",
    "mistake": "What was the mistake? Type it, then Enter.    Esc back",
    "later": "Enter: later. It stays open, and comes back at the next start.",
}
NEVER_KEPT = "This warning is not in the diary, so what you did is not kept either. Act on it all the same."
CHOOSE = "1, 2, 3 or 4, then Enter. Nothing is deleted."


class AlertScreen(Screen[bool]):
    """Dismissed with True once it is answered, with False when it was only looked at."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = ""
    STAYS = True
    """It does not go blank while nobody has answered."""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-high")]
    KEYS = (("1 2 3 4", "say what you did"), ("Enter", "yes, that is what I did"))
    BINDINGS = [
        Binding("w", "why", "Why, and the source"),
        Binding("escape", "back", "back, once it is answered", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", "read on", show=False, key_display="↑ ↓"),
        Binding("pageup", "scroll(-8)", show=False),
        Binding("pagedown", "scroll(8)", "read on faster", show=False, key_display="PgUp PgDn"),
    ]

    def __init__(self, flags: Sequence[Flag], *, after_this: int = 0) -> None:
        """`flags` worst first; `after_this` how many alerts wait behind this one."""
        super().__init__()
        self._flags = tuple(flags)
        self._after_this = after_this
        self._chosen: Response | None = None
        self._asked_to_close = False
        self._not_stored = False

    # ------------------------------------------------------------------ layout

    def compose(self) -> ComposeResult:
        for flag in self._flags:
            # an alert that cannot be marked must still be seen
            with contextlib.suppress(KtrackError):
                self.app.tracker.mark_shown(flag.id)
        worst, profile, now = self._flags[0], self.app.tracker.profile(), self.app.tracker.now()
        self.add_class(worst.level)
        with VerticalScroll(id="alert", can_focus=False):
            more = f"     {self._after_this} more after this one" if self._after_this else ""
            yield Static(wording.heading(worst.level, profile) + more, id="action", markup=False)
            number = wording.number_to_call(worst.level, profile)
            if number:
                yield BigNumber(number, id="number")
            if worst.level != "emergency":
                yield Static(f"Your clinic: {wording.clinic_line(profile)}", id="clinic", markup=False)
            yield Static(
                f"{text.one_line(worst.title)}, {when.said(happened(worst), now)}", id="what", markup=False
            )
            yield Static(text.shown(worst.say), id="say", markup=False)
            yield Static(self._script(), id="script", markup=False)
            yield Static(self._why(), id="why", classes="-hidden", markup=False)
            if len(self._flags) > 1:
                yield Static(self._others(), id="others", markup=False)
            yield Static(wording.TOLD_NOBODY, id="told-nobody", markup=False)
            with Vertical(id="answer"):
                yield Choices([(key, words) for key, (_, words) in RESPONSES.items()])
                yield Static(CHOOSE, id="confirm", markup=False)
                yield Field("It was", "reason", classes="-hidden")
        yield KeyLine()

    def on_mount(self) -> None:
        # on a small screen, what was said in passing would lie over what to do; also what is still on its way
        self.app.call_later(self.app.clear_notifications)

    def _script(self) -> str:
        flag, tracker = self._flags[0], self.app.tracker
        now, at = tracker.now(), happened(flag)
        infusion = tracker.latest_infusion(at)
        check_in = whose.check_in_of(tracker, flag)
        them = check_in is not None and check_in.entered_by == "companion"
        reported = wording.reported(flag.because, check_in.details if check_in is not None else {})
        moment = when.said(at, now)
        who = "they" if them else "I"
        symptoms = f"{moment[:1].upper()}{moment[1:]} {who} had: {reported}." if reported else ""
        return f'Say: "{wording.script(infusion, now, symptoms, them=them)}"'

    def _why(self) -> str:
        """For whoever asks: the answers it rests on, the reason, and where that comes from."""
        flag, now = self._flags[0], self.app.tracker.now()
        lines = ["It rests on:"]
        lines += [f"  {each}" for each in wording.evidence_lines(flag.because, now)]
        rule = self.app.tracker.rulebook.by_id.get(flag.red_flag)
        if rule is not None:
            origin = "" if rule.origin == "sources" else f" ({ORIGINS[rule.origin]})"
            known = sources()
            titles = [known[key].title if key in known else key for key in rule.sources]
            lines += ["", "The reason, written for clinicians:", text.shown(rule.why.strip())]
            lines += ["", f"From{origin}:", *(f"  {text.one_line(title)}" for title in titles)]
        return "\n".join(lines)

    def _others(self) -> str:
        profile, now = self.app.tracker.profile(), self.app.tracker.now()
        lines = ["These are older than 72 hours too; one answer counts for all of them:"]
        for flag in self._flags[1:]:
            head = wording.heading(flag.level, profile)
            lines.append(f"  {head}  {text.one_line(flag.title)}, {when.said(happened(flag), now)}")
        return "\n".join(lines)

    # ------------------------------------------------------------------ keys and mouse

    async def on_key(self, event: events.Key) -> None:
        writing = self.query_one("#reason").has_focus
        if event.key == "enter":
            self._confirm()
        elif not writing and event.character in RESPONSES:
            self._choose(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_choices_clicked(self, event: Choices.Clicked) -> None:
        response, _ = RESPONSES[event.key]
        if self._chosen == response:
            self._confirm()
        else:
            self._choose(event.key)

    def _choose(self, key: str) -> None:
        self._chosen = RESPONSES[key][0]
        self.query_one(Choices).chosen = key
        self._say(CONFIRM[self._chosen])
        field = self.query_one("#field-reason", Field)
        field.set_class(self._chosen != "mistake", "-hidden")
        if self._chosen == "mistake":
            field.line.focus()
        else:
            self.set_focus(None)
        self.call_after_refresh(self.query_one("#answer").scroll_visible, animate=False)

    def _confirm(self) -> None:
        if self._chosen is None:
            self._say(f"Choose first: {CHOOSE}")
            return
        reason = self.query_one("#field-reason", Field).value if self._chosen == "mistake" else ""
        if self._chosen == "mistake" and text.is_blank(reason):
            self._say("Write what the mistake was; then it can be kept beside the warning.")
            return
        try:
            for flag in self._flags:
                self.app.tracker.answer_flag(flag.id, self._chosen, reason)
        except KtrackError as error:
            if not self._not_stored:
                self._not_stored = True
                why = NEVER_KEPT if isinstance(error, NotFound) else error
                self._say(f"{why} Enter again goes on without it.")
                return
        self.dismiss(True)

    def _say(self, words: str) -> None:
        self.query_one("#confirm", Static).update(text.shown(words))

    def action_back(self) -> None:
        if self.query_one("#reason").has_focus:
            self._chosen = None
            self.query_one(Choices).chosen = ""
            self.query_one("#field-reason").add_class("-hidden")
            self.set_focus(None)
            self._say(CHOOSE)
        elif self._flags[0].level in ("emergency", "urgent"):
            self._say(f"This stays until it is answered: {CHOOSE}")
        else:
            self.dismiss(False)

    def action_why(self) -> None:
        why = self.query_one("#why")
        why.toggle_class("-hidden")
        if not why.has_class("-hidden"):
            self.call_after_refresh(why.scroll_visible, top=True, animate=False)

    def action_scroll(self, lines: int) -> None:
        self.query_one("#alert", VerticalScroll).scroll_relative(y=lines, animate=False)

    async def may_close(self) -> bool:
        """Closing leaves the alert unanswered, so one key alone does not."""
        if self._asked_to_close or self._flags[0].level not in ("emergency", "urgent"):
            return True
        self._asked_to_close = True
        self._say("The same key again closes ktrack. This warning stays and comes first at the next start.")
        return False
