"""A note taken apart into words and marks, each with its place in the note.

Owns case, accents, lookalike letters, apostrophes and contractions. It must not know which words are dangerous.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

from ktrack.escalation.notes import english

FULL_STOP, QUESTION, COMMA, COLON, NEW_LINE, GAP = ".", "?", ",", ":", "\n", "~"
"""GAP is a dash, dots, a bracket or a picture."""
SENTENCE_ENDS = frozenset((FULL_STOP, QUESTION, NEW_LINE))
MARKS = frozenset((COMMA, COLON, GAP))
BORDERS = SENTENCE_ENDS | MARKS

_PIECES = re.compile(
    r"\d+(?:[.,]\d+)+|\bw/o\b|\b(?:ca|do|wo|did|does|is|was|are|were|has|have|had|could|would|should)n t\b"
    r"|\b(?:my|him|her|them)[ -]sel(?:f|ves)\b|[^\W_]+(?:(?:'|\*+)[^\W_]+|;t\b)*"
    r"|(?P<gap>\.{2,}|--+|(?<=\s)-|[()\[\]~|>*])|(?P<end>[.!?;]+)|[,:/&+\n]"
)
_WORDS = re.compile("[a-z]+(?:'[a-z]+)?(?: [a-z]+(?:'[a-z]+)?)*")
_JOINED = frozenset(("t", "self", "selves"))
"""These may belong to the word before: "don t", "my self"."""
_QUOTES = {ord(each): "'" for each in "\u2018\u2019\u201b\u02bc\u00b4\u0060\uff07"}
_DASHES = "\u2012\u2013\u2014\u2015"


def pieces(note: str) -> Iterator[tuple[str, int, int]]:
    """Words and marks with where they begin and end in the note; "can't" is two words at one place."""
    plain, where = _plain(note)
    for found in _PIECES.finditer(plain):
        word = found[0]
        start, end = (where[found.start()], where[found.end() - 1] + 1) if where else found.span()
        if found["gap"]:
            yield GAP, start, end
        elif found["end"]:
            yield (QUESTION if "?" in word else FULL_STOP), start, end
        else:
            for part in _opened(word):
                yield part, start, end


def plain_words(phrase: str) -> Sequence[str]:
    """The words and marks alone."""
    phrase = phrase.lower()
    words = phrase.split(" ")
    # there are thousands of phrases, and most need nothing but cutting at the blanks
    if _WORDS.fullmatch(phrase) and _JOINED.isdisjoint(words):
        if "'" not in phrase and english.OPENED.keys().isdisjoint(words):
            return words
        return [part for word in words for part in _opened(word)]
    return [word for word, _, _ in pieces(phrase)]


def _opened(word: str) -> tuple[str, ...]:
    """Contractions as the words they stand for."""
    known = english.OPENED.get(word)
    if known:
        return known
    if word.isalnum():
        return (word,)
    if word.endswith(("self", "selves")):
        return (re.sub("[ -]", "", word),)
    stem, _, ending = re.sub("[; ]", "'", word).rpartition("'")
    if ending == "t" and stem.endswith("n"):
        return english.OPENED.get(f"{stem}'t", (stem[:-1], "not"))
    if not stem:
        return (word,)
    return (stem, english.ENDINGS[ending]) if ending in english.ENDINGS else (stem.replace("'", "") + ending,)


def _plain(note: str) -> tuple[str, list[int]]:
    """Lower case without accents or anything invisible, and for each character where it stood (if not alike)."""
    if note.isascii():
        return note.lower().replace("`", "'"), []
    plain: list[str] = []
    where: list[int] = []
    for index, character in enumerate(note.translate(_QUOTES)):
        folded = character.lower() if character.isascii() else _folded(character)
        plain.append(folded)
        where.extend([index] * len(folded))
    return "".join(plain), where


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if character in _DASHES or category in ("So", "Cs", "Zl", "Zp"):
        return GAP
    if category in ("Mn", "Me", "Cf"):
        return ""
    opened = unicodedata.normalize("NFKD", character).lower()
    return "".join(each for each in opened if not unicodedata.combining(each))


def until(words: Iterable[str], stops: Collection[str]) -> Iterator[str]:
    """The words up to the first of `stops`."""
    for word in words:
        if word in stops:
            return
        yield word


def back_to(words: Sequence[str], first: int, stops: Collection[str], most: int = 30) -> list[str]:
    """The words before the one at `first`, back to one of `stops`, at most so many."""
    return list(until(words[max(0, first - most) : first][::-1], stops))[::-1]


def ahead(words: Sequence[str], last: int, stops: Collection[str], most: int = 30) -> list[str]:
    """The words after the one at `last`, up to one of `stops`, at most so many."""
    return list(until(words[last + 1 : last + 1 + most], stops))
