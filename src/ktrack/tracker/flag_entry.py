"""What can be said about flags at one moment, as plain data.

Owns the shapes only; `flag_list` fills them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ktrack.escalation import NotChecked
from ktrack.records import Evidence, Level, Response

Origin = Literal["sources", "beyond", "clinic"]


@dataclass(frozen=True, slots=True)
class FlagEntry:
    """One line of the list: a flag as it was shown, or a finding that is no flag."""

    id: str
    red_flag: str
    origin: Origin
    level: Level
    title: str
    say: str
    because: tuple[Evidence, ...]
    """What it rests on, as far as it had happened."""
    from_note: bool
    sources: tuple[str, ...]
    raised_at: datetime
    """When the flag was raised; for a finding that is no flag, when it was found."""
    still_found: bool
    """Whether today's rules still give it for today's answers."""
    question: str | None = None
    check_in: str | None = None
    infusion: str | None = None
    shown_at: datetime | None = None
    response: Response | None = None
    """What the person had done about it by then."""
    responded_at: datetime | None = None
    response_note: str = ""
    recheck_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the person still has to say what they did."""
        return self.response in (None, "later")


@dataclass(frozen=True, slots=True)
class FlagList:
    """What is found, what could not be checked, and what was asked and not reported, at one moment."""

    at: datetime
    rulebook: Mapping[str, str]
    highest: Level | Literal["none"]
    entries: tuple[FlagEntry, ...]
    """Worst first, the latest first within a level."""
    not_checked: tuple[NotChecked, ...]
    """About the infusion of the latest check-in."""
    clear: tuple[str, ...]
    """Red flags that were asked about there and not reported; never shown as "clear"."""
