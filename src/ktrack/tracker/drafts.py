"""The verbs about forms that are not saved yet.

Owns what is kept while a person types, so that a crash loses nothing and a warning that was already on the screen
outlives the form. It must not draw or print.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from ktrack.diary_json import record_to_json
from ktrack.escalation import Assessment, in_order
from ktrack.models import CHECK_IN, DRAFT, FLAG
from ktrack.records import CheckIn, Detail, Flag
from ktrack.tracker import judging, rows, store
from ktrack.tracker.check_ins import CheckIns
from ktrack.tracker.columns import UNREADABLE, at_of, dumps
from ktrack.tracker.errors import NotSaved

ALARMING = ("emergency", "urgent")


class Draft(NamedTuple):
    """A form that is not saved yet."""

    check_in: CheckIn
    updated_at: datetime
    findings: tuple[Flag, ...]
    """What it holds at emergency and urgent level, as flags that are not raised yet."""
    changed_since: bool = False
    """It corrects a check-in that is not kept any more as it was when the correction was begun."""


class Drafts(CheckIns):
    """The verbs about forms that are not saved yet."""

    def keep_draft(self, check_in: CheckIn, *, was: CheckIn | None = None) -> Assessment:
        """Keeps a form as it stands, with its findings at emergency and urgent level. An empty one is not kept.

        `was` is the kept check-in that it corrects, as the person was shown it; without it, as it is kept when the
        correction is begun. Refuses nothing, since a form is still being filled in. Raises NotSaved with the
        assessment.
        """
        assessment = self.assess(check_in)
        now = self.now()
        alarming = [each for each in assessment.findings if each.level in ALARMING]
        held = [each.as_flag(self.rulebook, now) for each in alarming]
        try:
            with self._writing() as connection:
                row = connection.execute(select(DRAFT).where(DRAFT.c.id == check_in.id)).mappings().first()
                connection.execute(delete(DRAFT).where(DRAFT.c.id == check_in.id))
                kept = _kept(connection, check_in.id)
                if not _is_empty(check_in) and not (kept and _said(kept) == _said(check_in)):
                    before = {flag.id: flag for flag in rows.to_held(row)} if row else {}
                    # a finding keeps the time at which it was first seen
                    held = [replace(each, raised_at=before.get(each.id, each).raised_at) for each in held]
                    begun_from = _version(was) or (rows.begun_from(row) if row else _version(kept))
                    connection.execute(insert(DRAFT), [rows.draft_row(check_in, held, now, begun_from)])
        except NotSaved as error:
            raise NotSaved(str(error), assessment) from error
        # a key is answered sooner when this was read anew in the pause after the one before
        self._facts_beside(check_in)
        return assessment

    def drafts(self) -> tuple[Draft, ...]:
        """The kept forms, the latest first."""
        with self._reading() as connection:
            return _stored_drafts(connection)

    def leave_draft(self, check_in_id: str) -> tuple[Flag, ...]:
        """For a form that is left in any way: raises the flags it holds, keeps the form.

        Returns those flags that the person has not answered, worst first.
        """
        with self._writing() as connection:
            return self._raise_held(connection, check_in_id)

    def drop_draft(self, check_in_id: str) -> None:
        """Throws a form away; the flags it holds are raised all the same."""
        with self._writing() as connection:
            self._raise_held(connection, check_in_id)
            connection.execute(delete(DRAFT).where(DRAFT.c.id == check_in_id))

    def _raise_held(self, connection: Connection, check_in_id: str | None = None) -> tuple[Flag, ...]:
        held = held_flags(connection, check_in_id)
        judging.keep_flags(connection, held)
        stored = store.flags(connection, FLAG.c.check_in.in_({flag.check_in for flag in held}))
        red_flags = {flag.red_flag for flag in held}
        # with those that were raised for this form beside an answered one
        return worst_first(flag for flag in stored if flag.open and flag.red_flag in red_flags)


def worst_first(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """By level, the latest raised first within a level."""
    return tuple(sorted(flags, key=lambda flag: in_order(flag, flag.raised_at)))


def held_flags(connection: Connection, check_in_id: str | None = None) -> list[Flag]:
    """What kept forms hold, also those whose answers can no longer be read; only one form's, if an id is given."""
    query = select(DRAFT)
    if check_in_id is not None:
        query = query.where(DRAFT.c.id == check_in_id)
    return [flag for row in connection.execute(query).mappings() for flag in rows.to_held(row)]


def _stored_drafts(connection: Connection) -> tuple[Draft, ...]:
    found = []
    for row in connection.execute(select(DRAFT).order_by(DRAFT.c.updated_at.desc())).mappings():
        with suppress(*UNREADABLE):
            form = _placed_anew(connection, rows.to_form(row))
            begun_from = rows.begun_from(row)
            changed = bool(begun_from) and begun_from != _version(_kept(connection, form.id))
            found.append(Draft(form, at_of(row, "updated_at"), rows.to_held(row), changed))
    return tuple(found)


def _placed_anew(connection: Connection, form: CheckIn) -> CheckIn:
    """The form with the infusion that it belongs to now: one may have been entered or deleted meanwhile.

    A form that corrects a kept check-in stays where that is, as long as its infusion is there.
    """
    there = form.infusion is None or store.infusion(connection, form.infusion) is not None
    if there and connection.execute(select(CHECK_IN.c.id).where(CHECK_IN.c.id == form.id)).first() is not None:
        return form
    latest = store.infusion_at(connection, form.at)
    return replace(form, infusion=latest.id if latest else None)


def _is_empty(form: CheckIn) -> bool:
    return not (form.answers or form.skipped or form.vitals or form.medicines or form.note)


def _kept(connection: Connection, check_in_id: str) -> CheckIn | None:
    """The check-in that a form was saved as a moment ago, or that it corrects."""
    return next(iter(store.check_ins(connection, CHECK_IN.c.id == check_in_id)), None)


def _version(kept: CheckIn | None) -> str:
    """What tells one version of a check-in from another, or "" when none is kept."""
    return "" if kept is None else hashlib.sha256(dumps(record_to_json(kept)).encode()).hexdigest()[:16]


def _said(form: CheckIn) -> tuple[object, ...]:
    details = {key: detail for key, detail in form.details.items() if detail != Detail()}
    answers = form.answers, form.skipped, details, form.vitals
    return (*answers, form.medicines, form.note, form.at, form.entered_by)
