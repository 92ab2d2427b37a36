"""Danger words found in a note, however they are spelt.

Owns spelling, missing blanks, and what may stand between the words of a phrase. It must not decide what a phrase
means where it stands.

Every step looks a bounded number of words ahead, so that the time grows with the length of a note and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from ktrack.escalation.notes import english
from ktrack.escalation.notes.reading import BORDERS, COMMA, FULL_STOP, GAP, NEW_LINE, QUESTION, pieces, plain_words

_RUN = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")
_NO_VOWELS = str.maketrans("", "", "aeiou")
_LONGEST_WORD = 16
"""A longer run of letters is no misspelt word; it is only searched for words run together."""
_SHORTEST_JOINED = 7
_WORDS_REMEMBERED = 5000
"""People write with the same few thousand words."""
_MOST_SKIPPED, _WIDEST_GAP, _FARTHEST = 5, 3, 20
"""Words that carry nothing between two of a phrase; words of any kind; words from its first to its last."""
_HER = frozenset(("me", "my"))
_PASSED_OVER = english.LIGHT | {"be"} | english.SKIPPED | _HER | {NEW_LINE, GAP}
_WHOLE = english.LIGHT | english.SAME_AS.keys()
"""Words whose last s is no ending."""
_BREAKS = english.BREAKS_PHRASE | {FULL_STOP, QUESTION}
_ENDS_PHRASE = _BREAKS | english.NEGATORS | BORDERS


FIGURE = ""
"""The name of a manner of speaking; no red flag has it."""


class Words(NamedTuple):
    """A note as words and marks. The lists run in parallel."""

    text: tuple[str, ...]
    """In lower case, spelling mended, contractions opened ("can't" is "can", "not")."""
    keys: tuple[str, ...]
    """What phrases are compared with: "breath" and "breathe" are one."""
    start: tuple[int, ...]
    """Where each begins in the note."""
    end: tuple[int, ...]


class Place(NamedTuple):
    """A phrase found at these words; `inside` is every word that belongs to it."""

    first: int
    last: int
    inside: tuple[int, ...]
    name: str


class _Phrase(NamedTuple):
    name: str
    keys: tuple[str, ...]
    any_order: bool = False
    spare: int = 0


class Phrases:
    """Phrases to be found in notes, each with the name of what it stands for.

    `figures` are manners of speaking: found word for word, under the name FIGURE.
    """

    def __init__(self, named: Iterable[tuple[str, str]], figures: Iterable[str]) -> None:
        self._beginning: dict[str, list[tuple[frozenset[str], _Phrase]]] = {}
        """By a key it may begin with: its other keys, and the phrase. Only for keys that a note held so far."""
        self._holding: dict[str, list[int]] = {}
        """By a word in it: its place in `_named`."""
        self._named: list[tuple[str, Sequence[str]]] = []
        """What each phrase stands for, and its words."""
        self._joined: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        """By five letters: a phrase without blanks, and its words."""
        self._mistyped: dict[str, list[tuple[str, frozenset[str]]]] = {}
        """By the first letter of what was typed: what may be meant, and the letters in it."""
        self._run_together: dict[str, list[tuple[str, frozenset[str]]]] = {}
        """The same for phrases of several words without blanks."""
        self._parts: dict[str, tuple[str, ...]] = {}
        """A phrase without blanks, and its words."""
        self._unjoined: list[tuple[str, Sequence[str]]] = []
        """Phrases that are in none of these three yet."""
        self._sounds: dict[str, str] = {_sound(word): word for word in sorted(english.MISTYPED)}
        self._known: set[str] = {*english.NEGATORS, *english.LEADS_TO, *english.SKIPPED, *english.LISTED}
        for word in sorted(english.MISTYPED):
            for letter in set(word[:2]):
                self._mistyped.setdefault(letter, []).append((word, frozenset(word)))
        self._mend = lru_cache(maxsize=_WORDS_REMEMBERED)(self._mended)
        for name, phrase in named:
            self._add(name, phrase)
        self._known.update(self._holding)
        self._figures: dict[str, list[str]] = {}
        """Manners of speaking by their last word. Only those are read whose last word a note held so far."""
        for figure in figures:
            self._figures.setdefault(_key(figure.rpartition(" ")[2]), []).append(figure)

    def _add(self, name: str, phrase: str) -> None:
        words = plain_words(phrase)
        self._unjoined.append((phrase, words))
        for word in words:
            self._holding.setdefault(word, []).append(len(self._named))
        self._named.append((name, words))

    def _beginning_with(self, key: str) -> list[tuple[frozenset[str], _Phrase]]:
        """The phrases that may begin with a key. There are thousands, and most notes need a few of them."""
        if key not in self._beginning:
            beginning: list[tuple[frozenset[str], _Phrase]] = []
            for place in self._by_key.get(key, ()):
                phrase = _phrase(*self._named[place])
                if key in (phrase.keys if phrase.any_order else phrase.keys[:1]):
                    beginning.append((frozenset(phrase.keys) - {key}, phrase))
            self._beginning[key] = beginning
        return self._beginning[key]

    @cached_property
    def _by_key(self) -> Mapping[str, Sequence[int]]:
        """By a key: the places in `_named` of the phrases that hold it, in order."""
        by_key: dict[str, set[int]] = {}
        for word, places in self._holding.items():
            by_key.setdefault(_key(word), set()).update(places)
        return {key: sorted(places) for key, places in by_key.items()}

    def _join(self) -> None:
        """Makes ready for words without blanks. Only notes with a long word that nobody knows need it."""
        for phrase, words in self._unjoined:
            for spelt in {"".join(words), phrase.lower().replace("'", "").replace(" ", "")}:
                if len(spelt) >= _SHORTEST_JOINED:
                    self._joined.setdefault(spelt[:5], []).append((spelt, tuple(words)))
                    if len(words) > 1:
                        self._run_together.setdefault(spelt[0], []).append((spelt, frozenset(spelt)))
                        self._parts[spelt] = tuple(words)
        self._unjoined.clear()

    def read(self, note: str) -> Words:
        """The note's words, misspellings of dangerous words mended."""
        text: list[str] = []
        start: list[int] = []
        end: list[int] = []
        for typed, begins, ends in pieces(note):
            for word in self._mend(typed):
                if text and (slip := english.SLIPS.get((text[-1], word))):
                    text[-1] = slip
                text.append(word)
                start.append(begins)
                end.append(ends)
        keys = {word: _key(word) for word in set(text)}
        return Words(tuple(text), tuple(keys[word] for word in text), tuple(start), tuple(end))

    def _mended(self, typed: str) -> tuple[str, ...]:
        if len(typed) < 3 or typed in self._known or typed in english.REAL_WORDS:
            return (typed,)
        spellings = _unstretched(typed)
        for spelt in spellings:
            if spelt in self._known:
                return (spelt,)
        if len(typed) >= _SHORTEST_JOINED and (parts := self._parted(typed)):
            return parts
        return (next(filter(None, map(self._nearest, spellings)), typed),)

    def _nearest(self, typed: str) -> str | None:
        if typed in english.ODD_SPELLINGS:
            return english.ODD_SPELLINGS[typed]
        if not 4 <= len(typed) <= _LONGEST_WORD or typed in english.REAL_WORDS:
            return None
        meant = _closest(typed, self._mistyped.get(typed[0], ()))
        if meant is None and len(typed) > 4:
            alike = self._sounds.get(_sound(typed))
            meant = alike if alike and abs(len(alike) - len(typed)) < 3 else None
        return meant

    def _parted(self, typed: str) -> tuple[str, ...]:
        """The words of a phrase that was typed without blanks, and whatever stood around it."""
        self._join()
        for index in range(len(typed) - _SHORTEST_JOINED + 1):
            for spelt, words in self._joined.get(typed[index : index + 5], ()):
                before = typed[:index]
                # "myseizure", but not "benefitting"
                if typed.startswith(spelt, index) and (len(words) > 1 or not before or before in self._known):
                    around = (before, *words, typed[index + len(spelt) :])
                    return tuple(each for each in around if each and each != "s")
        if 8 <= len(typed) <= 2 * _LONGEST_WORD:
            meant = _closest(typed, self._run_together.get(typed[0], ()), most=1)
            return self._parts[meant] if meant else ()
        return ()

    def places(self, words: Words) -> list[Place]:
        """Every phrase found, in the order of the note; none at all when there are only manners of speaking."""
        found = list(self._places(words))
        # most notes hold no phrase, and then nothing is gained from reading a figure
        if found and (last_words := self._figures.keys() & set(words.keys)):
            for figure in [each for key in last_words for each in self._figures[key]]:
                keys = self.read(figure).keys
                self._beginning_with(keys[0]).append((frozenset(keys[1:]) - {keys[0]}, _Phrase(FIGURE, keys)))
            for key in last_words:
                del self._figures[key]
            found = list(self._places(words))
        return found

    def _places(self, words: Words) -> Iterator[Place]:
        for index, key in enumerate(words.keys):
            # what no phrase holds is not remembered
            beginning = self._beginning_with(key) if key in self._by_key or key in self._beginning else ()
            if not beginning:
                continue
            near = set(words.keys[index + 1 : index + 1 + _FARTHEST])
            if "her" in near:
                near |= _HER
            for others, phrase in beginning:
                if others <= near:
                    inside = _any_order(words.keys, index, phrase.keys) if phrase.any_order else None
                    inside = inside or _in_order(words.keys, index, phrase.keys, phrase.spare)
                    if inside:
                        yield Place(index, inside[-1], inside, phrase.name)


def _in_order(keys: Sequence[str], first: int, wanted: Sequence[str], spare: int) -> tuple[int, ...] | None:
    """`spare`: words of any kind that may stand between."""
    if keys[first] != wanted[0]:
        return None
    inside = [first]
    for key in wanted[1:]:
        last = inside[-1]
        for at in range(last + 1, min(last + 2 + _MOST_SKIPPED, len(keys))):
            here = keys[at]
            if here == key or (here == "her" and key in _HER):
                inside.append(at)
                break
            if here not in _PASSED_OVER:
                spare -= 1
                if spare < 0 or here in _ENDS_PHRASE:
                    return None
        if inside[-1] == last:
            return None
    return tuple(inside)


def _any_order(keys: Sequence[str], first: int, phrase: Sequence[str]) -> tuple[int, ...] | None:
    wanted = list(phrase)
    wanted.remove(keys[first])
    inside = [first]
    between, comma = 0, False
    for at in range(first + 1, min(first + 1 + _FARTHEST, len(keys))):
        here = keys[at]
        if here in wanted:
            if comma and between:
                return None  # "back pain, chest clear"
            wanted.remove(here)
            inside.append(at)
            between, comma = 0, False
            if not wanted:
                return tuple(inside)
        elif here == FULL_STOP and at == first + 1 and keys[first] in english.ANCHORS:
            between = _WIDEST_GAP - 1  # "my chest. it hurts"
        elif here in _BREAKS:
            return None
        elif here == COMMA:
            comma = True
        elif here not in _PASSED_OVER:
            between += 1
            if between > _WIDEST_GAP:
                return None
    return None


def _key(word: str) -> str:
    if word in BORDERS:
        return word
    if len(word) > 3 and word[-1] == "s" and word[-2] != "s" and word not in _WHOLE:
        word = word[:-1]
    return english.SAME_AS.get(word, word)


def _phrase(name: str, words: Sequence[str]) -> _Phrase:
    keys = tuple(_key(each) for each in _essential(words))
    loose = 2 <= len(keys) <= 4 and not english.ANCHORS.isdisjoint(keys) and english.IN_ORDER.isdisjoint(keys)
    spare = 2 if len(keys) > 2 and english.NEGATORS.isdisjoint(keys) else 0
    return _Phrase(name, keys, loose, spare)


def _essential(words: Sequence[str]) -> Sequence[str]:
    """Without the words that carry nothing; the last word always stays ("can't go on")."""
    kept: list[str] = []
    for word in reversed(words):
        needed = word not in english.LIGHT or not kept
        if needed and not (word in english.OWN and kept and _key(kept[-1]) in english.ANCHORS):
            kept.append(word)
    return kept[::-1] if len(kept) > 1 else words


def _unstretched(word: str) -> tuple[str, ...]:
    """The word as typed, then with runs of a letter cut to two and to one ("nooo", "chestttt")."""
    return (word, _RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word)) if _RUN.search(word) else (word,)


def _sound(word: str) -> str:
    """The first letter and the consonants, each once where it was doubled: "trubble" sounds like "trouble"."""
    single = _DOUBLED.sub(r"\1", word)
    return single[0] + single[1:].translate(_NO_VOWELS)


def _closest(typed: str, candidates: Iterable[tuple[str, frozenset[str]]], most: int = 2) -> str | None:
    """The word of which this is a slip of the finger; short words allow one letter, longer ones `most`."""
    letters = set(typed)
    best: tuple[int, str] | None = None
    for meant, its_letters in candidates:
        allowed = most if len(meant) > 8 else 1
        if (
            abs(len(typed) - len(meant)) <= allowed
            and len(its_letters - letters) <= allowed
            and len(letters - its_letters) <= allowed
            and (distance := _distance(typed, meant)) <= allowed
        ):
            best = min(best or (distance, meant), (distance, meant))
    return best[1] if best else None


def _distance(typed: str, meant: str) -> int:
    """How many letters must be added, dropped, changed or swapped to get from one to the other.

    Large when they begin differently, other than by a swap or a missing letter.
    """
    if typed[0] != meant[0] and typed[:2] != meant[1::-1] and typed != meant[1:]:
        return _LONGEST_WORD
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, start=1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(meant, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]
