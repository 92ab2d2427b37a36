"""The rows of the diary as CSV files for spreadsheets and statistics.

Owns what a row is: one answer, one measured value or one note, with everything about its check-in beside it; and
the tables beside that one. Lines are made one by one, so a long diary needs no more memory than a short one. This
is for reading: what is to be read back by ktrack is the diary file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from ktrack import timeline
from ktrack.escalation import LEVELS
from ktrack.export.csv_cells import END, Cell, cell, line, quoted
from ktrack.export.csv_dictionary import COLUMNS, dictionary
from ktrack.export.kept import Kept, entered_late, proof
from ktrack.questions import question, questions, word
from ktrack.records import CheckIn, Detail, Diary, Infusion

NOTE = "note"
"""Stands in the column of the questions for what was written freely; the text is in the column `word`."""

_UNSAID = Detail()


def render(diary: Diary, *, omit: Collection[str] = (), private: bool = False) -> Mapping[str, Iterator[str]]:
    """The lines of each file by its name: `answers` first, then the tables beside it, `dictionary` last.

    Deleted records are not in them. `omit` takes names of `chosen.OMITTABLE`; without medicines there is no table
    of medicines, everything else that is left out is empty. Raises ValueError for another name.
    """
    kept = Kept(diary, omit, private=private)
    tables = {
        "answers": _answers(kept),
        "infusions": _infusions(kept),
        "medicines": _medicines(kept),
        "flags": _flags(kept),
        "visits": _visits(kept),
    }
    if "medicines" in omit:
        del tables["medicines"]
    named = {name: _with_head(name, lines) for name, lines in tables.items()}
    return named | {"dictionary": dictionary(named)}


def _with_head(name: str, lines: Iterator[str]) -> Iterator[str]:
    yield line(*COLUMNS[name])
    yield from lines


def _answers(kept: Kept) -> Iterator[str]:
    order = {key: place for place, key in enumerate(questions())}
    for check_in in kept.check_ins():
        start = _about(kept, check_in)
        told = {*check_in.answers, *check_in.skipped, *check_in.vitals, *check_in.half_told}
        asked = sorted(told, key=order.__getitem__)
        for key in asked:
            if key in check_in.answers:
                said = _said(key, check_in.answers[key])
                yield f"{start},{said},0,{int(key in check_in.none_for_rest)},0,{_detail(check_in, key)}{END}"
            elif key in check_in.vitals:
                said = _said(key, check_in.vitals[key])
                yield f"{start},{said},0,0,{int(key in check_in.unconfirmed)},,,,{END}"
            else:
                skipped = int(key in check_in.skipped)
                yield f"{start},{_said(key, None)},{skipped},0,0,{_detail(check_in, key)}{END}"
        if check_in.note:
            yield f'{start},"{NOTE}","Note",,{quoted(check_in.note)},,0,0,0,,,,{END}'


def _about(kept: Kept, check_in: CheckIn) -> str:
    """The cells that all rows of a check-in share."""
    infusion = kept.infusion_of(check_in)
    utc, offset = _utc_and_offset(check_in)
    infusion_id, number = _infusion_cells(kept, infusion)
    cells: tuple[Cell, ...] = (
        check_in.id,
        check_in.at,
        utc,
        offset,
        check_in.timezone,
        infusion_id,
        number,
        _hours(infusion, check_in),
        check_in.entered_at,
        entered_late(check_in),
        check_in.id in kept.edited,
        check_in.entered_by,
    )
    return ",".join(map(cell, cells))


@lru_cache(4096)
def _said(key: str, value: float | None) -> str:
    """Question, label, value, word and unit: there are few different ones."""
    asked = question(key)
    words = "" if value is None or asked.kind == "vital" else word(key, value)
    return ",".join((cell(key), cell(asked.label), cell(value), cell(words), cell(asked.unit)))


def _detail(check_in: CheckIn, key: str) -> str:
    detail = check_in.details.get(key, _UNSAID)
    if detail is _UNSAID:
        return ",,,"
    return ",".join(map(cell, (detail.location, detail.onset, detail.still_present, detail.began_at)))


def _utc_and_offset(check_in: CheckIn) -> tuple[str, float]:
    offset = check_in.at.utcoffset()
    assert offset is not None
    utc = (check_in.at.replace(tzinfo=None) - offset).isoformat() + "Z"
    return utc, offset.total_seconds() / 60


def _hours(infusion: Infusion | None, check_in: CheckIn) -> float | None:
    hours = timeline.hours_of(infusion, check_in.at)
    return None if hours is None else round(hours, 3)


def _infusion_cells(kept: Kept, infusion: Infusion | None) -> tuple[str, int | None]:
    return (infusion.id, kept.numbers[infusion.id]) if infusion else ("", None)


def _infusions(kept: Kept) -> Iterator[str]:
    vitals = [key for key, asked in questions().items() if asked.kind == "vital"]
    for each in kept.infusions.values():
        lasted = None
        if each.ended_at is not None:
            lasted = round(timeline.hours_after(each.started_at, each.ended_at) * 60, 1)
        yield line(
            each.id,
            kept.numbers[each.id],
            each.started_at,
            each.ended_at,
            each.timezone,
            lasted,
            each.dose_mg,
            each.route,
            each.phase,
            *(each.baseline_vitals.get(key) for key in vitals),
            each.note,
        )


def _medicines(kept: Kept) -> Iterator[str]:
    for check_in in kept.check_ins():
        for each in check_in.medicines:
            home = _infusion_cells(kept, kept.infusion_of(check_in))
            taken = (each.at, each.name, each.dose, each.helped)
            yield line(check_in.id, check_in.at, *home, *taken, check_in.entered_by)


def _flags(kept: Kept) -> Iterator[str]:
    for each in kept.flags():
        infusion = kept.infusions.get(each.infusion or "")
        yield line(
            each.id,
            each.red_flag,
            each.level,
            len(LEVELS) - LEVELS.index(each.level),
            each.title,
            each.say,
            "\n".join(f"{piece.at.isoformat()} {proof(piece)}" for piece in each.because),
            each.raised_at,
            each.shown_at,
            each.response,
            each.responded_at,
            each.response_note,
            each.question,
            each.check_in,
            *_infusion_cells(kept, infusion),
            each.rulebook.get("version"),
            each.rulebook.get("hash"),
        )


def _visits(kept: Kept) -> Iterator[str]:
    for each in kept.visits():
        for number, asked in enumerate(each.questions, 1):
            yield line(each.id, each.at, each.note, number, asked)
        if not each.questions:
            yield line(each.id, each.at, each.note, None, None)
