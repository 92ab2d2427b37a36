"""Backing up, bringing back, looking over and erasing, as commands."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ktrack import backup, exchange, paths
from ktrack.backup import making
from tests.cli.conftest import Cli

CANARY = "Zwergpinscher"


@pytest.fixture
def kept(cli: Cli) -> Cli:
    """A diary with an infusion and a check-in, and the backup of the day."""
    cli.ok("infusion", "add", "--start", "9:15", "--end", "10:00")
    cli.ok("check-in", "nausea=2", "--note", "-", stdin=CANARY.encode())
    return cli


def copies(cli: Cli) -> list[str]:
    return [each.path.name for each in backup.backups(cli.folder)]


# the backup of the day


def test_the_first_command_of_a_day_that_saves_makes_a_backup(cli: Cli) -> None:
    cli.ok("status")
    assert copies(cli) == []
    cli.ok("infusion", "add", "--start", "9:15")
    cli.ok("check-in", "nausea=1")
    assert copies(cli) == ["ktrack-2026-11-19.db"]
    cli.later(days=1)
    cli.ok("status")
    cli.ok("flags", "--json")
    assert copies(cli) == ["ktrack-2026-11-19.db"]
    cli.ok("check-in", "nausea=1")
    assert copies(cli) == ["ktrack-2026-11-20.db", "ktrack-2026-11-19.db"]


def test_a_backup_that_fails_comes_after_the_warning_and_fails_nothing(
    kept: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    shutil.rmtree(paths.backups(kept.folder))
    paths.backups(kept.folder).write_text("in the way")
    monkeypatch.setattr("ktrack.cli.out.say", lambda line="": said.append(line))
    monkeypatch.setattr("ktrack.cli.out.warn", lambda line="": said.append(line))
    ran = kept("check-in", "chest_pain=2")
    assert ran.code == 0
    assert "Today's backup was not made" in said[-1]
    assert any("CALL" in line for line in said[:-1])


# backup


def test_backup_says_where_it_is_what_is_in_it_and_how_to_bring_it_back(kept: Cli, tmp_path: Path) -> None:
    ran = kept.ok("backup")
    assert "ktrack-2026-11-19-1.db" in ran.out
    assert "1 infusion, 1 check-in, the newest entered today 12:00" in ran.out
    assert "ktrack restore ktrack-2026-11-19-1.db" in ran.out
    assert "not encrypted" in " ".join(ran.out.split())
    target = tmp_path / "stick" / "diary.db"
    target.parent.mkdir()
    assert str(target) in "".join(kept.ok("backup", str(target)).out.split("\n"))
    assert backup.check(target).check_ins == 1


def test_backup_refuses_with_a_sentence(kept: Cli, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_text("mine")
    for words, sentence in (
        ([str(tmp_path / "there.db")], "add --force"),
        ([str(tmp_path)], "is a folder"),
        ([str(tmp_path / "no" / "where.db")], "no folder"),
        ([str(paths.database(kept.folder))], "folder of the diary itself"),
        ([" "], "is empty"),
    ):
        ran = kept("backup", *words)
        assert ran.code == 2
        assert sentence in " ".join(ran.err.split())
        assert ran.out == ""
    assert (tmp_path / "there.db").read_text() == "mine"
    kept.ok("backup", str(tmp_path / "there.db"), "--force")


def test_backup_without_a_diary(cli: Cli) -> None:
    ran = cli("backup")
    assert ran.code == 2
    assert "no diary" in ran.err
    assert not cli.folder.exists()


# restore


@pytest.fixture
def older(kept: Cli) -> str:
    """The name of a backup that lacks the newest check-in, with its warning."""
    name = backup.back_up(kept.folder, None, kept.now).path.name
    kept.later(hours=1)
    kept.ok("check-in", "chest_pain=2")
    return name


def test_restore_asks_for_a_word_and_takes_no_other(kept: Cli, older: str) -> None:
    before = paths.database(kept.folder).read_bytes()
    for typed in (b"yes\n", b"\n", b"", b"restor\n"):
        ran = kept("restore", older, stdin=typed, terminal=True)
        assert ran.code == 1
        assert "Stopped: nothing was changed." in ran.err
    assert paths.database(kept.folder).read_bytes() == before
    ran = kept("restore", older, stdin=b" Restore \n", terminal=True)
    assert ran.code == 0
    words = " ".join(ran.out.split())
    assert "In the backup: 1 infusion, 1 check-in" in words
    assert "In the diary now: 1 infusion, 2 check-ins, 1 warning" in words
    assert "Now in the diary: 1 infusion, 1 check-in" in words
    assert "Not in it any more: 1 check-in and 1 warning." in words
    assert "before-restore-2026-11-19.db" in words


def test_restore_elsewhere_needs_yes_and_can_be_undone(kept: Cli, older: str) -> None:
    ran = kept("restore", older)
    assert ran.code == 2
    assert "add --yes" in " ".join(ran.err.split())
    kept.ok("restore", older, "--yes")
    assert kept.ok("flags", "--json").json()["highest"] == "none"
    ran = kept.ok("restore", "before-restore-2026-11-19.db", "--yes")
    assert "Open warnings: 1" in ran.out
    assert kept.ok("flags", "--json").json()["highest"] == "emergency"


def test_restore_lists_the_backups_and_names_a_wrong_file(kept: Cli, older: str, tmp_path: Path) -> None:
    ran = kept("restore")
    assert ran.code == 2
    assert f"{older}: made today 12:00, 1 infusion, 1 check-in" in " ".join(ran.out.split())
    for name in ("nothing.db", str(tmp_path), ""):
        assert kept("restore", name, "--yes").code == 2
    diary = tmp_path / "diary.json"
    kept.ok("export", "--format", "json", "-o", str(diary))
    assert "ktrack import" in " ".join(kept("restore", str(diary), "--yes").err.split())


def test_restore_without_a_readable_diary(kept: Cli, older: str) -> None:
    paths.database(kept.folder).write_bytes(b"noise" * 1000)
    assert kept("status").code == 1
    ran = kept.ok("restore", older, "--yes")
    assert "In the diary now: nothing that can be read" in " ".join(ran.out.split())
    assert kept.ok("history", "--json").json()
    shutil.rmtree(kept.folder / "backups")
    paths.database(kept.folder).unlink()
    assert "no backup" in kept("restore").out


def test_the_numbers_for_help_are_those_of_the_restored_diary(kept: Cli, older: str) -> None:
    paths.contacts(kept.folder).write_text('clinic_phone = "555-9999"\n')
    kept.ok("restore", older, "--yes")
    assert "555-9999" not in kept.ok("help-now").out


# doctor


def test_doctor_of_a_sound_diary(kept: Cli) -> None:
    ran = kept.ok("doctor")
    assert "\n! " not in ran.out
    assert "Every page" in ran.out
    assert "All 2 entries can be read." in ran.out
    assert "ktrack-2026-11-19.db: made today 12:00" in ran.out
    assert "Nothing found that has to be done." in ran.out
    assert CANARY not in ran.out
    found = kept.ok("doctor", "--json").json()
    assert found["worst"] == "good"
    assert [each["can_be_restored"] for each in found["backups"]] == [True]


def test_doctor_before_there_is_a_diary_changes_nothing(cli: Cli) -> None:
    ran = cli.ok("doctor")
    assert "There is no diary" in ran.out
    assert not cli.folder.exists()


def test_doctor_of_an_odd_home(kept: Cli) -> None:
    paths.clinic_file(kept.folder).write_text("not a clinic's file")
    paths.contacts(kept.folder).write_text("")
    paths.contacts(kept.folder).chmod(0o644)
    (kept.folder / "backups" / "ktrack-2026-11-18.db").write_bytes(b"broken")
    kept.later(days=20)
    ran = kept("doctor")
    assert ran.code == 1
    words = " ".join(ran.out.split())
    assert "! Your clinic's file" in words
    assert "! Who can look in" in words
    assert "chmod -R go-rwx" in words
    assert "? Backups" in words
    assert "Make a new one: ktrack backup" in words
    assert "cannot be brought back" in words
    assert kept("doctor", "--json").json()["worst"] == "wrong"


def test_doctor_looks_at_the_clock(kept: Cli) -> None:
    kept.later(hours=-6)
    assert "entered later than that" in " ".join(kept("doctor").out.split())
    kept.later(days=-3650)
    ran = kept("doctor")
    assert ran.code == 1
    assert "This computer thinks it is 2016" in ran.out


def test_salvage_restore_import_lose_nothing_that_could_be_read(kept: Cli, tmp_path: Path) -> None:
    kept.later(hours=1)
    kept.ok("check-in", "fatigue=3")
    rest = tmp_path / "rest.json"
    database = paths.database(kept.folder)
    content = bytearray(database.read_bytes())
    content[5 * 4096 : 6 * 4096] = bytes(4096)  # the index of infusions
    database.write_bytes(content)
    ran = kept("doctor")
    assert ran.code == 1
    assert "ktrack doctor --salvage rest.json" in " ".join(ran.out.split())
    ran = kept.ok("doctor", "--salvage", str(rest))
    assert "1 infusion, 2 check-ins" in ran.out
    assert len(exchange.read_diary(rest.read_bytes()).check_ins) == 2
    kept.ok("restore", "ktrack-2026-11-19.db", "--yes")
    kept.ok("import", str(rest))
    assert len(kept.ok("history", "--json").json()["check_ins"]) == 2
    assert kept("doctor").code == 0


def test_salvage_refuses_with_a_sentence(kept: Cli, tmp_path: Path) -> None:
    (tmp_path / "there.json").write_text("{}")
    for words, sentence in (
        ([str(tmp_path / "there.json")], "was not touched"),
        ([str(tmp_path)], "is a folder"),
        ([str(tmp_path / "no" / "a.json")], "no folder"),
        ([str(kept.folder / "a.json")], "folder of the diary itself"),
        ([str(tmp_path / "a.json"), "--json"], "do not go together"),
    ):
        ran = kept("doctor", "--salvage", *words)
        assert ran.code == 2
        assert sentence in " ".join(ran.err.split())
    paths.database(kept.folder).write_bytes(b"x" * 100_000)
    ran = kept("doctor", "--salvage", str(tmp_path / "b.json"))
    assert ran.code == 1
    assert "Bring back a backup" in " ".join(ran.err.split())
    paths.database(kept.folder).unlink()
    assert kept("doctor", "--salvage", str(tmp_path / "b.json")).code == 1
    assert not (tmp_path / "b.json").exists()


# erase


def test_erase_names_everything_and_asks_for_a_word(kept: Cli) -> None:
    (kept.folder / "mine.txt").write_text("mine")
    for typed in (b"yes\n", b"\n", b""):
        ran = kept("erase", stdin=typed, terminal=True)
        assert ran.code == 1
        assert "nothing was changed" in ran.err
    words = " ".join(ran.out.split())
    assert "ktrack.db: the diary" in words
    assert "backups/ktrack-2026-11-19.db: a backup" in words
    assert "Not made by ktrack, so it stays in the folder: mine.txt." in words
    assert "ktrack cannot erase:" in words
    assert kept("erase").code == 2
    assert paths.database(kept.folder).exists()
    ran = kept("erase", stdin=b"erase\n", terminal=True)
    assert ran.code == 0
    assert "written over and removed" in ran.out
    assert [each.name for each in kept.folder.iterdir()] == ["mine.txt"]


def test_erase_when_there_is_nothing(cli: Cli) -> None:
    assert "nothing of ktrack" in cli.ok("erase").out
    assert "nothing of ktrack" in cli.ok("erase", "--yes").out


def test_erase_that_fails_ends_with_a_failure(kept: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.unlink

    def stuck(path: Path, missing_ok: bool = False) -> None:
        if path.name == "contacts.toml":
            raise PermissionError(1, "Operation not permitted")
        real(path, missing_ok)

    kept.ok("status")
    paths.contacts(kept.folder).write_text("")
    monkeypatch.setattr(Path, "unlink", stuck)
    ran = kept("erase", "--yes")
    assert ran.code == 1
    assert "Still there" in ran.err


def test_documents_of_the_doctor_are_plain_json(kept: Cli) -> None:
    assert json.loads(kept.ok("doctor", "--json").out)["folder"] == str(kept.folder)
    assert making.DAYS == 7
