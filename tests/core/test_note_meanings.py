"""What a note means: a "no" reaches only what it denies, and other people, other times and slips are told apart.

A doubt on any of these ends in a question, so most of these tests are of notes that must be asked about.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ktrack.escalation import load_rulebook
from ktrack.escalation.notes import english, mentions
from ktrack.escalation.notes.figures import figures
from ktrack.records import Reporter

RULEBOOK = load_rulebook()


def asked(note: str, entered_by: Reporter = "patient") -> set[str]:
    return {each.red_flag for each in mentions(note, RULEBOOK, entered_by)}


# ---------------------------------------------------------------- denied, and not denied


@pytest.mark.parametrize(
    "note",
    [
        "no chest pain",
        "no nausea, vomiting, chest pain or fainting",
        "neither chest pain nor fainting",
        "no chest pain / seizures / fainting",
        "my chest does not hurt",
        "chest pain: none",
        "seizure free",
        "I haven’t fainted",
        "W/o chest pain",
        "nooo chest pain",
        "I don't want to kill myself",
    ],
)
def test_denied(note: str) -> None:
    assert asked(note) == set()


@pytest.mark.parametrize(
    "note",
    [
        "no nausea, chest pain",
        "no sleep chest pain",
        "no nausea or vomiting, chest pain though",
        "not only dizzy, also chest pain",
        "no longer chest pain",
        "chest pain stopped now",
        "I don't have chest pain any more",
        "no chest pain until I lay down",
        "no chest pain at rest",
        "no chest pain, just pressure",
        "no chest pain, maybe a bit",
        "nothing helps the chest pain",
        "no relief from the chest pain",
        "not well chest pain",
        "cannot climb stairs without chest pain",
        "it isn't true that I have no chest pain",
        "it can't be a heart attack, can it",
        "never had chest pain before",
        "nausea no chest pain yes",
        "nausea 0 chest pain 2",
        "dizzy? no, chest pain",
        "slept? no had chest pain",
        "I haven't had my chest pain checked",
        "no improvement in my chest pain",
        "no chest pain since the tablet",
    ],
)
def test_not_denied(note: str) -> None:
    assert "chest-pain" in asked(note)


def test_a_plan_denied_leaves_the_thoughts() -> None:
    assert asked("I won't kill myself tonight") == {"suicidal-thoughts"}
    assert asked("no plan to kill myself") == {"suicidal-thoughts"}


# ---------------------------------------------------------------- other people, other times, other meanings


@pytest.mark.parametrize(
    ("note", "by_patient", "by_companion"),
    [
        ("my mum has chest pain", False, True),
        ("My mum is ill. She has chest pain", False, True),
        ("she has chest pain", True, True),  # the writer may have forgotten to say who they are
        ("her mother had chest pain", False, False),
        ("the man next to her had chest pain", False, False),
        ("my husband is at work chest pain", True, True),
        ("my wife saw me clutch my chest pain everywhere", True, True),
        ("me and my wife both had chest pain", True, True),
        ("my dad had chest pain and so do I", True, True),
        ("told my husband chest pain", True, True),
    ],
)
def test_whose_it_is(note: str, by_patient: bool, by_companion: bool) -> None:
    assert ("chest-pain" in asked(note)) == by_patient
    assert ("chest-pain" in asked(note, "companion")) == by_companion


def test_whoever_does_it_to_me_is_no_other_patient() -> None:
    assert asked("my neighbour is spying on me") == {"delusions"}
    assert asked("he says his brother is poisoning him", "companion") == {"delusions"}


@pytest.mark.parametrize(
    ("note", "asks"),
    [
        ("I fainted last year", False),
        ("as a child I fainted", False),
        ("two years ago I fainted", False),
        ("I fainted once, years ago", False),
        ("before the first infusion I fainted", False),
        ("I used to faint", False),
        ("I fainted yesterday", True),
        ("I fainted this morning", True),
        ("an hour ago I fainted", True),
        ("last night I fainted", True),
        ("in the past hour I fainted", True),
        ("when I was 2 hours in I fainted", True),
        ("I fainted last year and again today", True),
        ("I fainted like two years ago", True),
        ("last year was bad. I fainted", True),
        ("last year my dog died I fainted", True),
        ("before having the infusion I fainted", True),
    ],
)
def test_when_it_was(note: str, asks: bool) -> None:
    assert (asked(note) == {"fainting"}) == asks


@pytest.mark.parametrize(
    ("note", "asks"),
    [
        ("afraid of a seizure", False),
        ("afraid I might have a seizure", False),
        ("afraid I am having a seizure", True),
        ("afraid of the seizures", True),
        ("the leaflet says it can cause seizures", False),
        ("I read about seizures", False),
        ("I read about seizures because I had one", True),
        ("nurse asked about seizures", False),
        ("nurse asked about seizures and I said yes", True),
        ("If I get a seizure I will call", False),
        ("who do I call if I have a seizure", True),
        ("call if I have a seizure?", True),
    ],
)
def test_feared_or_spoken_of(note: str, asks: bool) -> None:
    assert (asked(note) == {"seizure"}) == asks


def test_fear_of_dying_by_ones_own_hand_is_asked_about() -> None:
    assert asked("scared I might kill myself") == {"suicidal-thoughts"}
    assert asked("scared of being followed") == {"delusions"}


def test_a_figure_of_speech_silences_itself_alone() -> None:
    assert asked("a stroke of luck") == set()
    assert asked("a stroke of luck, then a stroke") == {"stroke-signs"}
    assert asked("in the end it all worked out") == set()
    assert asked("I want to end it all") == {"suicidal-thoughts"}
    assert [figure for figure in figures() if asked(figure)] == []
    # found by its last word, so that must be one nothing else stands for
    assert [figure for figure in figures() if figure.split()[-1] in ("me", "my")] == []


# ---------------------------------------------------------------- spelling


def slips(word: str) -> Iterator[str]:
    """One letter missing, doubled, or swapped with the next; the first letter stays."""
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


@pytest.mark.parametrize(
    ("word", "note", "red_flag"),
    [
        ("breathe", "i cant {}", "trouble-breathing"),
        ("breathing", "trouble {}", "trouble-breathing"),
        ("choking", "i was {}", "trouble-breathing"),
        ("chest", "{} pain", "chest-pain"),
        ("heart", "{} attack", "chest-pain"),
        ("seizure", "had a {}", "seizure"),
        ("convulsion", "had a {}", "seizure"),
        ("fainted", "i {}", "fainting"),
        ("collapsed", "i {}", "fainting"),
        ("unconscious", "was {}", "over-sedation"),
        ("hallucinations", "{} again", "hallucinations"),
        ("voices", "hearing {}", "hallucinations"),
        ("paranoid", "so {}", "delusions"),
        ("suicide", "thoughts of {}", "suicidal-thoughts"),
        ("suicidal", "feeling {}", "suicidal-thoughts"),
        ("myself", "want to kill {}", "suicidal-thoughts"),
        ("overdose", "took an {}", "suicidal-thoughts"),
        ("swollen", "lips {}", "severe-allergic-reaction"),
        ("throat", "{} is closing", "severe-allergic-reaction"),
        ("palpitations", "had {}", "rapid-heartbeat"),
        ("headache", "worst {}", "severe-headache"),
        ("slurred", "{} speech", "stroke-signs"),
    ],
)
def test_slips_of_the_finger(word: str, note: str, red_flag: str) -> None:
    typed = [slip for slip in slips(word) if slip not in english.REAL_WORDS]
    assert len(typed) > 8
    assert [slip for slip in typed if red_flag not in asked(note.format(slip))] == []


@pytest.mark.parametrize(
    ("note", "red_flag"),
    [
        ("cant breath", "trouble-breathing"),
        ("can t breathe", "trouble-breathing"),
        ("can;t breathe", "trouble-breathing"),
        ("ican'tbreathe", "trouble-breathing"),
        ("chestpain", "chest-pain"),
        ("#chestpian", "chest-pain"),
        ("cheat pain", "chest-pain"),
        ("throte closing", "severe-allergic-reaction"),
        ("k*ll my self", "suicidal-thoughts"),
        ("s*icidal", "suicidal-thoughts"),
        ("FAINTEDDDD", "fainting"),
        ("𝗳𝗮𝗶𝗻𝘁𝗲𝗱", "fainting"),
        ("fa\u200binted", "fainting"),
        ("fainte\u0301d", "fainting"),
        ("my chest\nhurts", "chest-pain"),
        ("my chest... it hurts", "chest-pain"),
    ],
)
def test_other_ways_to_type_it(note: str, red_flag: str) -> None:
    assert red_flag in asked(note)


@pytest.mark.parametrize("note", ["played chess", "heard from mum", "the threat is over", "benefitting from rest"])
def test_real_words_are_no_slips(note: str) -> None:
    assert asked(note) == set()
