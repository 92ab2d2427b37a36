"""`ktrack visit`: appointments at the clinic, with the questions to ask there.

Owns how a visit is given and listed. A visit may lie ahead; the page for the clinic covers the time since the
last one.
"""

from __future__ import annotations

from typing import Annotated

import typer

from ktrack import text, when
from ktrack.cli import data, layout, out
from ktrack.cli.errors import Refused
from ktrack.cli.typed import Typed
from ktrack.diary_json import record_to_json

app = typer.Typer(cls=layout.Group, rich_markup_mode=None, help="Visits at the clinic: add, list.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of words.")]


@app.command("add", cls=layout.Command, epilog='ktrack visit add --at "2026-12-01 14:00" --question -')
def add(
    context: typer.Context,
    at: Annotated[str, typer.Option(metavar="TIME", help="When it is or was.")],
    question: Annotated[str | None, typer.Option(metavar="-", help="Read questions to ask, one a line.")] = None,
    note: Annotated[str | None, typer.Option(metavar="-", help="Read a note instead.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a visit, past or ahead."""
    now = when.now()
    given = Typed(now)
    moment = given.moment("--at", at, coming=True)
    if note == question == "-":
        given.problems.append("--note - and --question - both read the same words: give one of them.")
        note = question = None
    questions = [each.strip() for each in given.note("--question", question).split("\n")]
    words = given.note("--note", note)
    if given.problems or moment is None:
        raise Refused(f"NOT SAVED: {' '.join(given.problems)}")
    with data.opened(context) as tracker:
        kept = tuple(each for each in questions if not text.is_blank(each))
        visit = tracker.add_visit(at=moment, note=words, questions=kept)
        now = tracker.now()
    if as_json:
        out.warn_folded(f"Understood: {when.said(visit.at, now)}")
        out.document(record_to_json(visit))
        return
    out.say_folded(f"Understood: {when.said(visit.at, now)}")
    out.say_folded(f"Saved: visit of {when.said(visit.at, now)}, {len(visit.questions)} questions to ask.")


@app.command("list", cls=layout.Command, epilog="ktrack visit list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the visits, oldest first, with the questions."""
    with data.to_read(context) as tracker:
        visits, now = tracker.visits(), tracker.now()
    if as_json:
        out.document({"visits": [record_to_json(each) for each in visits]})
        return
    from ktrack.cli.words import short_id

    for visit in visits:
        out.say_folded(f"Visit {when.said(visit.at, now)}  (id {short_id(visit.id)})")
        for each in visit.questions:
            out.say_folded(each, "    ? ")
        if visit.note:
            out.say_folded(visit.note, "    ")
    if not visits:
        out.say_folded('No visit is saved yet. Add one: ktrack visit add --at "2026-12-01 14:00"')
