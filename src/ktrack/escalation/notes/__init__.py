"""Reads a note for danger words, so that ktrack can ask about them.

Owns the decision whether a phrase in a note is worth a question: not when it is denied, long past, about
somebody else, only feared or read about, or a manner of speaking. It never decides that something is *not*
happening: a wrong question costs one key, a missed danger may cost a life. So every way out needs words that leave
no doubt, and anything unexpected among them means: ask. It must not draw, store, or choose levels.

`english` and `figures` hold words, `reading` takes a note apart, `phrases` finds danger words in it and `measured`
values; `denials`, `people`, `times` and `hearsay` are the ways out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ktrack.escalation.notes.denials import denied
from ktrack.escalation.notes.figures import figures
from ktrack.escalation.notes.phrases import FIGURE, Phrases, Place, Words
from ktrack.escalation.red_flag import NoteWords
from ktrack.escalation.rulebook import Rulebook
from ktrack.records import Reporter

__all__ = ["Mention", "Reading", "mentions", "readings"]

_SUICIDE = frozenset(("suicidal_thoughts", "suicide_plan"))
_FEAR_COUNTS = _SUICIDE | {"delusions", "hallucinations", "voices_commanding"}
"""Fear of these can be the thing itself: "scared of the people following me"."""
_LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Mention:
    """Words in a note that call for a question."""

    red_flag: str
    question: str
    words: str
    """As the person typed them; cut with "…" after 160 characters."""
    as_if: int = 1
    """The answer that is supposed until there is one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Measured values in a note."""

    vitals: Mapping[str, float]
    words: str
    """As the person typed them."""


def mentions(note: str, rulebook: Rulebook, entered_by: Reporter = "patient") -> tuple[Mention, ...]:
    """What ktrack should ask after reading this note: each question once, in the order of the note. Where words of
    several lists lead to one question, those that tell of more are quoted.

    A companion writes of the patient as "she" or "my husband"; a patient who writes so means somebody else.
    """
    asking, phrases = _asking(rulebook)
    words = phrases.read(note)
    places = phrases.places(words)
    sayings: dict[int, list[Place]] = {}
    for place in places:
        if place.name == FIGURE:
            for index in place.inside:
                sayings.setdefault(index, []).append(place)
    found: dict[tuple[str, str], Mention] = {}
    told: set[str] = set()
    for place in places:
        if place.name == FIGURE or place.name in told:
            continue
        if any(set(place.inside) <= set(saying.inside) for saying in sayings.get(place.first, ())):
            continue
        red_flag, about = asking[place.name]
        if _worth_asking(words, place, about.question, entered_by):
            typed = note[words.start[place.first] : words.end[place.last]]
            quote = typed if len(typed) <= _LONGEST_QUOTE else typed[: _LONGEST_QUOTE - 1] + "…"
            told.add(place.name)
            before = found.get((red_flag, about.question))
            if not before or before.as_if < about.as_if:
                found[red_flag, about.question] = Mention(red_flag, about.question, quote, about.as_if)
    return tuple(found.values())


def readings(note: str, rulebook: Rulebook, entered_by: Reporter = "patient") -> tuple[Reading, ...]:
    """The measured values in this note that may be the patient's own and of now: of each kind the ends."""
    if not any(map(str.isdigit, note)):
        return ()
    from ktrack.escalation.notes.measured import measured  # most notes hold no figures

    words: Words | None = None
    found: dict[tuple[str, ...], list[Reading]] = {}
    for each in measured(note):
        words = words or _asking(rulebook)[1].read(note)
        first, last = bisect_right(words.end, each.start), bisect_left(words.start, each.end) - 1
        place = Place(first, last, tuple(range(first, last + 1)), "")
        if _worth_asking(words, place, next(iter(each.vitals)), entered_by):
            found.setdefault(tuple(each.vitals), []).append(Reading(each.vitals, note[each.start : each.end]))
    # rules look at what is too high or too low, and a long note may name hundreds
    return tuple(end for some in found.values() for end in _ends(some))


def _ends(some: Sequence[Reading]) -> tuple[Reading, ...]:
    def values(reading: Reading) -> tuple[float, ...]:
        return tuple(reading.vitals.values())

    lowest, highest = min(some, key=values), max(some, key=values)
    return (lowest,) if lowest is highest else (lowest, highest)


@lru_cache(maxsize=4)
def _asking(rulebook: Rulebook) -> tuple[Mapping[str, tuple[str, NoteWords]], Phrases]:
    """By name: which red flag asks what. And the phrases that call for it, under these names."""
    asking = {
        f"{each.id} {note.question} {note.as_if}": (each.id, note)
        for each in rulebook.red_flags
        for note in each.notes
    }
    named = [(name, phrase) for name, (_, note) in asking.items() for phrase in note.words]
    return asking, Phrases(named, figures())


def _worth_asking(words: Words, place: Place, question: str, entered_by: Reporter) -> bool:
    text, first, last = words.text, place.first, place.last
    suicide = question in _SUICIDE
    if denied(words, place, suicide=suicide):
        return False
    # their patterns take longer to make ready than most notes to read
    from ktrack.escalation.notes import hearsay, people, times

    if people.somebody_else(text, first, last, entered_by):
        return False
    if times.happening_now(text, first, last):
        return True
    return not (
        times.long_past(text, first, last)
        or (hearsay.only_feared(text, first) and question not in _FEAR_COUNTS)
        or (hearsay.only_spoken_of(text, first, last) and not suicide)
        or hearsay.only_a_story(text, first, last)
    )
