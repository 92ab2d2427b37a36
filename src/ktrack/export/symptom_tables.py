"""Symptoms over the hours after an infusion, in words and tables.

Owns how a cell is written: "1(3)" is the median with the worst beside it, "." is a blank, and digits in a row are
the time points of one infusion. A blank is never written as 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ktrack.escalation import SYMBOLS
from ktrack.export.blocks import Block, Column, Paragraph, Section, Table
from ktrack.export.wording import Times, gone_by, plain, still_at
from ktrack.questions import word
from ktrack.summary import VisitSummary
from ktrack.summary.coverage import ENOUGH, ENOUGH_INFUSIONS
from ktrack.summary.scope import URINARY
from ktrack.summary.tables import (
    Cell,
    GoneBy,
    InfusionRef,
    InfusionRow,
    Point,
    ProfileRow,
    SymptomProfile,
    SymptomRun,
)
from ktrack.timeline import TIME_POINTS

BLANK = "."
_INFUSIONS_ACROSS = 5
_GONE_BY = Column("gone by,\nin n of n", "right")
_SCALE = "0 none, 1 mild, 2 moderate, 3 severe, 4 very severe; . not asked."


def profile(summary: VisitSummary, times: Times) -> Section:
    """Symptoms by time point, folded over the infusions of the period."""
    found = summary.profile
    blocks: list[Block] = []
    shown = [place for place, checked in enumerate(found.checked) if checked]
    about = f"Hours after the end of the infusion. {_SCALE}"
    if not found.infusions:
        blocks.append(Paragraph("No infusion started in this period."))
    elif not shown:
        blocks.append(Paragraph("No check-in lies at a time point of these infusions."))
    elif found.enough:
        about += " Median over the infusions, the worst in brackets; n where fewer infusions have an answer."
        blocks.append(_folded(found, shown))
    else:
        blocks.append(Paragraph(_too_few(found)))
        own = [each.infusion for each in summary.infusions if not each.from_before]
        blocks += _single(found, shown, own, times)
    blocks += _lists(found, shown, times)
    return Section("profile", "Symptoms by time point", about, tuple(blocks))


def infusions(summary: VisitSummary, times: Times) -> Section:
    """Each infusion in one row, so that the folded table can be checked by eye."""
    rows = summary.infusions
    with_dose = "dose" not in summary.left_out
    points = ", ".join(point.label for point in TIME_POINTS)
    columns = [Column("No", "right"), Column("Date")]
    columns += [Column("mg", "right")] if with_dose else []
    columns += [Column(each.label) for each in rows[0].core] if rows else []
    columns.append(Column("Warned"))
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(tuple(columns), tuple(_infusion(row, with_dose, times) for row in rows)))
    if any(row.from_before for row in rows):
        blocks.append(Paragraph("* began before this period; only its check-ins inside it are shown."))
    blocks += [Paragraph(each) for each in _without_end(rows, times)]
    blocks += [Paragraph(each) for each in _given(rows)]
    if not rows:
        blocks.append(Paragraph("No infusion in this period."))
    about = (
        f"One digit for each time point ({points}): the worst answer; . not asked. "
        "4h: gone by 4 hours. >21h: still there at 21 hours, the last answer."
    )
    return Section("infusions", "Infusion by infusion", about if rows else "", tuple(blocks))


def _too_few(found: SymptomProfile) -> str:
    needed = f"{ENOUGH_INFUSIONS} infusions with {ENOUGH:.0%} of their time points are needed"
    return f"Too few to summarise: {needed}, {found.covered} of {found.infusions} here. The answers themselves:"


def _folded(found: SymptomProfile, shown: Sequence[int]) -> Table:
    columns = [Column("Infusions with a check-in")]
    columns += [Column(f"{found.columns[place]}\n{found.checked[place]}", "right") for place in shown]
    rows: list[tuple[str, ...]] = []
    for row in found.rows:
        cells = [_median(row.cells[place], row.yes_no) for place in shown]
        rows.append((row.label, *cells, _gone(row.gone_by)))
        fewer = [_fewer(row.cells[place], found.checked[place]) for place in shown]
        if any(fewer):
            rows.append(("", *fewer, ""))
    return Table((*columns, _GONE_BY), tuple(rows))


def _median(cell: Cell, yes_no: bool) -> str:
    if cell.median is None or cell.worst is None:
        return BLANK
    if yes_no:
        return f"{sum(1 for value in cell.values if value)}/{cell.n}"
    return f"{plain(cell.median)}({cell.worst})"


def _fewer(cell: Cell, checked: int) -> str:
    return f"n{cell.n}" if 0 < cell.n < checked else ""


def _gone(found: GoneBy) -> str:
    if found.hours is None:
        return f"0/{found.still_there}" if found.still_there else ""
    return f"{gone_by(found.hours.median)} {found.hours.n}/{found.hours.of}"


def _single(
    found: SymptomProfile, shown: Sequence[int], infusions: Sequence[InfusionRef], times: Times
) -> Iterable[Table]:
    """The answers themselves, one digit for each infusion, a few infusions to a table."""
    for start in range(0, len(infusions), _INFUSIONS_ACROSS):
        own = slice(start, start + _INFUSIONS_ACROSS)
        columns = [Column(f"Infusion {', '.join(map(times.short, infusions[own]))}")]
        columns += [Column(found.columns[place], "right") for place in shown]
        rows = [(row.label, *(_digits(row.cells[place].values[own]) for place in shown)) for row in found.rows]
        if not start:
            # over all infusions, so it stands in the first table only
            columns.append(_GONE_BY)
            rows = [(*cells, _range(row)) for cells, row in zip(rows, found.rows, strict=True)]
        yield Table(tuple(columns), tuple(rows))


def _range(row: ProfileRow) -> str:
    found = row.gone_by
    if found.hours is None:
        return _gone(found)
    low, high = gone_by(found.hours.lowest), gone_by(found.hours.highest)
    ends = low if low == high else f"{low.removesuffix('h')}-{high}"
    return f"{ends} {found.hours.n}/{found.hours.of}"


def _digits(values: Iterable[int | None]) -> str:
    return "".join(BLANK if value is None else str(value) for value in values)


def _lists(found: SymptomProfile, shown: Sequence[int], times: Times) -> Iterable[Block]:
    empty = [found.columns[place] for place in range(len(found.columns)) if place not in shown]
    if shown and empty:
        yield Paragraph(f"No check-in at: {', '.join(empty)}.")
    if found.outside:
        said = "; ".join(_point(each, times) for each in found.outside)
        yield Paragraph(f"{said}.", "Worse at another time than in the table:")
    if found.always_none:
        yield Paragraph(f"{', '.join(found.always_none)}.", "Asked, and always none:")
    if found.never_asked and found.infusions:
        yield Paragraph(f"{', '.join(found.never_asked)}.", "Never asked:")


def _point(point: Point, times: Times) -> str:
    value = f"{point.value}" if point.key == URINARY else f"{point.value} ({word(point.key, point.value)})"
    return f"{point.label} {value}, {times.place(point.at, point.hours_after_end, point.infusion)}"


def _infusion(row: InfusionRow, with_dose: bool, times: Times) -> tuple[str, ...]:
    number = BLANK if row.infusion.number is None else str(row.infusion.number)
    cells = [number + ("*" if row.from_before else ""), times.day(row.infusion.started_at)]
    if with_dose:
        cells.append(BLANK if row.dose_mg is None else plain(row.dose_mg))
    cells += [_run(each, row.end_known) for each in row.core]
    cells.append(" ".join(f"{number}{SYMBOLS[level]}" for level, number in row.flags))  # type: ignore[index]
    return tuple(cells)


def _run(run: SymptomRun, end_known: bool) -> str:
    if not end_known:
        return BLANK if run.worst is None else f"worst {run.worst}"
    if run.state == "gone" and run.gone_by is not None:
        return f"{_digits(run.points)} {gone_by(run.gone_by)}"
    if run.state == "still there" and run.last_asked is not None:
        return f"{_digits(run.points)} {still_at(run.last_asked)}"
    return _digits(run.points)


def _given(rows: Sequence[InfusionRow]) -> Iterable[str]:
    """How the infusions were given, where that was entered."""
    parts = []
    for name, values in (("Route", [row.route for row in rows]), ("Phase", [row.phase for row in rows])):
        known = Counter(value for value in values if value)
        if known:
            said = ", ".join(f"{number} of {len(rows)} {value}" for value, number in known.items())
            parts.append(f"{name}: {said}.")
    minutes = [row.minutes for row in rows if row.minutes is not None]
    if minutes:
        ends = dict.fromkeys((plain(min(minutes)), plain(max(minutes))))
        parts.append(f"Length: {' to '.join(ends)} minutes, {len(minutes)} of {len(rows)}.")
    if parts:
        yield " ".join(parts)


def _without_end(rows: Sequence[InfusionRow], times: Times) -> Iterable[str]:
    missing = [times.name(row.infusion) for row in rows if not row.end_known]
    if missing:
        yield f"End not known, so no hours and no time points: {', '.join(missing)}."
