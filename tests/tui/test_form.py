"""What one answer does to a check-in that is being written; and how a line of choices is drawn. No app needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ktrack import form
from ktrack.questions import GATED, BadAnswer, question, questions
from ktrack.records import CheckIn, Detail, Infusion
from ktrack.tui.course_rows import course_rows
from ktrack.tui.widgets.choice_row import ChoiceRow
from ktrack.tui.widgets.question_rows import follow_ups, gate_row, question_row
from tests.tui.at_screen import ENDED, NOW

EMPTY = CheckIn("one", NOW, NOW)


def test_zero_takes_the_details_of_an_answer_with_it() -> None:
    yes = form.with_detail(form.answered(EMPTY, "swelling", 2), "swelling", location="lips")
    assert yes.details == {"swelling": Detail(location="lips")}
    assert form.answered(yes, "swelling", 3).details == yes.details
    assert form.answered(yes, "swelling", 0).details == {}


def test_an_answer_of_its_own_is_no_longer_one_for_the_rest() -> None:
    rest = form.none_for_rest(EMPTY, ["rash", "itching"])
    assert rest.none_for_rest == ("rash", "itching")
    assert form.answered(rest, "rash", 0).none_for_rest == ("itching",)


def test_none_for_the_rest_touches_only_blanks() -> None:
    some = form.skipped(form.answered(EMPTY, "rash", 2), "itching")
    rest = form.none_for_rest(some, ["rash", "itching", "anxiety"])
    assert rest.answers == {"rash": 2, "anxiety": 0}
    assert rest.skipped == ("itching",)


@pytest.mark.parametrize("before", [EMPTY, form.answered(EMPTY, "urinary_frequency", 2)])
def test_no_at_the_gate_never_lowers_an_answer(before: CheckIn) -> None:
    after = form.gate_answered(before, 0)
    assert set(after.answers) == set(GATED)
    assert all(after.answers[key] == value for key, value in before.answers.items())
    assert set(after.none_for_rest) == set(GATED) - set(before.answers)


def test_the_gate_remembers() -> None:
    assert form.gate(EMPTY) is None
    no = form.gate_answered(EMPTY, 0)
    assert form.gate(no) == 0
    assert form.gate(form.answered(no, "bladder_pain", 1)) == 1
    assert form.gate_answered(no, None) == EMPTY


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("118/74", {"systolic": 118, "diastolic": 74}),
        (" 118 / 74", {"systolic": 118, "diastolic": 74}),
        ("118 74", {"systolic": 118, "diastolic": 74}),
        ("200", {"systolic": 200}),
        ("200/", {"systolic": 200}),
        ("", {}),
    ],
)
def test_blood_pressure_as_people_write_it(text: str, kept: dict[str, float]) -> None:
    assert form.read_vital("pressure", text) == kept


@pytest.mark.parametrize("text", ["high", "118/low", "1/2/3", "-5", "1_0/5", "٣"])
def test_what_is_no_blood_pressure(text: str) -> None:
    with pytest.raises(BadAnswer, match="Two numbers, like 118/74"):
        form.read_vital("pressure", text)


@pytest.mark.parametrize("width", [24, 40, 60, 78, 84, 118])
def test_every_line_fits_its_width_and_keeps_its_label(width: int) -> None:
    lines: list[ChoiceRow] = [gate_row(1)]
    for one in questions().values():
        if one.kind != "vital":
            lines.append(question_row(one, EMPTY, 1))
            lines += [line for line in follow_ups(one, EMPTY) if isinstance(line, ChoiceRow)]
    for line in lines:
        pieces = line._pieces(width)
        label = [piece.text for piece in pieces if piece.choice is None and piece.text != "›"]
        assert line.wording.label in " ".join(label)
        assert all(piece.x + len(piece.text) <= width for piece in pieces), (line.wording.label, pieces)
        spots = [(x, piece.y) for piece in pieces for x in range(piece.x, piece.x + len(piece.text))]
        assert len(spots) == len(set(spots)), line.wording.label


def test_only_what_was_reported_or_belongs_to_the_core_has_a_row() -> None:
    infusion = Infusion("i", ENDED, ENDED)
    seen = CheckIn("one", NOW, NOW, "i", answers={"headache": 2, "rash": 0, "mood": 3, "nocturia": 1})
    labels = [row.label for row in course_rows(infusion, [seen], None, NOW)]
    assert labels == [
        *(question(key).label for key in ("nausea", "dizziness", "dissociation")),
        "Passing urine",
        question("nocturia").label,
        question("headache").label,
    ]


def test_what_was_said_to_be_over_is_not_called_still_there() -> None:
    infusion = Infusion("i", ENDED, ENDED)
    seen = CheckIn("one", NOW, NOW, "i", answers={"chest_pain": 2, "nausea": 1})
    over = replace(seen, details={"chest_pain": Detail(still_present=False)})
    for given, said in ((seen, "still there"), (over, "said to be over")):
        states = {row.label: row.state for row in course_rows(infusion, [given], None, NOW)}
        assert states[question("chest_pain").label] == said
        assert states[question("nausea").label] == "still there"
