"""The CSV files: what is in them equals the records, nothing is a formula, a long diary needs no more memory."""

from __future__ import annotations

import csv as csv_reader
import io
import re
import sqlite3
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from ktrack.export import csv
from ktrack.export.csv_dictionary import COLUMNS
from ktrack.export.kept import within
from ktrack.questions import questions, word
from ktrack.records import CheckIn, Detail, Diary, Edit, Evidence, Flag, Infusion, Medicine, Profile, Visit
from ktrack.text import clean
from tests import diaries
from tests.core.made import START
from tests.golden import pages, rows
from tests.hostile import HostileText, hostile_notes

MANY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Rows = list[dict[str, str]]
END = START + timedelta(hours=1)
INFUSION = Infusion("i", START, END, "America/New_York", 3, 35, "intravenous", "loading", {"systolic": 118}, "n")


def tables(diary: Diary, **more: object) -> dict[str, Rows]:
    """Every file read back by Python's own reader, which knows nothing of apostrophes."""
    found = {}
    for name, lines in csv.render(diary, **more).items():  # type: ignore[arg-type]
        read = list(csv_reader.reader(io.StringIO("".join(lines), newline=""), strict=True))
        assert {len(row) for row in read} == {len(COLUMNS[name])}, name
        assert tuple(read[0]) == COLUMNS[name]
        found[name] = [dict(zip(read[0], row, strict=True)) for row in read[1:]]
    return found


def written(cell: str) -> str:
    """What the person wrote: the apostrophe that keeps a spreadsheet from calculating taken off."""
    return cell[1:] if re.match(r"''*[=+\-@|%\t\r\n＝＋－＠｜％]", cell) else cell


def number(cell: str) -> float | None:
    return None if cell == "" else float(cell)


def check_in(name: str = "c", hours: float = 2, **more: object) -> CheckIn:
    at = END + timedelta(hours=hours)
    return replace(CheckIn(name, at, at, "i", "America/New_York"), **more)  # type: ignore[arg-type]


@MANY
@given(diaries.diaries())
def test_what_is_read_back_is_the_diary(diary: Diary) -> None:
    answers = tables(diary)["answers"]
    kept = [each for each in diary.check_ins if each.deleted_at is None]
    places = {each.id: each for each in diary.infusions if each.deleted_at is None}
    for each in kept:
        own = [row for row in answers if row["check_in"] == each.id]
        said = {row["question"]: row for row in own if row["question"] != csv.NOTE}
        assert {key: number(row["value"]) for key, row in said.items() if row["skipped"] == "0"} == {
            **each.answers,
            **each.vitals,
        }
        assert {key for key, row in said.items() if row["skipped"] == "1"} == set(each.skipped)
        assert {key for key, row in said.items() if row["none_for_rest"] == "1"} == set(each.none_for_rest)
        assert {key for key, row in said.items() if row["unconfirmed"] == "1"} == set(each.unconfirmed)
        notes = [written(row["word"]) for row in own if row["question"] == csv.NOTE]
        assert notes == [each.note] * bool(each.note)
        for key, row in said.items():
            if key in each.answers:
                assert row["word"] == word(key, each.answers[key])
            expected = each.details.get(key, Detail()) if key in each.answers else Detail()
            assert detail(row) == replace(expected, location=expected.location or None)
        for row in own:
            assert datetime.fromisoformat(row["at"]) == each.at
            assert row["at"] == each.at.isoformat()
            assert datetime.fromisoformat(row["utc"]) == each.at
            assert row["entered_at"] == each.entered_at.isoformat()
            assert row["zone"] == each.timezone
            assert row["entered_by"] == each.entered_by
            home = places.get(each.infusion or "")
            assert row["infusion"] == (home.id if home else "")
            assert (row["hours_after_end"] != "") == (home is not None and home.ended_at is not None)
    assert {row["check_in"] for row in answers} <= {each.id for each in kept}


def detail(row: dict[str, str]) -> Detail:
    began = row["began_at"]
    return Detail(
        location=written(row["location"]) or None,
        onset=row["onset"] or None,  # type: ignore[arg-type]
        still_present={"": None, "1": True, "0": False}[row["still_present"]],
        began_at=datetime.fromisoformat(began) if began else None,
    )


@MANY
@given(diaries.diaries())
def test_the_tables_beside_it_hold_everything_that_was_not_deleted(diary: Diary) -> None:
    found = tables(diary)
    infusions = {row["infusion"]: row for row in found["infusions"]}
    assert set(infusions) == {each.id for each in diary.infusions if each.deleted_at is None}
    for each in diary.infusions:
        if each.deleted_at is None:
            row = infusions[each.id]
            assert number(row["dose_mg"]) == each.dose_mg
            assert (written(row["route"]), written(row["note"])) == (each.route, each.note)
            baseline = {key: number(row[f"baseline_{key}"]) for key in questions() if f"baseline_{key}" in row}
            assert {key: value for key, value in baseline.items() if value is not None} == each.baseline_vitals
    medicines = [(row["check_in"], written(row["name"]), written(row["dose"])) for row in found["medicines"]]
    assert sorted(medicines) == sorted(
        (each.id, taken.name, taken.dose)
        for each in diary.check_ins
        if each.deleted_at is None
        for taken in each.medicines
    )
    assert {row["flag"] for row in found["flags"]} == {each.id for each in diary.flags}
    asked = [(row["visit"], written(row["question"])) for row in found["visits"] if row["question_number"]]
    assert sorted(asked) == sorted(
        (each.id, question) for each in diary.visits if each.deleted_at is None for question in each.questions
    )


@MANY
@given(diaries.diaries())
def test_the_order_of_records_does_not_change_a_byte(diary: Diary) -> None:
    turned = replace(
        diary,
        infusions=diary.infusions[::-1],
        check_ins=tuple(
            replace(each, answers=dict(reversed(list(each.answers.items())))) for each in diary.check_ins[::-1]
        ),
        flags=diary.flags[::-1],
        visits=diary.visits[::-1],
    )
    assert {name: "".join(lines) for name, lines in csv.render(turned).items()} == {
        name: "".join(lines) for name, lines in csv.render(diary).items()
    }


@pytest.mark.parametrize("text", hostile_notes(), ids=str)
def test_hostile_text_comes_back_whole_and_no_cell_is_a_formula(text: HostileText) -> None:
    flag = Flag("f", "chest-pain", "urgent", "Chest pain", text.text, START, response_note=text.text)
    proof = Evidence(START, "c", text.text, note="chest_pain")
    diary = Diary(
        infusions=(replace(INFUSION, note=text.text, route=text.text),),
        check_ins=(
            check_in(
                note=text.text,
                answers={"headache": 1},
                details={"headache": Detail(location=text.text)},
                medicines=(Medicine(text.text, text.text),),
            ),
        ),
        flags=(replace(flag, because=(proof,)),),
        visits=(Visit("v", START, text.text, (text.text,)),),
    )
    found = tables(diary)
    expected = clean(text.text)
    cells = [
        found["infusions"][0]["note"],
        found["infusions"][0]["route"],
        found["answers"][0]["location"],
        found["medicines"][0]["name"],
        found["medicines"][0]["dose"],
        found["flags"][0]["say"],
        found["flags"][0]["response_note"],
        found["visits"][0]["note"],
        found["visits"][0]["question"],
        *(row["word"] for row in found["answers"] if row["question"] == csv.NOTE),
    ]
    assert {written(cell) for cell in cells} == {expected}
    assert len(cells) == (10 if text.text else 9)
    # a number may begin with a minus; nothing else that a spreadsheet calculates with may begin a cell
    everything = [cell for table in found.values() for row in table for cell in row.values()]
    dangerous = [cell for cell in everything if cell[:1] in tuple("=+-@|%\t\r\n＝＋－＠｜％")]
    assert all(re.fullmatch(r"-?[0-9.]+", cell) for cell in dangerous)


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "'", "'x", "plain", '="x"', "＋1", "-", "- a list"])
def test_the_apostrophe_can_always_be_taken_off(text: str) -> None:
    rows = tables(Diary(check_ins=(check_in(note=text),)))["answers"]
    assert written(rows[0]["word"]) == text


def test_numbers_stay_numbers_and_texts_are_quoted() -> None:
    said = check_in(hours=-0.5, answers={"nausea": 2}, vitals={"temperature_c": 36.8, "systolic": 118.0})
    lines = list(csv.render(Diary(infusions=(INFUSION,), check_ins=(said,)))["answers"])
    assert lines[1] == (
        '"c","2026-04-07T10:30:00-04:00","2026-04-07T14:30:00Z",-240,"America/New_York","i",3,-0.5,'
        '"2026-04-07T10:30:00-04:00",0,0,"patient","nausea","Nausea",2,"moderate",,0,0,0,,,,\r\n'
    )
    assert '"systolic","Upper blood pressure",118,,"mmHg"' in lines[2]
    assert '"temperature_c","Temperature",36.8,,"°C"' in lines[3]


@pytest.mark.parametrize(("minutes", "late"), [(0, "0"), (120, "0"), (121, "1"), (-30, "0")])
def test_late_means_more_than_two_hours(minutes: int, late: str) -> None:
    said = check_in(answers={"nausea": 1})
    said = replace(said, entered_at=said.at + timedelta(minutes=minutes))
    assert tables(Diary(check_ins=(said,)))["answers"][0]["entered_late"] == late


def test_skipped_not_asked_and_zero_are_three_things() -> None:
    rows = tables(Diary(check_ins=(check_in(answers={"nausea": 0}, skipped=("rash",)),)))["answers"]
    assert [(row["question"], row["value"], row["skipped"]) for row in rows] == [
        ("nausea", "0", "0"),
        ("rash", "", "1"),
    ]


def test_deleted_records_are_nowhere_but_their_warnings_are() -> None:
    gone = START + timedelta(days=1)
    canary = "canary-7391"
    flag = Flag("f", "chest-pain", "urgent", "Chest pain", "Call.", START, check_in="c", infusion="i")
    diary = Diary(
        infusions=(replace(INFUSION, deleted_at=gone, note=canary),),
        check_ins=(check_in(note=canary, deleted_at=gone, medicines=(Medicine(canary),)),),
        flags=(flag,),
        visits=(Visit("v", START, canary, deleted_at=gone),),
        edits=(Edit("e", "check_in", "c", gone, {"note": canary}),),
    )
    assert canary not in "".join(line for lines in csv.render(diary).values() for line in lines)
    assert [row["flag"] for row in tables(diary)["flags"]] == ["f"]


def test_an_edited_check_in_says_so() -> None:
    edit = Edit("e", "check_in", "c", START, {})
    said = (check_in(answers={"nausea": 1}), check_in("d", answers={"nausea": 1}))
    rows = tables(Diary(check_ins=said, edits=(edit, Edit("x", "visit", "d", START, {}))))["answers"]
    assert [(row["check_in"], row["edited"]) for row in rows] == [("c", "1"), ("d", "0")]


def test_numbers_of_infusions_are_counted_on() -> None:
    later = Infusion("j", START + timedelta(days=3))
    assert [row["number"] for row in tables(Diary(infusions=(later, INFUSION)))["infusions"]] == ["3", "4"]


OMITTED = (("notes", "note"), ("mood", "mood"), ("dose", "35"), ("medicines", "tablet"), ("identity", "555-0142"))


@pytest.mark.parametrize(("name", "canary"), OMITTED)
def test_what_is_left_out_is_nowhere(name: str, canary: str) -> None:
    def everything(omit: tuple[str, ...]) -> str:
        return "".join(line for lines in csv.render(private(), omit=omit).values() for line in lines)

    canary = f"{canary}-canary" if name in ("notes", "medicines") else canary
    if name == "mood":
        assert '"mood","Mood",7' in everything(()) and '"low_mood","Low mood",2' in everything(())
        assert '"mood","Mood",7' not in everything(("mood",)) and '"Low mood",2' not in everything(("mood",))
    else:
        assert canary in everything(())
        assert canary not in everything((name,))
    others = tuple(each for each, _ in OMITTED if each != name)
    assert '"Chest pain"' in everything(others) and '"f"' in everything((name,))


def private() -> Diary:
    """Something of everything that can be left out."""
    flag = Flag("f", "chest-pain", "urgent", "Chest pain", "Call your clinic (555-0142) now. 555-0142.", START)
    proof = Evidence(START, "c", "note-canary", note="chest_pain")
    return Diary(
        profile=Profile("Riverside", "555-0142"),
        infusions=(replace(INFUSION, note="note-canary"),),
        check_ins=(
            check_in(
                note="note-canary",
                answers={"mood": 7, "low_mood": 2, "nausea": 1},
                medicines=(Medicine("tablet-canary"),),
            ),
        ),
        flags=(replace(flag, because=(proof,), response="mistake", response_note="note-canary"),),
        visits=(Visit("v", START, "note-canary", ("q",)),),
    )


def test_a_slip_in_what_to_leave_out_is_refused() -> None:
    with pytest.raises(ValueError, match="moods cannot be left out"):
        csv.render(Diary(), omit=("moods",))


def test_the_dictionary_explains_every_column_and_every_question() -> None:
    found = tables(private())
    explained = {(row["table"], row["name"]) for row in found["dictionary"]}
    assert explained >= {(name, column) for name in found for column in COLUMNS[name]}
    assert explained >= {("question", key) for key in questions()}
    assert all(row["meaning"] for row in found["dictionary"])
    without = {row["table"] for row in tables(private(), omit=("medicines",))["dictionary"]}
    assert "medicines" not in without and "answers" in without


def test_an_empty_diary_has_heads_only() -> None:
    found = tables(Diary())
    assert list(found) == ["answers", "infusions", "medicines", "flags", "visits", "dictionary"]
    assert not any(read for name, read in found.items() if name != "dictionary")


def test_a_stretch_keeps_what_belongs_to_it() -> None:
    diary = pages.odd()
    since, until = datetime(2027, 1, 4, tzinfo=START.tzinfo), datetime(2027, 1, 14, tzinfo=START.tzinfo)
    part = within(diary, since, until)
    assert [each.id for each in part.check_ins] == ["c170", "c300"]
    assert [(each.id, each.number) for each in part.infusions] == [("i2", 2)]
    gone = [each for each in diary.flags if each not in part.flags]
    assert gone and all(not each.open or min(proof.at for proof in each.because) > until for each in gone), (
        "an open warning of before stays"
    )
    assert within(diary, None, None) == replace(
        diary, infusions=tuple(replace(each, number=place) for place, each in enumerate(diary.infusions, 1))
    )


@pytest.mark.parametrize("name", [each for each in rows.files() if each.endswith(".csv")])
def test_the_rough_evening_is_as_it_was(name: str) -> None:
    """When a file should change: `python -m tests.golden.rows`, and read the difference."""
    assert rows.files()[name] == (rows.FOLDER / name).read_bytes()


def many(count: int) -> Diary:
    keys = [key for key, asked in questions().items() if asked.kind != "vital"][:12]
    infusions = (INFUSION,)
    said = (
        check_in(f"c{place}", hours=place, answers=dict.fromkeys(keys, place % 2), note="slept [well]")
        for place in range(count)
    )
    return Diary(infusions=infusions, check_ins=tuple(said))


def test_a_long_diary_needs_no_more_memory_than_a_short_one() -> None:
    def peak(diary: Diary) -> int:
        consume(csv.render(diary)["answers"])
        tracemalloc.start()
        consume(csv.render(diary)["answers"])
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    short, long = many(200), many(2000)
    # a list of references to the check-ins is what may grow; the lines of the long one are about 5 MB
    assert peak(long) - peak(short) < 2000 * 200


def consume(lines: Iterator[str]) -> int:
    return sum(len(line) for line in lines)


def test_it_writes_at_least_a_quarter_as_fast_as_sqlite_and_the_csv_writer() -> None:
    diary = many(800)
    consume(csv.render(diary)["answers"])
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE check_in (id TEXT PRIMARY KEY, at TEXT, entered_at TEXT, note TEXT)")
    connection.execute("CREATE TABLE answer (check_in TEXT, question TEXT, value INTEGER)")
    for each in diary.check_ins:
        cells = (each.id, each.at.isoformat(), each.entered_at.isoformat(), each.note)
        connection.execute("INSERT INTO check_in VALUES (?, ?, ?, ?)", cells)
        answers = [(each.id, key, value) for key, value in each.answers.items()]
        connection.executemany("INSERT INTO answer VALUES (?, ?, ?)", answers)
    count = sum(len(each.answers) for each in diary.check_ins)
    query = "SELECT c.id, at, entered_at, question, value FROM answer JOIN check_in c ON c.id = check_in"

    def floor() -> float:
        begun = time.process_time()
        csv_reader.writer(io.StringIO(newline="")).writerows(connection.execute(query))
        return count / (time.process_time() - begun)

    def ours() -> float:
        begun = time.process_time()
        made = io.StringIO(newline="")
        lines = 0
        for line in csv.render(diary)["answers"]:
            made.write(line)
            lines += 1
        return lines / (time.process_time() - begun)

    ratios = sorted(ours() / floor() for _ in range(5))
    connection.close()
    assert ratios[-1] >= 0.25
