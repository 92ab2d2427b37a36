"""A1, A2, A3, A10, A12, B5, E2 and E4: every hostile text through every way in and out of the program."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from textual.widgets import Static

from ktrack import text
from ktrack.cli import program, typed
from ktrack.exchange import import_diary, write_diary
from ktrack.export import html, md, pdf, txt
from ktrack.records import Flag
from ktrack.tracker import BadEntry, Tracker
from ktrack.tui.screens.alert import AlertScreen
from ktrack.tui.screens.entry import EntryScreen
from ktrack.tui.screens.history import HistoryScreen
from tests.faults import homes, hostile_diary
from tests.faults.hostile_diary import Bundle, bundles, opened, short
from tests.hostile import hostile_texts, leaks
from tests.tui.at_screen import Seen, running

pytestmark = pytest.mark.long  # together they take a minute

NOTES = bundles()
SHORT = short()


def squeezed(words: str) -> str:
    """Without white space: where a line is folded does not matter."""
    return "".join(words.split())


def lost(bundle: Bundle, seen: str) -> list[str]:
    """Words that are not there."""
    there = squeezed(seen)
    return [word for word in bundle.keep if squeezed(text.one_line(word)) not in there]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The diary with all of it."""
    place = homes.new_place()
    hostile_diary.fill(place / "home", [each.text for each in NOTES], [each.text for each in SHORT])
    yield place / "home"


@pytest.fixture
def tracker(home: Path) -> Iterator[Tracker]:
    with opened(home) as found:
        yield found


# ways in


class _Piped:
    """Standard input with these bytes in it."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)

    def isatty(self) -> bool:
        return False


def test_a2_a_note_from_a_pipe_is_the_text_made_storable(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = []
    for entry in hostile_texts():
        monkeypatch.setattr(sys, "stdin", _Piped(entry.text.encode("utf-8", "surrogatepass")))
        note = typed.note("--note", "-")
        blank = text.is_blank(entry.text)
        whole = note is not None and (blank or not lost(Bundle("", entry.keep), note))
        if not whole or leaks(note or "") - _DIRECTIONS or (blank and note) or text.clean(note or "") != note:
            wrong.append(entry.id)
    assert wrong == []


_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xE0000, 0xE0080))
_DIRECTIONS = {f"U+{code:04X}" for code in _TURNING}
"""Kept in the diary, and made visible only on the way out."""


def test_a3_texts_that_are_too_long_are_refused_with_both_lengths(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as tracker:
        for entry in hostile_texts():
            if len(entry.text) > text.NOTE_LIMIT:
                with pytest.raises(BadEntry, match=r"4.?000"):
                    tracker.check_in(homes.check_in(tracker, hostile_diary.NOW, entry.text))
        assert tracker.check_ins() == ()


def test_a1_b5_an_import_keeps_every_text_and_saving_keeps_the_same(tracker: Tracker, place: Path) -> None:
    kept = {each.id: each.note for each in tracker.check_ins()}
    assert [kept[f"c{number}"] for number in range(len(NOTES))] == [text.clean(each.text) for each in NOTES]
    names = [taken.name for each in tracker.check_ins() if each.id == "m" for taken in each.medicines]
    assert names == [text.clean(each.text) for each in SHORT]
    with opened(place / "other") as other:
        for each in NOTES:
            saved = other.check_in(homes.check_in(other, hostile_diary.NOW, each.text)).check_in
            assert saved.note == text.clean(each.text)


def test_e2_exported_and_imported_elsewhere_it_is_the_same_diary(tracker: Tracker, tmp_path: Path) -> None:
    with opened(tmp_path / "other") as other:
        import_diary(other, write_diary(tracker.diary()), False)
        assert other.diary() == tracker.diary()


# ways out: commands


class _Screen(io.StringIO):
    """Standard output of a terminal."""

    def isatty(self) -> bool:
        return True


COMMANDS = (
    ["history"],
    ["flags"],
    ["flags", "--all"],
    ["status"],
    ["summary", "--since", "2020-01-01"],
    ["infusion", "list"],
    ["visit", "list"],
)


@pytest.mark.parametrize("line", COMMANDS, ids=" ".join)
def test_e4_commands_on_a_terminal(home: Path, monkeypatch: pytest.MonkeyPatch, line: list[str]) -> None:
    out, err = _Screen(), _Screen()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert program.run(["--data-dir", str(home), *line]) == 0
    assert leaks(out.getvalue() + err.getvalue()) == set()
    if line == ["history"]:
        assert [lost(each, out.getvalue()) for each in (*NOTES, *SHORT)] == [[]] * len(NOTES + SHORT)
    if line == ["flags", "--all"]:
        assert [lost(each, out.getvalue()) for each in SHORT] == [[]] * len(SHORT)


# ways out: the page


def test_e3_e4_the_page_in_every_format(tracker: Tracker) -> None:
    summary = tracker.summary(since=None, until=None)
    pages = {
        "txt": txt.render(summary, identity=True, sensitive=True),
        "md": md.render(summary, identity=True, sensitive=True),
        "html": html.render(summary, identity=True, sensitive=True),
    }
    for name, page in pages.items():
        assert leaks(page) == set(), name
    for note in NOTES:
        assert lost(note, pages["txt"]) == []
    plain = re.sub(r"\\(.)", r"\1", pages["md"])
    for note in NOTES:
        assert [word for word in lost(note, plain) if word.isalnum()] == []


def test_e3_the_page_as_pdf_holds_every_word_that_its_fonts_can_show(tmp_path: Path) -> None:
    # the reader of the test gives up on thousands of marks over one letter; ktrack does not, see the test below
    notes = bundles(longest=300)
    hostile_diary.fill(tmp_path / "home", [each.text for each in notes], [each.text for each in SHORT])
    with opened(tmp_path / "home") as tracker:
        made = pdf.render(tracker.summary(since=None, until=None), identity=True, sensitive=True)
    seen = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages)
    there = squeezed(unicodedata.normalize("NFKC", seen))
    words = [word for note in notes for word in note.keep if word.isascii() and word.isalpha()]
    assert len(words) > 100
    # where a word is folded over a page, its halves stand apart
    assert len([word for word in words if word not in there]) <= 2


def test_e3_the_page_as_pdf_with_everything_in_it(tracker: Tracker) -> None:
    assert pdf.render(tracker.summary(since=None, until=None), sensitive=True).data.startswith(b"%PDF")


# ways out: screens


def drawn(seen: Seen) -> str:
    """Everything that is given to the terminal."""
    return "\n".join(strip.text for strip in seen.app.screen._compositor.render_strips())


def said(seen: Seen) -> str:
    """All text of all parts of the screen, in sight or not."""
    return "\n".join(str(each.render()) for each in seen.app.screen.query(Static))


async def test_a10_a12_the_first_screens_and_the_list(tracker: Tracker) -> None:
    async with running(tracker, size=(120, 100)) as seen:
        # all of them on one screen, since they are some days old
        assert isinstance(seen.app.screen, AlertScreen)
        assert leaks(drawn(seen)) == set()
        assert [lost(each, said(seen)) for each in SHORT] == [[]] * len(SHORT)
        await seen.press("4", "enter")
        seen.app.push_screen(HistoryScreen())
        await seen.settled()
        assert leaks(drawn(seen)) == set()
        await seen.press("end")
        assert leaks(drawn(seen)) == set()
        await seen.press("escape", "f1")
        assert leaks(drawn(seen)) == set()


async def test_a10_a12_entries_in_full(tracker: Tracker) -> None:
    async with running(tracker, size=(120, 50)) as seen:
        for check_in in tracker.check_ins():
            seen.app.push_screen(EntryScreen(check_in))
            await seen.settled()
            assert leaks(drawn(seen)) == set()
            bundle = SHORT if check_in.id == "m" else [NOTES[int(check_in.id[1:])]]
            assert [lost(each, said(seen)) for each in bundle] == [[]] * len(bundle)
            await seen.press("escape")


async def test_a10_a12_alerts(tracker: Tracker) -> None:
    flags = _flags(tracker)
    async with running(tracker, size=(120, 60)) as seen:
        for flag, bundle in zip(flags, SHORT, strict=True):
            seen.app.push_screen(AlertScreen((flag,)))
            await seen.settled()
            await seen.press("w")
            assert leaks(drawn(seen)) == set()
            for part in ("#what", "#say"):
                assert lost(bundle, seen.words(part)) == []
            seen.app.pop_screen()


def _flags(tracker: Tracker) -> list[Flag]:
    found = {each.id: each for each in tracker.diary().flags}
    return [found[f"f{number}"] for number in range(len(SHORT))]
