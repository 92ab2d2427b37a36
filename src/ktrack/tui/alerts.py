"""Which alerts are shown, and which of them share a screen.

Owns two decisions: old ones come together, so that an import of a year does not mean a hundred screens; and what
could not be stored is shown all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ktrack.escalation import Finding, in_order
from ktrack.records import Flag

OLD = timedelta(hours=72)
ALARMING = ("emergency", "urgent")
"""Levels that come as an alert."""


def one_screen_each(flags: Sequence[Flag], now: datetime) -> list[tuple[Flag, ...]]:
    """Groups to show one after the other, worst first; those about more than 72 hours ago share one group."""
    ordered = sorted(flags, key=lambda flag: in_order(flag, happened(flag)))
    old = tuple(flag for flag in ordered if now - happened(flag) > OLD)
    groups: list[tuple[Flag, ...]] = [(flag,) for flag in ordered if flag not in old]
    return [*groups, old] if old else groups


def happened(flag: Flag) -> datetime:
    """When the newest thing that it rests on happened."""
    return max((evidence.at for evidence in flag.because), default=flag.raised_at)


def unstored(findings: Sequence[Finding], now: datetime) -> list[Flag]:
    """Alerts of findings that the disk refused to keep."""
    return [
        Flag(
            id=each.id, red_flag=each.red_flag, level=each.level, title=each.title, say=each.say, raised_at=now,
            question=each.question, check_in=each.check_in, infusion=each.infusion, because=each.because,
        )
        for each in findings
        if each.level in ALARMING
    ]  # fmt: skip
