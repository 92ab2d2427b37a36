"""How a command gets at the diary and at the time.

Owns the way from `--data-dir` to an open tracker, and from typed words to a moment in the person's zone. It
decides no words, and imports the database only when a command asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ktrack import paths, when
from ktrack.cli import errors, out, unlock
from ktrack.cli.errors import Refused

if TYPE_CHECKING:
    import typer

    from ktrack.cipher import Key
    from ktrack.tracker import Tracker


def folder(context: typer.Context) -> Path:
    """The folder of the diary that this run is about."""
    chosen = context.find_root().obj
    return place(chosen if isinstance(chosen, Path) else None)


def place(chosen: Path | None) -> Path:
    """The folder of the diary: the chosen one, or the usual one. Raises Refused."""
    try:
        return paths.data_dir(chosen)
    except RuntimeError as error:  # as of an account without a home, or a ~name that nobody has
        raise Refused(
            "The computer does not say where your files live: give a folder with --data-dir DIR or KTRACK_HOME.",
            errors.FAILED,
        ) from error


@contextmanager
def opened(context: typer.Context) -> Iterator[Tracker]:
    """The diary, open until the block ends; the passphrase of an encrypted one is asked for.

    Raises db.CannotOpen or paths.UnsafeFolder, each one sentence, and Refused.
    """
    from ktrack.tracker import Tracker

    where = folder(context)
    key = unlock.key_of(context, paths.database(where))
    with Tracker(where, clock=when.now, zone=when.local_zone_name(), key=key) as tracker:
        for notice in tracker.notices:
            out.warn_folded(notice)
        before = tracker.change_counter()
        try:
            yield tracker
        finally:
            if tracker.change_counter() != before:
                # the backup of the day waits until everything has been said: a warning comes first
                context.find_root().call_on_close(lambda: _back_up(where, key))


@contextmanager
def to_read(context: typer.Context, *, quietly: bool = False) -> Iterator[Tracker]:
    """The diary for a command that only looks; where there is none it makes none.

    What it gets then is an empty one elsewhere that is gone afterwards; a sentence says so, unless `quietly`.
    """
    where = folder(context)
    if _is_begun(where):
        with opened(context) as tracker:
            yield tracker
        return
    paths.check_folder(where)
    from tempfile import TemporaryDirectory

    from ktrack.tracker import Tracker

    with (
        TemporaryDirectory(prefix="ktrack-") as nowhere,
        Tracker(Path(nowhere), clock=when.now, zone=when.local_zone_name()) as tracker,
    ):
        yield tracker
    if not quietly:  # not beside an error, which is one sentence
        say = f"There is no diary in {where} yet, and none was made. Another folder: ktrack --data-dir DIR."
        out.warn_folded(say)


@contextmanager
def to_change(context: typer.Context) -> Iterator[Tracker]:
    """The diary for a command that changes what is in it already. Raises Refused where there is none."""
    where = folder(context)
    if not _is_begun(where):
        raise Refused(
            f"There is no diary in {where}, so nothing was changed. Another folder: ktrack --data-dir DIR."
        )
    with opened(context) as tracker:
        yield tracker


def _is_begun(folder: Path) -> bool:
    """Whether there is a diary, or was one."""
    from ktrack.diary_file import marker

    return _is_anything(paths.database(folder)) or _is_anything(marker(folder))


def _is_anything(path: Path) -> bool:
    """Whether something has this name; what cannot be looked at is left to the opening of the diary to explain."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def _back_up(folder: Path, key: Key | None) -> None:
    from ktrack import backup

    wrong = backup.daily(folder, when.now(), key)
    if wrong:
        out.warn_folded(wrong)


def moment(words: str, now: datetime, *, coming: bool = False) -> datetime:
    """The moment, or the appointment, that typed words name, on this computer's clock.

    Raises when.NotUnderstood.
    """
    return when.understand(words, now, when.local_zone_name(), coming=coming)
