"""What a verb of the tracker raises. Each text is one sentence for the person.

Owns the error classes. Their texts hold no answer, no note and no other word that the person wrote.
"""

from __future__ import annotations

from ktrack.errors import KtrackError as KtrackError
from ktrack.escalation import Assessment


class BadEntry(KtrackError):
    """What was given cannot be kept. `field` names the part of the record, or is empty."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotFound(KtrackError):
    """There is no such record, or more than one begins like that."""


class ChangedElsewhere(KtrackError):
    """The record is no longer what the person was shown: another window or program changed it."""


class NotSaved(KtrackError):
    """The disk did not take it. `assessment` is what the answers come to all the same, when there were any."""

    def __init__(self, message: str, assessment: Assessment | None = None) -> None:
        super().__init__(message)
        self.assessment = assessment
