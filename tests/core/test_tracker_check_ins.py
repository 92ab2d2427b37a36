"""Saving, correcting and deleting check-ins: exact, judged before written, all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from ktrack import db, escalation, paths
from ktrack.escalation import Assessment, Facts, Rulebook
from ktrack.records import CheckIn, Detail, Medicine
from ktrack.tracker import BadEntry, ChangedElsewhere, NotFound, NotSaved, Tracker, check_ins, store
from ktrack.tracker.merge import everything
from tests.core import generated
from tests.core.diary_at_hand import ENDED, Clock, form, opened, thrown_away, with_infusion


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[Tracker]:
    with opened(tmp_path / "diary") as made:
        yield made


def later(clock_at: datetime = datetime(2026, 6, 1, tzinfo=UTC)) -> Clock:
    return Clock(clock_at)


def levels(assessment: Assessment) -> dict[str, str]:
    return {each.red_flag: each.level for each in assessment.findings}


# what is saved is read back


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_diary_is_read_back_exactly(tracker: Tracker, data: st.DataObject) -> None:
    given_infusions = data.draw(st.lists(generated.infusions(), max_size=2, unique_by=lambda each: each.id))
    given_check_ins = data.draw(st.lists(generated.check_ins(), max_size=3, unique_by=lambda each: each.id))
    ids = [None, *(each.id for each in given_infusions)]
    placed = [replace(each, infusion=data.draw(st.sampled_from(ids))) for each in given_check_ins]
    lost: list[store.Unreadable] = []
    with thrown_away(tracker) as connection:
        store.put_infusions(connection, given_infusions)
        store.put_check_ins(connection, placed)
        diary = everything(connection, lost)
    assert lost == []
    assert in_words(diary.infusions) == in_words(given_infusions)
    assert in_words(diary.check_ins) == in_words(placed)


def in_words(records: object) -> list[str]:
    """Tells 118 from 118.0, and one offset from another; the order of measured values means nothing."""
    assert isinstance(records, (tuple, list))
    tidy = [
        replace(each, vitals=dict(sorted(each.vitals.items())), details=dict(sorted(each.details.items())))
        if isinstance(each, CheckIn)
        else each
        for each in records
    ]
    return sorted(repr(each) for each in tidy)


def test_a_saved_check_in_is_read_back_exactly(tracker: Tracker) -> None:
    infusion = with_infusion(tracker)
    saved = tracker.check_in(
        replace(
            form(tracker, 2, nausea=2, dizziness=0, itching=0, headache=1),
            skipped=("mood", "craving"),
            none_for_rest=("itching", "dizziness"),
            details={"headache": Detail(onset="sudden", still_present=True, began_at=ENDED)},
            vitals={"systolic": 120, "temperature_c": 37.0, "spo2": 98},
            medicines=(Medicine("ondansetron", "4 mg", ENDED, True), Medicine("water")),
            note="",
            entered_by="companion",
        )
    ).check_in
    assert saved.infusion == infusion.id
    assert saved.timezone == "America/New_York"
    assert tracker.check_ins() == (saved,)
    assert in_words([tracker.find_check_in(saved.id[:13])]) == in_words([saved])


def test_the_second_of_two_equal_hours_keeps_its_offset(tmp_path: Path) -> None:
    zone = ZoneInfo("America/New_York")
    first, second = (datetime(2025, 11, 2, 1, 30, tzinfo=zone, fold=fold) for fold in (0, 1))
    with opened(tmp_path / "diary") as tracker:
        saved = [tracker.check_in(replace(form(tracker, 0, nausea=1), at=at)).check_in for at in (first, second)]
        kept = tracker.check_ins()
    assert [each.at.isoformat() for each in kept] == ["2025-11-02T01:30:00-04:00", "2025-11-02T01:30:00-05:00"]
    assert kept == tuple(saved)
    assert kept[1].at - kept[0].at == timedelta(hours=1)


def test_a_zone_is_named_only_where_its_clocks_show_that_time(tracker: Tracker) -> None:
    abroad = tracker.new_check_in(at=ENDED.astimezone(UTC))
    assert abroad.timezone == ""
    assert tracker.new_check_in(at=ENDED).timezone == "America/New_York"


def test_control_characters_become_signs_that_can_be_seen(tracker: Tracker) -> None:
    saved = tracker.check_in(replace(form(tracker, 2, nausea=1), note="a\x1b[2Jb\r\n\ud800")).check_in
    assert saved.note == "a\u241b[2Jb\n\ufffd"
    assert tracker.check_ins()[0].note == saved.note


# where a check-in belongs


def test_a_check_in_belongs_to_the_latest_infusion_before_it_and_stays_there(tracker: Tracker) -> None:
    first = with_infusion(tracker, ENDED - timedelta(days=3))
    kept = tracker.check_in(replace(form(tracker, -30, nausea=1), infusion=None)).check_in
    assert kept.infusion == first.id
    with_infusion(tracker, ENDED - timedelta(days=2))
    assert tracker.check_ins()[0].infusion == first.id
    corrected = tracker.edit_check_in(replace(kept, note="slept")).check_in
    assert corrected.infusion == first.id


def test_a_form_that_is_dated_back_moves_to_the_infusion_of_that_time(tracker: Tracker) -> None:
    earlier = with_infusion(tracker, ENDED - timedelta(days=3))
    with_infusion(tracker)
    open_form = form(tracker, 2, nausea=1)
    backdated = tracker.check_in(replace(open_form, at=ENDED - timedelta(days=1))).check_in
    assert backdated.infusion == earlier.id
    before_all = tracker.check_in(replace(form(tracker, 2, nausea=1), at=ENDED - timedelta(days=9))).check_in
    assert before_all.infusion is None


# what is refused


@pytest.mark.parametrize(
    ("changes", "field", "word"),
    [
        ({"answers": {"nausea": 5}}, "nausea", "0 to 4"),
        ({"answers": {"nausea": -1}}, "nausea", "0 to 4"),
        ({"answers": {"nausea": 2.0}}, "nausea", "0 to 4"),
        ({"answers": {"nausea": True}}, "nausea", "0 to 4"),
        ({"answers": {"nausia": 1}}, "nausia", "did you mean nausea"),
        ({"skipped": ("nausea",)}, "nausea", "both answered and skipped"),
        ({"none_for_rest": ("nausea",)}, "nausea", "has an answer"),
        ({"vitals": {"systolic": float("nan")}}, "systolic", "0 to 9999"),
        ({"vitals": {"systolic": 10**20}}, "systolic", "0 to 9999"),
        ({"vitals": {"nausea": 1}}, "nausea", "not a measured value"),
        ({"at": ENDED + timedelta(hours=6, minutes=6)}, "at", "still to come"),
        ({"at": datetime(1970, 1, 1, tzinfo=UTC)}, "at", "before 1990"),
        ({"at": datetime(2026, 4, 7, 12)}, "at", "offset"),  # noqa: DTZ001 - that is the point
        ({"note": "x" * 4001}, "note", "4001"),
        ({"id": "no blanks"}, "id", "letters"),
        ({"medicines": (Medicine(" "),)}, "medicines", "name"),
        ({"details": {"swelling": Detail(location="knee")}}, "swelling", "lips"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_written(
    tracker: Tracker, changes: dict[str, object], field: str, word: str
) -> None:
    with pytest.raises(BadEntry) as caught:
        tracker.check_in(replace(form(tracker, 2, nausea=2), **changes))  # type: ignore[arg-type]
    assert caught.value.field == field
    assert word in str(caught.value)
    assert tracker.check_ins() == ()


def test_a_clock_a_little_behind_refuses_nothing(tracker: Tracker) -> None:
    tracker.check_in(replace(form(tracker, 2, nausea=2), at=ENDED + timedelta(hours=6, minutes=4)))
    assert len(tracker.check_ins()) == 1


def test_odd_measured_values_are_kept_as_typed_and_marked(tracker: Tracker) -> None:
    with_infusion(tracker)
    swapped = replace(form(tracker, 2), vitals={"systolic": 80, "diastolic": 120, "heart_rate": 1200})
    saved = tracker.check_in(swapped).check_in
    assert saved.vitals == {"systolic": 80, "diastolic": 120, "heart_rate": 1200}
    assert set(saved.unconfirmed) == {"systolic", "diastolic", "heart_rate"}
    assert tracker.check_ins() == (saved,)


# flags in the same moment


def test_a_warning_is_kept_with_the_words_and_the_rules_it_was_shown_with(tracker: Tracker) -> None:
    with_infusion(tracker)
    result = tracker.check_in(form(tracker, 2, chest_pain=2))
    finding = next(each for each in result.assessment.findings if each.red_flag == "chest-pain")
    flag = next(each for each in tracker.open_flags() if each.red_flag == "chest-pain")
    assert flag in result.raised
    assert (flag.id, flag.level, flag.title, flag.say) == (finding.id, "emergency", finding.title, finding.say)
    assert flag.because == finding.because
    assert flag.rulebook == {"version": tracker.rulebook.version, "hash": tracker.rulebook.hash}
    assert flag.raised_at == tracker.now()


def test_watching_is_told_and_never_kept_as_a_flag(tracker: Tracker) -> None:
    with_infusion(tracker, number=1)
    result = tracker.check_in(form(tracker, 2, urinary_frequency=1))
    assert "watch" in levels(result.assessment).values()
    assert tracker.diary().flags == ()


def test_the_same_form_twice_changes_nothing(tracker: Tracker) -> None:
    with_infusion(tracker)
    filled = form(tracker, 2, chest_pain=2)
    first = tracker.check_in(filled)
    again = tracker.check_in(filled)
    assert again.already_saved
    assert again.check_in == first.check_in
    assert again.raised == ()
    assert levels(again.assessment) == levels(first.assessment)
    diary = tracker.diary()
    assert (len(diary.check_ins), diary.edits) == (1, ())
    assert diary.flags == first.raised


def test_a_form_saved_again_with_another_answer_keeps_both(tracker: Tracker) -> None:
    filled = form(tracker, 2, nausea=2)
    tracker.check_in(filled)
    tracker.check_in(replace(filled, answers={"nausea": 3}))
    diary = tracker.diary()
    assert [each.answers for each in diary.check_ins] == [{"nausea": 3}]
    assert [dict(each.before)["answers"] for each in diary.edits] == [{"nausea": 2}]


def test_two_windows_on_one_diary_see_each_other_and_save_one_form_once(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as one, opened(tmp_path / "diary") as other:
        with_infusion(one)
        counter = other.change_counter()
        filled = form(other, 2, chest_pain=2)
        one.check_in(filled)
        assert other.change_counter() != counter
        assert other.check_in(filled).already_saved
        assert other.check_ins() == one.check_ins()
        assert other.open_flags() == one.open_flags()


# a disk that fails


def fail_at_commit(monkeypatch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    """The disk takes everything until it should be final."""
    real = store.put_check_ins

    def put(connection: Connection, check_ins: Sequence[CheckIn]) -> None:
        real(connection, check_ins)
        raise DatabaseError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(store, "put_check_ins", put)


def read_only(monkeypatch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    """The disk takes no write at all."""
    with tracker._engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("PRAGMA query_only = ON")


def held_by_another(monkeypatch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    """Another program does not let go of the diary."""
    other = sqlite3.connect(paths.database(tracker.folder), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(tracker, "_other", other, raising=False)
    monkeypatch.setattr(db, "_WAIT_MS", 10)


def a_bug(monkeypatch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    """Something nobody thought of."""
    monkeypatch.setattr(store, "put_flags", lambda *_: 1 / 0)


@pytest.mark.parametrize("fail", [fail_at_commit, read_only, held_by_another, a_bug])
def test_when_the_disk_fails_the_warning_is_told_and_nothing_is_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: Callable[[pytest.MonkeyPatch, Tracker], None]
) -> None:
    with opened(tmp_path / "diary") as tracker:
        with_infusion(tracker)
        filled = replace(form(tracker, 2, chest_pain=2), note="canary")
        with monkeypatch.context() as failing:
            fail(failing, tracker)
            with pytest.raises(NotSaved) as caught:
                tracker.check_in(filled)
            if fail is held_by_another:
                tracker._other.close()  # type: ignore[attr-defined]
        assert caught.value.assessment is not None
        assert levels(caught.value.assessment)["chest-pain"] == "emergency"
        assert "NOT SAVED" in str(caught.value)
        assert "canary" not in str(caught.value)
    with opened(tmp_path / "diary") as tracker:
        assert tracker.check_ins() == ()
        assert tracker.open_flags() == ()
        assert tracker.check_in(filled).raised != ()


def test_a_diary_that_is_gone_while_open_is_never_said_to_be_saved(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as tracker:
        with_infusion(tracker)
        filled = form(tracker, 2, chest_pain=2)
        paths.database(tracker.folder).unlink()
        with pytest.raises(NotSaved) as caught:
            tracker.check_in(filled)
    assert caught.value.assessment is not None
    assert levels(caught.value.assessment)["chest-pain"] == "emergency"
    assert not paths.database(tmp_path / "diary").exists()


def test_what_the_answers_come_to_is_known_before_anything_is_written(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real_assess, real_put = escalation.assess, store.put_check_ins

    def assess(rulebook: Rulebook, facts: Facts, check_in: CheckIn) -> Assessment:
        seen.append("judged")
        return real_assess(rulebook, facts, check_in)

    def put(connection: Connection, check_ins: Sequence[CheckIn]) -> None:
        seen.append("written")
        real_put(connection, check_ins)

    monkeypatch.setattr(check_ins, "assess", assess)
    monkeypatch.setattr(store, "put_check_ins", put)
    tracker.check_in(form(tracker, 2, nausea=1))
    assert seen == ["judged", "written"]


def test_a_diary_that_cannot_be_read_still_judges_the_form(tracker: Tracker) -> None:
    with_infusion(tracker)
    filled = form(tracker, 2, chest_pain=2)
    paths.database(tracker.folder).write_bytes(b"x" * 8192)
    assert levels(tracker.assess(filled))["chest-pain"] == "emergency"
    assert tracker.find(filled) == tracker.assess(filled).findings


# corrections


def test_a_correction_keeps_the_earlier_version_and_every_warning(tracker: Tracker) -> None:
    with_infusion(tracker)
    saved = tracker.check_in(form(tracker, 2, chest_pain=2)).check_in
    before = tracker.open_flags()
    corrected = tracker.edit_check_in(replace(saved, answers={"chest_pain": 0}), was=saved)
    assert "chest-pain" not in levels(corrected.assessment)
    assert tracker.open_flags() == before
    assert tracker.check_ins() == (corrected.check_in,)
    (edit,) = tracker.edits(saved.id)
    assert (edit.record, edit.record_id, dict(edit.before)["answers"]) == ("check_in", saved.id, {"chest_pain": 2})


def test_a_correction_that_changes_nothing_writes_nothing(tracker: Tracker) -> None:
    saved = tracker.check_in(form(tracker, 2, nausea=2)).check_in
    assert tracker.edit_check_in(saved).already_saved
    assert tracker.diary().edits == ()


def test_a_correction_of_something_changed_in_another_window_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "diary") as one, opened(tmp_path / "diary") as other:
        saved = one.check_in(form(one, 2, nausea=2)).check_in
        other.edit_check_in(replace(saved, note="theirs"), was=saved)
        with pytest.raises(ChangedElsewhere, match="another window"):
            one.edit_check_in(replace(saved, note="mine"), was=saved)
        assert [each.note for each in one.check_ins()] == ["theirs"]


def test_correcting_what_does_not_exist_is_refused(tracker: Tracker) -> None:
    with pytest.raises(NotFound):
        tracker.edit_check_in(form(tracker, 2, nausea=1))


def test_an_earlier_check_in_judges_the_later_ones_again(tracker: Tracker) -> None:
    with_infusion(tracker)
    tracker.check_in(form(tracker, 5, nausea=3))
    assert "worsening-side-effect" not in {flag.red_flag for flag in tracker.open_flags()}
    result = tracker.check_in(form(tracker, 1, nausea=1))
    assert "worsening-side-effect" not in levels(result.assessment)
    assert "worsening-side-effect" in {flag.red_flag for flag in result.raised}


def test_a_lowered_earlier_answer_judges_the_later_ones_again(tracker: Tracker) -> None:
    with_infusion(tracker)
    early = tracker.check_in(form(tracker, 1, nausea=3)).check_in
    tracker.check_in(form(tracker, 3, nausea=3))
    result = tracker.edit_check_in(replace(early, answers={"nausea": 1}))
    assert "worsening-side-effect" in {flag.red_flag for flag in result.raised}


def test_an_old_check_in_judges_those_of_later_infusions_that_look_back_on_it(tmp_path: Path) -> None:
    key = "memory_problems"
    with opened(tmp_path / "in-order", later()) as tracker, opened(tmp_path / "late", later()) as other:
        assert key in tracker.rulebook.cross_infusion_keys
        for each in (tracker, other):
            for week in range(4):
                with_infusion(each, ENDED + timedelta(weeks=week))
        hours = [24 * 7 * week + 100 for week in range(4)]
        for at in hours:
            tracker.check_in(form(tracker, at, **{key: 2}))
        for at in reversed(hours):
            other.check_in(form(other, at, **{key: 2}))
        expected = {(flag.red_flag, flag.level) for flag in tracker.open_flags()}
        assert "memory-or-concentration" in {red_flag for red_flag, _ in expected}
        assert {(flag.red_flag, flag.level) for flag in other.open_flags()} >= expected


# deleting


def test_a_deleted_check_in_leaves_its_warning_and_can_come_back(tracker: Tracker) -> None:
    with_infusion(tracker)
    saved = tracker.check_in(form(tracker, 2, chest_pain=2)).check_in
    flags = tracker.open_flags()
    deleted = tracker.delete_check_in(saved.id[:10])
    assert tracker.check_ins() == ()
    assert tracker.check_ins(deleted=True) == (deleted,)
    assert deleted.deleted_at == tracker.now()
    assert tracker.open_flags() == flags
    with pytest.raises(NotFound):
        tracker.delete_check_in(saved.id)
    tracker.edit_check_in(deleted)
    assert tracker.check_ins() == (saved,)


# looking back


def test_check_ins_are_listed_by_infusion_and_time(tracker: Tracker) -> None:
    first = with_infusion(tracker, ENDED - timedelta(days=2))
    with_infusion(tracker)
    hours = (-90, -40, 1, 3)
    saved = [tracker.check_in(form(tracker, at, nausea=1)).check_in for at in reversed(hours)][::-1]
    assert tracker.check_ins() == tuple(saved)
    assert tracker.check_ins(infusion=first.id) == (saved[1],)
    assert tracker.check_ins(infusion=None) == (saved[0],)
    assert tracker.check_ins(since=saved[1].at, until=saved[2].at) == (saved[1], saved[2])


def test_the_last_answer_to_each_question(tracker: Tracker) -> None:
    tracker.check_in(form(tracker, 1, nausea=3, dizziness=2))
    tracker.check_in(form(tracker, 3, nausea=1))
    tracker.check_in(replace(form(tracker, 4), skipped=("nausea",)))
    at = ENDED + timedelta(hours=1)
    assert tracker.last_answers() == {"nausea": (1, at + timedelta(hours=2)), "dizziness": (2, at)}
    assert tracker.last_answers(["dizziness"]) == {"dizziness": (2, at)}


# rows that another program damaged


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE check_in SET at = 'yesterday' WHERE id = :id",
        "UPDATE check_in SET at_offset = 'east' WHERE id = :id",
        "UPDATE check_in SET entered_by = 'nobody' WHERE id = :id",
        "UPDATE check_in SET none_for_rest = '[' WHERE id = :id",
        "UPDATE check_in SET entered_offset = 99999999999999 WHERE id = :id",
    ],
)
def test_one_damaged_entry_hides_only_itself(tracker: Tracker, damage: str) -> None:
    spoiled = tracker.check_in(form(tracker, 1, nausea=3)).check_in
    sound = tracker.check_in(form(tracker, 2, nausea=1)).check_in
    spoil(tracker, damage, spoiled.id)
    assert tracker.check_ins() == (sound,)
    assert [(each.table, each.id) for each in tracker.unreadable()] == [("check_in", spoiled.id)]
    tracker.check_in(form(tracker, 3, nausea=1))


def test_a_damaged_answer_hides_only_itself(tracker: Tracker) -> None:
    saved = tracker.check_in(form(tracker, 1, nausea=3, dizziness=2)).check_in
    spoil(tracker, "UPDATE answer SET value = 'many' WHERE check_in = :id AND question = 'nausea'", saved.id)
    spoil(tracker, "UPDATE answer SET onset = 'slowly' WHERE check_in = :id AND question = 'dizziness'", saved.id)
    (read,) = tracker.check_ins()
    assert read.answers == {"dizziness": 2}
    assert {(each.table, each.id) for each in tracker.unreadable()} == {("answer", saved.id)}
    spoil(tracker, "UPDATE answer SET check_in = 'nowhere' WHERE check_in = :id AND question = 'nausea'", saved.id)
    assert tracker.check_ins() == (read,)
    assert {(each.table, each.id) for each in tracker.unreadable()} == {
        ("answer", saved.id),
        ("answer", "nowhere"),
    }


def spoil(tracker: Tracker, damage: str, record_id: str) -> None:
    with closing(sqlite3.connect(paths.database(tracker.folder))) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(damage, {"id": record_id})


def test_a_year_of_history_is_not_read_to_judge_one_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of other infusions only those reported answers are read that rules look back on."""
    with opened(tmp_path / "diary", later()) as tracker:
        for week in range(4):
            with_infusion(tracker, ENDED + timedelta(weeks=week))
            tracker.check_in(form(tracker, 24 * 7 * week + 2, nausea=1, memory_problems=1, mood=5))
        read: list[CheckIn] = []
        real = escalation.assess

        def assess(rulebook: Rulebook, facts: Facts, check_in: CheckIn) -> Assessment:
            read.extend(facts.check_ins)
            return real(rulebook, facts, check_in)

        monkeypatch.setattr(check_ins, "assess", assess)
        tracker.check_in(form(tracker, 24 * 7 * 3 + 3, nausea=1))
        elsewhere = [each for each in read if each.infusion != tracker.infusions()[-1].id]
        assert [dict(each.answers) for each in elsewhere] == [{"memory_problems": 1}] * 3


def test_an_infusion_is_needed_for_nothing(tracker: Tracker) -> None:
    result = tracker.check_in(form(tracker, 2, chest_pain=2, nausea=2))
    assert result.check_in.infusion is None
    assert levels(result.assessment)["chest-pain"] == "emergency"
    assert tracker.latest_infusion() is None


def test_a_large_diary_is_looked_through_before_it_is_first_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "CHECKED_AT_OPENING", 0)
    folder = tmp_path / "diary"
    with opened(folder) as tracker:
        filled = form(tracker, 2, chest_pain=2)
        tracker.add_visit(at=ENDED, questions=["x" * 3900] * 30)
    content = bytearray(paths.database(folder).read_bytes())
    content[-3 * 4096 : -2 * 4096] = bytes(range(256)) * 16
    paths.database(folder).write_bytes(content)
    with opened(folder) as tracker, pytest.raises(NotSaved, match="damaged") as caught:
        tracker.check_in(filled)
    assert caught.value.assessment is not None
    assert levels(caught.value.assessment)["chest-pain"] == "emergency"
    assert paths.database(folder).read_bytes() == bytes(content)


def test_several_windows_that_write_at_once_all_get_their_turn(tmp_path: Path) -> None:
    folder = tmp_path / "diary"

    def write(_: int) -> None:
        with opened(folder) as tracker:
            for n in range(8):
                tracker.check_in(form(tracker, n / 10, nausea=1))

    with ThreadPoolExecutor(3) as windows:
        list(windows.map(write, range(3)))
    with opened(folder) as tracker:
        assert len(tracker.check_ins()) == 24
