"""A record with anything wrong in it is refused with the whole file, and the place is named in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.core.handmade_files import FLAG, INFUSION, check_in_file, file, refused
from tests.core.made import AT

EDIT = {"id": "e", "record_id": "a", "at": AT}
TIME = "this is not a date and time like 2026-04-07T11:45:00-04:00"

REFUSED: Mapping[str, tuple[bytes, str]] = {
    "number as text": (
        check_in_file(id="x1", answers={"nausea": "2"}),
        "Check-in 1 (id x1), answers, nausea: this is not a whole number without quotes.",
    ),
    "true as number": (
        check_in_file(answers={"nausea": True}),
        "Check-in 1, answers, nausea: this is not a whole number without quotes.",
    ),
    "float as answer": (
        check_in_file(answers={"nausea": 2.0}),
        "Check-in 1, answers, nausea: this is not a whole number without quotes.",
    ),
    "off the scale": (
        file(check_ins=[{"at": AT}, {"at": AT, "id": "x", "answers": {"nausea": 7}}]),
        "Check-in 2 (id x), answers, nausea: 7 is not a number from 0 to 4.",
    ),
    "below the scale": (
        check_in_file(answers={"mood": -1}),
        "Check-in 1, answers, mood: -1 is not a number from 0 to 10.",
    ),
    "yes or no": (
        check_in_file(answers={"fainting": 2}),
        "Check-in 1, answers, fainting: 2 is not a number from 0 to 1.",
    ),
    "unknown question": (
        check_in_file(answers={"nausae": 1}),
        "Check-in 1, answers: There is no question called 'nausae': did you mean nausea?",
    ),
    "vital among answers": (
        check_in_file(answers={"spo2": 98}),
        "Check-in 1, answers, spo2: this is a measured value, not a question: it belongs in vitals.",
    ),
    "question among vitals": (
        check_in_file(vitals={"nausea": 1}),
        "Check-in 1, vitals, nausea: this is a question, not a measured value: it belongs in answers.",
    ),
    "vital as text": (
        check_in_file(vitals={"spo2": "98"}),
        "Check-in 1, vitals, spo2: this is not a number without quotes.",
    ),
    "negative vital": (
        check_in_file(vitals={"spo2": -0.5}),
        "Check-in 1, vitals, spo2: -0.5 is not a number from 0 to 9999.",
    ),
    "vital without a value": (
        check_in_file(vitals={"spo2": None}),
        "Check-in 1, vitals, spo2: this is not a number without quotes.",
    ),
    "skipped and answered": (
        check_in_file(answers={"mood": 3}, skipped=["mood"]),
        "Check-in 1, skipped: mood has an answer, so it was not skipped.",
    ),
    "skipped and none": (
        check_in_file(skipped=["rash"], none_for_rest=["rash"]),
        "Check-in 1, none_for_rest: rash was skipped, so it was not answered with none.",
    ),
    "unconfirmed but not measured": (
        check_in_file(unconfirmed=["spo2"]),
        "Check-in 1, unconfirmed: spo2 is not among the vitals.",
    ),
    "unknown place": (
        check_in_file(answers={"swelling": 1}, details={"swelling": {"location": "eyelid"}}),
        "Check-in 1, details, swelling, location: this is not one of face, lips, tongue, mouth, throat, hands, "
        "legs, drip-site, other, unknown.",
    ),
    "unknown onset": (
        check_in_file(details={"headache": {"onset": "slow"}}),
        "Check-in 1, details, headache, onset: this is not 'sudden' or 'gradual'.",
    ),
    "1 for true": (
        check_in_file(details={"headache": {"still_present": 1}}),
        "Check-in 1, details, headache, still_present: this is not true or false.",
    ),
    "unknown field": (
        check_in_file(vital={"spo2": 98}),
        "Check-in 1: there is no field called vital here.",
    ),
    "unknown list": (file(checkins=[]), "The file: there is no field called checkins here."),
    "medicine without a name": (
        check_in_file(medicines=[{"name": "a"}, {"dose": "4 mg"}]),
        "Check-in 1, medicines 2: name is missing.",
    ),
    "note that is no text": (check_in_file(note=3), "Check-in 1, note: this is not a text in quotes."),
    "note far too long": (
        check_in_file(note="a" * 100_001),
        "Check-in 1, note: this is longer than 100000 characters.",
    ),
    "unknown reporter": (
        check_in_file(entered_by="nurse"),
        "Check-in 1, entered_by: this is not 'patient' or 'companion'.",
    ),
    "no time": (file(check_ins=[{"answers": {}}]), "Check-in 1: at is missing."),
    "words as time": (check_in_file(at="yesterday"), f"Check-in 1, at: {TIME}."),
    "date alone": (check_in_file(at="2026-04-07"), f"Check-in 1, at: {TIME}."),
    "number as time": (check_in_file(at=1775576700), "Check-in 1, at: this is not a text in quotes."),
    "hour 24": (check_in_file(at="2026-04-07T24:00:00-04:00"), f"Check-in 1, at: {TIME}."),
    "30 February": (
        check_in_file(at="2026-02-30T10:00:00-04:00"),
        "Check-in 1, at: there is no such date, time or offset.",
    ),
    "offset of 15 hours": (
        check_in_file(at="2026-04-07T10:00:00+15:00"),
        "Check-in 1, at: there is no such offset: it goes from -12:00 to +14:00.",
    ),
    "year 9999": (
        check_in_file(at="9999-12-31T23:59:59-12:00"),
        "Check-in 1, at: the year is not from 1900 to 2199.",
    ),
    "year 1": (
        check_in_file(at="0001-01-01T00:00:00+14:00"),
        "Check-in 1, at: the year is not from 1900 to 2199.",
    ),
    "local time without a zone": (
        check_in_file(at="2026-04-07T11:45:00"),
        "Check-in 1, at: the offset from UTC is missing: write it like 2026-04-07T11:45:00-04:00, "
        "or add the timezone.",
    ),
    "local time in an unknown zone": (
        check_in_file(at="2026-04-07T11:45:00", timezone="America/Nowhere"),
        "Check-in 1, at: the offset from UTC is missing, and the timezone is not known here: "
        "write 2026-04-07T11:45:00-04:00.",
    ),
    "local time that came twice": (
        check_in_file(at="2026-11-01T01:30:00", timezone="America/New_York"),
        "Check-in 1, at: 01:30 on 1 Nov 2026 came twice, because the clocks were set back: "
        "write 2026-11-01T01:30-04:00 for the first one or 2026-11-01T01:30-05:00 for the second.",
    ),
    "local time that was skipped": (
        check_in_file(at=AT, medicines=[{"name": "a", "at": "2026-03-08T02:30:00"}], timezone="America/New_York"),
        "Check-in 1, medicines 1, at: 02:30 on 8 Mar 2026 did not exist, because the clocks were set forward: "
        "write 2026-03-08T01:30-05:00 or 2026-03-08T03:30-04:00.",
    ),
    "id with a blank": (
        check_in_file(id="a b"),
        "Check-in 1 (id a b), id: this is not an id: 1 to 64 letters, digits and - _ . :.",
    ),
    "id that is too long": (
        check_in_file(id="a" * 65),
        f"Check-in 1 (id {'a' * 64}), id: this is not an id: 1 to 64 letters, digits and - _ . :.",
    ),
    "id that is no text": (check_in_file(id=7), "Check-in 1, id: this is not a text in quotes."),
    "one id, two contents": (
        file(visits=[{"id": "v", "at": AT}, {"id": "w", "at": AT}, {"id": "v", "at": AT, "note": "b"}]),
        "Visit 3 (id v): an earlier one in this file has the same id and other content.",
    ),
    "unknown infusion": (
        check_in_file(infusion="nowhere"),
        "Check-in 1, infusion: there is no infusion nowhere in this file or in your diary.",
    ),
    "infusion that ends before it starts": (
        file(infusions=[{**INFUSION, "ended_at": "2026-04-07T09:00:00-04:00"}]),
        "Infusion 1 (id i), ended_at: it ends before it starts.",
    ),
    "infusion that lasts two days": (
        file(infusions=[{**INFUSION, "ended_at": "2026-04-09T10:00:00-04:00"}]),
        "Infusion 1 (id i), ended_at: it lasts more than 24 hours.",
    ),
    "unknown baseline": (
        file(infusions=[{**INFUSION, "baseline_vitals": {"heartrate": 70}}]),
        "Infusion 1 (id i), baseline_vitals: There is no question called 'heartrate': did you mean heart_rate?",
    ),
    "negative dose": (
        file(infusions=[{**INFUSION, "dose_mg": -1}]),
        "Infusion 1 (id i), dose_mg: -1 is not a number from 0 to 1000000.",
    ),
    "infusion number": (
        file(infusions=[{**INFUSION, "number": -1}]),
        "Infusion 1 (id i), number: this is smaller than 0.",
    ),
    "phase": (
        file(infusions=[{**INFUSION, "phase": "third"}]),
        "Infusion 1 (id i), phase: this is not 'loading', 'maintenance' or ''.",
    ),
    "persist hours": (
        file(profile={"persist_hours": 6}),
        "Profile, persist_hours: 6 is not a number from 2 to 4.",
    ),
    "profile field": (file(profile={"name": "A"}), "Profile: there is no field called name here."),
    "list that is none": (file(check_ins={}), "Check_ins: this is not a list in square brackets."),
    "a million records": (
        file(check_ins=[0] * 1_000_000),
        "Check_ins: there are more than 250000, too many for a diary.",
    ),
    "record that is none": (file(check_ins=[3]), "Check-in 1: this is not an object in braces."),
    "level of a flag": (
        file(flags=[{**FLAG, "level": "watch"}]),
        "Flag 1 (id f), level: this is not 'emergency', 'urgent' or 'contact'.",
    ),
    "flag without words": (file(flags=[{"id": "f"}]), "Flag 1 (id f): red_flag is missing."),
    "question of a flag": (
        file(flags=[{**FLAG, "question": "chestpain"}]),
        "Flag 1 (id f), question: There is no question called 'chestpain': did you mean chest_pain?",
    ),
    "evidence for nothing": (
        file(flags=[{**FLAG, "because": [{"value": 1, "at": AT, "check_in": "a"}]}]),
        "Flag 1 (id f), because 1: it needs exactly one of question, vital and note.",
    ),
    "evidence that is true": (
        file(flags=[{**FLAG, "because": [{"question": "nausea", "value": True, "at": AT, "check_in": "a"}]}]),
        "Flag 1 (id f), because 1, value: this is not a number without quotes.",
    ),
    "earlier version": (
        file(edits=[{**EDIT, "record": "check_in", "before": {"at": AT, "answers": {"nausea": 9}}}]),
        "Edit 1 (id e), before, answers, nausea: 9 is not a number from 0 to 4.",
    ),
    "earlier version of another": (
        file(edits=[{**EDIT, "record": "visit", "before": {"id": "b", "at": AT}}]),
        "Edit 1 (id e), before, id: this is not the record_id.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_first_error_is_named_with_its_place(case: str) -> None:
    data, words = REFUSED[case]
    assert refused(data) == words


NO_NUMBER = "Check-in 1, vitals, spo2: {} is not a number from 0 to 9999."


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("NaN", NO_NUMBER.format("nan")),
        ("Infinity", NO_NUMBER.format("inf")),
        ("-Infinity", NO_NUMBER.format("-inf")),
        ("1e309", NO_NUMBER.format("inf")),
        ("9" * 5000, NO_NUMBER.format("inf")),
        ("99999999999999999999", NO_NUMBER.format("99999999999999999999")),
    ],
)
def test_numbers_that_are_none_are_refused_at_their_place(number: str, words: str) -> None:
    data = check_in_file(vitals={"spo2": "?"}).replace(b'"?"', number.encode())
    assert refused(data) == words


def test_a_huge_answer_is_refused_at_its_place() -> None:
    data = check_in_file(answers={"nausea": "?"}).replace(b'"?"', b"9" * 5000)
    assert refused(data) == "Check-in 1, answers, nausea: this is not a whole number without quotes."


def test_an_error_shows_nothing_that_a_terminal_would_obey() -> None:
    data = check_in_file(id="\x1b[2J", answers={"\x1b]52;c;x\x07": 1})
    message = refused(data)
    assert "\x1b" not in message
    assert "\x07" not in message


@pytest.mark.parametrize("field", ["note", "medicines", "route"])
def test_a_person_s_words_are_not_in_the_error(field: str) -> None:
    secret = "canary" * 20_000
    fields: dict[str, Any] = {"note": secret} if field == "note" else {"medicines": [{"name": secret}]}
    data = file(infusions=[{**INFUSION, "route": secret}]) if field == "route" else check_in_file(**fields)
    assert "canary" not in refused(data)
