"""Infusions as procedures with their dose, and medicines that were taken: what was done and given.

Owns how much is told about them. All of it is what the patient said, not the clinic's record, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ktrack.export.fhir.codes import UCUM, codes
from ktrack.export.fhir.parts import (
    Resource,
    Source,
    identifier,
    identify,
    moment,
    note,
    plain,
    said,
    words,
)
from ktrack.records import CheckIn, Infusion, Medicine
from ktrack.text import is_blank

_TOLD = "As the patient was told or remembers it."
_DOSE = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,3})?) ?(mg|g|mcg|µg|μg|ml|mL)")
_UNITS = {"mg": "mg", "g": "g", "mcg": "ug", "µg": "ug", "μg": "ug", "ml": "mL", "mL": "mL"}


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
        "performedPeriod": _period(infusion),
        "asserter": source.patient,
        **note(
            _TOLD,
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
            "effectivePeriod": _period(infusion),
            "performer": [source.patient],
            "valueString": said(infusion.note),
        }


def dose(source: Source, infusion: Infusion) -> Iterator[Resource]:
    """The ketamine that was given, where the dose is known."""
    if infusion.dose_mg is not None:
        yield {
            "resourceType": "MedicationAdministration",
            "id": identify("MedicationAdministration", infusion.id),
            **source.part_of(infusion),
            "status": "completed" if infusion.ended_at is not None else "unknown",
            "medicationCodeableConcept": words("ketamine", codes().substance["ketamine"]),
            "subject": source.patient,
            "effectivePeriod": _period(infusion),
            **note(_TOLD),
            "dosage": {
                **({"route": {"text": said(infusion.route)}} if not is_blank(infusion.route) else {}),
                "dose": _quantity(infusion.dose_mg, "mg"),
            },
        }


def taken(source: Source, check_in: CheckIn) -> Iterator[Resource]:
    """The medicines named in a check-in."""
    for place, medicine in enumerate(check_in.medicines):
        yield {
            "resourceType": "MedicationAdministration",
            "id": identify("MedicationAdministration", check_in.id, place),
            **source.part_of(source.kept.infusion_of(check_in)),
            "status": "completed",
            **_medicine(medicine),
            "subject": source.patient,
            # without a time of its own it was taken some time before
            **(
                {"effectivePeriod": {"end": moment(check_in.at)}}
                if medicine.at is None
                else {"effectiveDateTime": moment(medicine.at)}
            ),
            "supportingInformation": [source.refer("QuestionnaireResponse", check_in.id)],
            **note("Taken by the patient, by their own account.", _helped(medicine)),
        }


def _medicine(medicine: Medicine) -> Resource:
    """Name and dose: the dose as a quantity where it is one, otherwise in the words of the person."""
    name = medicine.name if not is_blank(medicine.name) else "Medicine without a name"
    found = _DOSE.fullmatch(medicine.dose.strip())
    if found is None:
        return {"medicationCodeableConcept": {"text": said(", ".join(filter(None, (name, medicine.dose))))}}
    quantity = _quantity(float(found[1].replace(",", ".")), found[2])
    return {
        "medicationCodeableConcept": {"text": said(name)},
        "dosage": {"text": said(medicine.dose), "dose": quantity},
    }


def _helped(medicine: Medicine) -> str:
    return {None: "", True: "It helped.", False: "It did not help."}[medicine.helped]


def _quantity(value: float, unit: str) -> Resource:
    return {"value": plain(value), "unit": unit, "system": UCUM, "code": _UNITS[unit]}


def _period(infusion: Infusion) -> Resource:
    end = {"end": moment(infusion.ended_at)} if infusion.ended_at is not None else {}
    return {"start": moment(infusion.started_at), **end}
