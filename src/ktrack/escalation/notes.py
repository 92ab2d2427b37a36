"""Reads a note for danger words, so that ktrack can ask about them.

Owns the decision whether a phrase in a note is worth a question: not when it is denied, long past, about
somebody else, only feared, or a manner of speaking. It never decides that something is *not* happening: a wrong
question costs one key, a missed danger may cost a life. So every way out needs words that leave no doubt, and
anything unexpected among them means: ask. It must not draw, store, or choose levels.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ktrack.escalation import note_elsewhere as elsewhere
from ktrack.escalation import note_language as english
from ktrack.escalation.note_words import (
    BORDERS,
    COLON,
    COMMA,
    GAP,
    QUESTION,
    SENTENCE_ENDS,
    Phrases,
    Place,
    Words,
)
from ktrack.escalation.rulebook import Rulebook
from ktrack.records import Reporter

_FIGURE = ""
"""Stands for a manner of speaking among the red flags."""
_SUICIDE = "suicidal_thoughts"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words in a note that call for a question."""

    red_flag: str
    question: str
    words: str
    """As the person typed them."""


def mentions(note: str, rulebook: Rulebook, entered_by: Reporter = "patient") -> tuple[Mention, ...]:
    """What ktrack should ask about after reading this note: each red flag once, in the order of the note.

    A companion writes of the patient as "she" or "my husband"; a patient who writes so means somebody else.
    """
    questions = {each.id: each.note_question for each in rulebook.red_flags}
    phrases = _phrases(tuple((each.id, each.note_words) for each in rulebook.red_flags if each.note_words))
    words = phrases.read(note)
    places = list(phrases.places(words))
    figures: dict[int, list[Place]] = {}
    for place in places:
        if place.name == _FIGURE:
            for index in place.inside:
                figures.setdefault(index, []).append(place)
    found: dict[str, Mention] = {}
    for place in places:
        if place.name == _FIGURE or place.name in found:
            continue
        if any(set(place.inside) <= set(figure.inside) for figure in figures.get(place.first, ())):
            continue
        if _leaves_doubt(words, place, questions[place.name], entered_by):
            typed = note[words.start[place.first] : words.end[place.last]]
            found[place.name] = Mention(place.name, questions[place.name], typed)
    return tuple(found.values())


@lru_cache(maxsize=4)
def _phrases(red_flags: tuple[tuple[str, tuple[str, ...]], ...]) -> Phrases:
    named = [(red_flag, phrase) for red_flag, phrases in red_flags for phrase in phrases]
    return Phrases([*named, *((_FIGURE, phrase) for phrase in english.FIGURES)])


def _leaves_doubt(words: Words, place: Place, question: str, entered_by: Reporter) -> bool:
    text, first, last = words.text, place.first, place.last
    if _denied(words, place, question) or elsewhere.somebody_else(text, first, last, entered_by):
        return False
    if elsewhere.happening_now(text, first, last):
        return True
    return not (
        elsewhere.long_past(text, first, last)
        or (question != _SUICIDE and elsewhere.only_feared(text, first))
        or elsewhere.only_spoken_of(text, first, last)
    )


def _until(words: Sequence[str], stops: Collection[str]) -> Iterator[str]:
    for word in words:
        if word in stops:
            return
        yield word


# ---------------------------------------------------------------- denied


def _denied(words: Words, place: Place, question: str) -> bool:
    after = words.text[place.last + 1 : place.last + 13]
    denied = _denied_before(words, place, question) or _denied_within(words, place)
    if denied:
        return not _taken_back(after, question)
    return _denied_after(after)


def _denied_before(words: Words, place: Place, question: str) -> bool:
    """A "no" stands before the phrase, and only words that lead from the one to the other between them."""
    text = words.text
    self_harm = question == _SUICIDE and text[place.first] in english.SELF_HARM
    leads_to = english.LEADS_TO_SELF_HARM if self_harm else english.LEADS_TO
    listed = joined = comma = verb = False
    for at in range(place.first - 1, max(-1, place.first - 20), -1):
        word = text[at]
        if word in english.NEGATORS:
            break
        if word in ("or", "/"):
            if comma and text[at + 1] != COMMA:
                return False  # "no nausea or vomiting, chest pain": the list ended at the comma
            joined = True
        elif word == COMMA:
            if verb:
                return False
            comma = True
        elif word in english.LISTED:
            listed = True
        elif word in leads_to:
            verb = verb or word in english.VERBS
        elif not (word == "i" and at and text[at - 1] in english.VERBS):
            return False
    else:
        return False
    if text[at + 1] == COMMA or (word == "not" and at and text[at - 1] in english.DOUBTED_NOT):
        return False
    if listed and not joined and not (comma and word != "not" and _list_goes_on(text, place.last + 1)):
        return False
    if comma and not listed:
        return False
    return not _denied_twice(text, at)


def _list_goes_on(text: Sequence[str], at: int) -> bool:
    """ "…, fainting or seizures." follows, so that what came before the comma is part of one list."""
    rest = list(_until(text[at : at + 12], SENTENCE_ENDS | {GAP}))
    if "or" not in rest:
        return False
    last = rest.index("or")
    words = [*rest[:last], *rest[last + 1 :]]
    return len(rest) - last <= 4 and all(each in english.LISTED | english.LEADS_TO | {COMMA} for each in words)


def _denied_twice(text: Sequence[str], at: int) -> bool:
    """ "I cannot climb stairs without chest pain" is no denial."""
    earlier = _until(text[max(0, at - 10) : at][::-1], BORDERS | english.NEW_CLAUSE)
    others = english.DENIES_A_VERB | ({"no"} if text[at] in english.DENIES_A_VERB else set())
    return any(word in others for word in earlier)


def _denied_within(words: Words, place: Place) -> bool:
    """ "My chest does not hurt", "breathing without any trouble"."""
    between = [index for index in range(place.first, place.last) if index not in place.inside]
    no = [index for index in between if words.text[index] in english.NEGATORS]
    if len(no) != 1:
        return False
    following = [index for index in between if index > no[0] and index < min(i for i in place.inside if i > no[0])]
    return all(words.text[index] in english.LEADS_TO for index in following)


def _denied_after(after: Sequence[str]) -> bool:
    """ "Chest pain: none", "seizure free", "chest pain did not come on"."""
    if after and after[0] == "free":
        return True
    rest = after[1:] if after and after[0] in (COLON, GAP, QUESTION, COMMA) else after
    if rest and rest[0] in english.ABSENT:
        return len(rest) == 1 or rest[1] in BORDERS or rest[1] == "/"
    said = " ".join(_until(after, BORDERS))
    return english.DID_NOT_HAPPEN.fullmatch(said) is not None


def _taken_back(after: Sequence[str], question: str) -> bool:
    """What follows a denial says that it was or is there after all."""
    rest = after[1:] if after and after[0] == COLON else after
    said = " ".join(rest[:3]) + " "
    if any(said.startswith(each + " ") for each in english.UNSAYS_NO):
        return True
    if (question == _SUICIDE and not english.NOT_YET.isdisjoint(rest[:3])) or rest[:1] == (QUESTION,):
        return True
    sentence = list(_until(rest, SENTENCE_ENDS))
    if not english.DOUBTS.isdisjoint(sentence) or english.BUT_IT_DID.search(" ".join(sentence)):
        return True
    hint = next((index for index, word in enumerate(sentence) if word in english.HINTS), None)
    before_hint = sentence[:hint] if hint is not None else []
    return not english.SAYS_INSTEAD.isdisjoint(before_hint) and english.NEGATORS.isdisjoint(before_hint)
