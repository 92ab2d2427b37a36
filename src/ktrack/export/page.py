"""The page for the visit: the summary in words, in the order a doctor reads.

Owns the order and the words of the sections that have no file of their own. It must not count: every number comes
from the summary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ktrack.export import course_tables, symptom_tables
from ktrack.export.blocks import Block, Column, Listing, Page, Paragraph, Quote, Section, Table
from ktrack.export.chosen import leave_out
from ktrack.export.danger import danger, words_shown
from ktrack.export.wording import NO_DATA, Times, count, middle, share
from ktrack.summary import VisitSummary
from ktrack.summary.shapes import Coverage, Figure, Seen
from ktrack.summary.tables import Middle, Share
from ktrack.text import is_blank

_LEFT_OUT = {
    "notes": "notes",
    "mood": "mood",
    "dose": "dose",
    "medicines": "medicines",
    "identity": "the clinic's name",
}
_PRIVATE = "Some free text is left out because it stands beside very private answers."
_COUNTED = {"pain": "answer", "mood": "answer", "days": "interval"}
_KINDS = ("new", "worse", "unknown", "same", "better", "gone")


def page(
    summary: VisitSummary, omit: Collection[str] = (), *, identity: bool = False, sensitive: bool = False
) -> Page:
    """The page, without what is left out: see `leave_out`."""
    summary = leave_out(summary, omit, identity=identity, sensitive=sensitive)
    times = Times(summary.period)
    sections = (
        _coverage(summary),
        _figures(summary, times),
        _changes(summary, times),
        symptom_tables.profile(summary, times),
        symptom_tables.infusions(summary, times),
        course_tables.vitals(summary, times),
        course_tables.weeks(summary, times),
        course_tables.benefit(summary, times),
        course_tables.medicines(summary, times),
        _tell(summary),
        _questions(summary, times),
        _notes(summary, times),
        words_shown(summary),
    )
    return Page(
        title="Infusion profile",
        lines=tuple(_lines(summary, times)),
        danger=danger(summary, times),
        sections=tuple(each for each in sections if each is not None),
        footer=tuple(_footer(summary)),
    )


def _lines(summary: VisitSummary, times: Times) -> Iterable[str]:
    period, clinic = summary.period, summary.clinic
    yield " ".join((_dates(summary, times), _infusions(summary, times)))
    people = "the patient and a companion" if summary.coverage.companion else "the patient"
    yield f"Entered by {people}, not reviewed by a clinician, not a diagnosis."
    offsets = ", ".join(period.offsets)
    where = f"{period.zone} ({offsets})" if period.zone and offsets else period.zone or f"UTC{offsets}"
    if period.data_up_to is not None:
        yield f"Data up to {times.moment(period.data_up_to, year=True)}." + (
            f" Times are those of {where}." if where else ""
        )
    known = [clinic.name] if clinic.name else []
    # a word before each number: right after Arabic or Hebrew letters a number would be shown turned around
    if clinic.phone:
        known.append(f"phone {clinic.phone}")
    if clinic.after_hours_phone:
        known.append(f"after hours {clinic.after_hours_phone}")
    if known:
        yield f"Clinic: {', '.join(known)}."


def _dates(summary: VisitSummary, times: Times) -> str:
    period = summary.period
    if period.first is None or period.data_up_to is None:
        if period.since is None:
            return "Nothing is recorded in this period."
        visit = ", since the visit" if period.from_visit else ""
        return f"From {times.day(period.since, year=True)} on{visit}, nothing is recorded."
    begins = period.since or period.first
    same_year = begins.year == period.data_up_to.year
    start = "" if begins.date() == period.data_up_to.date() else f"{times.day(begins, year=not same_year)} to "
    since = f", since the visit on {times.day(begins)}" if period.from_visit else ""
    return f"{start}{times.day(period.data_up_to, year=True)}{since}."


def _infusions(summary: VisitSummary, times: Times) -> str:
    own, course = summary.period.infusions, summary.period.course
    if not own:
        return f"No infusion in it, {course} recorded before." if course else "No infusion recorded."
    word = "number" if len(own) == 1 else "numbers"
    named = f" ({word} {times.names(own)})" if all(each.number is not None for each in own) else ""
    more = f", {course} recorded in all" if course != len(own) else ""
    return f"{count(len(own), 'infusion')}{named}{more}."


def _coverage(summary: VisitSummary) -> Section:
    found = summary.coverage
    blocks: list[Block] = []
    if found.passed:
        missed = ", ".join(f"{label} ({number})" for label, number in found.missed)
        said = f" Missed, and how often: {missed}." if missed else ""
        blocks.append(
            Paragraph(
                f"{found.done} of {found.passed} time points after infusions have a check-in "
                f"({100 * found.done // found.passed}%)." + said
            )
        )
    blocks.append(Paragraph(f"{', '.join(_provenance(found))}."))
    if found.end_unknown:
        blocks.append(
            Paragraph(f"{count(found.end_unknown, 'infusion')} without a known end: no hours, no time points.")
        )
    return Section("coverage", "How complete this is", "", tuple(blocks))


def _provenance(found: Coverage) -> Iterable[str]:
    yield count(found.check_ins, "check-in") + (
        f" with {count(found.answers, 'answer')}" if found.check_ins else ""
    )
    if found.check_ins:
        yield f"{found.late} entered later (more than 2 h)"
        yield f"{found.edited} edited"
        yield f"{found.companion} by a companion"
    if found.between:
        yield f"{found.between} between infusions"
    if found.deleted:
        yield f"{found.deleted} deleted and not counted"
    if found.none_for_rest:
        yield f"{found.none_for_rest} of the answers 'none for all the rest'"
    if found.skipped:
        yield f"{count(found.skipped, 'question')} skipped"


def _figures(summary: VisitSummary, times: Times) -> Section:
    earlier = summary.period.earlier
    columns = [Column("Median (lowest-highest)"), Column("this period")]
    if earlier is not None:
        columns.append(Column(_earlier(summary, times)))
    known = [each for each in summary.figures if each.now is not None or each.before is not None]
    rows = tuple((each.label, *_pair(each, with_earlier=earlier is not None)) for each in known)
    blocks: tuple[Block, ...] = (Table(tuple(columns), rows),) if rows else (Paragraph("Nothing to count."),)
    return Section("figures", "Figures", "", blocks)


def _earlier(summary: VisitSummary, times: Times) -> str:
    earlier = summary.period.earlier
    assert earlier is not None
    if earlier.infusions:
        return f"{count(earlier.infusions, 'infusion')} before"
    return f"from {times.day(earlier.begins)}"


def _pair(figure: Figure, *, with_earlier: bool) -> tuple[str, ...]:
    now, before = _number(figure, figure.now), _number(figure, figure.before)
    return (now, before) if with_earlier else (now,)


def _number(figure: Figure, found: Share | Middle | None) -> str:
    if found is None:
        return NO_DATA
    if isinstance(found, Share):
        return share(found)
    said, counted = middle(found, figure.unit), _COUNTED.get(figure.key)
    return f"{said}, {count(found.n, counted)}" if counted else f"{said}, {found.n} of {found.of}"


def _changes(summary: VisitSummary, times: Times) -> Section | None:
    if summary.period.earlier is None:
        return None
    title = "Since the last visit" if summary.period.from_visit else "Compared with before"
    ordered = sorted(summary.changes, key=lambda each: _KINDS.index(each.kind))
    rows = tuple((each.kind, each.label, _seen(each.now), _seen(each.before)) for each in ordered)
    columns = (Column(""), Column(""), Column("this period"), Column(_earlier(summary, times)))
    block: Block = Table(columns, rows) if rows else Paragraph("Nothing was reported in either period.")
    about = "The worst answer, and in how many of the answers it was above 0."
    return Section("changes", title, about if rows else "", (block,))


def _seen(seen: Seen) -> str:
    if seen.worst is None:
        return "not asked"
    return f"{seen.worst}, in {seen.reported} of {seen.asked}"


def _tell(summary: VisitSummary) -> Section | None:
    if is_blank(summary.tell_my_clinic):
        return None
    return Section("tell", "What my clinic should know", "", (Quote("", summary.tell_my_clinic),))


def _questions(summary: VisitSummary, times: Times) -> Section | None:
    blocks: list[Block] = []
    for visit in summary.visits:
        if len(summary.visits) > 1 or not is_blank(visit.note):
            blocks.append(Quote(f"Visit {times.moment(visit.at)}", visit.note))
        if visit.questions:
            blocks.append(Listing(visit.questions, numbered=True))
    return Section("questions", "Questions I want to ask", "", tuple(blocks)) if blocks else None


def _notes(summary: VisitSummary, times: Times) -> Section | None:
    blocks = []
    for each in summary.notes:
        if each.about_infusion and each.infusion is not None:
            lead = f"{times.moment(each.at)}, about {times.name(each.infusion)}"
        else:
            lead = times.place(each.at, each.hours_after_end, each.infusion)
        by = ", by a companion" if each.entered_by == "companion" else ""
        blocks.append(Quote(lead + by, each.text))
    return Section("notes", "In their own words", "", tuple(blocks)) if blocks else None


def _footer(summary: VisitSummary) -> Iterable[str]:
    named = [_LEFT_OUT[each] for each in summary.left_out if each in _LEFT_OUT]
    if named:
        yield f"Left out on request: {', '.join(named)}."
    if "sensitive" in summary.left_out:
        yield _PRIVATE
    rules = f"Rules {summary.rulebook_version}, {summary.rulebook_hash}."
    yield f"{rules} Recorded answers only: ktrack draws no conclusion."
