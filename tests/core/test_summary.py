"""The page's numbers are right: counted again in another way, and held to what blank, late and deleted mean."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ktrack.escalation import Facts, evaluate, load_rulebook
from ktrack.exchange import read_diary
from ktrack.records import CheckIn, Detail, Diary, Evidence, Flag, Infusion, Medicine, Visit
from ktrack.summary import VisitSummary, summarise
from ktrack.summary.flags import CHECKED_AT_MOST, flags
from ktrack.summary.scope import Scope
from ktrack.summary.shapes import Earlier, FlagOnPage
from ktrack.summary.tables import Middle, Share
from tests.core.naive_page import NaivePage, middle
from tests.core.random_diary import random_diary
from tests.diaries import diaries

CASES = Path(__file__).parents[1] / "data" / "cases"
RULES = load_rulebook()
NO_RULES = replace(RULES, red_flags=())
"""For what does not depend on the rules: judging is most of the work."""
START = datetime.fromisoformat("2026-09-01T10:00:00-05:00")
END = START + timedelta(minutes=45)


def page(diary: Diary, since: datetime | None = None, until: datetime | None = None) -> VisitSummary:
    return summarise(diary, since=since, until=until, rulebook=RULES)


def numbers(diary: Diary, since: datetime | None = None, until: datetime | None = None) -> VisitSummary:
    """The page without its warnings."""
    return summarise(diary, since=since, until=until, rulebook=NO_RULES)


def warned(diary: Diary, since: datetime | None = None, until: datetime | None = None) -> tuple[FlagOnPage, ...]:
    """The warnings of the page alone."""
    return flags(Scope(diary, since, until), RULES)


def infusion(number: int = 1, **more: Any) -> Infusion:
    begin = START + timedelta(days=7 * (number - 1))
    given = Infusion(f"infusion-{number}", begin, ended_at=begin + timedelta(minutes=45), number=number)
    return replace(given, **more)


def check_in(hours: float, answers: dict[str, int] | None = None, number: int | None = 1, **more: Any) -> CheckIn:
    at = END + timedelta(days=7 * ((number or 1) - 1), hours=hours)
    home = f"infusion-{number}" if number else None
    return replace(CheckIn(f"check-in-{number}-{hours}", at, at, home, answers=answers or {}), **more)


def kept(diary: Diary) -> Diary:
    """The diary with the flags that entering it would have raised."""
    found = evaluate(RULES, Facts(diary.infusions, diary.check_ins, profile=diary.profile))
    flags = tuple(
        Flag(
            id=each.id,
            red_flag=each.red_flag,
            level=each.level,
            title=each.title,
            say=each.say,
            raised_at=each.at,
            question=each.question,
            check_in=each.check_in,
            infusion=each.infusion,
            because=each.because,
        )
        for each in found
        if each.level != "watch"
    )
    return replace(diary, flags=flags)


@cache
def raw(name: str) -> Any:
    if name.startswith("random-"):
        return random_diary(int(name.removeprefix("random-")))
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


NAMES = ("rough-evening", "first-course", "bladder-course", *(f"random-{seed}" for seed in range(12)))

JUDGED = ("rough-evening", "random-1", "random-4", "random-7")


def periods(name: str) -> list[tuple[datetime | None, datetime | None]]:
    """Everything, since the middle of the course, and a stretch that ends before the data do."""
    starts = sorted(datetime.fromisoformat(each["started_at"]) for each in raw(name)["infusions"])
    if not starts:
        return [(None, None)]
    half = starts[len(starts) // 2] - timedelta(hours=2)
    return [(None, None), (half, None), (starts[0], starts[-1] + timedelta(hours=30))]


COMPARED = [(name, since, until) for name in NAMES for since, until in periods(name)]


@pytest.mark.parametrize(("name", "since", "until"), COMPARED)
def test_every_number_is_the_one_counted_another_way(
    name: str, since: datetime | None, until: datetime | None
) -> None:
    naive = NaivePage(raw(name), since, until)
    same_numbers(numbers(read_diary(json.dumps(raw(name)).encode()), since, until), naive)


def same_numbers(found: VisitSummary, naive: NaivePage) -> None:
    """Holds every number of the page against the one counted another way."""
    coverage = found.coverage
    assert {key: getattr(coverage, key) for key in naive.coverage()} == naive.coverage()
    assert coverage.patient + coverage.companion == coverage.check_ins == len(naive.check_ins)
    assert sum(number for _, number in coverage.missed) == coverage.passed - coverage.done
    assert {each.key: plain(each.now) for each in found.figures} == naive.figures()
    assert found.profile.enough is naive.enough()
    assert [each.infusion.id for each in found.infusions if not each.from_before] == [
        each["id"] for each in naive.infusions
    ]
    _same_profile(found, naive)
    _same_slow_tables(found, naive)


def _same_profile(found: VisitSummary, naive: NaivePage) -> None:
    for row in found.profile.rows:
        by_infusion = [naive.at_points(each, row.key) for each in naive.infusions]
        for place, cell in enumerate(row.cells):
            values = [each[place] for each in by_infusion]
            known = [value for value in values if value is not None]
            assert cell.values == tuple(values)
            assert (cell.n, cell.worst) == (len(known), max(known, default=None))
            assert cell.median == (middle(known) or (None,))[0]
        gone, reported, still = naive.lasting(row.key)
        assert plain(row.gone_by.hours) == gone
        assert row.gone_by.still_there == still
        assert row.gone_by.hours is None or row.gone_by.hours.of == reported
    own = [each for each in found.infusions if not each.from_before]
    for infusion_row, in_json in zip(own, naive.infusions, strict=True):
        answered, missed = naive.answered_and_missed(in_json)
        assert (infusion_row.done, infusion_row.passed) == (len(answered), len(answered) + len(missed))
        for run in infusion_row.core:
            assert list(run.points) == naive.at_points(in_json, run.key)[1:]
            assert run.gone_by == naive.gone_by(in_json, run.key)


def _same_slow_tables(found: VisitSummary, naive: NaivePage) -> None:
    for week_row in found.cumulative.rows:
        assert list(week_row.worst) == naive.weeks(week_row.key)
    for change in found.cumulative.changes:
        for third, last in ((change.first, False), (change.last, True)):
            got = (third.reported, third.answers, third.median, third.worst)
            assert got == naive.third(change.key, last=last)
    for key in ("systolic", "diastolic", "heart_rate"):
        seen = next((each for each in found.vitals if each.key == key), None)
        assert naive.vital(key) == (
            None
            if seen is None
            else {
                "n": seen.readings,
                "highest": seen.highest.value,
                "lowest": seen.lowest.value,
                "rise": seen.rise.by if seen.rise else None,
                "fall": seen.fall.by if seen.fall else None,
            }
        )
    taken = {each.name.strip().lower(): (each.times, each.helped, each.did_not_help) for each in found.medicines}
    assert taken == naive.medicines()
    by_id = {each["id"]: each for each in naive.infusions}
    for benefit in found.benefit:
        expected = naive.benefit(by_id[benefit.infusion.id], benefit.key)
        assert (benefit.before, plain(benefit.after)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_changes_are_the_ones_counted_another_way(name: str) -> None:
    diary = read_diary(json.dumps(raw(name)).encode())
    since = periods(name)[-1][0]
    half = periods(name)[1][0] if len(periods(name)) > 1 else since
    found = numbers(diary, half)
    if found.period.earlier is None:
        assert found.changes == ()
        return
    begins = found.period.earlier.begins
    assert half is not None
    earlier = NaivePage(raw(name), begins, half - timedelta(microseconds=1))
    expected = NaivePage(raw(name), half, None).changes(earlier)
    got = {
        each.key: (
            each.kind,
            (each.now.worst, each.now.reported, each.now.asked),
            (each.before.worst, each.before.reported, each.before.asked),
        )
        for each in found.changes
    }
    assert got == expected
    assert {each.key: plain(each.before) for each in found.figures} == earlier.figures()


def plain(found: Share | Middle | None) -> Any:
    """A figure as the naive page gives it."""
    if found is None:
        return None
    if isinstance(found, Share):
        return found.n, found.of
    return found.median, found.lowest, found.highest, found.n


# warnings


def named(found: Iterable[FlagOnPage]) -> set[str]:
    return {each.flag.id for each in found}


@pytest.mark.parametrize("name", JUDGED)
def test_every_kept_flag_of_the_period_is_on_the_page_with_its_words(name: str) -> None:
    diary = kept(read_diary(json.dumps(raw(name)).encode()))
    found = warned(diary)
    assert {(each.flag.id, each.flag.level, each.flag.title, each.flag.say) for each in found} == {
        (each.id, each.level, each.title, each.say) for each in diary.flags
    }
    assert all(each.stored and each.still_found and not each.from_before for each in found)
    levels = ["emergency", "urgent", "contact"]
    order = [(levels.index(each.flag.level), -each.at.timestamp()) for each in found]
    assert order == sorted(order)


@pytest.mark.parametrize("name", JUDGED)
def test_what_the_rules_find_is_listed_even_without_a_kept_flag(name: str) -> None:
    diary = read_diary(json.dumps(raw(name)).encode())
    found = warned(diary)
    assert named(found) == named(warned(kept(diary)))
    assert not any(each.stored for each in found)


@pytest.mark.parametrize("name", JUDGED[1:])
def test_adding_a_record_never_hides_a_flag(name: str) -> None:
    diary = kept(read_diary(json.dumps(raw(name)).encode()))
    before = named(warned(diary))
    rng = random.Random(name)
    answers = {key: rng.randrange(2) for key in ("nausea", "chest_pain", "urinary_frequency", "seizure")}
    latest = max((each.at for each in diary.check_ins), default=START)
    for more in (
        replace(diary, check_ins=(*diary.check_ins, check_in(3, answers, None, at=latest))),
        replace(diary, check_ins=(*diary.check_ins, check_in(3, {}, None, at=latest, note="better now"))),
        replace(diary, infusions=(*diary.infusions, infusion(1, id="more", started_at=latest, ended_at=None))),
        replace(diary, visits=(Visit("visit", latest),)),
    ):
        assert before <= named(warned(more))


def test_no_answer_edit_or_deletion_takes_a_warning_away() -> None:
    felt = check_in(3, {"chest_pain": 2})
    diary = kept(Diary(infusions=(infusion(),), check_ins=(felt,)))
    (flag,) = (each for each in diary.flags if each.red_flag == "chest-pain")
    answered = replace(flag, response="mistake", response_note="wrong key", responded_at=felt.at)
    diary = replace(diary, flags=(answered,))

    deleted = replace(diary, check_ins=(replace(felt, deleted_at=felt.at + timedelta(hours=1)),))
    (listed,) = page(deleted).flags
    assert (listed.flag, listed.entry, listed.still_found) == (answered, "deleted", False)

    (listed,) = page(replace(diary, check_ins=(replace(felt, answers={"chest_pain": 0}),))).flags
    assert (listed.flag, listed.still_found) == (answered, False)

    (listed,) = page(replace(diary, check_ins=(), infusions=())).flags
    assert listed.flag == answered


def test_an_open_flag_from_before_the_period_stays_until_it_is_answered() -> None:
    diary = kept(Diary(infusions=(infusion(), infusion(2)), check_ins=(check_in(3, {"chest_pain": 2}),)))
    since = START + timedelta(days=5)
    (listed,) = page(diary, since).flags
    assert listed.from_before
    for response in ("called", "going", "mistake"):
        closed = replace(diary, flags=(replace(diary.flags[0], response=response),))
        assert page(closed, since).flags == ()
    later = replace(diary, flags=(replace(diary.flags[0], response="later"),))
    assert page(later, since).flags[0].from_before


def test_a_flag_after_the_period_is_not_listed() -> None:
    diary = kept(Diary(infusions=(infusion(), infusion(2)), check_ins=(check_in(3, {"chest_pain": 2}, 2),)))
    assert page(diary, until=START + timedelta(days=5)).flags == ()
    assert page(diary, until=START + timedelta(days=9)).flags


def test_a_flag_without_evidence_stands_at_the_time_it_was_raised() -> None:
    flag = Flag("flag", "old-rule", "urgent", "Old rule", "Call.", raised_at=END)
    (listed,) = page(Diary(flags=(flag,))).flags
    assert (listed.at, listed.infusion, listed.hours_after_end) == (END, None, None)
    assert page(Diary(flags=(replace(flag, response="called"),)), since=END + timedelta(1)).flags == ()


def test_warnings_beside_suicidal_thoughts_or_craving_are_marked_private_and_listed() -> None:
    answers = {"suicidal_thoughts": 2, "chest_pain": 1}
    diary = kept(Diary(infusions=(infusion(),), check_ins=(check_in(3, answers, note="private words"),)))
    found = page(diary)
    assert {"suicidal-thoughts", "chest-pain"} <= {each.flag.red_flag for each in found.flags}
    assert all(each.sensitive for each in found.flags)
    assert [each.sensitive for each in found.notes] == [True]
    harmless = page(
        kept(Diary(infusions=(infusion(),), check_ins=(check_in(3, {"suicidal_thoughts": 0}, note="x"),)))
    )
    assert [each.sensitive for each in harmless.notes] == [False]


def test_words_found_in_a_note_are_named_as_such() -> None:
    proof = Evidence(END, "check-in", "tight chest", note="chest_pain")
    flag = Flag("flag", "chest-pain", "emergency", "Chest pain", "Call.", END, because=(proof,))
    (listed,) = page(Diary(flags=(flag,))).flags
    assert listed.from_note and not listed.sensitive
    private = replace(flag, because=(replace(proof, note="suicidal_thoughts"),))
    assert page(Diary(flags=(private,))).flags[0].sensitive


# asked, not asked


def test_asked_and_not_reported_and_could_not_be_checked_are_told_apart() -> None:
    diary = Diary(
        infusions=(infusion(),),
        check_ins=(
            check_in(0.5, {"chest_pain": 0, "hallucinations": 0}),
            check_in(2, {"chest_pain": 0}),
            check_in(4, {"nausea": 0}),
        ),
    )
    by_id = {each.red_flag: each for each in page(diary).checked}
    assert (by_id["chest-pain"].clear, by_id["chest-pain"].not_checked) == (2, 1)
    assert by_id["chest-pain"].missing == ("Chest pain or tightness",)
    assert (by_id["hallucinations"].clear, by_id["hallucinations"].not_checked) == (1, 2)
    assert (by_id["seizure"].clear, by_id["seizure"].not_checked) == (0, 3)
    # nausea alone says nothing about the liver
    assert (by_id["liver-signs"].clear, by_id["liver-signs"].in_part) == (0, 0)
    assert by_id["seizure"].in_part == 0


def test_a_red_flag_asked_only_in_part_is_called_so() -> None:
    given = {"painful_urination": 0, "swelling": 0, "hallucinations": 0}
    diary = Diary(infusions=(infusion(),), check_ins=(check_in(9, given, vitals={"heart_rate": 70}),))
    in_part = {each.red_flag for each in page(diary).checked if each.in_part}
    assert in_part >= {"bladder-symptoms", "severe-allergic-reaction", "rapid-heartbeat"}
    assert not in_part & {"delusions", "seizure", "liver-signs", "slow-breathing"}


def test_a_red_flag_with_a_warning_in_the_period_is_not_called_unreported() -> None:
    diary = Diary(
        infusions=(infusion(),), check_ins=(check_in(1, {"chest_pain": 1}), check_in(2, {"chest_pain": 0}))
    )
    assert "chest-pain" not in {each.red_flag for each in page(diary).checked}
    later = page(kept(diary), since=END + timedelta(hours=1.5))
    assert [each.from_before for each in later.flags] == [True]
    assert next(each for each in later.checked if each.red_flag == "chest-pain").clear == 1


def test_in_a_long_period_the_latest_check_ins_are_looked_at_and_counted_so() -> None:
    check_ins = tuple(check_in(hour, {"chest_pain": 0}) for hour in range(CHECKED_AT_MOST + 5))
    only = replace(RULES, red_flags=(RULES.by_id["chest-pain"],))
    found = summarise(Diary(infusions=(infusion(),), check_ins=check_ins), since=None, until=None, rulebook=only)
    assert found.checked_check_ins == CHECKED_AT_MOST < found.coverage.check_ins
    assert next(each for each in found.checked if each.red_flag == "chest-pain").clear == CHECKED_AT_MOST


def test_when_judging_fails_nothing_counts_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterable[object]:
        raise RuntimeError

    monkeypatch.setattr("ktrack.escalation.findings._unfired", broken)
    found = page(Diary(infusions=(infusion(),), check_ins=(check_in(1, {"chest_pain": 0}),)))
    assert all((each.clear, each.not_checked) == (0, 1) for each in found.checked)


# blanks


def test_a_blank_is_never_a_zero() -> None:
    diary = Diary(
        infusions=(infusion(),), check_ins=(check_in(0.5, {"nausea": 2}), check_in(2), check_in(4, {"nausea": 0}))
    )
    found = numbers(diary)
    nausea = next(each for each in found.profile.rows if each.key == "nausea")
    assert [cell.values for cell in nausea.cells[1:4]] == [(2,), (None,), (0,)]
    assert [cell.median for cell in nausea.cells[1:4]] == [2, None, 0]
    assert nausea.gone_by.hours == Middle(4, 4, 4, 1, 1)
    dizziness = next(each for each in found.profile.rows if each.key == "dizziness")
    assert all(cell.n == 0 and cell.worst is None for cell in dizziness.cells)
    assert "Vomiting" in found.profile.never_asked
    assert found.infusions[0].core[1].state == "not asked"


def test_a_symptom_at_the_last_answer_is_still_there() -> None:
    (row,) = numbers(
        Diary(
            infusions=(infusion(),),
            check_ins=(check_in(0.5, {"nausea": 2}), check_in(9, {"nausea": 1}), check_in(20)),
        )
    ).infusions
    nausea = row.core[0]
    assert (nausea.state, nausea.gone_by, nausea.last_asked, nausea.worst) == ("still there", None, 9, 2)


def test_what_was_said_to_be_over_had_gone_by_then() -> None:
    """The box of the same page calls it over; whatever comes later and is not over counts as there again."""
    over = {"chest_pain": Detail(still_present=False)}
    first = check_in(2, {"chest_pain": 2}, details=over)
    for later, still_there, gone_by in (
        ((), 0, 2.0),
        ((check_in(9, {"chest_pain": 0}),), 0, 2.0),
        ((check_in(9, {"nausea": 0}),), 0, 2.0),
        ((check_in(9, {"chest_pain": 1}, details=over),), 0, 9.0),
        ((check_in(9, {"chest_pain": 1}),), 1, None),
        ((check_in(9, {"chest_pain": 1}, details={"chest_pain": Detail(still_present=True)}),), 1, None),
        ((check_in(9, {"chest_pain": 1}), check_in(20, {"chest_pain": 0})), 0, 20.0),
    ):
        diary = Diary(infusions=(infusion(),), check_ins=(first, *later))
        chest_pain = next(each for each in numbers(diary).profile.rows if each.key == "chest_pain")
        hours = chest_pain.gone_by.hours
        assert (chest_pain.gone_by.still_there, hours and hours.median) == (still_there, gone_by), later
    unsaid = Diary(infusions=(infusion(),), check_ins=(replace(first, details={}),))
    assert numbers(unsaid).profile.rows[-1].gone_by.still_there == 1


def test_a_warning_is_not_called_over_when_a_later_answer_did_not_say_so() -> None:
    said = {"headache": Detail(onset="sudden", still_present=False)}
    first = check_in(5, {"headache": 1}, details=said)
    for later, over in (
        ((), False),
        ((check_in(9, {"headache": 1}),), None),
        ((check_in(9, {"headache": 1}, details={"headache": Detail(still_present=True)}),), True),
        ((check_in(9, {"headache": 1}, details={"headache": Detail(still_present=False)}),), False),
    ):
        diary = Diary(infusions=(infusion(),), check_ins=(first, *later))
        lasting = next(each for each in warned(diary) if each.flag.red_flag == "persistent-side-effect")
        assert lasting.details["headache"].still_present is over
        if not later or later[0].details == {}:
            assert lasting.details["headache"].onset == "sudden"


def test_answers_at_no_time_point_are_named_when_they_are_the_worst() -> None:
    diary = Diary(
        infusions=(infusion(),),
        check_ins=(
            check_in(-0.2, {"anxiety": 3}),
            check_in(0.5, {"nausea": 2, "headache": 2}),
            check_in(40, {"nausea": 1, "headache": 4}),
            check_in(400, {"rash": 1}, None),
        ),
    )
    outside = {each.key: (each.value, each.hours_after_end) for each in numbers(diary).profile.outside}
    assert outside == {"anxiety": (3, -0.2), "headache": (4, 40), "rash": (1, None)}


def test_without_a_known_end_the_worst_is_kept_and_no_hours_are_made_up() -> None:
    found = numbers(Diary(infusions=(infusion(ended_at=None),), check_ins=(check_in(2, {"nausea": 3}),)))
    (row,) = found.infusions
    assert (row.end_known, row.minutes, row.core[0].worst, row.core[0].points) == (False, None, 3, (None,) * 7)
    assert found.coverage.end_unknown == 1
    assert [(each.key, each.value) for each in found.profile.outside] == [("nausea", 3)]
    assert (found.coverage.done, found.coverage.passed) == (0, 0)


def test_the_median_needs_three_infusions_at_seventy_percent() -> None:
    hours = (0.5, 2, 4, 9, 20, 70, 160)

    def course(*counts: int) -> Diary:
        given = [(number, hours[:points]) for number, points in enumerate(counts, 1)]
        check_ins = [check_in(hour, {"nausea": 1}, number) for number, own in given for hour in own]
        last = check_in(400, {"nausea": 0}, len(counts))
        return Diary(
            infusions=tuple(infusion(number) for number in range(1, len(counts) + 1)),
            check_ins=(*check_ins, last),
        )

    # six time points with the next infusion after a week, seven after the last one
    assert numbers(course(5, 5, 5)).profile.enough
    found = numbers(course(5, 5, 4)).profile
    assert (found.enough, found.covered, found.infusions) == (False, 2, 3)
    assert not numbers(course(7, 7)).profile.enough


# periods


def test_the_earlier_stretch_has_as_many_infusions() -> None:
    infusions = tuple(infusion(number) for number in range(1, 8))
    diary = Diary(infusions=infusions, visits=(Visit("v", START + timedelta(days=30)),))
    found = numbers(diary, START + timedelta(days=30))
    assert [each.number for each in found.period.infusions] == [6, 7]
    assert found.period.earlier is not None and found.period.earlier.infusions == 2
    assert found.period.earlier.begins == infusions[3].started_at
    assert found.period.from_visit
    assert not numbers(diary, START + timedelta(days=30, hours=1)).period.from_visit
    assert numbers(diary).period.earlier is None


def test_without_an_infusion_the_earlier_stretch_is_as_long() -> None:
    def earlier(*hours: float) -> Earlier | None:
        diary = Diary(check_ins=tuple(check_in(hour, {}, None) for hour in hours))
        return numbers(diary, END + timedelta(hours=90)).period.earlier

    found = earlier(40, 100, 150)
    assert found == Earlier(begins=END + timedelta(hours=30), infusions=0)
    # nothing in it: no comparison, instead of one with zeros
    assert earlier(10, 100, 150) is None


def test_an_infusion_that_reaches_into_the_period_has_a_row_and_no_part_in_the_profile() -> None:
    diary = Diary(
        infusions=(infusion(1), infusion(2)),
        check_ins=(check_in(4, {"nausea": 3}), check_in(20, {"nausea": 1}), check_in(0.5, {"nausea": 2}, 2)),
    )
    found = numbers(diary, END + timedelta(hours=10))
    assert [(row.infusion.number, row.from_before, row.core[0].worst) for row in found.infusions] == [
        (1, True, 1),
        (2, False, 2),
    ]
    nausea = found.profile.rows[0]
    assert [cell.values for cell in nausea.cells[:2]] == [(1,), (2,)]


def test_both_ends_of_the_period_are_included() -> None:
    diary = Diary(infusions=(infusion(),), check_ins=tuple(check_in(hour) for hour in (1, 2, 3)))
    found = numbers(diary, END + timedelta(hours=1), END + timedelta(hours=2))
    assert found.coverage.check_ins == 2
    assert [each.number for each in numbers(diary, None, START).period.infusions] == [1]
    flag = Flag("flag", "seizure", "emergency", "Seizure", "Call.", raised_at=END)
    assert warned(Diary(flags=(flag,)), END, END)[0].from_before is False
    assert found.period.data_up_to == END + timedelta(hours=2)


def test_a_zone_is_named_only_where_the_records_name_it() -> None:
    told = Diary(infusions=(infusion(),), check_ins=(check_in(1, {"nausea": 1}),))
    at_home = replace(told, infusions=(infusion(timezone="America/Bogota"),))
    for diary, zone in ((Diary(), "Asia/Tokyo"), (told, ""), (at_home, "America/Bogota")):
        found = summarise(diary, since=None, until=None, rulebook=NO_RULES, now_zone="Asia/Tokyo")
        assert found.period.zone == zone


def test_the_order_of_records_changes_nothing() -> None:
    for name in JUDGED:
        diary = kept(read_diary(json.dumps(raw(name)).encode()))
        rng = random.Random(name)
        mixed = replace(
            diary,
            infusions=tuple(rng.sample(diary.infusions, len(diary.infusions))),
            check_ins=tuple(rng.sample(diary.check_ins, len(diary.check_ins))),
            flags=tuple(rng.sample(diary.flags, len(diary.flags))),
        )
        assert numbers(mixed) == numbers(diary)
        assert warned(mixed) == warned(diary)


def test_deleted_records_are_counted_only_as_deleted() -> None:
    gone = END + timedelta(hours=6)
    diary = Diary(
        infusions=(infusion(), infusion(2, deleted_at=gone)),
        check_ins=(check_in(0.5, {"nausea": 1}), check_in(2, {"nausea": 4}, deleted_at=gone)),
        visits=(Visit("v", END + timedelta(days=1), questions=("Why?",), deleted_at=gone),),
    )
    found = numbers(diary)
    assert (found.coverage.check_ins, found.coverage.deleted, found.period.course) == (1, 1, 1)
    assert found.profile.rows[0].cells[2].values == (None,)
    assert found.visits == ()


def test_questions_are_those_for_visits_after_the_beginning_up_to_the_next_one() -> None:
    visits = tuple(
        Visit(f"visit-{day}", START + timedelta(days=day), questions=(f"question {day}",))
        for day in (1, 3, 20, 30)
    )
    diary = Diary(infusions=(infusion(),), check_ins=(check_in(24 * 5),), visits=visits)
    found = numbers(diary, since=visits[0].at)
    assert [each.questions for each in found.visits] == [("question 3",), ("question 20",)]


def test_medicines_of_one_name_are_one_line() -> None:
    taken = (Medicine("Ondansetron", "4 mg", helped=True), Medicine(" ondansetron ", "8 mg", helped=False))
    diary = Diary(
        infusions=(infusion(), infusion(2)),
        check_ins=(
            check_in(1, medicines=(*taken, Medicine("rice"))),
            check_in(2, number=2, medicines=(Medicine("ondansetron"),)),
        ),
    )
    found = {each.name: each for each in numbers(diary).medicines}
    one = found["Ondansetron"]
    assert (one.times, one.infusions, one.helped, one.did_not_help) == (3, 2, 1, 1)
    assert one.doses == ("4 mg", "8 mg")
    assert set(found) == {"Ondansetron", "rice"}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(diaries())
def test_any_diary_has_a_page_with_all_its_flags(diary: Diary) -> None:
    found = page(diary)
    assert {each.id for each in diary.flags} <= named(found.flags)
    assert found.coverage.check_ins == sum(1 for each in diary.check_ins if each.deleted_at is None)
