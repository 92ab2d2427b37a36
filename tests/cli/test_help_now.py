"""`ktrack help-now`: the one command that may never fail."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ktrack.escalation import load_rulebook
from tests.cli.conftest import Cli, Process

CONTACTS = """
clinic_name = "Green \\u001b[31mHouse"
clinic_phone = "555-0142"
after_hours_phone = "555-0143"
emergency_number = "112"
crisis_line = "116 123"
"""


def whole(said: str) -> bool:
    """Whether everything that does not hang on data is there."""
    parts = ("I NEED HELP NOW", "Emergency: ", "Chest pain", "Do not drive", "Read this aloud", "has told nobody")
    return all(part in " ".join(said.split()) for part in parts)


def test_without_any_data(cli: Cli) -> None:
    said = cli.ok("help-now").out
    assert whole(said)
    assert "your local emergency number (911 in the US)" in said
    assert not cli.folder.exists()


def test_with_the_numbers(cli: Cli) -> None:
    cli.folder.mkdir()
    (cli.folder / "contacts.toml").write_text(CONTACTS)
    said = cli.ok("help-now").out
    assert whole(said)
    assert "Emergency: 112" in said and "CALL 112 NOW" in said
    assert "555-0142, after hours 555-0143" in said and "116 123" in said
    assert "Green ␛[31mHouse" in said and "\x1b" not in said


def test_every_red_flag_is_named_with_its_action(cli: Cli) -> None:
    said = " ".join(cli.ok("help-now").out.split())
    for red_flag in load_rulebook().red_flags:
        assert red_flag.title.partition(":")[0] in said
    assert "{" not in said


def _broken_contacts(folder: Path) -> None:
    folder.mkdir()
    (folder / "contacts.toml").write_bytes(b'clinic_phone = "555\n\xff[[[')


def _wrong_types(folder: Path) -> None:
    folder.mkdir()
    (folder / "contacts.toml").write_text("clinic_phone = 5\nemergency_number = [1]\nother = true")


def _contacts_is_a_pipe(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "contacts.toml")


def _contacts_is_a_device(folder: Path) -> None:
    folder.mkdir()
    (folder / "contacts.toml").symlink_to("/dev/zero")


def _folder_is_a_file(folder: Path) -> None:
    folder.write_text("")


def _broken_database(folder: Path) -> None:
    folder.mkdir()
    (folder / "ktrack.db").write_bytes(b"\x00" * 5000)


@pytest.mark.parametrize(
    "harm",
    [
        _broken_contacts, _wrong_types, _contacts_is_a_pipe, _contacts_is_a_device, _folder_is_a_file,
        _broken_database,
    ],
)  # fmt: skip
def test_with_data_that_cannot_be_read(cli: Cli, harm: Callable[[Path], None]) -> None:
    harm(cli.folder)
    assert whole(cli.ok("help-now").out)


def test_with_rules_that_cannot_be_read(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError

    monkeypatch.setattr("ktrack.contacts.load_rulebook", broken)
    assert whole(cli.ok("help-now").out)


@pytest.mark.parametrize("home", ["", "/nosuchplace", "/dev/null", "relative"])
def test_without_a_home(process: Process, home: str) -> None:
    ran = process("help-now", env={"HOME": home, "KTRACK_HOME": "", "XDG_DATA_HOME": ""})
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert whole(ran.stdout.decode())
