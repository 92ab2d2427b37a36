"""One red flag as it stands in memory: what is watched for, when it fires, and what is said then.

Owns the shapes. Reading a file into them is `rulebook`'s business, judging by them that of `findings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_args

from ktrack import clinical_file, text
from ktrack.clinical_file import Fields
from ktrack.escalation.conditions import Answer, AtLeast, Condition, Vital
from ktrack.records import Level

Origin = Literal["sources", "beyond", "clinic"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True)
class Trigger:
    """When a red flag fires at one level, and what is said then."""

    level: Level
    say: str
    say_companion: str
    when: Mapping[str, Condition]
    """The condition by question; "" unless the trigger is judged once per question (`for_each`)."""
    within_hours: float = 4
    ask: tuple[str, ...] = ()
    recheck_minutes: int | None = None
    step: str = ""
    """Names a contact trigger that opens a flag of its own, although a milder one of the same question and
    infusion was answered. Part of the flag's id, so a name stays as it is."""
    note_words: tuple[str, ...] = ()

    def looks_at(self) -> Iterator[str]:
        """Questions and vitals it looks at."""
        for condition in self.when.values():
            yield from condition.looks_at()


@dataclass(frozen=True, slots=True)
class Example:
    """A situation written into a rule file, with what must come of it."""

    because: str
    given: Mapping[str, Any]
    expect: str
    expect_question: str | None = None
    says: str = ""
    """Words that the finding must contain, where the level alone does not tell which trigger spoke."""


@dataclass(frozen=True)
class NoteWords:
    """Words that make ktrack ask a question when they stand in a note."""

    question: str
    words: tuple[str, ...]
    as_if: int = 1
    """Until it is answered, judged as if the answer were this, or the lowest above it that fires."""


@dataclass(frozen=True)
class RedFlag:
    """What is watched for: one file."""

    id: str
    title: str
    origin: Origin
    sources: tuple[str, ...]
    why: str
    triggers: tuple[Trigger, ...]
    session_only: bool = False
    notes: tuple[NoteWords, ...] = ()
    """The first one's question is what the red flag is about."""
    reviewed_by: str = ""
    reviewed_on: str = ""
    text: str = field(default="", repr=False, compare=False)
    """The file as written, examples included."""
    inline: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)
    """The table it was read from, when it is part of another file."""

    @property
    def name(self) -> str:
        """The title, where it is not about one symptom. A clinic may have written it."""
        return text.one_line(self.title).removesuffix(": {symptom}")

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Questions and vitals it looks at, each once, in the order of the file."""
        return tuple(dict.fromkeys(key for trigger in self.triggers for key in trigger.looks_at()))

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """Its triggers by question, in the order of the file."""
        return tuple(
            Variant(self, trigger, rank, key, condition, frozenset(condition.looks_at()))
            for rank, trigger in enumerate(self.triggers)
            for key, condition in trigger.when.items()
        )

    @cached_property
    def rests_on(self) -> RestsOn:
        """What decides about it beside the answers near a check-in."""
        conditions = [variant.condition for variant in self.variants]
        found = [leaf for condition in conditions for leaf in leaves(condition)]
        answers = [leaf for leaf in found if isinstance(leaf, Answer)]
        vitals = [leaf for leaf in found if isinstance(leaf, Vital)]
        repeated = any(map(_repeated, conditions)) or any(leaf.times > 1 for leaf in vitals)
        return RestsOn(
            little=not repeated and len({trigger.within_hours for trigger in self.triggers}) == 1,
            timed=tuple(dict.fromkeys(leaf for leaf in found if not isinstance(leaf, (Answer, Vital)))),
            before=frozenset(leaf.key for leaf in answers if leaf.rises_by or leaf.returned or leaf.times > 1),
            across=frozenset(leaf.key for leaf in answers if leaf.across_infusions()),
        )

    def examples(self) -> tuple[Example, ...]:
        """The examples at the end of the file; read only when asked for, since judging needs none of them."""
        file = f"{self.id}.toml"
        fields = clinical_file.read(file, self.text) if self.inline is None else Fields(file, "", self.inline)
        return tuple(_read_example(each) for each in fields.tables("example"))


class Variant(NamedTuple):
    """A trigger, judged for one question; or the whole of it, when it is not judged once per question."""

    red_flag: RedFlag
    trigger: Trigger
    rank: int
    """Place of the trigger in its file: of several at one level, the first one's words are used."""
    key: str
    """The question, or ""."""
    condition: Condition
    looks_at: frozenset[str]
    """Questions and vitals."""


class RestsOn(NamedTuple):
    """What decides about a red flag beside the answers and vitals near a check-in."""

    little: bool
    """Whether that is all: no group of conditions is counted over check-ins."""
    timed: tuple[Condition, ...]
    """Conditions on time and person."""
    before: frozenset[str]
    """Questions whose earlier answers in the infusion count."""
    across: frozenset[str]
    """Questions whose answers in other infusions count."""


def _repeated(condition: Condition) -> bool:
    return isinstance(condition, AtLeast) and (condition.times > 1 or any(map(_repeated, condition.of)))


def _read_example(fields: Fields) -> Example:
    example = Example(
        because=fields.text("because"),
        given=fields.mapping("given"),
        expect=fields.choice("expect", (*LEVELS, "quiet")),
        expect_question=fields.text("expect_question", default="") or None,
        says=fields.text("says", default=""),
    )
    fields.done()
    return example


def leaves(condition: Condition) -> Iterator[Condition]:
    """The conditions a condition is made of, down to those that hold no others."""
    if isinstance(condition, AtLeast):
        for each in condition.of:
            yield from leaves(each)
    else:
        yield condition
