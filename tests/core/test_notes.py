"""A note's danger words are asked about; what is denied, past, somebody else's or a manner of speaking is not.

`notes.json` was written with the reading of notes, `notes_unseen.json` after it. A note that tells of a danger
must never be passed over; of the others at most one in ten may be asked about.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktrack.escalation import Facts, RedFlag, find, load_rulebook
from ktrack.escalation.notes import Mention, mentions
from ktrack.escalation.written import contradicted
from ktrack.records import CheckIn, Medicine, Reporter
from tests.diaries import ANY_CHARACTER

RULEBOOK = load_rulebook()
DATA = Path(__file__).parent.parent / "data"
DANGER = ("true", "misspelt")
OTHERS = ("negated", "past", "other_person", "figure", "harmless")


@dataclass(frozen=True)
class Labelled:
    """A note with what must be asked about."""

    note: str
    entered_by: Reporter
    kind: str
    expect: frozenset[str]

    def asked(self) -> set[str]:
        return {each.red_flag for each in mentions(self.note, RULEBOOK, self.entered_by)}

    def __str__(self) -> str:
        return self.note[:60]


def labelled(name: str) -> list[Labelled]:
    rows = json.loads((DATA / name).read_text("utf-8"))
    return [
        Labelled(row["note"], row["entered_by"], row["kind"], frozenset(row["expect"]))
        for row in rows
        if set(row) == {"note", "entered_by", "kind", "expect"}
    ]


SEEN, UNSEEN = labelled("notes.json"), labelled("notes_unseen.json")
TELLING = [each for each in SEEN + UNSEEN if each.kind in DANGER]


def asked(note: str, entered_by: Reporter = "patient") -> set[str]:
    return {each.red_flag for each in mentions(note, RULEBOOK, entered_by)}


# ---------------------------------------------------------------- the labelled notes


def test_the_labelled_notes_are_whole() -> None:
    assert len(SEEN) >= 200
    assert len(UNSEEN) >= 60
    assert len({each.note for each in SEEN + UNSEEN}) == len(SEEN) + len(UNSEEN)
    for each in SEEN + UNSEEN:
        assert each.entered_by in get_args(Reporter)
        assert each.kind in DANGER + OTHERS
        assert each.expect <= set(RULEBOOK.by_id)
        assert bool(each.expect) == (each.kind in DANGER), each.note
    for notes in (SEEN, UNSEEN):
        assert {each.kind for each in notes} == set(DANGER + OTHERS)


@pytest.mark.parametrize("each", TELLING, ids=str)
def test_no_danger_is_passed_over(each: Labelled) -> None:
    assert each.expect <= each.asked()


@pytest.mark.parametrize("notes", [SEEN, UNSEEN], ids=["seen", "unseen"])
def test_at_most_one_in_ten_of_the_others_is_asked_about(notes: list[Labelled]) -> None:
    others = [each for each in notes if each.kind in OTHERS]
    needless = [each.note for each in others if each.asked()]
    assert len(needless) <= len(others) / 10, needless


@pytest.mark.parametrize("notes", [SEEN, UNSEEN], ids=["seen", "unseen"])
def test_few_dangers_are_asked_about_under_a_wrong_name(notes: list[Labelled]) -> None:
    telling = [each for each in notes if each.kind in DANGER]
    beside = [each.note for each in telling if each.asked() - each.expect]
    assert len(beside) <= len(telling) / 7, beside


@pytest.mark.parametrize(
    "around", ["No nausea, no headache.\n{}", "{}\nno fever, ate well", "slept ok. {}. No rash."]
)
def test_what_stands_around_silences_nothing(around: str) -> None:
    lost = [each.note for each in TELLING if not each.expect <= asked(around.format(each.note), each.entered_by)]
    assert lost == []


# ---------------------------------------------------------------- what a mention says


def test_a_mention_quotes_the_note_as_it_was_typed() -> None:
    for each in TELLING:
        for mention in mentions(each.note, RULEBOOK, each.entered_by):
            assert mention.words in each.note
            assert mention.words == mention.words.strip()
            assert mention.question in {each.question for each in RULEBOOK.by_id[mention.red_flag].notes}


def test_each_question_is_asked_once_in_the_order_of_the_note() -> None:
    found = mentions("Fainted at noon. CHEST  Pain since. fainted again, chest pain again", RULEBOOK)
    assert found == (
        Mention("fainting", "fainting", "Fainted"),
        Mention("chest-pain", "chest_pain", "CHEST  Pain"),
    )


@pytest.mark.parametrize("note", ["a rash, now a rash all over", "rash all over. was a small rash"])
def test_of_several_words_for_one_question_those_that_tell_of_more_count(note: str) -> None:
    assert mentions(note, RULEBOOK) == (Mention("severe-allergic-reaction", "rash", "rash all over", as_if=3),)
    assert mentions("a rash", RULEBOOK) == (Mention("severe-allergic-reaction", "rash", "rash"),)


def test_a_very_long_quote_is_cut() -> None:
    (found,) = mentions("che" + "s" * 3000 + "t pain", RULEBOOK)
    assert len(found.words) == 160
    assert found.words.endswith("s…")


def test_a_note_without_words_asks_nothing() -> None:
    assert [mentions(note, RULEBOOK) for note in ("", " \n\t", "...", "😀", "\u200b", "\ud800")] == [()] * 6


@pytest.mark.parametrize("red_flag", [each for each in RULEBOOK.red_flags if each.notes], ids=lambda each: each.id)
def test_every_phrase_alone_leads_to_its_question(red_flag: RedFlag) -> None:
    for note in red_flag.notes:
        expected = red_flag.id, note.question
        for phrase in note.words:
            assert expected in {(each.red_flag, each.question) for each in mentions(phrase, RULEBOOK)}, phrase


def test_a_no_to_one_question_silences_no_other() -> None:
    found = mentions("face is drooping, left arm is numb; hives and a swollen tongue", RULEBOOK)
    assert [(each.red_flag, each.question) for each in found] == [
        ("stroke-signs", "face_droop"),
        ("stroke-signs", "weakness_or_numbness"),
        ("severe-allergic-reaction", "rash"),
        ("severe-allergic-reaction", "swelling"),
    ]


# ---------------------------------------------------------------- any text, any length


@settings(deadline=None, max_examples=150)
@given(
    st.text(ANY_CHARACTER, max_size=80)
    | st.lists(
        st.sampled_from(
            ["no", "not", "never", "my mum", "chest pain", "fainted", *",.\n?", "i had a", "last year"]
        ),
        max_size=12,
    ).map(" ".join)
)
def test_any_text_can_be_read(note: str) -> None:
    for entered_by in get_args(Reporter):
        for mention in mentions(note, RULEBOOK, entered_by):
            assert mention.words in note


HOSTILE = [
    *["a", "chest", "chestpain", "t pain ", "no chest pain ", "no, ", "no nausea or ", "not ", "my mum ", "0 "],
    *[
        "in the chair ",
        "my mum next to me in the ",
        "my mum fainted ",
        "last year i had a ",
        "as a child i had a fit. ",
    ],
    *[
        "afraid of ",
        "told might ",
        "call a b c if ",
        "hallucination",
        "halucinatoin ",
        "'",
        "a*",
        "can t ",
        "...",
        ", ",
    ],
    *[
        "\n",
        "😭",
        "é",
        "’",
        "ß",
        "\u0301",
        "chest x x x ",
        "but it ",
        "no seizure but i ",
        "worst head ",
        "can not ",
    ],
]


def seconds(note: str) -> float:
    """Processor time of one reading, the best of three."""
    best = 60.0
    for _ in range(3):
        start = time.process_time()
        mentions(note, RULEBOOK)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("part", HOSTILE, ids=repr)
def test_time_grows_with_the_length_and_no_faster(part: str) -> None:
    whole = (part * 8000)[:8000]
    short = seconds(whole[:1000])
    long = seconds(whole)
    assert long < 8 * 4 * short + 0.02
    assert long < 3


def test_a_full_note_is_read_at_once() -> None:
    prose = (
        "Session four today, home by one. Floated for half an hour, then my hands felt far away and it settled. "
        "Drank water, ate soup, slept on the sofa. No chest pain. A little dizzy and slightly sick, gone by four. "
        "Pain in the foot went from seven to four. I called my sister and we laughed about the old car. "
    )
    note = (prose * 20)[:4000]
    assert mentions(note, RULEBOOK) == ()
    assert seconds(note) < 0.1  # 3 ms on a quiet computer


def test_reading_needs_nothing_heavy() -> None:
    code = (
        "import sys; import ktrack.escalation.notes; "
        "print([name for name in ('textual', 'rich', 'sqlalchemy', 'pydantic', 'typer') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


# ---------------------------------------------------------------- beside an answer of none


@pytest.mark.parametrize(
    ("note", "medicine", "answers", "expect"),
    [
        ("chest pain since noon", "", {"chest_pain": 0}, {"chest_pain": 'Your note says "chest pain".'}),
        ("", "epipen for swollen lips", {"swelling": 0}, {"swelling": 'Under medicines you wrote "epipen".'}),
        ("no chest pain", "", {"chest_pain": 0}, {}),
        ("chest pain since noon", "", {"chest_pain": 1}, {}),
        ("chest pain since noon", "", {"nausea": 0}, {}),
    ],
)
def test_words_against_an_answer_of_none(
    note: str, medicine: str, answers: dict[str, int], expect: dict[str, str]
) -> None:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    taken = (Medicine(name=medicine),) if medicine else ()
    given = CheckIn("c", at, at, None, "", "patient", answers=answers, note=note, medicines=taken)
    assert contradicted(given, RULEBOOK) == expect
    # the answer counts: it was given to the very question
    assert not [each for each in find(RULEBOOK, Facts((), ()), given) if each.question in expect]


def test_words_that_cannot_be_read_stand_in_the_way_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("ktrack.escalation.written.mentions", broken)
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    given = CheckIn("c", at, at, None, "", "patient", answers={"chest_pain": 0}, note="chest pain")
    assert contradicted(given, RULEBOOK) == {}
    assert [each.level for each in find(RULEBOOK, Facts((), ()), given)] == ["urgent"]
