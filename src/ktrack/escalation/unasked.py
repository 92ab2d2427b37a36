"""What one answer more could have come to: which missing answer alone would have fired a red flag.

Owns the arithmetic over a condition, gone through once for all missing answers together. What a single condition
holds by is `conditions`' business; `View.assumed` says there that an answer is taken to be at its worst.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from typing import NamedTuple

from ktrack.escalation.conditions import Answer, AtLeast, Condition, Vital
from ktrack.escalation.facts import View
from ktrack.escalation.red_flag import RedFlag, leaves

_NONE: frozenset[str] = frozenset()
_MOST_KNOWN = 1000


class _Would(NamedTuple):
    """What a condition comes to, as things are and with one answer more."""

    held: bool
    """As things are."""
    here: bool = False
    """As things are, it holds and rests on the judged check-in among others."""
    keys: frozenset[str] = _NONE
    """Any of these alone would make it hold; not told where it holds already."""
    here_with: frozenset[str] = _NONE
    """With any of these alone it would hold and rest on the judged check-in among others."""


_NO, _HELD = _Would(False), _Would(True)


class Alone:
    """Which answers alone would make a red flag fire; remembered, because it seldom rests on the check-in.

    Of most red flags nothing was told near a check-in. Then it is the same for very many check-ins, and for a form
    at nearly every key.
    """

    def __init__(self, red_flag: RedFlag) -> None:
        self._red_flag = red_flag
        self._keys = frozenset(red_flag.keys)
        self._known: dict[Hashable, frozenset[str]] = {}
        self._compared = {id(variant): _compares(variant.condition) for variant in red_flag.variants}

    def among(self, keys: frozenset[str], views: Mapping[float, View]) -> frozenset[str]:
        """Those of some questions and vitals that alone, at their worst, would make it fire."""
        rests_on, view = self._red_flag.rests_on, views[self._red_flag.triggers[0].within_hours]
        if not rests_on.little or self._told_of(view):
            return self._found(keys, views)
        timed = tuple([each.hold(view) is not None for each in rests_on.timed])
        usual = frozenset(view.infusion.baseline_vitals) if view.infusion is not None else _NONE
        situation = keys, timed, usual, view.in_session
        if situation not in self._known:
            if len(self._known) == _MOST_KNOWN:
                self._known.clear()
            self._known[situation] = self._found(keys, views)
        return self._known[situation]

    def _told_of(self, view: View) -> bool:
        """Whether anything was told that it may rest on."""
        rests_on = self._red_flag.rests_on
        return (
            not view.told.isdisjoint(self._keys)
            or bool(rests_on.before and not rests_on.before.isdisjoint(view.answered_before))
            or any(view.facts.reporting(key) for key in rests_on.across)
        )

    def _found(self, keys: frozenset[str], views: Mapping[float, View]) -> frozenset[str]:
        found = _NONE
        for variant in self._red_flag.variants:
            # one that is found by one trigger is not asked about the others
            left = (variant.looks_at & keys) - found
            if left:
                view = views[variant.trigger.within_hours]
                if self._compared[id(variant)] and view.answered_before.isdisjoint(left):
                    continue
                if self._red_flag.session_only and not view.in_session:
                    break
                found |= fired_with(variant.condition, view, left)
        return found


def _compares(condition: Condition) -> bool:
    """Whether all that it looks at is compared with earlier answers."""
    told = [leaf for leaf in leaves(condition) if isinstance(leaf, (Answer, Vital))]
    return all(isinstance(leaf, Answer) and bool(leaf.rises_by or leaf.returned) for leaf in told)


def fired_with(condition: Condition, view: View, missing: frozenset[str]) -> frozenset[str]:
    """Those of the missing questions and vitals that alone, at their worst, would make the condition fire."""
    return _would(condition, view, missing).here_with


def _would(condition: Condition, view: View, missing: frozenset[str]) -> _Would:
    if isinstance(condition, (Answer, Vital)):
        return _leaf(condition, view, missing)
    if isinstance(condition, AtLeast):
        return _group(condition, view, missing)
    return _HELD if condition.hold(view) is not None else _NO


def _leaf(leaf: Answer | Vital, view: View, missing: frozenset[str]) -> _Would:
    possible = leaf.key in view.told or leaf.times > 1
    held, here = _holds(leaf, view) if possible else (False, False)
    if leaf.key not in missing:
        return _Would(held, here) if held else _NO
    at_worst = leaf.holds_at_worst(view)
    if at_worst is None:
        held_with, here_with = _holds(leaf, view.assuming((leaf.key,)))
    else:
        # it rests on the judged check-in, or it stays as it is
        held_with, here_with = held or at_worst, here or at_worst
    if not held_with:
        return _NO
    if here_with and not held:
        return _alone(leaf.key)
    key = frozenset((leaf.key,))
    return _Would(held, here, key, key if here_with else _NONE)


@cache
def _alone(key: str) -> _Would:
    """What does not hold, and would rest on the judged check-in with this answer."""
    return _Would(False, False, frozenset((key,)), frozenset((key,)))


def _holds(condition: Condition, view: View) -> tuple[bool, bool]:
    evidence = condition.hold(view)
    return evidence is not None, any(each.check_in == view.check_in.id for each in evidence or ())


def _group(group: AtLeast, view: View, missing: frozenset[str]) -> _Would:
    if group.times == 1:
        return _together(group, view, missing)
    first, *others = view.so_far()
    alone = [_together(group, view.alone(first), missing)]
    alone += [_HELD for each in others if group.together(view.alone(each)) is not None]
    return _enough(group.times, alone)


def _together(group: AtLeast, view: View, missing: frozenset[str]) -> _Would:
    needed = group.still_needed(view)
    if needed > len(group.told):
        return _NO
    return _enough(needed, [_would(each, view, missing) for each in group.told])


def _enough(needed: int, parts: Iterable[_Would]) -> _Would:
    """At least so many of the parts."""
    parts = [part for part in parts if part is not _NO]
    if len(parts) < needed:
        return _NO
    if len(parts) == needed == 1:
        return parts[0]
    held = [part for part in parts if part.held]
    needed -= len(held)
    here = any(part.here for part in held)
    here_with = _NONE.union(*[part.here_with for part in parts])
    if needed <= 0:
        return _Would(True, here, _NONE, here_with)
    more = [part.keys for part in parts if not part.held]
    keys = _NONE.union(*more)
    if needed > 1:
        keys = frozenset(key for key in keys if sum(key in each for each in more) >= needed)
    return _Would(False, False, keys, keys if here else keys & here_with) if keys else _NO
