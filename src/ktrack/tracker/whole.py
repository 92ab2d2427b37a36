"""The verbs about the diary as a whole: all of it, one page of it, going back a step.

Owns what belongs to no single noun. It must not draw or print.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ktrack.diary_json import json_to_record
from ktrack.models import CHECK_IN, EDIT
from ktrack.records import CheckIn, Diary, Edit, Infusion, Visit
from ktrack.tracker import judging, store
from ktrack.tracker.merge import MergeVerbs, everything

if TYPE_CHECKING:
    from ktrack.summary import VisitSummary

_Versioned = Infusion | CheckIn | Visit


class Whole(MergeVerbs):
    """The verbs about the diary as a whole."""

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

    def undo(self) -> str | None:
        """Takes back the last change made through this tracker; flags stay. None when there is none left.

        What is taken back is kept among the earlier versions too. Raises NotSaved.
        """
        if not self._changes:
            return None
        change = self._changes[-1]
        with self._writing() as connection:
            back = [_before(edit) for edit in store.edits(connection, EDIT.c.id.in_(change.edits))]
            back += [replace(each, deleted_at=self.now()) for each in change.added]
            now = {each.id: each for each in _versions(connection, back)}
            self._keep_earlier(connection, [now[each.id] for each in back if each.id in now])
            _put(connection, back)
            since = min(_begin(each) for each in (*back, *now.values()))
            findings = judging.findings_since(connection, self.rulebook, since)
            judging.raise_flags(connection, self.rulebook, findings, self.now())
        self._changes.pop()
        return f"Undone: {change.what}."


def _before(edit: Edit) -> _Versioned:
    kinds: dict[str, type[_Versioned]] = {"infusion": Infusion, "check_in": CheckIn, "visit": Visit}
    return json_to_record(kinds[edit.record], edit.before)


def _versions(connection: Connection, of: list[_Versioned]) -> list[_Versioned]:
    """The versions that are kept now."""
    wanted = {(type(each), each.id) for each in of}
    kept: list[_Versioned] = [
        *store.infusions(connection, deleted=True),
        *store.check_ins(connection, CHECK_IN.c.id.in_([each.id for each in of])),
        *store.visits(connection, deleted=True),
    ]
    return [each for each in kept if (type(each), each.id) in wanted]


def _put(connection: Connection, records: list[_Versioned]) -> None:
    store.put_infusions(connection, [each for each in records if isinstance(each, Infusion)])
    store.put_check_ins(connection, [each for each in records if isinstance(each, CheckIn)])
    store.put_visits(connection, [each for each in records if isinstance(each, Visit)])


def _begin(record: _Versioned) -> datetime:
    return record.started_at if isinstance(record, Infusion) else record.at
