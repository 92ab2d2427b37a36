"""The `ktrack` command: how it starts and how it ends.

Owns how a run starts and the one exit. Every error leaves here as one sentence on stderr and a status: 2 for
bad input, 1 for anything else; nothing a person wrote is in it. Starting costs little: the app needs no parser,
the commands are listed in `commands`, and one is loaded when it is asked for.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from ktrack.cli import errors, out
from ktrack.cli.errors import Refused

_COMPLETING = "_KTRACK_COMPLETE"
"""Set by a shell that asks what the Tab key could add; the line stands in other variables then."""


def run(argv: Sequence[str]) -> int:
    """Run one command line. The exit status; every error has been said on stderr."""
    try:
        return _run(argv)
    except SystemExit as end:  # how the parser ends when its reader has gone
        return end.code if isinstance(end.code, int) else errors.FAILED
    except BrokenPipeError:  # `ktrack history | head -1`: nobody is left to be told
        return errors.FAILED
    except KeyboardInterrupt:
        out.warn("Stopped.")
        return 130
    except Exception as error:
        sentence, code = errors.explain(error)
        out.warn_folded(sentence)
        return code


def _run(argv: Sequence[str]) -> int:
    if sys.stdout is None and "check-in" in argv and sys.__stderr__ is not None:
        # what was typed is kept, and what it comes to is said where somebody can read it
        sys.stdout = sys.stderr
    if sys.stdout is None:
        raise Refused("ktrack has no output to write to, so nothing was done.", errors.FAILED)
    if any(_undecodable(word) for word in argv):
        raise Refused("Something on the command line is not UTF-8 text, so nothing was done: type it again.")
    ended = _obey(argv)
    sys.stdout.flush()
    return ended


def _obey(argv: Sequence[str]) -> int:
    """Open the app when nothing else is said; everything else takes the parser."""
    match argv:
        case [] if _COMPLETING not in os.environ:
            chosen = None
        case ["--data-dir", folder] if folder.strip() and not folder.startswith("-"):
            chosen = Path(folder)
        case _:
            from ktrack.cli import parser

            return parser.parse(argv)
    from ktrack.cli import the_app

    return the_app.open_app(chosen)


def _undecodable(word: str) -> bool:
    """Whether an argument held bytes that are no UTF-8, which Python hands over as lone surrogates."""
    return any("\ud800" <= character <= "\udfff" for character in word)


def prepare() -> None:
    """What holds for the whole process: files for this person only, no core dump, no way to spy on the app.

    Garbage is not looked for, in the app until its first screen is there.
    """
    os.umask(0o077)
    # nearly all that is made stays to the end, and a command ends soon: looking for garbage is a tenth of its time
    gc.disable()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    # textual writes keys and screens to files when these are set; they are read when it is imported
    for name in [each for each in os.environ if each.startswith("TEXTUAL")]:
        del os.environ[name]
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a terminal that lacks a character shows its code instead of ending the program
            stream.reconfigure(errors="backslashreplace")


def main() -> NoReturn:
    """The entry point of the `ktrack` command."""
    prepare()
    code = run(sys.argv[1:])
    if code and sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError:
            # else Python tries again while it ends, and says so in its own words
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    # what is left goes with the process: looking through it for garbage while it ends is a fifth of a command
    gc.freeze()
    sys.exit(code)
