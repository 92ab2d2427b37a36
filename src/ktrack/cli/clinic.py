"""`ktrack clinic`: what the person's clinic adds to ktrack.

Owns how a clinic's file is taken in and shown. What may stand in one is `ktrack.clinic`'s to say.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ktrack.cli import data, out
from ktrack.cli.errors import Refused

if TYPE_CHECKING:
    from ktrack.clinic import Clinic


def clinic(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The file you got from your clinic.", show_default=False)
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Print an example file to fill in.")] = False,
) -> None:
    """Take in your clinic's file: its numbers, its instructions, its own red flags.

    It can only add: it lowers no warning and turns none off. Without FILE: show what your clinic has added.
    """
    from ktrack.clinic import template as example

    if template:
        out.say(example().rstrip("\n"))
        return
    if file is None:
        with data.to_read(context) as tracker:
            _show(tracker.clinic)
        return
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refused(f"The file {file} cannot be read ({error.strerror}), so nothing was changed.") from error
    from ktrack.clinical_file import BadClinicalFile

    with data.opened(context) as tracker:
        try:
            given = tracker.take_clinic_file(content)
        except BadClinicalFile as error:
            raise Refused(
                f"Your clinic's file cannot be used: {error}. Ask the clinic to mend it; nothing was changed."
            ) from error
        waiting = len(tracker.open_flags())
    _show(given)
    _point_out(given)
    if waiting:
        out.say_folded(f"Open warnings: {waiting}. Look at them now: ktrack flags")


def _point_out(given: Clinic) -> None:
    """What the clinic may want to say in another way; that is for the clinic to decide."""
    from ktrack.clinic import calming_words

    for red_flag in given.red_flags:
        calming = calming_words(red_flag)
        if calming:
            out.warn_folded(
                f'The warning "{red_flag.name}" that your clinic added holds words that calm: '
                f"{', '.join(calming)}. They can keep somebody from calling. It is in use as it is; tell your "
                "clinic, so that it can put it in other words."
            )


def _show(given: Clinic | None) -> None:
    if given is None:
        out.say_folded("Your clinic has added nothing. Take in its file: ktrack clinic FILE")
        return
    out.say_folded(f"Added by your clinic. Made by {given.made_by}, {given.made_on}.")
    for name, value in given.contacts.items():
        out.say_folded(f"{name.replace('_', ' ').capitalize()}: {value}")
    if given.persist_hours is not None:
        out.say_folded(f"Side effects count as lasting after {given.persist_hours:g} hours.")
    for red_flag in given.red_flags:
        out.say_folded(f"Red flag added by your clinic: {red_flag.title} (ktrack rules {red_flag.id})")
    if given.instructions:
        out.say("What your clinic tells you for the time at home:")
        out.say_folded(given.instructions, "  ", "  ")
