"""Who is at the keyboard: the person, or someone who is with them and answers for them.

Owns this one question, for words that are read out. It must not draw.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import timedelta

from ktrack.errors import KtrackError
from ktrack.records import CheckIn, Flag
from ktrack.tracker import Tracker

RECENTLY = timedelta(hours=12)
"""How long whoever answered last is taken to be still there."""


def someone_with_them(tracker: Tracker, screens: Iterable[object] = ()) -> bool:
    """Whether a companion answers: in the form that is open, else in the latest check-in of the last hours."""
    forms = [screen.draft for screen in screens if isinstance(getattr(screen, "draft", None), CheckIn)]  # type: ignore[attr-defined]
    latest = forms or tracker.check_ins(since=tracker.now() - RECENTLY)
    return bool(latest) and latest[-1].entered_by == "companion"


def check_in_of(tracker: Tracker, flag: Flag) -> CheckIn | None:
    """The check-in that a flag speaks of, or the form that is not saved yet."""
    found = next((each.check_in for each in tracker.drafts() if each.check_in.id == flag.check_in), None)
    if found is None and flag.check_in is not None:
        with contextlib.suppress(KtrackError):
            return tracker.find_check_in(flag.check_in)
    return found
