"""The verbs about visits.

Owns the follow-up appointments and the questions for them. It must not draw or print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ktrack import text
from ktrack.models import VISIT
from ktrack.records import Visit
from ktrack.tracker import store, valid
from ktrack.tracker.base import Base, new_id
from ktrack.tracker.columns import fixed
from ktrack.tracker.errors import BadEntry, ChangedElsewhere, NotFound

LATEST_YEAR = 2199


class Visits(Base):
    """The verbs about visits."""

    def add_visit(self, *, at: datetime, note: str = "", questions: Sequence[str] = ()) -> Visit:
        """Keeps a visit, past or to come. Blank questions are left out. Raises BadEntry, NotSaved."""
        visit = _valid(Visit(new_id(), at, note, tuple(questions)))
        with self._writing() as connection:
            store.put_visits(connection, [visit])
            self._did(connection, "add", visit)
        return visit

    def edit_visit(
        self,
        visit_id: str,
        *,
        was: Visit | None = None,
        at: datetime | None = None,
        note: str | None = None,
        questions: Sequence[str] | None = None,
    ) -> Visit:
        """Changes what is given, keeps the earlier version.

        `was` is the visit as the person was shown it. Raises NotFound, BadEntry, ChangedElsewhere when `was` is no
        longer what is kept, NotSaved.
        """
        with self._writing() as connection:
            full = store.full_id(connection, VISIT, visit_id, "visit")
            before = next((each for each in store.visits(connection) if each.id == full), None)
            if before is None:
                raise NotFound("This visit was deleted, or its entry can no longer be read.")
            if was is not None and was != before:
                raise ChangedElsewhere(
                    "This visit was changed in another window meanwhile, so nothing was overwritten. "
                    "Leave this form and open it again to see what it says now."
                )
            after = _valid(
                replace(
                    before,
                    at=before.at if at is None else at,
                    note=before.note if note is None else note,
                    questions=before.questions if questions is None else tuple(questions),
                )
            )
            if after == before:
                return before
            edits = self._keep_earlier(connection, [before])
            store.put_visits(connection, [after])
            self._did(connection, "change", after, edits=edits)
        return after

    def delete_visit(self, visit_id: str) -> Visit:
        """Marks a visit deleted. Raises NotFound, NotSaved."""
        with self._writing() as connection:
            full = store.full_id(connection, VISIT, visit_id, "visit")
            before = next((each for each in store.visits(connection) if each.id == full), None)
            if before is None:
                raise NotFound("This visit was deleted already.")
            deleted = replace(before, deleted_at=self.now())
            edits = self._keep_earlier(connection, [before])
            store.put_visits(connection, [deleted])
            self._did(connection, "delete", deleted, edits=edits)
        return deleted

    def visits(self) -> tuple[Visit, ...]:
        """All visits that were not deleted, oldest first."""
        with self._reading() as connection:
            return store.visits(connection)


def _valid(given: Visit) -> Visit:
    try:
        at = fixed(given.at)
    except (ValueError, OverflowError):
        raise BadEntry("A visit needs a date and a time with its offset from UTC.", "at") from None
    if at < valid.EARLIEST or at.year > LATEST_YEAR:
        raise BadEntry("The date of the visit cannot be right. Give it again.", "at")
    asked = tuple(valid.note(each, "questions") for each in given.questions if not text.is_blank(each))
    return replace(given, at=at, note=valid.note(given.note), questions=asked)
