"""What figures over years need is read without the rest, and says the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ktrack import trends
from ktrack.records import CheckIn, Detail
from ktrack.summary.scope import urinary
from ktrack.tracker import Tracker, store

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


def opened(folder: Path) -> Tracker:
    return Tracker(folder, clock=lambda: NOON, zone="UTC")


def filled(tracker: Tracker, days: float, *, over: Iterable[str] = (), **answers: int) -> CheckIn:
    details = dict.fromkeys(over, Detail(still_present=False))
    form = tracker.new_check_in(at=NOON - timedelta(days=days))
    form = replace(form, answers=answers, details=details, note="not needed")
    kept = tracker.check_in(form).check_in
    assert kept is not None
    return kept


def test_what_a_trend_needs_of_every_check_in_is_read_without_the_rest(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as tracker:
        tracker.add_infusion(started_at=NOON - timedelta(days=3), ended_at=NOON - timedelta(days=2.9))
        filled(tracker, 2.8, nausea=2, urinary_urgency=1, painful_urination=0, unable_to_urinate=1)
        filled(tracker, 2, nausea=0, headache=0, itching=0, over=["headache"])
        filled(
            tracker, 1.5, nausea=3, urinary_urgency=1, painful_urination=2, over=["nausea", "painful_urination"]
        )
        filled(tracker, 1.4, headache=1, urinary_urgency=1, painful_urination=0, over=["urinary_urgency"])
        gone = filled(tracker, 1, nausea=4, rash=1)
        tracker.delete_check_in(gone.id)
        for key in ("nausea", "urinary", "headache", "rash"):
            keys = trends.looked_at(key)
            whole = [
                (each.at, each.id, each.infusion, urinary(each) if key == "urinary" else each.answers.get(key))
                for each in tracker.check_ins()
            ]
            over = [
                all(each.details.get(one) == Detail(still_present=False) for one in keys if each.answers.get(one))
                for each in tracker.check_ins()
            ]
            assert len(whole) == 4
            found = sorted(tracker.answers_over_time(keys))
            assert [each[:4] for each in found] == whole
            assert [each[4] for each in found if each[3]] == [
                said for said, each in zip(over, whole, strict=True) if each[3]
            ]
        reported = {
            "nausea": True,
            "urinary_urgency": True,
            "unable_to_urinate": True,
            "painful_urination": True,
            "headache": True,
        }
        assert tracker.asked() == {**reported, "itching": False}


def test_infusions_are_read_again_when_another_program_changes_them(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as one, opened(tmp_path / "diary") as other:
        assert one.infusions() == ()
        added = other.add_infusion(started_at=NOON - timedelta(days=1))
        assert one.infusions() == (added,)
        changed = one.edit_infusion(added.id, note="tired before it")
        assert one.infusions() == other.infusions() == (changed,)
        with pytest.raises(RuntimeError), one._writing() as connection:
            store.put_infusions(connection, [replace(changed, note="never kept")])
            raise RuntimeError
        assert one.infusions() == other.infusions() == (changed,)


def test_the_first_end_is_that_of_the_earliest_infusion_that_has_one(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as tracker:
        assert tracker.first_end() is None
        tracker.add_infusion(started_at=NOON - timedelta(days=9))
        assert tracker.first_end() is None
        later, earlier = (
            tracker.add_infusion(
                started_at=NOON - timedelta(days=days), ended_at=NOON - timedelta(days=days - 0.1)
            )
            for days in (2, 5)
        )
        assert tracker.first_end() == earlier.ended_at
        tracker.delete_infusion(earlier.id)
        assert tracker.first_end() == later.ended_at


def test_a_diary_is_empty_until_something_is_kept_in_it(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as tracker:
        assert tracker.is_empty()
        tracker.keep_draft(replace(tracker.new_check_in(), answers={"nausea": 1}))
        assert not tracker.is_empty()
    with opened(tmp_path / "two") as tracker:
        kept = filled(tracker, 1, nausea=1)
        assert not tracker.is_empty()
        tracker.delete_check_in(kept.id)
        assert tracker.is_empty()
        tracker.add_infusion(started_at=NOON - timedelta(days=1))
        assert not tracker.is_empty()
