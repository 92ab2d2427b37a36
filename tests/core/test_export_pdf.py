"""The PDF page: read back by another maker's parser, one sheet for an ordinary period, the same bytes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from ktrack.escalation import load_rulebook
from ktrack.export import pdf
from ktrack.export.page import page
from ktrack.records import CheckIn, Diary, Medicine, Profile, Visit
from ktrack.summary import VisitSummary, summarise
from ktrack.text import clean
from tests.core.test_export_html import texts
from tests.core.test_summary import check_in, infusion, kept
from tests.golden import pages


def read(summary: VisitSummary, country: str = "US") -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(summary, country=country).data))


def letters(text: str) -> str:
    """Without blanks, hyphens and line ends, which a PDF does not keep."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def words_of(reader: PdfReader) -> str:
    return letters("".join(sheet.extract_text() for sheet in reader.pages))


@pytest.mark.parametrize("name", ["rough-evening", "first-course", "empty"])
def test_an_ordinary_period_is_one_sheet_and_says_it_all(name: str) -> None:
    summary = pages.summaries()[name]
    reader = read(summary)
    assert len(reader.pages) == 1
    seen = words_of(reader)
    missing = [said for said in texts(page(summary)) if letters(said) not in seen]
    assert not missing


def test_it_is_tagged_titled_and_follows_the_archive_and_access_standards() -> None:
    reader = read(pages.summaries()["first-course"])
    catalog: Any = reader.trailer["/Root"]
    assert bool(catalog["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in catalog
    assert str(catalog["/Lang"]).startswith("en")
    metadata = catalog["/Metadata"].get_object().get_data().decode()
    for marker in ("<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "pdfuaid:part"):
        assert marker in metadata
    assert reader.metadata is not None
    assert reader.metadata.title == "Infusion profile"


def test_the_paper_is_that_of_the_country() -> None:
    summary = pages.summaries()["empty"]
    for country, width in (("US", 612), ("DE", 595), ("", 595)):
        assert round(float(read(summary, country).pages[0].mediabox.width)) == width


def test_the_same_data_give_the_same_bytes() -> None:
    summary = pages.summaries()["rough-evening"]
    assert pdf.render(summary, country="US") == pdf.render(summary, country="US")


def busy(count: int) -> VisitSummary:
    """A period with one emergency after each of many infusions."""
    infusions = tuple(infusion(number) for number in range(1, count + 1))
    check_ins = tuple(check_in(3, {"chest_pain": 2, "nausea": 1}, number) for number in range(1, count + 1))
    diary = kept(Diary(infusions=infusions, check_ins=check_ins))
    return summarise(diary, since=None, until=None, rulebook=load_rulebook())


@pytest.mark.parametrize("count", [1, 30])
def test_the_danger_box_is_never_cut(count: int) -> None:
    summary = busy(count)
    seen = words_of(read(summary))
    assert len(summary.flags) == count
    for each in texts(replace(page(summary), sections=(), footer=())):
        assert letters(each) in seen


def heights(sheet: PageObject) -> list[float]:
    """How far above the lower edge of the paper each piece of text stands, in points."""
    found: list[float] = []

    def seen(text: str, page: list[float], line: list[float], *_: object) -> None:
        if text.strip():
            found.append(line[4] * page[1] + line[5] * page[3] + page[5])

    sheet.extract_text(visitor_text=seen)
    return found


def test_a_box_longer_than_a_sheet_goes_on_on_the_next_one() -> None:
    reader = read(busy(120))
    per_sheet = [sheet.extract_text().count("chest pain or tightness 2") for sheet in reader.pages]
    assert sum(per_sheet) == 120
    assert per_sheet[1] > 0
    assert all(min(heights(sheet)) > 0 for sheet in reader.pages)


def ordinary() -> VisitSummary:
    """Eight infusions and six warnings, with all that a page may hold: vitals, medicines, notes, questions."""
    infusions = tuple(
        infusion(number, dose_mg=35, route="intravenous", baseline_vitals={"systolic": 118, "heart_rate": 70})
        for number in range(1, 9)
    )
    check_ins: list[CheckIn] = []
    for number in range(1, 9):
        for hours in (0.5, 2, 4.5, 9, 20, 70):
            answers = {"nausea": 2 if hours < 1 else 0, "dizziness": 1 if hours < 3 else 0, "dissociation": 0}
            answers |= {"headache": int(hours < 1), "fatigue": int(hours < 3), "anxiety": int(hours < 1)}
            answers |= dict.fromkeys(("trouble_breathing", "swelling", "seizure", "hallucinations"), 0)
            if hours >= 20:
                answers |= dict.fromkeys(("urinary_frequency", "urinary_urgency", "memory_problems"), 0)
                answers |= {"pain": 6, "mood": 5}
            vitals = {"systolic": 124, "diastolic": 78, "heart_rate": 74} if hours < 3 else {}
            note = "slept badly, then better in the morning" if hours == 20 else ""
            check_ins.append(check_in(hours, answers, number, vitals=vitals, note=note))
    check_ins += [check_in(5, {"chest_pain": 1}, number) for number in (1, 3, 4)]
    check_ins += [
        check_in(1.5, {"fainting": 1}, 5, entered_by="companion"),
        check_in(30, {"blood_in_urine": 1}, 6, medicines=(Medicine("ondansetron", "4 mg", helped=True),)),
        check_in(3, {"seizure": 1}, 8),
    ]
    questions = ("May I drive the next morning?", "Is the blood in my urine from the drug?")
    diary = Diary(
        profile=Profile(country="US", tell_my_clinic="Asthma as a child. Sertraline 50 mg every morning."),
        infusions=infusions,
        check_ins=tuple(check_ins),
        visits=(Visit("v", infusions[-1].started_at + timedelta(days=20), questions=questions),),
    )
    return summarise(kept(diary), since=None, until=None, rulebook=load_rulebook())


def test_eight_infusions_with_six_warnings_fit_one_sheet() -> None:
    summary = ordinary()
    assert len(summary.flags) == 6
    assert {len(read(summary, country).pages) for country in ("US", "DE")} == {1}


def test_the_type_is_as_large_as_the_number_of_sheets_allows() -> None:
    def chosen(amount: int, sheets: dict[float, int]) -> tuple[bytes, list[float]]:
        asked: list[float] = []

        def laid_out(size: float) -> pdf.Pdf:
            asked.append(size)
            return pdf.Pdf(str(size).encode(), sheets=sheets[size])

        return pdf.fitting(laid_out, amount).data, asked

    assert chosen(2_000, {8.2: 1}) == (b"8.2", [8.2])
    assert chosen(11_000, {8.2: 2, 6.4: 1}) == (b"6.4", [8.2, 6.4])
    assert chosen(13_000, {7.0: 2, 6.4: 2}) == (b"7.0", [7.0, 6.4])
    assert chosen(16_000, {6.4: 1}) == (b"6.4", [6.4])
    assert chosen(16_000, {6.4: 2, 7.6: 2}) == (b"7.6", [6.4, 7.6])
    assert chosen(17_900, {6.4: 2, 7.6: 3}) == (b"6.4", [6.4, 7.6])
    assert chosen(30_000, {7.6: 3}) == (b"7.6", [7.6])


def noted(text: str) -> VisitSummary:
    diary = Diary(infusions=(infusion(),), check_ins=(check_in(2, {"nausea": 1}, note=clean(text)),))
    return summarise(diary, since=None, until=None, rulebook=load_rulebook())


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd") $x^2$ *bold* _under_ @ref <label> `raw` = heading',
        "[/] [bold]word[/bold] \\ // /* comment */ ~ -- ---",
        "first line\nsecond line",
        "ärgerlich müde, żółć, ελληνικά, кириллица",
    ],
)
def test_what_a_person_typed_stays_text(text: str) -> None:
    seen = words_of(read(noted(text)))
    for line in text.split("\n"):
        assert letters(line).replace("--", "") in seen.replace("\u2013", "").replace("\u2014", "").replace(
            "--", ""
        )


def test_a_character_that_no_font_has_still_gives_a_file_and_a_sentence() -> None:
    made = pdf.render(noted("a sign of no font: \U0001bcaa\U0010fffd"))
    assert made.data.startswith(b"%PDF")
    assert "characters" in made.note


def test_a_fault_of_the_maker_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise RuntimeError("a secret word")

    monkeypatch.setattr("typst.Compiler", broken)
    with pytest.raises(pdf.CannotMakePdf) as error:
        pdf.render(noted("x"))
    assert "secret" not in str(error.value)
    assert "html" in str(error.value)


def test_the_date_in_the_file_is_that_of_the_latest_entry() -> None:
    later = replace(check_in(2, {"nausea": 1}))
    diary = Diary(
        infusions=(infusion(),), check_ins=(later, replace(later, id="b", at=later.at + timedelta(days=3)))
    )
    summary = summarise(diary, since=None, until=None, rulebook=load_rulebook())
    assert summary.period.data_up_to is not None
    metadata = read(summary).metadata
    assert metadata is not None and metadata.creation_date is not None
    assert metadata.creation_date.date() == summary.period.data_up_to.date()
