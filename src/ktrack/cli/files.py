"""`ktrack import` and `schema`: a diary file from somewhere else.

Owns how a file is read: in full, before anything is changed. Writing files is `export`'s.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ktrack.cli import data, out
from ktrack.cli.errors import Refused
from ktrack.cli.typed import quoted

MOST_BYTES = 200_000_000
STDIO = "-"


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
    with (data.to_read if dry_run else data.opened)(context) as tracker:
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
