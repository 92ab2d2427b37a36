"""`ktrack trends KEY`."""

from __future__ import annotations

from tests.cli.conftest import Cli


def said(cli: Cli, key: str) -> str:
    """The words, with line breaks as blanks."""
    return " ".join(cli.ok("trends", key).out.split())


def test_one_infusion_is_too_few_to_summarise(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "nausea=3", "--at", "10:30")
    cli.ok("check-in", "nausea=1")
    words = said(cli, "nausea")
    assert "Infusion 3: 3 at 30 min, 1 at 2 h." in words
    assert "Too few to summarise: 1 infusion has at least 70 % of the check-ins answered, and it takes 3." in words
    assert "middle" not in words
    assert "Infusion 3, 19 Nov: worst 3, 2 answers." in words
    assert "Week of 16 Nov: worst 3, 2 answers; infusion 3." in words
    assert max(len(line) for line in cli.ran[-1].out.splitlines()) <= 80


def test_three_views_of_pain(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "pain=7", "--at", "10:30")
    cli.ok("check-in", "pain=4")
    words = said(cli, "pain")
    for head in ("Pain, hours since", "Pain, lowest to highest answer of each infusion", "of each week"):
        assert head in words
    assert "4 to 7, middle 5.5, 2 answers." in words
    assert "Highest 7 (infusion 3)." in words


def test_what_is_not_on_the_hours_is_said(cli: Cli, infused: str) -> None:
    cli.ok("check-in", "urinary_urgency=2", "--at", "9:30")
    assert "Not shown here: 1 answer before an infusion ended." in said(cli, "urinary_urgency")


def test_a_question_that_was_never_asked(cli: Cli, infused: str) -> None:
    assert said(cli, "rash") == "Rash: not asked yet."


def test_a_wrong_key_is_one_sentence(cli: Cli) -> None:
    ran = cli("trends", "nausia")
    assert ran.code == 2 and "nausea" in ran.err and ran.out == ""
    ran = cli("trends", "systolic")
    assert ran.code == 2 and "measured value" in ran.err
