"""Copies of the diary that can be trusted, and the way back from one.

`looking` tells a good backup from a bad one, `making` makes one and keeps the right ones of every day, `restoring`
brings one back. Nothing here prints, asks, or knows what an entry means.
"""

from ktrack.backup.looking import Backup, BadBackup, Counts, backups, check, last_good
from ktrack.backup.making import NotBackedUp, back_up, daily
from ktrack.backup.restoring import NotRestored, Restored, restore

__all__ = [
    "Backup",
    "BadBackup",
    "Counts",
    "NotBackedUp",
    "NotRestored",
    "Restored",
    "back_up",
    "backups",
    "check",
    "daily",
    "last_good",
    "restore",
]
