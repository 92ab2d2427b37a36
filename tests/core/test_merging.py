"""Two diaries become one: the same from both ends, and nothing that was told is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ktrack.canonical import canonical, tidy_json
from ktrack.diary_json import Record
from ktrack.exchange import write_diary
from ktrack.merging import KEPT, MergePlan, plan_merge
from ktrack.merging_flags import united
from ktrack.records import CheckIn, Diary, Edit, Evidence, Flag, Infusion, Profile, Visit
from tests import diaries
from tests.core.made import START

MANY = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HOUR = timedelta(hours=1)


def both(one: Diary, other: Diary) -> Diary:
    return plan_merge(one, other).merged


def told(diary: Diary) -> set[str]:
    """Every version of what a person reported, current or earlier; the infusion it belongs to left out."""
    records: list[Record] = [*diary.infusions, *diary.check_ins, *diary.visits]
    versions = [tidy_json(record) for record in records]
    versions += [dict(tidy_json(edit)["before"]) for edit in diary.edits if edit.record != "flag"]
    return {canonical({**version, "infusion": None}) for version in versions}


@MANY
@given(diaries.diaries(), diaries.diaries())
def test_both_ways_end_the_same_but_for_the_profile(a: Diary, b: Diary) -> None:
    here, there = both(a, b), both(b, a)
    assert write_diary(replace(here, profile=Profile())) == write_diary(replace(there, profile=Profile()))


@MANY
@given(diaries.diaries(), diaries.diaries())
def test_merging_again_changes_nothing(a: Diary, b: Diary) -> None:
    once = both(a, b)
    assert plan_merge(once, b).changes_nothing
    assert plan_merge(once, a).changes_nothing
    assert plan_merge(once, once).changes_nothing


@MANY
@given(diaries.diaries(), diaries.diaries(), diaries.diaries())
def test_three_diaries_hold_the_same_in_any_order(a: Diary, b: Diary, c: Diary) -> None:
    one, other = both(both(a, b), c), both(both(c, b), a)
    assert told(one) == told(other)
    assert [tidy_json(visit) for visit in one.visits] == [tidy_json(visit) for visit in other.visits]
    assert [tidy_json(flag) for flag in one.flags] == [tidy_json(flag) for flag in other.flags]
    assert [tidy_json(each) for each in one.infusions] == [tidy_json(each) for each in other.infusions]
    assert [replace(each, infusion=None) for each in one.check_ins] == [
        replace(each, infusion=None) for each in other.check_ins
    ]


@MANY
@given(diaries.diaries(), diaries.diaries())
def test_every_version_of_a_record_is_kept(a: Diary, b: Diary) -> None:
    assert told(a) | told(b) <= told(both(a, b))


@MANY
@given(diaries.diaries(), diaries.diaries())
def test_no_flag_and_no_answer_to_one_is_lost(a: Diary, b: Diary) -> None:
    merged = both(a, b)
    flags = {flag.id: flag for flag in merged.flags}
    kept = [edit.before for edit in merged.edits if edit.record == "flag"]
    strength = {None: 0, "later": 1, "called": 2, "going": 2, "mistake": 2}
    for flag in (*a.flags, *b.flags):
        now = flags[flag.id]
        assert now.raised_at <= flag.raised_at
        assert strength[now.response] >= strength[flag.response]
        lines = {canonical(line) for line in tidy_json(flag)["because"]}
        assert lines <= {canonical(line) for line in tidy_json(now)["because"]}
        if flag.response and (flag.response, flag.response_note) != (now.response, now.response_note):
            assert any(
                (before["id"], before["response"], before["response_note"])
                == (flag.id, flag.response, flag.response_note)
                for before in kept
            )


@MANY
@given(diaries.diaries(), diaries.diaries())
def test_the_plan_names_exactly_what_differs_from_mine(a: Diary, b: Diary) -> None:
    plan = plan_merge(a, b)
    for mine, written, merged in (
        (a.infusions, plan.infusions, plan.merged.infusions),
        (a.check_ins, plan.check_ins, plan.merged.check_ins),
        (a.flags, plan.flags, plan.merged.flags),
        (a.visits, plan.visits, plan.merged.visits),
        (a.edits, plan.edits, plan.merged.edits),
    ):
        here = {record.id: canonical(tidy_json(record)) for record in mine}
        changed = [record for record in merged if here.get(record.id) != canonical(tidy_json(record))]
        assert list(written) == changed


@MANY
@given(diaries.diaries(), diaries.diaries())
def test_no_check_in_is_left_in_a_deleted_infusion(a: Diary, b: Diary) -> None:
    merged = both(a, b)
    deleted = {infusion.id for infusion in merged.infusions if infusion.deleted_at}
    assert not [each for each in merged.check_ins if each.infusion in deleted and not each.deleted_at]


def check_in(hours: float = 0, **more: object) -> CheckIn:
    return replace(CheckIn("a", START, START + hours * HOUR), **more)  # type: ignore[arg-type]


def test_the_check_in_entered_later_is_current_and_the_other_one_an_earlier_version() -> None:
    old, new = check_in(1, answers={"nausea": 1}), check_in(2, answers={"nausea": 3})
    for mine, theirs in ((old, new), (new, old)):
        plan = plan_merge(Diary(check_ins=(mine,)), Diary(check_ins=(theirs,)))
        assert plan.merged.check_ins == (new,)
        (edit,) = plan.merged.edits
        assert (edit.record, edit.record_id, edit.at) == ("check_in", "a", old.entered_at)
        assert edit.before == tidy_json(old)
        (said,) = plan.both_kept
        assert said.mine_is_current == (mine is new)


def edited(before: CheckIn | Infusion | Visit, at: datetime) -> Edit:
    kinds = {CheckIn: "check_in", Infusion: "infusion", Visit: "visit"}
    return Edit("edit", kinds[type(before)], before.id, at, tidy_json(before))  # type: ignore[arg-type]


def test_an_older_export_does_not_undo_a_correction() -> None:
    wrong, right = check_in(answers={"nausea": 4}), check_in(answers={"nausea": 1})
    mine = Diary(check_ins=(right,), edits=(edited(wrong, START + HOUR),))
    assert plan_merge(mine, Diary(check_ins=(wrong,))).changes_nothing
    assert both(Diary(check_ins=(wrong,)), mine).check_ins == (right,)


def test_an_infusion_corrected_on_one_computer_is_corrected_on_both() -> None:
    old = Infusion("i", START, note="z")
    new = replace(old, ended_at=START + HOUR, note="a")
    theirs = Diary(infusions=(new,), edits=(edited(old, START + 2 * HOUR),))
    assert both(Diary(infusions=(old,)), theirs).infusions == (new,)
    assert plan_merge(theirs, Diary(infusions=(old,))).changes_nothing


def test_what_was_deleted_stays_deleted_when_the_other_computer_still_has_it() -> None:
    gone = check_in(deleted_at=START + 5 * HOUR)
    assert both(Diary(check_ins=(gone,)), Diary(check_ins=(check_in(),))).check_ins == (gone,)
    visit = Visit("v", START)
    gone_visit = replace(visit, deleted_at=START)
    assert both(Diary(visits=(visit,)), Diary(visits=(gone_visit,))).visits == (gone_visit,)


def test_a_check_in_of_an_infusion_deleted_elsewhere_moves_to_the_one_before() -> None:
    first, second = Infusion("i1", START - 48 * HOUR), Infusion("i2", START)
    mine = Diary(infusions=(first, replace(second, deleted_at=START + HOUR)))
    theirs = Diary(infusions=(first, second), check_ins=(check_in(infusion="i2"),))
    merged = both(mine, theirs)
    assert merged.check_ins == (check_in(infusion="i1"),)
    assert [edit.before["infusion"] for edit in merged.edits if edit.record == "check_in"] == ["i2"]
    assert merged == both(theirs, mine)


def flag(**more: object) -> Flag:
    made = Flag("f", "chest-pain", "emergency", "Chest pain", "Call now.", START)
    return replace(made, **more)  # type: ignore[arg-type]


def merged_flag(one: Flag, other: Flag) -> Flag:
    (result,) = both(Diary(flags=(one,)), Diary(flags=(other,))).flags
    assert (result,) == both(Diary(flags=(other,)), Diary(flags=(one,))).flags
    return result


def test_a_real_answer_beats_later_and_later_beats_none() -> None:
    none, later = flag(), flag(response="later", responded_at=START)
    called = flag(response="called", responded_at=START + HOUR, response_note="spoke to the nurse")
    assert merged_flag(none, later).response == "later"
    assert merged_flag(later, called) == called
    assert merged_flag(none, called) == called


def test_of_two_real_answers_the_earlier_counts_and_the_other_is_kept() -> None:
    called = flag(response="called", responded_at=START)
    mistake = flag(response="mistake", responded_at=START + HOUR, response_note="wrong key")
    merged = both(Diary(flags=(mistake,)), Diary(flags=(called,)))
    assert merged.flags == (called,)
    assert [edit.before["response_note"] for edit in merged.edits] == ["wrong key"]


def test_the_earliest_times_and_the_higher_words_of_a_flag_stay() -> None:
    early = flag(raised_at=START, level="urgent", say="Call your clinic.", shown_at=START + 2 * HOUR)
    late = flag(raised_at=START + HOUR, shown_at=START + HOUR)
    merged = merged_flag(early, late)
    assert (merged.level, merged.say) == ("emergency", "Call now.")
    assert (merged.raised_at, merged.shown_at) == (START, START + HOUR)


def test_of_one_level_the_words_raised_first_stay_and_the_others_are_kept() -> None:
    first, second = flag(say="Call now."), flag(say="Call 911 now.", raised_at=START + HOUR)
    merged = both(Diary(flags=(second,)), Diary(flags=(first,)))
    assert merged.flags == (first,)
    assert [edit.before["say"] for edit in merged.edits] == ["Call 911 now."]


def test_the_profile_of_this_computer_stays_and_its_gaps_are_filled() -> None:
    mine = Profile(clinic_phone="555-0142", emergency_number="911")
    theirs = Profile(clinic_phone="555-0199", emergency_number="911", country="US", persist_hours=2)
    plan = plan_merge(Diary(mine), Diary(theirs))
    assert plan.profile == replace(mine, country="US", persist_hours=2)
    assert plan.profile_differs == ("clinic_phone",)
    assert plan_merge(Diary(mine), Diary()).profile is None


def test_new_records_are_counted_by_kind() -> None:
    plan = plan_merge(Diary(), Diary(infusions=(Infusion("i", START),), check_ins=(check_in(),), flags=(flag(),)))
    assert plan.new == {"infusion": 1, "check_in": 1, "flag": 1, "visit": 0, "edit": 0}
    assert not plan.changes_nothing
    assert MergePlan(Diary()).changes_nothing


def test_evidence_that_differs_only_in_how_a_number_is_spelled_is_one() -> None:
    whole = Evidence(START, "a", 38, vital="temperature_c", hours_after_end=5)
    pointed = replace(whole, value=38.0, hours_after_end=5.0)
    assert len(united([whole], [pointed])) == 1


@MANY
@given(diaries.flags("flag-a"), diaries.flags("flag-a"), st.booleans())
def test_one_flag_from_two_computers_ends_the_same(one: Flag, other: Flag, repeat: bool) -> None:
    merged = merged_flag(one, other)
    if repeat:
        assert merged_flag(merged, other) == merged


def test_edits_of_one_id_and_two_contents_both_stay() -> None:
    one, other = edited(check_in(note="a"), START), edited(check_in(note="b"), START)
    merged = both(Diary(edits=(one,)), Diary(edits=(other,)))
    assert {str(edit.before["note"]) for edit in merged.edits} == {"a", "b"}
    assert merged == both(Diary(edits=(other,)), Diary(edits=(one,)))
    assert len({edit.id for edit in merged.edits} - {one.id}) == 1
    assert not any(edit.id.startswith(KEPT) for edit in merged.edits)
    assert plan_merge(merged, Diary(edits=(other,))).changes_nothing


def test_two_changes_under_one_id_both_go_on_counting() -> None:
    began = START - timedelta(hours=20)
    before = {"id": "i", "started_at": began.isoformat()}
    stays = Infusion("i", started_at=began + HOUR)
    gone = replace(stays, started_at=began, deleted_at=began)
    late, early = (Edit("edit-1", "infusion", "i", began + timedelta(hours=each), before) for each in (9, 0))
    mine, theirs = Diary(infusions=(stays,), edits=(late,)), Diary(infusions=(gone,), edits=(early,))
    once = both(mine, theirs)
    assert once.infusions == (stays,)
    assert len({edit.id for edit in once.edits if edit.at in (late.at, early.at)}) >= 2
    assert plan_merge(once, theirs).changes_nothing
    assert plan_merge(once, mine).changes_nothing
