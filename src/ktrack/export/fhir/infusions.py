"""Infusions as procedures, and what was written about them.

Owns how much is told about an infusion. All of it is what the patient said, not the clinic's record, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from ktrack.export.fhir.codes import codes
from ktrack.export.fhir.parts import Resource, Source, identifier, identify, moment, note, said, words
from ktrack.records import Infusion
from ktrack.text import is_blank

TOLD = "As the patient was told or remembers it."


def procedure(source: Source, infusion: Infusion) -> Resource:
    """The infusion."""
    number = source.kept.numbers[infusion.id]
    return {
        "resourceType": "Procedure",
        "id": identify("Procedure", infusion.id),
        "identifier": [identifier("infusion", infusion.id)],
        "status": "completed" if infusion.ended_at is not None else "unknown",
        **({"category": {"text": f"{infusion.phase} phase"}} if infusion.phase else {}),
        "code": {"text": "Ketamine infusion" if number is None else f"Ketamine infusion, number {number}"},
        "subject": source.patient,
        "performedPeriod": period(infusion),
        "asserter": source.patient,
        **note(
            TOLD,
            "" if infusion.ended_at is not None else "Its end is not known.",
            f"Route: {infusion.route}." if not is_blank(infusion.route) else "",
        ),
        "usedCode": [words("ketamine", codes().substance["ketamine"])],
    }


def about(source: Source, infusion: Infusion) -> Iterator[Resource]:
    """What was written about an infusion, as an observation: only there is text kept as text."""
    if not is_blank(infusion.note):
        yield {
            "resourceType": "Observation",
            "id": identify("Observation", infusion.id, "note"),
            **source.part_of(infusion),
            "status": "final",
            "code": {"text": "Note about the infusion"},
            "subject": source.patient,
            "effectivePeriod": period(infusion),
            "performer": [source.patient],
            "valueString": said(infusion.note),
        }


def period(infusion: Infusion) -> Resource:
    """When it was, as far as that is known."""
    end = {"end": moment(infusion.ended_at)} if infusion.ended_at is not None else {}
    return {"start": moment(infusion.started_at), **end}
