"""The red flags as written in `clinical/red_flags/`, read and checked.

Owns what a rule file may contain. A file that says anything else is refused by name and field: a rule that is
silently half understood is worse than none. It must not judge anybody.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

from ktrack.escalation.conditions import Answer, AtLeast, Condition, Vital
from ktrack.escalation.reading import Reader, read_conditions
from ktrack.records import Level

Origin = Literal["sources", "beyond", "clinic"]
LEVELS: tuple[Level, ...] = get_args(Level)
_FOLDERS: tuple[tuple[Origin, str], ...] = (("sources", "from_sources"), ("beyond", "beyond"))
_EXAMPLES = "\n[[example]]"


@dataclass(frozen=True, slots=True)
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
    note_words: tuple[str, ...] = ()
    note_question: str = ""
    reviewed_by: str = ""
    reviewed_on: str = ""
    text: str = field(default="", repr=False, compare=False)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Questions and vitals it looks at, each once, in the order of the file."""
        return tuple(dict.fromkeys(key for trigger in self.triggers for key in trigger.looks_at()))

    def examples(self) -> tuple[Example, ...]:
        """The examples at the end of the file; read only when asked for, since judging needs none of them."""
        reader = Reader(tomllib.loads(self.text), self.id)
        return tuple(_read_example(each) for each in reader.tables("example"))


@dataclass(frozen=True)
class Rulebook:
    """All red flags that are watched for."""

    red_flags: tuple[RedFlag, ...]
    version: str
    hash: str
    """Changes when any word of any rule file changes; twelve hexadecimal digits."""

    @cached_property
    def by_id(self) -> Mapping[str, RedFlag]:
        return {red_flag.id: red_flag for red_flag in self.red_flags}

    @cached_property
    def cross_infusion_keys(self) -> frozenset[str]:
        """Questions whose answers in other infusions matter when a check-in is judged."""
        return frozenset(
            key
            for red_flag in self.red_flags
            for trigger in red_flag.triggers
            for condition in trigger.when.values()
            for key in _across(condition)
        )


@cache
def load_rulebook(clinic: Path | None = None) -> Rulebook:
    """The packaged red flags, and those of the clinic's file when there is one. Raises BadClinicalFile."""
    folder = files("ktrack") / "clinical"
    read: list[RedFlag] = []
    for origin, name in _FOLDERS:
        found = sorted((folder / "red_flags" / name).iterdir(), key=lambda each: each.name)
        for file in found:
            if file.name.endswith(".toml"):
                text = file.read_text("utf-8")
                read.append(read_red_flag(text, origin, name=file.name.removesuffix(".toml")))
    version = tomllib.loads((folder / "rulebook.toml").read_text("utf-8"))["version"]
    assert clinic is None, "a clinic's red flags are read by ktrack.clinic"
    return make_rulebook(tuple(read), version)


def make_rulebook(red_flags: tuple[RedFlag, ...], version: str) -> Rulebook:
    """A rulebook of these red flags; two of one id are refused."""
    seen: set[str] = set()
    for red_flag in red_flags:
        if red_flag.id in seen:
            raise Reader({}, red_flag.id).wrong("id", "is used by two red flags")
        seen.add(red_flag.id)
    digest = hashlib.sha256()
    for red_flag in sorted(red_flags, key=lambda each: each.id):
        digest.update(f"{red_flag.origin}\0{red_flag.text}\0".encode())
    return Rulebook(red_flags, version, digest.hexdigest()[:12])


def read_red_flag(text: str, origin: Origin, *, name: str | None = None) -> RedFlag:
    """One rule file. `name` is the file's own, which must be the red flag's id. Raises BadClinicalFile."""
    try:
        table = tomllib.loads(text.partition(_EXAMPLES)[0])
    except tomllib.TOMLDecodeError as error:
        raise Reader({}, name or "red flag").wrong("file", f"is not TOML: {error}") from None
    reader = Reader(table, name or str(table.get("id", "red flag")))
    reader.only(
        "id", "title", "sources", "why", "review", "session_only", "note_words", "note_question", "trigger"
    )
    red_flag_id = reader.text("id")
    if name is not None and red_flag_id != name:
        raise reader.wrong("id", f"must be the file's name, {name}")
    review = reader.table("review")
    review.only("by", "on")
    red_flag = RedFlag(
        id=red_flag_id,
        title=reader.text("title", longest=80),
        origin=origin,
        sources=reader.words("sources", least=1),
        why=reader.text("why"),
        triggers=tuple(_read_trigger(each) for each in reader.tables("trigger", least=1)),
        session_only=reader.flag("session_only"),
        note_words=reader.words("note_words"),
        note_question=reader.question("note_question", optional=True),
        reviewed_by=review.text("by", default=""),
        reviewed_on=review.text("on", default=""),
        text=text,
    )
    if red_flag.note_words and not red_flag.note_question:
        raise reader.wrong("note_question", "is missing: it says which question the words point to")
    _check_twins(red_flag, reader)
    return red_flag


def check_examples(red_flag: RedFlag) -> None:
    """Refuse a file without an example that fires or without one that stays quiet. Raises BadClinicalFile."""
    reader = Reader({}, red_flag.id)
    expected = {example.expect for example in red_flag.examples()}
    if "quiet" not in expected:
        raise reader.wrong("example", "is missing one that stays quiet")
    if not expected & set(LEVELS):
        raise reader.wrong("example", "is missing one that fires")


def _read_trigger(reader: Reader) -> Trigger:
    reader.only(
        "level", "say", "say_companion", "for_each", "within_hours", "ask", "recheck_minutes",
        "all", "any", "some", "of",
    )  # fmt: skip
    level: Level = reader.choice("level", LEVELS)
    recheck = reader.whole("recheck_minutes", least=1, optional=True)
    if level == "watch" and recheck is None:
        raise reader.wrong("recheck_minutes", "is required on watch")
    each = reader.questions("for_each")
    say = reader.text("say")
    return Trigger(
        level=level,
        say=say,
        say_companion=reader.text("say_companion", default=say),
        when={key: read_conditions(reader, key) for key in each or ("",)},
        within_hours=reader.number("within_hours", least=0, default=4),
        ask=reader.questions("ask"),
        recheck_minutes=recheck,
    )


def _read_example(reader: Reader) -> Example:
    reader.only("because", "given", "expect", "expect_question")
    return Example(
        because=reader.text("because"),
        given=reader.table("given").values,
        expect=reader.choice("expect", (*LEVELS, "quiet")),
        expect_question=reader.question("expect_question", optional=True) or None,
    )


def _check_twins(red_flag: RedFlag, reader: Reader) -> None:
    """A trigger for what is over needs one at the same or a higher level for what is still there."""
    for over, level in _answers(red_flag, still_present=False):
        twins = (
            LEVELS.index(at) <= LEVELS.index(level)
            for twin, at in _answers(red_flag, still_present=True)
            if twin.key == over.key and twin.at_least <= over.at_least
        )
        if not any(twins):
            raise reader.wrong("still_present", f"= false on {over.key} needs a twin with true, as high or higher")


def _answers(red_flag: RedFlag, *, still_present: bool) -> Iterator[tuple[Answer, Level]]:
    for trigger in red_flag.triggers:
        for condition in trigger.when.values():
            for leaf in leaves(condition):
                if isinstance(leaf, Answer) and leaf.still_present is still_present:
                    yield leaf, trigger.level


def leaves(condition: Condition) -> Iterator[Condition]:
    """The conditions a condition is made of, down to those that hold no others."""
    if isinstance(condition, AtLeast):
        for each in condition.of:
            yield from leaves(each)
    else:
        yield condition


def _across(condition: Condition) -> Iterator[str]:
    for leaf in leaves(condition):
        if isinstance(leaf, (Answer, Vital)) and leaf.across_infusions():
            yield leaf.key
