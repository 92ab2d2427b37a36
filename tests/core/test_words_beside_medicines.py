"""Danger words that were typed where a medicine is named are asked about as those in a note are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ktrack.escalation import Facts, Finding, assess, load_rulebook
from ktrack.records import CheckIn, Infusion, Medicine

RULEBOOK = load_rulebook()
ENDED = datetime(2026, 4, 7, 14, tzinfo=timezone(timedelta(hours=-4)))
INFUSION = Infusion("infusion", ENDED - timedelta(hours=1), ENDED)
CHECK_IN = CheckIn("check-in", ENDED + timedelta(hours=1), ENDED + timedelta(hours=1), "infusion")

COMMON = """
acetaminophen paracetamol ibuprofen naproxen aspirin diclofenac celecoxib tramadol codeine oxycodone hydrocodone
morphine tapentadol methadone buprenorphine gabapentin pregabalin duloxetine amitriptyline nortriptyline sertraline
fluoxetine citalopram escitalopram venlafaxine mirtazapine bupropion trazodone vortioxetine lithium lamotrigine
valproate topiramate carbamazepine quetiapine aripiprazole olanzapine lurasidone lorazepam diazepam clonazepam
alprazolam temazepam zolpidem zopiclone melatonin propranolol metoprolol bisoprolol amlodipine lisinopril losartan
ramipril clonidine guanfacine furosemide atorvastatin metformin insulin levothyroxine omeprazole pantoprazole
famotidine loperamide senna macrogol simethicone cetirizine loratadine diphenhydramine salbutamol prednisone
amoxicillin nitrofurantoin phenazopyridine oxybutynin tamsulosin mirabegron methylphenidate modafinil warfarin
apixaban clopidogrel naloxone sumatriptan ondansetron metoclopramide prochlorperazine promethazine domperidone
cyclizine meclizine dimenhydrinate scopolamine Tylenol Advil Aleve Zofran Benadryl Xanax Ativan Valium Klonopin
Ambien Zoloft Prozac Lexapro Effexor Cymbalta Wellbutrin Seroquel Abilify Lyrica Neurontin Keppra Imodium Spravato
""".split()
USUAL = (
    "blood pressure tablet", "heart tablets", "sleeping tablet", "nausea tablet", "anti-sickness", "migraine pill",
    "painkillers", "my usual tablets", "antihistamine", "inhaler", "chest rub", "antacid for heartburn",
    "bladder tablets", "anxiety meds", "antidepressant", "mood stabiliser", "ginger tea", "ketamine lozenge",
    "hot water bottle", "half a tablet", "2 tablets, with food", "1 puff", "as needed", "none", "?",
)  # fmt: skip


def found(*medicines: Medicine, **more: Any) -> tuple[Finding, ...]:
    check_in = replace(CHECK_IN, medicines=medicines, **more)
    return assess(RULEBOOK, Facts([INFUSION], [check_in]), check_in).findings


@pytest.mark.parametrize(
    ("typed", "level", "red_flag"),
    [
        ("I can't breathe", "emergency", "trouble-breathing"),
        ("crushing pain in my chest", "emergency", "chest-pain"),
        ("EpiPen", "emergency", "severe-allergic-reaction"),
        ("nitro for chest pain", "emergency", "chest-pain"),
        ("took all my pills", "urgent", "suicidal-thoughts"),
    ],
)
def test_danger_words_are_asked_about_at_the_level_of_their_rule(typed: str, level: str, red_flag: str) -> None:
    for medicine in (Medicine(typed), Medicine("ondansetron", typed)):
        finding = next(each for each in found(medicine) if each.red_flag == red_flag)
        words = str(finding.because[0].value)
        assert (finding.level, finding.from_note) == (level, True)
        assert words in typed
        assert finding.say.startswith(f'Under medicines you wrote "{words}". Is it happening now? If it is: ')
        assert finding.because[0].note in finding.ask


@pytest.mark.parametrize(
    ("typed", "level", "red_flag"),
    [
        ("want to die", "urgent", "suicidal-thoughts"),
        ("no plan to kill myself", "urgent", "suicidal-thoughts"),
        ("I have a plan to kill myself", "emergency", "suicidal-thoughts"),
        ("bought rope", "emergency", "suicidal-thoughts"),
        ("afraid that I am going to overdose", "emergency", "suicidal-thoughts"),
        ("hearing voices", "contact", "hallucinations"),
        ("a voice keeps telling me to jump", "emergency", "hallucinations"),
        ("terrible headache", "urgent", "severe-headache"),
        ("worst headache of my life", "emergency", "severe-headache"),
        ("the headache came out of nowhere", "emergency", "severe-headache"),
        ("a rash on my neck", "urgent", "severe-allergic-reaction"),
        ("rash all over", "emergency", "severe-allergic-reaction"),
    ],
)
def test_words_of_a_plan_of_orders_or_of_the_strongest_are_asked_about_at_that_level(
    typed: str, level: str, red_flag: str
) -> None:
    """One hour after the end; each stands in the note alone."""
    finding = next(each for each in found(note=typed) if each.red_flag == red_flag)
    assert (finding.level, finding.from_note) == (level, True)


def test_a_no_to_the_thoughts_leaves_the_plan_that_was_written() -> None:
    (finding,) = found(note="I have a plan to kill myself", answers={"suicidal_thoughts": 0})
    assert (finding.level, [each.note for each in finding.because]) == ("emergency", ["suicide_plan"])


def test_the_same_is_found_as_in_a_note_and_said_once() -> None:
    words = "I can't breathe"
    (noted,), (both,) = found(note=words), found(Medicine(words), note=words)
    (beside,) = found(Medicine(words))
    assert (beside.id, beside.level, beside.because) == (noted.id, noted.level, noted.because)
    assert both == noted


def test_the_answer_to_the_question_counts_and_the_words_no_longer_do() -> None:
    assert not found(Medicine("I can't breathe"), answers={"trouble_breathing": 0})
    (answered,) = found(Medicine("I can't breathe"), answers={"trouble_breathing": 1})
    assert not answered.from_note


@pytest.mark.parametrize(
    "words", ["used my EpiPen", "epi pen at noon", "had to take epinephrine", "adrenaline auto-injector", "Auvi-Q"]
)
def test_words_for_the_whole_reaction_are_asked_about_until_both_skin_and_swelling_are_answered(
    words: str,
) -> None:
    """A "no" to swelling says nothing of a rash, and the adrenaline pen is for the whole reaction."""
    no: dict[str, int] = {"trouble_breathing": 0, "nausea": 0}
    for answers, asked in (
        (no, {"swelling", "rash"}),
        (no | {"swelling": 0}, {"rash"}),
        (no | {"rash": 0}, {"swelling"}),
    ):
        for (finding,) in (found(note=words, answers=answers), found(Medicine(words), answers=answers)):
            assert (finding.red_flag, finding.level) == ("severe-allergic-reaction", "emergency")
            assert {each.note for each in finding.because} == asked <= set(finding.ask)
    assert not found(note=words, answers=no | {"swelling": 0, "rash": 0})


def test_an_adrenaline_pen_that_was_not_needed_is_not_asked_about() -> None:
    assert not found(note="no EpiPen needed") and not found(note="years ago I had an allergic reaction")


def test_an_answer_is_not_put_in_question_by_what_is_written_beside_it() -> None:
    (answered,) = found(answers={"swelling": 1})
    (beside,) = found(note="hives, used my EpiPen", answers={"swelling": 1})
    assert (beside.level, beside.say, beside.from_note) == (answered.level, answered.say, False)
    assert {each.note for each in beside.because} == {"rash", None}


def test_any_of_several_medicines_is_read() -> None:
    medicines = [Medicine("ondansetron", "4 mg"), Medicine("ibuprofen"), Medicine("fainted twice")]
    for turn in range(3):
        (finding,) = found(*medicines[turn:], *medicines[:turn])
        assert finding.red_flag == "fainting"


def test_what_people_take_raises_nothing() -> None:
    assert [name for name in (*COMMON, *USUAL) if found(Medicine(name), Medicine("x", name))] == []
