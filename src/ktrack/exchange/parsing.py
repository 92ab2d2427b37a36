"""Bytes of a file to one JSON object, refusing everything that JSON readers usually let pass.

Owns encodings, cut files, depth, repeated keys. It must not know what a diary is, beyond telling another kind of
file from one.
"""

from __future__ import annotations

import codecs
import json
import math
from typing import Any

from ktrack.exchange.problems import BadDiary, Part, at, quoted

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes. Twenty years of ten check-ins a week are about 8 MB."""

_LONGEST_NUMBER = 20
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def parse(data: bytes) -> dict[str, Any]:
    """The one JSON object in `data` (UTF-8, with or without a mark at its start).

    NaN, Infinity and numbers too long to read come back as floats that no range accepts, so that the place can be
    named by whoever looks at them. Raises BadDiary.
    """
    if len(data) > LARGEST_FILE:
        raise BadDiary(f"This file is larger than {LARGEST_FILE // 1024 // 1024} MB, too large for a diary.")
    text = _decoded(data)
    if not text.strip():
        raise BadDiary("This file is empty.")
    seen = _Keys()
    try:
        found = json.loads(text, object_pairs_hook=seen.collect, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise _not_json(text, error) from None
    except RecursionError:
        raise BadDiary("This file is nested too deep to be a diary.") from None
    if not isinstance(found, dict):
        raise BadDiary("This is not a ktrack diary: the file does not hold one object in braces.")
    if seen.repeated:
        place, key = _find_repeated(found)
        raise at(place or ["The file"], f"{quoted(key)} is given twice")
    return found


def _decoded(data: bytes) -> str:
    if data.startswith(b"SQLite format 3\0"):
        raise BadDiary("This is a ktrack database or its backup, not a diary file: use `ktrack restore`.")
    if data.startswith(_WIDE) or b"\0" in data[:4]:
        raise BadDiary("This file is in UTF-16 or UTF-32: save it again as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadDiary(
            f"This file is not text in UTF-8, from byte {error.start + 1} on: save it again as UTF-8."
        ) from None


def _whole(digits: str) -> float:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else math.inf


def _not_json(text: str, error: json.JSONDecodeError) -> BadDiary:
    # an open string is reported where it starts
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return BadDiary(
            f"This file ends too early, it was cut off: what starts in line {error.lineno} never ends. "
            "Copy or export it again."
        )
    return BadDiary(
        f"This file is not a diary that can be read: line {error.lineno}, column {error.colno} is not JSON."
    )


class _RepeatedKey(dict[str, Any]):
    key = ""


class _Keys:
    """Watches for a key given twice in one object, where JSON readers keep the last one and say nothing."""

    def __init__(self) -> None:
        self.repeated = False

    def collect(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        # where it stands is only known once the whole file is read
        self.repeated = True
        marked = _RepeatedKey(found)
        known: set[str] = set()
        for marked.key, _ in pairs:
            if marked.key in known:
                break
            known.add(marked.key)
        return marked


def _find_repeated(found: Any) -> tuple[list[Part], str]:
    """Where the first repeated key is, without recursion: this may be anybody's file."""
    waiting: list[tuple[list[Part], Any]] = [([], found)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, _RepeatedKey):
            return place, value.key
        if isinstance(value, dict):
            waiting += [([*place, quoted(key)], each) for key, each in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [([*place, index], each) for index, each in reversed(list(enumerate(value)))]
    raise AssertionError("a repeated key was seen while reading")
