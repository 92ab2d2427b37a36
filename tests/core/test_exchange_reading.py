"""What a diary file may leave out, and what reading makes of it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ktrack.exchange import read_diary
from ktrack.records import CheckIn, Detail, Diary, Infusion, Medicine
from tests.core.handmade_files import INFUSION, check_in_file, file
from tests.core.made import AT, START


def one(**fields: object) -> CheckIn:
    (read,) = read_diary(check_in_file(**fields)).check_ins
    return read


def test_only_the_required_fields() -> None:
    assert read_diary(file()) == Diary()
    check_in = one()
    assert check_in.entered_at == check_in.at == datetime.fromisoformat(AT)
    assert (check_in.infusion, check_in.answers, check_in.note, check_in.deleted_at) == (None, {}, "", None)
    diary = read_diary(file(infusions=[{"started_at": AT}], visits=[{"at": AT}]))
    assert diary.infusions[0].ended_at is None
    assert diary.visits[0].questions == ()


def test_everything_a_check_in_can_hold() -> None:
    read = one(
        id="a",
        timezone="America/New_York",
        entered_at="2026-04-08T09:00:00Z",
        entered_by="companion",
        answers={"nausea": 2, "headache": 1},
        skipped=["mood"],
        none_for_rest=["itching"],
        details={
            "headache": {"onset": "sudden", "still_present": True, "began_at": AT},
            "swelling": {"location": "lips"},
        },
        vitals={"systolic": 120, "temperature_c": 36.8},
        unconfirmed=["systolic"],
        medicines=[{"name": "ondansetron", "dose": "4 mg", "at": AT, "helped": None}],
        note="tired",
    )
    at = datetime.fromisoformat(AT)
    assert read.answers == {"nausea": 2, "headache": 1, "itching": 0}
    assert read.none_for_rest == ("itching",)
    assert read.details == {"headache": Detail(None, "sudden", True, at), "swelling": Detail("lips")}
    assert read.medicines == (Medicine("ondansetron", "4 mg", at),)
    assert (read.entered_by, read.skipped, read.unconfirmed) == ("companion", ("mood",), ("systolic",))


def test_details_of_which_nothing_is_said_are_none() -> None:
    said = {"swelling": {}, "nausea": {"onset": None}}
    assert one(answers={"swelling": 1}, details=said) == one(answers={"swelling": 1})


def test_a_mark_at_the_start_of_the_file_is_accepted() -> None:
    assert read_diary(b"\xef\xbb\xbf" + file()) == Diary()


def test_every_time_carries_a_fixed_offset() -> None:
    read = one(entered_at="2026-07-01T10:00:00Z", timezone="Europe/Berlin")
    assert type(read.at.tzinfo) is timezone
    assert type(read.entered_at.tzinfo) is timezone


def test_a_local_time_counts_where_the_record_names_its_zone() -> None:
    assert one(at="2026-04-07T11:45:00", timezone="America/New_York").at.isoformat() == AT
    read = one(
        at="2026-04-07 11:45", timezone="America/New_York", medicines=[{"name": "x", "at": "2026-04-07T11:00"}]
    )
    assert read.medicines[0].at == datetime(2026, 4, 7, 11, tzinfo=timezone(timedelta(hours=-4)))


def test_a_record_without_an_id_has_the_same_one_every_time() -> None:
    assert one(note="a").id == one(note="a").id != one(note="b").id
    assert one(note="a", answers={}, medicines=[]).id == one(note="a").id
    assert one(id="given").id == "given"
    two = read_diary(file(check_ins=[{"at": AT}, {"at": AT}]))
    assert len(two.check_ins) == 1


def test_one_record_given_twice_is_one_record() -> None:
    assert len(read_diary(file(infusions=[INFUSION, dict(reversed(INFUSION.items()))])).infusions) == 1


# which infusion a check-in belongs to


def test_a_check_in_that_names_no_infusion_gets_the_latest_that_had_started() -> None:
    later = {**INFUSION, "id": "later", "started_at": "2026-04-14T10:00:00-04:00", "ended_at": None}
    gone = {
        **INFUSION,
        "id": "gone",
        "started_at": "2026-04-07T11:00:00-04:00",
        "deleted_at": AT,
        "ended_at": None,
    }
    diary = read_diary(
        file(infusions=[later, gone, INFUSION], check_ins=[{"at": AT}, {"at": AT, "infusion": None, "id": "b"}])
    )
    assert [each.infusion for each in diary.check_ins] == ["i", None]


def test_infusions_already_in_the_diary_count_too() -> None:
    mine = Diary(infusions=(Infusion("mine", START),))
    assert read_diary(check_in_file(), mine).check_ins[0].infusion == "mine"
    assert read_diary(check_in_file(infusion="mine"), mine).check_ins[0].infusion == "mine"
    assert read_diary(check_in_file(at="2026-04-07T09:59:59-04:00"), mine).check_ins[0].infusion is None


def test_an_infusion_added_since_does_not_move_what_was_imported_before() -> None:
    first = read_diary(check_in_file())
    mine = Diary(infusions=(Infusion("new", START),), check_ins=first.check_ins)
    assert read_diary(check_in_file(), mine).check_ins == first.check_ins


def test_the_id_of_a_check_in_does_not_depend_on_the_diary_it_comes_into() -> None:
    mine = Diary(infusions=(Infusion("mine", START),))
    assert read_diary(check_in_file(), mine).check_ins[0].id == one().id
