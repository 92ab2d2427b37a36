"""What was done last, a step at a time: the list that `undo` goes back along.

Owns this list, which is kept in the diary itself, so that it outlives the app and is one list for all windows. A
step names the earlier versions in the edits and holds none itself. It must not change a record.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Connection

from ktrack.canonical import KIND_NAMES, content_id, tidy_json
from ktrack.records import CheckIn, Infusion, Visit
from ktrack.tracker import store
from ktrack.tracker.columns import dumps, loads

MOST = 20
"""Steps that are kept."""

Did = Literal["add", "change", "delete", "bring back"]
Versioned = Infusion | CheckIn | Visit

_NAME = "steps"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, to one record and those that hang on it."""

    id: str
    did: Did
    record: str
    """`key_of` the record it was done to."""
    edits: tuple[str, ...] = ()
    """Ids of the edits that hold the versions to go back to. None for what was added."""
    left: Mapping[str, str] = field(default_factory=dict)
    """Each record it touched, with the mark of the version that it left."""
    taken_back: bool = False


def key_of(record: Versioned) -> str:
    """The name of a record in a step: its kind and its id."""
    return f"{KIND_NAMES[type(record)]} {record.id}"


def ids(keys: Collection[str], kind: type[Versioned]) -> list[str]:
    """The ids of the records of one kind among these names."""
    begin = f"{KIND_NAMES[kind]} "
    return [each.removeprefix(begin) for each in keys if each.startswith(begin)]


def marks(records: Sequence[Versioned]) -> dict[str, str]:
    """A mark of each version; another version of the same record has another mark."""
    return {key_of(each): content_id(KIND_NAMES[type(each)], tidy_json(each)) for each in records}


def read(connection: Connection) -> tuple[Step, ...]:
    """The steps, oldest first; those that were taken back come last, the first of them to be done again."""
    kept = store.meta(connection, _NAME)
    try:
        return () if kept is None else tuple(_step(each) for each in loads(kept, list))
    except (KeyError, TypeError, ValueError):
        return ()  # damaged: what they named is still in the edits


def write(connection: Connection, steps: Sequence[Step]) -> None:
    """Keeps the newest steps."""
    store.put_meta(connection, _NAME, dumps([asdict(each) for each in steps[-MOST:]]))


def add(connection: Connection, step: Step) -> None:
    """Keeps one more. What was taken back before can no longer be done again; its versions stay in the edits."""
    write(connection, [*(each for each in read(connection) if not each.taken_back), step])


def next_one(steps: Sequence[Step], *, again: bool) -> Step | None:
    """The newest step that can be taken back; or, with `again`, the last one that was."""
    if again:
        return next((each for each in steps if each.taken_back), None)
    return next((each for each in reversed(steps) if not each.taken_back), None)


def turned(step: Step, edits: Sequence[str], left: Mapping[str, str]) -> Step:
    """The same step, done or taken back the other way round."""
    return replace(step, edits=tuple(edits), left=dict(left), taken_back=not step.taken_back)


def _step(data: Mapping[str, Any]) -> Step:
    return Step(
        id=str(data["id"]),
        did=data["did"],
        record=str(data["record"]),
        edits=tuple(str(each) for each in data["edits"]),
        left={str(key): str(mark) for key, mark in dict(data["left"]).items()},
        taken_back=bool(data["taken_back"]),
    )
