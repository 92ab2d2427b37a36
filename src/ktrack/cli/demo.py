"""`ktrack demo`: a look at ktrack with a made-up diary, apart from anybody's own.

Owns the place: a private temporary folder that is removed again, or a folder of the person's choice. It never
touches the real diary.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from ktrack import paths, when
from ktrack.cli import out, status
from ktrack.cli.errors import Refused


def demo(
    folder: Annotated[str | None, typer.Argument(metavar="DIR")] = None,
) -> None:
    """Look around in a made-up diary. With DIR it is written there and kept."""
    if folder is not None:
        _keep(Path(folder).expanduser().absolute())
        return
    place = Path(tempfile.mkdtemp(prefix="ktrack-demo-"))
    try:
        _look(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _keep(folder: Path) -> None:
    if paths.database(folder).exists():
        raise Refused(f"There is a diary in {folder} already, and it was not touched: choose another folder.")
    _write(folder)
    out.say_folded(f"A made-up diary is in {folder}. Look around: ktrack --data-dir {folder}")


def _look(place: Path) -> None:
    from ktrack.cli.the_app import no_terminal

    out.say_folded("This is a made-up diary of a person who does not exist. It is removed when you leave.")
    _write(place)
    if not no_terminal():
        from ktrack.tui.app import run

        raise typer.Exit(run(place))
    from ktrack.tracker import Tracker

    out.say()
    with Tracker(place, clock=when.now, zone=when.local_zone_name()) as tracker:
        for line in status.lines(tracker):
            out.say(line)
    out.say()
    out.say_folded(f"It was in {place} and is removed now. To keep one: ktrack demo DIR")


def _write(folder: Path) -> None:
    from ktrack.cli import demo_diary

    demo_diary.write(folder, when.now(), when.local_zone_name())
