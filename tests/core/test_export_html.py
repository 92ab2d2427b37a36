"""The HTML page: the same facts as the text page, nothing fetched, nothing a person typed taken for markup."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from ktrack.escalation import load_rulebook
from ktrack.export import blocks, html
from ktrack.export.chart import profile_chart
from ktrack.export.page import page
from ktrack.records import Diary
from ktrack.summary import VisitSummary, summarise
from ktrack.text import clean, is_blank, one_line, shown
from tests.core.test_summary import check_in, infusion
from tests.golden import pages
from tests.hostile import hostile_notes

NAMES = ("rough-evening", "first-course", "bladder-course", "odd", "empty")


class Reader(HTMLParser):
    """What a browser would show, and what it would load or run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.active: list[str] = []
        self.skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skip += tag in ("style", "title", "desc")
        if tag in ("script", "iframe", "object", "embed", "link", "img", "form", "a", "base", "audio", "video"):
            self.active.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (name in ("src", "href", "action", "xlink:href") and value):
                self.active.append(f"{tag} {name}={value}")
        self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag in ("style", "title", "desc")
        self.text.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self.text.append(data)


def read(document: str) -> Reader:
    reader = Reader()
    reader.feed(document)
    reader.close()
    return reader


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def texts(found: blocks.Page) -> list[str]:
    """Every text of the page."""
    said = [found.title, *found.lines, *found.footer]
    for section in (found.danger, *found.sections):
        said += [section.title, section.about]
        for block in section.blocks:
            match block:
                case blocks.Paragraph(text, label):
                    said += [label, text]
                case blocks.Quote(lead, text):
                    said += [lead, text]
                case blocks.Listing(items):
                    said += items
                case blocks.Table(columns, rows):
                    said += [column.title for column in columns] + [cell for row in rows for cell in row]
                case blocks.Warned():
                    said += [block.title, block.action, block.symbol, block.mark, *block.times, block.after]
    return said


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_of_the_page_is_in_it(name: str) -> None:
    summary = pages.summaries()[name]
    seen = squeezed("".join(read(html.render(summary)).text))
    for said in texts(page(summary)):
        assert squeezed(shown(said)) in seen


@pytest.mark.parametrize("name", NAMES)
def test_nothing_runs_and_nothing_is_fetched(name: str) -> None:
    document = html.render(pages.summaries()[name])
    assert not read(document).active
    assert "default-src 'none'" in document
    assert not re.search(r"url\(|@import|https?:(?!//www\.w3\.org/2000/svg)", document)


def noted(text: str) -> VisitSummary:
    diary = Diary(infusions=(infusion(),), check_ins=(check_in(2, {"nausea": 1}, note=clean(text)),))
    return summarise(diary, since=None, until=None, rulebook=load_rulebook())


def test_hostile_notes_stay_text() -> None:
    check_ins = tuple(
        check_in(2 + place / 60, {"nausea": 1}, note=clean(hostile.text))
        for place, hostile in enumerate(hostile_notes())
        if not is_blank(clean(hostile.text))
    )
    diary = Diary(infusions=(infusion(),), check_ins=check_ins)
    summary = summarise(diary, since=None, until=None, rulebook=load_rulebook())
    document = html.render(summary, sensitive=True)
    reader = read(document)
    assert not reader.active
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", document)
    seen = squeezed("".join(reader.text))
    assert not [
        (hostile.id, word) for hostile in hostile_notes() for word in hostile.keep if squeezed(word) not in seen
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_chart_is_sound_xml_says_itself_in_words_and_uses_no_colour(name: str) -> None:
    chart = profile_chart(pages.summaries()[name])
    assert (chart is None) is (name == "empty")
    if chart is None:
        return
    root = ElementTree.fromstring(chart.svg)
    assert [each.text for each in root if each.tag.endswith("desc")] == [chart.alt]
    for colour in re.findall(r"#([0-9a-f]{3})\b", chart.svg):
        assert len(set(colour)) == 1, "grey only"
    half = (350 - 9) / 2
    for each in root.iter("{http://www.w3.org/2000/svg}text"):
        if each.get("text-anchor") == "middle":
            letters = len(each.text or "") * float(each.get("font-size", "0")) * 0.6
            assert 0 < float(each.get("x", "0")) + letters / 2 <= half, "no label is cut at the edge"


def test_the_chart_draws_a_band_only_with_enough_infusions() -> None:
    drawn = set()
    for name in ("first-course", "bladder-course", "rough-evening"):
        summary = pages.summaries()[name]
        chart = profile_chart(summary)
        assert chart is not None
        assert ("<polyline" in chart.svg) is summary.profile.enough
        drawn.add(summary.profile.enough)
    assert drawn == {True, False}


def test_what_is_left_out_is_nowhere_in_the_file() -> None:
    summary = noted("a secret word")
    assert "secret" in html.render(summary)
    assert "secret" not in html.render(summary, omit=("notes",))


CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")


def browse(tmp_path: Path, text: str, *options: str) -> str:
    """What a browser writes out that is given this file."""
    file = tmp_path / "page.html"
    file.write_text(text, encoding="utf-8")
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={tmp_path / 'profile'}", *options, file.as_uri(),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this computer; CHROMIUM names one")
def test_a_browser_opens_it_and_asks_for_nothing(tmp_path: Path) -> None:
    summary = pages.summaries()["odd"]
    leak = '<img src="https://leak.example/a"><link rel="stylesheet" href="https://leak.example/b">'
    noted = replace(summary, notes=(replace(summary.notes[0], text=leak), *summary.notes[1:]))
    dom = browse(tmp_path, html.render(noted), "--dump-dom", f"--log-net-log={tmp_path / 'net.json'}")
    for section in page(summary).sections:
        assert one_line(section.title) in dom
    asked = re.findall(r'"url":"(https?://[^"]+)"', (tmp_path / "net.json").read_text("utf-8", "replace"))
    assert not [url for url in asked if "page.html" in url or "font" in url or "leak.example" in url]


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this computer; CHROMIUM names one")
def test_an_ordinary_period_prints_on_one_sheet(tmp_path: Path) -> None:
    printed = tmp_path / "printed.pdf"
    browse(tmp_path, html.render(pages.summaries()["first-course"]), f"--print-to-pdf={printed}")
    assert len(PdfReader(printed).pages) == 1
