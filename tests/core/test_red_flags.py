"""Every example in every rule file comes out as written there, and every file is whole."""

from __future__ import annotations

import pytest

from ktrack.escalation import load_rulebook
from ktrack.escalation.red_flag import Example, RedFlag
from ktrack.escalation.rulebook import check_examples
from ktrack.sources import sources
from tests.bench.mutation import score
from tests.rule_examples import comes_out, situation

RULEBOOK = load_rulebook()
EXAMPLES = [(red_flag, example) for red_flag in RULEBOOK.red_flags for example in red_flag.examples()]


@pytest.mark.parametrize(
    ("red_flag", "example"), EXAMPLES, ids=[f"{red_flag.id}: {example.because}" for red_flag, example in EXAMPLES]
)
def test_example(red_flag: RedFlag, example: Example) -> None:
    case = situation(example.given)
    found = [(each.level, each.say) for each in case.assess(RULEBOOK).findings if each.red_flag == red_flag.id]
    assert comes_out(case, example, RULEBOOK, red_flag.id), f"expected {example.expect}, found {found}"


@pytest.mark.parametrize("red_flag", RULEBOOK.red_flags, ids=lambda red_flag: red_flag.id)
def test_every_red_flag_has_examples_that_fire_and_that_stay_quiet(red_flag: RedFlag) -> None:
    check_examples(red_flag)


FROM_SOURCES = {
    "severe-allergic-reaction", "trouble-breathing", "persistent-side-effect", "worsening-side-effect",
    "hallucinations", "delusions", "severe-confusion", "bladder-symptoms", "chest-pain", "rapid-heartbeat",
    "blood-pressure-change", "severe-headache", "seizure",
}  # fmt: skip


def test_the_thirteen_red_flags_of_the_sources_are_all_there() -> None:
    assert {red_flag.id for red_flag in RULEBOOK.red_flags if red_flag.origin == "sources"} == FROM_SOURCES


@pytest.mark.parametrize("red_flag", RULEBOOK.red_flags, ids=lambda red_flag: red_flag.id)
def test_every_source_can_be_looked_up(red_flag: RedFlag) -> None:
    assert set(red_flag.sources) <= set(sources())


def test_the_examples_notice_a_change_of_any_threshold_or_condition() -> None:
    total, survivors = score(RULEBOOK)
    assert len(survivors) <= 0.05 * total, "\n".join(survivors)
