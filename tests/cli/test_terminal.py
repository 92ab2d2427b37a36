"""What is different on a terminal: odd values are asked about, and the app opens."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Cli


def vitals(cli: Cli) -> dict[str, float]:
    (check_in,) = cli.ok("history", "--json").json()["check_ins"]
    found: dict[str, float] = check_in["vitals"]
    return found


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (b"118/74\n", (118, 74)),
        (b"yes\n", (74, 118)),
        (b"", (74, 118)),
        (b"what\n118\n110/70\n", (110, 70)),
        (b"300/20\ny\n", (300, 20)),
    ],
    ids=["mended", "confirmed", "hung up", "mended in the end", "another odd one"],
)
def test_an_odd_blood_pressure_is_asked_about(cli: Cli, typed: bytes, kept: tuple[int, int]) -> None:
    ran = cli("check-in", "--bp", "74/118", stdin=typed, terminal=True)
    assert "Check this number: blood pressure 74/118. Is that what was measured?" in " ".join(ran.out.split())
    assert vitals(cli) == {"systolic": kept[0], "diastolic": kept[1]}


def test_each_odd_value_is_asked_about(cli: Cli) -> None:
    ran = cli("check-in", "--hr", "700", "--temp", "3.7", "--spo2", "98", stdin=b"70\n37\n", terminal=True)
    assert ran.out.count("Check this number") == 2
    assert vitals(cli) == {"heart_rate": 70, "temperature_c": 37, "spo2": 98}


def test_a_refused_line_asks_nothing(cli: Cli) -> None:
    ran = cli("check-in", "--hr", "700", "nausae=2", terminal=True)
    assert ran.code == 2
    assert "measured?" not in ran.out


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders the app was opened on; the app itself is left out."""
    folders: list[Path] = []

    def run(folder: Path) -> int:
        folders.append(folder)
        return 7

    monkeypatch.setitem(sys.modules, "ktrack.tui.app", SimpleNamespace(run=run))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "__stderr__", SimpleNamespace(encoding="UTF-8"))
    return folders


def test_without_a_command_the_app_opens_and_its_status_is_passed_on(cli: Cli, opened: list[Path]) -> None:
    assert cli(terminal=True).code == 7
    assert opened == [cli.folder]


def test_the_app_opens_on_the_folder_of_choice(cli: Cli, opened: list[Path], tmp_path: Path) -> None:
    cli("--data-dir", str(tmp_path / "mine"), terminal=True)
    assert opened == [tmp_path / "mine"]


def test_the_demo_opens_the_app_on_a_folder_that_is_gone_afterwards(cli: Cli, opened: list[Path]) -> None:
    assert cli("demo", terminal=True).code == 7
    (folder,) = opened
    assert folder != cli.folder and not folder.exists()


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_draw(
    cli: Cli, opened: list[Path], monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    monkeypatch.setenv("TERM", term)
    ran = cli(terminal=True)
    assert ran.code == 2 and not opened
    assert "ktrack ask" in ran.err


def test_a_terminal_without_a_name(cli: Cli, opened: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERM")
    assert cli(terminal=True).code == 2
    assert not opened


@pytest.mark.parametrize("encoding", ["latin-1", "ANSI_X3.4-1968", None])
def test_a_terminal_without_utf8(
    cli: Cli, opened: list[Path], monkeypatch: pytest.MonkeyPatch, encoding: str | None
) -> None:
    monkeypatch.setattr(sys, "__stderr__", SimpleNamespace(encoding=encoding))
    assert cli(terminal=True).code == 2
    assert not opened
