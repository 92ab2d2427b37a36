"""The questions a person is asked: complete, in order, in words that can be shown; answers that cannot be kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktrack import clinical_file, question_file
from ktrack.questions import (
    GATED,
    GROUPS,
    STRENGTH,
    STRENGTH_MEANS,
    BadAnswer,
    BadClinicalFile,
    UnknownQuestion,
    check_answer,
    check_vital,
    detail_question,
    gate_question,
    implausible,
    in_group,
    parse_answer,
    parse_vital,
    question,
    questions,
    word,
)
from tests.diaries import ANY_CHARACTER

KEYS = {
    "danger": "trouble_breathing swelling chest_pain fainting* seizure* hallucinations delusions "
    "suicidal_thoughts",
    "core": "nausea dizziness dissociation",
    "urinary": "urinary_frequency urinary_urgency painful_urination bladder_pain nocturia blood_in_urine "
    "flank_pain unable_to_urinate* no_urine_8h*",
    "common": "vomiting fatigue drowsiness headache blurred_vision confusion anxiety agitation palpitations rash "
    "itching increased_salivation vivid_dreams",
    "weekly": "memory_problems concentration_problems craving low_mood",
    "benefit": "pain mood",
    "asked": "suicide_plan* voices_commanding* weakness_or_numbness* trouble_speaking* face_droop* vision_loss* "
    "back_pain blue_lips* slow_breathing* head_injury* cannot_keep_fluids* blood_in_vomit* jaundice* dark_urine* "
    "pale_stools* right_belly_pain rigors* iv_site_redness*",
    "companion": "hard_to_wake*",
    "vital": "systolic diastolic heart_rate temperature_c spo2 breathing_rate",
}
REASSURING = re.compile(r"\b(fine|safe|ok|okay|normal|all clear|no problem)\b", re.IGNORECASE)

WHOLE = clinical_file.packaged("questions.toml")


def test_every_question_is_there_in_the_order_it_is_shown() -> None:
    assert tuple(KEYS) == GROUPS
    expected = [(group, key.rstrip("*")) for group in GROUPS for key in KEYS[group].split()]
    assert [(one.group, one.key) for one in questions().values()] == expected
    assert list(questions()) == [key for _, key in expected]


def test_yes_or_no_is_asked_only_where_there_is_no_strength() -> None:
    starred = {key.rstrip("*") for keys in KEYS.values() for key in keys.split() if key.endswith("*")}
    assert {one.key for one in questions().values() if one.kind == "yes_no"} == starred


def test_scales_run_to_four_except_pain_and_mood() -> None:
    ten = {one.key for one in questions().values() if one.kind == "scale" and one.highest != 4}
    assert ten == {"pain", "mood"}
    assert question("pain").highest == question("mood").highest == 10
    assert {one.key for one in questions().values() if one.worse == "low"} == {"mood", "spo2"}


def test_a_danger_question_covers_the_time_since_the_last_check_in() -> None:
    for one in in_group("danger"):
        assert "now or since the last check-in" in one.ask, one.key
        assert "now or since the last check-in" in one.ask_companion, one.key
        assert bool(one.strength_ask) == (one.kind == "scale"), one.key


def test_thinking_of_acting_on_it_counts_as_three() -> None:
    one = question("suicidal_thoughts")
    assert one.label == "Thoughts of not wanting to live"
    assert (one.strength_ask, one.strength_yes) == ("Are you thinking of acting on it?", 3)
    assert [other.key for other in questions().values() if other.strength_yes is not None] == [one.key]


def test_where_a_swelling_is_can_be_said() -> None:
    places = "face lips tongue mouth throat hands legs drip-site other unknown"
    assert " ".join(question("swelling").locations) == places
    assert "location" in question("swelling").details
    assert "onset" in question("headache").details
    assert "still_present" in question("chest_pain").details


def test_the_gate_answers_four_urinary_questions() -> None:
    assert gate_question() == "Any change in passing urine?"
    assert tuple(one.key for one in in_group("urinary"))[:4] == GATED


def test_words_shown_to_people_never_reassure() -> None:
    shown = [
        gate_question(),
        *STRENGTH,
        *STRENGTH_MEANS,
        *(detail_question(one) for one in question_file.DETAILS),
    ]
    for one in questions().values():
        shown += [one.label, one.ask, one.ask_companion, one.strength_ask, one.strength_ask_companion]
        shown += [one.unit, *one.anchors, *one.locations]
    assert not [text for text in shown if REASSURING.search(text)]


def test_words_fit_on_a_line_and_ask_one_person_or_the_other() -> None:
    labels = [one.label for one in questions().values()]
    assert len(set(labels)) == len(labels)
    for one in questions().values():
        assert len(one.label) <= 46, one.key
        assert len(one.ask) <= 110 and len(one.ask_companion) <= 110, one.key
        assert not re.search(r"\byour\b", one.ask_companion), one.key


def test_an_answer_in_words() -> None:
    assert [word("nausea", value) for value in range(5)] == list(STRENGTH)
    assert (word("fainting", 1), word("fainting", 0)) == ("yes", "no")
    assert word("pain", 7) == "7 of 10"
    assert word("drowsiness", 4) == "cannot stay awake"
    assert word("temperature_c", 36.8) == "36.8 °C"
    assert word("systolic", 118) == "118 mmHg"
    with pytest.raises(BadAnswer):
        word("nausea", 5)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("nausea", 5, "0 to 4"),
        ("nausea", -1, "0 to 4"),
        ("nausea", True, "0 to 4"),
        ("nausea", 2.0, "0 to 4"),
        ("nausea", "2", "0 to 4"),
        ("fainting", 2, "yes or no"),
        ("pain", 11, "10 (worst pain"),
        ("heart_rate", 70, "measured"),
    ],
)
def test_an_answer_off_the_scale_is_refused_with_the_range(key: str, value: object, says: str) -> None:
    with pytest.raises(BadAnswer, match=re.escape(says)):
        check_answer(key, value)


def test_every_answer_on_the_scale_can_be_kept() -> None:
    for one in questions().values():
        if one.highest is not None:
            for value in range(one.lowest, one.highest + 1):
                check_answer(one.key, value)


@pytest.mark.parametrize(
    ("typed", "meant"), [("naussea", "nausea"), ("chest-pain", "chest_pain"), ("tired", "fatigue")]
)
def test_a_mistyped_question_gets_a_suggestion(typed: str, meant: str) -> None:
    with pytest.raises(UnknownQuestion, match=f"did you mean {meant}"):
        question(typed)


def test_an_unknown_name_cannot_drive_the_terminal() -> None:
    with pytest.raises(UnknownQuestion) as caught:
        check_answer("\x1b[2J\u202e" + "z" * 5000, 1)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("4", 4), ("10", 10), ("007", 7), ("yes", 1), ("No", 0), (" 2 ", 2), ("skip", None)],
)
def test_a_typed_answer(text: str, value: int | None) -> None:
    assert parse_answer(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "-1", "+1", "1.0", "1e0", "1_0", "٣", "２", "²", "1000", "mild", "true", "y", "1\n", "nan", "0x1"],
)
def test_anything_else_typed_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer):
        parse_answer(text)


def test_yes_says_nothing_on_a_scale_to_ten() -> None:
    for text in ("yes", "no"):
        with pytest.raises(BadAnswer, match="10"):
            parse_answer(text, "mood")
    assert parse_answer("yes", "nausea") == 1
    assert parse_answer("skip", "mood") is None
    with pytest.raises(BadAnswer, match="0 to 4"):
        parse_answer("5", "nausea")


@given(st.text(ANY_CHARACTER, max_size=12))
def test_whatever_is_typed_is_an_answer_or_a_sentence(text: str) -> None:
    try:
        value = parse_answer(text, "headache")
    except BadAnswer as refused:
        assert str(refused).isprintable()
    else:
        assert value is None or 0 <= value <= 4


def test_a_whole_measured_value_stays_whole() -> None:
    assert (parse_vital("systolic", "118"), type(parse_vital("systolic", "118"))) == (118, int)
    assert parse_vital("temperature_c", "36.8") == parse_vital("temperature_c", "36,8") == 36.8
    assert type(parse_vital("temperature_c", "37")) is int
    assert parse_vital("systolic", "9999") == 9999


@pytest.mark.parametrize("text", ["", "-5", "1e3", "nan", "inf", "12345", "72.5", "٧٢", "72 bpm", "1/2", "72\n"])
def test_a_heart_rate_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer, match="Heart rate"):
        parse_vital("heart_rate", text)


@pytest.mark.parametrize("value", [-1, 10000, float("nan"), float("inf"), True, "70", None])
def test_a_measured_value_that_cannot_be_kept(value: object) -> None:
    with pytest.raises(BadAnswer):
        check_vital("heart_rate", value)


def test_an_odd_measured_value_can_be_kept_and_is_asked_about() -> None:
    check_vital("heart_rate", 700)
    check_vital("heart_rate", 0)
    assert implausible({"heart_rate": 700, "spo2": 98}) == ("heart_rate",)
    assert implausible({"temperature_c": 98.6, "heart_rate": 29}) == ("heart_rate", "temperature_c")


def test_the_edges_of_the_plausible_ranges() -> None:
    edges = {
        "systolic": (60, 260),
        "diastolic": (30, 150),
        "heart_rate": (30, 220),
        "temperature_c": (34, 42),
        "spo2": (70, 100),
        "breathing_rate": (6, 60),
    }
    for key, (low, high) in edges.items():
        assert implausible({key: low}) == implausible({key: high}) == ()
        assert implausible({key: low - 1}) == implausible({key: high + 1}) == (key,)


def test_swapped_blood_pressure_marks_both_numbers() -> None:
    assert implausible({"diastolic": 118, "systolic": 74}) == ("systolic", "diastolic")
    assert implausible({"diastolic": 90, "systolic": 90}) == ("systolic", "diastolic")
    assert implausible({"diastolic": 74, "systolic": 118}) == ()


def test_an_answer_is_no_measured_value() -> None:
    with pytest.raises(BadAnswer, match="give it as an answer"):
        check_vital("nausea", 2)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (
            '[core.nausea]\nlabel = "Nausea"',
            '[core.nausea]\nlabel = "Nausea"\nlabbel = "x"',
            "core.nausea.labbel",
        ),
        ('[core.nausea]\nlabel = "Nausea"', "[core.nausea]\nlabel = 3", "core.nausea.label"),
        ('[core.nausea]\nlabel = "Nausea"', '[core.nausea]\nlabel = " "', "core.nausea.label"),
        ('[core.nausea]\nlabel = "Nausea"', "[core.nausea]", "core.nausea.label"),
        ("[core.nausea]", "[core.Nausea]", "core.Nausea"),
        ("[core.nausea]", "[core.headache]", "common.headache"),
        ("[core.nausea]", '[core.nausea]\nkind = "vital"', "core.nausea.kind"),
        ("[core.nausea]", '[core.nausea]\nkind = "maybe"', "core.nausea.kind"),
        ("[core.nausea]", "[core.nausea]\nhighest = 7", "core.nausea.highest"),
        ("[core.nausea]", '[core.nausea]\nanchors = ["no", "yes"]', "core.nausea.anchors"),
        ("[core.nausea]", '[core.nausea]\nunit = "kg"', "core.nausea.unit"),
        ("[core.nausea]", '[core.nausea]\nstrength_ask = "How?"', "core.nausea.strength_ask"),
        ("[core.nausea]", '[core.nausea]\nlocations = ["here"]', "core.nausea.locations"),
        ("[core.nausea]", '[core.nausea]\ndetails = ["colour"]', "core.nausea.details"),
        ("strength_yes = 3", "strength_yes = 9", "danger.suicidal_thoughts.strength_yes"),
        ("plausible = [60, 260]", "plausible = [260, 60]", "vital.systolic.plausible"),
        ("decimals = true", 'decimals = "yes"', "vital.temperature_c.decimals"),
        ("[urinary.bladder_pain]", "[urinary.bladder_ache]", "urinary.bladder_pain"),
        ("[core.nausea]", '[extra.thing]\nlabel = "x"\n[core.nausea]', "extra"),
        ('gate = "', 'gates = "', "gate"),
        ('onset = "Did', 'onsets = "Did', "detail.onset"),
    ],
)
def test_a_damaged_file_is_refused_with_its_field(old: str, new: str, field: str) -> None:
    assert old in WHOLE
    with pytest.raises(BadClinicalFile) as caught:
        question_file.load(WHOLE.replace(old, new, 1), "mine.toml")
    assert str(caught.value).startswith(f"mine.toml: {field} ")


def test_a_file_that_is_not_toml_is_refused() -> None:
    with pytest.raises(BadClinicalFile, match=r"mine\.toml: the text is not TOML"):
        question_file.load("gate = ", "mine.toml")
