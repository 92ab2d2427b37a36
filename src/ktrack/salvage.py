"""What can still be read of a damaged diary.

Owns the way past damaged places: rows one by one by their number, and of what comes out only records that a diary
file can hold. The damaged file is never written; nothing is guessed: what cannot be read is counted as lost.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ktrack import cipher, damaged_file, exchange
from ktrack.cipher import Key
from ktrack.damaged_file import CannotSalvage as CannotSalvage
from ktrack.errors import KtrackError
from ktrack.records import CheckIn, Diary, Edit, Flag, Infusion, Profile, Visit
from ktrack.tracker import check_in_rows, rows
from ktrack.tracker.columns import UNREADABLE

_MOST_FAILED = 1_000_000  # rows looked for in vain in one table before the rest of it is given up
_SMALLEST_ROW = 40  # bytes; with it the size of the file says how many rows there can be

Row = dict[str, Any]
_Record = TypeVar("_Record", Infusion, CheckIn, Flag, Visit, Edit)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that is there but is no record any more."""

    table: str
    id: str


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came out of a file."""

    diary: Diary
    read: Mapping[str, int]
    """Records in `diary` by kind: infusion, check_in, flag, visit, edit."""
    lost: Mapping[str, int | None]
    """Rows of each table that could not be read; None where nobody can tell how many there were."""
    unreadable: tuple[Unreadable, ...]
    forms: int
    """Forms that were not saved yet. Their warnings are in `diary`, their answers are not."""
    moved: int = 0
    """Check-ins whose infusion was lost; they are in `diary` as between infusions."""

    @property
    def complete(self) -> bool:
        """Whether every row was read."""
        return not (self.lost or self.unreadable or self.moved)


def salvage(path: Path, known: Diary | None = None, key: Key | None = None) -> Salvaged:
    """Everything that can be read of the diary in `path`, as a diary that `import` takes.

    `key` is for an encrypted one. Of that nothing can be read when its first page is damaged.
    `known` is what a backup holds: a check-in whose own infusion was lost brings it along from there, and one that
    lost some of its answers is taken from there whole. Raises CannotSalvage or OSError.
    """
    content = path.read_bytes()
    if key is not None and cipher.looks_encrypted(content[: cipher.PAGE]):
        again = partial(damaged_file.unlocked, path, key)
        reading = _Reading(again(), len(content), again)
        reading.unreadable_pages = cipher.damaged_pages(path, key)
    else:
        reading = _Reading(damaged_file.in_memory(content, path), len(content))
    with closing(reading):
        found = reading.result(known or Diary())
    if not found.complete and not any(found.read.values()):
        raise CannotSalvage(f"Nothing could be read from {path}. Bring back a backup.")
    return found


class _Reading:
    """One pass over all tables."""

    def __init__(
        self, connection: sqlite3.Connection, size: int, again: Callable[[], sqlite3.Connection] | None = None
    ) -> None:
        """`again` opens the file anew after a damaged place, where the driver reads nothing more after one."""
        self._connection = connection
        self._again = again
        self.unreadable_pages: frozenset[int] = frozenset()
        """What is known to be damaged, so that nobody looks for rows in a table that begins there."""
        self._size = size
        self._lost: Counter[str] = Counter()
        self._endless: set[str] = set()
        self._unreadable: list[Unreadable] = []
        self._moved = 0

    def result(self, known: Diary) -> Salvaged:
        forms = 0
        held: list[Flag] = []
        for row in self._rows("draft"):
            forms += 1
            with suppress(*UNREADABLE):
                held += rows.to_held(row)
        profile = next(self._records("profile", rows.to_profile), Profile())
        infusions = [*self._records("infusion", rows.to_infusion)]
        whole = {each.id: each for each in known.check_ins}
        check_ins = [_whole(each, whole.get(each.id)) for each in self._check_ins()]
        check_ins = [*self._with_infusions(check_ins, infusions, known.infusions)]
        flags = {flag.id: flag for flag in (*held, *self._records("flag", rows.to_flag))}
        found = Diary(
            profile,
            tuple(infusions),
            tuple(check_ins),
            tuple(flags.values()),
            tuple(self._records("visit", rows.to_visit)),
            tuple(self._records("edit", rows.to_edit)),
        )
        diary = self._importable(found)
        return Salvaged(
            diary=diary,
            read={
                "infusion": len(diary.infusions),
                "check_in": len(diary.check_ins),
                "flag": len(diary.flags),
                "visit": len(diary.visits),
                "edit": len(diary.edits),
            },
            lost={table: None if table in self._endless else count for table, count in self._lost.items()},
            unreadable=tuple(dict.fromkeys(self._unreadable)),
            forms=forms,
            moved=self._moved,
        )

    def _rows(self, table: str) -> Iterator[Row]:
        """Every row that can be read. A stretch that cannot is halved until only the damaged places are left."""
        if self.unreadable_pages and self._begins_on(table) in self.unreadable_pages:
            self._endless.add(table)
            self._lost[table] += 1
            return
        query = f'SELECT rowid AS "the row", * FROM {table} NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid'
        stretches = [(1, self._last(table))]
        while stretches:
            first, last = stretches.pop()
            at = first - 1
            try:
                cursor = self._connection.execute(query, (first, last))
                names = [each[0] for each in cursor.description]
                for values in cursor:
                    at = values[0]
                    yield dict(zip(names, values, strict=True))
            except cipher.errors():
                self._go_on()
                if at >= first:
                    stretches.append((at + 1, last))
                elif first >= last:
                    self._lost[table] += 1
                    if self._lost[table] > _MOST_FAILED:
                        return
                else:
                    middle = (first + last) // 2
                    stretches += [(middle + 1, last), (first, middle)]

    def _begins_on(self, table: str) -> int:
        found = self._connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        return int(found[0]) if found else 0

    def _last(self, table: str) -> int:
        try:
            found = self._connection.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()[0]
        except cipher.errors():
            self._go_on()
            found = "unreadable"
        most = self._size // _SMALLEST_ROW
        if found is None or (isinstance(found, int) and found <= most * 100):
            return found or 0
        # a damaged number may say that there are more rows than ever fitted, deleted ones included
        self._endless.add(table)
        return most

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _go_on(self) -> None:
        if self._again is not None:
            self._connection.close()
            self._connection = self._again()

    def _records(self, table: str, read: Callable[[Row], Any]) -> Iterator[Any]:
        for row in self._rows(table):
            try:
                yield read(row)
            except UNREADABLE:
                self._note(table, row)

    def _check_ins(self) -> Iterator[CheckIn]:
        parts: dict[str, check_in_rows.Parts] = {}
        for table, columns, add in (
            ("answer", check_in_rows.ANSWER_COLUMNS, check_in_rows.Parts.add_answer),
            ("vital", check_in_rows.VITAL_COLUMNS, check_in_rows.Parts.add_vital),
            ("medicine", check_in_rows.MEDICINE_COLUMNS, check_in_rows.Parts.add_medicine),
        ):
            order = "vital" if table == "vital" else "place"
            for row in sorted(self._rows(table), key=lambda each: str(each[order]).zfill(9)):
                try:
                    add(parts.setdefault(row["check_in"], check_in_rows.Parts()), [row[c.name] for c in columns])
                except UNREADABLE:
                    self._note(table, row, "check_in")
        yield from self._records(
            "check_in",
            lambda row: check_in_rows.to_check_in(row, parts.pop(row["id"], check_in_rows.Parts())),
        )
        # what hangs on a check-in that is gone cannot be told apart by time, so it is no record
        self._unreadable += [Unreadable("answer", str(left)) for left in parts]

    def _with_infusions(
        self, check_ins: Sequence[CheckIn], infusions: list[Infusion], known: Sequence[Infusion]
    ) -> Iterator[CheckIn]:
        here = {each.id for each in infusions}
        elsewhere = {each.id: each for each in known}
        for check_in in check_ins:
            if check_in.infusion is not None and check_in.infusion not in here:
                if check_in.infusion in elsewhere:
                    infusions.append(elsewhere[check_in.infusion])
                    here.add(check_in.infusion)
                else:
                    self._moved += 1
                    check_in = replace(check_in, infusion=None)
            yield check_in

    def _note(self, table: str, row: Row, key: str = "id") -> None:
        self._unreadable.append(Unreadable(table, str(row.get(key, row["the row"]))))

    def _importable(self, found: Diary) -> Diary:
        """Only records that a diary file can hold: an import takes all of a file or nothing."""
        if _accepted(found):
            return found
        infusions = self._accepted("infusion", found.infusions, lambda each: Diary(infusions=(each,)))
        return Diary(
            profile=found.profile if _accepted(Diary(profile=found.profile)) else Profile(),
            infusions=infusions,
            check_ins=self._accepted(
                "check_in", found.check_ins, lambda each: Diary(infusions=infusions, check_ins=(each,))
            ),
            flags=self._accepted("flag", map(_bare, found.flags), lambda each: Diary(flags=(each,))),
            visits=self._accepted("visit", found.visits, lambda each: Diary(visits=(each,))),
            edits=self._accepted("edit", found.edits, lambda each: Diary(edits=(each,))),
        )

    def _accepted(self, table: str, records: Any, alone: Callable[[Any], Diary]) -> tuple[Any, ...]:
        taken = []
        for record in records:
            if _accepted(alone(record)):
                taken.append(record)
            else:
                self._unreadable.append(Unreadable(table, str(record.id)))
        return tuple(taken)


def _whole(found: CheckIn, known: CheckIn | None) -> CheckIn:
    """The backup's version of a check-in where all that was read is in there too, and perhaps more."""
    if known is None or replace(found, answers={}, skipped=(), details={}, vitals={}, medicines=()) != replace(
        known, answers={}, skipped=(), details={}, vitals={}, medicines=()
    ):
        return found
    part = (
        found.answers.items() <= known.answers.items()
        and found.vitals.items() <= known.vitals.items()
        and set(found.skipped) <= set(known.skipped)
        and all(known.details.get(key) == detail for key, detail in found.details.items())
        and all(medicine in known.medicines for medicine in found.medicines)
    )
    return known if part else found


def _bare(flag: Flag) -> Flag:
    """The flag without what it rests on, where only that is damaged: the warning itself must not be lost."""
    return flag if _accepted(Diary(flags=(flag,))) else replace(flag, question=None, because=(), rulebook={})


def _accepted(diary: Diary) -> bool:
    try:
        exchange.read_diary(exchange.write_diary(diary))
    except (KtrackError, *UNREADABLE):
        return False
    return True
