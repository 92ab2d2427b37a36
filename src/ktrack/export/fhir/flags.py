"""Warnings as observations that point to what they rest on.

Owns what a warning carries: its rule, level and words as they were shown, and what the person did. A warning that
today's rules find but that was never shown is among them, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from ktrack.escalation import Rulebook, action
from ktrack.export.fhir import vitals
from ktrack.export.fhir.parts import Resource, Source, identify, moment, note, own, said
from ktrack.export.fhir.people import device
from ktrack.export.kept import proof
from ktrack.records import Evidence, Flag
from ktrack.summary.flags import flags as warnings
from ktrack.summary.scope import Scope
from ktrack.text import is_blank

_DONE = {
    "called": "The person called",
    "going": "The person went to get help",
    "mistake": "The person said it was a mistake",
    "later": "The person put it off",
}


def observations(source: Source, rulebook: Rulebook) -> Iterator[Resource]:
    """One for each warning, worst first."""
    for each in warnings(Scope(source.kept.diary, None, None), rulebook):
        yield _observation(source, source.kept.flag(each.flag), shown=each.stored)


def _observation(source: Source, flag: Flag, *, shown: bool) -> Resource:
    infusion = source.kept.infusions.get(flag.infusion or "")
    heading = action(flag.level, source.kept.diary.profile)
    rests_on = {each["reference"]: each for piece in flag.because for each in _rests_on(source, piece)}
    return {
        "resourceType": "Observation",
        "id": identify("Observation", "red flag", flag.id),
        **source.part_of(infusion),
        "status": "final",
        "category": [{"text": "red flag"}],
        "code": own("red-flag", flag.red_flag, flag.title if not is_blank(flag.title) else flag.red_flag),
        "subject": source.patient,
        "effectiveDateTime": moment(max((each.at for each in flag.because), default=flag.raised_at)),
        "issued": moment(flag.raised_at),
        "valueCodeableConcept": own("level", flag.level, heading),
        **note(
            f"Rule {flag.red_flag}, rulebook version {flag.rulebook.get('version', 'unknown')}"
            f" ({flag.rulebook.get('hash', 'unknown')}).",
            "" if shown else "The rules of today find it; it was not shown to the person at the time.",
        ),
        "device": device(source),
        **({"derivedFrom": list(rests_on.values())} if rests_on else {}),
        "component": list(_parts(flag, shown=shown)),
    }


def _parts(flag: Flag, *, shown: bool) -> Iterator[Resource]:
    if not is_blank(flag.say):
        yield {"code": {"text": "Words for the person"}, "valueString": said(flag.say)}
    for each in flag.because:
        yield {"code": {"text": "Because"}, "valueString": said(f"{moment(each.at)} {proof(each)}")}
    if flag.shown_at is not None:
        yield {"code": {"text": "First shown"}, "valueDateTime": moment(flag.shown_at)}
    if shown:
        done = _DONE[flag.response] if flag.response else "The person has not said what they did"
        yield {"code": {"text": "Answer"}, "valueString": done}
    if flag.responded_at is not None:
        yield {"code": {"text": "Answered at"}, "valueDateTime": moment(flag.responded_at)}
    if not is_blank(flag.response_note):
        yield {"code": {"text": "Note to the answer"}, "valueString": said(flag.response_note)}


def _rests_on(source: Source, piece: Evidence) -> Iterator[Resource]:
    """What a piece of evidence points to, as far as it is still there."""
    check_in = source.kept.check_in(piece.check_in)
    if check_in is None:
        return
    if piece.question is not None and piece.question in check_in.answers:
        yield source.refer("Observation", check_in.id, piece.question)
    elif piece.vital is not None and piece.vital in check_in.vitals:
        yield source.refer("Observation", check_in.id, vitals.named(piece.vital))
    else:
        yield source.refer("QuestionnaireResponse", check_in.id)
