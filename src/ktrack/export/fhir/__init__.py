"""The diary as FHIR R4 resources, for a clinic's record system.

One module per noun makes resources of records; here they are put together, as one bundle or as one file per type.
The shapes follow HL7's Symptoms guide for symptoms and US Core for vital signs; everything else is base R4.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain

from ktrack.escalation import Rulebook
from ktrack.export.fhir import flags, forms, infusions, medicines, narrative, people, symptoms, vitals
from ktrack.export.fhir.parts import Resource, Source, moment
from ktrack.export.kept import Kept
from ktrack.records import Diary

__all__ = ["render", "render_ndjson"]

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def render(
    diary: Diary,
    *,
    rulebook: Rulebook,
    omit: Collection[str] = (),
    identity: bool = False,
    private: bool = False,
) -> Iterator[str]:
    """The lines of one bundle, one resource a line; the same for the same diary.

    `omit` takes names of `chosen.OMITTABLE` (ValueError for another); the clinic's name and numbers are in it only
    with `identity`, and free text beside very private answers only with `private`.
    """
    return _bundle(Source(Kept(diary, omit, identity, private)), rulebook)


def _bundle(source: Source, rulebook: Rulebook) -> Iterator[str]:
    latest = source.kept.latest_entry
    stamp = f'"timestamp":"{moment(latest)}",' if latest is not None else ""
    yield f'{{"resourceType":"Bundle","type":"collection",{stamp}"entry":[\n'
    resources = chain.from_iterable(make() for make in _makers(source, rulebook).values())
    for place, each in enumerate(resources):
        before = ",\n" if place else ""
        yield f'{before}{{"fullUrl":"urn:uuid:{each["id"]}","resource":{_json(each)}}}'
    yield "\n]}\n"


def render_ndjson(
    diary: Diary,
    *,
    rulebook: Rulebook,
    omit: Collection[str] = (),
    identity: bool = False,
    private: bool = False,
) -> Mapping[str, Iterator[str]]:
    """The lines of one file for each type of resource that occurs, by the name of the type. See `render`."""
    source = Source(Kept(diary, omit, identity, private), by_type=True)
    found = {}
    for kind, make in _makers(source, rulebook).items():
        resources = make()
        first = next(resources, None)
        if first is not None:
            found[kind] = (f"{_json(each)}\n" for each in chain((first,), resources))
    return found


def _makers(source: Source, rulebook: Rulebook) -> Mapping[str, Callable[[], Iterator[Resource]]]:
    """What makes the resources of each type."""
    return {
        "Patient": lambda: people.patients(source),
        "Device": lambda: people.devices(source),
        "Observation": lambda: _observations(source, rulebook),
        "Procedure": lambda: _procedures(source),
        "MedicationAdministration": lambda: _given(source),
        "MedicationStatement": lambda: _taken(source),
        "QuestionnaireResponse": lambda: (forms.response(source, each) for each in source.kept.check_ins()),
        "Provenance": lambda: _provenances(source),
        "Questionnaire": lambda: forms.questionnaires(source),
    }


def _observations(source: Source, rulebook: Rulebook) -> Iterator[Resource]:
    yield from flags.observations(source, rulebook)
    for infusion in source.kept.infusions.values():
        yield from vitals.of_infusion(source, infusion)
        yield from infusions.about(source, infusion)
    for check_in in source.kept.check_ins():
        yield from symptoms.of_check_in(source, check_in)
        yield from vitals.of_check_in(source, check_in)


def _procedures(source: Source) -> Iterator[Resource]:
    for infusion in source.kept.infusions.values():
        yield infusions.procedure(source, infusion)


def _given(source: Source) -> Iterator[Resource]:
    for infusion in source.kept.infusions.values():
        yield from medicines.given(source, infusion)


def _taken(source: Source) -> Iterator[Resource]:
    for check_in in source.kept.check_ins():
        yield from medicines.taken(source, check_in)


def _provenances(source: Source) -> Iterator[Resource]:
    for check_in in source.kept.check_ins():
        targets = [source.refer("QuestionnaireResponse", check_in.id)]
        targets += [source.refer("Observation", check_in.id, name) for name in check_in.answers]
        targets += [source.refer("Observation", check_in.id, name) for name in vitals.names(check_in)]
        for place, _ in enumerate(check_in.medicines):
            targets.append(source.refer("MedicationStatement", check_in.id, place))
        yield people.provenance(source, check_in, targets)


def _json(resource: Resource) -> str:
    return _ENCODER.encode(narrative.told(resource))
