"""Asking for the passphrase of an encrypted diary.

Owns how it is asked for: typed without being shown on a terminal, else the first line of stdin. Never an argument
and never a variable of the environment, which other programs can see. It must not print or keep what was typed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ktrack import paths, text
from ktrack.cli import errors, out
from ktrack.cli.errors import Refused

if TYPE_CHECKING:
    import typer

    from ktrack.cipher import Key

TRIES = 3
_MOST_BYTES = 4096
_KEY, _REFUSED, _TAKEN = "ktrack.key", "ktrack.not_unlocked", "ktrack.stdin"


def key_of(context: typer.Context, path: Path, *, backup: bool = False) -> Key | None:
    """The passphrase that opens `path`, the diary or a `backup`, asked for once in a run; None for a plain file.

    Raises Refused after three wrong ones, and where nobody can be asked.
    """
    from ktrack import cipher

    if not cipher.is_encrypted(path):
        return None
    kept = context.find_root().meta
    if _REFUSED in kept:
        raise kept[_REFUSED]
    known: Key | None = kept.get(_KEY)
    if known is None or not cipher.fits(path, known):
        try:
            known = _asked(context, path, backup=backup)
        except Refused as error:
            # whatever else this run does must not ask three times again
            kept[_REFUSED] = error
            raise
        kept[_KEY] = known
    return known


def key_among(context: typer.Context, folder: Path, files: Sequence[Path]) -> Key | None:
    """The passphrase of the diary, or of the first of these files that has one."""
    from ktrack import cipher

    found = next((each for each in (paths.database(folder), *files) if cipher.is_encrypted(each)), None)
    return None if found is None else key_of(context, found)


def stdin_is_for_answers(context: typer.Context) -> None:
    """Says that this run reads stdin for something else, so that no passphrase is taken from there."""
    context.meta[_TAKEN] = True


def new_passphrase(context: typer.Context) -> Key:
    """A passphrase for a diary, typed twice on a terminal. Raises Refused; there is no empty one."""
    from ktrack.cipher import Key

    for _ in range(TRIES):
        typed = _typed(context, "New passphrase")
        if not typed:
            raise Refused("An empty passphrase protects nothing, so nothing was changed.")
        if text.changed_characters(typed):
            raise Refused("The passphrase holds a sign that no keyboard types again, so nothing was changed.")
        if not on_terminal() or _typed(context, "The same once more") == typed:
            return Key(typed)
        out.warn_folded("The two were not the same: type it twice again.")
    raise Refused("The two were not the same, so nothing was changed.")


def _asked(context: typer.Context, path: Path, *, backup: bool) -> Key:
    from ktrack import cipher, diary_file
    from ktrack.cipher import Key

    if not cipher.installed():
        raise Refused(str(cipher.NoExtra(path)), errors.FAILED)

    for _ in range(TRIES):
        key = Key(_typed(context, f"Passphrase of {path.name}"))
        if cipher.fits(path, key):
            return key
        if not on_terminal():
            break
        out.warn_folded("It does not open with that.")
    if backup:
        from ktrack.backup.looking import wrong_passphrase

        raise Refused(str(wrong_passphrase(path)))
    raise Refused(str(diary_file.wrong_passphrase(path)))


def _typed(context: typer.Context, what: str) -> str:
    if on_terminal():
        return ask_hidden(f"{what} (not shown): ")
    if sys.stdin is None or _stdin_is_taken(context):
        raise Refused(
            "The diary is encrypted and its passphrase cannot be asked for here, because this command reads stdin "
            "for something else: run it in a terminal, without a single - . Nothing was changed."
        )
    line = sys.stdin.buffer.readline(_MOST_BYTES).decode("utf-8", "surrogateescape").rstrip("\r\n")
    if not line:
        raise Refused(
            "A passphrase is needed and nothing was typed: run this in a terminal, or give the passphrase as the "
            "first line of stdin. Nothing was changed."
        )
    return line


def ask_hidden(question: str) -> str:
    """What is typed on the terminal, without showing it."""
    import getpass

    try:
        return getpass.getpass(question)
    except EOFError:
        raise KeyboardInterrupt from None


def on_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def _stdin_is_taken(context: typer.Context) -> bool:
    given: dict[str, Any] = context.params
    reads = [each for name in ("note", "question", "file") for each in _as_list(given.get(name))]
    return bool(context.meta.get(_TAKEN)) or "-" in reads


def _as_list(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else [str(value)]
