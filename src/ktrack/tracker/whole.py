"""The verbs about the diary as a whole: all of it, a summary of it, the versions it keeps.

Owns what belongs to no single noun. It must not draw or print.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from ktrack.models import CHECK_IN, DRAFT, EDIT, INFUSION
from ktrack.records import Diary, Edit
from ktrack.tracker import store
from ktrack.tracker.merge import MergeVerbs, everything

if TYPE_CHECKING:
    from ktrack.summary import VisitSummary


class Whole(MergeVerbs):
    """The verbs about the diary as a whole."""

    def is_empty(self) -> bool:
        """Whether no infusion, check-in or unsaved form is kept."""
        kept = (
            select(INFUSION.c.id).where(INFUSION.c.deleted_at.is_(None)),
            select(CHECK_IN.c.id).where(store.KEPT_CHECK_INS),
            select(DRAFT.c.id),
        )
        with self._reading() as connection:
            return all(connection.execute(each.limit(1)).first() is None for each in kept)

    def diary(self) -> Diary:
        """Everything kept, with deleted records and earlier versions, without unsaved forms."""
        with self._reading() as connection:
            return everything(connection)

    def summary(self, *, since: datetime | None = None, until: datetime | None = None) -> VisitSummary:
        """What the page for the visit says about a period, both ends included; None leaves that end open."""
        from ktrack.summary import summarise

        zone = self._zone_at(self.now())
        return summarise(self.diary(), since=since, until=until, rulebook=self.rulebook, now_zone=zone)

    def edits(self, record_id: str) -> tuple[Edit, ...]:
        """The earlier versions of one record, oldest first."""
        with self._reading() as connection:
            return store.edits(connection, EDIT.c.record_id == record_id)

    def unreadable(self) -> tuple[store.Unreadable, ...]:
        """Rows that are no records any more; all others are read as ever."""
        lost: list[store.Unreadable] = []
        with self._reading() as connection:
            everything(connection, lost)
        return tuple(dict.fromkeys(lost))
