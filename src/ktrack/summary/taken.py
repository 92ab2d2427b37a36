"""Measured values, medicines, pain and mood, and what the person wrote.

Owns the parts of the page that only repeat what was entered. No value is dropped for looking odd: it is marked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ktrack import timeline
from ktrack.questions import questions
from ktrack.records import CheckIn, Detail, Infusion, Medicine
from ktrack.summary.scope import SENSITIVE_KEYS, Scope, keys_of, label, sensitive
from ktrack.summary.shapes import HalfTold, Note, VisitQuestions
from ktrack.summary.symptoms import middle
from ktrack.summary.tables import Benefit, Departure, MedicineTaken, Reading, VitalSeen
from ktrack.text import is_blank


def vitals(scope: Scope) -> tuple[VitalSeen, ...]:
    """Each vital sign that was measured in the period, against the baseline of the infusion it belongs to."""
    return tuple(seen for key in keys_of("vital") if (seen := _vital(scope, key)) is not None)


def benefit(scope: Scope) -> tuple[Benefit, ...]:
    """Pain and mood around each infusion of the period; an infusion without answers has a row of blanks."""
    rows = []
    last: Infusion | None = None
    for infusion in scope.course:
        previous, last = last, infusion
        if not scope.holds(infusion.started_at):
            continue
        before = scope.between(previous.started_at if previous else None, infusion.started_at)
        after = scope.between(infusion.ended_at or infusion.started_at, scope.following[infusion.id])
        for key in keys_of("benefit"):
            earlier = [each.answers[key] for each in before if key in each.answers]
            later = [each.answers[key] for each in after if key in each.answers]
            rows.append(
                Benefit(
                    infusion=scope.ref(infusion),
                    key=key,
                    before=earlier[-1] if earlier else None,
                    after=middle(later, len(after)),
                )
            )
    return tuple(rows)


def medicines(scope: Scope) -> tuple[MedicineTaken, ...]:
    """What was taken, one entry per name; names differ only when they do so in more than case and blanks."""
    by_name: dict[str, list[tuple[CheckIn, Medicine]]] = {}
    for check_in in scope.check_ins:
        for each in check_in.medicines:
            by_name.setdefault(" ".join(each.name.split()).casefold(), []).append((check_in, each))
    return tuple(_medicine(scope, by_name[name]) for name in sorted(by_name))


def half_told(scope: Scope) -> tuple[HalfTold, ...]:
    """What was told about a question that was not answered."""
    return tuple(
        HalfTold(
            key=key,
            label=label(key),
            detail=each.details[key] if key not in SENSITIVE_KEYS else Detail(),
            at=each.at,
            infusion=scope.ref_of(each),
            hours_after_end=timeline.hours_of(scope.infusion_of(each), each.at),
        )
        for each in scope.check_ins
        for key in each.half_told
    )


def notes(scope: Scope, private: Collection[str]) -> tuple[Note, ...]:
    """What the person wrote at check-ins and beside infusions, oldest first.

    `private`: check-ins with words that are, whatever their answers say.
    """
    found = [
        Note(
            at=each.at,
            text=each.note,
            infusion=scope.ref_of(each),
            hours_after_end=timeline.hours_of(scope.infusion_of(each), each.at),
            entered_by=each.entered_by,
            about_infusion=False,
            sensitive=sensitive(each, private),
        )
        for each in scope.check_ins
        if not is_blank(each.note)
    ]
    found += [
        Note(
            at=each.started_at,
            text=each.note,
            infusion=scope.ref(each),
            hours_after_end=None,
            entered_by="patient",
            about_infusion=True,
            sensitive=False,
        )
        for each in scope.infusions
        if not is_blank(each.note)
    ]
    return tuple(sorted(found, key=lambda each: (each.at, not each.about_infusion)))


def visits(scope: Scope) -> tuple[VisitQuestions, ...]:
    """The questions for the visits after the beginning of the period, up to the first one after its data."""
    kept = sorted(
        (each for each in scope.diary.visits if each.deleted_at is None), key=lambda each: (each.at, each.id)
    )
    chosen = []
    for each in kept:
        if scope.since is not None and each.at <= scope.since:
            continue
        chosen.append(VisitQuestions(each.at, each.note, each.questions))
        if scope.reached is not None and each.at > scope.reached:
            break
    return tuple(each for each in chosen if each.questions or not is_blank(each.note))


def _vital(scope: Scope, key: str) -> VitalSeen | None:
    measured = [each for each in scope.check_ins if key in each.vitals]
    if not measured:
        return None
    readings = [(_reading(scope, each, key), scope.infusion_of(each)) for each in measured]
    baselines = [
        infusion.baseline_vitals[key] for _, infusion in readings if infusion and key in infusion.baseline_vitals
    ]
    departures = [
        Departure(reading.value - infusion.baseline_vitals[key], infusion.baseline_vitals[key], reading)
        for reading, infusion in readings
        if infusion and key in infusion.baseline_vitals
    ]
    rises = [each for each in departures if each.by > 0]
    falls = [each for each in departures if each.by < 0]
    asked = questions()[key]
    # of equal values the earliest is named
    return VitalSeen(
        key=key,
        label=asked.label,
        unit=asked.unit,
        readings=len(readings),
        baseline=(min(baselines), max(baselines)) if baselines else None,
        highest=max((reading for reading, _ in readings), key=lambda each: each.value),
        lowest=min((reading for reading, _ in readings), key=lambda each: each.value),
        rise=max(rises, key=lambda each: each.by, default=None),
        fall=min(falls, key=lambda each: each.by, default=None),
    )


def _reading(scope: Scope, check_in: CheckIn, key: str) -> Reading:
    infusion: Infusion | None = scope.infusion_of(check_in)
    return Reading(
        value=check_in.vitals[key],
        at=check_in.at,
        infusion=scope.ref_of(check_in),
        hours_after_end=timeline.hours_of(infusion, check_in.at),
        unconfirmed=key in check_in.unconfirmed,
    )


def _medicine(scope: Scope, taken: Sequence[tuple[CheckIn, Medicine]]) -> MedicineTaken:
    times = [medicine.at or check_in.at for check_in, medicine in taken]
    doses = (" ".join(medicine.dose.split()) for _, medicine in taken)
    return MedicineTaken(
        name=taken[0][1].name,
        doses=tuple(dict.fromkeys(dose for dose in doses if dose)),
        times=len(taken),
        infusions=len({infusion.id for check_in, _ in taken if (infusion := scope.infusion_of(check_in))}),
        helped=sum(1 for _, medicine in taken if medicine.helped is True),
        did_not_help=sum(1 for _, medicine in taken if medicine.helped is False),
        first=min(times),
        last=max(times),
    )
