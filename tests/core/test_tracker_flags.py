"""Flags: kept with their words, closed only by the person, listed as they stood at any moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ktrack import paths
from ktrack.escalation import Rulebook
from ktrack.records import Detail, Flag
from ktrack.tracker import BadEntry, FlagEntry, FlagList, NotFound, NotSaved, Tracker, store
from tests.core import generated
from tests.core.diary_at_hand import ENDED, Clock, form, opened, thrown_away, with_infusion


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tracker(tmp_path: Path, clock: Clock) -> Iterator[Tracker]:
    with opened(tmp_path / "diary", clock) as made:
        yield made


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def listed(flags: FlagList) -> dict[str, str]:
    return {each.red_flag: each.level for each in flags.entries}


def entry(flags: FlagList, red_flag: str) -> FlagEntry:
    return next(each for each in flags.entries if each.red_flag == red_flag)


def flag_of(tracker: Tracker, red_flag: str) -> Flag:
    return next(each for each in tracker.diary().flags if each.red_flag == red_flag)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(generated.flags, max_size=3, unique_by=lambda each: each.id))
def test_any_flag_is_read_back_exactly(tracker: Tracker, flags: list[Flag]) -> None:
    with thrown_away(tracker) as connection:
        store.put_flags(connection, flags)
        assert sorted(map(repr, store.flags(connection))) == sorted(map(repr, flags))


# answering


@pytest.mark.parametrize(("response", "still_open"), [("called", False), ("going", False), ("later", True)])
def test_only_an_answer_closes_a_flag(tracker: Tracker, response: str, still_open: bool) -> None:
    with_infusion(tracker)
    saved = tracker.check_in(form(tracker, 2, chest_pain=2)).check_in
    tracker.edit_check_in(replace(saved, answers={"chest_pain": 0}))
    tracker.delete_check_in(saved.id)
    (flag,) = tracker.open_flags()
    answered = tracker.answer_flag(flag.id[:10], response, "told the nurse")  # type: ignore[arg-type]
    assert answered == replace(
        flag, response=answered.response, responded_at=tracker.now(), response_note="told the nurse"
    )
    assert tracker.open_flags() == ((answered,) if still_open else ())
    assert tracker.diary().flags == (answered,)
    assert tracker.last_answered() == (None if still_open else answered)


def test_a_mistake_needs_a_reason(tracker: Tracker) -> None:
    tracker.check_in(form(tracker, 2, chest_pain=2))
    (flag,) = tracker.open_flags()
    for nothing in ("", " \n\u200b"):
        with pytest.raises(BadEntry) as caught:
            tracker.answer_flag(flag.id, "mistake", nothing)
        assert caught.value.field == "note"
    assert tracker.open_flags() == (flag,)
    assert tracker.answer_flag(flag.id, "mistake", "wrong key").response_note == "wrong key"


def test_an_answer_that_is_none_is_refused(tracker: Tracker) -> None:
    tracker.check_in(form(tracker, 2, chest_pain=2))
    (flag,) = tracker.open_flags()
    with pytest.raises(BadEntry):
        tracker.answer_flag(flag.id, "whatever")  # type: ignore[arg-type]
    for unknown in ("", "no-such-flag"):
        with pytest.raises(NotFound):
            tracker.answer_flag(unknown, "called")
    assert tracker.flag(flag.id[:6]) == flag


def test_an_answer_that_changes_keeps_the_earlier_one(tracker: Tracker) -> None:
    tracker.check_in(form(tracker, 2, chest_pain=2))
    (flag,) = tracker.open_flags()
    tracker.answer_flag(flag.id, "later", "asleep")
    tracker.answer_flag(flag.id, "called", "at nine")
    (edit,) = tracker.edits(flag.id)
    assert edit.record == "flag"
    assert (edit.before["response"], edit.before["response_note"]) == ("later", "asleep")


def test_the_first_time_on_the_screen_is_kept(tracker: Tracker, clock: Clock) -> None:
    tracker.check_in(form(tracker, 2, chest_pain=2))
    (flag,) = tracker.open_flags()
    tracker.mark_shown(flag.id)
    first = clock.now
    clock.now += hours(1)
    tracker.mark_shown(flag.id)
    assert tracker.flag(flag.id).shown_at == first


def test_more_evidence_is_added_and_neither_words_nor_answer_are_lost(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 5, nausea=1))
    (flag,) = tracker.open_flags()
    answered = tracker.answer_flag(flag.id, "called", "wait and see")
    tracker.check_in(form(tracker, 5.5, nausea=1))
    (grown,) = tracker.diary().flags
    assert len(grown.because) == 2
    assert replace(grown, because=answered.because) == answered


def test_a_higher_level_is_a_new_flag_beside_the_answered_one(tracker: Tracker) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 5, dizziness=1))
    (first,) = tracker.open_flags()
    tracker.answer_flag(first.id, "called")
    tracker.check_in(form(tracker, 5.5, dizziness=4))
    raised = {flag.level for flag in tracker.open_flags() if flag.red_flag == first.red_flag}
    assert raised == {"urgent"}
    assert len([flag for flag in tracker.diary().flags if flag.red_flag == first.red_flag]) == 2


# what is shown at once


def test_the_worst_comes_first_and_the_latest_of_one_level(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 4.5, nausea=1))
    clock.now += hours(1)
    tracker.check_in(form(tracker, 4.6, seizure=1))
    clock.now += hours(1)
    tracker.check_in(form(tracker, 4.7, chest_pain=2))
    seen = [flag.red_flag for flag in tracker.open_flags()]
    assert seen[:2] == ["chest-pain", "seizure"]
    assert seen[-1] == "persistent-side-effect"
    assert {flag.level for flag in tracker.alerts()} <= {"emergency", "urgent"}
    assert [flag.red_flag for flag in tracker.alerts()][:2] == ["chest-pain", "seizure"]


def test_a_flag_that_is_damaged_on_the_disk_is_still_there(tracker: Tracker) -> None:
    tracker.check_in(form(tracker, 2, chest_pain=2))
    with closing(sqlite3.connect(paths.database(tracker.folder))) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(
            "UPDATE flag SET level = 'x', title = x'00', because = '[{]', raised_at = '?', response = 'maybe'"
        )
    (flag,) = tracker.open_flags()
    assert (flag.level, flag.because, flag.response) == ("urgent", (), None)
    assert tracker.alerts() == (flag,)
    assert [each.id for each in tracker.flags().entries if each.level != "watch"] == [flag.id]


# the list


def test_the_list_says_what_is_open_what_was_not_asked_and_what_was(tracker: Tracker) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 2, chest_pain=2, seizure=0))
    found = tracker.flags()
    assert found.at == tracker.now()
    assert found.rulebook == {"version": tracker.rulebook.version, "hash": tracker.rulebook.hash}
    assert found.highest == "emergency"
    chest_pain = entry(found, "chest-pain")
    flag = flag_of(tracker, "chest-pain")
    assert (chest_pain.id, chest_pain.say, chest_pain.raised_at) == (flag.id, flag.say, flag.raised_at)
    assert (chest_pain.origin, chest_pain.still_found, chest_pain.from_note) == ("sources", True, False)
    assert chest_pain.sources == tracker.rulebook.by_id["chest-pain"].sources
    assert "seizure" in found.clear
    assert "trouble-breathing" in {each.red_flag for each in found.not_checked}
    quiet = {each.red_flag for each in found.not_checked} | set(found.clear)
    assert "chest-pain" not in quiet


def test_an_empty_diary_has_an_empty_list(tracker: Tracker) -> None:
    found = tracker.flags(every=True)
    assert (found.highest, found.entries, found.not_checked, found.clear) == ("none", (), (), ())


def test_a_red_flag_that_fired_in_this_infusion_is_never_said_to_be_quiet(tracker: Tracker) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 1, chest_pain=2))
    tracker.check_in(form(tracker, 3, chest_pain=0, seizure=0))
    found = tracker.flags()
    assert "chest-pain" not in found.clear
    assert "seizure" in found.clear


def test_listing_writes_nothing(tracker: Tracker) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 2, chest_pain=2))
    counter = tracker.change_counter()
    tracker.flags(every=True)
    tracker.flags(at=ENDED)
    tracker.open_flags()
    assert tracker.change_counter() == counter


def test_what_was_answered_is_listed_on_demand(tracker: Tracker) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 2, chest_pain=2))
    tracker.answer_flag(flag_of(tracker, "chest-pain").id, "called", "they said come in")
    assert "chest-pain" not in listed(tracker.flags())
    shown = entry(tracker.flags(every=True), "chest-pain")
    assert (shown.response, shown.response_note, shown.responded_at) == (
        "called",
        "they said come in",
        tracker.now(),
    )


def test_what_answers_no_longer_give_is_listed_with_its_words(tracker: Tracker) -> None:
    with_infusion(tracker)
    saved = tracker.check_in(form(tracker, 2, chest_pain=2, seizure=1)).check_in
    words = entry(tracker.flags(), "chest-pain").say
    tracker.edit_check_in(replace(saved, answers={"chest_pain": 0, "seizure": 1}))
    found = tracker.flags()
    assert (entry(found, "chest-pain").still_found, entry(found, "chest-pain").say) == (False, words)
    assert entry(found, "seizure").still_found
    tracker.delete_check_in(saved.id)
    assert {each.still_found for each in tracker.flags().entries} == {False}


def test_a_moment_in_the_past_is_told_by_when_things_happened(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    clock.now = ENDED + hours(30)
    tracker.check_in(form(tracker, 2, chest_pain=2))  # written down a day later
    tracker.check_in(form(tracker, 20, seizure=1))
    clock.now = ENDED + hours(40)
    tracker.answer_flag(flag_of(tracker, "chest-pain").id, "called")
    assert listed(tracker.flags(at=ENDED + hours(1.9))) == {}
    assert listed(tracker.flags(at=ENDED + hours(2))) == {"chest-pain": "emergency"}
    early = tracker.flags(at=ENDED + hours(39))
    assert (entry(early, "chest-pain").response, entry(early, "seizure").level) == (None, "emergency")
    assert "chest-pain" not in listed(tracker.flags(at=ENDED + hours(40)))
    assert "seizure" in tracker.flags(at=ENDED + hours(41)).entries[0].red_flag


def test_evidence_after_the_moment_is_not_shown(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 5, nausea=1))
    tracker.check_in(form(tracker, 5.5, nausea=1))
    assert len(entry(tracker.flags(at=ENDED + hours(5.2)), "persistent-side-effect").because) == 1
    assert len(entry(tracker.flags(), "persistent-side-effect").because) == 2


def test_watching_is_current_for_a_day_or_until_it_is_asked_again(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker, number=1)
    tracker.check_in(form(tracker, 1, urinary_frequency=1))
    assert listed(tracker.flags()) == {"bladder-symptoms": "watch"}
    shown = entry(tracker.flags(), "bladder-symptoms")
    assert shown.recheck_at is not None and shown.recheck_at > ENDED
    assert tracker.flags().highest == "watch"
    assert listed(tracker.flags(at=ENDED + hours(24.9))) == {"bladder-symptoms": "watch"}
    assert listed(tracker.flags(at=ENDED + hours(25.1))) == {}
    assert listed(tracker.flags(at=ENDED + hours(99), every=True)) == {"bladder-symptoms": "watch"}
    tracker.check_in(form(tracker, 2, nausea=0))
    assert listed(tracker.flags()) == {"bladder-symptoms": "watch"}
    tracker.check_in(form(tracker, 3, urinary_frequency=0))
    assert listed(tracker.flags()) == {}


# when the rules change


def with_fewer_rules(tracker: Tracker, without: str) -> Rulebook:
    """Today's rulebook as it was before a red flag was added."""
    kept = tuple(each for each in tracker.rulebook.red_flags if each.id != without)
    return Rulebook(kept, "older", "0" * 12)


def test_new_rules_are_told_at_once_and_kept_with_the_next_change(tracker: Tracker, clock: Clock) -> None:
    today = tracker.rulebook
    tracker.rulebook = with_fewer_rules(tracker, "chest-pain")
    with_infusion(tracker)
    tracker.check_in(form(tracker, 2, chest_pain=2, seizure=0))
    assert tracker.open_flags() == ()
    tracker.rulebook = today
    clock.now += hours(1)
    counter = tracker.change_counter()
    found = tracker.flags()
    assert listed(found)["chest-pain"] == "emergency"
    assert entry(found, "chest-pain").raised_at == ENDED + hours(2)
    assert tracker.change_counter() == counter
    with_infusion(tracker, ENDED + hours(6))
    (flag,) = tracker.open_flags()
    assert (flag.red_flag, flag.raised_at, flag.rulebook["hash"]) == ("chest-pain", clock.now, today.hash)
    assert flag.id == entry(found, "chest-pain").id


def test_new_rules_are_raised_at_the_next_start(tracker: Tracker) -> None:
    today = tracker.rulebook
    tracker.rulebook = with_fewer_rules(tracker, "chest-pain")
    tracker.check_in(form(tracker, 2, chest_pain=2))
    tracker.rulebook = today
    assert [flag.red_flag for flag in tracker.alerts()] == ["chest-pain"]


def test_rules_that_are_gone_leave_their_flags(tracker: Tracker) -> None:
    tracker.check_in(form(tracker, 2, chest_pain=2))
    tracker.rulebook = with_fewer_rules(tracker, "chest-pain")
    shown = entry(tracker.flags(), "chest-pain")
    assert (shown.origin, shown.sources, shown.still_found) == ("clinic", (), False)
    tracker.check_in(form(tracker, 3, nausea=0))
    assert [flag.red_flag for flag in tracker.open_flags()] == ["chest-pain"]


# unsaved forms


def test_an_unsaved_form_is_kept_with_its_warning(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    open_form = form(tracker, 2, chest_pain=2, nausea=1)
    assessment = tracker.keep_draft(open_form)
    (draft,) = tracker.drafts()
    assert draft.check_in == open_form
    assert draft.updated_at == clock.now
    assert [each.id for each in draft.findings] == [
        each.id for each in assessment.findings if each.level in ("emergency", "urgent")
    ]
    assert tracker.check_ins() == ()
    assert tracker.diary().flags == ()
    shown = entry(tracker.flags(), "chest-pain")
    assert (shown.still_found, shown.response, shown.raised_at) == (True, None, clock.now)


def test_a_form_that_grows_is_kept_once(tracker: Tracker, clock: Clock) -> None:
    first = form(tracker, 2, chest_pain=2)
    tracker.keep_draft(first)
    begun = clock.now
    clock.now += hours(1)
    tracker.keep_draft(replace(first, answers={"chest_pain": 2, "nausea": 1}))
    (draft,) = tracker.drafts()
    assert draft.check_in.answers == {"chest_pain": 2, "nausea": 1}
    assert (draft.updated_at, draft.findings[0].raised_at) == (clock.now, begun)
    tracker.keep_draft(replace(first, answers={"chest_pain": 0}))
    assert tracker.drafts()[0].findings == ()
    tracker.keep_draft(replace(first, answers={}))
    assert tracker.drafts() == ()


def test_leaving_a_form_raises_its_warning_and_saving_it_later_does_not_double_it(tracker: Tracker) -> None:
    with_infusion(tracker)
    open_form = form(tracker, 2, chest_pain=2)
    tracker.keep_draft(open_form)
    (flag,) = tracker.leave_draft(open_form.id)
    assert flag.check_in == open_form.id
    assert tracker.open_flags() == (flag,)
    assert len(tracker.drafts()) == 1
    assert entry(tracker.flags(), "chest-pain").still_found
    answered = tracker.answer_flag(flag.id, "called")
    assert tracker.leave_draft(open_form.id) == ()
    result = tracker.check_in(open_form)
    assert result.raised == ()
    assert tracker.drafts() == ()
    assert tracker.diary().flags == (answered,)


def test_the_next_start_shows_what_a_form_held(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as tracker:
        tracker.keep_draft(form(tracker, 2, chest_pain=2))
    with opened(tmp_path / "diary") as tracker:
        (flag,) = tracker.alerts()
        assert flag.red_flag == "chest-pain"
        assert tracker.diary().flags == (flag,)


def test_throwing_a_form_away_does_not_throw_its_warning_away(tracker: Tracker) -> None:
    open_form = form(tracker, 2, chest_pain=2)
    tracker.keep_draft(open_form)
    tracker.drop_draft(open_form.id)
    assert tracker.drafts() == ()
    assert [flag.red_flag for flag in tracker.open_flags()] == ["chest-pain"]
    tracker.drop_draft("never-there")


def test_a_form_that_was_saved_a_moment_ago_does_not_come_back(tracker: Tracker) -> None:
    open_form = form(tracker, 2, chest_pain=2)
    tracker.check_in(open_form)
    tracker.keep_draft(open_form)
    assert tracker.drafts() == ()


def test_a_form_that_corrects_nothing_but_a_detail_or_who_answers_is_kept(tracker: Tracker) -> None:
    saved = tracker.check_in(replace(form(tracker, 2, nausea=1), details={"nausea": Detail()})).check_in
    for corrected in (
        replace(saved, details={"nausea": Detail(still_present=False)}),
        replace(saved, entered_by="companion"),
    ):
        tracker.keep_draft(corrected)
        assert [each.check_in for each in tracker.drafts()] == [corrected]
    tracker.keep_draft(saved)
    assert tracker.drafts() == ()


def test_a_correction_knows_the_version_that_it_was_begun_from(tracker: Tracker) -> None:
    """Also when that changes while it is being written, and when it is gone on with much later."""

    def changed() -> list[bool]:
        return [each.changed_since for each in tracker.drafts()]

    saved = tracker.check_in(form(tracker, 2, nausea=1)).check_in
    tracker.keep_draft(replace(saved, answers={"nausea": 2}), was=saved)
    assert changed() == [False]
    elsewhere = tracker.edit_check_in(replace(saved, answers={"nausea": 3})).check_in
    tracker.keep_draft(replace(saved, answers={"nausea": 2, "dizziness": 1}), was=saved)
    assert changed() == [True]
    tracker.keep_draft(replace(saved, answers={"nausea": 2, "dizziness": 2}))
    assert changed() == [True], "whoever goes on with it has not been told yet"
    tracker.keep_draft(replace(saved, answers={"nausea": 2}), was=elsewhere)
    assert changed() == [False]
    tracker.undo()
    assert changed() == [True]
    tracker.drop_draft(saved.id)
    tracker.keep_draft(form(tracker, 3, dizziness=1))
    assert changed() == [False], "a new check-in corrects nothing"


def test_a_full_disk_hides_no_warning_of_a_form(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    open_form = form(tracker, 2, chest_pain=2)
    tracker.keep_draft(open_form)
    with tracker._engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("PRAGMA query_only = ON")
    with pytest.raises(NotSaved) as caught:
        tracker.keep_draft(replace(open_form, answers={"chest_pain": 3}))
    assert caught.value.assessment is not None
    assert caught.value.assessment.findings[0].red_flag == "chest-pain"
    assert [flag.red_flag for flag in tracker.alerts()] == ["chest-pain"]


def test_a_form_that_cannot_be_read_hides_no_warning(tracker: Tracker) -> None:
    lost, sound = form(tracker, 2, chest_pain=2), form(tracker, 3, seizure=1)
    tracker.keep_draft(lost)
    tracker.keep_draft(sound)
    with closing(sqlite3.connect(paths.database(tracker.folder))) as connection, connection:
        connection.execute("UPDATE draft SET form = '{}' WHERE id = ?", (lost.id,))
    assert [draft.check_in for draft in tracker.drafts()] == [sound]
    assert {flag.red_flag for flag in tracker.alerts()} == {"chest-pain", "seizure"}


# clocks and corrections


def test_a_clock_that_was_set_back_hides_no_open_flag(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 5.5, chest_pain=1, nausea=2))
    clock.now -= hours(3)  # it had been three hours fast
    flags = tracker.flags()
    assert flags.highest == "emergency"
    assert all(each.still_found for each in flags.entries)
    assert listed(flags) == {"chest-pain": "emergency", "persistent-side-effect": "contact"}
    assert listed(tracker.flags(every=True)) == listed(flags)
    assert tracker.flags(at=clock.now).entries == ()  # asked about a moment, it is what had happened by then


def test_what_is_watched_ahead_of_the_clock_is_not_watched_yet(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 3, dissociation=1))
    clock.now = ENDED + hours(2)
    assert listed(tracker.flags()) == {}
    clock.now = ENDED + hours(4)
    assert "watch" in listed(tracker.flags()).values()


def test_an_urgent_flag_stays_one_when_its_infusion_is_deleted(tracker: Tracker) -> None:
    infusion = with_infusion(tracker)
    tracker.check_in(form(tracker, 5.5, nausea=3, chest_pain=1))
    before = {flag.id: flag for flag in tracker.open_flags() if flag.level in ("emergency", "urgent")}
    tracker.delete_infusion(infusion.id)
    after = {flag.id: flag for flag in tracker.open_flags() if flag.level in ("emergency", "urgent")}
    assert after == before


def test_a_corrected_end_names_no_answer_twice(tracker: Tracker) -> None:
    infusion = with_infusion(tracker)
    tracker.check_in(form(tracker, 5.5, chest_pain=1))
    tracker.edit_infusion(infusion.id, ended_at=ENDED + hours(1))
    (evidence,) = flag_of(tracker, "chest-pain").because
    assert evidence.hours_after_end == 5.5


# answered, and then there is more


def test_an_answer_speaks_only_for_what_it_was_shown_with(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    clock.now = ENDED + hours(6)
    first = tracker.check_in(form(tracker, 6, nausea=3))
    flag = flag_of(tracker, "persistent-side-effect")
    for each in first.raised:
        tracker.answer_flag(each.id, "called", "they said lie down")
    kept = first.check_in
    assert kept is not None
    more = replace(kept, answers={**kept.answers, "dizziness": 3})

    again = next(each for each in tracker.edit_check_in(more).raised if each.red_flag == flag.red_flag)
    assert (again.red_flag, again.level, again.question) == (flag.red_flag, "urgent", "dizziness")
    assert again in tracker.alerts()
    assert tracker.flag(flag.id).response_note == "they said lie down"
    assert tracker.flag(flag.id).because == flag.because

    for each in tracker.open_flags():
        tracker.answer_flag(each.id, "going")
    assert tracker.edit_check_in(replace(more, note="resting")).raised == ()
    assert tracker.alerts() == ()


def test_a_form_that_gains_a_second_sign_after_the_answer_warns_again(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    clock.now = ENDED + hours(6)
    writing = form(tracker, 6, nausea=3)
    tracker.keep_draft(writing)
    (flag,) = tracker.leave_draft(writing.id)
    tracker.answer_flag(flag.id, "called")
    tracker.keep_draft(replace(writing, answers={"nausea": 3, "dizziness": 3}))
    assert [each.question for each in tracker.flags().entries if each.level == "urgent"] == ["dizziness"]
    (again,) = tracker.alerts()
    assert again.question == "dizziness"
    assert tracker.leave_draft(writing.id) == (again,)
    saved = tracker.check_in(replace(writing, answers={"nausea": 3, "dizziness": 3}))
    assert [each for each in saved.raised if each.level == "urgent"] == []
    assert tracker.alerts() == (again,)


def test_a_contact_flag_that_was_answered_opens_for_another_question(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    clock.now = ENDED + hours(30)
    (flag,) = tracker.check_in(form(tracker, 30, painful_urination=1)).raised
    assert (flag.red_flag, flag.level) == ("bladder-symptoms", "contact")
    tracker.answer_flag(flag.id, "called")
    clock.now = ENDED + hours(40)
    (again,) = tracker.check_in(form(tracker, 40, bladder_pain=1)).raised
    assert (again.red_flag, again.level, again.question) == ("bladder-symptoms", "contact", "bladder_pain")
    assert {each.id for each in tracker.open_flags()} == {again.id}
    tracker.answer_flag(again.id, "called")
    clock.now = ENDED + hours(50)
    assert tracker.check_in(form(tracker, 50, bladder_pain=1, painful_urination=1)).raised == ()


def test_a_comparison_is_not_known_before_its_second_half(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    clock.now = ENDED + hours(40)
    tracker.check_in(form(tracker, 1, nausea=0, chest_pain=0))
    tracker.check_in(form(tracker, 1.5, nausea=1))
    raised = tracker.check_in(form(tracker, 3, nausea=3)).raised
    assert "worsening-side-effect" in {each.red_flag for each in raised}
    between = tracker.flags(at=ENDED + hours(2))
    assert "worsening-side-effect" not in listed(between)
    assert "worsening-side-effect" in listed(tracker.flags(at=ENDED + hours(3)))
    assert "worsening-side-effect" in listed(tracker.flags())


def test_over_several_check_ins_a_flag_begins_where_the_rules_give_it(tracker: Tracker, clock: Clock) -> None:
    with_infusion(tracker)
    clock.now = ENDED + hours(24 * 30)
    tracker.check_in(form(tracker, 24, memory_problems=2))
    (flag,) = tracker.check_in(form(tracker, 24 * 9, memory_problems=2)).raised
    assert (flag.red_flag, flag.check_in, len(flag.because)) == ("memory-or-concentration", None, 2)
    assert listed(tracker.flags(at=ENDED + hours(24 * 8))) == {}
    assert listed(tracker.flags(at=ENDED + hours(24 * 9))) == {"memory-or-concentration": "contact"}
    # changed since: it is listed from its first evidence on, since nothing else tells when it began
    later = tracker.check_ins()[-1]
    tracker.edit_check_in(replace(later, answers={"memory_problems": 0}))
    assert listed(tracker.flags(at=ENDED + hours(24 * 8))) == {"memory-or-concentration": "contact"}


# their order


def test_two_warnings_of_one_check_in_stand_in_the_same_order_in_every_diary(tmp_path: Path) -> None:
    for count in range(6):
        with opened(tmp_path / str(count)) as tracker:
            with_infusion(tracker)
            tracker.check_in(form(tracker, 4.5, fatigue=1, dizziness=2, nausea=1))
            found = [each.question for each in tracker.flags().entries if each.level == "contact"]
            assert found == [each.question for each in tracker.open_flags()] == ["dizziness", "fatigue", "nausea"]
