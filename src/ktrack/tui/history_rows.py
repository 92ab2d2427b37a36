"""The lines of the history: check-ins newest first, below the infusion that they belong to.

Owns the grouping. Pure: it is handed the check-ins page by page, and never needs the pages before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ktrack import timeline
from ktrack.records import CheckIn, Infusion


@dataclass(frozen=True, slots=True)
class Row:
    """One line. A line without a record is the heading "between infusions"."""

    record: CheckIn | Infusion | None
    again: bool = False
    """Whether the heading of this group stood further up already."""


class HistoryRows:
    """Hands out lines for one page after the other."""

    def __init__(self, infusions: Iterable[Infusion], only: Collection[str] | None = None) -> None:
        """`infusions` are those that may be headings, in any order.

        Those in `only` (all, if not given) also stand there when no check-in does.
        """
        by_id = {each.id: each for each in infusions}
        newest_first = sorted(by_id.values(), key=lambda each: (each.started_at, each.id), reverse=True)
        self._known: Mapping[str, Infusion] = {each.id: each for each in newest_first}
        self._waiting = [each for each in newest_first if only is None or each.id in only]
        self._said: set[str | None] = set()
        self._group: str | None = ""

    def of(self, check_ins: Sequence[CheckIn], *, last: bool) -> Iterator[Row]:
        """The lines for the next check-ins; `last` when no page follows, so that older infusions come too."""
        for each in check_ins:
            infusion = each.infusion if each.infusion in self._known else None
            yield from self._infusions_since(each, infusion)
            if infusion != self._group:
                yield self._heading(infusion)
            yield Row(each)
        if last:
            yield from self._infusions_since(None, "")

    def _infusions_since(self, check_in: CheckIn | None, besides: str | None) -> Iterator[Row]:
        """Infusions that started after this check-in and stand nowhere yet."""
        while self._waiting and (check_in is None or self._waiting[0].started_at > check_in.at):
            infusion = self._waiting.pop(0)
            if infusion.id not in self._said and infusion.id != besides:
                yield self._heading(infusion.id)

    def _heading(self, infusion: str | None) -> Row:
        again = infusion in self._said
        self._said.add(infusion)
        self._group = infusion
        return Row(self._known[infusion] if infusion is not None else None, again and infusion is not None)


def numbers(infusions: Iterable[Infusion]) -> dict[str, int | None]:
    """Numbers of the infusions that are kept, and the given ones of the deleted."""
    every = list(infusions)
    return {each.id: each.number for each in every} | timeline.numbers(every)
