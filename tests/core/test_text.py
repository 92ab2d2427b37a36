"""Text is kept whole, can be stored, and cannot command a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktrack.text import NOTE_LIMIT, changed_characters, clean, is_blank, one_line, shown
from tests.hostile import HostileText, hostile_notes, hostile_texts, leaks

# everything Python can hold in a str, lone surrogates and controls often
any_text = st.text(st.characters() | st.sampled_from("\r\n\t\0\x1b\x7f\x85\x9b\ud800\udfff\u202e\u2066\U000e0041"))
controls = [chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if chr(code) not in "\t\n\r"]

quick = settings(deadline=None, max_examples=200)


@quick
@given(any_text)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert shown(shown(text)) == shown(text)
    assert one_line(one_line(text)) == one_line(text)


@quick
@given(any_text)
def test_nothing_is_lost_but_controls(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = clean(text)
    assert len(cleaned) == len(lines)
    changed = [old for old, new in zip(lines, cleaned, strict=True) if old != new]
    assert all(old in controls or "\ud800" <= old <= "\udfff" for old in changed)
    assert changed_characters(text) == len(changed)
    assert changed_characters(cleaned) == 0


@quick
@given(any_text)
def test_what_is_cleaned_can_be_stored_and_what_is_shown_commands_nothing(text: str) -> None:
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)
    assert leaks(shown(text)) == set()
    assert leaks(one_line(text)) == set()
    assert len(one_line(text).splitlines()) <= 1
    assert "\t" not in one_line(text)


@quick
@given(any_text)
def test_blank_is_judged_alike_before_and_after_cleaning(text: str) -> None:
    assert is_blank(text) == is_blank(clean(text))


@pytest.mark.parametrize("hostile", hostile_texts(), ids=str)
def test_a_hostile_text_is_harmless_and_its_words_stay(hostile: HostileText) -> None:
    for drawn in (shown(hostile.text), one_line(hostile.text)):
        assert leaks(drawn) == set()
        assert [word for word in hostile.keep if word not in drawn] == []


def test_the_kit_is_large_and_does_harm_unless_cleaned() -> None:
    entries = hostile_texts()
    assert len(entries) >= 120
    assert len({entry.id for entry in entries}) == len(entries)
    assert len(hostile_notes()) >= 110
    for category in ("ansi", "osc", "c1", "nul", "surrogates", "bidi"):
        assert any(leaks(entry.text) for entry in hostile_texts(category)), category


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x1b[31mb", "a\u241b[31mb"),
        ("a\0b", "a\u2400b"),
        ("a\x7fb", "a\u2421b"),
        ("a\x9bb\x85c", "a\ufffdb\ufffdc"),
        ("a\ud83d b", "a\ufffd b"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x0bb\x0cc", "a\u240bb\u240cc"),
        ("  two blanks \t\n", "  two blanks \t\n"),
        ("\u0635\u062f\u0627\u0639 \U0001f468\u200d\U0001f469 n\u0303 \ue000", None),
        ("\u202e05\u202c", None),
        ("x" * (NOTE_LIMIT + 1), None),
    ],
)
def test_what_is_kept_of(typed: str, kept: str | None) -> None:
    assert clean(typed) == (typed if kept is None else kept)


def test_shown_uncovers_what_turns_or_hides_words() -> None:
    assert shown("took \u202e05\u202c mg") == "took \ufffd05\ufffd mg"
    assert shown("\u2067a\u2069") == "\ufffda\ufffd"
    assert shown("a\U000e0062\U000e0063") == "a\ufffd\ufffd"


def test_shown_leaves_what_honest_scripts_need() -> None:
    words = "\u05d0\u200f \u200e\u0645\u06cc\u200c\u062e \U0001f468\u200d\U0001f469"
    assert shown(words) == words
    assert shown("a\n\tb") == "a\n\tb"


def test_one_line_joins_lines_with_a_blank() -> None:
    assert one_line("a\r\nb\tc\u2028d\u2029e") == "a b c d e"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n\t\r\n", "\u00a0\u3000", "\u200b\u200c\u200d\u2060\ufeff", "\u3164\u115f\u2800",
        "\u202e\u2069", "\ufe0f\u034f",
    ],
)  # fmt: skip
def test_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", ".", " a ", "\u200ba", "\0", "\x1b", "\ud800", "\u0301", "\u4e00"])
def test_not_blank(text: str) -> None:
    assert not is_blank(text)


def test_changed_characters_counts_signs_and_not_line_ends() -> None:
    assert changed_characters("a\r\nb\rc\n\t") == 0
    assert changed_characters("\0a\x1b\x9b\ud800") == 4
