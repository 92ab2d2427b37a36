"""The README cannot fall behind: its commands run, every command is in it or in the help with an example."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import ktrack
from ktrack.cli.program import run
from tests.cli.conftest import Cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PARTS = {path.name.removesuffix(".py") for path in Path(ktrack.__file__).parent.iterdir()}
BLOCKS = re.findall(r"```\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("ktrack")]
MENTIONED = re.findall(r"`(ktrack [a-z][^`]*)`", README)


@pytest.mark.parametrize("line", dict.fromkeys([*COMMANDS, *MENTIONED]))
def test_every_command_of_the_readme_runs(
    line: str, cli: Cli, infused: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cli.ok("check-in", "chest_pain=1")
    flag = cli.ok("flags", "--json").json()["findings"][0]["id"]
    cli.ok("export", "--format", "json", "-o", "old.json")
    cli.ok("backup", "old.db")
    (tmp_path / "ours.toml").write_text(cli.ok("clinic", "--template").out)
    stand_ins = {
        "backup": {"FILE": "new.db"}, "restore": {"FILE": "old.db"}, "clinic": {"FILE": "ours.toml"},
        "flag": {"ID": flag}, "import": {"diary.json": "old.json"},
    }  # fmt: skip
    name, *rest = shlex.split(line)[1:]
    words = [stand_ins.get(name, {}).get(word, word) for word in rest]
    if name == "decrypt":
        cli.ok("encrypt", stdin=b"no\n")
    if name in ("restore", "erase"):
        words.append("--yes")
    cli.ok(name, *words, stdin=b"no\n" + b"\n" * 99 + b"stop\n")


def test_the_two_set_up_commands_are_marked_and_whole() -> None:
    for mark, end in (("start", ".venv/bin/ktrack"), ("test", ".venv/bin/pytest -n auto")):
        found = re.findall(rf"<!-- {mark} -->\n```\n(.+)\n```\n<!-- /{mark} -->", README)
        assert len(found) == 1
        assert found[0].startswith("python3 -m venv .venv && .venv/bin/pip install ")
        assert found[0].endswith(end)


def test_every_command_is_in_the_readme_or_has_an_example_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    from ktrack.cli.commands import COMMANDS

    for name in [each.name for each in COMMANDS]:
        assert run([name, "--help"]) == 0
        assert f"ktrack {name}" in README or f"ktrack {name}" in capsys.readouterr().out


def test_the_map_of_the_house_names_what_is_there() -> None:
    house = README[README.index("| part | owns |") : README.index("One check-in:")]
    named = {
        each.rstrip("/")
        for row in house.strip().splitlines()
        for each in re.findall(r"`([a-z_]+/?)`", row.split("|")[1])
    }
    assert named <= PARTS
    assert PARTS - {"__init__", "__main__", "__pycache__", "py.typed"} <= named
