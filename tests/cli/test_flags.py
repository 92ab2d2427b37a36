"""`ktrack flags` and `ktrack flag answer`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli

KEYS = [
    "id", "red_flag", "origin", "level", "title", "say", "because", "from_note", "sources", "infusion",
    "raised_at", "response", "responded_at", "still_found",
]  # fmt: skip


@pytest.fixture
def flagged(cli: Cli, infused: str) -> str:
    """An open emergency; its id."""
    found = cli.ok("check-in", "seizure=yes", "--json").json()["findings"]
    return str(found[0]["id"])


def test_the_shape_of_the_json(cli: Cli, infused: str, flagged: str) -> None:
    told = cli.ok("flags", "--json").json()
    assert list(told) == ["at", "rulebook", "highest", "findings", "not_checked", "clear"]
    assert told["at"] == "2026-11-19T12:00:00-05:00"
    assert set(told["rulebook"]) == {"version", "hash"}
    assert told["highest"] == "emergency"
    (found,) = told["findings"]
    assert list(found) == KEYS
    assert (found["id"], found["infusion"], found["origin"]) == (flagged, infused, "sources")
    (because,) = found["because"]
    assert list(because) == ["question", "value", "at", "hours_after_end", "check_in"]
    assert because["hours_after_end"] == 2.0


def test_nothing_open(cli: Cli) -> None:
    assert cli.ok("flags", "--json").json()["highest"] == "none"
    said = cli.ok("flags").out
    assert "No open warning. The list is not complete." in said


def test_reading_changes_nothing(cli: Cli, flagged: str) -> None:
    before = cli.ok("export", "--format", "json").out
    for line in (["flags"], ["flags", "--all", "--json"], ["status"], ["history"], ["summary"], ["help-now"]):
        cli.ok(*line)
    assert cli.ok("export", "--format", "json").out == before


@pytest.mark.parametrize("answer", ["called", "going"])
def test_an_answer_closes_a_flag_and_keeps_it(cli: Cli, flagged: str, answer: str) -> None:
    assert f"flag answer {flagged[:8]} called" in cli.ok("flags").out
    cli.later(minutes=10)
    said = cli.ok("flag", "answer", flagged[:8], answer).out
    assert "Kept:" in said and "Nothing was deleted" in said
    assert cli.ok("flags", "--json").json()["findings"] == []
    (kept,) = cli.ok("flags", "--all", "--json").json()["findings"]
    assert (kept["response"], kept["responded_at"]) == (answer, "2026-11-19T12:10:00-05:00")
    assert "Answered today 12:10" in cli.ok("flags", "--all").out


def test_later_leaves_it_open(cli: Cli, flagged: str) -> None:
    assert "stays open" in cli.ok("flag", "answer", flagged, "later").out
    assert len(cli.ok("flags", "--json").json()["findings"]) == 1


def test_a_mistake_needs_a_reason(cli: Cli, flagged: str) -> None:
    assert cli("flag", "answer", flagged, "mistake").code == 2
    assert cli("flag", "answer", flagged, "mistake", "--note", "-", stdin=b" \n").code == 2
    cli.ok("flag", "answer", flagged, "mistake", "--note", "-", stdin=b"wrong line")
    assert cli.ok("export", "--format", "json").json()["flags"][0]["response_note"] == "wrong line"


def test_a_mistyped_answer_is_recognised(cli: Cli, flagged: str) -> None:
    assert "Did you mean called?" in cli("flag", "answer", flagged, "caled").err


def test_as_things_stood_at_a_time(cli: Cli, flagged: str) -> None:
    cli.later(hours=1)
    cli.ok("flag", "answer", flagged, "called")
    ran = cli.ok("flags", "--at", "12:30", "--json")
    assert ran.json()["highest"] == "emergency"
    assert "Understood: today 12:30" in ran.err
    assert cli.ok("flags", "--at", "11:30", "--json").json()["highest"] == "none"


def test_the_stored_words_stay_when_the_answer_is_gone(cli: Cli, infused: str) -> None:
    cli.later(hours=4)
    cli.ok("check-in", "nausea=2")
    cli.ok("infusion", "edit", infused, "--end", "15:30")
    (found,) = cli.ok("flags", "--json").json()["findings"]
    assert found["still_found"] is False
    assert "no longer give it" in " ".join(cli.ok("flags").out.split())
