"""A real small disk, where this system lets a test have one: full, then write-protected.

Owns the mounting, in a space of its own that is gone with the process. Where it may not mount, there are no deeds
and the tests of the same rows with faults made in the program remain.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_OWN_SPACE = ("unshare", "--map-root-user", "--mount", "sh", "-c")


@cache
def possible() -> bool:
    """Whether a small disk can be mounted."""
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run(
        [*_OWN_SPACE, "mount -t tmpfs -o size=64k tmpfs /mnt"], capture_output=True, timeout=20, check=False
    )
    return tried.returncode == 0


DEEDS = ("full", "write_protected") if possible() else ()


def run(deed: str, home: Path) -> str:
    """Does a deed of this module on a disk of one megabyte that holds a copy of `home`; its last word."""
    script = (
        'mount -t tmpfs -o size=1m,mode=0700 tmpfs /mnt && cp -a "$1" /mnt/home && '
        'exec "$2" -c \'import sys; from tests.faults import mounts; getattr(mounts, sys.argv[1])()\' "$3"'
    )
    done = subprocess.run(
        [*_OWN_SPACE, script, "sh", str(home), sys.executable, deed],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else f"{done.stdout}\n{done.stderr}"


def full() -> None:
    """Saves and backs up on a disk with no room, then with a little more, until it goes through."""
    from ktrack import backup
    from ktrack.errors import KtrackError
    from tests.faults.homes import NOW, check_in, database, opened, rows, sound

    home, filler = Path("/mnt/home"), Path("/mnt/filler")
    before = rows(database(home))
    refused = 0
    with opened(home) as tracker:
        form = check_in(tracker, note="long " * 700, chest_pain=2)
        room = 0
        while True:
            _fill_up(filler, room)
            try:
                tracker.check_in(form)
                break
            except KtrackError as error:
                assert "NOT SAVED" in str(error), error
                refused += 1
            assert rows(database(home)) == before
            assert tracker.check_ins()
            room += 12_288
    assert refused > 2, refused
    assert sound(database(home))
    filler.unlink()
    _fill_up(filler, 8192)
    assert "not made" in backup.daily(home, NOW)
    filler.unlink()
    assert backup.daily(home, NOW) == ""
    assert backup.last_good(home) is not None
    sys.stdout.write("done\n")


def _fill_up(filler: Path, room: int) -> None:
    """Takes all the room of the disk but so many bytes."""
    filler.unlink(missing_ok=True)
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)) == 4096:
                pass
        except OSError:
            pass
        file.truncate(max(0, filler.stat().st_size - room))


def write_protected() -> None:
    """Reads everything from a disk that cannot be written, and is told that nothing can be saved."""
    from ktrack import doctor
    from ktrack.errors import KtrackError
    from ktrack.tracker import NotSaved
    from tests.faults.homes import NOW, check_in, opened

    subprocess.run(["mount", "-o", "remount,ro", "/mnt"], check=True)
    home = Path("/mnt/home")
    with opened(home) as tracker:
        assert tracker.check_ins()
        assert tracker.summary()
        form = check_in(tracker, chest_pain=2)
        try:
            tracker.check_in(form)
        except KtrackError as error:
            assert "NOT SAVED" in str(error)
            assert isinstance(error, NotSaved) and error.assessment is not None
            assert error.assessment.findings
        else:
            raise AssertionError("told as saved")
    assert doctor.examine(home, NOW).worst != "wrong"
    sys.stdout.write("done\n")
