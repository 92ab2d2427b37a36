"""Which commands there are: name, place, heading, one sentence and one example of each.

Owns the list, and loads a command only when it is asked for: the overview and the version need none of them, and
one command needs none of the others. What a command does and its options stand in its own module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer

from ktrack.cli import layout

NOW, LOOK, CLINIC = "How you are", "What is kept", "For your clinic"
KEEP, FILES = "Keeping your data", "Files, and looking around"


class Listed(NamedTuple):
    """A command as the overview shows it."""

    name: str
    place: str
    """Module and function, or module and `app` for a group of commands."""
    panel: str
    says: str
    """The first sentence of its help."""
    example: str = ""


COMMANDS = (
    Listed("check-in", "check_in:check_in", NOW, "Say how you are, now or earlier.",
           "ktrack check-in nausea=2 chest_pain=no --bp 118/74"),
    Listed("ask", "ask:ask", NOW, "Check in line by line, also with a screen reader.",
           "ktrack ask --by companion"),
    Listed("help-now", "help_now:help_now", NOW, "Show whom to call, for what, and what to say.",
           "ktrack help-now"),
    Listed("status", "status:status", LOOK, "Show where things stand, on one screen.", "ktrack status"),
    Listed("flags", "flags:flags", LOOK, "List the open warnings, worst first.", "ktrack flags --all"),
    Listed("history", "history:history", LOOK, "Show infusions and check-ins, oldest first.",
           "ktrack history --json"),
    Listed("trends", "trends:trends", LOOK,
           "Show one question over the hours after each infusion, over the infusions, and by week.",
           "ktrack trends nausea"),
    Listed("summary", "summary:summary", CLINIC, "Show the page for the visit.",
           "ktrack summary --since last-visit"),
    Listed("export", "export:export", CLINIC, "Write the page for the visit or the diary to a file.",
           "ktrack export --format pdf -o visit.pdf"),
    Listed("rules", "rules:rules", CLINIC, "List what ktrack watches for.", "ktrack rules chest-pain"),
    Listed("clinic", "clinic:clinic", CLINIC,
           "Take in your clinic's file: its numbers, its instructions, its own red flags.",
           "ktrack clinic our-clinic.toml"),
    Listed("backup", "keep:backup", KEEP, "Copy the diary, and read the copy back.",
           "ktrack backup /media/stick/diary.db"),
    Listed("restore", "keep:restore", KEEP, "Make a backup the diary again.",
           "ktrack restore ktrack-2026-11-21.db"),
    Listed("doctor", "keep:doctor", KEEP, "Look the diary over: sound, private, backed up? Changes nothing.",
           "ktrack doctor --salvage rest.json"),
    Listed("erase", "keep:erase", KEEP, "Remove the diary, its backups and everything else that ktrack keeps.",
           "ktrack erase"),
    Listed("encrypt", "encrypt:encrypt", KEEP, "Give the diary a passphrase, or another one.",
           "ktrack encrypt"),
    Listed("decrypt", "encrypt:decrypt", KEEP, "Take the passphrase off the diary: it becomes a plain file again.",
           "ktrack decrypt"),
    Listed("import", "files:import_", FILES, "Merge a diary file into this diary.",
           "ktrack import diary.json --dry-run"),
    Listed("schema", "files:schema", FILES, "Print the JSON Schema of a diary file.",
           "ktrack schema > diary.schema.json"),
    Listed("demo", "demo:demo", FILES, "Look around in a made-up diary.", "ktrack demo"),
    Listed("infusion", "infusion:app", NOW, "Infusions: add, list, edit, delete."),
    Listed("flag", "flags:app", LOOK, "Answer a warning: called, going, mistake, later."),
    Listed("visit", "visit:app", CLINIC, "Visits at the clinic: add, list."),
)  # fmt: skip
"""In the order of the overview, within each heading."""


class Commands(Mapping[str, Any]):
    """The commands by name, each made when it is first asked for."""

    def __init__(self) -> None:
        self._listed = {each.name: each for each in COMMANDS}
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = _make(self._listed[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)


class Overview(layout.Group):
    """All commands; `--help` shows them without loading any."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = Commands()  # type: ignore[assignment]

    def list_commands(self, ctx: Any) -> list[str]:
        return [*self.commands]

    def listed(self, ctx: Any) -> Iterator[tuple[str, str, str]]:
        return ((each.panel, each.name, each.says) for each in COMMANDS)


def _make(listed: Listed) -> Any:
    module, _, name = listed.place.partition(":")
    place = import_module(f"ktrack.cli.{module}")
    found = getattr(place, name)
    holder = typer.Typer(add_completion=False, rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=listed.name)
        return getattr(typer.main.get_command(holder), "commands")[listed.name]  # noqa: B009
    holder.command(listed.name, cls=getattr(place, "Help", layout.Command), epilog=listed.example)(found)
    return typer.main.get_command(holder)
