"""Where the data lives, and how a folder and a file are made that only their owner can read.

Owns the names of ktrack's own files and the two things made: a private folder, and a private file that
is there whole or not at all. It must not know what is in them, and never puts a person's words into a name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class UnsafeFolder(OSError):
    """The folder is not ours, a link, no folder, or others may write in it. Its text is one sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


def data_dir(override: Path | None = None) -> Path:
    """The folder of the diary as an absolute path: `override`, else KTRACK_HOME, else the computer's custom.

    Creates nothing.
    """
    chosen = override or os.environ.get("KTRACK_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path("ktrack", appauthor=False)


def database(folder: Path) -> Path:
    """The diary itself."""
    return folder / "ktrack.db"


def contacts(folder: Path) -> Path:
    """The phone numbers once more, readable when the diary is not."""
    return folder / "contacts.toml"


def clinic_file(folder: Path) -> Path:
    """What the clinic gave: its card and its additional red flags."""
    return folder / "clinic.toml"


def settings_file(folder: Path) -> Path:
    """How the app looks on this computer; nothing medical."""
    return folder / "settings.toml"


def backups(folder: Path) -> Path:
    """The folder of the backups."""
    return folder / "backups"


def make_private_folder(folder: Path) -> None:
    """Makes sure that `folder` exists, belongs to this person, and is closed to everybody else (0700).

    Missing parents are made as the umask says. A folder of our own that others can only look into is closed
    to them. Raises UnsafeFolder when others can write in it, when it belongs to somebody else, when it is a
    link or no folder; other OSErrors as they come.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    with _own_folder(folder) as handle:
        if handle is not None:
            _close_to_others(folder, handle)


def check_folder(folder: Path) -> None:
    """Raises what `make_private_folder` raises about a folder that is there, and makes and changes nothing."""
    with contextlib.suppress(FileNotFoundError), _own_folder(folder):
        pass


@contextlib.contextmanager
def _own_folder(folder: Path) -> Iterator[int | None]:
    """A handle of a folder that is our own and that nobody else can write in; None where there are no modes.

    Through it, so that the folder cannot be swapped between the look and a change.
    """
    if sys.platform == "win32":
        yield None  # the profile folder is closed to others by its access list; there are no modes to check
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if folder.is_symlink():
            raise UnsafeFolder(f"{folder} is a link: name the folder it leads to instead.") from error
        if error.errno == errno.ENOTDIR:
            raise UnsafeFolder(f"{folder} is a file, not a folder: choose another place.") from error
        raise
    try:
        found = os.fstat(handle)
        if found.st_uid != os.geteuid():
            raise UnsafeFolder(f"{folder} belongs to another user of this computer: choose a folder of your own.")
        if stat.S_IMODE(found.st_mode) & (stat.S_IWGRP | stat.S_IWOTH):
            raise UnsafeFolder(
                f"Other users of this computer can change files in {folder}: "
                f"look what is in it, then close it with: chmod 700 '{folder}'"
            )
        yield handle
    finally:
        os.close(handle)


def _close_to_others(folder: Path, handle: int) -> None:
    mode = stat.S_IMODE(os.fstat(handle).st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        try:
            os.fchmod(handle, mode & stat.S_IRWXU)
        except OSError as error:
            # on a disk that cannot be written the diary can still be read, which matters more
            if error.errno != errno.EROFS:
                raise UnsafeFolder(
                    f"{folder} could not be closed to other users of this computer: choose another folder."
                ) from error


def write_private(path: Path, data: bytes | Iterable[bytes], *, replace: bool) -> None:
    """Writes a file that only its owner can read (0600), whole or not at all, and waits for the disk.

    `data` may come in parts, so that a long file need not be held at once.

    Raises FileExistsError when `replace` is false and anything has that name, a dangling link included; then,
    as after any other OSError, what was there is unchanged. A link at `path` is replaced, never followed.
    """
    write_private_together({path: data}, replace=replace)


def write_private_together(files: Mapping[Path, bytes | Iterable[bytes]], *, replace: bool) -> None:
    """Files that belong together, each as by `write_private`: no name is given before all of them are written.

    So a full disk leaves nothing new, and nothing old is replaced. When a name cannot be given after all, those
    given before are taken back, unless they replaced something.
    """
    parts = {path: path.with_name(f".ktrack-{secrets.token_hex(8)}.part") for path in files}
    named: list[Path] = []
    try:
        for path, data in files.items():
            _write_new(parts[path], data)
        for path, part in parts.items():
            if replace:
                part.replace(path)
            else:
                _give_new_name(part, path)
                named.append(path)
    except BaseException:
        for path in named:
            path.unlink(missing_ok=True)
        raise
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    for folder in dict.fromkeys(path.parent for path in files):
        sync_folder(folder)


def _write_new(path: Path, data: bytes | Iterable[bytes]) -> None:
    with os.fdopen(os.open(path, _NEW_FILE, 0o600), "wb") as file:
        file.writelines((data,) if isinstance(data, bytes) else data)
        file.flush()
        os.fsync(file.fileno())


def _give_new_name(part: Path, path: Path) -> None:
    """Renames without replacing, which POSIX has no call for: a second name, then the first one goes."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        # memory sticks know no second names: take the name with an empty file, then replace our own
        os.close(os.open(path, _NEW_FILE, 0o600))
        try:
            part.replace(path)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def sync_folder(folder: Path) -> None:
    """Waits until the names in `folder` are on the disk, so that a rename outlives a power cut."""
    if sys.platform == "win32":
        return  # folders cannot be opened there
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        # some network and memory stick file systems do not know this call
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
