"""What people type behind a command, read into the diary's own values.

Owns the small languages of the command line: KEY=VALUE, `--bp 118/74`, `--detail swelling.location=lips`,
`--medicine "name;dose;time"`, `--note -`. Everything that is wrong is collected as one sentence each, so that a
person mends a line once. It must not judge, keep or print a value.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from ktrack import questions, text, when
from ktrack.cli import data, out
from ktrack.cli.errors import Refused, short
from ktrack.records import Detail, Medicine, Reporter

MOST_BYTES = 4_000_000
"""Piped notes are read up to here; any longer one is refused unread."""

_YES_NO = {"yes": True, "no": False}
_OPTIONS = {
    "bp": "--bp 118/74",
    "hr": "--hr 70",
    "temp": "--temp 36.8",
    "breathing": "--breathing 14",
    "at": '--at "2h ago"',
    "by": "--by companion",
    "medicine": '--medicine "ondansetron;4 mg;1h ago"',
    "detail": "--detail swelling.location=lips",
    "note": "--note -",
}
"""What is no question, and how it is given."""
_MEASURED = {"hr": "heart_rate", "temp": "temperature_c", "breathing": "breathing_rate"}
_DETAILS = "location, onset, still_present or began_at"


def measured_example(key: str) -> str:
    """How a vital sign is given: "--bp 118/74"."""
    names = {long: name for name, long in _MEASURED.items()} | {"systolic": "bp", "diastolic": "bp"}
    return _OPTIONS.get(names.get(key, key), f"--{key} 97")


@dataclass(slots=True)
class Typed:
    """The readable part of a check-in, and a sentence for each part that is not."""

    now: datetime
    answers: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    details: dict[str, Detail] = field(default_factory=dict)
    vitals: dict[str, float] = field(default_factory=dict)
    medicines: list[Medicine] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def pairs(self, values: Sequence[str]) -> None:
        """KEY=VALUE, where VALUE is digits, yes, no or skip."""
        for pair in values:
            key, equals, value = pair.partition("=")
            if equals and key in _OPTIONS:
                self.problems.append(f"{quoted(pair)} is an option: write it like {_OPTIONS[key]}.")
                # a refused line is judged all the same
                if key == "bp":
                    self.blood_pressure(value)
                elif key in _MEASURED:
                    self.vital(_MEASURED[key], value)
                continue
            if not equals:
                self.problems.append(f"{quoted(pair)} has no value: write it like nausea=2 or nausea=skip.")
                continue
            try:
                self._pair(key, value)
            except (questions.UnknownQuestion, questions.BadAnswer) as error:
                self.problems.append(str(error))

    def _pair(self, key: str, value: str) -> None:
        if questions.question(key).kind == "vital":
            self.vital(key, value)
            return
        answer = questions.parse_answer(value, key)
        said = key in self.answers or key in self.skipped
        if said and (self.answers.get(key), key in self.skipped) != (answer, answer is None):
            self.problems.append(f"{key} is given twice with different values: give it once.")
            answer = max((each for each in (answer, self.answers.get(key)) if each is not None), default=None)
        if answer is None:
            self.skipped = [*dict.fromkeys([*self.skipped, key])]
        else:
            self.answers[key] = answer
            self.skipped = [each for each in self.skipped if each != key]

    def vital(self, key: str, value: str | None) -> None:
        """One measured value; None when it was not given."""
        if value is None:
            return
        try:
            measured = questions.parse_vital(key, value)
        except questions.BadAnswer as error:
            self.problems.append(str(error))
            return
        if self.vitals.setdefault(key, measured) != measured:
            self.problems.append(f"{key} is given twice with different values: give it once.")

    def blood_pressure(self, value: str | None, option: str = "--bp") -> None:
        """Two numbers with a slash, like 118/74."""
        if value is None:
            return
        upper, slash, lower = value.partition("/")
        if not slash:
            self.problems.append(
                f"{option} takes two numbers with a slash, like {option} 118/74, not {quoted(value)}."
            )
            return
        self.vital("systolic", upper)
        self.vital("diastolic", lower)

    def detail(self, values: Sequence[str]) -> None:
        """KEY.PART=VALUE, for a question that has an answer here."""
        for each in values:
            name, equals, value = each.partition("=")
            key, dot, part = name.partition(".")
            if not equals or not dot:
                self.problems.append(
                    f"--detail takes KEY.PART=VALUE, like swelling.location=lips: {quoted(each)}."
                )
                continue
            try:
                asked = questions.question(key)
            except questions.UnknownQuestion as error:
                self.problems.append(str(error))
                continue
            said = self.details.get(key, Detail())
            problem, changed = _detail(said, asked, part, value.strip(" \t"), self.now)
            if problem:
                self.problems.append(problem)
            elif key not in self.answers:
                self.problems.append(f"--detail {name} is about {key}, which has no answer: add {key}=1 to 4.")
            else:
                self.details[key] = changed

    def medicine(self, values: Sequence[str]) -> None:
        """NAME, or NAME;DOSE, or NAME;DOSE;TIME."""
        for each in values:
            parts = [part.strip() for part in text.clean(each).split(";")]
            name, dose, at = [*parts, "", ""][:3]
            if text.is_blank(name) or len(parts) > 3:
                self.problems.append('--medicine takes "name;dose;time", like "ondansetron;4 mg;1h ago".')
                continue
            taken = self.moment(f"--medicine {quoted(name)}", at or None)
            self.medicines.append(Medicine(name=name, dose=dose, at=taken))

    def moment(self, option: str, words: str | None, *, coming: bool = False) -> datetime | None:
        """The time that an option gives, or an appointment; None when it was not given, or was not understood."""
        try:
            return None if words is None else data.moment(words, self.now, coming=coming)
        except when.NotUnderstood as error:
            self.problems.append(f"{option}: {error}")
            return None

    def reporter(self, words: str) -> Reporter:
        """Who is reporting."""
        if words == "companion":
            return "companion"
        if words != "patient":
            self.problems.append(f"--by takes patient or companion, not {quoted(words)}.")
        return "patient"

    def note(self, option: str, value: str | None) -> str:
        """The words behind `--note -`, cleaned; "" when there are none. Says what was changed in them."""
        try:
            return note(option, value) or ""
        except Refused as refusal:
            self.problems.append(str(refusal))
            return ""


def _detail(said: Detail, asked: questions.Question, part: str, value: str, now: datetime) -> tuple[str, Detail]:
    """A sentence on what is wrong, or "" and the detail with this part."""
    name = f"--detail {asked.key}.{short(part)}"
    if part == "location":
        if value not in asked.locations:
            places = ", ".join(asked.locations) or "no places"
            return f"{name} takes {places}, not {quoted(value)}.", said
        return "", replace(said, location=value)
    if part == "onset":
        if value not in ("sudden", "gradual"):
            return f"{name} takes sudden or gradual, not {quoted(value)}.", said
        onset: Literal["sudden", "gradual"] = "sudden" if value == "sudden" else "gradual"
        return "", replace(said, onset=onset)
    if part == "still_present":
        if value not in _YES_NO:
            return f"{name} takes yes or no, not {quoted(value)}.", said
        return "", replace(said, still_present=_YES_NO[value])
    if part == "began_at":
        try:
            return "", replace(said, began_at=data.moment(value, now))
        except when.NotUnderstood as error:
            return f"{name}: {error}", said
    return f"There is no detail {quoted(part)}: it is {_DETAILS}.", said


def quoted(given: str) -> str:
    """What was typed, short and on one line, for use in a sentence."""
    return f'"{short(text.one_line(given))}"'


def note(option: str, value: str | None) -> str | None:
    """The text that `--note -` stands for; None when the option was not given.

    Says on stderr how many characters became visible signs, and that a blank text is none. Raises Refused for a
    text on the command line, or one that is too long to read.
    """
    if value is None:
        return None
    if value != "-":
        raise Refused(
            f"{option} takes a single - and then reads the words from the keyboard or a pipe: on the command line "
            "they would stay in the shell's history and show in the list of running programs."
        )
    # surrogateescape loses no byte: each undecodable one becomes a visible sign, and they can be counted.
    # One line end at the very end belongs to the pipe, not to the text.
    raw = _stdin(option).decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")
    changed = text.changed_characters(raw)
    if changed:
        plural = "s are" if changed > 1 else " is"
        out.warn(f"{changed} control character{plural} kept as visible signs, because terminals obey them.")
    words = text.clean(raw)
    if text.is_blank(words):
        out.warn(f"{option}: nothing but blanks was read, so no words are kept.")
        return ""
    return words


def _stdin(option: str) -> bytes:
    """All of stdin. A closed stdin is an empty one."""
    if sys.stdin is None:
        return b""
    if sys.stdin.isatty():
        out.warn(f"Type the words for {option}, then Ctrl-D on a line of its own.")
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Refused(f"{option} got more than {MOST_BYTES // 1_000_000} MB, which no note may have: shorten it.")
    return raw
