"""Whether a note denies what a phrase says: "no chest pain", "my chest does not hurt", "chest pain: none".

Owns what a "no" reaches. It reaches over the few words of `english.LEADS_TO` and through a list ("no nausea,
fainting or chest pain"), never over anything else, and what follows may take it back ("no chest pain until six").
"Not any more" and "stopped" deny nothing: it was there.
"""

from __future__ import annotations

from collections.abc import Sequence

from ktrack.escalation.notes import english
from ktrack.escalation.notes.phrases import Place, Words
from ktrack.escalation.notes.reading import (
    BORDERS,
    COLON,
    COMMA,
    GAP,
    QUESTION,
    SENTENCE_ENDS,
    ahead,
    back_to,
)

_IN_A_LIST = english.LISTED | english.LEADS_TO | {COMMA}


def denied(words: Words, place: Place, *, suicide: bool) -> bool:
    """Whether the phrase at this place is denied, beyond doubt."""
    after = words.text[place.last + 1 : place.last + 13]
    if _denied_before(words.text, place, suicide=suicide) or _denied_within(words.text, place):
        return not _taken_back(after, suicide=suicide)
    return _denied_after(after)


def _denied_before(text: Sequence[str], place: Place, *, suicide: bool) -> bool:
    """A "no" stands before the phrase, and only words that lead from the one to the other between them."""
    to_oneself = suicide and text[place.first] in english.SELF_HARM
    leads_to = english.LEADS_TO_SELF_HARM if to_oneself else english.LEADS_TO
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
    if text[at + 1] == COMMA or (word in english.COUNTS and text[at + 1] in english.HAVING):
        return False
    if at and text[at - 1] in (english.GUESSED if word == "not" else english.LISTED if word == "zero" else ()):
        return False  # "it can't be a heart attack"; "nausea zero chest pain two"
    if listed and not joined and not (comma and word != "not" and _list_goes_on(text, place.last)):
        return False
    return (listed or not comma) and not _denied_twice(text, at)


def _list_goes_on(text: Sequence[str], last: int) -> bool:
    """ "…, fainting or seizures." follows, so that what came before the comma is part of one list."""
    rest = ahead(text, last, SENTENCE_ENDS | {GAP}, 12)
    if "or" not in rest:
        return False
    at = rest.index("or")
    return len(rest) - at <= 4 and _IN_A_LIST.issuperset(rest[:at] + rest[at + 1 :])


def _denied_twice(text: Sequence[str], at: int) -> bool:
    """ "I cannot climb stairs without chest pain" is no denial."""
    earlier = back_to(text, at, BORDERS | english.NEW_CLAUSE, 10)
    others = english.DENIES_A_VERB | ({"no"} if text[at] in english.DENIES_A_VERB else set())
    return not others.isdisjoint(earlier)


def _denied_within(text: Sequence[str], place: Place) -> bool:
    """ "My chest does not hurt", "breathing without any trouble"."""
    between = [index for index in range(place.first, place.last) if index not in place.inside]
    no = [index for index in between if text[index] in english.NEGATORS]
    if len(no) != 1:
        return False
    following = min(index for index in place.inside if index > no[0])
    return english.LEADS_TO.issuperset(text[no[0] + 1 : following])


def _denied_after(after: Sequence[str]) -> bool:
    """ "Chest pain: none", "seizure free", "chest pain did not happen"."""
    if after and after[0] == "free":
        return True
    rest = after[1:] if after and after[0] in (COLON, GAP, QUESTION) else after
    if rest and rest[0] in english.ABSENT:
        return len(rest) == 1 or (rest[1] in BORDERS and rest[1] != QUESTION) or rest[1] == "/"
    return english.DID_NOT_HAPPEN.fullmatch(" ".join(ahead(after, -1, BORDERS))) is not None


def _taken_back(after: Sequence[str], *, suicide: bool) -> bool:
    """What follows a denial says that it was or is there after all, or may be."""
    rest = after[1:] if after and after[0] == COLON else after
    sentence = ahead(rest, -1, SENTENCE_ENDS)
    said = " ".join(sentence)
    if english.TAKES_BACK.match(said) or english.BUT_IT_DID.search(said) or rest[:1] == (QUESTION,):
        return True
    if not english.DOUBTS.isdisjoint(sentence) or (suicide and not english.NOT_YET.isdisjoint(rest[:3])):
        return True
    hint = next((index for index, word in enumerate(sentence) if word in english.HINTS), None)
    before_hint = sentence[:hint] if hint is not None else []
    return not english.SAYS_INSTEAD.isdisjoint(before_hint) and english.NEGATORS.isdisjoint(before_hint)
