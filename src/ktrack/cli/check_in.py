"""`ktrack check-in`: how somebody is, said in one line.

Owns the words of the command. What is done with a form, saved or refused, is `saving`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Annotated, Any, NoReturn

import typer

from ktrack import questions, when
from ktrack.cli import completion, confirm, layout, typed
from ktrack.records import CheckIn

VITALS = {"heart_rate": "--hr", "temperature_c": "--temp", "spo2": "--spo2", "breathing_rate": "--breathing"}
"""The options that take one measured value, by its key."""


class Help(layout.Command):
    """Its help ends with every question that can be answered, by what it takes."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        super().format_epilog(ctx, formatter)
        asked = [each for each in questions.questions().values() if each.kind != "vital"]
        rows = [
            (takes, ", ".join(each.key for each in asked if each.highest == highest))
            for highest, takes in ((4, "0 to 4"), (1, "yes or no"), (10, "0 to 10"))
        ]
        with formatter.section("Keys, and what they take"):
            formatter.write_dl(rows)


def check_in(
    context: typer.Context,
    values: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", autocompletion=completion.answers)
    ] = None,
    at: Annotated[str | None, typer.Option(metavar="TIME", help="When it was, like 17:12 or 2h ago.")] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="WHO", help="patient, or companion for somebody else.", autocompletion=completion.who
        ),
    ] = "patient",
    bp: Annotated[str | None, typer.Option(metavar="118/74", help="Blood pressure.")] = None,
    hr: Annotated[str | None, typer.Option(metavar="N", help="Heart rate, beats a minute.")] = None,
    temp: Annotated[str | None, typer.Option(metavar="C", help="Temperature, degrees Celsius.")] = None,
    spo2: Annotated[str | None, typer.Option(metavar="N", help="Oxygen level, percent.")] = None,
    breathing: Annotated[str | None, typer.Option(metavar="N", help="Breaths a minute.")] = None,
    detail: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY.PART=VALUE", help="More about an answer: swelling.location=lips"),
    ] = None,
    medicine: Annotated[
        list[str] | None, typer.Option(metavar='"NAME;DOSE;TIME"', help="Something you took.")
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="-", help="Read a note from keyboard or pipe.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of words.")] = False,
) -> None:
    """Say how you are, now or earlier.

    KEY is a question, like nausea or chest_pain. VALUE is a number, yes, no or skip: 0 is none, 4 very severe.
    What you leave out stays blank. With nothing at all, ktrack asks line by line.
    """
    vitals = dict(zip(VITALS, (hr, temp, spo2, breathing), strict=True))
    if not (values or detail or medicine) and all(each is None for each in (bp, note, *vitals.values())):
        from ktrack.cli.ask import ask

        ask(context, at=at, by=by)
        return
    now = when.now()
    given = typed.Typed(now)
    given.pairs(values or ())
    given.blood_pressure(bp)
    for key, value in vitals.items():
        given.vital(key, value)
    given.detail(detail or ())
    given.medicine(medicine or ())
    form = CheckIn(
        id="",
        at=given.moment("--at", at) or now,
        entered_at=now,
        entered_by=given.reporter(by),
        answers=given.answers,
        skipped=tuple(given.skipped),
        note=given.note("--note", note),
        details=given.details,
        medicines=tuple(given.medicines),
    )
    form = replace(form, vitals=confirm.vitals(given.vitals, ask=not given.problems))
    from ktrack.cli import saving

    if given.problems:
        saving.refuse(context, form, given.problems)
    with ExitStack() as stack:
        tracker, saved = saving.save(context, form, stack)
        saving.tell(saved, as_json=as_json, echo=at is not None)
        if saving.unseen(saved) and not as_json:
            saving.mark_shown(tracker, saved)


def unread(context: typer.Context, argv: Sequence[str], sentence: str) -> NoReturn:
    """A line that the parser refused: judge the answers that can be read in it all the same. Raises Refused."""
    from ktrack.cli import saving

    given = typed.Typed(when.now())
    given.pairs([word for word in argv if word.partition("=")[0] in questions.questions() and "=" in word])
    options = _options(argv)
    given.blood_pressure(options.get("--bp"))
    for key, option in VITALS.items():
        given.vital(key, options.get(option))
    form = CheckIn(
        id="",
        at=given.now,
        entered_at=given.now,
        entered_by="companion" if options.get("--by") == "companion" else "patient",
        answers=given.answers,
        vitals=given.vitals,
    )
    saving.refuse(context, form, [sentence, *given.problems])


def _options(argv: Sequence[str]) -> dict[str, str]:
    """Options with their values, as far as they can be told from a line that does not parse."""
    found: dict[str, str] = {}
    for word, following in zip(argv, [*argv[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        value = value if equals else following
        if name.startswith("--") and value and not value.startswith("-"):
            found[name] = value
    return found
