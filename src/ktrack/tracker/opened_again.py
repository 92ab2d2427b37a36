"""When an answered flag has to be raised anew.

Owns one rule: what the person did about a flag speaks for the questions it was shown with, and for no other. It
changes no flag: what comes on top is a flag of its own, so that the answer stays as it was given.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace

from ktrack.records import Evidence, Flag

_IDS = uuid.UUID("e6f2b9a4-2f57-5c0e-8d0a-6d5b8f0f3a71")


def opened_again(wanted: Flag, stored: Iterable[Flag]) -> Flag | None:
    """The flag to raise beside those that are kept, or None.

    `wanted` is what is found now. When the flag of its id is answered, and `wanted` rests on a question or vital
    that no kept flag of this red flag, level and place rests on, it comes back as a new one. Its id follows from
    the first flag and from what is new, so that it is the same on two computers and after a second save.
    """
    beside = [flag for flag in stored if _place(flag) == _place(wanted)]
    if not any(flag.id == wanted.id and not flag.open for flag in beside):
        return None
    return raised_beside(wanted, beside)


def raised_beside(wanted: Flag, beside: Iterable[Flag]) -> Flag | None:
    """`wanted` under a new id, when it rests on something that none of the others rests on."""
    known = {key for flag in beside for key in _keys(flag)}
    more = sorted(_keys(wanted) - known)
    if not more:
        return None
    return replace(
        wanted,
        id=str(uuid.uuid5(_IDS, "\n".join((wanted.id, *more)))),
        question=more[0] if len(more) == 1 else None,
        shown_at=None,
        response=None,
        responded_at=None,
        response_note="",
    )


def gained(flag: Flag, more: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What a kept flag gains of what is found now; it loses nothing.

    Once it is answered, only more of what it was shown with. What it rests on stays as it was shown: a corrected
    infusion, which changes the hours since its end, does not name the same answer twice.
    """
    named = {replace(each, hours_after_end=None) for each in flag.because}
    return tuple(
        each
        for each in more
        if replace(each, hours_after_end=None) not in named and (flag.open or _key(each) in _keys(flag))
    )


def _place(flag: Flag) -> tuple[str, ...]:
    where = ("infusion", flag.infusion or "") if flag.check_in is None else ("check-in", flag.check_in)
    return flag.red_flag, flag.level, *where


def _keys(flag: Flag) -> set[str]:
    return {_key(each) for each in flag.because}


def _key(evidence: Evidence) -> str:
    return evidence.question or evidence.vital or evidence.note or ""
