"""The verb that takes in another diary.

Owns that it happens all or nothing, and that the warnings its check-ins deserve are found before anything is
written. Which version of a record counts is `ktrack.merging`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from ktrack.escalation import Facts, Finding, Rulebook, evaluate
from ktrack.merging import MergePlan, plan_merge
from ktrack.merging_flags import united
from ktrack.records import Diary, Flag
from ktrack.tracker import judging, store
from ktrack.tracker.profile import ProfileVerbs


@dataclass(frozen=True, slots=True)
class Merged:
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
                plan = plan_merge(everything(connection), theirs)
            return Merged(plan, _deserved(self.rulebook, plan)[0])
        with self._writing() as connection:
            # planned under the lock: nothing can change between what is compared and what is written
            plan = plan_merge(everything(connection), theirs)
            if plan.changes_nothing:
                return Merged(plan, ())
            raised, grown = _deserved(self.rulebook, plan)
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


def _deserved(rulebook: Rulebook, plan: MergePlan) -> tuple[tuple[Flag, ...], list[Flag]]:
    """The flags that the diary will deserve and does not have, and those it has that gain evidence.

    All of it is judged, not only what is new: the same flags then come out whichever diary is merged into which.
    """
    if plan.changes_nothing:
        return (), []
    diary = plan.merged
    known = {flag.id: flag for flag in diary.flags}
    entered = {check_in.id: check_in.entered_at for check_in in diary.check_ins}
    new, grown = [], []
    for finding in evaluate(rulebook, Facts(diary.infusions, diary.check_ins, profile=diary.profile)):
        if finding.level == "watch":
            continue
        flag = known.get(finding.id)
        if flag is None:
            new.append(judging.as_flag(finding, rulebook, _raised_at(finding, entered)))
            continue
        because = united(flag.because, finding.because)
        if len(because) > len(flag.because):
            grown.append(replace(flag, because=because))
    return tuple(new), grown


def _raised_at(finding: Finding, entered: Mapping[str, datetime]) -> datetime:
    """When ktrack would have raised it: once all that it rests on had been entered.

    Not the time of the import, which differs between two computers that end with the same diary.
    """
    times = [entered[each.check_in] for each in finding.because if each.check_in in entered]
    return max(times, key=lambda at: (at, at.isoformat()), default=finding.at)
