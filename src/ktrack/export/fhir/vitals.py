"""Measured values as observations, in the shape that US Core gives vital signs.

Owns which values belong together: the two of the blood pressure are one observation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ktrack.export.fhir.codes import UCUM, codes
from ktrack.export.fhir.parts import Resource, Source, category, identify, moment, note, plain, words
from ktrack.questions import question
from ktrack.records import CheckIn, Infusion

_PRESSURE = ("systolic", "diastolic")
_UNCONFIRMED = "It looks mistyped and was kept as typed."
_BASELINE = "Measured before the infusion, as the patient was told."
_UNKNOWN = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def of_check_in(source: Source, check_in: CheckIn) -> Iterator[Resource]:
    """The observations for what was measured at a check-in."""
    for name, values in _together(check_in.vitals):
        odd = any(key in check_in.unconfirmed for key in values)
        yield {
            "resourceType": "Observation",
            "id": identify("Observation", check_in.id, name),
            "status": "preliminary" if odd else source.status(check_in),
            "category": category("vital-signs"),
            **source.about(check_in),
            **_measured(name, values),
            **note(_UNCONFIRMED if odd else ""),
        }


def of_infusion(source: Source, infusion: Infusion) -> Iterator[Resource]:
    """The observations for the values an infusion started from."""
    for name, values in _together(infusion.baseline_vitals):
        yield {
            "resourceType": "Observation",
            "id": identify("Observation", infusion.id, "baseline", name),
            **source.part_of(infusion),
            "status": "final",
            "category": category("vital-signs"),
            "subject": source.patient,
            "effectiveDateTime": moment(infusion.started_at),
            "performer": [source.patient],
            **_measured(name, values),
            **note(_BASELINE),
        }


def named(key: str) -> str:
    """The observation that a measured value is part of."""
    return "blood_pressure" if key in _PRESSURE else key


def names(check_in: CheckIn) -> Iterator[str]:
    """The observations that `of_check_in` gives, by name."""
    for name, _ in _together(check_in.vitals):
        yield name


def _together(vitals: Mapping[str, float]) -> Iterator[tuple[str, Mapping[str, float]]]:
    if not vitals.keys().isdisjoint(_PRESSURE):
        yield "blood_pressure", {key: vitals[key] for key in _PRESSURE if key in vitals}
    for key in vitals:
        if key not in _PRESSURE:
            yield key, {key: vitals[key]}


def _measured(name: str, values: Mapping[str, float]) -> Resource:
    observed = codes().observed
    if name != "blood_pressure":
        also = observed["oxygen_saturation"] if name == "spo2" else None
        return {"code": words(question(name).label, observed[name], also), **_quantity(name, values[name])}
    parts = []
    for key in _PRESSURE:
        part = {"code": words(question(key).label, observed[key])}
        if key in values:
            parts.append({**part, **_quantity(key, values[key])})
        else:
            unknown = {"coding": [{"system": _UNKNOWN, "code": "unknown"}]}
            parts.append({**part, "dataAbsentReason": unknown})
    return {"code": words("Blood pressure", observed[name]), "component": parts}


def _quantity(key: str, value: float) -> Resource:
    code = codes().observed[key]
    unit = question(key).unit
    return {"valueQuantity": {"value": plain(value), "unit": unit, "system": UCUM, "code": code.unit}}
