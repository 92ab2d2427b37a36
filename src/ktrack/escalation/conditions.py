"""The language of the rules: what a condition is and when it holds.

Owns the small, closed set of conditions that a rule file can be made of. Every one is monotone: a worse answer,
a further answer or a further check-in never makes it stop holding (the one exception is written down in
`Answer.rises_by` and `Answer.returned`). There is no negation, no upper limit on an answer, no priority.
It must not read files, choose levels or words, or know the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ktrack.escalation.facts import Facts, View
from ktrack.questions import question
from ktrack.records import CheckIn, Detail, Evidence
from ktrack.timeline import hours_of

_NO_DETAIL = Detail()

Held = tuple[Evidence, ...] | None
"""What a condition rests on, or None when it does not hold. Conditions on time rest on nothing: ()."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question was answered with at least `at_least`."""

    key: str
    at_least: int
    location: tuple[str, ...] = ()
    """Places that count; empty means any."""
    onset: str = ""
    still_present: bool | None = None
    """True: present or not said. False: only when the person said that it is over."""
    rises_by: int = 0
    """Over the lowest earlier answer after the end in this infusion; raising that one can end it."""
    returned: bool = False
    """Present, then an explicit 0, then present again; raising that 0 can end it."""
    times: int = 1
    days_apart: float = 0
    in_infusions: int = 1
    or_unknown: bool = False

    def looks_at(self) -> Iterator[str]:
        yield self.key

    def across_infusions(self) -> bool:
        """Whether other infusions' answers matter."""
        return bool(self.days_apart) or self.in_infusions > 1

    def holds_at_worst(self, view: View) -> bool | None:
        """Whether the highest answer would make it hold; None when that has to be tried."""
        if self.across_infusions():
            return None if view.facts.reporting(self.key) else False
        if self.rises_by or self.returned:
            return None if self.key in view.answered_before else False
        return True if self.times == 1 else None

    def hold(self, view: View) -> Held:
        if self.times > 1:
            return _in_several(self.times, (self._seen(view, each) for each in view.so_far()))
        if not self.across_infusions():
            for each in view.window:
                held = self._seen(view, each)
                if held:
                    return held
            return None
        here = self._seen(view, view.check_in)
        return here and self._elsewhere(view, here)

    def _elsewhere(self, view: View, here: tuple[Evidence, ...]) -> Held:
        """Look back over all infusions for the same answer."""
        latest = view.check_in.at - timedelta(days=self.days_apart)
        found = list(here)
        infusions = {view.check_in.infusion}
        apart = not self.days_apart
        for other in view.facts.reporting(self.key):
            if other.at > view.check_in.at or (apart and len(infusions - {None}) >= self.in_infusions):
                break
            held = self._seen(view, other)
            if held is None or other.id == view.check_in.id:
                continue
            if not apart and other.at <= latest:
                apart = True
                found += held
            if other.infusion is not None and other.infusion not in infusions:
                infusions.add(other.infusion)
                found += held
        infusions.discard(None)
        enough = self.in_infusions == 1 or len(infusions) >= self.in_infusions
        return _unique(found) if apart and enough else None

    def _seen(self, view: View, check_in: CheckIn) -> tuple[Evidence, ...] | None:
        """Whether it holds in one check-in."""
        if self.key in view.assumed and check_in.id == view.check_in.id:
            value: int | None = question(self.key).highest
            fits = True
        else:
            value = check_in.answers.get(self.key)
            if value is None or value < self.at_least:
                return None
            fits = self._details_fit(check_in.details.get(self.key, _NO_DETAIL))
        if value is None or not fits:
            return None
        found: tuple[Evidence, ...] = (_evidence(view, check_in, value, question_key=self.key),)
        if self.rises_by:
            lowest = self._lowest_before(view, check_in)
            if lowest is None or value - lowest.answers[self.key] < self.rises_by:
                return None
            found += (_evidence(view, lowest, lowest.answers[self.key], question_key=self.key),)
        if self.returned and not self._returned(view, check_in):
            return None
        return found

    def _details_fit(self, detail: Detail) -> bool:
        if self.onset and detail.onset != self.onset:
            return False
        if self.still_present is True and detail.still_present is False:
            return False
        if self.still_present is False and detail.still_present is not False:
            return False
        if not self.location:
            return True
        if detail.location is None or detail.location == "unknown":
            return self.or_unknown
        return detail.location in self.location

    def _lowest_before(self, view: View, check_in: CheckIn) -> CheckIn | None:
        earlier = [each for each in _after_end(view, check_in) if self.key in each.answers]
        return min(earlier, key=lambda each: (each.answers[self.key], each.at, each.id), default=None)

    def _returned(self, view: View, check_in: CheckIn) -> bool:
        present = None
        for each in _in_group_before(view, check_in):
            value = each.answers.get(self.key)
            if value and present is None:
                present = each.at
            elif value == 0 and present is not None and each.at > present:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Vital:
    """A measured value lies beyond a limit, or far from the person's own baseline. One comparison each."""

    key: str
    at_least: float | None = None
    at_most: float | None = None
    above_baseline_by: float | None = None
    below_baseline_percent: float | None = None
    times: int = 1

    def looks_at(self) -> Iterator[str]:
        yield self.key

    def across_infusions(self) -> bool:
        return False

    def holds_at_worst(self, view: View) -> bool | None:
        """Whether the worst reading would make it hold; None when that has to be tried."""
        return self._beyond_at_worst(_usual(view, self.key)) if self.times == 1 else None

    def hold(self, view: View) -> Held:
        if self.times > 1:
            return _in_several(self.times, (self._seen(view, each) for each in view.so_far()))
        for each in view.window:
            held = self._seen(view, each)
            if held:
                return held
        return None

    def _seen(self, view: View, check_in: CheckIn) -> tuple[Evidence, ...] | None:
        usual: tuple[float | None, ...] = _usual(view, self.key)
        if check_in.id == view.check_in.id and self.key in view.assumed:
            beyond = self._beyond_at_worst(usual)
            return (_evidence(view, check_in, 0, vital=self.key),) if beyond else None
        for value in _readings(check_in.vitals, self.key):
            if any(self._beyond(value, baseline) for baseline in usual or (None,)):
                return (_evidence(view, check_in, check_in.vitals[self.key], vital=self.key),)
        return None

    def _beyond_at_worst(self, usual: Sequence[float | None]) -> bool:
        needs_baseline = self.at_least is None and self.at_most is None
        return bool(usual) or not needs_baseline

    def _beyond(self, value: float, baseline: float | None) -> bool:
        if self.at_least is not None:
            return value >= self.at_least
        if self.at_most is not None:
            return value <= self.at_most
        if baseline is None:
            return False
        if self.above_baseline_by is not None:
            return value - baseline >= self.above_baseline_by
        assert self.below_baseline_percent is not None
        return (baseline - value) * 100 > baseline * self.below_baseline_percent


@dataclass(frozen=True, slots=True)
class HoursAfterEnd:
    """More than so many hours have passed since the end; None stands for the clinic's `persist_hours`."""

    more_than: float | None
    or_unknown: bool = False

    def looks_at(self) -> Iterator[str]:
        yield from ()

    def across_infusions(self) -> bool:
        return False

    def hold(self, view: View) -> Held:
        if view.hours is None and self.or_unknown:
            return ()
        limit = view.facts.persist_hours if self.more_than is None else self.more_than
        hours = view.hours_at_least
        return () if hours is not None and hours > limit else None


@dataclass(frozen=True, slots=True)
class InfusionNumber:
    """The course has come at least this far, by the clinic's number or by what the diary holds."""

    at_least: int
    or_unknown: bool = False

    def looks_at(self) -> Iterator[str]:
        yield from ()

    def across_infusions(self) -> bool:
        return False

    def hold(self, view: View) -> Held:
        if view.infusion is None:
            return () if self.or_unknown else None
        number = view.facts.number(view.infusion)
        if view.facts.rank(view.infusion) >= self.at_least or (number or 0) >= self.at_least:
            return ()
        return () if number is None and self.or_unknown else None


@dataclass(frozen=True, slots=True)
class EnteredBy:
    """The check-in was entered by this person."""

    reporter: str

    def looks_at(self) -> Iterator[str]:
        yield from ()

    def across_infusions(self) -> bool:
        return False

    def hold(self, view: View) -> Held:
        return () if view.check_in.entered_by == self.reporter else None


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `some` of the conditions hold: all of them, any of them, or a number between."""

    some: int
    of: tuple[Condition, ...]
    times: int = 1
    """Holds within this many single check-ins of the infusion."""
    timed: tuple[Condition, ...] = field(init=False, repr=False, compare=False)
    """Those of them that rest on no answer: they are looked at first, because they cost nothing."""
    told: tuple[Condition, ...] = field(init=False, repr=False, compare=False)
    """The others."""

    def __post_init__(self) -> None:
        timed = tuple(each for each in self.of if isinstance(each, (HoursAfterEnd, InfusionNumber, EnteredBy)))
        object.__setattr__(self, "timed", timed)
        object.__setattr__(self, "told", tuple(each for each in self.of if each not in timed))

    def looks_at(self) -> Iterator[str]:
        for condition in self.of:
            yield from condition.looks_at()

    def across_infusions(self) -> bool:
        return any(condition.across_infusions() for condition in self.of)

    def hold(self, view: View) -> Held:
        if self.times > 1:
            return _in_several(self.times, (self.together(view.alone(each)) for each in view.so_far()))
        return self.together(view)

    def together(self, view: View) -> Held:
        """Whether enough of them hold, however often that is asked for."""
        needed = self.still_needed(view)
        if needed > len(self.told):
            return None
        held: list[Evidence] = []
        for left, condition in zip(range(len(self.told), 0, -1), self.told, strict=True):
            if needed > left:
                return None
            evidence = condition.hold(view)
            if evidence is not None:
                needed -= 1
                held += evidence
        return _unique(held) if needed <= 0 else None

    def still_needed(self, view: View) -> int:
        """How many of those that rest on answers must hold, time and person being as they are."""
        needed = self.some
        for condition in self.timed:
            if condition.hold(view) is not None:
                needed -= 1
        return needed


Condition = Answer | Vital | HoursAfterEnd | InfusionNumber | EnteredBy | AtLeast


def _in_several(times: int, seen: Iterator[Held]) -> Held:
    """Evidence from the check-ins in which a condition holds, when there are at least `times` of them."""
    held = [evidence for evidence in seen if evidence is not None]
    return _unique([each for evidence in held for each in evidence]) if len(held) >= times else None


def _unique(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence)) if len(evidence) > 1 else tuple(evidence)


def note_evidence(facts: Facts, check_in: CheckIn, key: str, words: str) -> Evidence:
    """What a finding rests on when only the note speaks of it."""
    infusion = facts.by_id.get(check_in.infusion) if check_in.infusion is not None else None
    hours = hours_of(infusion, check_in.at)
    rounded = None if hours is None else round(hours, 2)
    return Evidence(at=check_in.at, check_in=check_in.id, value=words, note=key, hours_after_end=rounded)


def _evidence(
    view: View, check_in: CheckIn, value: float, *, question_key: str | None = None, vital: str | None = None
) -> Evidence:
    if check_in is view.check_in:
        hours = view.hours
    else:
        infusion = view.facts.by_id.get(check_in.infusion) if check_in.infusion is not None else None
        hours = hours_of(infusion, check_in.at)
    return Evidence(
        at=check_in.at,
        check_in=check_in.id,
        value=value,
        question=question_key,
        vital=vital,
        hours_after_end=None if hours is None else round(hours, 2),
    )


def _usual(view: View, key: str) -> tuple[float, ...]:
    """The person's own reading before the infusion."""
    return _readings(view.infusion.baseline_vitals, key) if view.infusion is not None else ()


def _readings(vitals: Mapping[str, float], key: str) -> tuple[float, ...]:
    """The value as typed; for a blood pressure whose numbers look swapped, read both ways."""
    value = vitals.get(key)
    if value is None:
        return ()
    upper, lower = vitals.get("systolic"), vitals.get("diastolic")
    if key in ("systolic", "diastolic") and upper is not None and lower is not None and upper <= lower:
        return (upper, lower)
    return (value,)


def _in_group_before(view: View, check_in: CheckIn) -> Iterator[CheckIn]:
    """This infusion's check-ins strictly before `check_in`, oldest first."""
    for each in view.facts.group(check_in.infusion):
        if each.at >= check_in.at:
            return
        yield each


def _after_end(view: View, check_in: CheckIn) -> Iterator[CheckIn]:
    """Those of them after the end of the infusion; all of them while the end is unknown."""
    infusion = view.facts.by_id.get(check_in.infusion) if check_in.infusion is not None else None
    if infusion is None:
        return
    for each in _in_group_before(view, check_in):
        hours = hours_of(infusion, each.at)
        if hours is None or hours > 0:
            yield each
