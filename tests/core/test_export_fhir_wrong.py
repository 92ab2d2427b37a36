"""The validator of the tests notices a wrong bundle, one kind of wrong after another."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

import pytest

from ktrack.escalation import load_rulebook
from ktrack.export import fhir
from ktrack.records import Detail, Diary, Medicine
from tests.core.fhir_made import END, INFUSION, Json, check_in, resources
from tests.fhir import problems

WRONG: dict[str, Callable[[Json], None]] = {}


def wrong(change: Callable[[Json], None]) -> Callable[[Json], None]:
    WRONG[change.__name__.replace("_", " ")] = change
    return change


def symptom(made: Json) -> Json:
    return next(each for each in resources(made, "Observation") if each.get("component") and "bodySite" in each)


def statement(made: Json) -> Json:
    return resources(made, "MedicationStatement")[0]


@wrong
def a_required_element_is_missing(made: Json) -> None:
    del symptom(made)["status"]


@wrong
def a_required_element_inside_is_missing(made: Json) -> None:
    del symptom(made)["component"][0]["code"]


@wrong
def a_required_choice_is_missing(made: Json) -> None:
    del resources(made, "MedicationAdministration")[0]["effectivePeriod"]


@wrong
def a_choice_is_made_twice(made: Json) -> None:
    symptom(made)["valueString"] = "also"


@wrong
def an_unknown_element(made: Json) -> None:
    symptom(made)["severity"] = {"text": "mild"}


@wrong
def an_unknown_type_of_value(made: Json) -> None:
    symptom(made)["valueDecimal"] = 1.5
    del symptom(made)["valueCodeableConcept"]


@wrong
def a_list_where_one_is_allowed(made: Json) -> None:
    symptom(made)["subject"] = [symptom(made)["subject"]]


@wrong
def one_where_a_list_belongs(made: Json) -> None:
    symptom(made)["category"] = symptom(made)["category"][0]


@wrong
def an_empty_list(made: Json) -> None:
    symptom(made)["category"] = []


@wrong
def an_empty_text(made: Json) -> None:
    symptom(made)["code"]["text"] = ""


@wrong
def an_empty_object(made: Json) -> None:
    symptom(made)["bodySite"] = {}


@wrong
def a_code_outside_its_value_set(made: Json) -> None:
    symptom(made)["status"] = "done"


@wrong
def a_time_without_seconds(made: Json) -> None:
    symptom(made)["effectiveDateTime"] = "2026-04-07T13:00-04:00"


@wrong
def an_instant_without_an_offset(made: Json) -> None:
    symptom(made)["issued"] = "2026-04-07T13:00:00"


@wrong
def a_number_as_text(made: Json) -> None:
    pressure = next(each for each in resources(made, "Observation") if "dataAbsentReason" in str(each))
    pressure["component"][0]["valueQuantity"]["value"] = "118"


@wrong
def yes_as_a_number(made: Json) -> None:
    said_yes = next(each for each in symptom(made)["component"] if "valueBoolean" in each)
    said_yes["valueBoolean"] = 1


@wrong
def a_value_and_a_reason_for_none(made: Json) -> None:  # obs-6
    symptom(made)["dataAbsentReason"] = {"text": "unknown"}


@wrong
def a_value_repeated_as_a_part(made: Json) -> None:  # obs-7
    symptom(made)["component"][0]["code"] = symptom(made)["code"]


@wrong
def a_dosage_without_a_dose(made: Json) -> None:  # mad-1
    given = next(each for each in resources(made, "MedicationAdministration") if "dosage" in each)
    del given["dosage"]["dose"]


@wrong
def a_unit_without_its_system(made: Json) -> None:  # qty-3
    given = next(each for each in resources(made, "MedicationAdministration") if "dosage" in each)
    del given["dosage"]["dose"]["system"]


@wrong
def a_period_that_ends_before_it_starts(made: Json) -> None:  # per-1
    period = resources(made, "Procedure")[0]["performedPeriod"]
    period["start"], period["end"] = period["end"], period["start"]


@wrong
def an_id_with_a_blank(made: Json) -> None:
    made["entry"][0]["resource"]["id"] = "a b"


@wrong
def a_reference_that_leads_nowhere(made: Json) -> None:
    symptom(made)["subject"]["reference"] = "urn:uuid:00000000-0000-0000-0000-000000000000"


@wrong
def a_reference_as_outside_a_bundle(made: Json) -> None:
    symptom(made)["subject"]["reference"] = f"Patient/{resources(made, 'Patient')[0]['id']}"


@wrong
def a_reference_to_the_wrong_type(made: Json) -> None:
    symptom(made)["partOf"] = [symptom(made)["subject"]]


@wrong
def a_reference_that_names_the_wrong_type(made: Json) -> None:
    symptom(made)["subject"]["type"] = "Group"


@wrong
def a_reference_in_words_to_the_wrong_type(made: Json) -> None:
    statement(made)["informationSource"] = {"type": "Device", "display": "Pill box"}


@wrong
def a_statement_without_its_medicine(made: Json) -> None:
    del statement(made)["medicationCodeableConcept"]


@wrong
def a_statement_with_a_status_of_something_else(made: Json) -> None:
    statement(made)["status"] = "in-progress"


@wrong
def a_statement_with_an_element_of_an_administration(made: Json) -> None:
    statement(made)["supportingInformation"] = statement(made)["derivedFrom"]


def text(made: Json, old: str, new: str) -> None:
    narrative = symptom(made)["text"]
    narrative["div"] = narrative["div"].replace(old, new, 1)


@wrong
def a_text_that_is_not_xml(made: Json) -> None:  # txt-1
    text(made, "<p>", "<p>Q&A ")


@wrong
def a_text_with_a_script(made: Json) -> None:  # txt-1
    text(made, "<p>", "<script>alert()</script><p>")


@wrong
def a_text_that_acts(made: Json) -> None:  # txt-1
    text(made, "<p>", '<p onclick="alert()">')


@wrong
def a_text_of_another_kind(made: Json) -> None:  # txt-1
    text(made, "xmlns=", "lang=")


@wrong
def a_text_that_says_nothing(made: Json) -> None:  # txt-2
    symptom(made)["text"]["div"] = '<div xmlns="http://www.w3.org/1999/xhtml"><p> </p></div>'


@wrong
def a_text_without_its_status(made: Json) -> None:
    del symptom(made)["text"]["status"]


@wrong
def the_same_resource_twice(made: Json) -> None:
    made["entry"].append(made["entry"][-1])


@wrong
def a_full_url_of_another_resource(made: Json) -> None:
    made["entry"][0]["fullUrl"], made["entry"][1]["fullUrl"] = (made["entry"][n]["fullUrl"] for n in (1, 0))


@wrong
def an_extension_without_a_value(made: Json) -> None:  # ext-1
    skipped = next(each for each in resources(made, "QuestionnaireResponse")[0]["item"] if "extension" in each)
    del skipped["extension"][0]["valueCode"]


@wrong
def a_bundle_of_no_known_kind(made: Json) -> None:
    made["type"] = "pile"


@wrong
def a_resource_of_no_known_kind(made: Json) -> None:
    symptom(made)["resourceType"] = "Symptom"


@wrong
def a_question_that_nobody_asks(made: Json) -> None:
    resources(made, "QuestionnaireResponse")[0]["item"][0]["linkId"] = "sleep"


@wrong
def an_answer_of_another_type(made: Json) -> None:
    resources(made, "QuestionnaireResponse")[0]["item"][0]["answer"] = [{"valueInteger": 1}]


@wrong
def a_questionnaire_of_another_version(made: Json) -> None:
    resources(made, "Questionnaire")[0]["version"] = "0"


@wrong
def a_question_used_twice(made: Json) -> None:  # que-2
    items = resources(made, "Questionnaire")[0]["item"]
    items.append(dict(items[0]))


@cache
def full() -> str:
    """A bundle with something of everything."""
    said = check_in(
        answers={"swelling": 2, "nausea": 0},
        skipped=("rash",),
        details={"swelling": Detail("face", "sudden", True, END)},
        vitals={"systolic": 118},
        medicines=(Medicine("ondansetron", "4 mg"),),
        note="toast stayed down",
    )
    return "".join(fhir.render(Diary(infusions=(INFUSION,), check_ins=(said,)), rulebook=load_rulebook()))


def test_what_the_mutations_start_from_is_right() -> None:
    assert problems(json.loads(full())) == []
    assert len(WRONG) >= 30


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_bundle_is_noticed(name: str) -> None:
    made = json.loads(full())
    before = json.dumps(made)
    WRONG[name](made)
    assert json.dumps(made) != before
    assert problems(made)
