"""What a command line may say: the options before a command, and the commands.

Owns the parser, and its complaints as one sentence each. It starts and ends nothing: `program` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

import ktrack
from ktrack.cli import commands, out, the_app
from ktrack.cli.errors import Refused, short

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
        raise typer.Exit(the_app.open_app(context.obj))


def parse(argv: Sequence[str]) -> int:
    """Do what a command line says. Its exit status. Raises Refused for what cannot be read."""
    try:
        ended = _made().main(list(argv), prog_name="ktrack", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.TyperException as error:
        sentence, context = _usage(error), getattr(error, "ctx", None)
        if context is not None and context.info_name == "check-in":
            from ktrack.cli import check_in

            check_in.unread(context, argv, sentence)
        raise Refused(sentence, error.exit_code) from error
    return ended if isinstance(ended, int) else 0


@cache
def _made() -> Any:
    """The parser of all commands, made once."""
    return typer.main.get_command(app)


def _usage(error: typer.TyperException) -> str:
    """The parser's own complaint as one sentence, with where to look."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "ktrack"
    message = short(error.format_message().replace("\n", " "), 300).rstrip()
    if message.startswith("No such option: --data-dir"):
        return "--data-dir stands before the command: ktrack --data-dir DIR status."
    if not message.endswith((".", "?")):
        message += "."
    return f"{message} `{command} --help` shows how."
