"""Undo, redo and bringing back: a step at a time, after a restart too, and never over somebody else's work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ktrack.records import CheckIn, Detail, Infusion, Medicine, Visit
from ktrack.tracker import ChangedElsewhere, NotFound, Tracker, steps, store
from tests.core.diary_at_hand import ENDED, Clock, form, opened, with_infusion

VISIT = ENDED + timedelta(days=30)


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[Tracker]:
    with opened(tmp_path / "diary") as made:
        yield made


def test_the_last_change_goes_first_and_then_the_one_before(tracker: Tracker) -> None:
    saved = tracker.check_in(form(tracker, 2, nausea=1)).check_in
    tracker.edit_check_in(replace(saved, answers={"nausea": 2}))
    tracker.delete_check_in(saved.id)
    said = tracker.undo()
    assert said == "Undone: deleting the check-in of today 12:45."
    assert [each.answers for each in tracker.check_ins()] == [{"nausea": 2}]
    assert tracker.undo() == "Undone: the change to the check-in of today 12:45."
    assert tracker.check_ins() == (saved,)
    assert tracker.undo() == "Undone: the new check-in of today 12:45."
    assert tracker.check_ins() == ()
    assert len(tracker.check_ins(deleted=True)) == 1
    assert tracker.undo() is None
    assert len(tracker.edits(saved.id)) == 5


def test_what_was_done_before_a_restart_can_be_taken_back(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as tracker:
        infusion = with_infusion(tracker)
        changed = tracker.edit_infusion(infusion.id, number=3)
        saved = tracker.check_in(form(tracker, 2, nausea=1)).check_in
        visit = tracker.add_visit(at=VISIT)
        tracker.edit_visit(visit.id, note="bring the list")
        tracker.delete_visit(visit.id)
        tracker.delete_infusion(infusion.id)
    with opened(tmp_path / "diary") as tracker:
        tracker.undo()
        assert (tracker.infusions(), tracker.check_ins()) == ((changed,), (saved,))
        tracker.undo()
        assert [each.note for each in tracker.visits()] == ["bring the list"]
    with opened(tmp_path / "diary") as tracker:
        tracker.undo()
        assert tracker.visits() == (visit,)
        tracker.undo()
        assert tracker.visits() == ()
        tracker.undo()
        assert tracker.check_ins() == ()
        tracker.undo()
        assert tracker.infusions() == (infusion,)
        tracker.undo()
        assert tracker.infusions() == ()
        assert tracker.undo() is None


def test_what_was_taken_back_can_be_done_again_until_something_else_is_done(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as tracker:
        saved = tracker.check_in(form(tracker, 2, nausea=1)).check_in
        changed = tracker.edit_check_in(replace(saved, note="then tea")).check_in
        tracker.undo()
        tracker.undo()
    with opened(tmp_path / "diary") as tracker:
        assert tracker.redo() == "Done again: the new check-in of today 12:45."
        assert tracker.check_ins() == (saved,)
        assert tracker.redo() == "Done again: the change to the check-in of today 12:45."
        assert tracker.check_ins() == (changed,)
        assert tracker.redo() is None
        tracker.undo()
        assert tracker.check_ins() == (saved,)
        tracker.delete_check_in(saved.id)
        assert tracker.redo() is None
        assert changed.note in [edit.before["note"] for edit in tracker.edits(saved.id)]


def test_twenty_steps_are_kept(tracker: Tracker) -> None:
    for step in range(25):
        tracker.add_visit(at=VISIT + timedelta(days=step))
    undone = [tracker.undo() for _ in range(21)]
    assert undone.count(None) == 1 and undone[-1] is None
    assert len(tracker.visits()) == 5


def test_an_infusion_takes_its_check_ins_back(tracker: Tracker) -> None:
    added = with_infusion(tracker)
    saved = tracker.check_in(form(tracker, 2, nausea=1)).check_in
    tracker.delete_infusion(added.id)
    tracker.undo()
    assert tracker.infusions() == (added,)
    assert tracker.check_ins() == (saved,)


# ---------------------------------------------------------------- two windows


def test_no_warning_is_taken_back_and_no_step_that_was_not_seen(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as one, opened(tmp_path / "diary") as other:
        mine = one.check_in(form(one, 2, chest_pain=2)).check_in
        seen = one.last_step()
        assert seen is not None
        theirs = other.check_in(form(other, 3, nausea=1)).check_in
        flags = one.open_flags()
        with pytest.raises(ChangedElsewhere, match="the new check-in of today 13:45"):
            one.undo(seen.id)
        assert one.check_ins() == (mine, theirs)
        now_seen = one.last_step()
        assert now_seen is not None and now_seen != seen
        one.undo(now_seen.id)
        one.undo(seen.id)
        assert one.check_ins() == ()
        assert one.open_flags() == flags
        assert one.undo("") is None


def test_a_first_step_elsewhere_is_not_taken_back_unseen(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as one, opened(tmp_path / "diary") as other:
        assert one.last_step() is None
        other.add_visit(at=VISIT)
        with pytest.raises(ChangedElsewhere):
            one.undo("")
        assert len(one.visits()) == 1


def test_what_an_import_changed_since_is_left_and_the_steps_before_it_still_go_back(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as one, opened(tmp_path / "two", Clock(ENDED + timedelta(hours=8))) as two:
        first = one.add_visit(at=VISIT)
        saved = one.check_in(form(one, 2, nausea=1)).check_in
        two.merge(one.diary())
        two.edit_check_in(replace(saved, note="typed elsewhere, later"))
        one.merge(two.diary())
        with pytest.raises(ChangedElsewhere, match="nothing was overwritten"):
            one.undo()
        assert [each.note for each in one.check_ins()] == ["typed elsewhere, later"]
        assert one.undo() == "Undone: the new visit of Thu 7 May 10:45."
        assert first.id not in [each.id for each in one.visits()]


def test_a_damaged_list_of_steps_takes_nothing_else_with_it(tracker: Tracker) -> None:
    saved = tracker.check_in(form(tracker, 2, nausea=1)).check_in
    half = '[{"id":"a","did":"add","record":"check_in b","edits":[],"left":[1],"taken_back":false}]'
    for damage in ("", "[", "{}", "[1]", '[{"id":"a"}]', half):
        with tracker._writing() as connection:
            store.put_meta(connection, "steps", damage)
        assert tracker.undo() is None
    tracker.delete_check_in(saved.id)
    assert tracker.undo() is not None
    assert tracker.check_ins() == (saved,)


def test_a_step_whose_versions_are_gone_is_passed_over(tracker: Tracker) -> None:
    saved = tracker.check_in(form(tracker, 2, nausea=1)).check_in
    tracker.delete_check_in(saved.id)
    with tracker._writing() as connection:
        first, last = steps.read(connection)
        steps.write(connection, [first, replace(last, edits=("no-such-edit",))])
    with pytest.raises(ChangedElsewhere):
        tracker.undo()
    assert tracker.check_ins() == ()


# ---------------------------------------------------------------- bringing back what was deleted


def test_a_deleted_check_in_comes_back_as_it_was(tracker: Tracker) -> None:
    with_infusion(tracker)
    saved = tracker.check_in(form(tracker, 2, nausea=1)).check_in
    with pytest.raises(NotFound, match="there already"):
        tracker.bring_back_check_in(saved.id)
    tracker.delete_check_in(saved.id)
    assert tracker.bring_back_check_in(saved.id) == saved
    assert tracker.check_ins() == (saved,)
    assert tracker.undo() == "Undone: bringing back the check-in of today 12:45."
    assert tracker.check_ins() == ()


def test_a_deleted_infusion_comes_back_with_the_check_ins_that_left_it(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path / "diary", clock) as tracker:
        older = with_infusion(tracker, ENDED - timedelta(days=7))
        infusion = with_infusion(tracker)
        stays, moved, gone = (tracker.check_in(form(tracker, hours, nausea=1)).check_in for hours in (1, 2, 3))
        by_hand = tracker.edit_check_in(replace(stays, infusion=older.id)).check_in
        clock.now += timedelta(minutes=1)
        tracker.delete_check_in(gone.id)
        clock.now += timedelta(minutes=1)
        tracker.delete_infusion(infusion.id)
        clock.now += timedelta(minutes=1)
        noted = tracker.edit_check_in(replace(moved, infusion=older.id, note="still there")).check_in
        assert noted.infusion == older.id
    with opened(tmp_path / "diary", clock) as tracker:
        clock.now += timedelta(minutes=1)
        assert tracker.bring_back_infusion(infusion.id[:10]) == infusion
        assert tracker.infusions() == (older, infusion)
        assert tracker.check_ins() == (by_hand, replace(noted, infusion=infusion.id))
        assert [each.infusion for each in tracker.check_ins(deleted=True)] == [infusion.id]
        with pytest.raises(NotFound, match="there already"):
            tracker.bring_back_infusion(infusion.id)
        assert tracker.undo() == "Undone: bringing back the infusion of today 10:00."
        assert tracker.infusions() == (older,)
        assert tracker.check_ins() == (by_hand, noted)


def test_a_check_in_that_comes_back_is_judged_with_the_others(tracker: Tracker) -> None:
    with_infusion(tracker)
    first = tracker.check_in(form(tracker, 1, nausea=1)).check_in
    tracker.delete_check_in(first.id)
    tracker.check_in(form(tracker, 3, nausea=3))
    before = {flag.red_flag for flag in tracker.open_flags()}
    tracker.bring_back_check_in(first.id)
    assert {flag.red_flag for flag in tracker.open_flags()} - before == {"worsening-side-effect"}


# ---------------------------------------------------------------- whatever is done


VERBS = st.lists(
    st.tuples(
        st.sampled_from(["add", "edit", "delete", "move", "infusion", "shift", "remove", "back", "visit"]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VERBS)
def test_any_steps_go_back_to_where_they_began_and_forth_to_where_they_ended(
    tmp_path_factory: pytest.TempPathFactory, verbs: list[tuple[str, int]]
) -> None:
    clock = Clock()
    with opened(tmp_path_factory.mktemp("diary") / "d", clock) as tracker:
        stages = [kept(tracker)]
        for verb, which in verbs:
            clock.now += timedelta(seconds=1)
            do(tracker, verb, which)
            if kept(tracker) != stages[-1]:
                stages.append(kept(tracker))
        done = stages[:-1]
        while done:
            clock.now += timedelta(seconds=1)
            assert tracker.undo() is not None
            assert kept(tracker) == done.pop()
        assert tracker.undo() is None
        for stage in stages[1:]:
            clock.now += timedelta(seconds=1)
            assert tracker.redo() is not None
            assert kept(tracker) == stage
        assert tracker.redo() is None


def kept(tracker: Tracker) -> tuple[tuple[Infusion, ...], tuple[CheckIn, ...], tuple[Visit, ...]]:
    return tracker.infusions(), tracker.check_ins(), tracker.visits()


def do(tracker: Tracker, verb: str, which: int) -> None:
    check_ins, infusions = tracker.check_ins(), tracker.infusions()
    one = check_ins[which % len(check_ins)] if check_ins else None
    infusion = infusions[which % len(infusions)] if infusions else None
    if verb == "add":
        filled = form(tracker, which + 0.5, nausea=which, pain=7)
        details = {"nausea": Detail(still_present=True)} if which else {}
        taken = (Medicine("ondansetron", "4 mg", ENDED, helped=bool(which)),)
        tracker.check_in(replace(filled, details=details, medicines=taken, vitals={"temperature_c": 36.8}))
    elif verb == "visit":
        tracker.add_visit(at=VISIT, questions=("why?",))
    elif verb == "infusion":
        with_infusion(tracker, ENDED + timedelta(hours=which - 1), baseline_vitals={"systolic": 118.0})
    elif verb == "back":
        for each in tracker.deleted_infusions()[:1]:
            tracker.bring_back_infusion(each.id)
    elif one is not None and verb == "edit":
        tracker.edit_check_in(replace(one, note=f"{one.note}{which}"))
    elif one is not None and verb == "move":
        tracker.edit_check_in(replace(one, infusion=infusion.id if infusion is not None else None))
    elif one is not None and verb == "delete":
        tracker.delete_check_in(one.id)
    elif infusion is not None and verb == "shift":
        tracker.edit_infusion(infusion.id, ended_at=infusion.started_at + timedelta(minutes=which + 1))
    elif infusion is not None and verb == "remove":
        tracker.delete_infusion(infusion.id)
