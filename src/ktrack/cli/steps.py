"""The questions of the line mode, one after the other, as text.

Owns what each question says and which answers it takes. A step knows neither the terminal nor the diary: it is
given a form and words, and gives back the form with the answer in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ktrack import form as forms
from ktrack import questions, when
from ktrack.cli.typed import Typed
from ktrack.questions import BadAnswer, Question
from ktrack.records import CheckIn

YES_NO = "Choices: yes, no."
NOT_A_CHOICE = "That is not one of the choices."
WORDS = {"yes": 1, "y": 1, "no": 0, "n": 0}


class Step(Protocol):
    """One question. `group` names those that "rest" answers together, or is empty."""

    @property
    def name(self) -> str: ...

    @property
    def group(self) -> str: ...

    def asks(self, form: CheckIn) -> list[str]:
        """The question, then its choices, each line short."""
        ...

    def explains(self) -> list[str]:
        """What `?` says."""
        ...

    def said(self, form: CheckIn) -> str:
        """The answer that the form holds, in words, or ""."""
        ...

    def take(self, form: CheckIn, words: str) -> CheckIn:
        """The form with the answer. Raises BadAnswer or when.NotUnderstood, whose text says what is taken."""
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of the list. Danger questions take yes and no first; their strength is a step of its own."""

    key: str

    @property
    def name(self) -> str:
        return self.key

    @property
    def group(self) -> str:
        group = questions.question(self.key).group
        return group if group in ("core", "common", "weekly", "urinary") else ""

    @property
    def plain(self) -> bool:
        """Whether it is asked with yes and no."""
        asked = questions.question(self.key)
        return asked.kind == "yes_no" or asked.group == "danger"

    def asks(self, form: CheckIn) -> list[str]:
        asked = questions.question(self.key)
        return [wording_of(asked, form), YES_NO if self.plain else _choices(asked)]

    def explains(self) -> list[str]:
        asked = questions.question(self.key)
        if self.plain or asked.highest == 10:
            return [f"{asked.label}. Type skip if you would rather not say."]
        meanings = zip(asked.anchors, questions.STRENGTH_MEANS, strict=True)
        if asked.anchors != questions.STRENGTH:
            meanings = zip(questions.STRENGTH, asked.anchors, strict=True)
        return [f"{number}: {word}. {means}." for number, (word, means) in enumerate(meanings)]

    def said(self, form: CheckIn) -> str:
        if self.key in form.skipped:
            return "not answered"
        value = form.answers.get(self.key)
        return "" if value is None else self.word(value)

    def word(self, value: int) -> str:
        """An answer to this question in words."""
        return ("yes" if value else "no") if self.plain else questions.word(self.key, value)

    def take(self, form: CheckIn, words: str) -> CheckIn:
        if words in WORDS and self.plain:
            value = WORDS[words]
            # going back and saying yes again must not weaken what was said before
            return forms.answered(form, self.key, max(value, form.answers.get(self.key, 0)) if value else 0)
        asked = questions.question(self.key)
        if not self.plain and words in asked.anchors and len(asked.anchors) == 5:
            return forms.answered(form, self.key, asked.anchors.index(words))
        try:
            parsed = questions.parse_answer(words, self.key)
        except BadAnswer as error:
            # the choices are said again right after it
            raise BadAnswer(NOT_A_CHOICE) from error
        return forms.skipped(form, self.key) if parsed is None else forms.answered(form, self.key, parsed)


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong a danger sign is, after a yes."""

    key: str
    group: str = ""

    @property
    def name(self) -> str:
        return f"{self.key}.strength"

    def asks(self, form: CheckIn) -> list[str]:
        asked = questions.question(self.key)
        ask = asked.strength_ask_companion if form.entered_by == "companion" else asked.strength_ask
        return [ask, YES_NO if asked.strength_yes else _choices(asked, lowest=1)]

    def explains(self) -> list[str]:
        return ["Your warning does not depend on it: it is already counted."]

    def said(self, form: CheckIn) -> str:
        value = form.answers.get(self.key, 0)
        return questions.word(self.key, value) if value > 1 else ""

    def take(self, form: CheckIn, words: str) -> CheckIn:
        asked = questions.question(self.key)
        if asked.strength_yes and words in WORDS:
            return forms.answered(form, self.key, asked.strength_yes if WORDS[words] else 1)
        if words in asked.anchors[1:]:
            return forms.answered(form, self.key, asked.anchors.index(words))
        try:
            value = questions.parse_answer(words, self.key)
        except BadAnswer as error:
            raise BadAnswer(NOT_A_CHOICE) from error
        if not value:
            raise BadAnswer("You said yes before. To take that back, type back and then no.")
        return forms.answered(form, self.key, value)


@dataclass(frozen=True, slots=True)
class More:
    """One detail of an answer above 0."""

    key: str
    part: questions.DetailName
    now: datetime
    group: str = ""

    @property
    def name(self) -> str:
        return f"{self.key}.{self.part}"

    def asks(self, form: CheckIn) -> list[str]:
        asked = questions.question(self.key)
        choices = {
            "location": f"Choices: {', '.join(asked.locations)}.",
            "onset": "Choices: sudden, gradual.",
            "still_present": YES_NO,
            "began_at": "Type a time, like 30 min ago or 14:30.",
        }
        return [f"{asked.label}: {questions.detail_question(self.part)}", choices[self.part]]

    def explains(self) -> list[str]:
        return ["It helps your clinic. Press Enter to leave it out."]

    def said(self, form: CheckIn) -> str:
        detail = form.details.get(self.key)
        value = getattr(detail, self.part) if detail else None
        if isinstance(value, bool):
            return "yes" if value else "no"
        return when.said(value, self.now) if isinstance(value, datetime) else str(value or "")

    def take(self, form: CheckIn, words: str) -> CheckIn:
        typed = Typed(self.now)
        typed.answers = dict(form.answers)
        value = words
        if self.part == "still_present":
            value = {"y": "yes", "n": "no"}.get(words, words)
        elif self.part == "location":
            value = words.replace(" ", "-")
        typed.detail([f"{self.key}.{self.part}={value}"])
        if typed.problems:
            raise BadAnswer(NOT_A_CHOICE if self.part != "began_at" else typed.problems[0])
        return forms.with_detail(form, self.key, **{self.part: getattr(typed.details[self.key], self.part)})


@dataclass(frozen=True, slots=True)
class Gate:
    """The one question before the urinary ones."""

    name: str = "urine"
    group: str = "core"

    def asks(self, form: CheckIn) -> list[str]:
        return [questions.gate_question(), YES_NO]

    def explains(self) -> list[str]:
        return ["No counts as none for four questions on passing urine. Yes opens them one by one."]

    def said(self, form: CheckIn) -> str:
        return {0: "no", 1: "yes", None: ""}[forms.gate(form)]

    def take(self, form: CheckIn, words: str) -> CheckIn:
        if words not in WORDS:
            raise BadAnswer(NOT_A_CHOICE)
        return forms.gate_answered(form, WORDS[words])


def wording_of(asked: Question, form: CheckIn) -> str:
    """The question to whoever is answering."""
    return asked.ask_companion if form.entered_by == "companion" else asked.ask


def _choices(asked: Question, lowest: int = 0) -> str:
    if asked.highest == 10:
        return f"Choices: a number from 0, {asked.anchors[0]}, to 10, {asked.anchors[-1]}."
    words = [f"{number} {word}" for number, word in enumerate(asked.anchors)]
    return f"Choices: {', '.join(words[lowest:])}."
