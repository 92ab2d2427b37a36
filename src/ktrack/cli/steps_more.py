"""The end of the line mode: what was measured, what was taken, anything else.

Owns the steps that are not questions of the list. As in `steps`, a step is given a form and words and gives back
the form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ktrack import form as forms
from ktrack import questions, text
from ktrack.cli.steps import NOT_A_CHOICE, WORDS, YES_NO
from ktrack.cli.typed import Typed
from ktrack.questions import BadAnswer
from ktrack.records import CheckIn


@dataclass(frozen=True, slots=True)
class AnyMeasured:
    """Opens the measured values."""

    name: str = "measured"
    group: str = ""

    def asks(self, form: CheckIn) -> list[str]:
        return ["Did you measure anything: blood pressure, heart rate, temperature, oxygen, breathing?", YES_NO]

    def explains(self) -> list[str]:
        return ["Yes opens the numbers one by one."]

    def said(self, form: CheckIn) -> str:
        return "yes" if form.vitals else ""

    def take(self, form: CheckIn, words: str) -> CheckIn:
        if words not in WORDS:
            raise BadAnswer(NOT_A_CHOICE)
        return form


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured value; the two numbers of the blood pressure come together."""

    key: str
    now: datetime
    group: str = ""

    @property
    def name(self) -> str:
        return f"vital.{self.key}"

    def asks(self, form: CheckIn) -> list[str]:
        if self.key == "systolic":
            return ["Blood pressure, if you measured it?", "Type both numbers, like 118/74."]
        asked = questions.question(self.key)
        return [f"{asked.label}, if you measured it?", f"Type a number in {asked.unit}."]

    def explains(self) -> list[str]:
        return ["Only what you measured yourself. Press Enter to leave it out."]

    def said(self, form: CheckIn) -> str:
        if self.key == "systolic" and {"systolic", "diastolic"} <= set(form.vitals):
            return f"{form.vitals['systolic']:g}/{form.vitals['diastolic']:g}"
        return questions.word(self.key, form.vitals[self.key]) if self.key in form.vitals else ""

    def take(self, form: CheckIn, words: str) -> CheckIn:
        typed = Typed(self.now)
        if self.key == "systolic":
            typed.blood_pressure(words, "This question")
        else:
            typed.vital(self.key, words)
        if typed.problems:
            raise BadAnswer(" ".join(typed.problems))
        return forms.with_vitals(form, {**form.vitals, **typed.vitals})


@dataclass(frozen=True, slots=True)
class Took:
    """A medicine; the next one is asked for after each."""

    number: int
    now: datetime
    group: str = ""

    @property
    def name(self) -> str:
        return f"medicine.{self.number}"

    def asks(self, form: CheckIn) -> list[str]:
        more = "another" if self.number else "a"
        who = "they" if form.entered_by == "companion" else "you"
        return [f"Did {who} take {more} medicine since the last check-in?", "Type it as name;dose;time."]

    def explains(self) -> list[str]:
        return ["For example: ondansetron;4 mg;1h ago. Dose and time may be left out. No medicine: press Enter."]

    def said(self, form: CheckIn) -> str:
        return text.one_line(form.medicines[self.number].name) if self.number < len(form.medicines) else ""

    def take(self, form: CheckIn, words: str) -> CheckIn:
        typed = Typed(self.now)
        if words.lower() in ("no", "n"):
            return form
        typed.medicine([words])
        if typed.problems:
            raise BadAnswer(" ".join(typed.problems).replace("--medicine", "Medicine"))
        kept = list(form.medicines)
        kept[self.number : self.number + 1] = typed.medicines
        return replace(form, medicines=tuple(kept))


@dataclass(frozen=True, slots=True)
class Note:
    """Anything else, in the person's own words: the lines until an empty one."""

    name: str = "note"
    group: str = ""

    def asks(self, form: CheckIn) -> list[str]:
        return ["Anything else, in your own words?", "Each line you type is added. An empty line ends it."]

    def explains(self) -> list[str]:
        return ["It stays on this computer. Nobody is told."]

    def said(self, form: CheckIn) -> str:
        return f"{len(form.note)} characters" if form.note else ""

    def take(self, form: CheckIn, words: str) -> CheckIn:
        added = f"{form.note}\n{words}" if form.note else words
        if len(added) > text.NOTE_LIMIT:
            raise BadAnswer(f"The note would have {len(added)} characters; {text.NOTE_LIMIT} can be kept.")
        return replace(form, note=added)
