"""A13, B2, B6 and B9: keys pressed at random, lines typed at random, and homes that are none."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from ktrack.cli import program
from ktrack.tracker import Tracker
from tests.faults import homes
from tests.faults.homes import sound
from tests.faults.monkey import monkey
from tests.hostile import hostile_notes, leaks

KEYS_PRESSED = 250
"""In an ordinary run, ten seconds; the long one presses 20,000."""


@pytest.fixture(autouse=True)
def a_home_of_its_own(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page for the visit is written where the person lives, or where the app was started."""
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.chdir(place)


async def test_a13_random_keys_break_nothing_save_nothing_and_lose_no_form(place: Path) -> None:
    await monkey(place / "home", 13, KEYS_PRESSED)
    assert sound(homes.database(place / "home"))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
async def test_a13_twenty_thousand_random_keys_do_not_either(place: Path, seed: int) -> None:
    await monkey(place / "home", seed, 1000)
    assert sound(homes.database(place / "home"))


def test_b2_whatever_is_typed_behind_the_command_is_done_or_refused_in_a_sentence(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    words = [each.text for each in hostile_notes() if each.text and each.text.isprintable()]
    words += ["check-in", "flag", "answer", "--", "-", "--note", "--json", "x" * 200_000]
    chance = random.Random(2)
    for _ in range(120):
        line = [chance.choice(("check-in", "flags", "infusion", "import", "rules", chance.choice(words)))]
        line += [chance.choice(words) for _ in range(chance.randrange(4))]
        with open(os.devnull, encoding="utf-8") as nothing:  # noqa: PTH123
            monkeypatch.setattr(sys, "stdin", nothing)
            code = program.run(["--data-dir", str(place / "home"), *line])
        said = capfd.readouterr()
        assert code in (0, 1, 2), line
        assert code == 0 or said.err, line
        assert "Traceback" not in said.err and "because of a mistake" not in said.err, line
        assert leaks(said.out + said.err) == set(), line


@pytest.mark.parametrize("kind", ["unset", "a file", "not writable", "relative XDG_DATA_HOME"])
def test_b6_homes_that_are_none(place: Path, kind: str) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("KTRACK", "XDG"))}
    home = place / "person"
    if kind == "unset":
        env.pop("HOME", None)
        env["XDG_DATA_HOME"] = str(place / "data")
    elif kind == "a file":
        home.write_text("mine")
        env["HOME"] = str(home)
    elif kind == "not writable":
        env["HOME"] = "/proc/self"
    else:
        home.mkdir()
        env |= {"HOME": str(home), "XDG_DATA_HOME": "here"}
    for line in (["status"], ["check-in", "nausea=1"]):
        ran = subprocess.run(
            [sys.executable, "-m", "ktrack", *line],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=place,
            env=env,
        )
        assert "Traceback" not in ran.stderr and "because of a mistake" not in ran.stderr
        # where nothing can be made there is nothing to look at either, which is no error
        refused = kind == "a file" or (kind == "not writable" and line != ["status"])
        assert ran.returncode == (1 if refused else 0), ran.stderr
        assert bool(ran.stderr) == (refused or line == ["status"])
        assert ("There is no diary in" in ran.stderr) == (line == ["status"] and not refused)
    assert not (place / "here").exists(), "a relative place depends on where one stands"


def test_b9_a_note_from_nothing_is_no_note(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull, encoding="utf-8") as nothing:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdin", nothing)
        line = ["check-in", "nausea=1", "--at", "2026-01-05T12:00:00Z", "--note", "-"]
        assert program.run(["--data-dir", str(place / "home"), *line]) == 0
    with Tracker(place / "home") as tracker:
        assert [each.note for each in tracker.check_ins()] == [""]
