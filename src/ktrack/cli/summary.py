"""`ktrack summary`: the page for the visit, on the screen.

Owns the command. What the page says is `ktrack.summary`'s, how it is laid out `ktrack.export.txt`'s.
"""

from __future__ import annotations

from typing import Annotated

import typer

from ktrack.cli import data, out, period


def summary(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(metavar="D", help=period.SINCE_HELP)] = None,
    until: Annotated[str | None, typer.Option(metavar="D", help=period.UNTIL_HELP)] = None,
) -> None:
    """Show the page for the visit.

    It begins at the last visit, unless you say otherwise.
    """
    from ktrack.export import txt

    with data.to_read(context) as tracker:
        begin, end = period.read(tracker, since, until)
        page = tracker.summary(since=begin, until=end)
    period.warn_if_empty(page)
    out.say(txt.render(page).rstrip("\n"))
