"""`ktrack flags` and `ktrack flag answer`: the warnings, and what was done about them.

Owns their listing for people and for programs. Listing reads and never writes; answering is the only thing that
closes a warning, and it never deletes one.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ktrack import when
from ktrack.cli import completion, data, layout, out
from ktrack.cli.errors import Refused
from ktrack.cli.typed import Typed, quoted
from ktrack.diary_json import evidence_to_json
from ktrack.records import Response

if TYPE_CHECKING:
    from ktrack.tracker import FlagEntry, FlagList

ANSWERS: dict[Response, str] = {
    "called": "called",
    "going": "on the way to get help",
    "mistake": "entered by mistake",
    "later": "will answer later",
}

app = typer.Typer(cls=layout.Group, rich_markup_mode=None, help="Answer a warning: called, going, mistake, later.")


def flags(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Answered warnings and past watching too.")] = False,
    at: Annotated[str | None, typer.Option(metavar="TIME", help="As things stood at that time.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of words.")] = False,
) -> None:
    """List the open warnings, worst first."""
    given = Typed(when.now())
    moment = given.moment("--at", at)
    if given.problems:
        raise Refused(" ".join(given.problems))
    with data.to_read(context) as tracker:
        listed = tracker.flags(at=moment, every=every)
        profile, rulebook, now = tracker.profile(), tracker.rulebook, tracker.now()
    if moment is not None:
        (out.warn_folded if as_json else out.say_folded)(f"Understood: {when.said(moment, now)}")
    if as_json:
        out.document(_as_json(listed))
        return
    from ktrack import wording
    from ktrack.cli import show

    for entry in listed.entries:
        for line in show.alert(entry, profile, now, rulebook):
            out.say(line)
        out.say_folded(_state(entry, now), "    ")
        out.say()
    if not listed.entries:
        what = "No warning is kept." if every else "No open warning."
        out.say_folded(f"{what} {wording.NOT_COMPLETE}")
    for line in show.coverage(listed.not_checked, listed.clear, rulebook):
        out.say(line)
    out.say_folded(wording.tell_any_reaction(profile))


def _state(entry: FlagEntry, now: Any) -> str:
    if entry.level == "watch":
        return "Not a warning yet: look again later."
    gone = "" if entry.still_found else " Today's rules and answers no longer give it."
    if entry.response and entry.response != "later":
        at = f" {when.said(entry.responded_at, now)}" if entry.responded_at else ""
        return f"Answered{at}: {ANSWERS[entry.response]}.{gone}"
    from ktrack.cli.words import short_id

    return f"Answer it: ktrack flag answer {short_id(entry.id)} called{gone and f'.{gone}'}"


def _as_json(listed: FlagList) -> dict[str, Any]:
    from ktrack.cli import show

    return {
        "at": listed.at.isoformat(),
        "rulebook": dict(listed.rulebook),
        "highest": listed.highest,
        "findings": [_entry_json(each) for each in listed.entries],
        "not_checked": show.not_checked_json(listed.not_checked),
        "clear": list(listed.clear),
    }


def _entry_json(entry: FlagEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "red_flag": entry.red_flag,
        "origin": entry.origin,
        "level": entry.level,
        "title": entry.title,
        "say": entry.say,
        "because": [evidence_to_json(each) for each in entry.because],
        "from_note": entry.from_note,
        "sources": list(entry.sources),
        "infusion": entry.infusion,
        "raised_at": entry.raised_at.isoformat() if entry.raised_at else None,
        "response": entry.response,
        "responded_at": entry.responded_at.isoformat() if entry.responded_at else None,
        "still_found": entry.still_found,
    }


@app.callback()
def flag() -> None:
    """Answer a warning."""


@app.command("answer", cls=layout.Command, epilog="ktrack flag answer 3f2a called")
def answer(
    context: typer.Context,
    flag_id: Annotated[str, typer.Argument(metavar="ID")],
    response: Annotated[
        str, typer.Argument(metavar="called|going|mistake|later", autocompletion=completion.responses)
    ],
    note: Annotated[
        str | None, typer.Option(metavar="-", help="Read what happened from keyboard or pipe; needed for mistake.")
    ] = None,
) -> None:
    """Say what you did about a warning. ID may be the start of it."""
    given = Typed(when.now())
    if response not in ANSWERS:
        near = get_close_matches(response[:40].lower(), ANSWERS, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        given.problems.append(f"An answer is called, going, mistake or later, not {quoted(response)}.{hint}")
    words = given.note("--note", note)
    if given.problems:
        raise Refused(" ".join(given.problems))
    with data.to_change(context) as tracker:
        tracker.alerts()  # so that what an unsaved form holds can be answered too
        answered = tracker.answer_flag(flag_id, cast(Response, response), words)
    out.say_folded(f"Kept: {answered.title}, {ANSWERS[cast(Response, response)]}. Nothing was deleted.")
    if response == "later":
        out.say_folded("It stays open and is shown again.")
