"""The page as one HTML file: the same facts as the text page, with a chart, to read on a screen or to print.

Owns the layout only; the words come from `page`. The file asks for nothing from anywhere: no script, no font, no
picture from outside, and a policy in its head that forbids them. Whatever a person typed is escaped.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ktrack.export import blocks
from ktrack.export.chart import profile_chart
from ktrack.export.chosen import leave_out
from ktrack.export.page import page
from ktrack.summary import VisitSummary
from ktrack.text import one_line, shown

_FORBIDDEN_IN_XML = {code: None for code in (*range(0x20), 0xFFFE, 0xFFFF) if code not in (0x9, 0xA)}


def render(
    summary: VisitSummary, *, omit: Collection[str] = (), identity: bool = False, sensitive: bool = False
) -> str:
    """The page as a self-contained HTML document. See `chosen.leave_out` for what is left out."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("ktrack.export", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(line=_line, lines=_lines, kind=_kind)
    chart = profile_chart(leave_out(summary, omit, identity=identity, sensitive=sensitive))
    return environment.get_template("page.html.j2").render(
        page=page(summary, omit, identity=identity, sensitive=sensitive),
        chart=Markup(chart.svg) if chart else None,  # drawn by us, its texts escaped there
    )


def _line(text: str) -> str:
    return one_line(text).translate(_FORBIDDEN_IN_XML)


def _lines(text: str) -> list[str]:
    return [line.translate(_FORBIDDEN_IN_XML) for line in shown(text).split("\n")]


def _kind(block: Any) -> str:
    kinds = {
        blocks.Paragraph: "paragraph",
        blocks.Quote: "quote",
        blocks.Listing: "listing",
        blocks.Table: "table",
        blocks.Warned: "warned",
    }
    return kinds[type(block)]
