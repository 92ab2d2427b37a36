"""Taking a diary file into the diary on this computer, and saying what became of it.

Owns the way from a file's bytes to a report for the person. How two diaries become one is `merging`; the writing,
all or nothing, is the tracker's. It must not print.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ktrack.escalation import worst
from ktrack.exchange.reading import read
from ktrack.merging import BothKept, MergePlan
from ktrack.questions import label
from ktrack.records import CheckIn, Flag, Level, Profile
from ktrack.tracker import Merged, Tracker
from ktrack.when import said
from ktrack.wording import listed

_LISTED = 5
"""How many single records a report names before it only counts."""

_KINDS = {
    "infusion": ("infusion", "infusions"),
    "check_in": ("check-in", "check-ins"),
    "flag": ("warning", "warnings"),
    "visit": ("visit", "visits"),
    "edit": ("earlier version", "earlier versions"),
}
_PROFILE = {
    "clinic_name": "clinic's name",
    "clinic_phone": "clinic's number",
    "after_hours_phone": "after-hours number",
    "emergency_number": "emergency number",
    "crisis_line": "crisis line",
    "country": "country",
    "persist_hours": "hours until a side effect counts as lasting",
    "tell_my_clinic": "text for your clinic",
}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with `dry_run` would do."""

    plan: MergePlan
    raised: tuple[Flag, ...]
    """The warnings that neither the file nor the diary had, worst first."""
    replaced: int
    """Control characters in the file's texts that became visible signs."""
    sentences: tuple[str, ...]
    """All of it for the person."""
    dry_run: bool = False


def import_diary(tracker: Tracker, data: bytes, dry_run: bool = False) -> ImportReport:
    """Merges a diary file into the tracker's diary, all or nothing; with `dry_run` only says what would happen.

    Raises BadDiary, which names the first error in the file, or NotSaved.
    """
    mine = tracker.diary()
    reading = read(data, mine)
    merged = tracker.merge(reading.diary, dry_run=dry_run)
    sentences = _sentences(merged, mine.profile, reading.replaced, tracker.now(), dry_run)
    return ImportReport(merged.plan, merged.raised, reading.replaced, sentences, dry_run)


def _sentences(merged: Merged, profile: Profile, replaced: int, now: datetime, dry_run: bool) -> tuple[str, ...]:
    plan = merged.plan
    if plan.changes_nothing:
        lines = ["Your diary already holds everything in this file. Nothing was changed."]
    else:
        lines = [_counted(plan.new, dry_run), *_versions(plan.both_kept, now)]
        if plan.profile is not None:
            lines.append(_filled(profile, plan.profile))
    if plan.profile_differs:
        lines.append(f"The file has another {_listed(plan.profile_differs)}. Yours was kept.")
    lines += _half_told(plan.check_ins, now)
    if replaced and not plan.changes_nothing:
        signs = "1 control character" if replaced == 1 else f"{replaced} control characters"
        lines.append(f"{signs} in the file's texts became visible signs. All words were kept.")
    highest = worst(flag.level for flag in merged.raised)
    if highest is not None:
        lines.append(_warned(len(merged.raised), highest, dry_run))
    return tuple(lines)


def _counted(new: Mapping[str, int], dry_run: bool) -> str:
    counts = [_count(number, *_KINDS[kind]) for kind, number in new.items() if number]
    if not counts:
        return "Nothing in this file is new, but it adds to what your diary already holds."
    return f"{'Would be new' if dry_run else 'New'} in your diary: {', '.join(counts)}."


def _versions(both_kept: tuple[BothKept, ...], now: datetime) -> Iterable[str]:
    if not both_kept:
        return
    number = _count(len(both_kept), "record is", "records are")
    yield (
        f"{number} not the same in the file and in your diary. The version that was entered or changed last "
        "counts, the other is kept as an earlier version."
    )
    for each in both_kept[:_LISTED]:
        whose = "your version" if each.mine_is_current else "the file's version"
        yield f"{_KINDS[each.kind][0].capitalize()} of {said(each.at, now)}: {whose} counts."
    if len(both_kept) > _LISTED:
        yield f"The same for {len(both_kept) - _LISTED} more."


def _half_told(check_ins: Iterable[CheckIn], now: datetime) -> Iterable[str]:
    """A detail says nothing about whether there was any, so no rule could go by it: a person has to answer."""
    found = [each for each in check_ins if each.half_told and each.deleted_at is None]
    for each in found[:_LISTED]:
        names = listed(label(key).lower() for key in each.half_told)
        yield (
            f"Check-in of {said(each.at, now)}: something is told about {names}, but not whether it was there. "
            "That could not be checked. Answer it: change that check-in in ktrack's history, or check in again."
        )
    if len(found) > _LISTED:
        yield f"The same for {len(found) - _LISTED} more."


def _filled(before: Profile, after: Profile) -> str:
    fields = [name for name in _PROFILE if getattr(before, name) != getattr(after, name)]
    return f"Taken from the file, because yours was empty: {_listed(fields)}. Look whether it is right for you."


def _warned(number: int, highest: Level, dry_run: bool) -> str:
    what = _count(number, "new warning", "new warnings")
    if dry_run:
        return f"What was told in the file would raise {what}, the highest at the level {highest}."
    return f"What was told in the file raised {what}, the highest at the level {highest}."


def _listed(fields: Iterable[str]) -> str:
    return ", ".join(_PROFILE[field] for field in fields)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
