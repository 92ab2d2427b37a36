"""What the answers come to, inside an open transaction, and the flags that are raised for it.

Owns which facts are read for a judgement and how a finding becomes, or is added to, a flag. It must not decide
anything medical (that is `escalation`), and never removes or lowers a flag.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, or_, select

from ktrack.escalation import Course, Facts, Finding, Rulebook, evaluate
from ktrack.merging_flags import united
from ktrack.models import CHECK_IN, FLAG
from ktrack.records import CheckIn, Flag
from ktrack.tracker import store
from ktrack.tracker.columns import instant
from ktrack.tracker.opened_again import gained, opened_again

_JUDGED_BY = "judged_by"


def facts_about(
    connection: Connection,
    rulebook: Rulebook,
    infusions: Collection[str | None],
    version: CheckIn | None = None,
    course: Course | None = None,
) -> Facts:
    """All that matters for judging check-ins of these infusions (None: between infusions).

    `version` stands in for the stored check-in of its id; `course` is all infusions, where they were read already.
    Of other infusions only the reported answers that rules look back on are read: years of history cost nothing.
    """
    here = store.check_ins(connection, store.in_infusions(infusions))
    elsewhere = store.reported(connection, rulebook.cross_infusion_keys, infusions)
    check_ins = [each for each in (*here, *elsewhere) if version is None or each.id != version.id]
    if version is not None:
        check_ins.append(version)
    known = store.infusions(connection) if course is None else course
    return Facts(known, check_ins, profile=store.profile(connection))


def all_facts(connection: Connection) -> Facts:
    """Everything in the diary."""
    check_ins = store.check_ins(connection, store.KEPT_CHECK_INS)
    return Facts(store.infusions(connection), check_ins, profile=store.profile(connection))


def later_findings(
    rulebook: Rulebook, facts: Facts, infusions: Collection[str | None], since: datetime, besides: str
) -> tuple[Finding, ...]:
    """What the check-ins of these infusions come to from a moment on, all but one that is judged already."""
    later = {each.id for group in infusions for each in facts.group(group) if each.at >= since}
    later.discard(besides)
    return evaluate(rulebook, facts, only=later) if later else ()


def findings_elsewhere(connection: Connection, rulebook: Rulebook, check_in: CheckIn) -> tuple[Finding, ...]:
    """What later check-ins of other infusions come to, when they may look back on this one."""
    keys = {key for key in rulebook.cross_infusion_keys if check_in.answers.get(key)}
    if not keys:
        return ()
    reported = store.reported(connection, keys, {check_in.infusion})
    later = [each for each in reported if each.at >= check_in.at]
    if not later:
        return ()
    facts = facts_about(connection, rulebook, {check_in.infusion, *(each.infusion for each in later)})
    return evaluate(rulebook, facts, only={each.id for each in later})


def findings_since(connection: Connection, rulebook: Rulebook, since: datetime) -> tuple[Finding, ...]:
    """What every check-in from a moment on comes to: for a changed infusion, which moves the clocks of many."""
    infusions = _infusions_since(connection, since)
    if not infusions:
        return ()
    facts = facts_about(connection, rulebook, infusions)
    return evaluate(rulebook, facts, only={each.id for each in facts.check_ins if each.at >= since})


def _infusions_since(connection: Connection, since: datetime) -> set[str | None]:
    after = CHECK_IN.c.at >= instant(since)
    found = connection.execute(select(CHECK_IN.c.infusion).where(store.KEPT_CHECK_INS, after).distinct())
    return set(found.scalars())


def raise_flags(
    connection: Connection, rulebook: Rulebook, findings: Iterable[Finding], now: datetime
) -> tuple[Flag, ...]:
    """Keeps findings at contact and above. Returns the flags that are new; to others evidence is added."""
    wanted = [finding.as_flag(rulebook, now) for finding in findings if finding.level != "watch"]
    return keep_flags(connection, wanted)


def keep_flags(connection: Connection, wanted: Iterable[Flag]) -> tuple[Flag, ...]:
    """Keeps flags. Returns those that are new; one that is there already gains evidence and loses nothing."""
    by_id = {flag.id: flag for flag in wanted}
    stored = _kept(connection, by_id)
    new = _unsaid(connection, by_id, stored)
    grown = []
    for flag in stored:
        more = gained(flag, by_id[flag.id].because)
        if more:
            grown.append(replace(flag, because=united(flag.because, more)))
    store.put_flags(connection, [*new, *grown])
    return new


def unsaid(connection: Connection, wanted: Iterable[Flag]) -> tuple[Flag, ...]:
    """Those of some flags that the person was not told of yet, as they will be kept."""
    by_id = {flag.id: flag for flag in wanted}
    return _unsaid(connection, by_id, _kept(connection, by_id))


def _kept(connection: Connection, ids: Collection[str]) -> tuple[Flag, ...]:
    return store.flags(connection, FLAG.c.id.in_(sorted(ids))) if ids else ()


def _unsaid(connection: Connection, wanted: Mapping[str, Flag], stored: Sequence[Flag]) -> tuple[Flag, ...]:
    known = {flag.id for flag in stored}
    new = [flag for flag in wanted.values() if flag.id not in known]
    answered = [wanted[flag.id] for flag in stored if not flag.open]
    if answered:
        check_ins, infusions = {each.check_in for each in answered}, {each.infusion for each in answered}
        near = or_(FLAG.c.check_in.in_(check_ins - {None}), FLAG.c.infusion.in_(infusions - {None}))
        beside = store.flags(connection, near)
        new += [flag for each in answered if (flag := opened_again(each, beside)) is not None]
    return tuple(new)


def missing(connection: Connection, rulebook: Rulebook) -> bool:
    """Whether the diary was last judged by other rules, or by another limit for lasting side effects."""
    return store.meta(connection, _JUDGED_BY) != _judge(connection, rulebook)


def raise_missing(connection: Connection, rulebook: Rulebook, now: datetime) -> tuple[Flag, ...]:
    """Judges the whole diary by today's rules, when it was last judged by others. Returns the new flags."""
    if not missing(connection, rulebook):
        return ()
    raised = raise_flags(connection, rulebook, evaluate(rulebook, all_facts(connection)), now)
    note_judged(connection, rulebook)
    return raised


def note_judged(connection: Connection, rulebook: Rulebook) -> None:
    """Notes that the whole diary was judged by these rules and the profile it has now."""
    store.put_meta(connection, _JUDGED_BY, _judge(connection, rulebook))


def _judge(connection: Connection, rulebook: Rulebook) -> str:
    return f"{rulebook.hash} {float(store.profile(connection).persist_hours):g}"
