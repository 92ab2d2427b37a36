"""What the person wrote, and which answers or measured values it may stand for.

Owns which words of a check-in are read, and what is supposed until they are asked about: the lowest answer that
fires, or the value that was written. It must not judge: `findings` does, by the rules that an answer has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ktrack.escalation.notes import mentions, readings
from ktrack.escalation.red_flag import Variant
from ktrack.escalation.rulebook import Rulebook
from ktrack.questions import questions
from ktrack.records import CheckIn


@dataclass(frozen=True, slots=True)
class Written:
    """Words that one red flag may be about."""

    variants: Sequence[Variant]
    """What of the red flag looks at it."""
    supposed: Sequence[CheckIn]
    """The check-in as it might have been answered. The first that fires counts."""
    key: str
    """The question, or the first of the vital signs."""
    words: str
    reminder: str
    """What the person is reminded of."""
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """For each vital sign that is supposed as well: the first one that was written with it, and the words."""
    measured: bool = False
    """Whether it is about these values, which count together with the answers; danger words are quoted alone."""


def written(check_in: CheckIn, rulebook: Rulebook) -> Iterator[Written]:
    """Danger words until the question they point to is answered, and values until they are entered as measured."""
    for typed, reminder in _texts(check_in):
        measured = check_in
        values: dict[str, tuple[str, str]] = {}
        for reading in readings(typed, rulebook, check_in.entered_by):
            new = {key: value for key, value in reading.vitals.items() if key not in check_in.vitals}
            if new:
                own = dict.fromkeys(new, (next(iter(new)), reading.words))
                alone = replace(check_in, vitals={**check_in.vitals, **new})
                yield from _about(rulebook, alone, own, reminder.format(words=reading.words))
                measured = replace(measured, vitals={**measured.vitals, **new})
                values |= own
        for mention in mentions(typed, rulebook, check_in.entered_by):
            key = mention.question
            if key not in check_in.answers:
                answers = range(mention.as_if, (questions()[key].highest or 0) + 1)
                supposed = [replace(measured, answers={**check_in.answers, key: value}) for value in answers]
                variants = rulebook.by_id[mention.red_flag].variants
                about = tuple(variant for variant in variants if key in variant.looks_at)
                yield Written(about, supposed, key, mention.words, reminder.format(words=mention.words), values)


def contradicted(check_in: CheckIn, rulebook: Rulebook) -> Mapping[str, str]:
    """The questions answered with none although words of the check-in tell of it, and what reminds of the words.

    The answer counts, since it was given to the very question. But it may be older than the words: whoever shows
    the check-in asks which of the two is right.
    """
    found: dict[str, str] = {}
    # where the words cannot be read, judging says so, and this must not stand in the way of it
    with suppress(Exception):
        for typed, reminder in _texts(check_in):
            for mention in mentions(typed, rulebook, check_in.entered_by):
                if check_in.answers.get(mention.question) == 0:
                    found.setdefault(mention.question, reminder.format(words=mention.words))
    return found


def _about(
    rulebook: Rulebook, supposed: CheckIn, values: Mapping[str, tuple[str, str]], reminder: str
) -> Iterator[Written]:
    """The same values for every red flag that looks at them."""
    key, words = next(iter(values.values()))
    for red_flag in rulebook.red_flags:
        about = tuple(variant for variant in red_flag.variants if not variant.looks_at.isdisjoint(values))
        if about:
            yield Written(about, [supposed], key, words, reminder, values, measured=True)


def _texts(check_in: CheckIn) -> Iterator[tuple[str, str]]:
    if check_in.note:
        yield check_in.note, 'Your note says "{words}".'
    for medicine in check_in.medicines:
        # whoever is unwell may type what is wrong into the line that happens to be asked
        for typed in filter(None, (medicine.name, medicine.dose)):
            yield typed, 'Under medicines you wrote "{words}".'
