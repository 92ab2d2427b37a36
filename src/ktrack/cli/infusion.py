"""`ktrack infusion`: the treatment sessions.

Owns how an infusion is given on the command line and how it reads in a list. An end that is not known is fine and
can be added later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from ktrack import questions, text, timeline, when
from ktrack.cli import completion, confirm, data, layout, out
from ktrack.cli.errors import Refused
from ktrack.cli.typed import Typed, quoted
from ktrack.diary_json import record_to_json
from ktrack.records import Infusion

UNKNOWN = "unknown"
PHASES = ("loading", "maintenance")

app = typer.Typer(cls=layout.Group, rich_markup_mode=None, help="Infusions: add, list, edit, delete.")

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the infusion, or the start of it.")]
Start = Annotated[str | None, typer.Option(metavar="TIME", help="When it started.")]
End = Annotated[str | None, typer.Option(metavar="TIME", help="When it ended; all hours count from here.")]
Number = Annotated[str | None, typer.Option(metavar="N", help="Number in the course, as the clinic counts.")]
Dose = Annotated[str | None, typer.Option("--dose-mg", metavar="X", help="Dose in milligrams.")]
Route = Annotated[str | None, typer.Option(metavar="TEXT", help="How it was given, like intravenous.")]
Phase = Annotated[
    str | None,
    typer.Option(metavar="WHICH", help="loading or maintenance.", autocompletion=completion.phases),
]
BaselineBp = Annotated[str | None, typer.Option(metavar="118/74", help="Usual blood pressure.")]
BaselineHr = Annotated[str | None, typer.Option(metavar="N", help="Usual heart rate.")]
Note = Annotated[str | None, typer.Option(metavar="-", help="Read a note from keyboard or pipe.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of words.")]


@app.command("add", cls=layout.Command, epilog="ktrack infusion add --start 10:00 --end 10:45 --number 3")
def add(
    context: typer.Context,
    start: Annotated[str, typer.Option(metavar="TIME", help="When it started.")],
    end: End = None,
    number: Number = None,
    dose_mg: Dose = None,
    route: Route = None,
    phase: Phase = None,
    baseline_bp: BaselineBp = None,
    baseline_hr: BaselineHr = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Add an infusion. Only the start is needed."""
    changes = _read(start, end, number, dose_mg, route, phase, baseline_bp, baseline_hr, note)
    with data.opened(context) as tracker:
        added = tracker.add_infusion(**changes)
        numbers = timeline.numbers(tracker.infusions())
        strays = len(tracker.strays(added))
        now = tracker.now()
    _tell("Saved", added, numbers, now, as_json=as_json)
    if strays:
        which = "1 check-in counts" if strays == 1 else f"{strays} check-ins count"
        out.warn_folded(
            f"{which} from another infusion or none, though entered for a time after its start. "
            "To move one: start ktrack, h (History), m (Move)."
        )


@app.command("list", cls=layout.Command, epilog="ktrack infusion list --json")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the infusions, oldest first."""
    with data.to_read(context) as tracker:
        infusions, now = tracker.infusions(), tracker.now()
    if as_json:
        out.document({"infusions": [record_to_json(each) for each in infusions]})
        return
    numbers = timeline.numbers(infusions)
    for each in infusions:
        out.say_folded(line(each, numbers, now), "", "    ")
    if not infusions:
        out.say_folded("No infusion is saved yet. Add one: ktrack infusion add --start 10:00 --end 10:45")


@app.command("edit", cls=layout.Command, epilog="ktrack infusion edit 3f2a --end 10:50")
def edit(
    context: typer.Context,
    infusion: Id,
    start: Start = None,
    end: End = None,
    number: Number = None,
    dose_mg: Dose = None,
    route: Route = None,
    phase: Phase = None,
    baseline_bp: BaselineBp = None,
    baseline_hr: BaselineHr = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change an infusion; the earlier version is kept.

    Only what you give changes. The word unknown takes back an end, a number, a dose, a route or a phase.
    """
    changes = _read(start, end, number, dose_mg, route, phase, baseline_bp, baseline_hr, note)
    if not changes:
        raise Refused("Nothing to change was given: `ktrack infusion edit --help` lists what can be.")
    with data.to_change(context) as tracker:
        if "baseline_vitals" in changes:
            before = tracker.infusion(infusion).baseline_vitals
            changes["baseline_vitals"] = {**before, **changes["baseline_vitals"]}
        changed = tracker.edit_infusion(infusion, **changes)
        numbers = timeline.numbers(tracker.infusions())
        now = tracker.now()
    _tell("Changed", changed, numbers, now, as_json=as_json)


@app.command("delete", cls=layout.Command, epilog="ktrack infusion delete 3f2a")
def delete(context: typer.Context, infusion: Id, as_json: AsJson = False) -> None:
    """Delete an infusion. Its check-ins stay, under the infusion before it."""
    with data.to_change(context) as tracker:
        numbers = timeline.numbers(tracker.infusions())
        deleted = tracker.delete_infusion(infusion)
        now = tracker.now()
    _tell("Deleted", deleted, numbers, now, as_json=as_json)
    if not as_json:
        out.say_folded("Its check-ins and warnings are kept. The history in the app can bring it back.")


def line(infusion: Infusion, numbers: Mapping[str, int | None], now: Any) -> str:
    """One infusion on one line, ending with its id."""
    from ktrack.cli.words import short_id

    number = numbers.get(infusion.id)
    end = when.said(infusion.ended_at, now) if infusion.ended_at else "not known"
    parts = [
        f"Infusion {number if number is not None else '?'}",
        f"started {when.said(infusion.started_at, now)}",
        f"ended {end}",
        f"{infusion.dose_mg:g} mg" if infusion.dose_mg is not None else "",
        text.one_line(infusion.route),
        infusion.phase,
    ]
    return f"{', '.join(part for part in parts if part)}  (id {short_id(infusion.id)})"


def _tell(what: str, infusion: Infusion, numbers: Mapping[str, int | None], now: Any, *, as_json: bool) -> None:
    understood = f"Understood: started {when.said(infusion.started_at, now)}"
    if infusion.ended_at is not None:
        understood += f", ended {when.said(infusion.ended_at, now)}"
    if as_json:
        out.warn_folded(understood)
        out.document(record_to_json(infusion))
        return
    out.say_folded(understood)
    out.say_folded(f"{what}: {line(infusion, numbers, now)}", "", "    ")
    if what != "Deleted" and infusion.ended_at is None:
        from ktrack.cli.words import short_id

        out.say_folded(
            f"The end is not known yet. Add it: ktrack infusion edit {short_id(infusion.id)} --end 10:45. "
            "Until then ktrack warns as if the infusion were long over."
        )


def _read(
    start: str | None,
    end: str | None,
    number: str | None,
    dose_mg: str | None,
    route: str | None,
    phase: str | None,
    baseline_bp: str | None,
    baseline_hr: str | None,
    note: str | None,
) -> dict[str, Any]:
    """What was given, as the tracker's keywords. Raises Refused with a sentence for each mistake."""
    now = when.now()
    given = Typed(now)
    changes: dict[str, Any] = {}
    if start is not None:
        changes["started_at"] = given.moment("--start", start)
    if end is not None:
        changes["ended_at"] = None if end == UNKNOWN else given.moment("--end", end)
    if number is not None:
        changes["number"] = _number("--number", number, given.problems, whole=True)
    if dose_mg is not None:
        changes["dose_mg"] = _number("--dose-mg", dose_mg, given.problems, whole=False)
    if route is not None:
        changes["route"] = "" if route == UNKNOWN else text.clean(route)
    if phase is not None:
        if phase not in (*PHASES, UNKNOWN):
            given.problems.append(f"--phase takes loading or maintenance, not {quoted(phase)}.")
        changes["phase"] = "" if phase == UNKNOWN else phase
    given.blood_pressure(baseline_bp, "--baseline-bp")
    given.vital("heart_rate", baseline_hr)
    said = given.note("--note", note)
    if note is not None:
        changes["note"] = said
    # a usual value that is wrong would hide a change from it, and nothing needs one
    for key in questions.implausible(given.vitals):
        number = confirm.named(given.vitals, (key,))
        given.problems.append(f"A usual {number} cannot be right: give it again, or leave it out.")
    if given.problems:
        raise Refused(f"NOT SAVED: {' '.join(given.problems)}")
    if given.vitals:
        changes["baseline_vitals"] = given.vitals
    return changes


def _number(option: str, words: str, problems: list[str], *, whole: bool) -> int | float | None:
    if words == UNKNOWN:
        return None
    digits = words.replace(",", ".", 1) if not whole else words
    upper, _, lower = digits.partition(".")
    plain = upper.isascii() and upper.isdigit() and len(upper) <= 4
    decimal = lower.isascii() and lower.isdigit() and len(lower) <= 3
    if plain and digits == upper:
        return int(upper)
    if plain and decimal and not whole:
        return float(digits)
    kind = "a whole number" if whole else "a number"
    problems.append(f"{option} takes {kind}, like {option} {'3' if whole else '35.5'}, not {quoted(words)}.")
    return None
