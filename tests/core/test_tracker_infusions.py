"""Adding, correcting and deleting infusions, and what that does to the check-ins that count from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ktrack.models import INFUSION
from ktrack.tracker import BadEntry, ChangedElsewhere, NotFound, Tracker, store
from tests.core.diary_at_hand import ENDED, HERE, Clock, form, opened, with_infusion

STARTED = ENDED - timedelta(minutes=45)


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[Tracker]:
    with opened(tmp_path / "diary") as made:
        yield made


def flagged(tracker: Tracker) -> set[tuple[str, str]]:
    return {(flag.red_flag, flag.level) for flag in tracker.open_flags()}


def test_an_infusion_is_read_back_exactly(tracker: Tracker) -> None:
    added = tracker.add_infusion(
        started_at=STARTED,
        ended_at=ENDED.astimezone(UTC),
        number=3,
        dose_mg=35,
        route="intravenous",
        phase="loading",
        baseline_vitals={"systolic": 118, "diastolic": 74, "temperature_c": 36.8},
        note="",
    )
    assert added.timezone == "America/New_York"
    assert repr(tracker.infusion(added.id[:9])) == repr(added)
    assert tracker.infusions() == (added,)
    assert tracker.latest_infusion() == added
    assert tracker.latest_infusion(STARTED - timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ended_at": STARTED - timedelta(seconds=1)}, "ended_at"),
        (
            {"ended_at": STARTED + timedelta(hours=24, seconds=1), "started_at": STARTED - timedelta(days=9)},
            "ended_at",
        ),
        ({"started_at": ENDED + timedelta(hours=7)}, "started_at"),
        ({"started_at": datetime(1989, 12, 31, tzinfo=UTC)}, "started_at"),
        ({"started_at": datetime(2026, 4, 7, 10)}, "started_at"),  # noqa: DTZ001 - that is the point
        ({"started_at": datetime(1, 1, 1, tzinfo=HERE)}, "started_at"),
        ({"dose_mg": -1}, "dose_mg"),
        ({"dose_mg": float("inf")}, "dose_mg"),
        ({"dose_mg": "35"}, "dose_mg"),
        ({"number": -3}, "number"),
        ({"number": 3.0}, "number"),
        ({"phase": "third"}, "phase"),
        ({"route": "a\nb"}, "route"),
        ({"baseline_vitals": {"systolic": -1}}, "systolic"),
        ({"note": "x" * 4001}, "note"),
    ],
)
def test_what_cannot_be_right_is_refused(tracker: Tracker, changes: dict[str, Any], field: str) -> None:
    given = {"started_at": STARTED, "ended_at": ENDED} | changes
    with pytest.raises(BadEntry) as caught:
        tracker.add_infusion(**given)
    assert caught.value.field == field
    assert tracker.infusions() == ()


def test_a_correction_keeps_the_earlier_version(tracker: Tracker) -> None:
    added = with_infusion(tracker, number=1, note="first")
    changed = tracker.edit_infusion(added.id[:8], number=2, ended_at=None)
    assert (changed.number, changed.ended_at, changed.note) == (2, None, "first")
    assert tracker.infusions() == (changed,)
    (edit,) = tracker.edits(added.id)
    assert (edit.record, dict(edit.before)["number"]) == ("infusion", 1)
    assert tracker.edit_infusion(added.id, number=2) == changed
    assert len(tracker.edits(added.id)) == 1


def test_a_correction_of_something_changed_in_another_window_is_refused(tracker: Tracker) -> None:
    shown = with_infusion(tracker)
    newer = tracker.edit_infusion(shown.id, dose_mg=40, was=shown)
    with pytest.raises(ChangedElsewhere, match="nothing was overwritten"):
        tracker.edit_infusion(shown.id, number=4, was=shown)
    assert tracker.infusions() == (newer,)
    assert tracker.edit_infusion(shown.id, number=4, was=newer).dose_mg == 40


def test_what_an_infusion_does_not_have_cannot_be_changed(tracker: Tracker) -> None:
    added = with_infusion(tracker)
    with pytest.raises(TypeError, match="id"):
        tracker.edit_infusion(added.id, id="other")


def test_a_corrected_end_judges_the_check_ins_again(tracker: Tracker) -> None:
    added = with_infusion(tracker, ENDED)
    tracker.check_in(form(tracker, 3.5, nausea=1))
    assert flagged(tracker) == set()
    tracker.edit_infusion(added.id, ended_at=ENDED - timedelta(minutes=40))
    assert flagged(tracker) == {("persistent-side-effect", "contact")}
    tracker.edit_infusion(added.id, ended_at=ENDED)
    assert flagged(tracker) == {("persistent-side-effect", "contact")}


def test_an_infusion_entered_late_gives_the_same_flags_as_one_entered_in_time(tmp_path: Path) -> None:
    """How far the course has come counts for bladder symptoms."""
    with opened(tmp_path / "in-time") as in_time, opened(tmp_path / "late") as late:
        with_infusion(in_time, ENDED - timedelta(days=7), number=1)
        for each in (in_time, late):
            with_infusion(each)
            each.check_in(form(each, 1, urinary_frequency=1))
        with_infusion(late, ENDED - timedelta(days=7), number=1)
        assert flagged(late) == flagged(in_time) != set()


def test_deleting_an_infusion_hands_its_check_ins_to_the_one_before(tracker: Tracker) -> None:
    first = with_infusion(tracker, ENDED - timedelta(days=1))
    second = with_infusion(tracker)
    saved = tracker.check_in(form(tracker, 2, nausea=1)).check_in
    assert saved.infusion == second.id
    deleted = tracker.delete_infusion(second.id)
    assert deleted.deleted_at == tracker.now()
    assert tracker.infusions() == (first,)
    assert [each.infusion for each in tracker.check_ins()] == [first.id]
    assert [edit.record_id for edit in tracker.diary().edits] == [second.id, saved.id] or {
        edit.record_id for edit in tracker.diary().edits
    } == {second.id, saved.id}
    tracker.delete_infusion(first.id)
    assert [each.infusion for each in tracker.check_ins()] == [None]
    for verb in (tracker.infusion, tracker.delete_infusion):
        with pytest.raises(NotFound, match="deleted"):
            verb(second.id)


def test_check_ins_that_move_are_judged_by_the_infusion_they_came_to(tracker: Tracker) -> None:
    with_infusion(tracker, ENDED - timedelta(days=1))
    second = with_infusion(tracker)
    tracker.check_in(form(tracker, 2, nausea=1))
    assert flagged(tracker) == set()
    tracker.delete_infusion(second.id)
    assert ("persistent-side-effect", "contact") in flagged(tracker)


def test_an_id_that_begins_like_several_is_refused(tracker: Tracker) -> None:
    added = with_infusion(tracker)
    from dataclasses import replace

    with tracker._writing() as connection:
        store.put_infusions(connection, [replace(added, id=f"same-{n}") for n in range(2)])
        assert store.full_id(connection, INFUSION, "same-1", "infusion") == "same-1"
    with pytest.raises(NotFound, match="More than one"):
        tracker.infusion("same-")
    for nothing in ("", "%", "_", "unknown"):
        with pytest.raises(NotFound, match="no infusion"):
            tracker.infusion(nothing)


def test_an_infusion_in_another_zone_names_none(tmp_path: Path) -> None:
    with opened(tmp_path / "diary", Clock(ENDED.astimezone(UTC) + timedelta(hours=1))) as tracker:
        assert with_infusion(tracker, ENDED.astimezone(UTC)).timezone == ""
        assert with_infusion(tracker, ENDED.astimezone(UTC), timezone="Europe/Berlin").timezone == "Europe/Berlin"
