"""`ktrack history`: everything that was logged, in order.

Owns how infusions and check-ins read as text. Gaps stay gaps, deleted entries are not listed, a note is shown in
full: what a person wrote is evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer

from ktrack import timeline, when
from ktrack.cli import data, out
from ktrack.diary_json import record_to_json
from ktrack.records import CheckIn, Infusion


def history(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of words.")] = False,
) -> None:
    """Show infusions and check-ins, oldest first."""
    with data.to_read(context) as tracker:
        infusions, check_ins, now = tracker.infusions(), tracker.check_ins(), tracker.now()
    if as_json:
        out.document(
            {
                "infusions": [record_to_json(each) for each in infusions],
                "check_ins": [record_to_json(each) for each in check_ins],
            }
        )
        return
    if not infusions and not check_ins:
        out.say_folded("Nothing is saved yet. Begin with: ktrack infusion add --start 10:00 --end 10:45")
    for line in lines(infusions, check_ins, now):
        out.say(line)


def lines(infusions: Iterable[Infusion], check_ins: Iterable[CheckIn], now: datetime) -> list[str]:
    """Infusions and check-ins by their time, folded; each ends with its id."""
    from ktrack.cli import words
    from ktrack.cli.infusion import line

    known = {each.id: each for each in infusions}
    numbers = timeline.numbers(known.values())
    events: list[tuple[datetime, str, list[str]]] = []
    for infusion in known.values():
        entry = _with_note([line(infusion, numbers, now)], infusion.note)
        events.append((infusion.started_at, infusion.id, entry))
    for check_in in check_ins:
        place = words.since(known.get(check_in.infusion or ""), numbers.get(check_in.infusion or ""), check_in.at)
        by = ", entered by a companion" if check_in.entered_by == "companion" else ""
        first = f"{when.said(check_in.at, now)}, {place}{by}  (id {words.short_id(check_in.id)})"
        said = words.answers(check_in, now, with_note=False)
        entry = [first, f"    {'; '.join(said)}."] if said else [first]
        events.append((check_in.at, check_in.id, [f"  {each}" for each in _with_note(entry, check_in.note)]))
    shown: list[str] = []
    for _at, _id, entry in sorted(events, key=lambda event: event[:2]):
        for each in entry:
            indent = " " * (len(each) - len(each.lstrip(" ")))
            shown.append(out.fold(each.lstrip(" "), indent, indent + "  "))
    return shown


def _with_note(entry: list[str], note: str) -> list[str]:
    return [*entry, *(f"    | {each}" for each in note.split("\n"))] if note else entry
