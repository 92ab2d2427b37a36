"""`ktrack trends KEY`: one question over time, in words.

Owns only the order of the three views; the figures are those of `ktrack.trends` and the words those that the app
says under its charts.
"""

from __future__ import annotations

from typing import Annotated

import typer

from ktrack.cli import completion, data, out


def trends(
    context: typer.Context,
    key: Annotated[
        str,
        typer.Argument(
            metavar="KEY",
            help="A question, like nausea; urinary takes those together.",
            autocompletion=completion.keys,
        ),
    ],
) -> None:
    """Show one question over the hours after each infusion, over the infusions, and by week."""
    from ktrack.trends import looked_at, trend
    from ktrack.tui import trend_words

    with data.to_read(context) as tracker:
        now = tracker.now()
        found = trend(key, tracker.infusions(), tracker.answers_over_time(looked_at(key)), now)
    if not found.answers:
        out.say(f"{found.label}: not asked yet.")
        return
    for place, view in enumerate(trend_words.VIEWS):
        if place:
            out.say()
        out.say_folded(f"{found.label}, {trend_words.view_name(found, view)}")
        for line in trend_words.in_full(found, view, now):
            bare = line.lstrip(" ")
            out.say_folded(bare, "  " * (1 + line.startswith("  ")), "      ")
