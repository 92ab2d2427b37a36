"""The FHIR export is R4 by the official definitions, the same bytes every time, and no more than asked for."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from ktrack.escalation import load_rulebook
from ktrack.escalation.rulebook import make_rulebook
from ktrack.export import fhir
from ktrack.export.fhir.parts import said
from ktrack.questions import BadAnswer
from ktrack.records import Detail, Diary, Evidence, Flag, Medicine, Profile
from ktrack.text import one_line
from tests import diaries
from tests.core.fhir_made import END, FEW, INFUSION, bundle, check_in, lines, resources
from tests.core.made import START
from tests.fhir import problems, problems_of_form, references
from tests.golden import pages, rows
from tests.hostile import HostileText, hostile_notes, leaks


def test_the_rough_evening_is_r4_and_as_it_was() -> None:
    """When it should change: `python -m tests.golden.rows`, and read the difference."""
    assert problems(bundle(rows.diary())) == []
    name = "rows-rough-evening.fhir.json"
    assert rows.files()[name] == (rows.FOLDER / name).read_bytes()


@pytest.mark.parametrize("omit", [(), ("notes", "mood", "dose", "medicines", "identity")], ids=["all", "little"])
def test_an_odd_diary_is_r4(omit: tuple[str, ...]) -> None:
    assert problems(bundle(pages.odd(), omit=omit, identity=True)) == []


def test_an_empty_diary_is_r4() -> None:
    made = bundle(Diary())
    assert problems(made) == []
    assert "timestamp" not in made


@FEW
@given(diaries.diaries())
def test_any_diary_is_r4(diary: Diary) -> None:
    assert problems(bundle(diary)) == []


@pytest.mark.parametrize("text", hostile_notes(), ids=str)
def test_hostile_text_stays_text(text: HostileText) -> None:
    flag = Flag("f", "chest-pain", "urgent", text.text, text.text, START, response="mistake")
    diary = Diary(
        profile=Profile(clinic_name=text.text),
        infusions=(replace(INFUSION, note=text.text, route=text.text),),
        check_ins=(
            check_in(
                note=text.text,
                answers={"swelling": 1},
                details={"swelling": Detail(location=text.text)},
                medicines=(Medicine(text.text, text.text),),
            ),
        ),
        flags=(
            replace(
                flag,
                response_note=text.text,
                because=(Evidence(START, "c", text.text, note="chest_pain"),),
                rulebook={"version": text.text, "hash": text.text},
            ),
        ),
    )
    made = bundle(diary, identity=True)
    assert problems_of_form(made) == []
    notes = [item for item in resources(made, "QuestionnaireResponse")[0]["item"] if item["linkId"] == "note"]
    written = [item["answer"][0]["valueString"] for item in notes]
    assert written == [said(text.text)] * bool(notes)
    assert all(word in "".join(written) for word in text.keep)
    told = [line for entry in made["entry"] for line in lines(entry["resource"])]
    assert not leaks("".join(told))
    note = re.sub("[\ufffe\uffff]", "\ufffd", one_line(said(text.text)))  # XML has no place for these two
    assert told.count(f"Anything else: {note}") == len(notes)


def test_nothing_in_an_export_commands_a_terminal() -> None:
    diary = pages.odd()
    made = "".join(fhir.render(diary, rulebook=load_rulebook()))
    assert leaks(made) <= leaks("\u202e"), "only what turns direction stays: it is the person's text"


@pytest.mark.parametrize(
    ("omit", "gone", "kept"),
    [
        ((), "", "note-canary tablet-canary 4242 Mood, 0 to 10"),
        (("notes",), "note-canary", "tablet-canary 4242 Mood, 0 to 10"),
        (("mood",), "Mood, 0 to 10", "note-canary tablet-canary 4242"),
        (("dose",), "4242", "note-canary tablet-canary Mood, 0 to 10"),
        (("medicines",), "tablet-canary", "note-canary 4242 Mood, 0 to 10"),
        (("identity",), "Riverside", "note-canary tablet-canary 4242"),
    ],
)
def test_what_is_left_out_is_nowhere(omit: tuple[str, ...], gone: str, kept: str) -> None:
    because = (Evidence(END, "c", "note-canary", note="chest_pain"), Evidence(END, "c", 2, question="low_mood"))
    flag = Flag("f", "chest-pain", "urgent", "Chest pain", "Call your clinic (555-0142) now.", END)
    diary = Diary(
        profile=Profile("Riverside", "555-0142"),
        infusions=(replace(INFUSION, note="note-canary", dose_mg=4242),),
        check_ins=(
            check_in(
                note="note-canary",
                answers={"mood": 7, "low_mood": 2, "nausea": 1},
                skipped=("pain",),
                medicines=(Medicine("tablet-canary", "4 mg"),),
            ),
        ),
        flags=(replace(flag, because=because, response="mistake", response_note="note-canary"),),
    )
    made = bundle(diary, omit=omit, identity=True)
    assert problems(made) == []
    made["entry"] = [each for each in made["entry"] if each["resource"]["resourceType"] != "Questionnaire"]
    text = json.dumps(made)
    assert not gone or gone not in text
    for canary in ("note-canary", "tablet-canary", "4242", "Mood, 0 to 10", "Riverside"):
        assert canary not in kept or canary in text
    assert ("555-0142" in text) == ("identity" not in omit)
    assert "chest-pain" in text and "Nausea" in text


def test_the_clinic_is_left_out_unless_asked_for() -> None:
    words = "Call your clinic (555-0142, after hours 555-0143) now."
    flag = Flag("f", "chest-pain", "urgent", "Chest pain", words, END)
    diary = Diary(profile=Profile("Riverside", "555-0142", "555-0143"), flags=(flag,))
    text = json.dumps(bundle(diary))
    assert "Riverside" not in text and "555-" not in text and "Call your clinic now." in text
    (patient,) = resources(bundle(diary, identity=True), "Patient")
    assert patient["generalPractitioner"][0]["display"] == "Riverside"


def test_the_patient_has_no_name() -> None:
    (patient,) = resources(bundle(pages.odd()), "Patient")
    assert set(patient) == {"resourceType", "id", "identifier", "text"}
    assert lines(patient) == ["The person whose diary this is, without a name"]


def test_a_slip_in_what_to_leave_out_is_refused() -> None:
    with pytest.raises(ValueError, match="doses cannot be left out"):
        fhir.render(Diary(), rulebook=load_rulebook(), omit=("doses",))
    with pytest.raises(ValueError, match="doses cannot be left out"):
        fhir.render_ndjson(Diary(), rulebook=load_rulebook(), omit=("doses",))


@FEW
@given(diaries.diaries())
def test_the_order_of_records_does_not_change_a_byte(diary: Diary) -> None:
    turned = replace(
        diary, infusions=diary.infusions[::-1], check_ins=diary.check_ins[::-1], flags=diary.flags[::-1]
    )
    rulebook = load_rulebook()
    assert [*fhir.render(turned, rulebook=rulebook)] == [*fhir.render(diary, rulebook=rulebook)]


def test_one_more_check_in_renames_nothing() -> None:
    first = Diary(infusions=(INFUSION,), check_ins=(check_in(answers={"nausea": 1}),))
    second = replace(first, check_ins=(*first.check_ins, check_in("d", 5, answers={"nausea": 1})))
    before, after = ({each["fullUrl"] for each in bundle(each)["entry"]} for each in (first, second))
    assert before < after


def test_the_time_of_the_bundle_is_that_of_the_latest_entry() -> None:
    later = check_in(entered_at=END + timedelta(days=3))
    assert bundle(Diary(infusions=(INFUSION,), check_ins=(later,)))["timestamp"] == "2026-04-10T11:00:00-04:00"


def test_the_files_by_type_hold_the_same_resources() -> None:
    diary = rows.diary()
    files = {name: list(lines) for name, lines in fhir.render_ndjson(diary, rulebook=load_rulebook()).items()}
    made = bundle(diary)
    assert all(line.endswith("\n") and line.count("\n") == 1 for lines in files.values() for line in lines)
    read = {name: [json.loads(line) for line in lines] for name, lines in files.items()}
    assert {name: [each["id"] for each in found] for name, found in read.items()} == {
        name: [each["id"] for each in resources(made, name)] for name in read
    }
    assert sum(map(len, read.values())) == len(made["entry"])
    known = {f"{name}/{each['id']}" for name, found in read.items() for each in found}
    assert set(references(list(read.values()))) <= known


def test_types_without_a_resource_have_no_file() -> None:
    assert set(fhir.render_ndjson(Diary(), rulebook=load_rulebook())) == {"Patient", "Device", "Questionnaire"}


def test_a_line_is_given_before_the_next_is_made() -> None:
    """So that a long diary is never held as resources: one that cannot be made comes after the others' lines."""
    said = [check_in(f"c{hours}", hours, answers={"nausea": 1}) for hours in range(20)]
    diary = Diary(check_ins=(*said, check_in("last", 20, answers={"nausea": 99})))
    rules = make_rulebook((), "none")
    for written in (fhir.render(diary, rulebook=rules), fhir.render_ndjson(diary, rulebook=rules)["Observation"]):
        given: list[str] = []
        with pytest.raises(BadAnswer):
            given.extend(written)
        assert sum("Symptom: Nausea" in line for line in given) == len(said)
