"""`ktrack status`: one screen of text about where things stand.

Owns what stands first: open warnings, then the time since the infusion. It reads and never writes; an empty
diary is said as such, never as good news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import typer

from ktrack import timeline, when
from ktrack.cli import data, out
from ktrack.cli.flags import ANSWERS
from ktrack.records import Infusion, Profile

if TYPE_CHECKING:
    from ktrack.tracker import FlagEntry, Tracker

MOST_WARNINGS = 3
"""Shown in full; the others in a line each."""
NIGHT_OVER = 6
"""Hour of the next day from which the driving line is no longer shown."""


def status(context: typer.Context) -> None:
    """Show where things stand, on one screen."""
    with data.to_read(context) as tracker:
        for line in lines(tracker):
            out.say(line)


def lines(tracker: Tracker) -> list[str]:
    """The screen, folded."""
    now = tracker.now()
    infusions = tracker.infusions()
    latest = timeline.infusion_at(infusions, now)
    shown = [f"ktrack, {when.said(now, now)}", "", *_warnings(tracker, now), ""]
    if latest is None:
        shown.append(out.fold("No infusion is saved yet. Add one: ktrack infusion add --start 10:00 --end 10:45"))
    else:
        shown += _infusion(tracker, infusions, latest, now)
    for draft in tracker.drafts():
        from ktrack.cli.ask import FRESH

        how = (
            "ktrack ask goes on with it." if now - draft.updated_at <= FRESH else "in the app, c goes on with it."
        )
        shown.append(out.fold(f"A check-in of {when.said(draft.updated_at, now)} is not saved yet: {how}"))
    return shown


def _warnings(tracker: Tracker, now: datetime) -> list[str]:
    from ktrack import wording
    from ktrack.cli import show

    profile = tracker.profile()
    # what unsaved forms hold is in this list too: a form that was cut off keeps its warning
    listed = tracker.flags(judged_again=False)
    waiting = [each for each in listed.entries if each.level != "watch"]
    watched = [each.title for each in listed.entries if each.level == "watch"]
    shown: list[str] = []
    for entry in waiting[:MOST_WARNINGS]:
        shown += [*show.alert(entry, profile, now, tracker.rulebook, brief=True), _answer(entry.id), ""]
    if len(waiting) > MOST_WARNINGS:
        shown += _others(waiting[MOST_WARNINGS:], profile)
    if waiting:
        shown.append(out.fold(wording.TOLD_NOBODY))
    else:
        shown.append(out.fold(f"No open warning. {wording.NOT_COMPLETE}"))
        shown += _last(tracker, now)
        shown += show.coverage(listed.not_checked, listed.clear, tracker.rulebook)
    if watched:
        shown.append(out.fold(f"Keep watching: {'; '.join(watched)}. More: ktrack flags"))
    return shown


def _others(waiting: Sequence[FlagEntry], profile: Profile) -> list[str]:
    """Each further warning by its name, in a line: none is left out because others are open too."""
    from ktrack.escalation import SYMBOLS, action

    counted = Counter((each.level, each.title) for each in waiting)
    shown = [f"And {len(waiting)} more: ktrack flags"]
    for (level, title), times in counted.items():
        often = f" ({times} times)" if times > 1 else ""
        shown.append(out.fold(f"{action(level, profile)}: {title}{often}", f"{SYMBOLS[level]}  "))
    return [*shown, ""]


def _last(tracker: Tracker, now: datetime) -> list[str]:
    last = tracker.last_answered()
    if last is None or last.response is None or last.responded_at is None:
        return []
    said = f"{ANSWERS[last.response]}, {when.said(last.responded_at, now)}"
    return [out.fold(f"Last warning: {last.title}. You answered: {said}.")]


def _answer(flag_id: str) -> str:
    from ktrack.cli.words import short_id

    return out.fold(f"Answer it: ktrack flag answer {short_id(flag_id)} called", "    ")


def _infusion(tracker: Tracker, infusions: Sequence[Infusion], latest: Infusion, now: datetime) -> list[str]:
    from ktrack import tips
    from ktrack.cli import words

    number = timeline.numbers(infusions).get(latest.id)
    name = words.infusion_name(latest, number)
    name = name[:1].upper() + name[1:]
    if latest.ended_at is None:
        shown = [
            f"{name} started {when.said(latest.started_at, now)}. Its end is not known.",
            f"Add it: ktrack infusion edit {words.short_id(latest.id)} --end 10:45",
        ]
    elif latest.ended_at > now:
        shown = [f"{name} ends {when.said(latest.ended_at, now)}."]
    else:
        shown = [f"{name} ended {when.said(latest.ended_at, now)}, {when.ago(latest.ended_at, now)} ago."]
    if driving_line(latest, now):
        shown.append(tips.driving())
    check_ins = tracker.check_ins(infusion=latest.id)
    done, passed = timeline.coverage([latest], check_ins, now)
    due = timeline.due(latest, timeline.next_start(infusions, latest), check_ins, now)
    if due is not None:
        point, at = due
        shown.append(f"Next check-in: {point.label}, about {when.said(max(at, now), now)}.")
    if passed:
        shown.append(f"Answered {done} of {passed} times to check in so far.")
    return [out.fold(each) for each in shown]


def driving_line(infusion: Infusion, now: datetime) -> bool:
    """Whether the day of the infusion, or the night after it, is not over yet."""
    end = (infusion.ended_at or infusion.started_at).astimezone(now.tzinfo)
    morning = (end + timedelta(days=1)).replace(hour=NIGHT_OVER, minute=0, second=0, microsecond=0)
    return now < morning
