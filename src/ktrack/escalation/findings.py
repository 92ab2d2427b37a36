"""Judging: which red flags fire on given facts, and what could not be checked.

`evaluate` and `assess` return *all* findings, worst first. Nothing here lowers or removes one: several triggers
of one red flag are read together by taking the highest, and evidence is added up. It must not write, draw, or
know the time; a failure in here becomes a finding that sends the person to help.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from ktrack.escalation.assessment import Assessment, Finding, NotChecked, in_order
from ktrack.escalation.conditions import note_evidence
from ktrack.escalation.facts import Facts, View
from ktrack.escalation.red_flag import LEVELS, RedFlag, Trigger, Variant
from ktrack.escalation.rulebook import Rulebook
from ktrack.escalation.unasked import Alone, fired_with
from ktrack.escalation.words import worded
from ktrack.questions import questions
from ktrack.records import CheckIn, Evidence

NOT_JUDGED = "ktrack-could-not-check"
"""The red flag of a check-in that could not be judged at all."""

_IDS = uuid.UUID("5c4fca5e-0b6d-5d0c-9c1e-9d0f6c1f7b52")


@dataclass(frozen=True, slots=True)
class _Fired:
    """One trigger that holds in one check-in."""

    red_flag: RedFlag
    trigger: Trigger
    rank: int
    """Place of the trigger in its file: of several at one level, the first one's words are used."""
    key: str
    check_in: CheckIn
    evidence: tuple[Evidence, ...]
    from_note: str = ""
    """What the person is reminded of, when it rests on their own words and on nothing else."""

    @property
    def order(self) -> tuple[int, int]:
        return LEVELS.index(self.trigger.level), self.rank

    @property
    def speaks(self) -> tuple[int, bool, int, bool]:
        """Of several that are found together, the least one's words are used.

        What was answered calls for help at once: it is not softened to "is it happening now?" by what was written
        beside it, also when that points to a trigger that stands before its own.
        """
        level, noted = LEVELS.index(self.trigger.level), bool(self.from_note)
        return level, noted and self.trigger.level in ("emergency", "urgent"), self.rank, noted

    @property
    def measured(self) -> frozenset[str]:
        """The vital signs it rests on."""
        return frozenset(each.vital for each in self.evidence if each.vital is not None)

    def beside_worse(self) -> _Fired:
        """As part of a finding at emergency or urgent: what is milder counts with this check-in's own answers."""
        if self.trigger.level in ("emergency", "urgent"):
            return self
        return replace(self, evidence=tuple(each for each in self.evidence if each.check_in == self.check_in.id))


def assess(rulebook: Rulebook, facts: Facts, check_in: CheckIn) -> Assessment:
    """Judge one check-in, whether or not `facts` hold it already (an earlier version of it is replaced)."""
    try:
        facts = facts.with_version(check_in)
        fired = list(_fired(rulebook, facts, check_in))
        findings = _merged(facts, fired)
        seen = {each.red_flag.id for each in fired}
        not_checked, clear = _unfired(rulebook, facts, check_in, seen)
        return Assessment(findings, not_checked, clear)
    except Exception:  # whatever went wrong, the person must hear of it
        return Assessment((could_not_judge(check_in),))


def find(rulebook: Rulebook, facts: Facts, check_in: CheckIn) -> tuple[Finding, ...]:
    """The findings of `assess` alone, for a form that asks after every key."""
    try:
        facts = facts.with_version(check_in)
        return _merged(facts, _fired(rulebook, facts, check_in))
    except Exception:
        return (could_not_judge(check_in),)


def evaluate(
    rulebook: Rulebook, facts: Facts, at: datetime | None = None, *, only: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """Judge every check-in up to `at` (all of them without it; only those with these ids, if given).

    Each is judged at its own time, with what had happened up to then.
    """
    fired: list[_Fired] = []
    failed: list[Finding] = []
    for check_in in facts.check_ins:
        if (at is not None and check_in.at > at) or (only is not None and check_in.id not in only):
            continue
        try:
            fired += _fired(rulebook, facts, check_in)
        except Exception:
            failed.append(could_not_judge(check_in))
    try:
        return _worst_first([*_merged(facts, fired), *failed])
    except Exception:
        return _worst_first(
            [*{each.check_in.id: could_not_judge(each.check_in) for each in fired}.values(), *failed]
        )


def could_not_judge(check_in: CheckIn) -> Finding:
    """What is said when judging itself fails: it sends the person to help."""
    return Finding(
        id=_finding_id(NOT_JUDGED, "", check_in.id, "urgent"),
        red_flag=NOT_JUDGED,
        origin="beyond",
        level="urgent",
        title="ktrack could not check these answers",
        say="Call your clinic and tell them how you feel. ktrack had a fault and could not check your answers. "
        "If you feel very unwell, call your emergency number.",
        because=(),
        sources=(),
        at=check_in.at,
        check_in=check_in.id,
        infusion=check_in.infusion,
    )


def _fired(rulebook: Rulebook, facts: Facts, check_in: CheckIn) -> Iterator[_Fired]:
    if check_in.note or check_in.medicines:
        yield from _fired_by_words(rulebook, facts, check_in)
    yield from _fired_by(rulebook.touched_by(check_in), _Views(facts, check_in))


def _fired_by(variants: Iterable[Variant], views: _Views) -> Iterator[_Fired]:
    """Those of some variants that hold, resting on the check-in itself among others."""
    check_in = views.check_in
    for red_flag, trigger, rank, key, condition, _ in variants:
        view = views[trigger.within_hours]
        if red_flag.session_only and not view.in_session:
            continue
        evidence = condition.hold(view)
        if evidence and any(each.check_in == check_in.id for each in evidence):
            yield _Fired(red_flag, trigger, rank, key, check_in, evidence)


class _Views(dict[float, View]):
    """One check-in, seen by each width of time that a trigger reads together."""

    def __init__(self, facts: Facts, check_in: CheckIn, assumed: Collection[str] = ()) -> None:
        self.facts, self.check_in, self.assumed = facts, check_in, assumed

    def __missing__(self, within_hours: float) -> View:
        self[within_hours] = View(self.facts, self.check_in, within_hours, self.assumed)
        return self[within_hours]

    def assuming(self, keys: Collection[str]) -> _Views:
        """The same with these questions and vitals taken to be at their worst."""
        views = _Views(self.facts, self.check_in, keys)
        views.update((within_hours, view.assuming(keys)) for within_hours, view in self.items())
        return views


def _fired_by_words(rulebook: Rulebook, facts: Facts, check_in: CheckIn) -> Iterator[_Fired]:
    """By what the person wrote, taken for the answer or the value that it may stand for.

    A value counts together with the answers; danger words are quoted alone.
    """
    from ktrack.escalation.written import written  # most check-ins have no words

    for each in written(check_in, rulebook):
        for supposed in each.supposed:
            fired = list(_fired_by(each.variants, _Views(facts, supposed)))
            if each.measured:
                fired = [one for one in fired if not one.measured.isdisjoint(each.values)]
            if fired:
                highest = min(fired, key=lambda one: one.order)
                quotes = dict.fromkeys(
                    [(each.key, each.words), *(each.values[key] for key in highest.measured if key in each.values)]
                )
                proofs = [note_evidence(facts, check_in, key, words) for key, words in quotes]
                if each.measured:
                    proofs += [proof for proof in highest.evidence if proof.vital not in each.values]
                yield replace(highest, check_in=check_in, evidence=tuple(proofs), from_note=each.reminder)
                break


def _unfired(
    rulebook: Rulebook, facts: Facts, check_in: CheckIn, seen: Collection[str]
) -> tuple[tuple[NotChecked, ...], tuple[str, ...]]:
    not_checked: list[NotChecked] = []
    clear: list[str] = []
    known = set(check_in.answers) | set(check_in.vitals)
    not_missing = known if check_in.entered_by == "companion" else known | {"hard_to_wake"}
    views, alone = _Views(facts, check_in), _alone(rulebook)
    for red_flag in rulebook.red_flags:
        if red_flag.id in seen:
            continue
        missing = frozenset(red_flag.keys) - not_missing
        found = alone[red_flag.id].among(missing, views) if missing else missing
        if found:
            not_checked.append(NotChecked(red_flag.id, tuple(key for key in red_flag.keys if key in found)))
        elif not known.isdisjoint(red_flag.keys) and _could_fire(red_flag, views):
            clear.append(red_flag.id)
    return tuple(not_checked), tuple(clear)


@lru_cache(maxsize=4)
def _alone(rulebook: Rulebook) -> Mapping[str, Alone]:
    return {red_flag.id: Alone(red_flag) for red_flag in rulebook.red_flags}


def _could_fire(red_flag: RedFlag, views: _Views) -> bool:
    """Whether it would fire if everything that it looks at were at its worst."""
    first = red_flag.variants[0]
    view = views[first.trigger.within_hours]
    if red_flag.session_only and not view.in_session:
        return False
    if fired_with(first.condition, view, first.looks_at):
        return True  # mostly one answer is enough for that, and this is found out sooner
    return any(_fired_by(red_flag.variants, views.assuming(red_flag.keys)))


def _merged(facts: Facts, fired: Iterable[_Fired]) -> tuple[Finding, ...]:
    """One finding per check-in at emergency and urgent, one per question and infusion below that."""
    by_check_in: dict[tuple[str, str, str], list[_Fired]] = {}
    for each in fired:
        by_check_in.setdefault((each.red_flag.id, each.check_in.id, each.key), []).append(each)
    groups: dict[tuple[str, ...], list[_Fired]] = {}
    for (red_flag, check_in_id, key), some in by_check_in.items():
        highest = min(some, key=lambda each: each.order)
        if highest.trigger.level in ("emergency", "urgent"):
            group: tuple[str, ...] = (red_flag, check_in_id)
            some = [each.beside_worse() for each in some]
        else:
            group = (red_flag, key, highest.check_in.infusion or check_in_id)
        groups.setdefault(group, []).extend(some)
    return _worst_first(_one(facts, group) for group in groups.values())


def _one(facts: Facts, group: Sequence[_Fired]) -> Finding:
    speaking = min(group, key=lambda each: (*each.speaks, each.check_in.at, each.check_in.id))
    red_flag, trigger, check_in = speaking.red_flag, speaking.trigger, speaking.check_in
    latest = max(group, key=lambda each: (each.check_in.at, each.check_in.id)).check_in
    # one for the check-in, also when that comes under another infusion later, or under none
    alarming = trigger.level in ("emergency", "urgent")
    alone = alarming or check_in.infusion is None
    keys = tuple(dict.fromkeys(each.key for each in group if each.key))
    question = keys[0] if len(keys) == 1 else None
    scope = check_in.id if alone else check_in.infusion or ""
    step = trigger.step if not alone else ""
    noted = [
        each.note
        for fired in group
        for each in fired.evidence
        if fired.from_note and each.note and questions()[each.note].kind != "vital"
    ]
    say = trigger.say_companion if check_in.entered_by == "companion" else trigger.say
    evidence = sorted(
        dict.fromkeys(each for fired in group for each in fired.evidence),
        key=lambda each: (each.at, each.check_in, each.question or "", each.vital or "", each.note or ""),
    )
    return Finding(
        id=_finding_id(red_flag.id, "" if alarming else speaking.key, scope, trigger.level, step),
        red_flag=red_flag.id,
        origin=red_flag.origin,
        level=trigger.level,
        title=worded(red_flag.title, facts.profile, keys),
        say=_asking(speaking.from_note) + worded(say, facts.profile, keys),
        because=tuple(evidence),
        sources=red_flag.sources,
        at=latest.at,
        question=question,
        check_in=check_in.id if alone else None,
        infusion=check_in.infusion,
        from_note=bool(speaking.from_note),
        ask=tuple(dict.fromkeys((*noted, *(key for each in group for key in each.trigger.ask)))),
        recheck_at=latest.at + timedelta(minutes=trigger.recheck_minutes) if trigger.recheck_minutes else None,
    )


def _asking(reminder: str) -> str:
    """What stands before the words of a rule that rests on what was typed alone."""
    return f"{reminder} Is it happening now? If it is: " if reminder else ""


def _worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: in_order(each, each.at)))


def _finding_id(*parts: str) -> str:
    return str(uuid.uuid5(_IDS, json.dumps(parts)))
