"""`ktrack status`: one screen of text about where things stand.

Owns what stands first: open warnings, then the time since the infusion. It reads and never writes; an empty
diary is said as such, never as good news.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import typer

from ktrack import timeline, when
from ktrack.cli import data, out
from ktrack.cli.flags import ANSWERS
from ktrack.records import Flag, Infusion

if TYPE_CHECKING:
    from ktrack.tracker import Tracker

NIGHT_OVER = 6
"""Hour of the next day from which the driving line is no longer shown."""


def status(context: typer.Context) -> None:
    """Show where things stand, on one screen."""
    with data.opened(context) as tracker:
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
        shown.append(
            out.fold(
                f"A check-in of {when.said(draft.updated_at, now)} is not saved yet: ktrack ask goes on with it."
            )
        )
    return shown


def _warnings(tracker: Tracker, now: datetime) -> list[str]:
    from ktrack.cli import show
    from ktrack.tui import wording

    profile = tracker.profile()
    flags = tracker.open_flags()
    shown: list[str] = []
    for flag in flags[:3]:
        shown += [*show.alert(flag, profile, now, tracker.rulebook, brief=True), _answer(flag), ""]
    if len(flags) > 3:
        shown.append(out.fold(f"And {len(flags) - 3} more: ktrack flags"))
    if flags:
        return [*shown, out.fold(wording.TOLD_NOBODY)]
    shown.append(out.fold(f"No open warning. {wording.NOT_COMPLETE}"))
    last = tracker.last_answered()
    if last is not None and last.response and last.responded_at:
        said = f"{ANSWERS[last.response]}, {when.said(last.responded_at, now)}"
        shown.append(out.fold(f"Last warning: {last.title}. You answered: {said}."))
    listed = tracker.flags()
    return [*shown, *show.coverage(listed.not_checked, listed.clear, tracker.rulebook)]


def _answer(flag: Flag) -> str:
    from ktrack.cli.words import short_id

    return out.fold(f"Answer it: ktrack flag answer {short_id(flag.id)} called", "    ")


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
    check_ins = tracker.check_ins()
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
