"""What the Tab key offers, as bash and zsh ask for it."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli

NAUSEA = ["nausea=0", "nausea=1", "nausea=2", "nausea=3", "nausea=4", "nausea=skip"]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        # more than one word that begins alike: the shell adds no blank behind the equals sign
        ("check-in nau", NAUSEA),
        ("check-in nausea =", ["0", "1", "2", "3", "4", "skip"]),
        ("check-in nausea = 2 urinary", ["urinary_frequency=", "urinary_urgency="]),
        ("check-in fainting = n", ["no"]),
        ("check-in pain", ["painful_urination=", "pain="]),
        ("check-in --by c", ["companion"]),
        ("rules chest", ["chest-pain"]),
        ("trends naus", ["nausea"]),
        ("export --format fhir", ["fhir", "fhir-ndjson"]),
        ("infusion add --phase m", ["maintenance"]),
        ("flag answer 3f2a ", ["called", "going", "mistake", "later"]),
    ],
)
def test_bash(cli: Cli, monkeypatch: pytest.MonkeyPatch, line: str, offered: list[str]) -> None:
    words = ["ktrack", *line.split(" ")]
    monkeypatch.setenv("_KTRACK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "\n".join(words))
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    assert cli().out.split() == offered
    assert not cli.folder.exists(), "a key press in a shell makes no diary"


@pytest.mark.parametrize(("line", "offered"), [("nau", NAUSEA), ("nausea=", NAUSEA), ("nausea=s", NAUSEA[-1:])])
def test_zsh_takes_the_equals_sign_into_the_word(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, line: str, offered: list[str]
) -> None:
    monkeypatch.setenv("_KTRACK_COMPLETE", "complete_zsh")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", f"ktrack check-in {line}")
    said = cli().out
    assert [each for each in NAUSEA if f'"{each}"' in said] == offered
