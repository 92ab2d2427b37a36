"""The root of every error that ktrack raises on purpose, and the code of one that nobody meant to raise.

Owns the one class. Its text is one sentence for the person: what was wrong, what to do now, what was kept. It
never holds an answer, a note or any other word the person wrote.
"""

from __future__ import annotations


class KtrackError(Exception):
    """Something could not be done; the text says so to the person."""


def code_of(error: BaseException | None) -> str:
    """A short code that finds the place in the source and says nothing about the data."""
    # only needed when something went wrong
    import hashlib
    import traceback
    from pathlib import Path

    frames = traceback.extract_tb(error.__traceback__ if error else None)
    ours = [frame for frame in frames if "ktrack" in Path(frame.filename).parts] or frames
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__}-{hashlib.sha256(place.encode()).hexdigest()[:6]}"
