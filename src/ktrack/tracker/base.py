"""What all verbs of the tracker stand on: the open diary, the clock, the rules, and how a change is made.

Owns the engine and its transactions. It must not know any noun.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from ktrack import clinic, db, paths, when
from ktrack.cipher import Key
from ktrack.clinic import Clinic
from ktrack.diary_json import Record, record_to_json
from ktrack.escalation import Facts, Rulebook
from ktrack.records import CheckIn, Edit, Flag, Infusion, Visit
from ktrack.tracker import judging, steps, store
from ktrack.tracker.columns import fixed
from ktrack.tracker.errors import NotSaved
from ktrack.tracker.steps import Did, Step, Versioned
from ktrack.tracker.watch import ChangeCounter, Watch

_KINDS: dict[type, Any] = {Infusion: "infusion", CheckIn: "check_in", Visit: "visit", Flag: "flag"}


class Base:
    """An open diary."""

    def __init__(
        self, folder: Path, *, clock: when.Clock = when.now, zone: str | None = None, key: Key | None = None
    ) -> None:
        self.folder = folder
        self.key = key
        """The passphrase of an encrypted diary; nothing shows it."""
        self._clock = clock
        self._given_zone = zone
        self._engine = db.open_engine(folder, key)
        self._watch = Watch(self._engine)
        self._checked = paths.database(folder).stat().st_size <= db.CHECKED_AT_OPENING
        self._known: tuple[ChangeCounter, str | None, Facts] | None = None
        self.clinic: Clinic | None
        self.rulebook: Rulebook
        self.rulebook, self.clinic, notice = clinic.rules_in_use(paths.clinic_file(folder))
        self.notices: tuple[str, ...] = (notice,) if notice else ()
        """What the person should hear although the diary opened."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the diary. Nothing is pending: every verb is on the disk when it returns."""
        self._watch.close()
        self._engine.dispose()

    def opened_again(self, key: Key | None) -> Self:
        """The same diary with another passphrase, after this one was closed. Raises what opening raises."""
        return type(self)(self.folder, clock=self._clock, zone=self._given_zone, key=key)

    def now(self) -> datetime:
        """The time on the person's clock, with a fixed offset."""
        return fixed(self._clock())

    def change_counter(self) -> ChangeCounter:
        """Another one after every change to the diary, by this or any other program."""
        return self._watch.counter()

    def _zone_at(self, at: datetime) -> str:
        """The name of the person's zone, if its clocks really showed `at`; else "", the offset being enough."""
        name = when.local_zone_name() if self._given_zone is None else self._given_zone
        return name if zone_shows(name, at) else ""

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with db.reading(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction, all or nothing. Raises NotSaved when the disk does not take it.

        Flags that today's rules find, and those of the last time did not, are raised on the way.
        """
        try:
            if not self._checked:
                db.check_sound(self._engine)
                self._checked = True
            with db.writing(self._engine) as connection:
                judging.raise_missing(connection, self.rulebook, self.now())
                yield connection
        except DatabaseError as error:
            raise NotSaved(f"NOT SAVED. {db.cannot_open(self._engine, error)}") from error
        except db.CannotOpen as error:
            raise NotSaved(f"NOT SAVED. {error}") from error

    def _keep_earlier(self, connection: Connection, records: Sequence[Record]) -> tuple[str, ...]:
        """Puts records as they are now into the edits, before they change. Returns the ids of the edits."""
        now = self.now()
        edits = [_edit_of(record, now) for record in records]
        store.put_edits(connection, edits)
        return tuple(edit.id for edit in edits)

    def _did(
        self,
        connection: Connection,
        did: Did,
        record: Versioned,
        *,
        left: Sequence[Versioned] = (),
        edits: Sequence[str] = (),
    ) -> None:
        """Notes what was done, for `undo`: to which record, and all versions that it left, if more than that one.

        `edits` are the earlier versions. Without any the records are new.
        """
        touched = steps.marks(left or [record])
        steps.add(connection, Step(new_id(), did, steps.key_of(record), tuple(edits), touched))


def new_id() -> str:
    """An id that no other record has, on this computer or another."""
    return str(uuid.uuid4())


def zone_shows(name: str, at: datetime) -> bool:
    """Whether clocks in this zone show the offset that `at` has."""
    from zoneinfo import ZoneInfo

    try:
        return bool(name) and at.astimezone(ZoneInfo(name)).utcoffset() == at.utcoffset()
    except (LookupError, ValueError, OSError, OverflowError):
        return False


def _edit_of(record: Any, now: datetime) -> Edit:
    return Edit(new_id(), _KINDS[type(record)], record.id, now, record_to_json(record))
