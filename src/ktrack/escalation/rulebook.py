"""The red flags as written in `clinical/red_flags/`, read and checked.

Owns what a rule file may contain. A file that says anything else is refused by name and field: a rule that is
silently half understood is worse than none. It must not judge anybody.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, cast

from ktrack import clinical_file
from ktrack.clinical_file import BadClinicalFile, Fields
from ktrack.escalation.conditions import Answer, Condition, Vital
from ktrack.escalation.reading import question_keys, read_conditions
from ktrack.escalation.red_flag import LEVELS, NoteWords, Origin, RedFlag, Trigger, Variant, leaves
from ktrack.questions import questions
from ktrack.records import CheckIn, Level

_FOLDERS: tuple[tuple[Origin, str], ...] = (("sources", "from_sources"), ("beyond", "beyond"))
_EXAMPLES = "\n[[example]]"
_TITLE = 60


@dataclass(frozen=True)
class Rulebook:
    """All red flags that are watched for."""

    red_flags: tuple[RedFlag, ...]
    version: str
    hash: str
    """Changes when any word of any rule file changes; twelve hexadecimal digits."""

    def __hash__(self) -> int:
        return hash(self.hash)

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

    def touched_by(self, check_in: CheckIn) -> list[Variant]:
        """What may rest on a check-in's own answers and vitals, in the order of the rulebook."""
        places: set[int] = set()
        for key, value in check_in.answers.items():
            if value:
                places.update([place for least, place in self._by_answer.get(key, ()) if value >= least])
        for key in check_in.vitals:
            places.update([place for _, place in self._by_answer.get(key, ())])
        return [self._variants[place] for place in sorted(places)]

    @cached_property
    def _variants(self) -> tuple[Variant, ...]:
        return tuple(variant for red_flag in self.red_flags for variant in red_flag.variants)

    @cached_property
    def _by_answer(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """By question or vital: from which answer on it counts (0 for vitals), and where in `_variants`."""
        found: dict[str, list[tuple[int, int]]] = {}
        for place, variant in enumerate(self._variants):
            for leaf in leaves(variant.condition):
                if isinstance(leaf, Answer):
                    found.setdefault(leaf.key, []).append((leaf.at_least, place))
                elif isinstance(leaf, Vital):
                    found.setdefault(leaf.key, []).append((0, place))
        return found


@cache
def load_rulebook() -> Rulebook:
    """The red flags that come with ktrack. Raises BadClinicalFile."""
    folder = files("ktrack") / "clinical" / "red_flags"
    read: list[RedFlag] = []
    for origin, name in _FOLDERS:
        for file in sorted((folder / name).iterdir(), key=lambda each: each.name):
            if file.name.endswith(".toml"):
                read.append(read_red_flag(file.read_text("utf-8"), origin, name=file.name.removesuffix(".toml")))
    version = clinical_file.read("rulebook.toml", clinical_file.packaged("rulebook.toml")).text("version")
    return make_rulebook(tuple(read), version)


def make_rulebook(red_flags: tuple[RedFlag, ...], version: str) -> Rulebook:
    """A rulebook of these red flags; two of one id are refused."""
    seen: set[str] = set()
    for red_flag in red_flags:
        if red_flag.id in seen:
            raise BadClinicalFile(f"{red_flag.id}.toml", "id", "is used by two red flags")
        seen.add(red_flag.id)
    digest = hashlib.sha256()
    for red_flag in sorted(red_flags, key=lambda each: each.id):
        digest.update(f"{red_flag.origin}\0{red_flag.text}\0".encode())
    return Rulebook(red_flags, version, digest.hexdigest()[:12])


def read_red_flag(text: str, origin: Origin, *, name: str | None = None) -> RedFlag:
    """One rule file. `name` is the file's own, which must be the red flag's id. Raises BadClinicalFile.

    The examples stand last in a file and are not read here: judging needs none of them.
    """
    file = f"{name or 'red flag'}.toml"
    red_flag = _read(clinical_file.read(file, text.partition(_EXAMPLES)[0]), origin, text)
    if name is not None and red_flag.id != name:
        raise BadClinicalFile(file, "id", f"must be the file's name, {name}")
    return red_flag


def red_flag_of(table: Mapping[str, Any], origin: Origin, file: str) -> RedFlag:
    """A red flag written as a table inside another file, examples and all. Raises BadClinicalFile."""
    judged = {name: value for name, value in table.items() if name != "example"}
    text = json.dumps(table, sort_keys=True, default=str)
    red_flag = _read(Fields(file, "red_flag", judged), origin, text)
    return replace(red_flag, inline=table)


def _read(fields: Fields, origin: Origin, text: str) -> RedFlag:
    review = fields.table("review") if fields.has("review") else Fields(fields.file, "review", {})
    red_flag = RedFlag(
        id=fields.text("id"),
        title=fields.text("title"),
        origin=origin,
        sources=fields.texts("sources"),
        why=fields.prose("why"),
        triggers=tuple(_read_trigger(each) for each in fields.tables("trigger")),
        session_only=fields.yes_no("session_only", default=False),
        reviewed_by=review.text("by", default=""),
        reviewed_on=review.text("on", default=""),
        text=text,
    )
    red_flag = replace(red_flag, notes=tuple(_read_notes(fields, red_flag)))
    fields.done()
    review.done()
    if not red_flag.triggers:
        raise fields.wrong("trigger", "is missing: the file says nothing to watch for")
    if len(red_flag.title) > _TITLE:
        raise fields.wrong("title", f"is longer than {_TITLE} characters")
    _check_twins(red_flag, fields)
    return red_flag


def _read_notes(fields: Fields, red_flag: RedFlag) -> Iterator[NoteWords]:
    """`note_words` with their `note_question`, a `[[note]]` for each further question, and those of triggers.

    Without a question they point to the first answer that the file, or the trigger, looks at.
    """
    words = fields.texts("note_words", default=())
    question = fields.text("note_question", default="")
    if words or question:
        first = next(_looked_at(red_flag.triggers), None)
        question = question or (first.key if first else "")
        yield _note_words(fields, "note_question", question, words, 1)
    for trigger in red_flag.triggers:
        first = next(_looked_at((trigger,)), None)
        if trigger.note_words:
            question, as_if = (first.key, first.at_least) if first else ("", 1)
            yield _note_words(fields, "note_words", question, trigger.note_words, as_if)
    for each in fields.tables("note"):
        as_if = each.whole("as_if") if each.has("as_if") else 1
        yield _note_words(each, "question", each.text("question"), each.texts("words"), as_if)
        each.done()


def _looked_at(triggers: Iterable[Trigger]) -> Iterator[Answer]:
    for trigger in triggers:
        for condition in trigger.when.values():
            yield from (leaf for leaf in leaves(condition) if isinstance(leaf, Answer))


def _note_words(fields: Fields, name: str, question: str, words: tuple[str, ...], as_if: int) -> NoteWords:
    known = questions().get(question)
    if known is None or known.highest is None or not words:
        raise fields.wrong(name, "must be a question that can be answered, with the words that point to it")
    if not 1 <= as_if <= known.highest:
        raise fields.wrong("as_if", f"is off the scale of {question}, which ends at {known.highest}")
    return NoteWords(question, words, as_if)


def check_examples(red_flag: RedFlag) -> None:
    """Refuse a file without an example that fires or without one that stays quiet. Raises BadClinicalFile."""
    expected = {example.expect for example in red_flag.examples()}
    if "quiet" not in expected or not expected & set(LEVELS):
        raise BadClinicalFile(f"{red_flag.id}.toml", "example", "needs one that fires and one that stays quiet")


def _read_trigger(fields: Fields) -> Trigger:
    level = cast(Level, fields.choice("level", LEVELS))
    recheck = fields.whole("recheck_minutes") if fields.has("recheck_minutes") else None
    if (recheck is None and level == "watch") or (recheck is not None and recheck < 1):
        raise fields.wrong("recheck_minutes", "is required on watch, and must be 1 or more")
    each = question_keys(fields, "for_each")
    say = fields.text("say")
    conditions = fields.copies(len(each) or 1, ("all", "any", "some", "of", "times"))
    trigger = Trigger(
        level=level,
        say=say,
        say_companion=fields.text("say_companion", default=say),
        when={key: read_conditions(copy, key) for key, copy in zip(each or ("",), conditions, strict=True)},
        within_hours=fields.number("within_hours", default=4),
        ask=question_keys(fields, "ask"),
        recheck_minutes=recheck,
        step=fields.text("step", default=""),
        note_words=fields.texts("note_words", default=()),
    )
    for copy in conditions:
        copy.done()
    fields.done()
    return trigger


def _check_twins(red_flag: RedFlag, fields: Fields) -> None:
    """A trigger for what is over needs one at the same or a higher level for what is still there."""
    for over, level in _answers(red_flag, still_present=False):
        twins = (
            LEVELS.index(at) <= LEVELS.index(level)
            for twin, at in _answers(red_flag, still_present=True)
            if twin.key == over.key and twin.at_least <= over.at_least
        )
        if not any(twins):
            raise fields.wrong("still_present", f"= false on {over.key} needs a twin with true, as high or higher")


def _answers(red_flag: RedFlag, *, still_present: bool) -> Iterator[tuple[Answer, Level]]:
    for trigger in red_flag.triggers:
        for condition in trigger.when.values():
            for leaf in leaves(condition):
                if isinstance(leaf, Answer) and leaf.still_present is still_present:
                    yield leaf, trigger.level


def _across(condition: Condition) -> Iterator[str]:
    for leaf in leaves(condition):
        if isinstance(leaf, (Answer, Vital)) and leaf.across_infusions():
            yield leaf.key
