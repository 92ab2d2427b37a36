"""`ktrack backup`, `restore`, `doctor` and `erase`: keeping the data, and getting rid of it.

Owns what is shown before something is replaced or removed, and the word that has to be typed for it. Nothing is
replaced or removed by a slip: on a terminal the word is asked for, anywhere else `--yes` stands for it.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ktrack import paths, text, when
from ktrack.cli import data, errors, keep_words, out, unlock
from ktrack.cli.errors import Refused

if TYPE_CHECKING:
    from ktrack.backup import Restored
    from ktrack.erase import Erased

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def backup(
    context: typer.Context,
    file: Annotated[str | None, typer.Argument(metavar="FILE")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
) -> None:
    """Copy the diary, and read the copy back.

    Without FILE it goes to the folder of the backups; with FILE for example to a memory stick.
    """
    from ktrack import backup as backups

    target = None if file is None else Path(_named(file)).expanduser()
    folder = data.folder(context)
    key = unlock.key_of(context, paths.database(folder))
    made = backups.back_up(folder, target, when.now(), force=force, key=key)
    out.say_folded(f"Backed up and read back: {made.path.absolute()}")
    out.say_folded(f"It holds {keep_words.counts(made.counts, when.now())}.")
    out.say_folded(f"To bring it back: ktrack restore {made.path.name if file is None else made.path.absolute()}")
    if key is None:
        out.say_folded("Only your user account can open it, but it is not encrypted: mind where you keep it.")
    else:
        out.say_folded("It opens with the same passphrase as the diary, on any computer.")


def restore(
    context: typer.Context,
    file: Annotated[str | None, typer.Argument(metavar="FILE")] = None,
    yes: Yes = False,
) -> None:
    """Make a backup the diary again. The diary of now is kept among the backups.

    FILE is a backup, or just its name in the folder of the backups. Without FILE they are listed.
    """
    from ktrack import backup as backups
    from ktrack import cipher
    from ktrack.backup.restoring import present

    folder, now = data.folder(context), when.now()
    if file is None:
        _list(context, folder, now)
        raise Refused("Say which one: ktrack restore FILE. Nothing was changed.")
    source = _source(folder, file)
    key = unlock.key_of(context, source, backup=True)
    then = backups.check(source, key)
    out.say_folded(f"In the backup: {keep_words.counts(then, now)}.")
    out.say_folded(f"In the diary now: {keep_words.now_in(present(folder, key), folder, now)}.")
    out.say_folded("The diary of now will be kept among the backups.")
    if key is None and cipher.is_encrypted(paths.database(folder)):
        out.say_folded("This backup is not encrypted, and neither will the diary be. Afterwards: ktrack encrypt")
    _confirm("restore", "make this backup the diary", yes=yes)
    done = backups.restore(folder, source, now, key)
    _say_restored(done, now)
    _open_once(context)


def doctor(
    context: typer.Context,
    salvage: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write what can be read of a damaged diary to FILE.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of words.")] = False,
) -> None:
    """Look the diary over: sound, private, backed up? Changes nothing.

    Ends with status 1 when something has to be done.
    """
    folder, now = data.folder(context), when.now()
    if salvage is not None:
        if as_json:
            raise Refused("--salvage and --json do not go together: leave one of them out.")
        _salvage(context, folder, Path(_named(salvage)).expanduser(), now)
        return
    from ktrack.backup.looking import newest_first
    from ktrack.doctor import examine

    report = examine(folder, now, unlock.key_among(context, folder, newest_first(folder)))
    if as_json:
        out.document(keep_words.report_json(report))
    else:
        for line in keep_words.report(report, now):
            out.say(line)
    if report.worst == "wrong":
        raise typer.Exit(errors.FAILED)


def erase(context: typer.Context, yes: Yes = False) -> None:
    """Remove the diary, its backups and everything else that ktrack keeps. It cannot be taken back."""
    from ktrack import erase as erasing

    folder = data.folder(context)
    planned = erasing.plan(folder)
    if not planned.items:
        out.say_folded(f"There is nothing of ktrack in {folder}.")
        return
    out.say_folded(f"This will be erased from {folder}:")
    for item in planned.items:
        out.say_folded(f"{item.path.relative_to(folder)}: {item.what}", "  - ")
    _say_left_alone(planned.left_alone)
    _say_out_of_reach(erasing.OUT_OF_REACH)
    out.say_folded("To have the diary later, stop here and make a copy first: ktrack export --format json -o FILE")
    _confirm("erase", "erase all of this for good", yes=yes)
    done = erasing.erase(folder)
    _say_erased(done)
    if done.failed:
        raise typer.Exit(errors.FAILED)


def _named(file: str) -> str:
    if text.is_blank(file):
        raise Refused("The name of the file is empty: write it like ktrack backup ~/diary-backup.db")
    return file


def _confirm(word: str, what: str, *, yes: bool) -> None:
    """Goes on only when the word was typed, or `--yes` was given. Raises Refused."""
    if yes:
        return
    if sys.stdin is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused(f"Nothing was changed. To {what} without being asked, add --yes.")
    out.say()
    out.say_folded(f"To {what}, type the word {word}. Anything else stops here.")
    if out.read().strip().lower() != word:
        raise Refused("Stopped: nothing was changed.", errors.FAILED)


def _source(folder: Path, file: str) -> Path:
    """The file that is meant: as typed, or of that name among the backups."""
    typed = Path(_named(file)).expanduser()
    if typed.name == file and not typed.exists():
        among = paths.backups(folder) / file
        if among.exists():
            return among
    return typed


def _list(context: typer.Context, folder: Path, now: datetime) -> None:
    from ktrack import backup as backups
    from ktrack.backup.looking import newest_first

    found = backups.backups(folder, unlock.key_among(context, folder, newest_first(folder)))
    out.say_folded(f"Backups in {paths.backups(folder)}:" if found else f"There is no backup in {folder}.")
    for each in found:
        out.say_folded(keep_words.backup_line(each, now), "  - ")


def _say_restored(done: Restored, now: datetime) -> None:
    out.say()
    out.say_folded(f"Brought back: {done.source.absolute()}")
    out.say_folded(f"Now in the diary: {keep_words.counts(done.after, now)}.")
    gone = [] if done.before is None else keep_words.fewer(done.before, done.after)
    if gone:
        out.say_folded(f"Not in it any more: {out.listed(gone)}.")
    if done.kept is not None:
        out.say_folded(f"What was there before is kept: {done.kept}. To go back: ktrack restore {done.kept.name}")
    out.say_folded("If the app is open in another window, close it there and open it again.")


def _open_once(context: typer.Context) -> None:
    """Opens what was brought back: its numbers are those that help is read from, its warnings are open again."""
    with data.opened(context) as tracker:
        tracker.write_contacts()
        flags = tracker.open_flags()
    if flags:
        out.say_folded(f"Open warnings: {len(flags)}. Look at them now: ktrack flags")


def _salvage(context: typer.Context, folder: Path, target: Path, now: datetime) -> None:
    from ktrack import backup as backups
    from ktrack import exchange
    from ktrack.salvage import CannotSalvage
    from ktrack.salvage import salvage as read

    _check_target(folder, target)
    database = paths.database(folder)
    if not database.is_file():
        raise Refused(f"There is no diary in {folder} to read from: bring back a backup.", errors.FAILED)
    key = unlock.key_of(context, database)
    last, known = backups.last_good(folder, key), None
    if last is not None:
        try:
            known = read(last.path, key=key).diary
        except (CannotSalvage, OSError):
            known = None
    found = read(database, known, key)
    try:
        paths.write_private(target, exchange.write_diary(found.diary), replace=False)
    except FileExistsError:
        raise Refused(f"{target} is there already and was not touched: name another one.") from None
    for line in keep_words.salvaged(found, target, last, now):
        out.say_folded(line)


def _check_target(folder: Path, target: Path) -> None:
    if target.is_dir():
        raise Refused(f"{target} is a folder: name a file in it.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent} to write into.")
    if target.parent.resolve() == folder.resolve():
        raise Refused(f"{folder} is the folder of the diary itself: name a file elsewhere.")


def _say_left_alone(left: tuple[Path, ...]) -> None:
    if left:
        names = out.listed([path.name for path in left[:5]])
        more = f", and {len(left) - 5} more" if len(left) > 5 else ""
        out.say_folded(f"Not made by ktrack, so it stays in the folder: {names}{more}.")


def _say_out_of_reach(reasons: tuple[str, ...]) -> None:
    out.say("ktrack cannot erase:")
    for reason in reasons:
        out.say_folded(reason, "  - ")


def _say_erased(done: Erased) -> None:
    out.say()
    out.say_folded(f"Erased: {len(done.gone)} files, written over and removed.")
    for item in done.not_overwritten:
        out.say_folded(f"Removed, but not written over, so it may still be found on the disk: {item.path}")
    for item, why in done.failed:
        out.warn_folded(f"Still there: {item.path} ({why}). Remove it yourself.")
