"""What a command says when it cannot do what was asked, and the exit status that goes with it.

Owns the map from an exception to one sentence and a number: 2 for bad input, 1 for anything else. It must not
print, and an unexpected error shows neither its text nor any value: both may hold what a person wrote.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ktrack.errors import code_of

BAD_INPUT = 2
FAILED = 1

_EXPECTED = (
    ("ktrack.when", "NotUnderstood", BAD_INPUT),
    ("ktrack.questions", "UnknownQuestion", BAD_INPUT),
    ("ktrack.questions", "BadAnswer", BAD_INPUT),
    ("ktrack.clinical_file", "BadClinicalFile", FAILED),
    ("ktrack.tracker.errors", "NotSaved", FAILED),
    ("ktrack.backup.restoring", "NotRestored", FAILED),
    ("ktrack.salvage", "CannotSalvage", FAILED),
    ("ktrack.diary_file", "BadCopy", FAILED),
    ("ktrack.diary_file", "CannotOpen", FAILED),
    ("ktrack.paths", "UnsafeFolder", FAILED),
    ("ktrack.errors", "KtrackError", BAD_INPUT),
)
"""Where errors with a sentence of their own live, the first that fits. Looked up only in loaded modules."""


class Refused(Exception):
    """What was asked cannot be done; the text is the sentence for the person."""

    def __init__(self, sentence: str, code: int = BAD_INPUT) -> None:
        super().__init__(sentence)
        self.code = code


def explain(error: BaseException) -> tuple[str, int]:
    """The sentence and the exit status for `error`."""
    if isinstance(error, Refused):
        return str(error), error.code
    for module, name, code in _EXPECTED:
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and isinstance(error, kind):
            return str(error), code
    if isinstance(error, OSError) and error.strerror:
        place = f"{Path(str(error.filename)).name}: " if error.filename else ""
        return f"The computer refused: {place}{error.strerror}. What was saved before is kept.", FAILED
    return (
        f"ktrack stopped because of a mistake in ktrack itself (code {code_of(error)}). "
        "What was saved before is kept. In need of help now: ktrack help-now.",
        FAILED,
    )


def short(given: str, most: int = 40) -> str:
    """What was typed, cut so that a sentence stays a sentence."""
    return given if len(given) <= most else f"{given[:most]}…"
