"""Profile, visits, the whole diary; and that whatever is done, no warning is lost."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ktrack import clinic, paths
from ktrack.clinical_file import BadClinicalFile
from ktrack.records import Flag, Profile, Visit
from ktrack.tracker import BadEntry, NotFound, NotSaved, Tracker, store
from tests.core import generated
from tests.core.diary_at_hand import ENDED, Clock, form, opened, thrown_away, with_infusion


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[Tracker]:
    with opened(tmp_path / "diary") as made:
        yield made


# whom to call


def test_the_numbers_are_kept_twice(tracker: Tracker) -> None:
    assert tracker.profile() == Profile()
    changed = tracker.change_profile(
        clinic_phone="555-0142", emergency_number="112", clinic_name='Dr. "Ä" \\ Söhne'
    )
    assert tracker.profile() == changed
    kept = paths.contacts(tracker.folder)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert tomllib.loads(kept.read_text("utf-8")) == {
        "clinic_name": 'Dr. "Ä" \\ Söhne',
        "clinic_phone": "555-0142",
        "after_hours_phone": "",
        "emergency_number": "112",
        "crisis_line": "",
        "country": "",
    }


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(generated.profiles)
def test_any_profile_is_read_back_and_its_copy_is_toml(tracker: Tracker, profile: Profile) -> None:
    with thrown_away(tracker) as connection:
        store.put_profile(connection, profile)
        assert repr(store.profile(connection)) == repr(profile)
    tracker.write_contacts(profile)
    read = tomllib.loads(paths.contacts(tracker.folder).read_text("utf-8"))
    assert read["clinic_name"] == profile.clinic_name
    assert read["crisis_line"] == profile.crisis_line


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"persist_hours": 5}, "persist_hours"),
        ({"persist_hours": 1.9}, "persist_hours"),
        ({"persist_hours": "4"}, "persist_hours"),
        ({"clinic_phone": "1\n2"}, "clinic_phone"),
        ({"emergency_number": "9" * 201}, "emergency_number"),
        ({"tell_my_clinic": "x" * 4001}, "tell_my_clinic"),
    ],
)
def test_a_profile_that_cannot_be_right_is_refused(tracker: Tracker, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadEntry) as caught:
        tracker.change_profile(**changes)
    assert caught.value.field == field
    assert tracker.profile() == Profile()
    with pytest.raises(TypeError):
        tracker.change_profile(clinic="x")


def test_a_sooner_limit_judges_the_whole_diary_again(tracker: Tracker) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 3, nausea=1))
    assert tracker.open_flags() == ()
    tracker.change_profile(persist_hours=2)
    assert [flag.red_flag for flag in tracker.open_flags()] == ["persistent-side-effect"]
    tracker.change_profile(persist_hours=4)
    assert [flag.red_flag for flag in tracker.open_flags()] == ["persistent-side-effect"]


def test_a_copy_of_the_numbers_that_cannot_be_written_is_said(tracker: Tracker) -> None:
    paths.contacts(tracker.folder).mkdir()
    with pytest.raises(NotSaved, match="in the diary"):
        tracker.change_profile(clinic_phone="555-0142")
    assert tracker.profile().clinic_phone == "555-0142"


def test_what_a_clinic_adds_is_used_at_once_and_at_the_next_start(tmp_path: Path) -> None:
    given_file = clinic.template().encode()
    with opened(tmp_path / "diary") as tracker:
        own = tracker.rulebook
        added = tracker.take_clinic_file(given_file)
        assert set(own.by_id) <= set(tracker.rulebook.by_id)
        assert len(tracker.rulebook.red_flags) == len(own.red_flags) + len(added.red_flags)
        assert all(getattr(tracker.profile(), name) == value for name, value in added.contacts.items())
        rules = tracker.rulebook
    with opened(tmp_path / "diary") as tracker:
        assert tracker.rulebook == rules
        assert tracker.clinic == added
        assert tracker.notices == ()
        with pytest.raises(BadClinicalFile):
            tracker.take_clinic_file(b"nonsense = [")
        assert tracker.rulebook == rules


def test_a_broken_clinic_file_never_stops_the_own_rules(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as tracker:
        own = tracker.rulebook
    paths.clinic_file(tmp_path / "diary").write_text("nonsense = [")
    with opened(tmp_path / "diary") as tracker:
        assert tracker.rulebook == own
        assert tracker.clinic is None
        assert "clinic.toml" in tracker.notices[0]
        tracker.check_in(form(tracker, 2, chest_pain=2))
        assert tracker.open_flags() != ()


# visits


def test_a_visit_is_kept_with_its_questions(tracker: Tracker) -> None:
    coming = tracker.add_visit(
        at=ENDED + timedelta(days=7), note="bring the page", questions=["Why?", " ", "When?\n"]
    )
    past = tracker.add_visit(at=ENDED - timedelta(days=7))
    assert coming.questions == ("Why?", "When?\n")
    assert tracker.visits() == (past, coming)
    changed = tracker.edit_visit(coming.id[:8], questions=["Why not?"])
    assert (changed.note, changed.questions) == ("bring the page", ("Why not?",))
    assert tracker.edit_visit(coming.id) == changed
    tracker.delete_visit(past.id)
    assert tracker.visits() == (changed,)
    assert [edit.record for edit in tracker.diary().edits] == ["visit", "visit"]
    with pytest.raises(NotFound):
        tracker.delete_visit(past.id)
    with pytest.raises(NotFound):
        tracker.edit_visit(past.id, note="x")


@pytest.mark.parametrize("at", [ENDED.replace(year=1980), ENDED.replace(year=2300), ENDED.replace(tzinfo=None)])
def test_a_visit_at_an_impossible_time_is_refused(tracker: Tracker, at: datetime) -> None:
    with pytest.raises(BadEntry):
        tracker.add_visit(at=at)
    assert tracker.visits() == ()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(generated.visits, max_size=3, unique_by=lambda each: each.id))
def test_any_visit_is_read_back_exactly(tracker: Tracker, visits: list[Visit]) -> None:
    with thrown_away(tracker) as connection:
        store.put_visits(connection, visits)
        assert sorted(map(repr, store.visits(connection))) == sorted(map(repr, visits))


# all of it


def test_the_diary_holds_everything_but_unsaved_forms(tracker: Tracker) -> None:
    added = with_infusion(tracker)
    kept = tracker.check_in(form(tracker, 2, chest_pain=2)).check_in
    gone = tracker.delete_check_in(tracker.check_in(form(tracker, 3, nausea=1)).check_in.id)
    visit = tracker.add_visit(at=ENDED)
    tracker.keep_draft(form(tracker, 4, nausea=1))
    diary = tracker.diary()
    assert diary.infusions == (added,)
    assert diary.check_ins == (kept, gone)
    assert diary.flags == tracker.open_flags()
    assert diary.visits == (visit,)
    assert [edit.record_id for edit in diary.edits] == [gone.id]


def test_one_diary_taken_into_another_brings_its_flags(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as one, opened(tmp_path / "other") as other:
        with_infusion(one)
        one.check_in(form(one, 2, chest_pain=2))
        one.answer_flag(one.open_flags()[0].id, "called")
        other.merge(one.diary())
        assert other.diary() == one.diary()
        counter = other.change_counter()
        assert other.merge(one.diary()).plan.changes_nothing
        assert other.change_counter() == counter


def test_the_page_for_the_visit_is_made_from_the_whole_diary(tracker: Tracker) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 2, chest_pain=2))
    page = tracker.summary()
    assert page.rulebook_hash == tracker.rulebook.hash
    assert len(page.flags) == 1


# whatever is done


def stands(flag: Flag) -> tuple[object, ...]:
    return (flag.level, flag.title, flag.say, flag.response, flag.raised_at, flag.question, flag.infusion)


VERBS = st.lists(
    st.tuples(
        st.sampled_from(
            ["save", "correct", "delete", "undo", "redo", "infusion", "shift", "remove", "draft", "limit"]
        ),
        st.sampled_from(["chest_pain", "nausea", "hallucinations", "dizziness", "urinary_frequency"]),
        st.integers(0, 4),
        st.sampled_from([0.5, 1.5, 3.0, 4.5, 5.5]),
    ),
    max_size=8,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VERBS)
def test_nothing_that_is_done_removes_or_lowers_a_warning(
    tmp_path_factory: pytest.TempPathFactory, verbs: list[tuple[str, str, int, float]]
) -> None:
    with opened(tmp_path_factory.mktemp("diary") / "d", Clock()) as tracker:
        with_infusion(tracker)
        for verb, key, value, hours in verbs:
            before = {flag.id: flag for flag in tracker.diary().flags}
            do(tracker, verb, key, value, hours)
            after = {flag.id: flag for flag in tracker.diary().flags}
            assert before.keys() <= after.keys()
            for flag in before.values():
                assert stands(after[flag.id]) == stands(flag)
                assert set(flag.because) <= set(after[flag.id].because)
            deserved = {each.id for each in tracker.flags(every=True).entries if each.level != "watch"}
            held = {flag.id for draft in tracker.drafts() for flag in draft.findings}
            assert deserved == after.keys() | held  # and every warning that the answers deserve is kept


def do(tracker: Tracker, verb: str, key: str, value: int, hours: float) -> None:
    check_ins, infusions = tracker.check_ins(), tracker.infusions()
    if verb == "save":
        tracker.check_in(form(tracker, hours, **{key: value}))
    elif verb == "draft":
        tracker.keep_draft(form(tracker, hours, **{key: value}))
    elif verb == "undo":
        tracker.undo()
    elif verb == "redo":
        tracker.redo()
    elif verb == "limit":
        tracker.change_profile(persist_hours=2 + value / 2)
    elif verb == "infusion":
        with_infusion(tracker, ENDED + timedelta(hours=hours - 2))
    elif verb == "correct" and check_ins:
        tracker.edit_check_in(replace(check_ins[-1], answers={key: value}, at=ENDED + timedelta(hours=hours)))
    elif verb == "delete" and check_ins:
        tracker.delete_check_in(check_ins[0].id)
    elif verb == "shift" and infusions:
        shifted = infusions[0].started_at - timedelta(hours=hours)
        tracker.edit_infusion(infusions[0].id, started_at=shifted, ended_at=shifted + timedelta(minutes=45))
    elif verb == "remove" and infusions:
        tracker.delete_infusion(infusions[-1].id)
