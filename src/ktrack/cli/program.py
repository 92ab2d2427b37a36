"""The `ktrack` command: what it is made of, how it starts and how it ends.

Owns how a run starts and the one exit. Every error leaves here as one sentence on stderr and a status: 2 for
bad input, 1 for anything else; nothing a person wrote is in it. Starting costs little: the commands are listed in
`commands`, and one is loaded when it is asked for.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

import ktrack
from ktrack.cli import commands, errors, out
from ktrack.cli.errors import Refused

app = typer.Typer(
    name="ktrack",
    cls=commands.Overview,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
)


def say_version(asked: bool) -> None:
    """Print the version and stop before anything else is read."""
    if asked:
        out.say(f"ktrack {ktrack.__version__}")
        raise typer.Exit


@app.callback(
    invoke_without_command=True,
    epilog="""ktrack                             open the app
        ktrack check-in nausea=2           say how you are, in one line
        ktrack ask                         be asked line by line
        ktrack help-now                    whom to call, and when
        ktrack --install-completion        let the Tab key complete commands""",
)
def root(
    context: typer.Context,
    data_dir: Annotated[
        str | None, typer.Option(metavar="DIR", help="Folder of the diary; also KTRACK_HOME.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=say_version, is_eager=True)
    ] = False,
) -> None:
    """Log how you feel after a ketamine infusion, be warned, bring one page to the visit.

    Without a command the app opens. ktrack does not diagnose, suggests no medicines, and tells nobody anything.

    A command ends with status 0 whatever was found, with 2 when something was typed that it cannot take, with 1
    when anything else went wrong.
    """
    if data_dir is not None and not data_dir.strip():
        raise Refused("--data-dir names no folder: write it like ktrack --data-dir ~/diary status.")
    context.obj = Path(data_dir) if data_dir else None
    if context.invoked_subcommand is None:
        open_app(context)


def open_app(context: typer.Context) -> None:
    """The terminal app, or a sentence where there is no terminal that can show it."""
    reason = no_terminal()
    if reason:
        raise Refused(f"The app needs a terminal, but {reason}. Line by line: ktrack ask. More: ktrack --help.")
    from ktrack.cli import data
    from ktrack.tui.app import run as run_app

    gc.freeze()
    gc.enable()
    raise typer.Exit(run_app(data.folder(context)))


def no_terminal() -> str:
    """Why the app cannot be drawn here; "" when it can."""
    streams = (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr))
    for name, stream in streams:
        if stream is None or not stream.isatty():
            return f"{name} is not one"
    if os.environ.get("TERM", "" if os.name == "posix" else "windows") in ("", "dumb"):
        return "TERM says that this one cannot move its cursor"
    # Textual draws on stderr; without UTF-8 its frames come out as escape codes
    if (getattr(sys.__stderr__, "encoding", "") or "").lower().replace("-", "") != "utf8":
        return "this one does not take UTF-8 text"
    return ""


def run(argv: Sequence[str]) -> int:
    """Run one command line. The exit status; every error has been said on stderr."""
    try:
        return _run(argv)
    except SystemExit as end:  # how the parser ends when its reader has gone
        return end.code if isinstance(end.code, int) else errors.FAILED
    except BrokenPipeError:  # `ktrack history | head -1`: nobody is left to be told
        return errors.FAILED
    except (KeyboardInterrupt, typer.Abort):
        out.warn("Stopped.")
        return 130
    except Exception as error:
        sentence, code = errors.explain(error)
        out.warn_folded(sentence)
        return code


def _run(argv: Sequence[str]) -> int:
    if sys.stdout is None:
        raise Refused("ktrack has no output to write to, so nothing was done.", errors.FAILED)
    if any(_undecodable(word) for word in argv):
        raise Refused("Something on the command line is not UTF-8 text, so nothing was done: type it again.")
    try:
        ended = _made().main(list(argv), prog_name="ktrack", standalone_mode=False)
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        if context is not None and context.info_name == "check-in":
            from ktrack.cli import check_in

            check_in.unread(context, argv, errors.explain(error)[0])
        raise
    sys.stdout.flush()
    return ended if isinstance(ended, int) else 0


@cache
def _made() -> Any:
    """The parser of all commands, made once."""
    return typer.main.get_command(app)


def _undecodable(word: str) -> bool:
    """Whether an argument held bytes that are no UTF-8, which Python hands over as lone surrogates."""
    return any("\ud800" <= character <= "\udfff" for character in word)


def prepare() -> None:
    """What holds for the whole process: files for this person only, no core dump, no way to spy on the app.

    Garbage is not looked for until the app begins.
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
