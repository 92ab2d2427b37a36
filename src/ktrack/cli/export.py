"""`ktrack export`: the page for the visit, or the diary, as a file.

Owns where a file goes: never over another one unasked, never readable by others, always said. What stands in a
format is decided in `ktrack.export`; each one is imported only when it is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ktrack import paths
from ktrack.cli import data, out, period
from ktrack.cli.errors import FAILED, Refused
from ktrack.cli.typed import quoted
from ktrack.records import Diary

if TYPE_CHECKING:
    from ktrack.escalation import Rulebook
    from ktrack.summary import VisitSummary

STDIO = "-"
MAIN = ""
"""Name of the part that goes to FILE itself; others are named after it."""

Parts = Mapping[str, Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, beside the format."""

    omit: tuple[str, ...]
    identity: bool
    private: bool
    now: datetime
    country: str
    rulebook: Rulebook


def _txt(page: VisitSummary, wanted: Wanted) -> Parts:
    from ktrack.export import txt

    made = txt.render(page, omit=wanted.omit, identity=wanted.identity, sensitive=wanted.private)
    return {MAIN: (made.encode(),)}


def _md(page: VisitSummary, wanted: Wanted) -> Parts:
    from ktrack.export import md

    made = md.render(page, omit=wanted.omit, identity=wanted.identity, sensitive=wanted.private)
    return {MAIN: (made.encode(),)}


def _html(page: VisitSummary, wanted: Wanted) -> Parts:
    from ktrack.export import html

    made = html.render(page, omit=wanted.omit, identity=wanted.identity, sensitive=wanted.private)
    return {MAIN: (made.encode(),)}


def _pdf(page: VisitSummary, wanted: Wanted) -> Parts:
    from ktrack.export import pdf

    try:
        made = pdf.render(
            page,
            country=wanted.country,
            omit=wanted.omit,
            identity=wanted.identity,
            sensitive=wanted.private,
        )
    except pdf.CannotMakePdf as error:
        raise Refused(str(error), FAILED) from error
    if made.note:
        out.warn_folded(made.note)
    return {MAIN: (made.data,)}


def _json(diary: Diary, wanted: Wanted) -> Parts:
    from ktrack.exchange import write_diary

    if wanted.omit:
        from ktrack.export.kept import Kept

        diary = Kept(diary, wanted.omit, private=True).record()
        out.warn_folded("This file leaves something out, so it is no backup of the diary.")
    return {MAIN: (write_diary(diary),)}


def _csv(diary: Diary, wanted: Wanted) -> Parts:
    from ktrack.export import csv

    made = csv.render(diary, omit=wanted.omit, private=wanted.private)
    return {MAIN if name == "answers" else name: (line.encode() for line in lines) for name, lines in made.items()}


def _fhir(diary: Diary, wanted: Wanted) -> Parts:
    from ktrack.export import fhir

    made = fhir.render(
        diary, rulebook=wanted.rulebook, omit=wanted.omit, identity=wanted.identity, private=wanted.private
    )
    return {MAIN: (line.encode() for line in made)}


def _fhir_ndjson(diary: Diary, wanted: Wanted) -> Parts:
    from ktrack.export import fhir

    made = fhir.render_ndjson(
        diary, rulebook=wanted.rulebook, omit=wanted.omit, identity=wanted.identity, private=wanted.private
    )
    return {name: (line.encode() for line in lines) for name, lines in made.items()}


def _ics(diary: Diary, wanted: Wanted) -> Parts:
    from ktrack.export import ics

    made = ics.render(diary, now=wanted.now, omit=wanted.omit)
    if b"BEGIN:VEVENT" not in made:
        out.warn_folded("Nothing is still to come: the calendar is empty.")
    return {MAIN: (made,)}


PAGES: dict[str, Callable[[VisitSummary, Wanted], Parts]] = {"pdf": _pdf, "html": _html, "md": _md, "txt": _txt}
"""Renderings of the page for the visit."""
ROWS: dict[str, Callable[[Diary, Wanted], Parts]] = {
    "csv": _csv,
    "json": _json,
    "fhir": _fhir,
    "fhir-ndjson": _fhir_ndjson,
    "ics": _ics,
}
"""Renderings of the records."""
FORMATS = ", ".join([*PAGES, *ROWS])
_BINARY = frozenset(("pdf",))


def export(
    context: typer.Context,
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="WHICH", help=f"One of: {FORMATS}.", autocompletion=lambda: [*PAGES, *ROWS]
        ),
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - or nothing is the screen or a pipe.")
    ] = STDIO,
    since: Annotated[str | None, typer.Option(metavar="D", help=period.SINCE_HELP)] = None,
    until: Annotated[str | None, typer.Option(metavar="D", help=period.UNTIL_HELP)] = None,
    omit: Annotated[
        str, typer.Option(metavar="WHAT", help="Leave out: notes,mood,dose,medicines,identity (any of them).")
    ] = "",
    identity: Annotated[bool, typer.Option("--identity", help="Name the clinic and its numbers.")] = False,
    private: Annotated[
        bool, typer.Option("--private", help="Also what was written about suicidal thoughts or craving.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
) -> None:
    """Write the page for the visit or the diary to a file.

    pdf, html, md and txt are the page for the visit, since the last visit. csv, json and fhir hold the records,
    all of them; import takes json back. ics is a calendar of what is still to come.
    """
    if form not in PAGES and form not in ROWS:
        from difflib import get_close_matches

        near = get_close_matches(form[:40].lower(), [*PAGES, *ROWS], n=1)
        hint = f"did you mean {near[0]}? All of them:" if near else "choose one of"
        raise Refused(f"There is no format {quoted(form)}: {hint} {FORMATS}.")
    if form in _BINARY and output == STDIO and sys.stdout.isatty():
        raise Refused(f"A {form} cannot be shown on the screen: name a file, like -o page.{form}")
    left_out = _left_out(omit)
    with data.to_read(context) as tracker:
        wanted = Wanted(left_out, identity, private, tracker.now(), tracker.profile().country, tracker.rulebook)
        if form in PAGES:
            begin, end = period.read(tracker, since, until)
            page = tracker.summary(since=begin, until=end)
            period.warn_if_empty(page)
            parts = PAGES[form](page, wanted)
        else:
            parts = ROWS[form](_records(tracker.diary(), *period.between(tracker, since, until)), wanted)
    if output == STDIO:
        _to_stdout(parts, form)
    else:
        _to_files(Path(output).expanduser(), parts, form, replace=force)


def _records(diary: Diary, since: datetime | None, until: datetime | None) -> Diary:
    if since is None and until is None:
        return diary
    from ktrack.export.kept import within

    return within(diary, since, until)


def _left_out(omit: str) -> tuple[str, ...]:
    from ktrack.export.chosen import OMITTABLE

    names = tuple(each.strip() for each in omit.split(",") if each.strip())
    for name in names:
        if name not in OMITTABLE:
            raise Refused(f"--omit takes {', '.join(OMITTABLE)}, not {quoted(name)}. Nothing was written.")
    return names


def _to_stdout(parts: Parts, form: str) -> None:
    """The main part; of a format that has none, all parts one after the other."""
    chosen = [parts[MAIN]] if MAIN in parts else [*parts.values()]
    if sys.stdout.isatty():
        for part in chosen:
            out.say(b"".join(part).decode().rstrip("\n"))
    else:
        sys.stdout.flush()
        for part in chosen:
            sys.stdout.buffer.writelines(part)
        sys.stdout.buffer.flush()
    if MAIN in parts and len(parts) > 1:
        further = out.listed(name for name in parts if name != MAIN)
        out.warn_folded(f"This is the table of answers. With -o FILE.{form} come further tables: {further}.")


def _to_files(path: Path, parts: Parts, form: str, *, replace: bool) -> None:
    """One file a part: all of them or none, and none is begun while any of the names is taken."""
    made = MAIN not in parts and _make_folder(path)
    names = {_name(path, part, form, MAIN in parts): content for part, content in parts.items()}
    for each in names:
        if each.is_dir():
            raise Refused(f"{each} is a folder: name a file in it.")
        if not replace and (each.exists() or each.is_symlink()):
            raise Refused(f"{each} is there already and was not touched: name another, or add --force.")
    try:
        paths.write_private_together(names, replace=replace)
    except FileExistsError as error:
        taken = error.filename2 or error.filename
        raise Refused(f"{taken} is there already and was not touched: name another, or add --force.") from None
    except FileNotFoundError:
        raise Refused(f"There is no folder {path.parent} to write into.") from None
    except OSError:
        if made:
            with suppress(OSError):
                path.rmdir()
        raise
    for each in names:
        out.say_folded(f"Written: {each.absolute()}")
    out.say_folded("Only your user account can open it, but it is not encrypted: mind where you copy it.")


def _name(path: Path, part: str, form: str, has_main: bool) -> Path:
    if not has_main:
        return path / f"{part}.{form.removeprefix('fhir-')}"
    return path if part == MAIN else path.with_name(f"{path.stem}-{part}{path.suffix or f'.{form}'}")


def _make_folder(path: Path) -> bool:
    """Whether it was not there before."""
    there = path.is_dir()
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:
        raise Refused(f"{path} is a file: this format writes several files, so name a folder.") from None
    except FileNotFoundError:
        raise Refused(f"There is no folder {path.parent} to write into.") from None
    return not there
