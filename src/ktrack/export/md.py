"""The page as Markdown: the same facts as the text page, for a portal message or a note-taking program.

Owns the layout only; the words come from `page`. Whatever a person typed stays text: what Markdown or HTML would
take for markup is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ktrack.export.blocks import Block, Listing, Page, Paragraph, Quote, Section, Table, Warned
from ktrack.export.page import page
from ktrack.summary import VisitSummary
from ktrack.text import one_line, shown

_ANYWHERE = re.compile(r"[\\`*_{}\[\]#|~$]")
# what makes a list, a heading or a quotation of a line that begins with it
_LIST_NUMBER = re.compile(r"^(\s*[0-9]{1,9})([.)])(?=\s|$)")
_LINE_SIGN = re.compile(r"^(\s*)([-+=>])(?=\s|$|[-=>])")
# bare addresses become links in many readers
_LINK = re.compile(r":(?=//)|(?i:(?<=www)\.)|(?<=\S)@(?=\S)")


def render(
    summary: VisitSummary, *, omit: Collection[str] = (), identity: bool = False, sensitive: bool = False
) -> str:
    """The page as Markdown. See `chosen.leave_out` for what is left out."""
    found = page(summary, omit, identity=identity, sensitive=sensitive)
    return "\n".join(_document(found)).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """Text in one line that Markdown shows as it is."""
    line = text.replace("&", "&amp;").replace("<", "&lt;")
    line = _LINK.sub(r"\\\g<0>", _ANYWHERE.sub(r"\\\g<0>", line))
    return _LINE_SIGN.sub(r"\1\\\2", _LIST_NUMBER.sub(r"\1\\\2", line))


def _document(found: Page) -> Iterable[str]:
    yield f"# {_text(found.title)}"
    yield ""
    for line in found.lines:
        yield f"{_text(line)}  "
    yield from _section(found.danger)
    for section in found.sections:
        yield from _section(section)
    yield ""
    yield "---"
    yield ""
    for line in found.footer:
        yield f"{_text(line)}  "


def _section(section: Section) -> Iterable[str]:
    yield ""
    yield f"## {_text(section.title)}"
    if section.about:
        yield ""
        yield _text(section.about)
    level = ""
    for block in section.blocks:
        if isinstance(block, Warned) and block.level != level:
            level = block.level
            yield ""
            yield f"### {_text(f'{block.symbol} {block.action}')}"
        yield ""
        yield from _block(block)


def _block(block: Block) -> Iterable[str]:
    match block:
        case Paragraph(text, label):
            yield " ".join(filter(None, (f"**{_text(label)}**" if label else "", _text(text))))
        case Quote(lead, text):
            if lead:
                yield f"**{_text(lead)}**"
                yield ""
            yield from _quoted(text)
        case Listing(items, numbered):
            for number, item in enumerate(items, 1):
                yield (f"{number}. " if numbered else "- ") + _text(item)
        case Table():
            yield from _table(block)
        case Warned():
            yield f"**{_text(block.title)}** {_text(block.mark)}"
            yield ""
            for time in block.times:
                yield f"- {_text(time)}"
            if block.after:
                yield f"- {_text(block.after)}"


def _quoted(text: str) -> Iterable[str]:
    lines = shown(text).split("\n")
    for place, line in enumerate(lines, 1):
        said = _text(line)
        # a backslash at the end keeps the line break
        yield f"> {said}\\" if said and place < len(lines) else f"> {said}".rstrip()


def _table(found: Table) -> Iterable[str]:
    yield _row(" ".join(column.title.split("\n")).strip() for column in found.columns)
    yield "|" + "|".join("---:" if column.align == "right" else "---" for column in found.columns) + "|"
    for row in found.rows:
        yield _row(row)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_text(cell) for cell in cells) + " |"


def _text(text: str) -> str:
    return escaped(one_line(text))
