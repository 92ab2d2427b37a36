"""The engine: what a rule file may say, what conditions mean, what is said when answers are missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ktrack.clinical_file import BadClinicalFile
from ktrack.escalation import Facts, Rulebook, assess, evaluate, load_rulebook
from ktrack.escalation.findings import NOT_JUDGED
from ktrack.escalation.in_words import describe
from ktrack.escalation.rulebook import check_examples, make_rulebook, read_red_flag
from ktrack.records import CheckIn, Detail, Infusion, Profile
from tests.rule_examples import situation

RULE = """
id = "{id}"
title = "A rule"
sources = ["S0"]
why = "For the tests."
{extra}
[[trigger]]
level = "{level}"
say = "Call."
{trigger}
"""

EXAMPLES = """
[[example]]
because = "fires"
given = { answers = { nausea = 1 } }
expect = "contact"

[[example]]
because = "stays quiet"
given = { answers = { nausea = 0 } }
expect = "quiet"
"""


def text(trigger: str, *, level: str = "contact", extra: str = "", name: str = "test-rule") -> str:
    return RULE.format(id=name, level=level, trigger=trigger, extra=extra)


def rulebook(*triggers: str, level: str = "contact", extra: str = "") -> Rulebook:
    flags = [
        read_red_flag(text(each, level=level, extra=extra, name=f"rule-{n}"), "sources")
        for n, each in enumerate(triggers)
    ]
    return make_rulebook(tuple(flags), "test")


def fires(trigger: str, extra: str = "", **given: Any) -> bool:
    rules = rulebook(trigger, extra=extra)
    return bool(situation(given).levels(rules, "rule-0"))


@pytest.mark.parametrize(
    ("trigger", "extra", "field"),
    [
        ('all = [ { answer = "nausea", at_least = 5 } ]', "", "at_least"),
        ('all = [ { answer = "nausea", at_least = 0 } ]', "", "at_least"),
        ('all = [ { answer = "nausea" } ]', "", "at_least"),
        ('all = [ { answer = "nausea", at_most = 2, at_least = 1 } ]', "", "at_most"),
        ('all = [ { answer = "mood", at_least = 2 } ]', "", "at_least"),
        ('all = [ { answer = "queasy", at_least = 1 } ]', "", "answer"),
        ('all = [ { answer = "heart_rate", at_least = 1 } ]', "", "answer"),
        ('all = [ { vital = "nausea", at_least = 1 } ]', "", "vital"),
        ('all = [ { vital = "heart_rate", at_least = 100, at_most = 40 } ]', "", "vital"),
        ('all = [ { not = { answer = "nausea", at_least = 1 } } ]', "", "all"),
        ('none = [ { answer = "nausea", at_least = 1 } ]', "", "all"),
        ('all = []', "", "all"),
        ('some = 3\nof = [ { answer = "nausea", at_least = 1 } ]', "", "of"),
        ('some = 1\nall = [ { answer = "nausea", at_least = 1 } ]', "", "some"),
        ('all = [ { answer = "each", at_least = 1 } ]', "", "answer"),
        ('all = [ { answer = "swelling", at_least = 1, location = "elbow" } ]', "", "location"),
        ('all = [ { answer = "nausea", at_least = 1, or_unknown = true } ]', "", "or_unknown"),
        ('all = [ { hours_after_end = { up_to = 4 } } ]', "", "more_than"),
        ('priority = 1\nall = [ { answer = "nausea", at_least = 1 } ]', "", "priority"),
        ('all = [ { answer = "nausea", at_least = 1, times = 1 } ]', "", "times"),
        ('all = [ { answer = "chest_pain", at_least = 1, still_present = false } ]', "", "still_present"),
        ('all = [ { answer = "nausea", at_least = 1 } ]', 'enabled = false', "enabled"),
        ('all = [ { vital = "spo2", at_most = 90 } ]', 'note_words = ["sick"]', "note_question"),
        ('all = [ { answer = "nausea", at_least = 1 } ]', 'note_words = ["x"]\nnote_question = "no"', "question"),
        ('all = [ { answer = "nausea", at_least = 1 } ]', 'note_question = "nausea"', "note_question"),
        ('all = [ { answer = "nausea", at_least = 1 } ]', 'note = [{ question = "nausea", words = [] }]', "words"),
        ('all = [ { answer = "nausea", at_least = 1 } ]',
         'note = [{ question = "nausea", words = ["x"], as_if = 5 }]', "as_if"),
    ],
)  # fmt: skip
def test_a_rule_outside_the_language_is_refused_by_field(trigger: str, extra: str, field: str) -> None:
    with pytest.raises(BadClinicalFile, match=field):
        read_red_flag(text(trigger, extra=extra), "sources")


def test_a_watch_without_a_time_to_look_again_is_refused() -> None:
    with pytest.raises(BadClinicalFile, match="recheck_minutes"):
        read_red_flag(text('all = [ { answer = "nausea", at_least = 1 } ]', level="watch"), "sources")


def test_words_for_notes_may_stand_in_a_file_in_a_trigger_and_for_further_questions() -> None:
    nausea = 'all = [ { answer = "nausea", at_least = 3 } ]'
    for trigger, extra, expected in (
        (nausea, 'note_words = ["queasy"]', [("nausea", ("queasy",), 1)]),
        (nausea, 'note_words = ["queasy"]\nnote_question = "vomiting"', [("vomiting", ("queasy",), 1)]),
        (nausea + '\nnote_words = ["queasy"]', "", [("nausea", ("queasy",), 3)]),
        (nausea, 'note = [{ question = "rash", words = ["hives"], as_if = 2 }]', [("rash", ("hives",), 2)]),
    ):
        red_flag = read_red_flag(text(trigger, extra=extra), "clinic")
        assert [(each.question, each.words, each.as_if) for each in red_flag.notes] == expected


def test_a_file_must_be_named_for_its_red_flag() -> None:
    with pytest.raises(BadClinicalFile, match="other-name"):
        read_red_flag(text('all = [ { answer = "nausea", at_least = 1 } ]'), "sources", name="other-name")


def test_a_rule_without_sources_or_examples_of_both_kinds_is_refused() -> None:
    whole = text('all = [ { answer = "nausea", at_least = 1 } ]')
    with pytest.raises(BadClinicalFile, match="sources"):
        read_red_flag(whole.replace('["S0"]', "[]"), "sources")
    check_examples(read_red_flag(whole + EXAMPLES, "sources"))
    for missing in ("fires", "stays quiet"):
        blocks = EXAMPLES.split("\n\n")
        kept = "\n\n".join(block for block in blocks if missing not in block)
        with pytest.raises(BadClinicalFile, match="example"):
            check_examples(read_red_flag(whole + "\n" + kept.lstrip("\n"), "sources"))


def test_two_red_flags_of_one_name_are_refused() -> None:
    rule = read_red_flag(text('all = [ { answer = "nausea", at_least = 1 } ]'), "sources")
    with pytest.raises(BadClinicalFile, match="two red flags"):
        make_rulebook((rule, rule), "test")


def test_hours_are_strictly_more_than_and_unknown_only_counts_where_it_says_so() -> None:
    late = 'all = [ { answer = "nausea", at_least = 1 }, { hours_after_end = { more_than = 4 } } ]'
    lenient = late.replace("more_than = 4", "more_than = 4, or_unknown = true")
    nausea: dict[str, Any] = {"answers": {"nausea": 1}}
    assert not fires(late, hours=4, **nausea)
    assert fires(late, hours=4.01, **nausea)
    assert not fires(late, hours="unknown", **nausea)
    assert fires(lenient, hours="unknown", **nausea)
    assert fires(lenient, hours="none", **nausea)


def test_an_unknown_end_is_at_most_a_day_after_the_start() -> None:
    start = datetime(2026, 1, 5, 10, tzinfo=UTC)
    infusion = Infusion("one", start)
    for hours, lasting in ((20, False), (28, False), (28.1, True), (100, True)):
        at = start + timedelta(hours=hours)
        told = CheckIn("c", at, at, infusion="one", answers={"nausea": 1})
        found = {each.red_flag for each in evaluate(load_rulebook(), Facts([infusion], [told]))}
        assert ("persistent-side-effect" in found) is lasting, hours


def test_persist_hours_are_the_clinics_but_never_later_than_four() -> None:
    rules = rulebook(
        'all = [ { answer = "nausea", at_least = 1 }, { hours_after_end = { more_than = "persist_hours" } } ]'
    )
    at = situation({"hours": 3, "answers": {"nausea": 1}})
    for hours, expected in ((2, True), (2.99, True), (3, False), (4, False), (0, True)):
        facts = Facts(at.facts.infusions, at.facts.check_ins, persist_hours=hours)
        assert bool(evaluate(rules, facts)) is expected
    later = situation({"hours": 4.5, "answers": {"nausea": 1}})
    facts = Facts(later.facts.infusions, later.facts.check_ins, profile=Profile(persist_hours=12))
    assert evaluate(rules, facts), "no clinic can move it beyond four hours"


def test_answers_up_to_four_hours_apart_are_read_together_in_one_infusion_only() -> None:
    pair = 'all = [ { answer = "rash", at_least = 1 }, { answer = "vomiting", at_least = 2 } ]'
    rash: dict[str, Any] = {"answers": {"rash": 1}}
    assert fires(pair, hours=6, answers={"rash": 1, "vomiting": 2})
    assert fires(pair, hours=6, earlier=[{"hours": 2, "answers": {"vomiting": 2}}], **rash)
    assert not fires(pair, hours=6, earlier=[{"hours": 1.9, "answers": {"vomiting": 2}}], **rash)
    assert not fires(
        pair, hours=6, earlier=[{"infusions_ago": 1, "hours_ago": 1, "answers": {"vomiting": 2}}], **rash
    )
    assert not fires(
        pair, hours=6, answers={"nausea": 1}, earlier=[{"hours": 3, "answers": {"rash": 1, "vomiting": 2}}]
    )
    assert fires(pair + "\nwithin_hours = 6", hours=6, earlier=[{"hours": 0, "answers": {"vomiting": 2}}], **rash)


def test_rises_over_the_lowest_answer_after_the_end() -> None:
    rise = 'all = [ { answer = "nausea", at_least = 2, rises_by = 2 } ]'
    creeping = [{"hours": 1, "answers": {"nausea": 0}}, {"hours": 2, "answers": {"nausea": 1}}]
    assert fires(rise, hours=3, answers={"nausea": 2}, earlier=creeping)
    assert not fires(rise, hours=3, answers={"nausea": 2}, earlier=creeping[1:])
    assert not fires(rise, hours=3, answers={"nausea": 4})
    assert not fires(rise, hours=3, answers={"nausea": 2}, earlier=[{"hours": -0.5, "answers": {"nausea": 0}}])
    assert fires(rise, hours="unknown", answers={"nausea": 2}, earlier=creeping)
    assert not fires(
        rise, hours=3, answers={"nausea": 2}, earlier=[{"infusions_ago": 1, "hours": 1, "answers": {"nausea": 0}}]
    )


def test_returned_needs_an_explicit_none_in_between() -> None:
    back = 'all = [ { answer = "nausea", at_least = 1, returned = true } ]'
    there = {"hours": 1, "answers": {"nausea": 2}}
    assert fires(back, hours=3, answers={"nausea": 1}, earlier=[there, {"hours": 2, "answers": {"nausea": 0}}])
    assert not fires(
        back, hours=3, answers={"nausea": 1}, earlier=[there, {"hours": 2, "answers": {"dizziness": 0}}]
    )
    assert not fires(back, hours=3, answers={"nausea": 1}, earlier=[{"hours": 2, "answers": {"nausea": 0}}])


def test_times_counts_check_ins_whatever_lies_between() -> None:
    twice = 'all = [ { vital = "systolic", at_least = 140, times = 2 } ]'
    high: dict[str, Any] = {"vitals": {"systolic": 150}}
    low: dict[str, Any] = {"hours": 2, "vitals": {"systolic": 120}}
    assert not fires(twice, hours=3, **high)
    assert fires(twice, hours=3, earlier=[{"hours": 1, **high}, low], **high)
    assert not fires(twice, hours=3, earlier=[{"infusions_ago": 1, "hours": 1, **high}], **high)
    either = (
        'all = [ { any = [ { vital = "systolic", at_least = 140 }, '
        '{ vital = "diastolic", at_least = 90 } ], times = 2 } ]'
    )
    assert fires(either, hours=3, vitals={"diastolic": 95}, earlier=[{"hours": 1, **high}])
    assert not fires(either, hours=3, vitals={"diastolic": 95, "systolic": 150})


def test_looking_back_over_infusions_and_days() -> None:
    weeks = 'all = [ { answer = "memory_problems", at_least = 2, days_apart = 7 } ]'
    infusions = 'all = [ { answer = "memory_problems", at_least = 2, in_infusions = 3 } ]'
    now: dict[str, Any] = {"answers": {"memory_problems": 2}}
    assert fires(weeks, hours=1, earlier=[{"days_ago": 7, "infusions_ago": 1, **now}], **now)
    assert not fires(weeks, hours=1, earlier=[{"days_ago": 6.9, "infusions_ago": 1, **now}], **now)
    ago = [{"infusions_ago": n, "hours": 1, **now} for n in (1, 2)]
    assert fires(infusions, hours=1, number=3, earlier=ago, **now)
    assert not fires(infusions, hours=1, number=2, earlier=ago[:1], **now)
    assert not fires(infusions, hours=1, number=2, earlier=[ago[0], {**ago[0], "hours": 2}], **now)


def test_a_swapped_blood_pressure_is_read_both_ways() -> None:
    high = 'all = [ { vital = "systolic", at_least = 180 } ]'
    low = 'all = [ { vital = "systolic", at_most = 90 } ]'
    swapped = {"systolic": 85, "diastolic": 185}
    assert fires(high, vitals=swapped)
    assert fires(low, vitals=swapped)
    assert not fires(high, vitals={"systolic": 170, "diastolic": 100})


def test_a_swapped_usual_blood_pressure_is_read_both_ways() -> None:
    fall = 'all = [ { vital = "systolic", below_baseline_percent = 30 } ]'
    measured = {"systolic": 104, "diastolic": 70}
    assert fires(fall, vitals=measured, baseline={"systolic": 80, "diastolic": 150})
    assert not fires(fall, vitals=measured, baseline={"systolic": 80, "diastolic": 148})


def test_before_the_start_nothing_counts_as_part_of_the_infusion() -> None:
    late = "{ hours_after_end = { more_than = 2, or_unknown = true } }"
    early = f'all = [ {{ answer = "nausea", at_least = 1 }}, {late} ]'
    assert not fires(early, hours=-0.5, answers={"nausea": 1})
    assert fires(early, hours=-1.5, answers={"nausea": 1}), "the infusion of an example takes an hour"


def test_a_place_that_was_not_said_counts_where_the_rule_says_so() -> None:
    face = 'all = [ { answer = "swelling", at_least = 1, location = ["face", "lips"], or_unknown = true } ]'
    for location, expected in (("lips", True), ("unknown", True), ("legs", False), (None, True)):
        details = {"swelling": {"location": location}} if location else {}
        assert fires(face, answers={"swelling": 1}, details=details) is expected


def test_the_number_in_the_course_is_at_least_what_the_diary_holds() -> None:
    third = 'all = [ { answer = "nausea", at_least = 1 }, { infusion_number = { at_least = 3 } } ]'
    nausea: dict[str, Any] = {"answers": {"nausea": 1}}
    assert fires(third, number=3, **nausea)
    assert not fires(third, number=2, **nausea)
    assert not fires(third, number="unknown", **nausea)
    assert fires(third.replace("3 }", "3, or_unknown = true }"), number="unknown", **nausea)
    two_before = [{"infusions_ago": 2, "answers": {"dizziness": 0}}]
    assert fires(third, number="unknown", earlier=two_before, **nausea)


def test_session_rules_stop_after_seven_days_and_at_the_next_infusion() -> None:
    rule = 'all = [ { answer = "nausea", at_least = 1 } ]'
    for hours, expected in ((7 * 24, True), (7 * 24 + 0.1, False), ("none", True)):
        assert fires(rule, extra="session_only = true", hours=hours, answers={"nausea": 1}) is expected
    start = datetime(2026, 1, 5, 10, tzinfo=UTC)
    first = Infusion("first", start, start + timedelta(hours=1))
    second = Infusion("second", start + timedelta(days=2), start + timedelta(days=2, hours=1))
    late = CheckIn("late", start + timedelta(days=2), start, infusion="first", answers={"nausea": 1})
    rules = rulebook(rule, extra="session_only = true")
    assert evaluate(rules, Facts([first], [late]))
    assert not evaluate(rules, Facts([first, second], [late]))


def test_contact_findings_of_one_question_and_infusion_are_one_with_all_their_evidence() -> None:
    rules = rulebook('for_each = ["nausea", "dizziness"]\nall = [ { answer = "each", at_least = 1 } ]')
    at = situation(
        {"hours": 6, "answers": {"nausea": 1, "dizziness": 2}, "earlier": [{"hours": 5, "answers": {"nausea": 2}}]}
    )
    found = {finding.question: finding for finding in evaluate(rules, at.facts)}
    assert set(found) == {"nausea", "dizziness"}
    assert [each.value for each in found["nausea"].because] == [2, 1]
    assert found["nausea"].check_in is None


def test_an_urgent_finding_rests_on_the_milder_answers_beside_it_too() -> None:
    at = situation({"hours": 30, "answers": {"flank_pain": 1, "urinary_urgency": 2}})
    (found,) = [each for each in evaluate(load_rulebook(), at.facts) if each.red_flag == "bladder-symptoms"]
    assert found.level == "urgent"
    assert {each.question: each.value for each in found.because} == {"flank_pain": 1, "urinary_urgency": 2}


def test_urgent_findings_are_found_anew_in_every_check_in() -> None:
    rules = rulebook('all = [ { answer = "nausea", at_least = 1 } ]', level="urgent")
    at = situation({"hours": 6, "answers": {"nausea": 1}, "earlier": [{"hours": 5, "answers": {"nausea": 1}}]})
    assert len(evaluate(rules, at.facts)) == 2
    assert len(evaluate(rules, at.facts, at.check_in.at - timedelta(minutes=1))) == 1


def test_what_could_not_be_checked_is_named() -> None:
    rules = load_rulebook()
    start = datetime(2026, 1, 5, 10, tzinfo=UTC)
    infusion = Infusion("one", start, start + timedelta(hours=1))
    blank = CheckIn(
        "blank", start + timedelta(hours=2), start, infusion="one", answers={"nausea": 1, "seizure": 0}
    )
    result = assess(rules, Facts([infusion], []), blank)
    missing = {each.red_flag: each.missing for each in result.not_checked}
    assert missing["chest-pain"] == ("chest_pain",)
    assert "seizure" in result.clear
    assert "seizure" not in missing
    assert "persistent-side-effect" not in {*missing, *result.clear}, "it cannot fire one hour after the end"
    skipped = CheckIn("skip", blank.at, start, infusion="one", skipped=("chest_pain",), answers={"nausea": 0})
    assert "chest-pain" in {each.red_flag for each in assess(rules, Facts([infusion], []), skipped).not_checked}


def test_a_fault_in_judging_sends_the_person_to_help(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("ktrack.escalation.findings._fired_by", broken)
    at = situation({"answers": {"chest_pain": 1}})
    result = at.assess(load_rulebook())
    assert [finding.red_flag for finding in result.findings] == [NOT_JUDGED]
    assert result.findings[0].level == "urgent"
    assert [finding.red_flag for finding in evaluate(load_rulebook(), at.facts)] == [NOT_JUDGED]


def test_assessing_replaces_an_earlier_version_of_the_same_check_in() -> None:
    at = situation({"hours": 1, "answers": {"chest_pain": 2}})
    mended = CheckIn("judged", at.check_in.at, at.check_in.at, infusion="now", answers={"chest_pain": 0})
    assert "chest-pain" in assess(load_rulebook(), at.facts, mended).clear


def test_the_companions_words_are_used_for_what_a_companion_enters() -> None:
    trigger = 'say_companion = "Call for them."\nall = [ { answer = "nausea", at_least = 1 } ]'
    rules = rulebook(trigger)
    words = {
        by: situation({"answers": {"nausea": 1}, "by": by}).assess(rules).findings[0].say
        for by in ("patient", "companion")
    }
    assert words == {"patient": "Call.", "companion": "Call for them."}


def test_deleted_records_do_not_count() -> None:
    at = situation({"answers": {"chest_pain": 1}})
    gone = CheckIn(
        "judged",
        at.check_in.at,
        at.check_in.at,
        infusion="now",
        answers={"chest_pain": 1},
        deleted_at=at.check_in.at,
    )
    assert not evaluate(load_rulebook(), Facts(at.facts.infusions, [gone]))


def test_over_is_only_over_when_it_was_said() -> None:
    rules = load_rulebook()
    for still, level in ((None, "emergency"), (True, "emergency"), (False, "urgent")):
        start = datetime(2026, 1, 5, 10, tzinfo=UTC)
        pain = CheckIn(
            "pain", start, start, answers={"chest_pain": 1}, details={"chest_pain": Detail(still_present=still)}
        )
        assert {finding.level for finding in evaluate(rules, Facts([], [pain]))} == {level}


def test_every_trigger_can_be_said_in_words() -> None:
    for red_flag in load_rulebook().red_flags:
        for trigger in red_flag.triggers:
            lines = describe(trigger)
            assert lines and all(line.strip() for line in lines)


def test_danger_words_in_a_note_are_asked_about_until_they_are_answered() -> None:
    rules = load_rulebook()
    told = situation({"hours": 2, "note": "slept, then chest pain on the stairs", "answers": {"nausea": 1}})
    finding = told.assess(rules).findings[0]
    assert (finding.red_flag, finding.level, finding.from_note) == ("chest-pain", "emergency", True)
    assert finding.ask[0] == "chest_pain"
    assert "chest pain" in finding.say and "Is it happening now?" in finding.say
    assert [(each.note, each.value) for each in finding.because] == [("chest_pain", "chest pain")]
    for value, levels in ((0, set()), (1, {"emergency"})):
        answered = situation({"hours": 2, "note": "chest pain on the stairs", "answers": {"chest_pain": value}})
        found = [each for each in answered.assess(rules).findings if each.red_flag == "chest-pain"]
        assert {each.level for each in found} == levels
        assert not any(each.from_note for each in found)


def test_a_note_about_the_supervised_infusion_asks_as_the_rule_does() -> None:
    rules = load_rulebook()
    for hours, quiet in ((-0.5, True), (3, False)):
        told = situation({"hours": hours, "note": "I was hallucinating", "answers": {"nausea": 0}})
        assert ("hallucinations" not in {each.red_flag for each in told.assess(rules).findings}) is quiet


def test_a_finding_keeps_its_id_unless_its_level_or_its_step_rises() -> None:
    rules = load_rulebook()

    def ids(hours: float, nausea: int) -> set[str]:
        told = situation({"hours": hours, "answers": {"nausea": nausea}})
        return {each.id for each in told.assess(rules).findings if each.red_flag == "persistent-side-effect"}

    assert ids(5, 1) == ids(30, 1) == ids(5, 2)
    assert ids(5, 2) != ids(24.5, 2)
    assert ids(24.5, 2) == ids(40, 2)
    assert ids(5, 3) != ids(5, 2)
