"""Taking diary files into the diary on this computer: all or nothing, twice is once, warnings are raised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from ktrack.escalation import Facts, evaluate
from ktrack.exchange import BadDiary, import_diary, read_diary, write_diary
from ktrack.records import Diary, Profile
from ktrack.tracker import Tracker
from tests import diaries
from tests.core.handmade_files import INFUSION, check_in_file, file
from tests.core.made import AT, START

CASES = sorted((Path(__file__).parents[1] / "data" / "cases").glob("*.json"))
NOW = datetime.fromisoformat("2026-11-22T09:00:00-05:00")
FEW = settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a smaller example is not worth minutes of disk work
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


class Home:
    """A data folder of its own, with a clock that moves on with every look."""

    def __init__(self, folder: Path, now: datetime = NOW) -> None:
        self.looks = 0
        self.start = now
        self.tracker = Tracker(folder, clock=self.clock, zone="")

    def clock(self) -> datetime:
        self.looks += 1
        return self.start + timedelta(seconds=self.looks)


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[list[Home]]:
    """Three computers, their clocks days apart."""
    made = [Home(tmp_path / str(number), NOW + timedelta(days=number)) for number in range(3)]
    yield made
    for home in made:
        home.tracker.close()


def whole(home: Home, *, profile: bool = True) -> bytes:
    diary = home.tracker.diary()
    return write_diary(diary if profile else replace(diary, profile=Profile()))


def test_there_are_case_diaries() -> None:
    assert len(CASES) == 3


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_case_diary_comes_in_whole_and_the_second_time_changes_nothing(case: Path, homes: list[Home]) -> None:
    data = case.read_bytes()
    given = read_diary(data)
    first = import_diary(homes[0].tracker, data)
    kept = homes[0].tracker.diary()
    assert (kept.infusions, kept.check_ins, kept.visits) == (given.infusions, given.check_ins, given.visits)
    assert len(first.plan.check_ins) == len(given.check_ins)
    before = whole(homes[0])
    again = import_diary(homes[0].tracker, data)
    assert again.plan.changes_nothing
    assert again.sentences == ("Your diary already holds everything in this file. Nothing was changed.",)
    assert whole(homes[0]) == before


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_imported_check_ins_raise_every_warning_they_deserve(case: Path, homes: list[Home]) -> None:
    given = read_diary(case.read_bytes())
    tracker = homes[0].tracker
    facts = Facts(given.infusions, given.check_ins, profile=given.profile)
    deserved = {each.id for each in evaluate(tracker.rulebook, facts) if each.level != "watch"}
    report = import_diary(tracker, case.read_bytes())
    assert deserved
    assert {flag.id for flag in tracker.diary().flags} == {flag.id for flag in report.raised} == deserved
    assert all(flag.open and flag.say for flag in report.raised)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_an_export_restores_the_same_diary_on_another_computer(case: Path, homes: list[Home]) -> None:
    import_diary(homes[0].tracker, case.read_bytes())
    worst = homes[0].tracker.open_flags()[0]
    homes[0].tracker.answer_flag(worst.id, "later")
    homes[0].tracker.answer_flag(worst.id, "called", "spoke to the nurse")
    homes[0].tracker.delete_infusion(homes[0].tracker.infusions()[-1].id)
    homes[0].tracker.delete_check_in(homes[0].tracker.check_ins()[0].id)
    export = whole(homes[0])
    assert {edit.record for edit in homes[0].tracker.diary().edits} == {"infusion", "check_in", "flag"}
    report = import_diary(homes[1].tracker, export)
    assert whole(homes[1]) == export
    assert report.raised == ()
    assert import_diary(homes[1].tracker, export).plan.changes_nothing


def test_two_diaries_end_the_same_whichever_comes_first(homes: list[Home]) -> None:
    one, other = (case.read_bytes() for case in CASES[:2])
    for data in (one, other):
        import_diary(homes[0].tracker, data)
    for data in (other, one):
        import_diary(homes[1].tracker, data)
    assert whole(homes[0], profile=False) == whole(homes[1], profile=False)


@FEW
@given(diaries.diaries(), diaries.diaries())
def test_a_into_b_is_b_into_a_on_the_disk_too(
    tmp_path_factory: pytest.TempPathFactory, a: Diary, b: Diary
) -> None:
    folder = tmp_path_factory.mktemp("homes")
    ends = []
    for number, order in enumerate(((a, b), (b, a))):
        home = Home(folder / str(number), NOW + timedelta(days=number))
        with home.tracker:
            for diary in order:
                import_diary(home.tracker, write_diary(diary))
            raised = {flag.id for flag in home.tracker.diary().flags}
            assert {flag.id for flag in (*a.flags, *b.flags)} <= raised
            ends.append(write_diary(replace(home.tracker.diary(), profile=Profile(), flags=())))
    assert ends[0] == ends[1]


def test_exports_exchanged_between_two_computers_end_the_same(homes: list[Home]) -> None:
    for home, case in zip(homes, CASES[:2], strict=False):
        import_diary(home.tracker, case.read_bytes())
    homes[0].tracker.answer_flag(homes[0].tracker.open_flags()[0].id, "going")
    mine, theirs = whole(homes[0]), whole(homes[1])
    import_diary(homes[0].tracker, theirs)
    import_diary(homes[1].tracker, mine)
    assert whole(homes[0], profile=False) == whole(homes[1], profile=False)


def test_a_warning_is_dated_when_all_it_rests_on_was_entered(homes: list[Home]) -> None:
    entered = "2026-04-07T18:00:00-04:00"
    import_diary(homes[0].tracker, check_in_file(answers={"chest_pain": 2}, entered_at=entered))
    assert [flag.raised_at.isoformat() for flag in homes[0].tracker.diary().flags] == [entered]


def test_a_check_in_brings_out_a_warning_together_with_one_already_here(homes: list[Home]) -> None:
    fields = {"infusion": "i", "answers": {"nausea": 3}}
    early = file(infusions=[INFUSION], check_ins=[{"id": "a", "at": "2026-04-07T11:45:00-04:00", **fields}])
    late = file(check_ins=[{"id": "b", "at": "2026-04-08T20:00:00-04:00", **fields}])
    import_diary(homes[0].tracker, early)
    report = import_diary(homes[0].tracker, late)
    assert report.raised
    assert {flag.infusion for flag in report.raised} == {"i"}


def test_with_dry_run_nothing_is_written_and_the_report_is_the_same(homes: list[Home]) -> None:
    tracker = homes[0].tracker
    data = next(case for case in CASES if case.stem == "rough-evening").read_bytes()
    before = whole(homes[0])
    dry = import_diary(tracker, data, dry_run=True)
    assert whole(homes[0]) == before
    real = import_diary(tracker, data)
    assert dry.raised == real.raised
    assert dry.plan == real.plan
    assert dry.sentences[0] == "Would be new in your diary: 1 infusion, 6 check-ins."
    assert real.sentences[0] == "New in your diary: 1 infusion, 6 check-ins."
    assert real.sentences[-1].startswith("What was told in the file raised ")


def test_a_file_with_an_error_changes_nothing(homes: list[Home]) -> None:
    before = whole(homes[0])
    with pytest.raises(BadDiary):
        import_diary(homes[0].tracker, file(check_ins=[{"at": AT, "answers": {"chest_pain": 3}}, {"at": "x"}]))
    assert whole(homes[0]) == before


def test_a_failing_disk_leaves_the_diary_as_it_was(homes: list[Home], monkeypatch: pytest.MonkeyPatch) -> None:
    from ktrack.tracker import store

    before = whole(homes[0])

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(store, "put_flags", full)
    with pytest.raises(OSError, match="no space left"):
        import_diary(homes[0].tracker, check_in_file(answers={"chest_pain": 3}))
    monkeypatch.undo()
    assert whole(homes[0]) == before


def test_two_versions_are_both_kept_and_said(homes: list[Home]) -> None:
    tracker = homes[0].tracker
    old = {"id": "a", "entered_at": "2026-04-07T12:00:00-04:00", "answers": {"nausea": 1}}
    new = {"id": "a", "entered_at": "2026-04-07T13:00:00-04:00", "answers": {"nausea": 2}}
    import_diary(tracker, check_in_file(**old))
    report = import_diary(tracker, check_in_file(**new))
    assert report.sentences[1:3] == (
        "1 record is not the same in the file and in your diary. The version that was entered or changed last "
        "counts, the other is kept as an earlier version.",
        "Check-in of Tue 7 Apr 11:45 (-04:00): the file's version counts.",
    )
    assert tracker.check_ins()[0].answers == {"nausea": 2}
    assert [edit.before["answers"] for edit in tracker.edits("a")] == [{"nausea": 1}]
    assert import_diary(tracker, check_in_file(**old)).plan.changes_nothing


def test_what_was_corrected_here_is_not_undone_by_an_older_export(homes: list[Home]) -> None:
    tracker = homes[0].tracker
    import_diary(tracker, check_in_file(id="a", answers={"nausea": 4}))
    export = whole(homes[0])
    tracker.edit_check_in(replace(tracker.check_ins()[0], answers={"nausea": 1}))
    assert import_diary(tracker, export).plan.changes_nothing
    assert tracker.check_ins()[0].answers == {"nausea": 1}


def test_an_answered_warning_stays_answered(homes: list[Home]) -> None:
    tracker = homes[0].tracker
    data = check_in_file(answers={"chest_pain": 2})
    import_diary(tracker, data)
    unanswered = whole(homes[0])
    (flag,) = tracker.open_flags()
    tracker.answer_flag(flag.id, "called")
    for again in (data, unanswered):
        import_diary(tracker, again)
    assert tracker.open_flags() == ()
    import_diary(homes[1].tracker, unanswered)
    import_diary(homes[1].tracker, whole(homes[0]))
    assert homes[1].tracker.open_flags() == ()


def test_the_numbers_of_the_file_fill_gaps_and_reach_the_emergency_copy(homes: list[Home]) -> None:
    tracker = homes[0].tracker
    tracker.change_profile(clinic_phone="555-0100")
    profile = {"clinic_phone": "555-0199", "emergency_number": "112", "crisis_line": "988"}
    report = import_diary(tracker, file(profile=profile))
    assert tracker.profile().clinic_phone == "555-0100"
    assert "112" in (tracker.folder / "contacts.toml").read_text()
    assert report.sentences[1:] == (
        "Taken from the file, because yours was empty: emergency number, crisis line. "
        "Look whether it is right for you.",
        "The file has another clinic's number. Yours was kept.",
    )


def test_replaced_control_characters_are_counted(homes: list[Home]) -> None:
    report = import_diary(homes[0].tracker, check_in_file(note="a\x1b[2J\x00b\r\n"))
    assert report.replaced == 2
    assert (
        "2 control characters in the file's texts became visible signs. All words were kept." in report.sentences
    )
    assert homes[0].tracker.check_ins()[0].note == "a␛[2J␀b\n"


def test_many_differing_records_are_listed_in_part(homes: list[Home]) -> None:
    def versions(note: str) -> bytes:
        times = [(START + timedelta(hours=hour)).isoformat() for hour in range(8)]
        return file(visits=[{"id": f"v{n}", "at": at, "note": note} for n, at in enumerate(times)])

    import_diary(homes[0].tracker, versions("a"))
    report = import_diary(homes[0].tracker, versions("b"))
    assert report.sentences[-1] == "The same for 3 more."
    assert len(report.plan.both_kept) == 8


def test_importing_does_not_make_the_whole_diary_be_judged_again(homes: list[Home]) -> None:
    data = file(profile={"persist_hours": 2}, check_ins=[{"at": AT, "answers": {"nausea": 1}}])
    import_diary(homes[0].tracker, data)
    before = whole(homes[0])
    homes[0].tracker.alerts()
    assert whole(homes[0]) == before
