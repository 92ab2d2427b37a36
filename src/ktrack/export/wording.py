"""Times, numbers and names as the page says them.

Owns short phrases only. Month and day names are ktrack's own, so that no setting of the computer changes a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil, floor

from ktrack.summary.shapes import Period
from ktrack.summary.tables import InfusionRef, Middle, Share

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NO_DATA = "no data"


class Times:
    """Says times for one page: the year only where it is not the page's, the offset only with several zones."""

    def __init__(self, period: Period) -> None:
        self._year = period.data_up_to.year if period.data_up_to else None
        self._offsets = period.zones > 1

    def day(self, at: datetime, *, year: bool = False) -> str:
        """ "14 Sep", or with the year."""
        with_year = year or at.year != self._year
        return f"{at.day} {MONTHS[at.month - 1]}" + (f" {at.year}" if with_year else "")

    def moment(self, at: datetime, *, year: bool = False) -> str:
        """ "Mon 14 Sep 11:45", with the offset where it is needed."""
        said = f"{_DAYS[at.weekday()]} {self.day(at, year=year)} {at:%H:%M}"
        return f"{said} ({offset(at)})" if self._offsets else said

    def name(self, infusion: InfusionRef) -> str:
        """ "infusion 7", or "the infusion of 3 Jul" while nobody gave it a number."""
        return f"infusion {infusion.number}" if infusion.number is not None else self._by_day(infusion)

    def short(self, infusion: InfusionRef) -> str:
        """ "7", or "3 Jul" while nobody gave it a number."""
        return str(infusion.number) if infusion.number is not None else self.day(infusion.started_at)

    def names(self, infusions: Sequence[InfusionRef]) -> str:
        """ "7-14": several infusions in short."""
        numbers = [each.number for each in infusions if each.number is not None]
        if len(numbers) == len(infusions):
            return ranges(numbers)
        return ", ".join(self.short(each) for each in infusions)

    def place(self, at: datetime, hours: float | None, infusion: InfusionRef | None) -> str:
        """When something was, and how long after the end of which infusion."""
        if infusion is None:
            return f"{self.moment(at)}, between infusions"
        name = self.name(infusion)
        if hours is None:
            return f"{self.moment(at)}, after {name}, its end is not known"
        return f"{self.moment(at)}, " + (f"during {name}" if hours < 0 else f"{span(hours)} after {name}")

    def _by_day(self, infusion: InfusionRef) -> str:
        return f"the infusion of {self.day(infusion.started_at)}"


def offset(at: datetime) -> str:
    """ "-05:00"."""
    said = f"{at:%z}"
    return f"{said[:3]}:{said[3:5]}"


def span(hours: float) -> str:
    """ "30 min", "4 h", "7.5 h", "70 h", "12 days"."""
    if hours < 1:
        return f"{round(hours * 60)} min"
    if hours < 10:
        return f"{plain(round(hours * 2) / 2)} h"
    return f"{round(hours)} h" if hours < 96 else f"{round(hours / 24)} days"


def gone_by(hours: float) -> str:
    """Hours by which something had gone, never rounded down: "7.5h", "22h"."""
    return f"{plain(ceil(hours * 2) / 2)}h" if hours < 10 else f"{ceil(hours)}h"


def still_at(hours: float) -> str:
    """Hours at which something was still there, never rounded up: ">7h"."""
    return f">{floor(hours)}h" if hours >= 1 else f">{plain(floor(hours * 10) / 10)}h"


def plain(number: float) -> str:
    """A number without needless digits: "4", "4.5", "36.8"."""
    return f"{round(number, 1):g}"


def share(counted: Share) -> str:
    return f"{counted.n} of {counted.of}"


def middle(found: Middle, unit: str) -> str:
    """ "4 h (2-70)": the median, with the ends where they differ."""
    said = plain(found.median) + (f" {unit}" if unit else "")
    same = found.lowest == found.highest
    return said if same else f"{said} ({plain(found.lowest)}-{plain(found.highest)})"


def ranges(numbers: Iterable[int]) -> str:
    """ "7-14, 16": numbers in short."""
    runs: list[list[int]] = []
    for each in sorted(set(numbers)):
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def count(number: int, one: str, several: str = "") -> str:
    """ "1 infusion", "8 infusions"."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def times_word(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def listed(words: Iterable[str]) -> str:
    """ "nausea, dizziness and headache"."""
    known = list(words)
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}" if known else ""
