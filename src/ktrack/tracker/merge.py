"""The verb that takes in another diary.

Owns that it happens all or nothing, and that the warnings its check-ins deserve are found before anything is
written. Which version of a record counts is `ktrack.merging`'s business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from ktrack.escalation import LEVELS, Facts, Finding, Rulebook, evaluate
from ktrack.merging import MergePlan, plan_merge
from ktrack.merging_flags import merged, united
from ktrack.records import Diary, Flag
from ktrack.tracker import judging, store
from ktrack.tracker.opened_again import gained, opened_again, raised_beside
from ktrack.tracker.profile import ProfileVerbs


class Merged(NamedTuple):
    """What became of another diary that was merged in."""

    plan: MergePlan
    raised: tuple[Flag, ...]
    """Flags that neither diary had, worst first."""


class MergeVerbs(ProfileVerbs):
    """The verb about another diary."""

    def merge(self, theirs: Diary, *, dry_run: bool = False) -> Merged:
        """Takes in another diary and raises the flags that its check-ins deserve. Raises NotSaved.

        With `dry_run` nothing is written: the answer says what would be.
        """
        if dry_run:
            with self._reading() as connection:
                mine = everything(connection)
            plan = plan_merge(mine, theirs)
            return Merged(plan, _deserved(self.rulebook, plan, mine, theirs)[0])
        with self._writing() as connection:
            # planned under the lock: nothing can change between what is compared and what is written
            mine = everything(connection)
            plan = plan_merge(mine, theirs)
            if plan.changes_nothing:
                return Merged(plan, ())
            raised, grown = _deserved(self.rulebook, plan, mine, theirs)
            store.put_infusions(connection, plan.infusions)
            store.put_check_ins(connection, plan.check_ins)
            store.put_visits(connection, plan.visits)
            store.put_edits(connection, plan.edits)
            store.put_flags(connection, [*plan.flags, *grown, *raised])
            if plan.profile is not None:
                store.put_profile(connection, plan.profile)
            judging.note_judged(connection, self.rulebook)
        if plan.profile is not None:
            self.write_contacts(plan.profile)
        return Merged(plan, raised)


def everything(connection: Connection, lost: store.Lost = None) -> Diary:
    """The whole diary, with deleted records and earlier versions, without unsaved forms."""
    return Diary(
        profile=store.profile(connection),
        infusions=store.infusions(connection, deleted=True, lost=lost),
        check_ins=store.check_ins(connection, lost=lost),
        flags=store.flags(connection),
        visits=store.visits(connection, deleted=True, lost=lost),
        edits=store.edits(connection, lost=lost),
    )


def _deserved(
    rulebook: Rulebook, plan: MergePlan, mine: Diary, theirs: Diary
) -> tuple[tuple[Flag, ...], list[Flag]]:
    """The flags that the diary will deserve and does not have, and those it has that gain evidence.

    Judged is the whole diary as it will be, and theirs by itself as its own computer would have judged it. Mine
    was judged when it was entered. So the same flags come out whichever diary is merged into which, and what one
    diary deserves alone is not lost because the other one puts it in another light.
    """
    if plan.changes_nothing:
        return (), []
    known = {flag.id: flag for flag in plan.merged.flags}
    found: dict[str, Flag] = {}
    for diary in (plan.merged, *_alone(plan, theirs)):
        for flag in _flags(rulebook, diary):
            found[flag.id] = merged(found[flag.id], flag) if flag.id in found else flag
    new = [flag for flag in found.values() if flag.id not in known]
    new += _unanswered(mine.flags, theirs.flags, known)
    again = (opened_again(found[each], [*known.values(), *new]) for each in found if each in known)
    new += [flag for flag in again if flag is not None]
    grown = []
    for flag in (known[each] for each in found if each in known):
        more = gained(flag, found[flag.id].because)
        if more:
            grown.append(replace(flag, because=united(flag.because, more)))
    return tuple(sorted(new, key=lambda flag: LEVELS.index(flag.level))), grown


def _unanswered(mine: Iterable[Flag], theirs: Iterable[Flag], known: Mapping[str, Flag]) -> Iterator[Flag]:
    """What one computer's answer to a flag did not speak of, since only the other one's copy rests on it."""
    here = {flag.id: flag for flag in mine}
    for flag in theirs:
        copies = here.get(flag.id, flag), flag
        for answered, other in (copies, copies[::-1]):
            if other.open and not answered.open:
                more = raised_beside(other, [answered])
                if more is not None and more.id not in known:
                    yield more


def _alone(plan: MergePlan, theirs: Diary) -> Iterator[Diary]:
    """What of theirs can be judged by itself, unless the merged diary holds nothing else anyway."""
    everything_is_new = (plan.new["infusion"], plan.new["check_in"]) == (
        len(plan.merged.infusions),
        len(plan.merged.check_ins),
    )
    if everything_is_new:
        return
    here = {None, *(infusion.id for infusion in theirs.infusions)}
    # a check-in of one of my infusions says too little without it
    check_ins = tuple(each for each in theirs.check_ins if each.infusion in here)
    yield replace(theirs, check_ins=check_ins, profile=plan.merged.profile)


def _flags(rulebook: Rulebook, diary: Diary) -> Iterator[Flag]:
    entered = {check_in.id: check_in.entered_at for check_in in diary.check_ins}
    for finding in evaluate(rulebook, Facts(diary.infusions, diary.check_ins, profile=diary.profile)):
        if finding.level != "watch":
            yield finding.as_flag(rulebook, _raised_at(finding, entered))


def _raised_at(finding: Finding, entered: Mapping[str, datetime]) -> datetime:
    """When ktrack would have raised it: once all that it rests on had been entered.

    Not the time of the import, which differs between two computers that end with the same diary.
    """
    times = [entered[each.check_in] for each in finding.because if each.check_in in entered]
    return max(times, key=lambda at: (at, at.isoformat()), default=finding.at)
