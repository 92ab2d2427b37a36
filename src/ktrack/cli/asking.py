"""The conversation of the line mode: one question, one line back, the warning the moment it is due.

Owns the loop: what the typed words mean, where to go next, that every answer is kept as a draft before the next
question is asked. It prints plain lines only, in the order they are to be heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from ktrack import form as forms
from ktrack import text, timeline, when, wording
from ktrack.cli import out, show
from ktrack.cli.errors import explain
from ktrack.cli.sequence import sequence
from ktrack.cli.steps import Ask, Step
from ktrack.cli.steps_more import Note
from ktrack.escalation import LEVELS, Assessment
from ktrack.records import CheckIn, Infusion

if TYPE_CHECKING:
    from ktrack.tracker import Tracker

Ended = Literal["done", "stopped", "closed"]

HOW = (
    "Press Enter to leave a question out. Type ? for help with a question, back for the one before, "
    "skip if you would rather not say, rest for 0 to the rest of a group, stop to leave. "
    "Your answers are kept as a draft after each question."
)


@dataclass
class Conversation:
    """A form on its way through the questions."""

    tracker: Tracker
    form: CheckIn
    infusion: Infusion | None
    now: datetime
    opened: set[str] = field(default_factory=set)
    also: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    trail: list[str] = field(default_factory=list)
    """Names of the steps that led here, for `back`."""
    kept: bool = True
    """Whether the latest answers are in the draft."""

    def run(self) -> Ended:
        """Ask until the questions are over, the person stops, or nothing more can be read."""
        last = self.tracker.last_answers()
        step: Step | None = self._first()
        if step is not None and not forms.says_nothing(self.form):
            # a form that is taken up says at once what it holds
            self._keep(step)
        ended = self._through(step, last)
        beside = wording.which_is_right(self.form, self.tracker.rulebook)
        for key, which in beside.items() if ended == "done" else ():
            again = next((each for each in self._steps() if isinstance(each, Ask) and each.key == key), None)
            if again is not None and ended == "done":
                out.say()
                out.say_folded(which)
                ended = self._through(again, last, only=key)
        return ended

    def _through(self, step: Step | None, last: Mapping[str, tuple[int, datetime]], only: str = "") -> Ended:
        """Ask from this step on: to the end, or as long as it is about `only` one question."""
        while step is not None and only in ("", _key_of(step)):
            self._put(step, last)
            line = out.read()
            if not line:
                return "closed"
            words = _cleaned(line)
            if words.lower() == "stop":
                return "stopped"
            step = self._next(step, words)
        return "done"

    def _steps(self) -> list[Step]:
        hours = timeline.hours_of(self.infusion, self.form.at)
        return sequence(self.form, hours, self.opened, self.also, self.now)

    def _first(self) -> Step:
        """The first step without an answer: a form that is taken up again goes on where it stopped."""
        steps = self._steps()
        answered = [index for index, step in enumerate(steps) if step.said(self.form)]
        self.trail = [step.name for step in steps[: max(answered, default=-1) + 1]]
        return steps[min(max(answered, default=-1) + 1, len(steps) - 1)]

    def _put(self, step: Step, last: Mapping[str, tuple[int, datetime]]) -> None:
        ask, *choices = step.asks(self.form)
        out.say()
        out.say_folded(ask)
        said = step.said(self.form)
        if said:
            choices.append(f"You said: {said}. Press Enter to keep it.")
        elif isinstance(step, Ask) and step.key in last:
            value, at = last[step.key]
            choices.append(f"Last time: {step.word(value)}, {when.said(at, self.now)}.")
        for line in choices:
            out.say_folded(line)

    def _next(self, step: Step, words: str) -> Step | None:
        command = words.lower()
        if command == "?":
            for line in step.explains():
                out.say_folded(line)
            return step
        if command == "back":
            return self._back(step)
        if command == "rest":
            return self._rest(step)
        nothing = command == "skip" and not isinstance(step, Ask)
        nothing |= command in ("no", "n") and step.name == "note" and not self.form.note
        if words and not nothing:
            try:
                self._take(step, words)
            except ValueError as error:
                out.say_folded(str(error))
                if not _is_text(step) and self._own_words(words):
                    self._note(step, words)
                return step
            if step.name == "note":
                return step
        return self._after(step)

    def _take(self, step: Step, words: str) -> None:
        lowered = words.lower()
        typed = words if _is_text(step) else lowered
        self.form = step.take(self.form, typed)
        if step.name in ("urine", "measured"):
            (self.opened.add if lowered in ("yes", "y") else self.opened.discard)(step.name)
        self._keep(step)

    def _own_words(self, words: str) -> bool:
        """Whether somebody tells something instead of choosing: several words, or one that tells of a danger."""
        from ktrack.escalation.notes import mentions

        several = len([each for each in words.split() if each.isalpha()]) > 1
        return several or bool(mentions(words, self.tracker.rulebook, self.form.entered_by))

    def _note(self, step: Step, words: str) -> None:
        """What was told at a question is kept and judged, wherever it was told."""
        try:
            self.form = Note().take(self.form, words)
        except ValueError as error:
            out.say_folded(str(error))
            return
        out.say_folded("Your words are kept as a note.")
        self._keep(step)

    def _keep(self, step: Step) -> None:
        """Put the answers into the draft and say what they come to; saying it does not wait for the disk."""
        try:
            result = self.tracker.keep_draft(self.form)
            self.kept = True
        except Exception as error:
            if self.kept:
                out.warn_folded(f"The draft cannot be kept right now. {explain(error)[0]}")
            self.kept = False
            result = self.tracker.assess(self.form)
        self._warn(result, step)

    def _warn(self, result: Assessment, step: Step) -> None:
        profile = self.tracker.profile()
        new = [found for found in result.findings if found.id not in self.shown]
        for found in sorted(new, key=lambda each: LEVELS.index(each.level)):
            self.shown.add(found.id)
            out.say()
            brief = found.level in ("contact", "watch")
            for line in show.alert(found, profile, self.now, self.tracker.rulebook, brief=brief):
                out.say(line)
            open_ones = [each for each in found.ask if each not in {*self.form.answers, *self.form.skipped}]
            self.also[_key_of(step)] = tuple(dict.fromkeys([*self.also.get(_key_of(step), ()), *open_ones]))

    def _after(self, step: Step) -> Step | None:
        steps = self._steps()
        names = [each.name for each in steps]
        self.trail.append(step.name)
        at = names.index(step.name) + 1 if step.name in names else 0
        return steps[at] if at < len(steps) else None

    def _back(self, step: Step) -> Step:
        steps = {each.name: each for each in self._steps()}
        while self.trail:
            name = self.trail.pop()
            if name in steps:
                return steps[name]
        out.say("This is the first question.")
        return step

    def _rest(self, step: Step) -> Step | None:
        """0 for what is still blank in a group that is not one of danger signs."""
        if not step.group:
            out.say_folded("rest does not work here: each of these questions needs an answer of its own.")
            return step
        group = [each for each in self._steps() if each.group == step.group]
        keys = [each.key for each in group[group.index(step) :] if isinstance(each, Ask)]
        self.form = forms.none_for_rest(self.form, keys)
        if any(each.name == "urine" for each in group):
            self.form = forms.gate_answered(self.form, 0) if forms.gate(self.form) is None else self.form
        self._keep(step)
        return self._after(group[-1])


def _is_text(step: Step) -> bool:
    return step.name == "note" or step.name.startswith("medicine")


def _key_of(step: Step) -> str:
    return step.name.partition(".")[0]


def _cleaned(line: str) -> str:
    """One typed line without its end; blanks at both ends mean nothing, and blanks alone are an empty line."""
    words = text.clean(line.removesuffix("\n").removesuffix("\r")).strip()
    return "" if text.is_blank(words) else words
