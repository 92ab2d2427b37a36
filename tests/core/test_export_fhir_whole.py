"""Nothing a check-in says is lost in the FHIR export: its response, read back by other code, is the check-in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from hypothesis import given

from ktrack.export.fhir.parts import said
from ktrack.questions import questions
from ktrack.records import CheckIn, Detail, Diary, Medicine
from tests import diaries
from tests.core.fhir_made import MANY, Json, bundle, coded, resources


def answered(items: list[Json]) -> dict[str, Any]:
    """The values of the answers by link id."""
    return {
        item["linkId"]: next(value for name, value in item["answer"][0].items() if name != "item")
        for item in items
        if "answer" in item
    }


def read_back(response: Json) -> CheckIn:
    """The check-in that a response holds: written here a second time, from the names alone."""
    items: list[Json] = response["item"]
    values = answered(items)
    details = {}
    for item in items:
        inside = answered(item["answer"][0].get("item", [])) if "answer" in item else {}
        if inside:
            said = {name.partition(".")[2]: value for name, value in inside.items()}
            if "began_at" in said:
                said["began_at"] = datetime.fromisoformat(said["began_at"])
            details[item["linkId"]] = Detail(**said)
    medicines = []
    for item in items:
        if item["linkId"] == "medicine":
            said = {name.partition(".")[2]: value for name, value in answered(item.get("item", [])).items()}
            if "at" in said:
                said["at"] = datetime.fromisoformat(said["at"])
            medicines.append(Medicine(**{"name": "", **said}))

    def several(link: str) -> tuple[str, ...]:
        found = (item for item in items if item["linkId"] == link)
        return tuple(each["valueString"] for item in found for each in item["answer"])

    vitals = {key for key, asked in questions().items() if asked.kind == "vital"}
    return CheckIn(
        id=response["identifier"]["value"],
        at=datetime.fromisoformat(values["at"]),
        entered_at=datetime.fromisoformat(response["authored"]),
        timezone=values.get("timezone", ""),
        entered_by=values["entered_by"],
        answers={key: int(values[key]) for key in values if key in questions() and key not in vitals},
        skipped=tuple(item["linkId"] for item in items if "extension" in item),
        none_for_rest=several("none_for_rest"),
        details=details,
        vitals={key: values[key] for key in values if key in vitals},
        unconfirmed=several("unconfirmed"),
        medicines=tuple(medicines),
        note=values.get("note", ""),
    )


def as_written(kept: CheckIn) -> CheckIn:
    """What FHIR can hold of a check-in's texts, and nothing where nothing is said."""

    def text(given: str) -> str:
        written = said(given)
        return written if written.strip() and any(character.isprintable() for character in written) else ""

    return replace(
        kept,
        infusion=None,
        note=text(kept.note),
        medicines=tuple(replace(each, name=text(each.name), dose=text(each.dose)) for each in kept.medicines),
        details={
            key: replace(each, location=said(each.location) if each.location else None)
            for key, each in kept.details.items()
            if replace(each, location=each.location or None) != Detail()
        },
    )


@MANY
@given(diaries.diaries())
def test_a_response_holds_all_of_its_check_in(diary: Diary) -> None:
    kept = {each.id: each for each in diary.check_ins if each.deleted_at is None}
    responses = resources(bundle(diary), "QuestionnaireResponse")
    assert len(responses) == len(kept)
    for response in responses:
        again = read_back(response)
        expected = as_written(kept[again.id])
        blank = {each.name for each in expected.medicines} | {expected.note}
        if "" in blank or any(not each.isprintable() for each in blank):
            # what counts as blank is decided, and tested, in `text`
            again = replace(again, note="", medicines=())
            expected = replace(expected, note="", medicines=())
        assert again == expected
    infusions = {each.id for each in diary.infusions if each.deleted_at is None}
    for response in responses:
        home = kept[response["identifier"]["value"]].infusion
        assert ("partOf" in response) == (home in infusions)


@MANY
@given(diaries.diaries())
def test_every_answer_and_every_warning_is_an_observation_and_nothing_else_is(diary: Diary) -> None:
    made = bundle(diary)
    kept = [each for each in diary.check_ins if each.deleted_at is None]
    symptoms = [each for each in resources(made, "Observation") if coded(each["code"])[:1]]
    present = sum(value > 0 for each in kept for key, value in each.answers.items() if key not in ("pain", "mood"))
    absent = sum(value == 0 for each in kept for key, value in each.answers.items() if key not in ("pain", "mood"))
    by_code = [coded(each["code"])[0][1] for each in symptoms]
    assert by_code.count("75325-1") == present
    assert by_code.count("111551-8") == absent
    flags = [each for each in resources(made, "Observation") if each.get("category") == [{"text": "red flag"}]]
    stored = [each for each in flags if any(part["code"]["text"] == "Answer" for part in each["component"])]
    assert len(stored) == len(diary.flags)
    assert len(resources(made, "Provenance")) == len(kept)
