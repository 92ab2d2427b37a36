"""Medicines: the ketamine that was given at an infusion, and what the person took on their own.

Owns which is which. What a clinic gave is an administration. What was taken at home is a statement, which says by
itself that somebody reported it and who.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ktrack.export.fhir.codes import UCUM, codes
from ktrack.export.fhir.infusions import TOLD, period
from ktrack.export.fhir.parts import Resource, Source, identify, moment, note, plain, said, words
from ktrack.records import CheckIn, Infusion
from ktrack.text import is_blank

_HELPED = {None: "", True: "It helped.", False: "It did not help."}
_DOSE = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,3})?) ?(mg|g|mcg|µg|μg|ml|mL)")
_UNITS = {"mg": "mg", "g": "g", "mcg": "ug", "µg": "ug", "μg": "ug", "ml": "mL", "mL": "mL"}


def given(source: Source, infusion: Infusion) -> Iterator[Resource]:
    """The ketamine of an infusion, where the dose is known."""
    if infusion.dose_mg is not None:
        yield {
            "resourceType": "MedicationAdministration",
            "id": identify("MedicationAdministration", infusion.id),
            **source.part_of(infusion),
            "status": "completed" if infusion.ended_at is not None else "unknown",
            "medicationCodeableConcept": words("ketamine", codes().substance["ketamine"]),
            "subject": source.patient,
            "effectivePeriod": period(infusion),
            **note(TOLD),
            "dosage": {
                **({"route": {"text": said(infusion.route)}} if not is_blank(infusion.route) else {}),
                "dose": _quantity(infusion.dose_mg, "mg"),
            },
        }


def taken(source: Source, check_in: CheckIn) -> Iterator[Resource]:
    """The medicines named in a check-in."""
    for place, medicine in enumerate(check_in.medicines):
        name = medicine.name if not is_blank(medicine.name) else "Medicine without a name"
        yield {
            "resourceType": "MedicationStatement",
            "id": identify("MedicationStatement", check_in.id, place),
            **source.part_of(source.kept.infusion_of(check_in)),
            "status": "completed",
            "medicationCodeableConcept": {"text": said(name)},
            "subject": source.patient,
            # without a time of its own it was taken some time before
            **(
                {"effectivePeriod": {"end": moment(check_in.at)}}
                if medicine.at is None
                else {"effectiveDateTime": moment(medicine.at)}
            ),
            "dateAsserted": moment(check_in.entered_at),
            "informationSource": source.reporter(check_in.entered_by),
            "derivedFrom": [source.refer("QuestionnaireResponse", check_in.id)],
            **note(_HELPED[medicine.helped]),
            **_dosage(medicine.dose),
        }


def _dosage(dose: str) -> Resource:
    """The dose in the words of the person, and as a quantity where it is one."""
    if is_blank(dose):
        return {}
    found = _DOSE.fullmatch(dose.strip())
    quantity = _quantity(float(found[1].replace(",", ".")), found[2]) if found is not None else None
    counted = {"doseAndRate": [{"doseQuantity": quantity}]} if quantity is not None else {}
    return {"dosage": [{"text": said(dose), **counted}]}


def _quantity(value: float, unit: str) -> Resource:
    return {"value": plain(value), "unit": unit, "system": UCUM, "code": _UNITS[unit]}
