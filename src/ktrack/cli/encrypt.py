"""`ktrack encrypt` and `decrypt`: a diary that opens with a passphrase only.

Owns what is said before anything is done, and the honest words about what a passphrase does not help against.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ktrack import cipher, paths
from ktrack.cli import data, errors, out, unlock
from ktrack.cli.errors import Refused
from ktrack.errors import KtrackError

if TYPE_CHECKING:
    from ktrack.cipher import Key

_BEFORE = (
    "Every start of ktrack will ask for the passphrase. Nobody can read the diary without it, you neither: there "
    "is no other way in, nobody can send you a new one, and a forgotten passphrase is a lost diary.",
    "Four or five words that you use nowhere else are easy to type and hard to guess. Write them down, and keep "
    "the paper where you find it and others do not.",
)


def encrypt(
    context: typer.Context,
    old_backups: Annotated[
        str | None,
        typer.Option(metavar="encrypt|remove|keep", help="What becomes of the backups made before; else it asks."),
    ] = None,
) -> None:
    """Give the diary a passphrase, or another one. Its backups are encrypted with it too.

    The passphrase is typed twice and not shown. ktrack help-now never asks for it. Without a terminal it is the
    first line of stdin; to change it, the old one is the first line and the new one the second. Commands that read
    stdin for something else (ask, import -, --note -, --question -) then cannot open an encrypted diary.
    """
    if old_backups not in (None, "encrypt", "remove", "keep"):
        raise Refused("--old-backups takes one of the words encrypt, remove and keep. Nothing was changed.")
    if not cipher.installed():
        raise Refused(
            f"This ktrack was installed without what encrypts: install that, then try again: {cipher.EXTRA}",
            errors.FAILED,
        )
    from ktrack import encryption

    folder = data.folder(context)
    with data.opened(context) as tracker:  # made or brought up to date, if need be
        old = tracker.key
    out.say_folded(
        "This encrypts your diary with a passphrase."
        if old is None
        else "Your diary is encrypted already. This gives it another passphrase."
    )
    for line in _BEFORE:
        out.say_folded(line)
    new = unlock.new_passphrase(context)
    overwritten = encryption.convert(folder, old, new)
    out.say()
    out.say_folded(f"Encrypted, read back and compared row by row: {paths.database(folder)}")
    if not overwritten:
        out.say_folded("What was there before could not be written over, so it may still be found on the disk.")
    out.say("Not protected by the passphrase:")
    for each in encryption.NOT_PROTECTED:
        out.say_folded(each, "  - ")
    _old_backups(encryption.plain_backups(folder), None, new, old_backups)
    if old is not None:
        _old_backups(encryption.backups_with(folder, old), old, new, old_backups)
    out.say_folded("If the app is open in another window, close it there and open it again.")


def decrypt(context: typer.Context) -> None:
    """Take the passphrase off the diary: it becomes a plain file again.

    Without a terminal the passphrase is the first line of stdin.
    """
    from ktrack import encryption

    folder = data.folder(context)
    if not cipher.is_encrypted(paths.database(folder)):
        raise Refused(f"The diary in {folder} is not encrypted, so there is nothing to do.")
    with data.opened(context) as tracker:
        old = tracker.key
    encryption.convert(folder, old, None)
    out.say_folded(f"Decrypted, read back and compared row by row: {paths.database(folder)}")
    out.say_folded("It opens without a passphrase now. Turn on the encryption of your computer's disk instead.")
    left = encryption.backups_with(folder, old) if old is not None else ()
    if left:
        out.say_folded(f"These backups still need the passphrase, so do not forget it: {_names(left)}.")
    out.say_folded("If the app is open in another window, close it there and open it again.")


def _old_backups(left: tuple[Path, ...], old: Key | None, new: Key, wanted: str | None) -> None:
    """What becomes of backups that open without a passphrase, or with the old one."""
    if not left:
        return
    out.say()
    how = "without a passphrase, so anybody can read them" if old is None else "with the old passphrase"
    out.say_folded(f"These backups still open {how}: {_names(left)}.")
    chosen = wanted or _chosen()
    if chosen == "encrypt":
        _each(left, "Encrypted with the new passphrase", lambda path: _convert(path, old, new))
    elif chosen == "remove":
        _each(left, "Written over and removed", _remove)
    else:
        out.say_folded("They were left as they are. Later: ktrack encrypt --old-backups encrypt, or remove.")


def _chosen() -> str:
    if not unlock.on_terminal():
        return "keep"
    out.say_folded("Type encrypt to encrypt them too, or remove to remove them. Enter leaves them as they are.")
    typed = out.read().strip().lower()
    return typed if typed in ("encrypt", "remove") else "keep"


def _each(files: tuple[Path, ...], done: str, do: Callable[[Path], None]) -> None:
    worked = 0
    for path in files:
        try:
            do(path)
            worked += 1
        except (KtrackError, OSError) as error:
            out.warn_folded(f"Still as it was: {path.name}. {errors.explain(error)[0]}")
    out.say_folded(f"{done}: {worked} of {len(files)} backups.")


def _convert(path: Path, old: Key | None, new: Key) -> None:
    from ktrack import encryption

    encryption.convert_backup(path, old, new)


def _remove(path: Path) -> None:
    from ktrack import erase

    erase.remove(path)


def _names(files: tuple[Path, ...]) -> str:
    more = f", and {len(files) - 5} more" if len(files) > 5 else ""
    return out.listed([each.name for each in files[:5]]) + more
