"""Where a folder lies: kept in step with other computers by a program, or on another machine.

Owns the names that give such a place away. A diary that another program copies while ktrack writes can come to
harm, so it is said; it must not decide anything, write, or follow what is in a folder.
"""

from __future__ import annotations

import re
from pathlib import Path

_SYNCED: tuple[tuple[str, str], ...] = (
    (r"dropbox( \(.*\))?", "Dropbox"),
    (r"mobile documents|com~apple~clouddocs|icloud( ?drive)?", "iCloud"),
    (r"onedrive( ?- ?.*)?", "OneDrive"),
    (r"google ?drive(-.*)?|googledrive(-.*)?|my drive", "Google Drive"),
    (r"syncthing", "Syncthing"),
    (r"nextcloud", "Nextcloud"),
    (r"owncloud", "ownCloud"),
    (r"pcloud ?drive|pcloud", "pCloud"),
    (r"megasync", "MEGA"),
    (r"box ?sync", "Box"),
    (r"cloudstorage", "a cloud service"),
)
"""Names of folders (whole, whatever the case) and the program that keeps such a folder in step."""

_LEFT_BEHIND = ((".stfolder", "Syncthing"), (".dropbox", "Dropbox"), (".owncloudsync.log", "ownCloud"))
"""Files and folders that such a program puts into the folder it watches."""

_NETWORK = frozenset(
    "nfs nfs3 nfs4 cifs smb smbfs smb3 smb2 afpfs afs 9p ceph glusterfs davfs webdav ncpfs "
    "fuse.sshfs fuse.rclone fuse.gvfsd-fuse fuse.davfs2 fuse.s3fs fuse.glusterfs fuse.smbnetfs".split()
)
_MOUNTS = Path("/proc/self/mountinfo")


def kept_in_step_by(folder: Path) -> str:
    """The program that copies this folder to other computers, or "" when none is known."""
    for part in (folder, *folder.parents):
        name = part.name.casefold()
        for pattern, program in _SYNCED:
            if re.fullmatch(pattern, name):
                return program
        for left, program in _LEFT_BEHIND:
            if _exists(part / left):
                return program
    return ""


def network_type(folder: Path, mounts: str | None = None) -> str:
    """The kind of network disk that `folder` is on ("nfs4", "cifs"), or "" when it is none or cannot be told.

    `mounts` is the text of Linux's list of mounts; other systems have none, and there it is always "".
    """
    if mounts is None:
        try:
            mounts = _MOUNTS.read_text("utf-8", "replace")
        except OSError:
            return ""
    best, kind = -1, ""
    for line in mounts.splitlines():
        front, _, back = line.partition(" - ")
        fields, described = front.split(" "), back.split(" ")
        if len(fields) < 5 or not described[0]:
            continue
        place = Path(_unescaped(fields[4]))
        # of two mounts at one place the later one is on top
        if folder.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), described[0]
    return kind if kind in _NETWORK else ""


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), field)


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except (OSError, ValueError):
        return False
    return True
