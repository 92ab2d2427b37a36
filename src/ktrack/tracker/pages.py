"""The verbs for looking back through the diary a page at a time.

Owns reading a little of a long diary: the next check-ins to show, the notes that hold some words, the warnings
about one entry. It reads only, and must not draw or judge.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from ktrack import text
from ktrack.escalation import worst
from ktrack.models import ANSWER, CHECK_IN, FLAG, INFUSION, MEDICINE
from ktrack.records import CheckIn, Flag, Infusion, Level
from ktrack.timeline import Told
from ktrack.tracker import store
from ktrack.tracker.base import Base
from ktrack.tracker.columns import UNREADABLE, moment
from ktrack.tracker.drafts import worst_first

PAGE = 60
"""Check-ins on a page: more than a tall terminal shows."""


class Page(NamedTuple):
    """Check-ins, newest first."""

    check_ins: tuple[CheckIn, ...]
    rest: tuple[str, str] | None
    """Where the next page begins, to hand back to `page`; None when there is none."""


class Pages(Base):
    """The verbs for looking back."""

    def page(
        self,
        after: tuple[str, str] | None = None,
        *,
        most: int = PAGE,
        deleted: bool = False,
        note_holds: str = "",
    ) -> Page:
        """Up to `most` check-ins, newest first; `after` is the `rest` of the page before.

        With `deleted` those that were deleted, instead of those that are kept. With `note_holds` only those whose
        note holds these words, whatever their case.
        """
        where: ColumnElement[bool] = CHECK_IN.c.deleted_at.is_not(None) if deleted else store.KEPT_CHECK_INS
        if after is not None:
            at, check_in_id = after
            older = or_(CHECK_IN.c.at < at, and_(CHECK_IN.c.at == at, CHECK_IN.c.id < check_in_id))
            where = and_(where, older)
        with self._reading() as connection:
            places = _places(connection, where, most + 1, note_holds)
            found = store.check_ins(connection, CHECK_IN.c.id.in_([each for _, each in places[:most]]))
        return Page(found[::-1], places[most - 1] if len(places) > most else None)

    def asked(self) -> Mapping[str, bool]:
        """The questions that kept check-ins answer, and whether any of them above 0."""
        deleted = select(CHECK_IN.c.id).where(CHECK_IN.c.deleted_at.is_not(None))
        # each pair once takes SQLite half the time of the highest of each
        query = select(ANSWER.c.question, ANSWER.c.value > 0).distinct()
        query = query.where(ANSWER.c.value.is_not(None), ANSWER.c.check_in.not_in(deleted))
        with self._reading() as connection:
            pairs = connection.execute(query).all()
        return {key: (key, 1) in pairs for key, _ in pairs}

    def answers_over_time(self, keys: Collection[str]) -> tuple[Told, ...]:
        """Every kept check-in with the highest of its answers to these questions, in no order.

        For figures over years, where reading everything would take too long.
        """
        given = and_(
            ANSWER.c.check_in == CHECK_IN.c.id, ANSWER.c.question.in_(sorted(keys)), ANSWER.c.value.between(0, 10)
        )
        query = (
            select(
                CHECK_IN.c.id,
                CHECK_IN.c.at,
                CHECK_IN.c.at_offset,
                CHECK_IN.c.infusion,
                ANSWER.c.value,
                ANSWER.c.still_present,
            )
            .join(ANSWER, given, isouter=True)
            .where(store.KEPT_CHECK_INS)
        )
        told: dict[str, Told] = {}
        with self._reading() as connection:
            for check_in, at, offset, infusion, value, present in connection.execute(query).all():
                over = value == 0 or present == 0
                if check_in in told:
                    *rest, highest, other_over = told[check_in]
                    told[check_in] = (*rest, max(highest, value), other_over and over)
                    continue
                try:
                    told[check_in] = moment(at, offset), check_in, infusion, value, over
                except UNREADABLE:
                    continue
        return tuple(told.values())

    def first_end(self) -> datetime | None:
        """When the earliest infusion that has an end was over."""
        ends = select(INFUSION.c.ended_at, INFUSION.c.ended_offset).order_by(INFUSION.c.ended_at)
        ends = ends.where(INFUSION.c.deleted_at.is_(None), INFUSION.c.ended_at.is_not(None)).limit(1)
        with self._reading() as connection:
            for at, offset in connection.execute(ends):
                with suppress(*UNREADABLE):
                    return moment(at, offset)
        return None

    def medicines_taken(self, most: int = 300) -> tuple[tuple[str, str], ...]:
        """Names and doses of the latest medicines, each pair once, the latest first: to complete what is typed.

        Those with signs that a line cannot show as they are, which only an import brings, are left out.
        """
        query = (
            select(MEDICINE.c.name, MEDICINE.c.dose)
            .join(CHECK_IN, MEDICINE.c.check_in == CHECK_IN.c.id)
            .where(store.KEPT_CHECK_INS)
            .order_by(CHECK_IN.c.at.desc(), MEDICINE.c.place.desc())
            .limit(most)
        )
        with self._reading() as connection:
            found = dict.fromkeys((name, dose) for name, dose in connection.execute(query))
        return tuple(
            (name, dose)
            for name, dose in found
            if isinstance(name, str) and isinstance(dose, str) and text.one_line(name + dose) == name + dose
        )

    def deleted_infusions(self) -> tuple[Infusion, ...]:
        """The infusions that were deleted, oldest first."""
        with self._reading() as connection:
            every = store.infusions(connection, deleted=True)
        return tuple(each for each in every if each.deleted_at is not None)

    def flags_about(self, record_id: str) -> tuple[Flag, ...]:
        """The kept flags raised by a check-in or after an infusion, or resting on it; worst first."""
        mentioned = or_(
            FLAG.c.check_in == record_id,
            FLAG.c.infusion == record_id,
            func.instr(FLAG.c.because, record_id) > 0,
        )
        with self._reading() as connection:
            found = store.flags(connection, mentioned)
        return worst_first(
            tuple(
                flag
                for flag in found
                if record_id in (flag.check_in, flag.infusion, *(each.check_in for each in flag.because))
            )
        )

    def flagged(self, check_ins: Collection[str]) -> Mapping[str, Level]:
        """The worst level of the flags that each of these check-ins raised or is a reason for; else left out."""
        wanted = set(check_ins)
        mentioned = [func.instr(FLAG.c.because, each) > 0 for each in sorted(wanted)]
        levels: dict[str, list[Level]] = {}
        with self._reading() as connection:
            for flag in store.flags(connection, or_(FLAG.c.check_in.in_(sorted(wanted)), *mentioned)):
                for each in wanted & {flag.check_in, *(evidence.check_in for evidence in flag.because)}:
                    levels.setdefault(each, []).append(flag.level)
        return {each: level for each, held in levels.items() if (level := worst(held)) is not None}


def holds(note: str, words: str) -> bool:
    """Whether a note holds these words, whatever their case and however the letters are composed."""
    return _plain(words) in _plain(note)


def _places(
    connection: Connection, where: ColumnElement[bool], most: int, note_holds: str
) -> list[tuple[str, str]]:
    """Time and id of the next check-ins, without reading more of them than that."""
    query = select(CHECK_IN.c.at, CHECK_IN.c.id).where(where)
    query = query.order_by(CHECK_IN.c.at.desc(), CHECK_IN.c.id.desc())
    if not note_holds:
        return [(at, check_in_id) for at, check_in_id in connection.execute(query.limit(most))]
    found = []
    # SQLite knows the case of ASCII letters only
    for at, check_in_id, note in connection.execute(query.add_columns(CHECK_IN.c.note)):
        if isinstance(note, str) and note and holds(note, note_holds):
            found.append((at, check_in_id))
            if len(found) == most:
                break
    return found


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()
