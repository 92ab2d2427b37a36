"""Bundles that the tests of the FHIR export share, and how to find something in one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

from hypothesis import HealthCheck, settings

from ktrack.escalation import load_rulebook
from ktrack.export import fhir
from ktrack.records import CheckIn, Diary, Infusion
from tests.core.made import START

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Json = dict[str, Any]
END = START + timedelta(hours=1)
INFUSION = Infusion("i", START, END, "America/New_York", 3, 35, "intravenous", "loading", {"systolic": 118})
XHTML = "{http://www.w3.org/1999/xhtml}"
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"


def bundle(diary: Diary, **more: Any) -> Json:
    parsed: Json = json.loads("".join(fhir.render(diary, rulebook=load_rulebook(), **more)))
    return parsed


def resources(made: Json, kind: str) -> list[Json]:
    return [each["resource"] for each in made["entry"] if each["resource"]["resourceType"] == kind]


def check_in(name: str = "c", hours: float = 2, **more: object) -> CheckIn:
    at = END + timedelta(hours=hours)
    return replace(CheckIn(name, at, at, "i", "America/New_York"), **more)  # type: ignore[arg-type]


def one(**more: Any) -> Json:
    """The bundle of one check-in."""
    return bundle(Diary(infusions=(INFUSION,), check_ins=(check_in(**more),)))


def observed(made: Json, text: str) -> Json:
    """The one observation with this text as its code or its value."""
    found = [
        each
        for each in resources(made, "Observation")
        if text in (each["code"].get("text"), each.get("valueCodeableConcept", {}).get("text"))
    ]
    assert len(found) == 1
    return found[0]


def lines(resource: Json) -> list[str]:
    """The paragraphs of a resource's text."""
    assert resource["text"]["status"] == "generated"
    div = ElementTree.fromstring(resource["text"]["div"])
    assert div.tag == f"{XHTML}div" and {each.tag for each in div} == {f"{XHTML}p"}
    assert not any(len(each) or each.attrib for each in div), "no markup in a paragraph"
    return [each.text or "" for each in div]


def coded(concept: Json) -> list[tuple[str, str]]:
    return [(each["system"], each["code"]) for each in concept.get("coding", ())]
