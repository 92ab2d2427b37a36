"""Two copies of one flag become one.

Owns the promise that a warning is never lost or softened by a merge: the higher level and its words, the earliest
time it was raised and shown, all evidence, and the strongest thing the person did. Symmetric and pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from ktrack.canonical import canonical, evidence_order, tidy_evidence, tidy_json
from ktrack.diary_json import evidence_to_json
from ktrack.records import Evidence, Flag

_LEVELS = ("emergency", "urgent", "contact", "watch")
_NEVER = datetime.max.replace(tzinfo=UTC)


def merged(one: Flag, other: Flag) -> Flag:
    """Both copies in one. The same whichever comes first."""
    words = min(one, other, key=_words_order)
    answered = min(one, other, key=_answer_order)
    shown = [flag.shown_at for flag in (one, other) if flag.shown_at is not None]
    return replace(
        words,
        because=united(one.because, other.because),
        raised_at=min((one.raised_at, other.raised_at), key=_time_order),
        shown_at=min(shown, key=_time_order, default=None),
        response=answered.response,
        responded_at=answered.responded_at,
        response_note=answered.response_note,
    )


def loses(flag: Flag, into: Flag) -> bool:
    """Whether something that was shown or answered in `flag` is not in what it was merged into."""
    words = (flag.level, flag.title, flag.say) != (into.level, into.title, into.say)
    answer = (flag.response, flag.responded_at, flag.response_note)
    kept = (into.response, into.responded_at, into.response_note)
    return words or answer not in (kept, (None, None, ""))


def united(one: Iterable[Evidence], other: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """All evidence once, by time."""
    written = [(tidy_evidence(evidence_to_json(evidence)), evidence) for evidence in (*one, *other)]
    single = {canonical(line): (line, evidence) for line, evidence in written}
    return tuple(evidence for _, evidence in sorted(single.values(), key=lambda pair: evidence_order(pair[0])))


def _words_order(flag: Flag) -> tuple[int, tuple[datetime, str], str]:
    # only what is taken over with the words: evidence grows in a merge, and must not turn the choice next time
    words = replace(flag, because=(), shown_at=None, response=None, responded_at=None, response_note="")
    return _LEVELS.index(flag.level), _time_order(flag.raised_at), canonical(tidy_json(words))


def _answer_order(flag: Flag) -> tuple[int, tuple[datetime, str], str, str]:
    strength = 2 if flag.response is None else 1 if flag.response == "later" else 0
    at = (_NEVER, "") if flag.responded_at is None else _time_order(flag.responded_at)
    return strength, at, flag.response or "", flag.response_note


def _time_order(at: datetime) -> tuple[datetime, str]:
    # one moment may be written at two offsets
    return at, at.isoformat()
