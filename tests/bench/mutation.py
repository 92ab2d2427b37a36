"""How well the written cases guard the rules: change a rule a little, see whether a case notices.

Each threshold is moved by one step both ways, each `all` becomes `any` and the other way round, each condition is
dropped (the lists of `for_each` are held key by key by a test of their own). A change is noticed when an example
in the rule's own file comes out otherwise. `python -m tests.bench.mutation`
prints the score and what survived.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from ktrack.escalation import RedFlag, Rulebook, Trigger, load_rulebook
from ktrack.escalation.conditions import Answer, AtLeast, Condition, HoursAfterEnd, InfusionNumber, Vital
from ktrack.escalation.red_flag import Example
from ktrack.escalation.rulebook import make_rulebook
from ktrack.questions import questions
from tests.rule_examples import Situation, comes_out, situation


@dataclass(frozen=True)
class Mutant:
    """A red flag with one change, and what was changed."""

    red_flag: RedFlag
    change: str


def mutants(red_flag: RedFlag) -> Iterator[Mutant]:
    """All changed versions of one red flag."""
    for n, trigger in enumerate(red_flag.triggers):
        for key, condition in trigger.when.items():
            if key != next(iter(trigger.when)):
                break  # the questions of one trigger share one condition
            for changed, change in _changed(condition):
                when = {each: _for(changed, key, each) for each in trigger.when}
                yield Mutant(_with(red_flag, n, replace(trigger, when=when)), f"trigger {n + 1}: {change}")
        rest = red_flag.triggers[:n] + red_flag.triggers[n + 1 :]
        if rest:
            yield Mutant(replace(red_flag, triggers=rest), f"without trigger {n + 1} ({trigger.level})")
    if red_flag.session_only:
        yield Mutant(replace(red_flag, session_only=False), "not only in the session")


def noticed(mutant: Mutant) -> bool:
    """Whether any example of the red flag's own file comes out otherwise."""
    rulebook = make_rulebook((mutant.red_flag,), "mutant")
    return not all(
        comes_out(case, example, rulebook, mutant.red_flag.id) for case, example in _cases(mutant.red_flag.id)
    )


def score(rulebook: Rulebook) -> tuple[int, list[str]]:
    """How many changes there are, and those that no example notices."""
    every = [mutant for red_flag in rulebook.red_flags for mutant in mutants(red_flag)]
    return len(every), [f"{each.red_flag.id}: {each.change}" for each in every if not noticed(each)]


@cache
def _cases(red_flag_id: str) -> list[tuple[Situation, Example]]:
    return [(situation(each.given), each) for each in load_rulebook().by_id[red_flag_id].examples()]


def _with(red_flag: RedFlag, n: int, trigger: Trigger) -> RedFlag:
    return replace(red_flag, triggers=(*red_flag.triggers[:n], trigger, *red_flag.triggers[n + 1 :]))


def _for(condition: Condition, was: str, key: str) -> Condition:
    """The same condition about another question of `for_each`."""
    if isinstance(condition, AtLeast):
        return replace(condition, of=tuple(_for(each, was, key) for each in condition.of))
    if was and isinstance(condition, Answer) and condition.key == was:
        return replace(condition, key=key)
    return condition


def _changed(condition: Condition) -> Iterator[tuple[Condition, str]]:
    match condition:
        case AtLeast():
            yield from _changed_group(condition)
        case Answer():
            yield from _changed_answer(condition)
        case Vital():
            yield from _changed_vital(condition)
        case HoursAfterEnd(more_than, or_unknown):
            limit = 4 if more_than is None else more_than
            yield replace(condition, more_than=limit + 1), f"more than {limit + 1} hours"
            yield replace(condition, more_than=max(limit - 1, 0) if limit else -1), "an hour less"
            yield replace(condition, or_unknown=not or_unknown), f"or_unknown = {not or_unknown}"
        case InfusionNumber(at_least, or_unknown):
            yield replace(condition, at_least=at_least + 1), f"infusion {at_least + 1}"
            yield replace(condition, at_least=at_least - 1), f"infusion {at_least - 1}"
            yield replace(condition, or_unknown=not or_unknown), f"or_unknown = {not or_unknown}"


def _changed_group(group: AtLeast) -> Iterator[tuple[Condition, str]]:
    if len(group.of) > 1:
        some = 1 if group.some == len(group.of) else len(group.of)
        yield replace(group, some=some), "any for all" if some == 1 else "all for any"
        for n in range(len(group.of)):
            of = group.of[:n] + group.of[n + 1 :]
            yield (
                replace(group, of=of, some=min(group.some, len(of))),
                f"without condition {n + 1} of {len(group.of)}: {_name(group.of[n])}",
            )
    if group.times > 1:
        yield replace(group, times=group.times + 1), "one more time"
        yield replace(group, times=group.times - 1), "one time less"
    for n, child in enumerate(group.of):
        for changed, change in _changed(child):
            yield replace(group, of=(*group.of[:n], changed, *group.of[n + 1 :])), change


def _name(condition: Condition) -> str:
    return ", ".join(condition.looks_at()) or str(condition)


def _changed_answer(answer: Answer) -> Iterator[tuple[Condition, str]]:
    highest = questions()[answer.key].highest or answer.at_least
    if answer.at_least < highest:
        yield replace(answer, at_least=answer.at_least + 1), f"{answer.key} >= {answer.at_least + 1}"
    if answer.at_least > 1:  # a rule cannot ask for 0: that is refused when it is read
        yield replace(answer, at_least=answer.at_least - 1), f"{answer.key} >= {answer.at_least - 1}"
    for name in ("onset", "returned"):
        if getattr(answer, name):
            yield replace(answer, **{name: type(getattr(answer, name))()}), f"{answer.key} without {name}"
    if answer.still_present is not None:
        yield replace(answer, still_present=None), f"{answer.key} without still_present"
        yield replace(answer, still_present=not answer.still_present), f"{answer.key} still_present turned"
    if answer.location:
        yield replace(answer, or_unknown=not answer.or_unknown), f"{answer.key} or_unknown turned"
        for place in answer.location:
            places = tuple(each for each in answer.location if each != place)
            if places:
                yield replace(answer, location=places), f"{answer.key} without {place}"
    if answer.rises_by:
        yield replace(answer, rises_by=answer.rises_by + 1), f"{answer.key} rises by one more"
        yield replace(answer, rises_by=answer.rises_by - 1), f"{answer.key} rises by one less"
    if answer.days_apart:
        yield replace(answer, days_apart=answer.days_apart + 1), f"{answer.key} a day more"
        yield replace(answer, days_apart=answer.days_apart - 1), f"{answer.key} a day less"
    for name in ("times", "in_infusions"):
        count = getattr(answer, name)
        if count > 1:
            yield replace(answer, **{name: count + 1}), f"{answer.key} {name} {count + 1}"
            yield replace(answer, **{name: count - 1}), f"{answer.key} {name} {count - 1}"


def _changed_vital(vital: Vital) -> Iterator[tuple[Condition, str]]:
    step = 0.1 if vital.key == "temperature_c" else 1
    for name in ("at_least", "at_most", "above_baseline_by", "below_baseline_percent"):
        limit = getattr(vital, name)
        if limit is not None:
            yield replace(vital, **{name: limit + step}), f"{vital.key} {name} {limit + step:g}"
            yield replace(vital, **{name: limit - step}), f"{vital.key} {name} {limit - step:g}"


def main() -> None:
    """Print the score and the survivors."""
    total, survivors = score(load_rulebook())
    for each in survivors:
        print(f"not noticed: {each}")
    print(f"{total - len(survivors)} of {total} changes noticed ({100 * (total - len(survivors)) / total:.1f} %)")


if __name__ == "__main__":
    main()
