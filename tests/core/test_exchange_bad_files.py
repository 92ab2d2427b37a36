"""A file that is no diary, or not a whole one, is refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ktrack.exchange import write_diary
from ktrack.records import CheckIn, Diary
from tests.core.handmade_files import file, refused
from tests.core.made import START

FILES: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "This file is empty."),
    "blank": (b"\xef\xbb\xbf \n", "This file is empty."),
    "utf-16": (file().decode().encode("utf-16"), "This file is in UTF-16 or UTF-32: save it again as UTF-8."),
    "utf-16 without a mark": (
        file().decode().encode("utf-16-le"),
        "This file is in UTF-16 or UTF-32: save it again as UTF-8.",
    ),
    "latin-1": (
        b'{"format": "ktrack-diary", "note": "m\xfcde"}',
        "This file is not text in UTF-8, from byte 38 on: save it again as UTF-8.",
    ),
    "database": (
        b"SQLite format 3\0" + bytes(100),
        "This is a ktrack database or its backup, not a diary file: use `ktrack restore`.",
    ),
    "list": (b"[]", "This is not a ktrack diary: the file does not hold one object in braces."),
    "two documents": (
        b"{}\n{}",
        "This file is not a diary that can be read: line 2, column 1 is not JSON.",
    ),
    "other format": (b"{}", 'This is not a ktrack diary: "format" is not "ktrack-diary".'),
    "newer": (
        b'{"format": "ktrack-diary", "version": 2, "new_things": []}',
        "This diary was written by a newer ktrack (version 2 of the file): update ktrack.",
    ),
    "version as text": (
        b'{"format": "ktrack-diary", "version": "1"}',
        'This is not a ktrack diary that can be read: "version" is not 1.',
    ),
    "version true": (
        b'{"format": "ktrack-diary", "version": true}',
        'This is not a ktrack diary that can be read: "version" is not 1.',
    ),
    "depth": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "This file is nested too deep to be a diary."),
    "key given twice": (
        b'{"check_ins": [{"at": "x"}, {"at": "x", "answers": {"nausea": 3, "mood": 1, "nausea": 0}}]}',
        "Check_ins 2, answers: nausea is given twice.",
    ),
    "key given twice at the top": (
        b'{"format": "ktrack-diary", "version": 1, "version": 1}',
        "The file: version is given twice.",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_diary_is_refused_in_a_sentence(case: str) -> None:
    data, words = FILES[case]
    assert refused(data) == words


def test_a_file_cut_anywhere_is_refused() -> None:
    whole = write_diary(Diary(check_ins=(CheckIn("a", START, START, note="ä [x]"),)))
    for length in range(len(whole.rstrip()) - 1):
        refused(whole[:length])
    assert refused(whole[: len(whole) // 2]).startswith("This file ends too early, it was cut off")
