"""The stretch of time that a page covers: `--since` and `--until`.

Owns what these two options take: a date is a whole local day, both ends included; `last-visit` is the latest
visit that is over. Without `--since` a page begins there too, or covers everything.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ktrack import when
from ktrack.cli import out
from ktrack.cli.errors import Refused
from ktrack.cli.typed import quoted

if TYPE_CHECKING:
    from ktrack.summary import VisitSummary
    from ktrack.tracker import Tracker

LAST_VISIT = "last-visit"
SINCE_HELP = "First day, like 2026-10-01 or 7d ago; or last-visit."
UNTIL_HELP = "Last day."


def read(tracker: Tracker, since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """Both ends, included; None leaves one open. Raises Refused."""
    last_visit = _last_visit(tracker, tracker.now())
    return _both_ends(tracker, since, until, last_visit, begin=last_visit)


def between(tracker: Tracker, since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """The same for the records, which begin with the first one unless told otherwise. Raises Refused."""
    return _both_ends(tracker, since, until, _last_visit(tracker, tracker.now()), begin=None)


def warn_if_empty(page: VisitSummary) -> None:
    """Says how to get a page of the time before, where nothing was entered since the visit it begins at.

    Somebody who sits in the waiting room after the time of the appointment would else bring an empty page.
    """
    if page.period.from_visit and page.period.first is None:
        out.warn_folded(
            "Nothing was entered since the last visit. For a page of the time before it, add --since and a day."
        )


def _both_ends(
    tracker: Tracker, since: str | None, until: str | None, last_visit: datetime | None, begin: datetime | None
) -> tuple[datetime | None, datetime | None]:
    now = tracker.now()
    if since not in (None, LAST_VISIT):
        begin = _begins(_day("--since", since or "", now), now)
    elif since == LAST_VISIT:
        begin = last_visit
        if begin is None:
            raise Refused("No visit is saved that is over, so --since last-visit means nothing: give a date.")
    end = None
    if until is not None:
        end = _begins(_day("--until", until, now) + timedelta(days=1), now) - timedelta(microseconds=1)
    if begin is not None and end is not None and end < begin:
        raise Refused("The period ends before it begins: look at --since and --until again.")
    return begin, end


def _last_visit(tracker: Tracker, now: datetime) -> datetime | None:
    return max((visit.at for visit in tracker.visits() if visit.at <= now), default=None)


def _day(option: str, words: str, now: datetime) -> date:
    try:
        return when.understand_day(words, now, when.local_zone_name())
    except when.NotUnderstood as error:
        raise Refused(f"{option} {quoted(words)}: {error}") from None


def _begins(day: date, now: datetime) -> datetime:
    """The first moment of a local day, also where the clocks change at midnight."""
    try:
        return when.understand(f"{day.isoformat()}T00:00", now, when.local_zone_name())
    except when.UnclearTime as error:
        return error.choices[0]
