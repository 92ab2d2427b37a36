"""All that can be said about flags at one moment, as plain data.

Owns which findings are listed: stored flags with the words that were shown, what unsaved forms hold, what today's
rules find beyond that, and what is being watched. It reads and never writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, or_, select

from ktrack.escalation import (
    NOT_JUDGED,
    Assessment,
    Course,
    Facts,
    Finding,
    Rulebook,
    assess,
    evaluate,
    in_order,
    worst,
)
from ktrack.models import CHECK_IN, FLAG
from ktrack.records import CheckIn, Flag
from ktrack.tracker import judging, store
from ktrack.tracker.columns import dumps, instant
from ktrack.tracker.drafts import held_flags
from ktrack.tracker.flag_entry import FlagEntry, FlagList, Origin

WATCHED_FOR = timedelta(hours=24)
"""How long a finding to keep watching is current."""
ANSWERED_JUST = timedelta(days=1)
_EVER = datetime.max.replace(tzinfo=UTC)


def list_flags(
    connection: Connection,
    rulebook: Rulebook,
    at: datetime,
    course: Course,
    *,
    every: bool,
    ahead: bool = False,
    judged_again: bool = True,
) -> FlagList:
    """The list at a moment: what had happened by then, whenever it was written down.

    `course` is all infusions. `ahead` is for the list of now: a clock that was set right meanwhile hides no flag
    of a check-in that it dated ahead.
    """
    return _Listing(connection, rulebook, at, course, every=every, ahead=ahead, judged_again=judged_again).made()


class _Listing:
    def __init__(
        self,
        connection: Connection,
        rulebook: Rulebook,
        at: datetime,
        course: Course,
        *,
        every: bool,
        ahead: bool,
        judged_again: bool,
    ) -> None:
        self.rulebook, self.at, self.every = rulebook, at, every
        self.until = _EVER if ahead else at
        self.latest = _latest(connection, at)
        read = store.flags(connection, None if every else _that_matter(connection, self.latest, at))
        ahead_of_time = self._ahead_of_time(connection, read)
        read = tuple(flag for flag in read if flag.id not in ahead_of_time)
        stored = [seen for flag in read if (seen := _seen_at(flag, self.until)) is not None]
        held = held_flags(connection)
        drafts = judging.unsaid(connection, held)
        self.held = {flag.id for flag in (*held, *drafts)}
        known = store.flag_ids(connection) - ahead_of_time - {flag.id for flag in read}
        known |= {flag.id for flag in stored}
        waiting = [seen for flag in drafts if flag.id not in known and (seen := _seen_at(flag, at)) is not None]
        self.flags = [flag for flag in (*stored, *waiting) if every or flag.open]
        self.fired_before = stored
        self.known = known | self.held
        self.recent = _since(connection, at - WATCHED_FOR, at)
        self.again = _check_ins_of(self.flags) if judged_again else set()
        # other rules, or the whole past: then everything has to be judged
        self.all = every or judging.missing(connection, rulebook)
        self.facts = self._facts(connection, course)

    def _ahead_of_time(self, connection: Connection, flags: Iterable[Flag]) -> set[str]:
        """Flags over several check-ins that rest on some of before and some of after the moment asked about.

        Those which the rules give today, but do not give for what had happened by then, were not there yet.
        """
        doubtful = [flag for flag in flags if flag.check_in is None and _in_part(flag, self.until)]
        if not doubtful:
            return set()
        facts = judging.all_facts(connection)
        today, then = evaluate(self.rulebook, facts), evaluate(self.rulebook, facts, self.until)
        return {flag.id for flag in doubtful if _any_covers(today, flag) and not _any_covers(then, flag)}

    def made(self) -> FlagList:
        found = self._found()
        near = _by_place(found)
        entries = [self._entry(flag, near.get((flag.red_flag, _place(flag)), ())) for flag in self.flags]
        entries += [self._unstored(each) for each in found if each.level != "watch" and each.id not in self.known]
        entries += [self._unstored(each) for each in found if each.level == "watch" and self._is_watched(each)]
        entries.sort(key=lambda each: in_order(each, each.raised_at))
        assessment = self._coverage(found)
        return FlagList(
            at=self.at,
            rulebook={"version": self.rulebook.version, "hash": self.rulebook.hash},
            highest=worst(each.level for each in entries) or "none",
            entries=tuple(entries),
            not_checked=assessment.not_checked,
            clear=assessment.clear,
        )

    def _facts(self, connection: Connection, course: Course) -> Facts:
        if self.all:
            facts = judging.all_facts(connection)
        else:
            infusions = _infusions_of(connection, {*self.recent, *self.again})
            if self.latest is not None:
                infusions.add(self.latest.infusion)
            facts = judging.facts_about(connection, self.rulebook, infusions, course=course)
        if self.until == _EVER:
            return facts
        return Facts(
            [each for each in facts.infusions if each.started_at <= self.until],
            [each for each in facts.check_ins if each.at <= self.until],
            facts.persist_hours,
            facts.profile,
        )

    def _found(self) -> tuple[Finding, ...]:
        """What today's rules give for the check-ins that the list is about."""
        if self.all:
            return evaluate(self.rulebook, self.facts, self.until)
        wanted = {*self.recent, *self.again, *self._latest_group()}
        return evaluate(self.rulebook, self.facts, self.until, only=wanted)

    def _latest_group(self) -> set[str]:
        group = self.facts.group(self.latest.infusion) if self.latest is not None else ()
        return {each.id for each in group}

    def _entry(self, flag: Flag, found: Iterable[Finding]) -> FlagEntry:
        red_flag = self.rulebook.by_id.get(flag.red_flag)
        # a red flag that is in no file any more can only have come from a clinic's
        origin: Origin = red_flag.origin if red_flag else "beyond" if flag.red_flag == NOT_JUDGED else "clinic"
        return FlagEntry(
            id=flag.id,
            red_flag=flag.red_flag,
            origin=origin,
            level=flag.level,
            title=flag.title,
            say=flag.say,
            because=flag.because,
            from_note=any(each.note is not None for each in flag.because),
            sources=red_flag.sources if red_flag else (),
            raised_at=flag.raised_at,
            still_found=flag.id in self.held or any(each.covers(flag) for each in found),
            question=flag.question,
            check_in=flag.check_in,
            infusion=flag.infusion,
            shown_at=flag.shown_at,
            response=flag.response,
            responded_at=flag.responded_at,
            response_note=flag.response_note,
        )

    def _unstored(self, finding: Finding) -> FlagEntry:
        entry = self._entry(finding.as_flag(self.rulebook, finding.at), (finding,))
        return replace(
            entry,
            origin=finding.origin,
            sources=finding.sources,
            from_note=finding.from_note,
            still_found=True,
            recheck_at=finding.recheck_at,
        )

    def _is_watched(self, finding: Finding) -> bool:
        """Current when it is less than a day old and its question was not answered again since."""
        if self.every:
            return True
        if not self.at - WATCHED_FOR < finding.at <= self.at:
            return False
        asked = (
            {finding.question} if finding.question else {each.question or each.vital for each in finding.because}
        )
        group = self.facts.group(finding.infusion)
        later = [each for each in group if each.at > finding.at]
        again = {key for each in later for key in (*each.answers, *each.vitals)}
        return not asked <= again

    def _coverage(self, found: Iterable[Finding]) -> Assessment:
        """What the latest check-in left open; a red flag that fired in its infusion is in neither list."""
        if self.latest is None:
            return Assessment()
        infusion, group = self.latest.infusion, self._latest_group()
        flags = {each.red_flag for each in self.fired_before if _belongs(each, infusion, group)}
        fired = flags | {each.red_flag for each in found if _belongs(each, infusion, group)}
        result = assess(self.rulebook, self.facts, self.latest)
        fired |= {each.red_flag for each in result.findings}
        return Assessment(
            (),
            tuple(each for each in result.not_checked if each.red_flag not in fired),
            tuple(each for each in result.clear if each not in fired),
        )


def _by_place(found: Iterable[Finding]) -> Mapping[tuple[str, tuple[str, str | None]], Sequence[Finding]]:
    """Findings by red flag and by where a flag that they may cover was raised."""
    places: dict[tuple[str, tuple[str, str | None]], list[Finding]] = {}
    for each in found:
        check_ins = {each.check_in, *(evidence.check_in for evidence in each.because)}
        for place in (("infusion", each.infusion), *(("check_in", check_in) for check_in in check_ins)):
            places.setdefault((each.red_flag, place), []).append(each)
    return places


def _place(flag: Flag) -> tuple[str, str | None]:
    """Where a flag was raised: in one check-in, or over an infusion."""
    return ("infusion", flag.infusion) if flag.check_in is None else ("check_in", flag.check_in)


def _that_matter(connection: Connection, latest: CheckIn | None, at: datetime) -> ColumnElement[bool] | None:
    """All flags but those that were answered well before `at` and are not about the latest check-in's infusion.

    Each costs reading what it rests on, and over years nearly all are of that kind.
    """
    if latest is None or latest.infusion is None:
        return None
    # one that was answered only just may rest on a check-in whose time was typed a little ahead
    just = FLAG.c.responded_at > instant(at - ANSWERED_JUST)
    # a check-in comes under another infusion when its own is deleted; the flag stays under the first
    group = connection.execute(select(CHECK_IN.c.id).where(CHECK_IN.c.infusion == latest.infusion)).scalars()
    elsewhere = (func.instr(FLAG.c.because, dumps(each)) > 0 for each in group)
    return or_(store.OPEN_FLAGS, just, FLAG.c.infusion == latest.infusion, *elsewhere)


def _seen_at(flag: Flag, at: datetime) -> Flag | None:
    """The flag as it stood at a moment, or None when what it rests on had not happened.

    One of a check-in rests on that one, whatever earlier answers it compares it with.
    """
    because = tuple(each for each in flag.because if each.at <= at)
    own = [each for each in flag.because if each.check_in == flag.check_in]
    if (not because and (flag.because or flag.raised_at > at)) or (own and all(each.at > at for each in own)):
        return None
    if flag.responded_at is not None and flag.responded_at > at:
        flag = replace(flag, response=None, responded_at=None, response_note="")
    return replace(flag, because=because)


def _in_part(flag: Flag, at: datetime) -> bool:
    """Whether some of what it rests on had happened by then, and some had not."""
    return len({each.at <= at for each in flag.because}) == 2


def _any_covers(found: Iterable[Finding], flag: Flag) -> bool:
    return any(each.covers(flag) for each in found)


def _latest(connection: Connection, at: datetime) -> CheckIn | None:
    kept = store.KEPT_CHECK_INS & (CHECK_IN.c.at <= instant(at))
    last = select(CHECK_IN.c.id).where(kept).order_by(CHECK_IN.c.at.desc(), CHECK_IN.c.id.desc()).limit(1)
    found = store.check_ins(connection, CHECK_IN.c.id.in_(last))
    return found[0] if found else None


def _since(connection: Connection, begin: datetime, end: datetime) -> set[str]:
    between = (CHECK_IN.c.at > instant(begin)) & (CHECK_IN.c.at <= instant(end))
    return set(connection.execute(select(CHECK_IN.c.id).where(store.KEPT_CHECK_INS, between)).scalars())


def _infusions_of(connection: Connection, check_ins: Iterable[str]) -> set[str | None]:
    query = select(CHECK_IN.c.infusion).where(CHECK_IN.c.id.in_(sorted(check_ins))).distinct()
    return set(connection.execute(query).scalars())


def _check_ins_of(flags: Iterable[Flag]) -> set[str]:
    """The check-ins that flags rest on."""
    named = {each.check_in for flag in flags for each in flag.because} | {flag.check_in for flag in flags}
    return {each for each in named if each is not None}


def _belongs(found: Flag | Finding, infusion: str | None, group: set[str]) -> bool:
    """Whether it was found in this infusion; between infusions, in one of its check-ins."""
    if infusion is not None and found.infusion == infusion:
        return True
    return any(each.check_in in group for each in found.because)
