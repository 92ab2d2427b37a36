"""`ktrack export`, `import`, `schema`, `summary`."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def full(cli: Cli, infused: str) -> Cli:
    """A diary with a bit of everything."""
    cli.ok("check-in", "nausea=2", "mood=6", "--at", "11:00", "--medicine", "tea;1 cup;10:30")
    cli.ok("check-in", "seizure=yes", "--note", "-", stdin=b"short, on the sofa")
    cli.ok("visit", "add", "--at", "2026-12-01T14:00", "--question", "-", stdin=b"Is it usual?")
    return cli


def test_the_diary_goes_out_and_comes_back_the_same(full: Cli, tmp_path: Path) -> None:
    file = tmp_path / "diary.json"
    said = full.ok("export", "--format", "json", "-o", str(file)).out
    assert str(file) in said.replace("\n", "") and "not encrypted" in " ".join(said.split())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = tmp_path / "other"
    dry = full.ok("--data-dir", str(other), "import", str(file), "--dry-run").out
    assert "Nothing was changed" in dry
    first = full.ok("--data-dir", str(other), "import", str(file)).out
    assert "1 infusion, 2 check-ins" in first and "Look at them now: ktrack flags" in first
    assert full.ok("--data-dir", str(other), "export", "--format", "json").out == file.read_text()
    again = full.ok("--data-dir", str(other), "import", str(file)).out
    assert "already holds everything" in again


def test_import_reads_a_pipe(full: Cli, tmp_path: Path) -> None:
    piped = full.ok("export", "--format", "json").out.encode()
    full.ok("--data-dir", str(tmp_path / "other"), "import", "-", stdin=piped)


def test_an_export_fits_the_published_schema(full: Cli) -> None:
    schema = full.ok("schema").json()
    jsonschema.validate(full.ok("export", "--format", "json").json(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"format": "ktrack-diary"}, schema)


def test_a_file_is_never_replaced_unasked(full: Cli, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("mine")
    ran = full("export", "--format", "txt", "-o", str(file))
    assert (ran.code, file.read_text()) == (2, "mine")
    assert "--force" in ran.err
    full.ok("export", "--format", "txt", "-o", str(file), "--force")
    assert file.read_text().startswith("INFUSION PROFILE")


@pytest.mark.parametrize("place", ["", "nosuchfolder/page.txt"])
def test_places_that_cannot_be_written(full: Cli, tmp_path: Path, place: str) -> None:
    ran = full("export", "--format", "txt", "-o", str(tmp_path / place))
    assert ran.code == 2
    assert ran.err.endswith(".\n")


def test_a_link_is_replaced_and_not_followed(full: Cli, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "page.txt"
    target.write_text("mine")
    link.symlink_to(target)
    full.ok("export", "--format", "txt", "-o", str(link), "--force")
    assert target.read_text() == "mine"


@pytest.mark.parametrize("form", ["txt", "md", "html"])
def test_the_page_names_the_warning_first(full: Cli, form: str) -> None:
    page = full.ok("export", "--format", form).out
    assert 0 < page.lower().find("warnings") < page.find("Nausea")
    assert "Seizure" in page
    assert "sofa" not in full.ok("export", "--format", form, "--omit", "notes,mood").out


def test_the_summary_is_the_page_as_text(full: Cli) -> None:
    assert full.ok("summary").out == full.ok("export", "--format", "txt").out
    assert max(len(line) for line in full.ok("summary").out.splitlines()) <= 80


def test_a_date_is_a_whole_local_day_with_both_ends(full: Cli) -> None:
    today = full.ok("summary", "--since", "2026-11-19", "--until", "today").out
    assert "Seizure" in today
    assert "Seizure" not in full.ok("summary", "--until", "yesterday").out


def test_the_page_begins_at_the_last_visit(full: Cli) -> None:
    full.ok("visit", "add", "--at", "2026-11-19T11:30")
    full.ok("flag", "answer", full.ok("flags", "--json").json()["findings"][0]["id"], "called")
    since = full.ok("summary").out
    assert since == full.ok("summary", "--since", "last-visit").out
    assert "since the visit" in since
    assert since != full.ok("summary", "--since", "2026-11-01").out


def test_the_file_says_what_it_is(full: Cli) -> None:
    written = json.loads(full.ok("export", "--format", "json").out)
    assert (written["format"], written["version"]) == ("ktrack-diary", 1)
