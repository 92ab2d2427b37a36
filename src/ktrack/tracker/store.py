"""Queries: records out of an open transaction, and into it.

Owns the SQL. It must not begin or end a transaction, validate, or judge. A row that cannot be read is left out of
what is returned and noted in `unreadable`, so that it hides nothing but itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple, TypeVar, get_args

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from ktrack.escalation import Course
from ktrack.models import (
    ANSWER,
    CHECK_IN,
    EDIT,
    FLAG,
    INFUSION,
    MEDICINE,
    META,
    PROFILE,
    VISIT,
    VITAL,
)
from ktrack.records import CheckIn, Edit, Flag, Infusion, Profile, Response, Visit
from ktrack.tracker import rows
from ktrack.tracker.check_in_rows import (
    ANSWER_COLUMNS,
    MEDICINE_COLUMNS,
    VITAL_COLUMNS,
    Parts,
    answer_rows,
    check_in_row,
    medicine_rows,
    to_check_in,
    vital_rows,
)
from ktrack.tracker.columns import UNREADABLE, Row, instant
from ktrack.tracker.errors import NotFound

Where = ColumnElement[bool] | None
_Record = TypeVar("_Record")
_AT_ONCE = 500
"""Rows read and check-ins written in one go, so that years of them need little memory."""
_COURSE = "ktrack_course"

KEPT_CHECK_INS = CHECK_IN.c.deleted_at.is_(None)

# what cannot be read counts as not answered
OPEN_FLAGS = FLAG.c.response.is_(None) | FLAG.c.response.not_in(
    [each for each in get_args(Response) if each != "later"]
)

# spelled out, because a bound 1 would keep SQLite from using the index on reported answers
_REPORTED: ColumnElement[bool] = text("answer.value >= 1")  # type: ignore[assignment]


class Unreadable(NamedTuple):
    """A row that another program or a damaged disk left in a state that is no record."""

    table: str
    id: str


Lost = list[Unreadable] | None


def infusions(connection: Connection, *, deleted: bool = False, lost: Lost = None) -> tuple[Infusion, ...]:
    """All infusions, oldest first; the deleted ones too if wanted."""
    query = select(INFUSION).order_by(INFUSION.c.started_at, INFUSION.c.id)
    if not deleted:
        query = query.where(INFUSION.c.deleted_at.is_(None))
    result = connection.execute(query)
    names = tuple(result.keys())
    # years of them are read at every start, and a plain dictionary is the quickest to look into
    found = [dict(zip(names, row, strict=True)) for row in result.all()]
    return _records(found, rows.to_infusion, "infusion", lost)


def course(connection: Connection) -> Course:
    """The infusions that were not deleted, years of them read only once; not for use after changing any.

    SQLite counts what other connections change; what is changed through this one is forgotten in `put_infusions`.
    """
    version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    if _COURSE not in connection.info or connection.info[_COURSE][0] != version:
        connection.info[_COURSE] = version, Course(infusions(connection))
    known: Course = connection.info[_COURSE][1]
    return known


def infusion(connection: Connection, infusion_id: str) -> Infusion | None:
    """The infusion with this id, if there is one that was not deleted."""
    kept = INFUSION.c.deleted_at.is_(None) & (INFUSION.c.id == infusion_id)
    return _infusion(connection, select(INFUSION).where(kept))


def infusion_at(connection: Connection, at: datetime) -> Infusion | None:
    """The latest infusion that had started at a moment: the one a check-in of that time belongs to."""
    started = INFUSION.c.deleted_at.is_(None) & (INFUSION.c.started_at <= instant(at))
    latest_first = INFUSION.c.started_at.desc(), INFUSION.c.id.desc()
    return _infusion(connection, select(INFUSION).where(started).order_by(*latest_first).limit(1))


def infusion_after(connection: Connection, at: datetime) -> Infusion | None:
    """The first infusion that starts later than a moment."""
    later = INFUSION.c.deleted_at.is_(None) & (INFUSION.c.started_at > instant(at))
    earliest_first = INFUSION.c.started_at, INFUSION.c.id
    return _infusion(connection, select(INFUSION).where(later).order_by(*earliest_first).limit(1))


def _infusion(connection: Connection, query: Select[Any]) -> Infusion | None:
    found = connection.execute(query).mappings()
    return next(iter(_records(found, rows.to_infusion, "infusion", None)), None)


def check_ins(connection: Connection, where: Where = None, lost: Lost = None) -> tuple[CheckIn, ...]:
    """The check-ins that `where` (on CHECK_IN) selects, or all with the deleted ones; oldest first."""
    # in portions, and first what hangs on the check-ins: all rows of years at once, or beside all that is made of
    # them, take half as much memory again
    parts: defaultdict[str, Parts] = defaultdict(Parts)
    for table, columns, add in (
        (ANSWER, ANSWER_COLUMNS, Parts.add_answer),
        (VITAL, VITAL_COLUMNS, Parts.add_vital),
        (MEDICINE, MEDICINE_COLUMNS, Parts.add_medicine),
    ):
        for portion in connection.execute(_hanging(table, columns, where)).partitions(_AT_ONCE):
            for row in portion:
                try:
                    add(parts[row[0]], row)
                except UNREADABLE:
                    if lost is not None:
                        lost.append(Unreadable(table.name, row[0]))
        if lost is not None:
            nowhere = select(table.c.check_in).where(table.c.check_in.not_in(select(CHECK_IN.c.id)))
            lost += [Unreadable(table.name, each) for each in connection.execute(nowhere).scalars()]
    query = select(CHECK_IN).order_by(CHECK_IN.c.at, CHECK_IN.c.id)
    found = connection.execute(query if where is None else query.where(where)).mappings().partitions(_AT_ONCE)
    each_row = chain.from_iterable(found)
    return _records(each_row, lambda row: to_check_in(row, parts.pop(row["id"], Parts())), "check_in", lost)


def _hanging(table: Table, columns: Sequence[Any], where: Where) -> Any:
    order = (table.c.check_in, table.c.vital if table is VITAL else table.c.place)
    query = select(*columns).order_by(*order)
    if where is None:
        return query
    return query.join(CHECK_IN, table.c.check_in == CHECK_IN.c.id).where(where)


def reported(
    connection: Connection, keys: Collection[str], besides: Collection[str | None]
) -> tuple[CheckIn, ...]:
    """Check-ins of other infusions than `besides`, holding only answers of 1 or more to these questions."""
    elsewhere = [
        CHECK_IN.c.infusion.is_not(None) if infusion is None else CHECK_IN.c.infusion.is_distinct_from(infusion)
        for infusion in besides
    ]
    query = (
        select(CHECK_IN, *ANSWER_COLUMNS)
        .join(ANSWER, ANSWER.c.check_in == CHECK_IN.c.id)
        .where(ANSWER.c.question.in_(sorted(keys)), _REPORTED, KEPT_CHECK_INS, *elsewhere)
    )
    found: dict[str, tuple[RowMapping, Parts]] = {}
    for row in connection.execute(query):
        _, parts = found.setdefault(row[0], (row._mapping, Parts()))
        with suppress(*UNREADABLE):
            parts.add_answer(row[-len(ANSWER_COLUMNS) :])
    return _records(found.values(), lambda each: to_check_in(*each), "check_in", None)


def put_infusions(connection: Connection, infusions: Iterable[Infusion]) -> None:
    """Writes infusions as they are, new or in place of the version that is there."""
    connection.info.pop(_COURSE, None)
    _put(connection, INFUSION, [rows.infusion_row(infusion) for infusion in infusions])


def put_check_ins(connection: Connection, check_ins: Sequence[CheckIn]) -> None:
    """Writes check-ins with all that hangs on them, new or in place of the version that is there."""
    for begin in range(0, len(check_ins), _AT_ONCE):
        _put_some(connection, check_ins[begin : begin + _AT_ONCE])


def _put_some(connection: Connection, check_ins: Sequence[CheckIn]) -> None:
    _put(connection, CHECK_IN, [check_in_row(check_in) for check_in in check_ins])
    ids = [{"of": check_in.id} for check_in in check_ins]
    for table, hanging in ((ANSWER, answer_rows), (VITAL, vital_rows), (MEDICINE, medicine_rows)):
        connection.execute(delete(table).where(table.c.check_in == bindparam("of")), ids)
        made = [row for check_in in check_ins for row in hanging(check_in)]
        if made:
            # as text, because the expression language takes longer over years of answers than SQLite does
            names = [column.name for column in table.c]
            values = ", ".join(f":{name}" for name in names)
            connection.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({values})", made)


def flags(connection: Connection, where: Where = None) -> tuple[Flag, ...]:
    """The flags that `where` selects, or all."""
    query = select(FLAG).order_by(FLAG.c.raised_at, FLAG.c.id)
    found = connection.execute(query if where is None else query.where(where)).mappings()
    return tuple(rows.to_flag(row) for row in found)


def flag_ids(connection: Connection) -> set[str]:
    """The ids of all flags: what each of them says is not read."""
    return set(connection.execute(select(FLAG.c.id)).scalars())


def put_flags(connection: Connection, flags: Iterable[Flag]) -> None:
    """Writes flags as they are, new or in place of the version that is there."""
    _put(connection, FLAG, [rows.flag_row(flag) for flag in flags])


def visits(connection: Connection, *, deleted: bool = False, lost: Lost = None) -> tuple[Visit, ...]:
    """All visits, oldest first; the deleted ones too if wanted."""
    query = select(VISIT).order_by(VISIT.c.at, VISIT.c.id)
    if not deleted:
        query = query.where(VISIT.c.deleted_at.is_(None))
    return _records(connection.execute(query).mappings(), rows.to_visit, "visit", lost)


def put_visits(connection: Connection, visits: Iterable[Visit]) -> None:
    """Writes visits as they are, new or in place of the version that is there."""
    _put(connection, VISIT, [rows.visit_row(visit) for visit in visits])


def edits(connection: Connection, where: Where = None, lost: Lost = None) -> tuple[Edit, ...]:
    """The earlier versions that `where` selects, or all; oldest first."""
    query = select(EDIT).order_by(EDIT.c.at, EDIT.c.id)
    found = connection.execute(query if where is None else query.where(where)).mappings()
    return _records(found, rows.to_edit, "edit", lost)


def put_edits(connection: Connection, edits: Iterable[Edit]) -> None:
    """Adds earlier versions."""
    _put(connection, EDIT, [rows.edit_row(edit) for edit in edits])


def profile(connection: Connection) -> Profile:
    """The profile, or an empty one."""
    row = connection.execute(select(PROFILE)).mappings().first()
    return Profile() if row is None else rows.to_profile(row)


def put_profile(connection: Connection, profile: Profile) -> None:
    """Writes the profile."""
    _put(connection, PROFILE, [rows.profile_row(profile)])


def meta(connection: Connection, name: str) -> str | None:
    """What the diary knows about itself under this name."""
    return connection.execute(select(META.c.value).where(META.c.name == name)).scalar()


def put_meta(connection: Connection, name: str, value: str) -> None:
    """Writes what the diary knows about itself."""
    _put(connection, META, [{"name": name, "value": value}], key="name")


def full_id(connection: Connection, table: Table, begun: str, what: str) -> str:
    """The id that is `begun` or begins with it. Raises NotFound, also when several begin like that."""
    exact = connection.execute(select(table.c.id).where(table.c.id == begun)).scalar()
    if exact is not None:
        return str(exact)
    like = select(table.c.id).where(func.substr(table.c.id, 1, len(begun)) == begun).limit(2)
    found = connection.execute(like).scalars().all() if begun else []
    if not found:
        raise NotFound(f"There is no {what} with this id. Look the id up in the list, then try again.")
    if len(found) > 1:
        raise NotFound(f"More than one {what} has an id that begins like this: give more of it.")
    return str(found[0])


def change_row(connection: Connection, table: Table, where: ColumnElement[bool], columns: Row) -> None:
    """Changes some columns of the rows that `where` selects."""
    connection.execute(update(table).where(where).values(columns))


def in_infusions(infusions: Collection[str | None]) -> ColumnElement[bool]:
    """Kept check-ins that belong to one of these infusions; None stands for between infusions."""
    named = CHECK_IN.c.infusion.in_(sorted(each for each in infusions if each is not None))
    belongs = named | CHECK_IN.c.infusion.is_(None) if None in infusions else named
    return and_(KEPT_CHECK_INS, belongs)


def _records(found: Iterable[Any], read: Callable[[Any], _Record], table: str, lost: Lost) -> tuple[_Record, ...]:
    records = []
    for row in found:
        try:
            records.append(read(row))
        except UNREADABLE:
            if lost is not None:
                lost.append(Unreadable(table, str(row["id"])))
    return tuple(records)


def _put(connection: Connection, table: Table, made: Sequence[Row], key: str = "id") -> None:
    if not made:
        return
    adding = insert(table)
    changed = {column.name: adding.excluded[column.name] for column in table.c if column.name != key}
    connection.execute(adding.on_conflict_do_update(index_elements=[key], set_=changed), list(made))
