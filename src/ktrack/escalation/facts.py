"""What is known at the moment a check-in is judged.

Owns the lookups that conditions need: the infusion a check-in belongs to, the hours since its end, the earlier
check-ins beside it, earlier answers over all infusions. It must not judge anything and has no clock.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from ktrack.records import CheckIn, Infusion, Profile
from ktrack.timeline import LONGEST_INFUSION, SESSION_DAYS, hours_after, hours_of, in_order, numbers

PERSIST_HOURS = (2.0, 4.0)
"""The bounds of 'beyond a few hours' that a clinic may choose; judged never later than the upper one."""


class Course:
    """The infusions as they are known, in order: what follows on what. Deleted ones are left out."""

    def __init__(self, infusions: Iterable[Infusion]) -> None:
        self.infusions = in_order(infusions)
        self.by_id = {infusion.id: infusion for infusion in self.infusions}

    @cached_property
    def following(self) -> Mapping[str, datetime]:
        """When the next infusion started, by the id of the one before it."""
        later: dict[str, datetime] = {}
        following: datetime | None = None
        for infusion in reversed(self.infusions):
            if following is not None:
                later[infusion.id] = following
            following = infusion.started_at if following is None else min(following, infusion.started_at)
        return later

    @cached_property
    def numbers(self) -> Mapping[str, int | None]:
        """Each infusion's number in the course, or None when nobody ever gave one."""
        return numbers(self.infusions)

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """How many infusions the diary holds up to each: its number is at least that."""
        return {infusion.id: rank for rank, infusion in enumerate(self.infusions, start=1)}


class Facts:
    """Infusions and check-ins as they are known, indexed for judging. Deleted records are left out."""

    def __init__(
        self,
        infusions: Iterable[Infusion] | Course,
        check_ins: Iterable[CheckIn],
        persist_hours: float | None = None,
        profile: Profile | None = None,
    ) -> None:
        self.profile = profile or Profile()
        asked = self.profile.persist_hours if persist_hours is None else persist_hours
        self.persist_hours = min(max(asked, PERSIST_HOURS[0]), PERSIST_HOURS[1])
        self.course = infusions if isinstance(infusions, Course) else Course(infusions)
        kept = [check_in for check_in in check_ins if check_in.deleted_at is None]
        self.check_ins: Sequence[CheckIn] = sorted(kept, key=_order)

    def with_version(self, check_in: CheckIn) -> Facts:
        """The same facts with this version of a check-in, in place of one that they hold already."""
        kept = check_in if check_in.deleted_at is None else replace(check_in, deleted_at=None)
        return _WithVersion(self, kept)

    @property
    def infusions(self) -> Sequence[Infusion]:
        """All of them, oldest first."""
        return self.course.infusions

    @property
    def by_id(self) -> Mapping[str, Infusion]:
        """The infusions by their ids."""
        return self.course.by_id

    def group(self, infusion: str | None) -> Sequence[CheckIn]:
        """The check-ins of an infusion, or those between infusions; oldest first."""
        return self._groups.get(infusion, ())

    def reporting(self, key: str) -> Sequence[CheckIn]:
        """Check-ins in which a question was answered 1 or more, oldest first."""
        return self._reported.get(key, ())

    @cached_property
    def _groups(self) -> Mapping[str | None, Sequence[CheckIn]]:
        groups: dict[str | None, list[CheckIn]] = {}
        for check_in in self.check_ins:
            groups.setdefault(check_in.infusion, []).append(check_in)
        return groups

    @cached_property
    def _reported(self) -> Mapping[str, Sequence[CheckIn]]:
        reported: dict[str, list[CheckIn]] = {}
        for check_in in self.check_ins:
            for key, value in check_in.answers.items():
                if value:
                    reported.setdefault(key, []).append(check_in)
        return reported

    def following(self, infusion: Infusion) -> datetime | None:
        """When the next infusion started."""
        return self.course.following.get(infusion.id)

    def number(self, infusion: Infusion) -> int | None:
        """The infusion's number in the course, or None when nobody ever gave one."""
        return self.course.numbers[infusion.id]

    def rank(self, infusion: Infusion) -> int:
        """How many infusions the diary holds up to this one: its number is at least that."""
        return self.course.ranks[infusion.id]


class _WithVersion(Facts):
    """Facts with one check-in put in place; only what is asked for is put together anew."""

    def __init__(self, facts: Facts, version: CheckIn) -> None:
        self.profile, self.persist_hours, self.course = facts.profile, facts.persist_hours, facts.course
        self._facts, self._version = facts, version
        self._known: dict[str | None, Sequence[CheckIn]] = {}

    @cached_property
    def check_ins(self) -> Sequence[CheckIn]:  # type: ignore[override]
        return self._placed(self._facts.check_ins, True)

    def group(self, infusion: str | None) -> Sequence[CheckIn]:
        if infusion not in self._known:
            belongs = self._version.infusion == infusion
            self._known[infusion] = self._placed(self._facts.group(infusion), belongs)
        return self._known[infusion]

    def reporting(self, key: str) -> Sequence[CheckIn]:
        return self._placed(self._facts.reporting(key), bool(self._version.answers.get(key)))

    def _placed(self, check_ins: Sequence[CheckIn], belongs: bool) -> Sequence[CheckIn]:
        """Without the earlier version; with this one, if it belongs among them."""
        if not check_ins and not belongs:
            return check_ins
        others = [each for each in check_ins if each.id != self._version.id]
        if belongs:
            insort(others, self._version, key=_order)
        return others


def _time(check_in: CheckIn) -> datetime:
    return check_in.at


def _order(check_in: CheckIn) -> tuple[datetime, str]:
    return check_in.at, check_in.id


class View:
    """One check-in, seen with what happened up to its time.

    `assumed` names questions and vitals that are taken to be at their worst in this check-in: that is how
    ktrack finds out which missing answer alone could have fired a red flag.
    """

    def __init__(
        self, facts: Facts, check_in: CheckIn, within_hours: float, assumed: Collection[str] = ()
    ) -> None:
        self.facts = facts
        self.check_in = check_in
        self.assumed = frozenset(assumed)
        self.within = timedelta(hours=within_hours)
        self.infusion = facts.by_id.get(check_in.infusion) if check_in.infusion is not None else None
        # before the start nothing is part of the supervised infusion: then the hours count as not known
        begun = self.infusion is not None and check_in.at >= self.infusion.started_at
        self.hours = hours_of(self.infusion, check_in.at) if begun else None

    def assuming(self, keys: Collection[str]) -> View:
        """The same moment with other questions and vitals taken to be at their worst."""
        view = View.__new__(View)
        view.__dict__.update(self.__dict__)
        view.assumed = frozenset(keys)
        return view

    @cached_property
    def hours_at_least(self) -> float | None:
        """Hours after the end; while that is unknown, as many as have passed at the very least."""
        if self.hours is not None or self.infusion is None:
            return self.hours
        return hours_after(self.infusion.started_at + LONGEST_INFUSION, self.check_in.at)

    def alone(self, check_in: CheckIn) -> View:
        """The same moment narrowed to a single check-in of this infusion."""
        assumed = self.assumed if check_in.id == self.check_in.id else ()
        view = View(self.facts, check_in, 0, assumed)
        view.within = timedelta(seconds=-1)
        return view

    def so_far(self) -> Iterable[CheckIn]:
        """This check-in, then the others of its infusion up to this moment, oldest first."""
        yield self.check_in
        for other in self.facts.group(self.check_in.infusion):
            if other.at > self.check_in.at:
                return
            if other.id != self.check_in.id:
                yield other

    @cached_property
    def window(self) -> Sequence[CheckIn]:
        """This check-in, then those close enough before it to be read together, the nearest first."""
        at, group = self.check_in.at, self.facts.group(self.check_in.infusion)
        last = bisect_right(group, at, key=_time)
        first = bisect_left(group, at - self.within, 0, last, key=_time)
        near = [other for other in group[first:last] if other.id != self.check_in.id]
        return [self.check_in, *reversed(near)]

    @cached_property
    def told(self) -> Set[str]:
        """Questions answered 1 or more, and vitals, in any of these check-ins."""
        told = {key for each in self.window for key, value in each.answers.items() if value}
        return told.union(*(each.vitals for each in self.window))

    @cached_property
    def answered_before(self) -> Set[str]:
        """Questions answered, with 0 too, in the other check-ins of this infusion so far."""
        return {key for each in self.so_far() if each.id != self.check_in.id for key in each.answers}

    @cached_property
    def in_session(self) -> bool:
        """Whether lasting and worsening effects still count for this infusion.

        They stop seven days after the end (after the start, while the end is unknown) or when the next
        infusion starts. A check-in that belongs to no infusion is not ruled out: nothing says it is late.
        """
        if self.infusion is None:
            return True
        following = self.facts.following(self.infusion)
        if following is not None and self.check_in.at >= following:
            return False
        end = self.infusion.ended_at or self.infusion.started_at
        return self.check_in.at - end <= timedelta(days=SESSION_DAYS)
