"""`ktrack export`, `import` and `schema`: the diary and its pages as files.

Owns where a file goes: never over another one unasked, never readable by others, always said. An import is read
in full before anything is changed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ktrack import paths
from ktrack.cli import data, out, period
from ktrack.cli.errors import Refused
from ktrack.cli.typed import quoted
from ktrack.records import Diary

if TYPE_CHECKING:
    from ktrack.summary import VisitSummary

MOST_BYTES = 200_000_000
STDIO = "-"


def _txt(summary: VisitSummary, omit: Collection[str]) -> bytes:
    from ktrack.export import txt

    return txt.render(summary, omit=omit).encode()


def _md(summary: VisitSummary, omit: Collection[str]) -> bytes:
    from ktrack.export import md

    return md.render(summary, omit=omit).encode()


def _json(diary: Diary) -> bytes:
    from ktrack.exchange import write_diary

    return write_diary(diary)


PAGES: dict[str, Callable[[VisitSummary, Collection[str]], bytes]] = {"txt": _txt, "md": _md}
"""Renderings of the page for the visit."""
ROWS: dict[str, Callable[[Diary], bytes]] = {"json": _json}
"""Renderings of the whole diary."""
FORMATS = ", ".join([*PAGES, *ROWS])


def export(
    context: typer.Context,
    form: Annotated[str, typer.Option("--format", metavar="WHICH", help=f"One of: {FORMATS}.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - or nothing is the screen or a pipe.")
    ] = STDIO,
    since: Annotated[str | None, typer.Option(metavar="D", help=period.SINCE_HELP)] = None,
    until: Annotated[str | None, typer.Option(metavar="D", help=period.UNTIL_HELP)] = None,
    omit: Annotated[
        str, typer.Option(metavar="WHAT", help="Leave out: notes,mood,dose,medicines,identity (any of them).")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
) -> None:
    """Write the page for the visit or the diary to a file.

    txt and md are the page for the visit, since the last visit. json is the whole diary, and import takes it back.
    """
    if form not in PAGES and form not in ROWS:
        raise Refused(f"There is no format {quoted(form)}: choose one of {FORMATS}.")
    left_out = _left_out(omit)
    if form in ROWS and (left_out or since or until):
        raise Refused(
            f"{form} is always the whole diary, so that it can be taken back: "
            "leave out --since, --until and --omit."
        )
    with data.opened(context) as tracker:
        if form in ROWS:
            made = ROWS[form](tracker.diary())
        else:
            begin, end = period.read(tracker, since, until)
            made = PAGES[form](tracker.summary(since=begin, until=end), left_out)
    if output == STDIO:
        _to_stdout(made)
    else:
        _to_file(Path(output).expanduser(), made, replace=force)


def _left_out(omit: str) -> tuple[str, ...]:
    from ktrack.export.chosen import OMITTABLE

    names = tuple(each.strip() for each in omit.split(",") if each.strip())
    for name in names:
        if name not in OMITTABLE:
            raise Refused(f"--omit takes {', '.join(OMITTABLE)}, not {quoted(name)}. Nothing was written.")
    return names


def _to_stdout(made: bytes) -> None:
    if sys.stdout.isatty():
        out.say(made.decode().rstrip("\n"))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()


def _to_file(path: Path, made: bytes, *, replace: bool) -> None:
    if path.is_dir():
        raise Refused(f"{path} is a folder: name a file in it.")
    try:
        paths.write_private(path, made, replace=replace)
    except FileExistsError:
        raise Refused(f"{path} is there already and was not touched: name another, or add --force.") from None
    except FileNotFoundError:
        raise Refused(f"There is no folder {path.parent} to write into.") from None
    out.say_folded(f"Written: {path.absolute()}")
    out.say_folded("Only your user account can open it, but it is not encrypted: mind where you copy it.")


def import_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Merge a diary file into this diary. All of it or nothing; nothing is ever deleted.

    FILE is what `ktrack export --format json` writes; - reads it from a pipe. The same file twice changes nothing.
    """
    from ktrack.exchange import import_diary

    given = _bytes(file)
    with data.opened(context) as tracker:
        report = import_diary(tracker, given, dry_run)
        waiting = len(tracker.open_flags())
    for line in report.sentences:
        out.say_folded(line)
    if dry_run:
        out.say_folded("Nothing was changed: leave out --dry-run to import it.")
    elif waiting:
        out.say_folded(f"Open warnings: {waiting}. Look at them now: ktrack flags")


def _bytes(file: str) -> bytes:
    """The whole file. Raises Refused when it cannot be read, or is larger than any diary."""
    try:
        if file == STDIO:
            read = sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin is not None else b""
        else:
            with Path(file).expanduser().open("rb") as opened:
                read = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{quoted(file)} cannot be read: {error.strerror}. Nothing was imported.") from None
    if len(read) > MOST_BYTES:
        raise Refused(f"{quoted(file)} is larger than {MOST_BYTES // 1_000_000} MB. Nothing was imported.")
    return read


def schema() -> None:
    """Print the JSON Schema of a diary file."""
    from ktrack.exchange import schema as made

    out.document(made())
