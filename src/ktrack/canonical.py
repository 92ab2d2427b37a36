"""One way to write a record, so that two records with the same content are the same text.

Owns the order of records and of what is inside them (keys in the order of the questions, evidence by time), the
spelling of numbers, and the ids that are derived from content. It must not compare, choose or repair: `merging`
does.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from ktrack.diary_json import Json, Record, record_to_json
from ktrack.questions import questions
from ktrack.records import CheckIn, Edit, Flag, Infusion, Visit

KIND_NAMES: Mapping[type, str] = {Infusion: "infusion", CheckIn: "check_in", Flag: "flag", Visit: "visit"}
"""What `Edit.record` calls each kind of record."""

_CONTENT_IDS = uuid.UUID("0d0a4a1c-3f0e-5b7e-9a53-7a8c6f4d2e11")


Dated = TypeVar("Dated", Infusion, CheckIn, Flag, Visit, Edit)


def main_time(record: Infusion | CheckIn | Flag | Visit | Edit) -> datetime:
    """The time a record is filed under."""
    if isinstance(record, Infusion):
        return record.started_at
    return record.raised_at if isinstance(record, Flag) else record.at


def ordered(records: Iterable[Dated]) -> tuple[Dated, ...]:
    """Records by their main time, then id."""
    return tuple(sorted(records, key=lambda record: (main_time(record), record.id)))


def tidy_json(record: Record) -> Json:
    """The record as the diary file writes it: the same bytes for the same content, whatever order it came in."""
    written = record_to_json(record)
    if isinstance(record, Edit):
        written["before"] = tidy(record.record, written["before"])
        return written
    return tidy(KIND_NAMES.get(type(record), ""), written)


def tidy(kind: str, written: Json) -> Json:
    """The JSON of a record of this kind (as in `Edit.record`), put in order."""
    if kind == "check_in":
        for field in ("answers", "details", "vitals"):
            written[field] = by_question(written.get(field, {}))
        for field in ("skipped", "none_for_rest", "unconfirmed"):
            written[field] = in_question_order(written.get(field, ()))
        # details of which nothing was said are no details, and the database keeps none
        written["details"] = {key: said for key, said in written["details"].items() if said}
    elif kind == "infusion":
        written["baseline_vitals"] = by_question(written.get("baseline_vitals", {}))
        written["dose_mg"] = _plain(written.get("dose_mg"))
    elif kind == "flag":
        written["rulebook"] = dict(sorted(written.get("rulebook", {}).items()))
        written["because"] = sorted(map(tidy_evidence, written.get("because", ())), key=evidence_order)
    elif "persist_hours" in written:
        written["persist_hours"] = _plain(written["persist_hours"])
    return written


def canonical(written: Mapping[str, Any]) -> str:
    """A tidied record as one text, for comparing. Two times that are one moment at two offsets differ."""
    return json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def content_id(kind: str, written: Mapping[str, Any]) -> str:
    """An id derived from content alone: the same on every computer and at every import."""
    return str(uuid.uuid5(_CONTENT_IDS, f"{kind}\n{canonical(written)}"))


def by_question(values: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping by question, in the order of the questions."""
    order = _order()
    return {key: _plain(values[key]) for key in sorted(values, key=lambda key: (order.get(key, len(order)), key))}


def in_question_order(keys: Iterable[str]) -> list[str]:
    """Keys of questions in the order of the questions, each once."""
    order = _order()
    return sorted(set(keys), key=lambda key: (order.get(key, len(order)), key))


def tidy_evidence(written: Json) -> Json:
    """One line of a flag's `because` as JSON, its numbers spelled one way."""
    return {key: _plain(value) for key, value in written.items()}


def evidence_order(written: Json) -> tuple[datetime, str, str, str, str]:
    """By time, and within a check-in as findings list it."""
    about = written.get("question", ""), written.get("vital", "")
    return datetime.fromisoformat(written["at"]), written["check_in"], *about, canonical(written)


def _plain(value: Any) -> Any:
    """A number that is whole written as whole: a database gives back 118.0 for 118."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


@cache
def _order() -> Mapping[str, int]:
    return {key: place for place, key in enumerate(questions())}
