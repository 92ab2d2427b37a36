"""The verbs that go back: undo a step, do it again, bring back what was deleted.

Owns that going back loses nothing: the version it replaces goes to the edits too, a warning stays, and a record
that was changed since by something else is left as it is. It must not draw or print.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_

from ktrack import when
from ktrack.canonical import main_time
from ktrack.diary_json import json_to_record
from ktrack.models import CHECK_IN, EDIT, INFUSION
from ktrack.records import CheckIn, Edit, Infusion, Visit
from ktrack.tracker import judging, steps, store
from ktrack.tracker.check_ins import CheckIns
from ktrack.tracker.columns import UNREADABLE, instant
from ktrack.tracker.errors import ChangedElsewhere, NotFound
from ktrack.tracker.steps import Step, Versioned

_DID = {
    "add": "the new",
    "change": "the change to the",
    "delete": "deleting the",
    "bring back": "bringing back the",
}
_NAMES: dict[type[Versioned], str] = {Infusion: "infusion", CheckIn: "check-in", Visit: "visit"}
_KINDS: dict[str, type[Versioned]] = {"infusion": Infusion, "check_in": CheckIn, "visit": Visit}


class GoingBack(CheckIns):
    """The verbs that go back. The steps are those of the diary, whichever window made them."""

    def last_step(self, *, again: bool = False) -> Step | None:
        """What `undo` would take back, or with `again` what `redo` would do; None when there is nothing."""
        with self._reading() as connection:
            return steps.next_one(steps.read(connection), again=again)

    def undo(self, seen: str | None = None) -> str | None:
        """Takes back the last step; flags stay. Returns what it was, None when there is none left.

        `seen` is the id of the `last_step` that the person knows of, "" for none. Raises ChangedElsewhere when it
        is no longer the last one, or when what it left was changed since; NotSaved.
        """
        return self._turn(seen, again=False)

    def redo(self, seen: str | None = None) -> str | None:
        """Does again what `undo` took back last, as long as nothing else was done since. As `undo` otherwise."""
        return self._turn(seen, again=True)

    def _turn(self, seen: str | None, *, again: bool) -> str | None:
        with self._writing() as connection:
            known = steps.read(connection)
            step = steps.next_one(known, again=again)
            if step is None:
                return None
            current = _current(connection, step.left)
            what = _said(step, current, self.now())
            if seen is not None and seen != step.id:
                raise ChangedElsewhere(
                    f"Another window did something since: {what}. Nothing was taken back. "
                    "Look at it, then press the key again."
                )
            back = None
            if steps.marks(current) == step.left:
                back = self._versions_before(connection, step, current)
            if back is None:
                # it cannot be turned, now or later, and must not bar the way to the steps before it
                steps.write(connection, [each for each in known if each != step])
            else:
                edits = self._keep_earlier(connection, current)
                _put(connection, back)
                turned = steps.turned(step, edits, steps.marks(back))
                steps.write(connection, [turned if each == step else each for each in known])
                self._judge(connection, [*back, *current])
        if back is None:
            raise ChangedElsewhere(
                f"Not taken back: {what}. It was changed in another way since, so nothing was overwritten. "
                "Its earlier versions can be looked at in the history."
            )
        return f"{'Done again' if again else 'Undone'}: {what}."

    def _versions_before(
        self, connection: Connection, step: Step, current: Sequence[Versioned]
    ) -> list[Versioned] | None:
        """What to go back to; None when an edit is gone or can no longer be read."""
        if not step.edits:
            now = self.now()
            return [replace(each, deleted_at=now) for each in current]
        try:
            back = [_before(each) for each in store.edits(connection, EDIT.c.id.in_(step.edits))]
        except UNREADABLE:
            return None
        return back if {steps.key_of(each) for each in back} == step.left.keys() else None

    def bring_back_check_in(self, check_in_id: str) -> CheckIn:
        """A deleted check-in is kept again. Raises NotFound when it is not deleted, NotSaved."""
        deleted = self.find_check_in(check_in_id)
        if deleted.deleted_at is None:
            raise NotFound("This check-in is there already.")
        with self._reading() as connection:
            if deleted.infusion is not None and store.infusion(connection, deleted.infusion) is None:
                latest = store.infusion_at(connection, deleted.at)
                back = replace(deleted, infusion=latest.id if latest else None)
            else:
                back = deleted
        return self.edit_check_in(back, was=deleted).check_in

    def bring_back_infusion(self, infusion_id: str) -> Infusion:
        """A deleted infusion is kept again, and the check-ins that left it then return.

        Raises NotFound when it is not deleted, NotSaved.
        """
        with self._writing() as connection:
            full = store.full_id(connection, INFUSION, infusion_id, "infusion")
            deleted = next((each for each in store.infusions(connection, deleted=True) if each.id == full), None)
            if deleted is None:
                raise NotFound("This infusion can no longer be read.")
            if deleted.deleted_at is None:
                raise NotFound("This infusion is there already.")
            back = replace(deleted, deleted_at=None)
            away = _moved_away(connection, full, deleted.deleted_at)
            edits = self._keep_earlier(connection, [deleted, *away])
            left: list[Versioned] = [back, *(replace(each, infusion=full) for each in away)]
            _put(connection, left)
            self._judge(connection, left)
            self._did(connection, "bring back", back, left=left, edits=edits)
        return back

    def _judge(self, connection: Connection, changed: Sequence[Versioned]) -> None:
        since = min((main_time(each) for each in changed), default=self.now())
        findings = judging.findings_since(connection, self.rulebook, since)
        judging.raise_flags(connection, self.rulebook, findings, self.now())


def _said(step: Step, current: Sequence[Versioned], now: datetime) -> str:
    """ "deleting the check-in of today 14:45"."""
    about = next((each for each in current if steps.key_of(each) == step.record), None)
    if about is None:
        return f"{_DID[step.did]} entry"
    return f"{_DID[step.did]} {_NAMES[type(about)]} of {when.said(main_time(about), now)}"


def _before(edit: Edit) -> Versioned:
    return json_to_record(_KINDS[edit.record], edit.before)


def _current(connection: Connection, keys: Collection[str]) -> list[Versioned]:
    """The versions that are kept now, deleted or not."""
    infusions, visits = set(steps.ids(keys, Infusion)), set(steps.ids(keys, Visit))
    return [
        *(each for each in store.infusions(connection, deleted=True) if each.id in infusions),
        *store.check_ins(connection, CHECK_IN.c.id.in_(steps.ids(keys, CheckIn))),
        *(each for each in store.visits(connection, deleted=True) if each.id in visits),
    ]


def _moved_away(connection: Connection, infusion: str, deleted_at: datetime) -> list[CheckIn]:
    """The check-ins whose last move was the one away from this infusion, when it was deleted."""
    since = and_(EDIT.c.record == "check_in", EDIT.c.at >= instant(deleted_at))
    versions: dict[str, list[object]] = {}
    for edit in store.edits(connection, since):
        versions.setdefault(edit.record_id, []).append(edit.before.get("infusion"))
    here = [each for each, belonged in versions.items() if infusion in belonged]
    found = []
    for check_in in store.check_ins(connection, CHECK_IN.c.id.in_(here)):
        belonged = versions[check_in.id]
        before = [each for each in belonged if each != check_in.infusion]
        if before and before[-1] == infusion:
            found.append(check_in)
    return found


def _put(connection: Connection, records: Sequence[Versioned]) -> None:
    store.put_infusions(connection, [each for each in records if isinstance(each, Infusion)])
    store.put_check_ins(connection, [each for each in records if isinstance(each, CheckIn)])
    store.put_visits(connection, [each for each in records if isinstance(each, Visit)])
