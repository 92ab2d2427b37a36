"""Which records a period holds, and which earlier stretch it is compared with.

Owns the choice of records and the lookups over them; everything that counts or tabulates takes a `Scope`, so the
earlier period is counted by the same code. It must not judge, and has no clock: "so far" means up to the latest
entry, or to the end of the period where that is earlier.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property

from ktrack import timeline
from ktrack.questions import URINARY as URINARY
from ktrack.questions import label as label
from ktrack.questions import questions, urinary_scales
from ktrack.records import CheckIn, Detail, Diary, Evidence, Flag, Infusion
from ktrack.summary.shapes import Earlier, Period
from ktrack.summary.tables import InfusionRef

SENSITIVE_KEYS = ("suicidal_thoughts", "suicide_plan", "craving")
"""Answers above 0 that make the free text beside them private."""
SENSITIVE_FLAGS = ("suicidal-thoughts", "craving")
"""Warnings whose free text is private."""


@cache
def keys_of(*groups: str) -> tuple[str, ...]:
    """The questions of some groups, in the order of the groups and then of the file."""
    return tuple(key for group in groups for key, asked in questions().items() if asked.group == group)


def urinary(check_in: CheckIn) -> int | None:
    """The worst urinary answer on the 0-4 scale, or None when none was given."""
    answers = check_in.answers
    return max((answers[key] for key in urinary_scales() if key in answers), default=None)


def sensitive(check_in: CheckIn, private: Collection[str] = ()) -> bool:
    """Whether the free text of this check-in is private unless asked for; `private` as from `private_words`."""
    return check_in.id in private or any(check_in.answers.get(key) for key in SENSITIVE_KEYS)


def private_words(flags: Iterable[Flag]) -> Mapping[str, frozenset[str]]:
    """What the person wrote that a private warning rests on, by the id of the check-in."""
    found: dict[str, set[str]] = {}
    for flag in flags:
        for proof in flag.because:
            if proof.note in SENSITIVE_KEYS or (proof.note is not None and flag.red_flag in SENSITIVE_FLAGS):
                found.setdefault(proof.check_in, set()).add(str(proof.value))
    return {check_in: frozenset(words) for check_in, words in found.items()}


def holds_words(typed: str, words: Iterable[str]) -> bool:
    """Whether what was typed holds any of these words; the longest are cut with "…"."""
    return any(each.removesuffix("…") in typed for each in words)


def beside_medicine(check_in: CheckIn | None, proof: Evidence) -> bool:
    """Whether the words that a warning rests on stand where a medicine is named.

    Of a check-in that is gone they may have stood anywhere.
    """
    if proof.note is None or check_in is None:
        return proof.note is not None
    typed = (words for each in check_in.medicines for words in (each.name, each.dose))
    return any(holds_words(each, (str(proof.value),)) for each in typed)


@dataclass(frozen=True)
class Scope:
    """The records of a period (both ends included), with the whole diary around them."""

    diary: Diary
    since: datetime | None
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in the period."""
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)

    @cached_property
    def course(self) -> Sequence[Infusion]:
        """Every infusion that started before the end of the period, oldest first."""
        started = timeline.in_order(self.diary.infusions)
        return [each for each in started if self.until is None or each.started_at <= self.until]

    @cached_property
    def infusions(self) -> Sequence[Infusion]:
        """Those that started inside."""
        return [each for each in self.course if self.holds(each.started_at)]

    @cached_property
    def carried(self) -> Sequence[Infusion]:
        """Those that started before the period and have a check-in inside."""
        inside = {each.infusion for each in self.check_ins}
        return [each for each in self.course if not self.holds(each.started_at) and each.id in inside]

    @cached_property
    def by_id(self) -> Mapping[str, Infusion]:
        """Every infusion that was not deleted, whenever it was."""
        return {each.id: each for each in timeline.in_order(self.diary.infusions)}

    @cached_property
    def numbers(self) -> Mapping[str, int | None]:
        return timeline.numbers(self.diary.infusions)

    @cached_property
    def so_far(self) -> Sequence[CheckIn]:
        """Every check-in up to the end of the period, oldest first, with the urinary answers taken together."""
        kept = (
            each
            for each in self.diary.check_ins
            if each.deleted_at is None and (self.until is None or each.at <= self.until)
        )
        return [_with_urinary(each) for each in sorted(kept, key=lambda each: (each.at, each.id))]

    @cached_property
    def check_ins(self) -> Sequence[CheckIn]:
        """Those inside the period."""
        return [each for each in self.so_far if self.since is None or self.since <= each.at]

    @cached_property
    def by_infusion(self) -> Mapping[str | None, Sequence[CheckIn]]:
        """`so_far` by the infusion they belong to; one that is no longer there counts as none."""
        grouped: dict[str | None, list[CheckIn]] = {}
        for each in self.so_far:
            grouped.setdefault(each.infusion if each.infusion in self.by_id else None, []).append(each)
        return grouped

    @cached_property
    def ever(self) -> Mapping[str, CheckIn]:
        """Every check-in by its id, deleted ones too."""
        return {each.id: each for each in self.diary.check_ins}

    @cached_property
    def edited(self) -> frozenset[str]:
        """Ids of check-ins that have an earlier version."""
        return frozenset(each.record_id for each in self.diary.edits if each.record == "check_in")

    @cached_property
    def reached(self) -> datetime | None:
        """How far the clock had come when the latest entry was made, at most the end of the period."""
        times = [time for each in self.diary.check_ins for time in (each.at, each.entered_at)]
        times += [each.ended_at or each.started_at for each in self.by_id.values()]
        latest = max(times, default=None)
        return latest if self.until is None or latest is None else min(latest, self.until)

    @cached_property
    def following(self) -> Mapping[str, datetime | None]:
        """When the infusion after each one started."""
        ordered = timeline.in_order(self.diary.infusions)
        starts = [each.started_at for each in ordered]
        return {
            each.id: next((start for start in starts[place + 1 :] if start > each.started_at), None)
            for place, each in enumerate(ordered)
        }

    def infusion_of(self, check_in: CheckIn) -> Infusion | None:
        return self.by_id.get(check_in.infusion) if check_in.infusion is not None else None

    def ref(self, infusion: Infusion) -> InfusionRef:
        """The infusion as the page names it."""
        return InfusionRef(infusion.id, self.numbers[infusion.id], infusion.started_at)

    def ref_of(self, check_in: CheckIn) -> InfusionRef | None:
        """The infusion that a check-in belongs to."""
        infusion = self.infusion_of(check_in)
        return self.ref(infusion) if infusion is not None else None

    def between(self, begin: datetime | None, end: datetime | None) -> Sequence[CheckIn]:
        """The check-ins of `so_far` from `begin` on and before `end`; None leaves that end open."""
        first = bisect_left(self.so_far, begin, key=_moment) if begin is not None else 0
        last = bisect_left(self.so_far, end, key=_moment) if end is not None else len(self.so_far)
        return self.so_far[first:last]

    def previous(self, infusion: Infusion) -> CheckIn | None:
        """The last check-in before the start of an infusion: "before" on the page."""
        place = bisect_left(self.so_far, infusion.started_at, key=_moment)
        return self.so_far[place - 1] if place else None


def earlier(scope: Scope) -> Scope | None:
    """The stretch just before the period: as many infusions, or as long when the period has none.

    None when the period has no beginning, or nothing was recorded before it.
    """
    if scope.since is None:
        return None
    before = [each for each in scope.course if each.started_at < scope.since]
    if scope.infusions and before:
        begins = before[-len(scope.infusions) :][0].started_at
    elif scope.reached is not None and scope.reached > scope.since:
        begins = scope.since - (scope.reached - scope.since)
    else:
        return None
    found = Scope(scope.diary, begins, scope.since - timedelta(microseconds=1))
    return found if found.infusions or found.check_ins else None


def period(scope: Scope, before: Scope | None, now_zone: str) -> Period:
    """The dates, the zone and the infusions of the page."""
    times = [each.at for each in scope.check_ins]
    times += [time for each in scope.infusions for time in (each.started_at, each.ended_at) if time is not None]
    records: list[CheckIn | Infusion] = [*scope.check_ins, *scope.infusions]
    names = [each.timezone for each in sorted(records, key=_time) if each.timezone]
    offsets = sorted({f"{time:%z}" for time in times})
    return Period(
        since=scope.since,
        until=scope.until,
        from_visit=any(each.at == scope.since and each.deleted_at is None for each in scope.diary.visits),
        first=min(times, default=None),
        data_up_to=max(times, default=None),
        zone=names[-1] if names else "" if times else now_zone,
        offsets=tuple(f"{offset[:3]}:{offset[3:]}" for offset in offsets),
        zones=len(set(names)) if names else len(offsets),
        infusions=tuple(scope.ref(each) for each in scope.infusions),
        course=len(scope.course),
        earlier=Earlier(before.since, len(before.infusions)) if before and before.since else None,
    )


def _moment(check_in: CheckIn) -> datetime:
    return check_in.at


def _time(record: CheckIn | Infusion) -> datetime:
    return record.at if isinstance(record, CheckIn) else record.started_at


def _with_urinary(check_in: CheckIn) -> CheckIn:
    worst = urinary(check_in)
    if worst is None:
        return check_in
    felt = [key for key in urinary_scales() if check_in.answers.get(key)]
    over = bool(felt) and all(timeline.said_to_be_over(check_in, key) for key in felt)
    details = {**check_in.details, URINARY: Detail(still_present=False)} if over else check_in.details
    return replace(check_in, answers={**check_in.answers, URINARY: worst}, details=details)
