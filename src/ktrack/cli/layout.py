"""How `--help` looks: plain text with headed groups, the same on a terminal, in a pipe and read aloud.

Owns the layout only. typer's own panels draw boxes, name Python types beside every option and load rich for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

WHOLE = 300
"""Long enough that the first sentence of a command is folded and never cut."""
_QUIET = {"--install-completion", "--show-completion"}
"""Options of typer's own that the last line of the overview names instead."""


class Command(TyperCommand):
    """A command whose help lists options without types and keeps its examples as written."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        with _placed(ctx):
            return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write_options(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        _write_examples(self.epilog, formatter)


class Group(TyperGroup):
    """A group of commands, listed under the heading each was given."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        with _placed(ctx):
            return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        self.format_commands(ctx, formatter)
        _write_options(self, ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for heading, name, words in self.listed(ctx):
            groups.setdefault(heading, []).append((name, words))
        longest = max((len(name) for rows in groups.values() for name, _ in rows), default=0)
        for heading, rows in groups.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(longest), words) for name, words in rows])

    def listed(self, ctx: Any) -> Iterator[tuple[str, str, str]]:
        """Heading, name and first sentence of each command."""
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                yield "Commands", name, command.get_short_help_str(WHOLE)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        _write_examples(self.epilog, formatter)


@contextmanager
def _placed(ctx: Any) -> Iterator[None]:
    """Lets every complaint about a line know which command it is about; the parser forgets it for some."""
    try:
        yield
    except typer.TyperException as error:
        if getattr(error, "ctx", None) is None:
            error.ctx = ctx  # type: ignore[attr-defined]
        raise


def _write_options(command: Any, ctx: Any, formatter: Any) -> None:
    rows = []
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if parameter.param_type_name == "option" and record is not None and not _QUIET & set(parameter.opts):
            rows.append(record)
    if rows:
        with formatter.section("Options"):
            formatter.write_dl(rows)


def _write_examples(examples: str | None, formatter: Any) -> None:
    if examples:
        with formatter.section("Examples" if "\n" in examples else "Example"):
            for line in examples.splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line.strip()}\n")
