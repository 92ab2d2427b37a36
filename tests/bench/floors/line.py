"""Floor of `--version`: a typer program whose option prints one line; `--help` is the floor of the overview."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


def say(asked: bool) -> None:
    if asked:
        print("line 1")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def line(version: Annotated[bool, typer.Option("--version", callback=say, is_eager=True)] = False) -> None:
    """Print one line."""


app()
