"""`ktrack export` in each format: where the files go, what is in them, what is left out."""

from __future__ import annotations

import csv
import errno
import io
import json
import stat
from collections.abc import Iterable
from pathlib import Path

import pytest
from pypdf import PdfReader

from ktrack import paths
from tests.cli.conftest import Cli

FORMATS = ("pdf", "html", "md", "txt", "csv", "json", "fhir", "ics")


@pytest.fixture
def full(cli: Cli, infused: str) -> Cli:
    """A diary with a warning, a medicine, and a private note."""
    cli.ok("check-in", "chest_pain=1", "nausea=2", "--at", "11:00", "--medicine", "tea;1 cup;10:30")
    cli.ok("check-in", "craving=1", "--at", "11:30", "--note", "-", stdin=b"a private word")
    cli.ok("check-in", "nausea=0", "--note", "-", stdin=b"an ordinary word")
    return cli


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written_privately_and_said(full: Cli, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"visit.{form}"
    said = full.ok("export", "--format", form, "-o", str(file)).out
    assert str(file) in said.replace("\n", "")
    assert "not encrypted" in " ".join(said.split())
    for written in tmp_path.glob("visit*"):
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
    again = full("export", "--format", form, "-o", str(file))
    assert again.code == 2
    assert "--force" in again.err
    assert not list(tmp_path.glob(".ktrack*"))


@pytest.mark.parametrize("form", ["html", "md", "txt", "csv", "fhir", "json"])
def test_the_warning_is_in_every_format(full: Cli, form: str) -> None:
    assert "hest pain" in full.ok("export", "--format", form).out


@pytest.mark.parametrize("form", ["html", "md", "txt", "csv", "fhir"])
def test_private_words_need_an_explicit_yes(full: Cli, form: str) -> None:
    assert "a private word" not in full.ok("export", "--format", form).out
    assert "an ordinary word" in full.ok("export", "--format", form).out
    assert "a private word" in full.ok("export", "--format", form, "--private").out
    assert "an ordinary word" not in full.ok("export", "--format", form, "--omit", "notes").out


def test_the_pdf_is_one(full: Cli, tmp_path: Path) -> None:
    file = tmp_path / "visit.pdf"
    full.ok("export", "--format", "pdf", "-o", str(file))
    assert "Chest pain" in PdfReader(file).pages[0].extract_text()
    shown = full("export", "--format", "pdf", terminal=True)
    assert shown.code == 2
    assert "name a file" in shown.err


def test_csv_comes_with_its_further_tables(full: Cli, tmp_path: Path) -> None:
    full.ok("export", "--format", "csv", "-o", str(tmp_path / "rows.csv"))
    names = {path.name for path in tmp_path.glob("*.csv")}
    assert names == {"rows.csv", *(f"rows-{each}.csv" for each in
                                   ("infusions", "medicines", "flags", "visits", "dictionary"))}  # fmt: skip
    piped = full.ok("export", "--format", "csv")
    assert "further tables" in " ".join(piped.err.split())
    rows = list(csv.DictReader(io.StringIO(piped.out)))
    assert {"chest_pain", "nausea", "craving"} <= {row["question"] for row in rows}


def test_a_taken_name_of_a_further_table_stops_all(full: Cli, tmp_path: Path) -> None:
    (tmp_path / "rows-flags.csv").write_text("mine")
    ran = full("export", "--format", "csv", "-o", str(tmp_path / "rows.csv"))
    assert ran.code == 2
    assert {path.name for path in tmp_path.glob("*.csv")} == {"rows-flags.csv"}


def test_fhir_for_analytics_is_one_file_a_type(full: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "bulk"
    full.ok("export", "--format", "fhir-ndjson", "-o", str(folder))
    for path in folder.iterdir():
        for line in path.read_text().splitlines():
            assert json.loads(line)["resourceType"] == path.stem
    bundle = json.loads(full.ok("export", "--format", "fhir").out)
    assert {each["resource"]["resourceType"] for each in bundle["entry"]} == {
        path.stem for path in folder.iterdir()
    }
    taken = tmp_path / "file"
    taken.write_text("mine")
    assert full("export", "--format", "fhir-ndjson", "-o", str(taken)).code == 2


@pytest.mark.parametrize(("form", "name"), [("csv", "rows.csv"), ("fhir-ndjson", "bulk")])
def test_a_disk_that_fills_up_midway_leaves_no_file_of_several(
    full: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, name: str
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    begun: list[Path] = []
    write = paths._write_new

    def fills_up(path: Path, content: bytes | Iterable[bytes]) -> None:
        begun.append(path)
        if len(begun) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    monkeypatch.setattr(paths, "_write_new", fills_up)
    ran = full("export", "--format", form, "-o", str(place / name))
    assert ran.code == 1
    assert len(begun) == 3
    assert "Written" not in ran.out
    assert list(place.rglob("*")) == []


def test_a_name_that_is_taken_while_writing_is_the_one_that_is_named(
    full: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, taken = paths._write_new, tmp_path / "rows-flags.csv"

    def meanwhile(path: Path, content: bytes | Iterable[bytes]) -> None:
        taken.write_text("mine")
        write(path, content)

    monkeypatch.setattr(paths, "_write_new", meanwhile)
    ran = full("export", "--format", "csv", "-o", str(tmp_path / "rows.csv"))
    assert ran.code == 2
    assert f"{taken} is there already" in " ".join(ran.err.split()).replace("- ", "-")
    assert {path.name for path in tmp_path.glob("*.csv")} == {taken.name}
    assert taken.read_text() == "mine"


def test_json_can_leave_something_out_and_says_that_it_is_no_backup(full: Cli) -> None:
    ran = full.ok("export", "--format", "json", "--omit", "notes,medicines")
    assert "no backup" in ran.err
    diary = ran.json()
    assert not any(each.get("note") or each.get("medicines") for each in diary["check_ins"])
    assert len(diary["flags"]) == len(full.ok("export", "--format", "json").json()["flags"])


def test_records_are_all_of_them_unless_a_period_is_asked_for(full: Cli) -> None:
    full.ok("visit", "add", "--at", "2026-11-19T11:45")
    assert len(full.ok("export", "--format", "json").json()["check_ins"]) == 3
    assert len(full.ok("export", "--format", "json", "--since", "last-visit").json()["check_ins"]) == 1
    assert not full.ok("export", "--format", "json", "--until", "2026-11-01").json()["check_ins"]


def test_a_page_that_begins_at_a_visit_with_nothing_since_says_what_to_do(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "chest_pain=1", "--at", "11:00")
    cli.ok("visit", "add", "--at", "1 minute ago")
    for command in (("summary",), ("export", "--format", "txt")):
        shown = cli(*command)
        assert shown.code == 0
        assert "nothing is recorded" in shown.out
        assert "--since" in shown.err
        assert "--since" not in cli(*command, "--since", "2d ago").err
