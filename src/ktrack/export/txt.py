"""The page as text for 80 columns.

Owns the layout only; the words come from `page`. Every text passes `text.shown` here, so that the page can be
shown in a terminal as well as printed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ktrack.export.blocks import Block, Column, Listing, Page, Paragraph, Quote, Section, Table, Warned
from ktrack.export.columns import WIDTH, table, wrap
from ktrack.export.page import page
from ktrack.summary import VisitSummary
from ktrack.text import one_line, shown

_RULE = "=" * WIDTH


def render(
    summary: VisitSummary, *, omit: Collection[str] = (), identity: bool = False, sensitive: bool = False
) -> str:
    """The page in lines of at most 80 columns. See `chosen.leave_out` for what is left out."""
    found = page(summary, omit, identity=identity, sensitive=sensitive)
    return "\n".join([*_head(found), *_danger(found.danger), *_sections(found.sections), *_footer(found)]) + "\n"


def _head(found: Page) -> Iterable[str]:
    yield found.title.upper()
    for line in found.lines:
        yield from wrap(one_line(line), WIDTH)
    yield ""


def _danger(section: Section) -> Iterable[str]:
    yield _RULE
    yield f" {section.title.upper()}"
    level = ""
    for block in section.blocks:
        if isinstance(block, Warned) and block.level != level:
            level = block.level
            yield ""
            yield f" {block.symbol:3} {block.action}"
        elif not isinstance(block, Warned) and level:
            level = ""
            yield ""
        yield from _block(block)
    yield _RULE


def _sections(sections: Iterable[Section]) -> Iterable[str]:
    for section in sections:
        yield ""
        yield section.title.upper()
        if section.about:
            yield from wrap(section.about, WIDTH, " ")
        for block in section.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterable[str]:
    match block:
        case Paragraph(text, label):
            yield from wrap(one_line(" ".join(filter(None, (label, text)))), WIDTH, " ")
        case Quote(lead, text):
            said = ": ".join(filter(None, (one_line(lead), shown(text))))
            yield from wrap(said, WIDTH, " ", "   " if lead else " ")
        case Listing(items, numbered):
            for number, item in enumerate(items, 1):
                yield from wrap(one_line(item), WIDTH, f" {number}. " if numbered else " - ")
        case Table():
            yield from (f" {line}" if line else "" for line in table(_one_line(block), WIDTH - 1))
        case Warned():
            yield from wrap(one_line(f"{block.title} {block.mark}"), WIDTH, "     ")
            for time in block.times:
                yield from wrap(one_line(time), WIDTH, "     - ")
            if block.after:
                yield from wrap(one_line(block.after), WIDTH, "       ")


def _one_line(found: Table) -> Table:
    columns = tuple(Column("\n".join(map(one_line, each.title.split("\n"))), each.align) for each in found.columns)
    return Table(columns, tuple(tuple(map(one_line, row)) for row in found.rows))


def _footer(found: Page) -> Iterable[str]:
    yield ""
    for line in found.footer:
        yield from wrap(one_line(line), WIDTH)
