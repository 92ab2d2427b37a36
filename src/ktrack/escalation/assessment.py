"""What judging comes to, as plain data.

Owns what a finding is and how it becomes a flag that is kept. It must not judge: that is `findings`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ktrack.escalation.red_flag import LEVELS, Origin
from ktrack.escalation.rulebook import Rulebook
from ktrack.records import Evidence, Flag, Level


class Warned(Protocol):
    """What a warning is put in order by: a finding, or a flag in any form."""

    @property
    def id(self) -> str: ...
    @property
    def red_flag(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def question(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """A red flag that fired on given facts."""

    id: str
    """The same on every computer for the same red flag, question, check-in or infusion, level and words."""
    red_flag: str
    origin: Origin
    level: Level
    title: str
    say: str
    because: tuple[Evidence, ...]
    sources: tuple[str, ...]
    at: datetime
    """Time of the latest check-in it was found in."""
    question: str | None = None
    check_in: str | None = None
    """Set at emergency and urgent, and between infusions: found anew in every check-in."""
    infusion: str | None = None
    from_note: bool = False
    ask: tuple[str, ...] = ()
    recheck_at: datetime | None = None

    def as_flag(self, rulebook: Rulebook, raised_at: datetime) -> Flag:
        """The finding with the words it is shown with, as it is kept."""
        return Flag(
            id=self.id,
            red_flag=self.red_flag,
            level=self.level,
            title=self.title,
            say=self.say,
            raised_at=raised_at,
            question=self.question,
            check_in=self.check_in,
            infusion=self.infusion,
            because=self.because,
            rulebook={"version": rulebook.version, "hash": rulebook.hash},
        )

    def covers(self, flag: Flag) -> bool:
        """Whether today's finding still says what a stored flag said, as strongly or more so."""
        return (
            self.red_flag == flag.red_flag
            and LEVELS.index(self.level) <= LEVELS.index(flag.level)
            and (
                flag.check_in in (None, self.check_in) or flag.check_in in {each.check_in for each in self.because}
            )
            and (flag.check_in is not None or flag.infusion == self.infusion)
            and (
                flag.question in (None, self.question) or flag.question in {each.question for each in self.because}
            )
        )


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A red flag that did not fire, but that one missing answer alone could have fired."""

    red_flag: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one check-in comes to. There is no result that means "nothing is wrong"."""

    findings: tuple[Finding, ...] = ()
    """Worst first."""
    not_checked: tuple[NotChecked, ...] = ()
    clear: tuple[str, ...] = ()
    """Red flags that were asked about and not reported; never shown as "clear"."""


def worst(levels: Iterable[Level]) -> Level | None:
    """The highest of some levels."""
    return min(levels, key=LEVELS.index, default=None)


def in_order(warned: Warned, at: datetime) -> tuple[int, float, str, str, str]:
    """The order of warnings everywhere: the worst first, the newest of them first; then by name.

    An id is the last resort: it differs from one computer to the next, and the same diary should read the same.
    """
    return LEVELS.index(warned.level), -at.timestamp(), warned.red_flag, warned.question or "", warned.id
