"""What each kind of record becomes in FHIR: symptoms, measured values, infusions, medicines, warnings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ktrack.records import Detail, Diary, Edit, Evidence, Flag, Medicine, Profile
from tests.core.fhir_made import (
    END,
    INFUSION,
    LOINC,
    SNOMED,
    Json,
    bundle,
    check_in,
    coded,
    observed,
    one,
    resources,
)
from tests.fhir import problems


def test_a_symptom_has_the_shape_of_the_symptoms_guide() -> None:
    made = one(
        entered_by="companion",
        answers={"headache": 2},
        details={"headache": Detail(onset="sudden", still_present=True, began_at=END)},
    )
    found = observed(made, "Headache")
    assert found["status"] == "final"
    assert coded(found["category"][0]) == [
        ("http://hl7.org/fhir/uv/symptoms/CodeSystem/SymptomTemporary", "symptom")
    ]
    assert coded(found["code"]) == [(LOINC, "75325-1")]
    assert coded(found["valueCodeableConcept"]) == [(SNOMED, "25064002")]
    assert found["performer"] == [{"type": "RelatedPerson", "display": "Companion of the patient"}]
    assert found["effectiveDateTime"] == "2026-04-07T13:00:00-04:00"
    severity, onset, still, began = found["component"]
    assert (coded(severity["code"]), coded(severity["valueCodeableConcept"])) == (
        [(LOINC, "64750-3")],
        [(SNOMED, "6736007")],
    )
    assert severity["valueCodeableConcept"]["text"] == "moderate, 2 of 4"
    assert coded(onset["valueCodeableConcept"]) == [(SNOMED, "385315009")]
    assert (still["valueBoolean"], began["valueDateTime"]) == (True, "2026-04-07T11:00:00-04:00")
    forbidden = {"dataAbsentReason", "interpretation", "device", "referenceRange", "specimen"}
    assert not forbidden & set(found)


def test_a_zero_is_the_absence_of_a_symptom_and_a_blank_is_nothing() -> None:
    made = one(answers={"nausea": 0}, skipped=("rash",), none_for_rest=("nausea",))
    found = observed(made, "Nausea")
    assert coded(found["code"]) == [(LOINC, "111551-8")]
    assert "component" not in found
    assert found["note"] == [{"text": "Given as 0 for the rest of a group of questions at once."}]
    said = [each for each in resources(made, "Observation") if "derivedFrom" in each]
    assert said == [found]


@pytest.mark.parametrize(
    ("answers", "details", "text", "code"),
    [
        ({"dissociation": 1}, {}, "Dissociation", []),
        ({"bladder_pain": 1}, {}, "Bladder pain", []),
        ({"urinary_frequency": 1}, {}, "Passing urine often (Pollakiuria)", []),
        ({"swelling": 1}, {}, "Swelling", []),
        ({"swelling": 1}, {"swelling": Detail("lips")}, "Swelling", []),
        ({"swelling": 1}, {"swelling": Detail("face")}, "Swelling", ["278528006"]),
        ({"fainting": 1}, {}, "Fainted (Syncope)", ["271594007"]),
        ({"vivid_dreams": 1}, {}, "Vivid dreams", []),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_symptom_without_a_confirmed_code_is_said_in_words(
    answers: dict[str, int], details: dict[str, Detail], text: str, code: list[str]
) -> None:
    found = observed(one(answers=answers, details=details), text)
    assert [each for _, each in coded(found["valueCodeableConcept"])] == code


def test_very_severe_and_scales_of_their_own_have_no_code_for_strength() -> None:
    made = one(answers={"nausea": 4, "drowsiness": 2, "fainting": 1})
    strength = {
        each["valueCodeableConcept"]["text"]: each["component"][0]["valueCodeableConcept"]
        for each in resources(made, "Observation")
        if "component" in each and coded(each["code"]) == [(LOINC, "75325-1")]
    }
    assert strength == {
        "Nausea": {"text": "very severe, 4 of 4"},
        "Drowsiness (Somnolence)": {"text": "sleepy, 2 of 4"},
    }


def test_pain_and_mood_are_numbers() -> None:
    made = one(answers={"pain": 0, "mood": 7})
    pain = observed(made, "Pain, 0 to 10 (0 no pain, 10 worst pain you can imagine)")
    assert (pain["valueInteger"], pain["code"].get("coding")) == (0, None)
    assert observed(made, "Mood, 0 to 10 (0 the worst, 10 the best)")["valueInteger"] == 7


def test_vital_signs_have_the_shape_of_us_core() -> None:
    vitals = {"systolic": 120, "diastolic": 76, "temperature_c": 36.8, "spo2": 98, "heart_rate": 80}
    made = one(vitals={**vitals, "breathing_rate": 14}, unconfirmed=("spo2",))
    pressure = next(
        each
        for each in resources(made, "Observation")
        if each["code"]["text"] == "Blood pressure" and "issued" in each
    )
    assert coded(pressure["code"]) == [(LOINC, "85354-9")]
    assert coded(pressure["category"][0])[0][1] == "vital-signs"
    assert [coded(part["code"]) for part in pressure["component"]] == [[(LOINC, "8480-6")], [(LOINC, "8462-4")]]
    assert [part["valueQuantity"]["value"] for part in pressure["component"]] == [120, 76]
    measured = {
        each["code"]["text"]: (each["valueQuantity"]["value"], each["valueQuantity"]["code"])
        for each in resources(made, "Observation")
        if "valueQuantity" in each
    }
    assert measured == {
        "Temperature": (36.8, "Cel"),
        "Oxygen level": (98, "%"),
        "Heart rate": (80, "/min"),
        "Breathing rate": (14, "/min"),
    }
    oxygen = observed(made, "Oxygen level")
    assert coded(oxygen["code"]) == [(LOINC, "59408-5"), (LOINC, "2708-6")]
    assert (oxygen["status"], "mistyped" in oxygen["note"][0]["text"]) == ("preliminary", True)


def test_half_a_blood_pressure_says_what_is_missing() -> None:
    made = one(vitals={"diastolic": 76})
    upper, lower = observed_pressure(made)["component"]
    assert "valueQuantity" not in upper and coded(upper["dataAbsentReason"])[0][1] == "unknown"
    assert lower["valueQuantity"]["value"] == 76


def observed_pressure(made: Json) -> Json:
    return next(
        each
        for each in resources(made, "Observation")
        if each["code"].get("text") == "Blood pressure" and "issued" in each
    )


def test_an_infusion_says_that_it_is_hearsay() -> None:
    (found,) = resources(one(), "Procedure")
    assert found["code"]["text"] == "Ketamine infusion, number 3"
    assert found["status"] == "completed"
    assert found["performedPeriod"] == {"start": "2026-04-07T10:00:00-04:00", "end": "2026-04-07T11:00:00-04:00"}
    assert found["note"][0]["text"].startswith("As the patient was told")
    (dose,) = resources(one(), "MedicationAdministration")
    ucum = "http://unitsofmeasure.org"
    assert dose["dosage"]["dose"] == {"value": 35, "unit": "mg", "system": ucum, "code": "mg"}
    assert coded(dose["medicationCodeableConcept"]) == [(SNOMED, "373464007")]


def test_an_infusion_without_a_known_end_says_so() -> None:
    (found,) = resources(bundle(Diary(infusions=(replace(INFUSION, ended_at=None),))), "Procedure")
    assert found["status"] == "unknown"
    assert "end" not in found["performedPeriod"] and "Its end is not known." in found["note"][0]["text"]


@pytest.mark.parametrize(
    ("dose", "value", "unit"),
    [
        ("4 mg", 4, "mg"),
        ("0,5mg", 0.5, "mg"),
        ("100 mcg", 100, "ug"),
        ("2 tablets", None, None),
        ("4 mg twice", None, None),
    ],
)
def test_a_dose_is_a_quantity_only_where_it_is_one(dose: str, value: object, unit: object) -> None:
    found = stated(Medicine("tea", dose))
    (said,) = found["dosage"]
    quantity = said["doseAndRate"][0]["doseQuantity"] if "doseAndRate" in said else {}
    assert (said["text"], quantity.get("value"), quantity.get("code")) == (dose, value, unit)
    assert found["medicationCodeableConcept"] == {"text": "tea"}


def test_a_medicine_that_was_taken_is_a_statement_of_who_said_so() -> None:
    at, later = END + timedelta(hours=1), END + timedelta(hours=4)
    found = stated(
        Medicine("ondansetron", "4 mg", at, helped=True), infusion="i", entered_by="companion", entered_at=later
    )
    assert (found["status"], found["effectiveDateTime"]) == ("completed", "2026-04-07T12:00:00-04:00")
    assert found["dateAsserted"] == "2026-04-07T15:00:00-04:00"
    assert found["informationSource"] == {"type": "RelatedPerson", "display": "Companion of the patient"}
    assert found["note"] == [{"text": "It helped."}]


def test_a_medicine_says_no_more_than_was_said() -> None:
    found = stated(Medicine("\u200b"))
    assert found["medicationCodeableConcept"] == {"text": "Medicine without a name"}
    assert found["effectivePeriod"] == {"end": "2026-04-07T13:00:00-04:00"}
    assert not {"note", "dosage", "partOf"} & set(found)
    assert stated(Medicine("tea", helped=False))["note"] == [{"text": "It did not help."}]


def test_a_medicine_named_with_words_of_a_private_note_keeps_its_statement_without_its_name() -> None:
    words = Evidence(END, "c", "tea to end my life", note="suicidal_thoughts")
    flag = Flag("f", "suicidal-thoughts", "urgent", "Thoughts of suicide", "Call.", END, because=(words,))
    tea = Medicine("tea to end my life", "4 mg", helped=True)
    diary = Diary(infusions=(INFUSION,), check_ins=(check_in(medicines=(tea,)),), flags=(flag,))
    made = bundle(diary)
    (found,) = resources(made, "MedicationStatement")
    assert found["medicationCodeableConcept"] == {"text": "(left out)"}
    assert found["status"] == "completed"
    assert "end my life" not in str(made) and "end my life" in str(bundle(diary, private=True))
    assert not problems(made)


def stated(medicine: Medicine, **more: Any) -> Json:
    """The statement about one medicine, in a bundle without problems."""
    said = check_in(**{"infusion": None, **more}, medicines=(medicine,))
    made = bundle(Diary(infusions=(INFUSION,), check_ins=(said,)))
    assert not problems(made)
    (found,) = resources(made, "MedicationStatement")
    return found


def test_a_warning_points_to_what_it_rests_on() -> None:
    because = (
        Evidence(END, "c", 2, question="chest_pain"),
        Evidence(END, "c", 130, vital="heart_rate"),
        Evidence(END, "c", "tight chest", note="chest_pain"),
        Evidence(END, "gone", 3, question="chest_pain"),
        Evidence(END, "c", 99, question="nausea"),
    )
    flag = Flag("f", "chest-pain", "emergency", "Chest pain", "Call 911 now.", END, "chest_pain", "c", "i")
    flag = replace(
        flag,
        because=because,
        rulebook={"version": "1", "hash": "abc"},
        shown_at=END,
        response="called",
        responded_at=END,
        response_note="they came",
    )
    said = check_in(answers={"chest_pain": 2}, vitals={"heart_rate": 80})
    made = bundle(Diary(Profile(emergency_number="911"), (INFUSION,), (said,), (flag,)))
    assert problems(made) == []
    found = next(each for each in resources(made, "Observation") if "they came" in str(each))
    assert coded(found["code"]) == [("https://ktrack.invalid/fhir/red-flag", "chest-pain")]
    assert coded(found["valueCodeableConcept"])[0][1] == "emergency"
    assert found["valueCodeableConcept"]["text"] == "CALL 911 NOW"
    assert found["note"] == [{"text": "Rule chest-pain, rulebook version 1 (abc)."}]
    ids = {each["fullUrl"]: each["resource"] for each in made["entry"]}
    rests_on = [ids[each["reference"]] for each in found["derivedFrom"]]
    assert [each["resourceType"] for each in rests_on] == ["Observation", "Observation", "QuestionnaireResponse"]
    assert rests_on[0]["valueCodeableConcept"]["text"] == "Chest pain or tightness (Chest pain)"
    parts = found["component"]
    assert [(part["code"]["text"], part.get("valueString", part.get("valueDateTime"))) for part in parts] == [
        ("Words for the person", "Call 911 now."),
        ("Because", "2026-04-07T11:00:00-04:00 Chest pain or tightness: moderate"),
        ("Because", "2026-04-07T11:00:00-04:00 Heart rate: 130 beats a minute"),
        ("Because", "2026-04-07T11:00:00-04:00 Written: tight chest"),
        ("Because", "2026-04-07T11:00:00-04:00 Chest pain or tightness: severe"),
        ("Because", "2026-04-07T11:00:00-04:00 Nausea: 99"),
        ("First shown", "2026-04-07T11:00:00-04:00"),
        ("Answer", "The person called"),
        ("Answered at", "2026-04-07T11:00:00-04:00"),
        ("Note to the answer", "they came"),
    ]


def test_what_the_rules_find_and_nobody_was_shown_says_so() -> None:
    found = [each for each in resources(one(answers={"chest_pain": 2}), "Observation") if "red flag" in str(each)]
    assert len(found) == 1
    assert "not shown to the person" in found[0]["note"][0]["text"]
    assert "Answer" not in [part["code"]["text"] for part in found[0]["component"]]


def test_an_edited_check_in_is_amended() -> None:
    edit = Edit("e", "check_in", "c", END, {})
    made = bundle(Diary(check_ins=(check_in(infusion=None, answers={"nausea": 1}),), edits=(edit,)))
    assert observed(made, "Nausea")["status"] == "amended"
    assert resources(made, "QuestionnaireResponse")[0]["status"] == "amended"


def test_deleted_records_are_nowhere() -> None:
    gone, canary = END, "canary-7391"
    diary = Diary(
        infusions=(replace(INFUSION, note=canary, deleted_at=gone),),
        check_ins=(check_in(note=canary, deleted_at=gone, answers={"nausea": 1}),),
        edits=(Edit("e", "check_in", "c", gone, {"note": canary}),),
    )
    made = bundle(diary)
    assert canary not in json.dumps(made)
    assert not resources(made, "Procedure") and not resources(made, "QuestionnaireResponse")
