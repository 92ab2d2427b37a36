"""What a clinic adds reaches the commands: numbers, limit, red flags; and a bad file changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ktrack.cli.program import run
from ktrack.clinic import template


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KTRACK_HOME", str(tmp_path / "diary"))
    return tmp_path


def test_a_clinics_file_is_taken_in_and_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "clinic.toml"
    assert run(["clinic", "--template"]) == 0
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(["clinic", str(file)]) == 0
    assert "Added by your clinic" in capsys.readouterr().out
    for command, words in (
        (["clinic"], "Low mood after your infusion"),
        (["rules"], "added by your clinic"),
        (["rules", "clinic-low-mood"], "Our own protocol"),
        (["help-now"], "555-0142"),
    ):
        assert run(command) == 0
        assert words.lower() in capsys.readouterr().out.lower()


def test_a_red_flag_of_the_clinic_warns(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "clinic.toml"
    file.write_text(template().replace("at_least = 3, times = 2", "at_least = 3"), encoding="utf-8")
    assert run(["clinic", str(file)]) == 0
    assert run(["check-in", "low_mood=3"]) == 0
    said = capsys.readouterr().out
    assert "Low mood after your infusion" in said
    assert "added by your clinic" in said.lower()


def test_a_warning_of_the_clinic_that_calms_is_pointed_out_and_used(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The words are the clinic's, and its file is taken; its instructions may speak of a normal meal."""
    file = home / "clinic.toml"
    calm = template().replace(
        "Say that your mood is low.", "It is normal, and you are Fine. Say your mood is low."
    )
    assert calm != template()
    file.write_text(calm.replace("Take it easy", "Eat a normal meal. Take it easy"), encoding="utf-8")
    assert run(["clinic", str(file)]) == 0
    ran = capsys.readouterr()
    assert ran.err.strip() == (
        'The warning "Low mood after your infusion" that your clinic added holds words that calm: fine, normal. '
        "They can keep somebody from calling. It is in use as it is; tell your clinic, so that it can put it in "
        "other words."
    )
    file.write_text(template().replace("Take it easy", "Eat a normal meal. Take it easy"), encoding="utf-8")
    assert run(["clinic", str(file)]) == 0
    assert capsys.readouterr().err == ""
    assert run(["check-in", "low_mood=3"]) == 0 and run(["clinic"]) == 0


def test_a_file_with_a_slip_changes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "clinic.toml"
    file.write_text(template().replace("persist_hours = 4", "persist_hours = 9"), encoding="utf-8")
    assert run(["clinic", str(file)]) == 2
    assert "persist_hours" in capsys.readouterr().err
    assert run(["clinic"]) == 0
    assert "has added nothing" in capsys.readouterr().out


def test_a_stored_file_that_was_damaged_is_said_and_silences_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home / "clinic.toml"
    file.write_text(template(), encoding="utf-8")
    assert run(["clinic", str(file)]) == 0
    (home / "diary" / "clinic.toml").write_text("made_by = ", encoding="utf-8")
    capsys.readouterr()
    assert run(["check-in", "chest_pain=1"]) == 0
    heard = capsys.readouterr()
    assert "not in use" in heard.err
    assert "CALL 911 NOW" in heard.out
