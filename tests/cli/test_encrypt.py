"""`ktrack encrypt` and `decrypt`, and every other command on a diary with a passphrase."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ktrack import backup, cipher, encryption, paths
from ktrack.cipher import Key
from ktrack.cli import unlock
from tests.cli.conftest import NOON, Cli, Process, Ran

pytest.importorskip("sqlcipher3")

WORDS = "seven quiet herons"
PIPED = f"{WORDS}\n".encode()
NOTE = "canary of the note"
ROUNDS = cipher._ROUNDS


class Typist:
    """Somebody at a terminal who types these, one after the other, when asked for something hidden."""

    def __init__(self) -> None:
        self.will_type: list[str] = []
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        return self.will_type.pop(0)


@pytest.fixture
def typist(monkeypatch: pytest.MonkeyPatch) -> Typist:
    typist = Typist()
    monkeypatch.setattr(unlock, "ask_hidden", typist)
    return typist


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """A passphrase is worked out in a moment here; what that costs otherwise is the point of it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cipher, "_ROUNDS", 100)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A diary with a warning in it, and a backup. Not to be changed."""
    cli = Cli(tmp_path_factory.mktemp("made") / "diary")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("KTRACK_HOME", str(cli.folder))
        patched.setattr("ktrack.when.now", lambda: NOON)
        patched.setattr("ktrack.when.local_zone_name", lambda: "America/New_York")
        cli.ok("infusion", "add", "--start", "9:15", "--end", "10:00")
        cli.ok("check-in", "chest_pain=1", "--note", "-", stdin=NOTE.encode())
    yield cli.folder


@pytest.fixture(scope="module")
def locked(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a passphrase, and without a backup. Not to be changed."""
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("locked") / "diary"))
    shutil.rmtree(paths.backups(folder))
    encryption.convert(folder, None, Key(WORDS))
    return folder


@pytest.fixture(scope="module")
def shipped(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as it is made outside of tests, for processes."""
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("shipped") / "diary"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cipher, "_ROUNDS", ROUNDS)
        encryption.convert(folder, None, Key(WORDS))
    return folder


def said(ran: Ran) -> str:
    """All that was shown, on one line."""
    return " ".join((ran.out + ran.err).split())


def test_a_diary_is_encrypted_at_the_terminal_after_plain_words(cli: Cli, made: Path, typist: Typist) -> None:
    shutil.copytree(made, cli.folder)
    typist.will_type = ["one", "two", WORDS, WORDS]
    ran = cli("encrypt", terminal=True, stdin=b"encrypt\n")
    assert ran.code == 0, ran.err
    words = said(ran)
    # what is lost without it is said before it is asked for
    assert words.index("a forgotten passphrase is a lost diary") < words.index("not the same")
    for unprotected in ("contacts.toml", "clinic.toml", "export", "terminal", "memory", "whoever knows"):
        assert unprotected in words
    assert "These backups still open without a passphrase" in words
    assert "ktrack-2026-11-19.db" in words
    assert "1 of 1 backups" in words
    assert WORDS not in words
    for path in [each for each in cli.folder.rglob("*") if each.is_file()]:
        assert NOTE.encode() not in path.read_bytes()
        assert WORDS.encode() not in path.read_bytes()
    # changing it, with the backups that are there
    typist.will_type = [WORDS, "other words", "other words"]
    ran = cli("encrypt", "--old-backups", "remove", terminal=True)
    assert "another passphrase" in said(ran)
    assert "with the old passphrase: ktrack-2026-11-19.db" in said(ran)
    assert backup.backups(cli.folder) == ()
    # and the way back
    typist.will_type = ["other words"]
    assert "opens without a passphrase now" in said(cli("decrypt", terminal=True))
    assert NOTE in cli.ok("history").out
    ran = cli("decrypt")
    assert ran.code == 2
    assert "is not encrypted" in ran.err


def test_an_empty_passphrase_and_two_that_differ_change_nothing(cli: Cli, made: Path, typist: Typist) -> None:
    shutil.copytree(made, cli.folder)
    typist.will_type = [""]
    ran = cli("encrypt", terminal=True)
    assert (ran.code, "protects nothing" in ran.err) == (2, True)
    typist.will_type = ["a", "b"] * 3
    ran = cli("encrypt", terminal=True)
    assert (ran.code, "nothing was changed" in ran.err) == (2, True)
    assert not cipher.is_encrypted(paths.database(cli.folder))
    ran = cli("encrypt", "--old-backups", "burn")
    assert (ran.code, "--old-backups" in ran.err) == (2, True)


def test_three_wrong_tries_end_with_the_three_causes_and_nothing_is_made_anew(
    cli: Cli, locked: Path, typist: Typist
) -> None:
    shutil.copytree(locked, cli.folder)
    before = paths.database(cli.folder).read_bytes()
    typist.will_type = ["no", "nope", "never"]
    ran = cli("status", terminal=True)
    assert ran.code == 2
    assert len(typist.asked) == 3
    assert "these three cannot be told apart" in said(ran)
    assert "ktrack restore" in said(ran)
    # a warning comes first, whatever is locked; and nobody is asked six times
    typist.will_type = ["no", "nope", "never"]
    (cli.folder / "contacts.toml").write_text('emergency_number = "112"\n')
    ran = cli("check-in", "chest_pain=1", terminal=True)
    assert ran.code == 2
    assert said(ran).index("CALL 112 NOW") < said(ran).index("NOT SAVED")
    assert typist.will_type == []
    assert paths.database(cli.folder).read_bytes() == before
    typist.will_type = ["no", WORDS]
    assert cli("status", terminal=True).code == 0


def test_without_a_terminal_the_first_line_of_stdin_is_the_passphrase(cli: Cli, locked: Path) -> None:
    shutil.copytree(locked, cli.folder)
    found = cli.ok("flags", "--json", stdin=PIPED)
    assert [each["red_flag"] for each in found.json()["findings"]] == ["chest-pain"]
    assert found.err == ""
    cli.ok("check-in", "nausea=2", stdin=PIPED)
    assert [path.name for path in paths.backups(cli.folder).iterdir()] == ["ktrack-2026-11-19.db"]
    assert all(cipher.is_encrypted(path) for path in paths.backups(cli.folder).iterdir())
    for refused in (
        cli("status", stdin=b""),
        cli("status", stdin=b"wrong\n"),
        cli("check-in", "nausea=1", "--note", "-", stdin=PIPED + b"a note"),
        cli("ask", stdin=PIPED),
    ):
        assert refused.code == 2
        assert refused.out == ""
        assert WORDS not in refused.err
    assert len(cli.ok("history", "--json", stdin=PIPED).json()["check_ins"]) == 2


def test_what_needs_no_diary_asks_for_nothing(cli: Cli, locked: Path, typist: Typist) -> None:
    shutil.copytree(locked, cli.folder)
    for line in (["help-now"], ["rules"], ["schema"], ["--version"], ["--help"], ["encrypt", "--help"]):
        assert cli(*line, terminal=True).code == 0
    assert typist.asked == []
    assert "first line of stdin" in said(cli("encrypt", "--help"))
    # whoever forgot the passphrase can still remove everything
    assert cli("erase", "--yes").code == 0
    assert not cli.folder.exists()


def test_a_backup_is_brought_back_into_an_empty_home_with_the_passphrase(
    cli: Cli, locked: Path, tmp_path: Path
) -> None:
    shutil.copytree(locked, cli.folder)
    stick = str(tmp_path / "stick.db")
    assert "same passphrase" in said(cli.ok("backup", stick, stdin=PIPED))
    shutil.rmtree(cli.folder)
    wrong = cli("restore", stick, "--yes", stdin=b"wrong\n")
    assert (wrong.code, "choose another backup" in wrong.err) == (2, True)
    assert not paths.database(cli.folder).exists()
    ran = cli.ok("restore", stick, "--yes", stdin=PIPED)
    assert "Now in the diary: 1 infusion, 1 check-in" in said(ran)
    assert "Open warnings: 1" in said(ran)
    report = cli.ok("doctor", "--json", stdin=PIPED).json()
    assert {"name": "Encryption", "grade": "good"}.items() <= next(
        each for each in report["checks"] if each["name"] == "Encryption"
    ).items()
    rest = tmp_path / "rest.json"
    cli.ok("doctor", "--salvage", str(rest), stdin=PIPED)
    assert json.loads(rest.read_bytes())["check_ins"][0]["note"] == NOTE


def test_a_plain_backup_takes_the_passphrase_off_and_says_so(cli: Cli, made: Path, locked: Path) -> None:
    shutil.copytree(locked, cli.folder)
    ran = cli.ok("restore", str(next(paths.backups(made).iterdir())), "--yes")
    assert "This backup is not encrypted, and neither will the diary be" in said(ran)
    assert "an encrypted diary that this passphrase does not open; it is kept as it is" in said(ran)
    assert len(cli.ok("history", "--json").json()["infusions"]) == 1


def test_without_the_extra_it_says_what_to_install(
    cli: Cli, locked: Path, monkeypatch: pytest.MonkeyPatch, typist: Typist
) -> None:
    monkeypatch.setattr(cipher, "installed", lambda: False)
    ran = cli("encrypt")
    assert (ran.code, "pip install sqlcipher3" in ran.err) == (1, True)
    assert not cli.folder.exists()
    shutil.copytree(locked, cli.folder)
    ran = cli("status", terminal=True)
    assert (ran.code, "pip install sqlcipher3" in said(ran)) == (1, True)
    assert typist.asked == []
    assert cli("help-now").code == 0


def test_a_process_takes_it_from_stdin_and_writes_no_lines_of_its_own(
    process: Process, shipped: Path, tmp_path: Path
) -> None:
    shutil.copytree(shipped, tmp_path / "diary")
    ran = process("status", stdin=None, input=PIPED)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"chest pain" in ran.stdout.lower()


def test_at_a_real_terminal_it_is_not_shown_and_in_no_argument(shipped: Path, tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    folder = shutil.copytree(shipped, tmp_path / "diary")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KTRACK")}
    at_work = {**clean, "HOME": str(tmp_path), "KTRACK_HOME": str(folder), "LC_ALL": "C.UTF-8"}
    child = pexpect.spawn(sys.executable, ["-m", "ktrack", "status"], env=at_work, encoding="utf-8", timeout=60)
    child.expect_exact("(not shown): ")
    child.sendline(WORDS)
    seen = Path(f"/proc/{child.pid}")
    shown = [(seen / name).read_text() for name in ("cmdline", "environ")] if seen.exists() else []
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "chest pain" in child.before.lower()
    assert not any(WORDS in each for each in (child.before, *shown))
