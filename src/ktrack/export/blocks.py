"""The page as headings, paragraphs and tables of plain text.

Owns the shapes between the words of the page and its formats. Every text here is plain: no markup, and not yet
made harmless for a terminal or escaped for a format. The format does both, for every text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ktrack.records import Level


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    label: str = ""
    """Said before the text, like a heading in the line."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Something a person wrote, with its line breaks."""

    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Points, numbered or not."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    """May hold one line break: a title in two lines."""
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """One red flag at one level, with each time it came up."""

    level: Level
    symbol: str
    action: str
    title: str
    mark: str
    """Points to the words that were shown, further down the page."""
    times: tuple[str, ...]
    after: str
    """What was done and what became of it, when that is the same for all the times; else it stands in `times`."""


Block = Paragraph | Quote | Listing | Table | Warned


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    about: str
    """One sentence that says how to read it, or empty."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    lines: tuple[str, ...]
    """Under the title: period, where the data come from, zone."""
    danger: Section
    """Never cut, never moved, never empty."""
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
