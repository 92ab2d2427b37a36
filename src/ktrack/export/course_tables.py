"""What may build up, what was measured, what helped: the slower tables of the page.

Owns their words and columns. A long period is cut into several tables of the same kind, never made smaller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ktrack.export.blocks import Block, Column, Paragraph, Section, Table
from ktrack.export.wording import MONTHS, Times, count, plain, span
from ktrack.summary import VisitSummary
from ktrack.summary.tables import (
    Benefit,
    Cumulative,
    MedicineTaken,
    Middle,
    Reading,
    Third,
    VitalSeen,
    Week,
)

_WEEKS_ACROSS = 17
_INFUSIONS_ACROSS = 10
_BENEFIT_LABELS = {"pain": "Pain", "mood": "Mood"}


def weeks(summary: VisitSummary, times: Times) -> Section:
    """Urinary and memory answers by week, and the first against the last third of the course."""
    found = summary.cumulative
    blocks: list[Block] = []
    if found.rows:
        for start in range(0, len(found.weeks), _WEEKS_ACROSS):
            blocks.append(_weeks(found, slice(start, start + _WEEKS_ACROSS)))
    else:
        blocks.append(Paragraph("No urinary or memory question was answered in this period."))
    if found.rows and found.not_asked:
        blocks.append(Paragraph(f"{', '.join(found.not_asked)}.", "Never asked:"))
    if found.changes:
        blocks.append(Paragraph(_over_the_course(summary)))
        blocks.append(_thirds(found, times))
    about = (
        "Worst answer of each week, 0 none to 4 very severe; . not asked; | an infusion. Weeks by their Monday."
    )
    return Section("weeks", "Urinary and memory answers by week", about if found.rows else "", tuple(blocks))


def vitals(summary: VisitSummary, times: Times) -> Section | None:
    """Measured values beside the person's own baseline."""
    if not summary.vitals:
        return None
    columns = (
        Column(""),
        Column("n", "right"),
        Column("baseline", "right"),
        Column("lowest", "right"),
        Column("highest"),
        Column("rise, fall", "right"),
    )
    blocks: list[Block] = [Table(columns, tuple(_vital(each, times) for each in summary.vitals))]
    if any(each.highest.unconfirmed or each.lowest.unconfirmed for each in summary.vitals):
        blocks.append(Paragraph("? looks mistyped, kept as it was entered."))
    by_unit: dict[str, list[str]] = {}
    for each in summary.vitals:
        by_unit.setdefault(each.unit, []).append(each.label)
    units = "; ".join(f"{', '.join(labels)} in {unit}" for unit, labels in by_unit.items())
    about = f"{units}. n readings; biggest rise and fall against the baseline of the same infusion."
    return Section("vitals", "Measured values", about, tuple(blocks))


def benefit(summary: VisitSummary, times: Times) -> Section | None:
    """Pain and mood around each infusion."""
    known = [each for each in summary.benefit if each.before is not None or each.after is not None]
    if not known:
        return None
    kinds = list(dict.fromkeys(each.key for each in summary.benefit))
    by_infusion = [list(group) for _, group in groupby(summary.benefit, key=lambda each: each.infusion)]
    blocks: list[Block] = []
    for start in range(0, len(by_infusion), _INFUSIONS_ACROSS):
        blocks.append(_benefit(by_infusion[start : start + _INFUSIONS_ACROSS], kinds, times))
    directions = [text for key, text in _DIRECTIONS.items() if key in kinds]
    about = f"{' '.join(directions)} {_AROUND}"
    return Section(
        "benefit", " and ".join(_BENEFIT_LABELS[key] for key in kinds).capitalize(), about, tuple(blocks)
    )


_AROUND = "Before: the last answer since the infusion before. After: the median until the next one."
_DIRECTIONS = {"pain": "Pain 0 to 10, higher is worse.", "mood": "Mood 0 to 10, higher is better."}


def medicines(summary: VisitSummary, times: Times) -> Section | None:
    """What was taken, and whether it was said to help."""
    if not summary.medicines:
        return None
    # a table, so that a name in Arabic or Hebrew does not turn the numbers beside it around
    columns = (
        Column("Name"),
        Column("Dose"),
        Column("Times", "right"),
        Column("After"),
        Column("When"),
        Column("Helped"),
    )
    rows = tuple(_medicine(each, times) for each in summary.medicines)
    return Section(
        "medicines",
        "Medicines taken",
        "As named by the patient. Helped: of the times it was said.",
        (Table(columns, rows),),
    )


def _weeks(found: Cumulative, part: slice) -> Table:
    own = found.weeks[part]
    with_year = found.weeks[0].begins.year != found.weeks[-1].begins.year
    columns = [Column("Week of"), *(Column(title, "right") for title in _mondays(own, with_year))]
    rows = [("Infusions", *("|" * len(week.infusions) for week in own))]
    rows += [(row.label, *(_answer(value, row.yes_no) for value in row.worst[part])) for row in found.rows]
    return Table(tuple(columns), tuple(rows))


def _mondays(own: Sequence[Week], with_year: bool) -> Iterable[str]:
    month = 0
    for week in own:
        named = MONTHS[week.begins.month - 1] if week.begins.month != month else ""
        if with_year and (not month or week.begins.month < month):
            named += f" {week.begins.year}"
        month = week.begins.month
        yield f"{named}\n{week.begins.day}"


def _answer(value: int | None, yes_no: bool) -> str:
    if value is None:
        return "."
    return ("yes" if value else "no") if yes_no else str(value)


def _over_the_course(summary: VisitSummary) -> str:
    course = count(summary.period.course, "infusion")
    return f"Over the whole course, {course}, the first third beside the last third:"


def _thirds(found: Cumulative, times: Times) -> Table:
    columns = (
        Column("Reported in n of n answers"),
        Column(f"infusions {times.names(found.first_third)}"),
        Column(f"infusions {times.names(found.last_third)}"),
    )
    return Table(columns, tuple((each.label, _third(each.first), _third(each.last)) for each in found.changes))


def _third(third: Third) -> str:
    if third.median is None:
        return "not asked"
    return f"{third.reported} of {third.answers}, median {plain(third.median)}, worst {third.worst}"


def _vital(seen: VitalSeen, times: Times) -> tuple[str, ...]:
    low, high = seen.baseline or (None, None)
    baseline = (
        "not known"
        if low is None or high is None
        else plain(low)
        if low == high
        else f"{plain(low)}-{plain(high)}"
    )
    moves = [f"+{plain(seen.rise.by)}" if seen.rise else "", plain(seen.fall.by) if seen.fall else ""]
    return (
        seen.label,
        str(seen.readings),
        baseline,
        _reading(seen.lowest),
        f"{_reading(seen.highest)} ({_when(seen.highest, times)})",
        ", ".join(filter(None, moves)) or ("0" if seen.baseline else "."),
    )


def _reading(reading: Reading) -> str:
    return plain(reading.value) + ("?" if reading.unconfirmed else "")


def _when(reading: Reading, times: Times) -> str:
    if reading.infusion is None or reading.hours_after_end is None:
        return f"on {times.day(reading.at)}"
    if reading.hours_after_end < 0:
        return f"during {times.name(reading.infusion)}"
    return f"{span(reading.hours_after_end)}, {times.name(reading.infusion)}"


def _benefit(groups: Sequence[Sequence[Benefit]], kinds: Sequence[str], times: Times) -> Table:
    columns = [Column("Infusion"), *(Column(times.short(group[0].infusion), "right") for group in groups)]
    rows: list[tuple[str, ...]] = []
    for key in kinds:
        own = [next(each for each in group if each.key == key) for group in groups]
        name = _BENEFIT_LABELS[key]
        rows.append((f"{name} before", *("." if each.before is None else str(each.before) for each in own)))
        rows.append((f"{name} after, median", *(_median(each.after) for each in own)))
        rows.append((f"{name} after, answers", *(str(each.after.n if each.after else 0) for each in own)))
    return Table(tuple(columns), tuple(rows))


def _median(found: Middle | None) -> str:
    return "." if found is None else plain(found.median)


def _medicine(taken: MedicineTaken, times: Times) -> tuple[str, ...]:
    first, last = times.day(taken.first), times.day(taken.last)
    said = taken.helped + taken.did_not_help
    return (
        taken.name,
        " or ".join(taken.doses) or ".",
        str(taken.times),
        count(taken.infusions, "infusion") if taken.infusions else "no infusion",
        first if first == last else f"{first} to {last}",
        f"{taken.helped} of {said}" if said else "not said",
    )
