"""The verbs about check-ins.

Owns saving: what the answers come to is found out before anything is written, then check-in, answers and flags go
to the disk together or not at all. It must not draw or print.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, select

from ktrack.db import CannotOpen
from ktrack.errors import KtrackError
from ktrack.escalation import LEVELS, Assessment, Facts, Finding, assess, find
from ktrack.models import ANSWER, CHECK_IN, DRAFT
from ktrack.records import CheckIn, Flag, Reporter
from ktrack.tracker import judging, store, valid
from ktrack.tracker.base import Base, new_id
from ktrack.tracker.columns import instant, moment
from ktrack.tracker.errors import ChangedElsewhere, NotFound, NotSaved
from ktrack.tracker.steps import Did

LOOK_BACK = 60
"""How many check-ins `last_answers` looks through."""


class Choice(Enum):
    """Stands for "whichever", where None already means "between infusions"."""

    ANY = "any"


ANY = Choice.ANY
_Which = str | None | Literal[Choice.ANY]


class CheckInResult(NamedTuple):
    """What became of a check-in that was saved."""

    check_in: CheckIn
    """As it is kept."""
    assessment: Assessment
    raised: tuple[Flag, ...] = ()
    """The flags that are new, worst first; those of later check-ins too."""
    already_saved: bool = False


class CheckIns(Base):
    """The verbs about check-ins."""

    def new_check_in(
        self, *, at: datetime | None = None, entered_by: Reporter = "patient", infusion: _Which = ANY
    ) -> CheckIn:
        """An empty check-in with an id of its own, for a form. Nothing is kept yet."""
        now = self.now()
        at = at or now
        if infusion is ANY:
            with self._reading() as connection:
                latest = store.infusion_at(connection, at)
            infusion = latest.id if latest else None
        return CheckIn(new_id(), at, now, infusion, self._zone_at(at), entered_by)

    def assess(self, check_in: CheckIn) -> Assessment:
        """What these answers come to, with all that is kept beside them. Writes nothing, refuses nothing."""
        return assess(self.rulebook, self._facts_beside(check_in), check_in)

    def find(self, check_in: CheckIn) -> tuple[Finding, ...]:
        """The findings of `assess` alone: what a form shows at every key."""
        return find(self.rulebook, self._facts_beside(check_in), check_in)

    def _facts_beside(self, check_in: CheckIn) -> Facts:
        """What a check-in that is being filled in is judged with, read anew only when the diary changed."""
        counter = self.change_counter()
        if self._known is None or self._known[:2] != (counter, check_in.infusion):
            try:
                with self._reading() as connection:
                    near, course = {check_in.infusion}, store.course(connection)
                    facts = judging.facts_about(connection, self.rulebook, near, course=course)
            except CannotOpen:
                return Facts((), ())  # a diary that cannot be read must not hide a warning
            self._known = counter, check_in.infusion, facts
        return self._known[2]

    def check_in(self, check_in: CheckIn) -> CheckInResult:
        """Keeps a new check-in and raises its flags. The same one a second time changes nothing.

        An infusion of None becomes the latest one that started before. Raises BadEntry; NotSaved with the
        assessment when the disk does not take it.
        """
        given = replace(valid.check_in(check_in, self.now()), deleted_at=None)
        assessment: Assessment | None = None
        try:
            with self._writing() as connection:
                stored = _stored(connection, given.id)
                kept = _placed(connection, given, stored)
                facts = self._facts(connection, kept, stored)
                assessment = assess(self.rulebook, facts, kept)
                if stored is not None and _same(stored, kept):
                    return CheckInResult(stored, assessment, already_saved=True)
                edits = self._keep_earlier(connection, [stored] if stored else [])
                raised = self._keep(connection, facts, assessment, kept, stored)
                self._did(connection, "change" if edits else "add", kept, edits=edits)
        except Exception as error:
            raise self._not_saved(error, given, assessment) from error
        return CheckInResult(kept, assessment, raised)

    def edit_check_in(self, check_in: CheckIn, *, was: CheckIn | None = None) -> CheckInResult:
        """Replaces a kept check-in, keeps the earlier version, judges it and the later ones again.

        `was` is the check-in as the person was shown it. A deleted one comes back. Raises NotFound, BadEntry,
        ChangedElsewhere when `was` is no longer what is kept, NotSaved with the assessment.
        """
        given = replace(valid.check_in(check_in, self.now()), deleted_at=None)
        assessment: Assessment | None = None
        try:
            with self._writing() as connection:
                stored = _stored(connection, given.id)
                if stored is None:
                    raise NotFound("There is no check-in with this id any more. Save it as a new one.")
                if was is not None and was != stored:
                    raise ChangedElsewhere(
                        "This check-in was changed in another window meanwhile, so nothing was overwritten. "
                        "Open it again to see both."
                    )
                kept = _placed(connection, given, stored)
                facts = self._facts(connection, kept, stored)
                assessment = assess(self.rulebook, facts, kept)
                if stored == kept:
                    return CheckInResult(stored, assessment, already_saved=True)
                edits = self._keep_earlier(connection, [stored])
                raised = self._keep(connection, facts, assessment, kept, stored)
                did: Did = "change" if stored.deleted_at is None else "bring back"
                self._did(connection, did, kept, edits=edits)
        except Exception as error:
            raise self._not_saved(error, given, assessment) from error
        return CheckInResult(kept, assessment, raised)

    def delete_check_in(self, check_in_id: str) -> CheckIn:
        """Marks a check-in deleted; its flags stay. Raises NotFound, NotSaved."""
        with self._writing() as connection:
            full = store.full_id(connection, CHECK_IN, check_in_id, "check-in")
            stored = _stored(connection, full)
            if stored is None or stored.deleted_at is not None:
                raise NotFound("This check-in was deleted already.")
            deleted = replace(stored, deleted_at=self.now())
            edits = self._keep_earlier(connection, [stored])
            store.put_check_ins(connection, [deleted])
            self._did(connection, "delete", deleted, edits=edits)
        return deleted

    def find_check_in(self, check_in_id: str) -> CheckIn:
        """The check-in with this id or the only one whose id begins like this, deleted or not. Raises NotFound."""
        with self._reading() as connection:
            full = store.full_id(connection, CHECK_IN, check_in_id, "check-in")
            stored = _stored(connection, full)
        if stored is None:
            raise NotFound("This check-in can no longer be read.")
        return stored

    def check_ins(
        self,
        *,
        infusion: _Which = ANY,
        since: datetime | None = None,
        until: datetime | None = None,
        deleted: bool = False,
    ) -> tuple[CheckIn, ...]:
        """The kept check-ins, oldest first, `since` and `until` included; or the deleted ones instead."""
        where: list[ColumnElement[bool]] = [
            CHECK_IN.c.deleted_at.is_not(None) if deleted else store.KEPT_CHECK_INS
        ]
        if infusion is not ANY:
            where.append(
                CHECK_IN.c.infusion.is_(infusion) if infusion is None else CHECK_IN.c.infusion == infusion
            )
        if since is not None:
            where.append(CHECK_IN.c.at >= instant(since))
        if until is not None:
            where.append(CHECK_IN.c.at <= instant(until))
        with self._reading() as connection:
            return store.check_ins(connection, and_(*where))

    def last_answers(self, keys: Collection[str] | None = None) -> Mapping[str, tuple[int, datetime]]:
        """The latest answer to each question and when it was given, from the latest 60 check-ins."""
        latest = (
            select(CHECK_IN.c.id, CHECK_IN.c.at, CHECK_IN.c.at_offset)
            .where(store.KEPT_CHECK_INS)
            .order_by(CHECK_IN.c.at.desc(), CHECK_IN.c.id.desc())
            .limit(LOOK_BACK)
            .subquery()
        )
        query = (
            select(ANSWER.c.question, ANSWER.c.value, latest.c.at, latest.c.at_offset)
            .join(latest, ANSWER.c.check_in == latest.c.id)
            .where(ANSWER.c.value.is_not(None))
            .order_by(latest.c.at.desc(), latest.c.id.desc())
        )
        found: dict[str, tuple[int, datetime]] = {}
        with self._reading() as connection:
            for question, value, at, offset in connection.execute(query):
                if question not in found and (keys is None or question in keys):
                    found[question] = value, moment(at, offset)
        return found

    def _facts(self, connection: Connection, kept: CheckIn, stored: CheckIn | None) -> Facts:
        infusions = {kept.infusion} if stored is None else {kept.infusion, stored.infusion}
        return judging.facts_about(connection, self.rulebook, infusions, kept)

    def _keep(
        self,
        connection: Connection,
        facts: Facts,
        assessment: Assessment,
        kept: CheckIn,
        stored: CheckIn | None,
    ) -> tuple[Flag, ...]:
        """Writes a judged check-in, its flags, and those of later check-ins that look back on it."""
        infusions = {kept.infusion} if stored is None else {kept.infusion, stored.infusion}
        since = kept.at if stored is None else min(kept.at, stored.at)
        later = judging.later_findings(self.rulebook, facts, infusions, since, kept.id)
        store.put_check_ins(connection, [kept])
        connection.execute(delete(DRAFT).where(DRAFT.c.id == kept.id))
        elsewhere = judging.findings_elsewhere(connection, self.rulebook, kept)
        findings = (*assessment.findings, *later, *elsewhere)
        raised = judging.raise_flags(connection, self.rulebook, findings, self.now())
        return tuple(sorted(raised, key=lambda flag: LEVELS.index(flag.level)))

    def _not_saved(self, error: Exception, given: CheckIn, assessment: Assessment | None) -> KtrackError:
        """Whatever went wrong, the person hears what the answers come to."""
        if isinstance(error, KtrackError) and not isinstance(error, NotSaved):
            return error
        sentence = str(error) if isinstance(error, NotSaved) else "NOT SAVED. Your answers are still in the form."
        return NotSaved(sentence, assessment or self.assess(given))


def _stored(connection: Connection, check_in_id: str) -> CheckIn | None:
    found = store.check_ins(connection, CHECK_IN.c.id == check_in_id)
    return found[0] if found else None


def _placed(connection: Connection, given: CheckIn, stored: CheckIn | None) -> CheckIn:
    """The check-in with the infusion it belongs to; what was decided once stays while its time does."""
    if stored is not None and given.infusion == stored.infusion and given.at == stored.at:
        return given
    if stored is not None and given.infusion is None:
        return given
    named = store.infusion(connection, given.infusion) if given.infusion is not None else None
    if named is not None and named.started_at <= given.at:
        return given
    latest = store.infusion_at(connection, given.at)
    return replace(given, infusion=latest.id if latest else None)


def _same(stored: CheckIn, given: CheckIn) -> bool:
    """Whether two versions hold the same words of the person."""
    return stored == replace(
        given, infusion=stored.infusion, entered_at=stored.entered_at, deleted_at=stored.deleted_at
    )
