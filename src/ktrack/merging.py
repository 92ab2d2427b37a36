"""Two diaries become one.

Owns which version of a record is current when both diaries have it, and that nothing told is lost: the other
version goes to the edits, a flag never disappears, nor does what the person did about it. Pure: no clock, no
database. It must not raise flags (the tracker does, on what comes out) and must not look at what values mean.

Merging A into B and B into A gives the same records, and doing it again changes nothing. Everything is decided by
content for that reason, never by which side it came from or when. The profile is the exception: what this computer
has stays, because a person may rely on the numbers they typed here; only what is empty is filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, TypeVar

from ktrack import merging_flags
from ktrack.canonical import KIND_NAMES, canonical, content_id, main_time, ordered, tidy_json
from ktrack.records import CheckIn, Diary, Edit, Flag, Infusion, Profile, Visit
from ktrack.timeline import infusion_at

KEPT = "kept-"
"""Start of the id of an edit that keeps the other version of a merge. It records no editing by a person."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

Kind = Literal["infusion", "check_in", "visit", "flag"]
_Versioned = TypeVar("_Versioned", Infusion, CheckIn, Visit)


class BothKept(NamedTuple):
    """A record that was different in the two diaries."""

    kind: Kind
    id: str
    at: datetime
    """The main time of the version that is current now."""
    mine_is_current: bool


class MergePlan(NamedTuple):
    """What a merge does to my diary. Lists hold records as they will be, new ones and those that replace mine."""

    merged: Diary
    infusions: tuple[Infusion, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    flags: tuple[Flag, ...] = ()
    visits: tuple[Visit, ...] = ()
    edits: tuple[Edit, ...] = ()
    profile: Profile | None = None
    """None when it stays as it is."""
    new: Mapping[str, int] = field(default_factory=dict)
    """How many records are new, by kind."""
    both_kept: tuple[BothKept, ...] = ()
    profile_differs: tuple[str, ...] = ()
    """Fields of the profile where mine stays and theirs says something else."""

    @property
    def changes_nothing(self) -> bool:
        """Whether my diary already holds all of theirs."""
        lists = (self.infusions, self.check_ins, self.flags, self.visits, self.edits)
        return self.profile is None and not any(lists)


def plan_merge(mine: Diary, theirs: Diary) -> MergePlan:
    """What has to be written so that my diary holds both."""
    merge = _Merge(mine, theirs)
    infusions = merge.versions(mine.infusions, theirs.infusions)
    check_ins = merge.versions(merge.moved(mine.check_ins, infusions), merge.moved(theirs.check_ins, infusions))
    visits = merge.versions(mine.visits, theirs.visits)
    flags = merge.flags()
    profile, differs = _profile(mine.profile, theirs.profile)
    edits = merge.edits
    return MergePlan(
        merged=Diary(
            profile,
            ordered(infusions),
            ordered(check_ins),
            ordered(flags),
            ordered(visits),
            ordered(edits.values()),
        ),
        infusions=_written(infusions, mine.infusions),
        check_ins=_written(check_ins, mine.check_ins),
        flags=_written(flags, mine.flags),
        visits=_written(visits, mine.visits),
        edits=_written(edits.values(), mine.edits),
        profile=None if profile == mine.profile else profile,
        new={
            "infusion": len(infusions) - len(mine.infusions),
            "check_in": len(check_ins) - len(mine.check_ins),
            "flag": len(flags) - len(mine.flags),
            "visit": len(visits) - len(mine.visits),
            "edit": len(edits) - len(mine.edits),
        },
        both_kept=tuple(merge.both_kept),
        profile_differs=differs,
    )


class _Merge:
    """The edits of both sides, which say who changed a record last and take in what is no longer current."""

    def __init__(self, mine: Diary, theirs: Diary) -> None:
        self.mine, self.theirs = mine, theirs
        self.edits = {edit.id: edit for edit in mine.edits}
        for edit in theirs.edits:
            self._add_edit(edit)
        self.both_kept: list[BothKept] = []
        self._my_changes, self._their_changes = _last_changes(mine.edits), _last_changes(theirs.edits)
        self._kept: dict[tuple[str, str], set[str]] = {}
        for edit in self.edits.values():
            self._kept.setdefault((edit.record, edit.record_id), set()).add(canonical(tidy_json(edit)["before"]))

    def versions(self, mine: Sequence[_Versioned], theirs: Sequence[_Versioned]) -> list[_Versioned]:
        """Every record of both sides once, in its current version."""
        current = {record.id: record for record in mine}
        for their_record in theirs:
            my_record = current.get(their_record.id)
            if my_record is None:
                current[their_record.id] = their_record
                continue
            my_content, their_content = canonical(tidy_json(my_record)), canonical(tidy_json(their_record))
            if my_content == their_content:
                continue
            my_turn = _changed_at(my_record, self._my_changes), my_content
            their_turn = _changed_at(their_record, self._their_changes), their_content
            if my_turn > their_turn:
                self._keep(their_record, their_turn[0], my_content)
            else:
                current[their_record.id] = their_record
                self._keep(my_record, my_turn[0], their_content)
            self._say(current[their_record.id], mine_is_current=my_turn > their_turn)
        return list(current.values())

    def moved(self, check_ins: Iterable[CheckIn], infusions: Iterable[Infusion]) -> list[CheckIn]:
        """Check-ins whose infusion one side has deleted go to the one before it, as they do when it is deleted."""
        infusions = list(infusions)
        deleted = {infusion.id for infusion in infusions if infusion.deleted_at is not None}
        return [
            self._move(check_in, infusions)
            if check_in.infusion in deleted and check_in.deleted_at is None
            else check_in
            for check_in in check_ins
        ]

    def flags(self) -> list[Flag]:
        """Every flag of both sides, with whatever the person did about it on either."""
        current = {flag.id: flag for flag in self.mine.flags}
        for theirs in self.theirs.flags:
            mine = current.setdefault(theirs.id, theirs)
            if mine is theirs:
                continue
            my_content, their_content = canonical(tidy_json(mine)), canonical(tidy_json(theirs))
            if my_content == their_content:
                continue
            both = merging_flags.merged(mine, theirs)
            content = canonical(tidy_json(both))
            if content != my_content:
                current[theirs.id] = both
            for side in (mine, theirs):
                if merging_flags.loses(side, both):
                    self._keep(side, side.responded_at or side.raised_at, content)
        return list(current.values())

    def _move(self, check_in: CheckIn, infusions: Sequence[Infusion]) -> CheckIn:
        before = infusion_at(infusions, check_in.at)
        moved = replace(check_in, infusion=before.id if before else None)
        self._keep(check_in, check_in.entered_at, canonical(tidy_json(moved)))
        return moved

    def _keep(self, record: Infusion | CheckIn | Visit | Flag, at: datetime, current: str) -> None:
        """Puts a version that is not current into the edits, unless it is there already."""
        kind = KIND_NAMES[type(record)]
        before = tidy_json(record)
        content = canonical(before)
        kept = self._kept.setdefault((kind, record.id), set())
        if content == current or content in kept:
            return
        kept.add(content)
        if at == _LONG_AGO:
            at = main_time(record)
        # the time is that of the version itself: the hour of a merge must not make two merges differ
        self._add_edit(Edit(KEPT + content_id(kind, before), _KINDS[kind], record.id, at, before))

    def _add_edit(self, edit: Edit) -> None:
        known = self.edits.setdefault(edit.id, edit)
        if known is edit:
            return
        first, other = sorted((known, edit), key=lambda each: canonical(tidy_json(each)))
        if canonical(tidy_json(first)) != canonical(tidy_json(other)):
            self.edits[edit.id] = first
            # two programs used one id: both stay, and a person's change goes on counting as one
            prefix = KEPT if other.id.startswith(KEPT) else ""
            other = replace(other, id=prefix + content_id("edit", tidy_json(other)))
            self.edits.setdefault(other.id, other)

    def _say(self, record: Infusion | CheckIn | Visit, *, mine_is_current: bool) -> None:
        kind = _KINDS[KIND_NAMES[type(record)]]
        self.both_kept.append(BothKept(kind, record.id, main_time(record), mine_is_current))


_KINDS: Mapping[str, Kind] = {"infusion": "infusion", "check_in": "check_in", "visit": "visit", "flag": "flag"}


def _last_changes(edits: Iterable[Edit]) -> Mapping[tuple[str, str], datetime]:
    """When a person last changed each record."""
    last: dict[tuple[str, str], datetime] = {}
    for edit in edits:
        if not edit.id.startswith(KEPT):
            key = edit.record, edit.record_id
            last[key] = max(edit.at, last.get(key, edit.at))
    return last


def _changed_at(record: Infusion | CheckIn | Visit, changes: Mapping[tuple[str, str], datetime]) -> datetime:
    """When this version came to be, as far as is known: entered, edited or deleted."""
    known = [changes.get((KIND_NAMES[type(record)], record.id)), record.deleted_at]
    if isinstance(record, CheckIn):
        known.append(record.entered_at)
    return max((at for at in known if at is not None), default=_LONG_AGO)


def _written(merged: Iterable[Any], mine: Iterable[Any]) -> tuple[Any, ...]:
    """What is not in my diary as it is."""
    here = {record.id: record for record in mine}
    return ordered([record for record in merged if here.get(record.id) is not record])


def _profile(mine: Profile, theirs: Profile) -> tuple[Profile, tuple[str, ...]]:
    filled, differs = {}, []
    unsaid = Profile()
    for name in Profile.__dataclass_fields__:
        my_value, their_value = getattr(mine, name), getattr(theirs, name)
        if their_value in (my_value, getattr(unsaid, name)):
            continue
        if my_value == getattr(unsaid, name):
            filled[name] = their_value
        else:
            differs.append(name)
    return replace(mine, **filled), tuple(differs)
