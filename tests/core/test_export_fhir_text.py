"""Every resource says in plain words what it holds, and what a person typed is no more than words in it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

from hypothesis import given

from ktrack.escalation import load_rulebook
from ktrack.export import fhir
from ktrack.records import Detail, Diary, Edit, Evidence, Flag, Medicine, Profile
from tests import diaries
from tests.core.fhir_made import END, FEW, INFUSION, bundle, check_in, lines, observed, one, resources
from tests.golden import rows
from tests.hostile import leaks

AT = "2026-04-07 13:00 (UTC-04:00)"
FLAG = Flag(
    "f", "chest-pain", "urgent", "Chest pain", "Call your clinic now.", END, check_in="c", response="called"
)


def test_a_symptom_in_words() -> None:
    headache = {"headache": Detail("left", "sudden", True, END)}
    made = one(entered_by="companion", answers={"headache": 2, "nausea": 0}, details=headache)
    assert lines(observed(made, "Headache")) == [
        "Symptom: Headache",
        "Where: left",
        "Severity of symptoms: moderate, 2 of 4",
        "Speed of condition onset: sudden",
        "Still present: yes",
        "Began at: 2026-04-07 11:00 (UTC-04:00)",
        f"{AT}, said by a companion",
    ]
    assert lines(observed(made, "Nausea")) == ["Symptom absent: Nausea", f"{AT}, said by a companion"]


def test_a_measured_value_in_words() -> None:
    made = one(vitals={"systolic": 1180}, unconfirmed=("systolic",))
    found = next(each for each in resources(made, "Observation") if each["status"] == "preliminary")
    assert lines(found) == [
        "Blood pressure",
        "Upper blood pressure: 1180 mmHg",
        "Lower blood pressure: not known",
        "It looks mistyped and was kept as typed.",
        f"{AT}, said by the patient",
    ]


def test_a_warning_in_words() -> None:
    because = (Evidence(END, "c", 2, question="chest_pain"),)
    flag = replace(FLAG, because=because, rulebook={"version": "1", "hash": "a_b"}, response_note="they <came>")
    made = bundle(Diary(check_ins=(check_in(infusion=None, answers={"chest_pain": 2}),), flags=(flag,)))
    found = next(each for each in resources(made, "Observation") if "they <came>" in str(each.get("component")))
    assert lines(found) == [
        "Red flag",
        "Chest pain: CALL YOUR CLINIC NOW",
        "Words for the person: Call your clinic now.",
        "Because: 2026-04-07T11:00:00-04:00 Chest pain or tightness: moderate",
        "Answer: The person called",
        "Note to the answer: they <came>",
        "Rule chest-pain, rulebook version 1 (a_b).",
        "2026-04-07 11:00 (UTC-04:00)",
    ]


def test_what_was_done_and_taken_in_words() -> None:
    tea = Medicine("tea", "2 cups", helped=True)
    open_ended = replace(INFUSION, id="j", started_at=END + timedelta(days=7), ended_at=None, dose_mg=None)
    made = bundle(Diary(infusions=(INFUSION, open_ended), check_ins=(check_in(medicines=(tea,)),)))
    first, second = resources(made, "Procedure")
    stretch = "2026-04-07 10:00 (UTC-04:00) to 2026-04-07 11:00 (UTC-04:00)"
    told = "As the patient was told or remembers it."
    assert lines(first) == [
        "Ketamine infusion, number 3, loading phase",
        stretch,
        f"{told} Route: intravenous.",
    ]
    assert lines(second)[1:] == [
        "2026-04-14 11:00 (UTC-04:00)",
        f"{told} Its end is not known. Route: intravenous.",
    ]
    (dose,) = resources(made, "MedicationAdministration")
    assert lines(dose) == ["Given: ketamine, 35 mg, intravenous", stretch, told]
    (taken,) = resources(made, "MedicationStatement")
    assert lines(taken) == ["Taken: tea", "Dose: 2 cups", "It helped.", f"Before {AT}, said by the patient"]


def test_a_check_in_in_words() -> None:
    made = one(
        entered_at=END + timedelta(hours=5),
        answers={"swelling": 2, "fainting": 0, "pain": 7},
        details={"swelling": Detail("lips", still_present=False)},
        skipped=("rash",),
        vitals={"spo2": 70},
        none_for_rest=("fainting",),
        unconfirmed=("spo2",),
        medicines=(Medicine("tea", "a cup", END, helped=False),),
        note="slept\nwell",
    )
    (found,) = resources(made, "QuestionnaireResponse")
    assert lines(found) == [
        f"Check-in about {AT}, entered by the patient 2026-04-07 16:00 (UTC-04:00)",
        "Name of the time zone: America/New_York",
        "Swelling: moderate",
        "Where is it? lips",
        "Is it still going on? no",
        "Fainted: no",
        "Rash: not answered",
        "Pain: 7 of 10",
        "Oxygen level: 70 %",
        "Questions answered with 0 for a whole group at once: Fainted",
        "Measured values that look mistyped and were kept: Oxygen level",
        "Medicine that was taken",
        "Name of the medicine: tea",
        "Dose: a cup",
        "When it was taken: 2026-04-07 11:00 (UTC-04:00)",
        "Did it help? no",
        "Anything else: slept well",
    ]
    (origin,) = resources(made, "Provenance")
    assert lines(origin) == [f"Entered by the patient 2026-04-07 16:00 (UTC-04:00), about {AT}"]


def test_what_was_changed_later_says_so() -> None:
    said = check_in(infusion=None, answers={"nausea": 1})
    made = bundle(Diary(check_ins=(said,), edits=(Edit("e", "check_in", "c", END, {}),)))
    for found in (observed(made, "Nausea"), *resources(made, "QuestionnaireResponse")):
        assert lines(found).count("Changed after it was first written down") == 1
    assert "Changed" not in str(bundle(Diary(check_ins=(said,))))


def test_who_and_what_it_comes_from_in_words() -> None:
    diary = Diary(profile=Profile("Riverside & Sons"))
    (patient,) = resources(bundle(diary), "Patient")
    assert lines(patient) == ["The person whose diary this is, without a name"]
    (patient,) = resources(bundle(diary, identity=True), "Patient")
    assert lines(patient)[1:] == ["Clinic: Riverside & Sons"]
    (device,) = resources(bundle(diary), "Device")
    assert re.fullmatch(r"ktrack, version \S+", lines(device)[0])
    assert lines(device)[1:] == ["Kept and exported by the patient. Nobody at a clinic has checked it."]


@FEW
@given(diaries.diaries())
def test_every_resource_of_any_diary_has_a_text(diary: Diary) -> None:
    for entry in bundle(diary, private=True, identity=True)["entry"]:
        found = lines(entry["resource"])
        assert all(map(str.strip, found)) and not leaks(" ".join(found))


def test_every_line_by_type_has_the_text_that_the_bundle_has() -> None:
    texts = {each["resource"]["id"]: each["resource"]["text"] for each in bundle(rows.diary())["entry"]}
    files = fhir.render_ndjson(rows.diary(), rulebook=load_rulebook())
    read = [json.loads(line) for each in files.values() for line in each]
    assert {each["id"]: each["text"] for each in read} == texts


def test_what_is_left_out_is_not_in_the_texts() -> None:
    canary = "canary-5150"
    words = Evidence(END, "c", canary, note="suicidal_thoughts")
    flag = replace(FLAG, red_flag="suicidal-thoughts", because=(words,), response_note=canary)
    said = check_in(answers={"suicidal_thoughts": 1}, note=canary)
    diary = Diary(infusions=(INFUSION,), check_ins=(said,), flags=(flag,))
    shared, private = (
        [line for entry in bundle(diary, private=private)["entry"] for line in lines(entry["resource"])]
        for private in (False, True)
    )
    assert (
        canary not in str(shared)
        and "Written: (left out)" in str(shared)
        and "Chest pain: CALL YOUR CLINIC NOW" in shared
    )
    assert f"Anything else: {canary}" in private and f"Note to the answer: {canary}" in private
