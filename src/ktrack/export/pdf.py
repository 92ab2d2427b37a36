"""The page as a PDF for printing and for the clinic's records: the same facts as the text page, with a chart.

Owns the call to typst and the paper size. The layout stands in `templates/page.typ`; the data goes there as JSON,
so that whatever a person typed stays text. The file is PDF/A-2a and PDF/UA-1 unless a character is in no font of
this computer. The same data give the same bytes: the date in the file is that of the latest entry.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.resources import as_file, files
from typing import Any

from ktrack.export import blocks
from ktrack.export.chart import profile_chart
from ktrack.export.chosen import leave_out
from ktrack.export.page import page
from ktrack.summary import VisitSummary
from ktrack.text import one_line, shown

LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "CL", "CO", "CR", "PH", "PR"})
STANDARDS = ("a-2a", "ua-1")
SMALL, ROOMY = 6.4, 7.6
"""Sizes of the type in points: the one that brings most onto a sheet, and the one for a page of several sheets."""
_GUESSES = ((11_500, 8.2), (13_500, 7.0), (18_000, SMALL))
"""Up to which amount of words a size is likely to fit one sheet; with more words none does. Each try to lay a page
out takes as long as the first, so the first should mostly be right; a wrong guess only costs time."""
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


class CannotMakePdf(Exception):
    """There is no PDF; the text says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished file."""

    data: bytes
    note: str = ""
    """What the person should know about it, or empty."""
    sheets: int = 1


def render(
    summary: VisitSummary,
    *,
    country: str = "",
    omit: Collection[str] = (),
    identity: bool = False,
    sensitive: bool = False,
) -> Pdf:
    """The page as PDF, on Letter in the countries that use it and on A4 elsewhere.

    Raises CannotMakePdf. See `chosen.leave_out` for what is left out.
    """
    chart = profile_chart(leave_out(summary, omit, identity=identity, sensitive=sensitive))
    up_to = summary.period.data_up_to or _NO_DATE
    found = page(summary, omit, identity=identity, sensitive=sensitive)
    data = {
        "page": _page(found),
        "paper": "us-letter" if country.upper() in LETTER_COUNTRIES else "a4",
        "date": [up_to.year, up_to.month, up_to.day],
        "alt": chart.alt if chart else "",
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False), "chart": chart.svg if chart else ""}
    return _compiled(inputs, up_to, _amount(found))


def _compiled(inputs: dict[str, str], up_to: datetime, amount: int) -> Pdf:
    try:
        import typst
    except ImportError:
        raise CannotMakePdf(
            "There is no PDF maker for this computer: export the page as html and print it from a browser."
        ) from None
    with as_file(files("ktrack.export")) as folder:
        template = folder / "templates" / "page.typ"

        def compiled(maker: typst.Compiler, standards: list[Any], size: float) -> bytes:
            made = maker.compile(
                format="pdf",
                sys_inputs={**inputs, "size": str(size)},
                pdf_standards=standards,
                timestamp=int(up_to.timestamp()),
            )
            assert isinstance(made, bytes)
            return made

        def laid_out(maker: typst.Compiler, size: float) -> Pdf:
            note = ""
            try:
                made = compiled(maker, [*STANDARDS], size)
            except Exception as strict:
                made, note = compiled(maker, [], size), _why_plain(strict)
            # the query is about what was laid out last
            return Pdf(made, note, int(maker.query("<sheets>", field="value", one=True).strip('"')))

        try:
            fonts = [folder / "fonts"]
            maker = typst.Compiler(template, root=template.parent, font_paths=fonts, sys_inputs=inputs)
            return fitting(partial(laid_out, maker), amount)
        except Exception as error:
            raise CannotMakePdf(
                "The PDF could not be made: export the page as html and print it from a browser."
            ) from error


def fitting(laid_out: Callable[[float], Pdf], amount: int) -> Pdf:
    """The page in a type that fits one sheet; where none does, in a larger one that needs no more sheets.

    `laid_out` makes the page in a size; `amount` is roughly how many characters it holds.
    """
    guess = next((size for most, size in _GUESSES if amount < most), ROOMY)
    first = laid_out(guess)
    if first.sheets == 1 or guess == ROOMY:
        return first
    if guess == SMALL:
        larger = laid_out(ROOMY)
        return larger if larger.sheets <= first.sheets else first
    smaller = laid_out(SMALL)
    return smaller if smaller.sheets < first.sheets else first


def _amount(found: blocks.Page) -> int:
    """Roughly how much room a page takes, in characters."""
    return 1_200 + sum(
        200 + len(section.about) + sum(map(_room, section.blocks)) for section in (found.danger, *found.sections)
    )


def _room(block: blocks.Block) -> int:
    match block:
        case blocks.Table(_, rows):
            return 95 * (len(rows) + 2)
        case blocks.Listing(items):
            return sum(len(item) + 40 for item in items)
        case blocks.Warned(times=times):
            return 70 + sum(len(time) + 90 for time in times)
        case blocks.Paragraph(text) | blocks.Quote(_, text):
            return len(text) + 40


def _why_plain(error: Exception) -> str:
    """Why the file does not follow the archive standard, in words."""
    if "could not display" in str(error) or "font" in str(error):
        return (
            "No font on this computer has some of the characters you typed: they show as boxes in the PDF. "
            "The html page shows them."
        )
    return "The PDF does not follow the standard for archives; it reads and prints like any other."


def _page(found: blocks.Page) -> dict[str, Any]:
    return {
        "title": one_line(found.title),
        "lines": [one_line(each) for each in found.lines],
        "danger": _section(found.danger),
        "sections": [_section(each) for each in found.sections],
        "footer": [one_line(each) for each in found.footer],
    }


def _section(found: blocks.Section) -> dict[str, Any]:
    made = [_block(each) for each in found.blocks]
    return {"key": found.key, "title": one_line(found.title), "about": one_line(found.about), "blocks": made}


def _block(found: blocks.Block) -> dict[str, Any]:
    made = {"kind": type(found).__name__.lower(), **_harmless(asdict(found))}
    if isinstance(found, blocks.Quote):
        made["text"] = shown(found.text)
    if isinstance(found, blocks.Table):
        made["titles"] = [shown(column.title) for column in found.columns]
    return made


def _harmless(value: Any) -> Any:
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, dict):
        return {key: _harmless(each) for key, each in value.items()}
    return [_harmless(each) for each in value] if isinstance(value, (list, tuple)) else value
