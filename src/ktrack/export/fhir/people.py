"""Who the export is about and what made it: the patient, ktrack as a device, and where each entry comes from.

Owns what is told about the person: nothing but a local identifier, and the clinic's name only when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ktrack
from ktrack.export.fhir.codes import codes
from ktrack.export.fhir.parts import Resource, Source, identifier, identify, moment, said
from ktrack.records import CheckIn
from ktrack.text import is_blank

_BY_PATIENT = "Kept and exported by the patient. Nobody at a clinic has checked it."
_PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


def patients(source: Source) -> Iterator[Resource]:
    """The one patient."""
    found = identify("Patient", source.person)
    clinic = source.kept.clinic
    yield {
        "resourceType": "Patient",
        "id": found,
        "identifier": [identifier("diary", found)],
        **(
            {"generalPractitioner": [{"type": "Organization", "display": said(clinic)}]}
            if not is_blank(clinic)
            else {}
        ),
    }


def devices(source: Source) -> Iterator[Resource]:
    """The program."""
    yield {
        "resourceType": "Device",
        "id": identify("Device", "ktrack"),
        "deviceName": [{"name": "ktrack", "type": "user-friendly-name"}],
        "version": [{"value": ktrack.__version__}],
        "note": [{"text": _BY_PATIENT}, {"text": codes().notice}],
    }


def device(source: Source) -> Resource:
    """A reference to the program."""
    return source.refer("Device", "ktrack")


def provenance(source: Source, check_in: CheckIn, targets: Iterable[Resource]) -> Resource:
    """Who entered a check-in, and when."""
    return {
        "resourceType": "Provenance",
        "id": identify("Provenance", check_in.id),
        "target": list(targets),
        "occurredDateTime": moment(check_in.at),
        "recorded": moment(check_in.entered_at),
        "agent": [
            {"type": _role("author"), "who": source.reporter(check_in.entered_by)},
            {"type": _role("assembler"), "who": device(source)},
        ],
    }


def _role(code: str) -> Resource:
    return {"coding": [{"system": _PARTICIPANT, "code": code}]}
