"""`ktrack ask`: a check-in line by line, for screen readers and simple terminals.

Owns the start and the end of the conversation. Nothing that was answered is ever lost: whoever stops, hangs up or
meets an error leaves a draft behind, and its warnings with it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ktrack import when, wording
from ktrack.cli import completion, confirm, data, errors, out, unlock
from ktrack.cli.errors import Refused
from ktrack.cli.typed import Typed
from ktrack.errors import KtrackError

if TYPE_CHECKING:
    from ktrack.cli.asking import Conversation, Ended
    from ktrack.records import CheckIn, Reporter
    from ktrack.tracker import Tracker

FRESH = timedelta(hours=24)
"""A form older than this is not offered again by itself; `ktrack status` still names it."""


def ask(
    context: typer.Context,
    at: Annotated[str | None, typer.Option(metavar="TIME", help="When it was, like 17:12 or 2h ago.")] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="WHO", help="patient, or companion for somebody else.", autocompletion=completion.who
        ),
    ] = "patient",
) -> None:
    """Check in line by line, also with a screen reader.

    Danger signs come first. Every choice is named, an empty line leaves a question out, a warning is said the
    moment it is due. Answers are kept as a draft until you save them.
    """
    given = Typed(when.now())
    moment = given.moment("--at", at)
    reporter = given.reporter(by)
    if given.problems:
        raise Refused(" ".join(given.problems))
    unlock.stdin_is_for_answers(context)
    with data.opened(context) as tracker:
        form = _taken_up(tracker, reporter) if at is None else None
        _converse(tracker, form or tracker.new_check_in(at=moment, entered_by=reporter), asked=form is not None)


def _taken_up(tracker: Tracker, reporter: Reporter) -> CheckIn | None:
    """The form that was left and that the person wants to go on with; the latest is offered first."""
    now = tracker.now()
    for draft in tracker.drafts():
        form = draft.check_in
        whose = ", as a companion" if form.entered_by == "companion" else ""
        # who says that a companion is reporting does not go on with what the patient wrote
        if now - draft.updated_at > FRESH or (reporter == "companion" and not whose):
            continue
        began = f"You were writing at {when.said(draft.updated_at, now)} about {when.said(form.at, now)}{whose}."
        answer = _choice(f"{began} Go on with it? Choices: yes, no. With no it stays a draft.", ("yes", "no"))
        if answer == "yes":
            if draft.changed_since:
                out.say_folded(wording.CHANGED_SINCE)
            return _still_now(tracker, form)
        if answer != "no":
            return None
    return None


def _still_now(tracker: Tracker, form: CheckIn) -> CheckIn:
    """The form, about now if the person means that: what is there now must not count as hours ago."""
    from ktrack import form as forms

    now = tracker.now()
    if not forms.may_be_for_now(form, now) or _is_saved(tracker, form):
        return form
    answer = _choice(
        f"You began this check-in {when.ago(form.at, now)} ago. Is it still for now? Choices: now; then, "
        f"for {when.said(form.at, now)}.",
        ("now", "then"),
    )
    if answer != "now":
        return form
    fresh = tracker.new_check_in()
    return replace(
        form, at=fresh.at, entered_at=fresh.entered_at, infusion=fresh.infusion, timezone=fresh.timezone
    )


def _is_saved(tracker: Tracker, form: CheckIn) -> bool:
    """Whether the form corrects a check-in that is kept."""
    try:
        tracker.find_check_in(form.id)
    except KtrackError:
        return False
    return True


def _choice(asked: str, choices: tuple[str, str]) -> str:
    """Ask until one of the choices, or its first letter, or stop was typed; "" when nothing more can be read."""
    while True:
        out.say_folded(asked)
        line = out.read()
        words = line.strip().lower()
        if not line or words == "stop":
            return words
        for each in choices:
            if words in (each, each[0]):
                return each


def _converse(tracker: Tracker, form: CheckIn, *, asked: bool) -> None:
    """From the first question to the end. `asked`: whether the person has said what time the form is about."""
    from ktrack import form as forms
    from ktrack import timeline
    from ktrack.cli import words
    from ktrack.cli.asking import HOW, Conversation

    infusions = tracker.infusions()
    infusion = next((each for each in infusions if each.id == form.infusion), None)
    number = timeline.numbers(infusions).get(form.infusion or "")
    now = tracker.now()
    out.say_folded(f"Check-in of {when.said(form.at, now)}, {words.since(infusion, number, form.at)}.")
    out.say_folded(HOW)
    conversation = Conversation(tracker, form, infusion, now)
    ended: Ended | None = None
    try:
        ended = conversation.run()
        if ended == "done":
            ended = _save(tracker, conversation, asked=asked)
        if ended == "closed" and forms.says_nothing(conversation.form):
            raise Refused("Nothing was entered, so nothing is kept. ktrack ask reads answers line by line.")
    finally:
        # whether stopped, hung up or failed: what was said stays
        kept = ended == "done" or _leave(tracker, conversation, closed=ended == "closed")
    # who stops has said so; where the answers just end, whatever gave them has to hear that they were not saved
    if ended == "closed" or not kept:
        raise typer.Exit(errors.FAILED)


def _save(tracker: Tracker, conversation: Conversation, *, asked: bool) -> Ended:
    """Read the answers back and save them if the person says so; "done" only when they are saved."""
    from ktrack import form as forms
    from ktrack.cli import saving, words

    form = conversation.form
    if forms.says_nothing(form):
        out.say_folded("Nothing was entered.")
        return "stopped"
    out.say()
    out.say("You said:")
    for line in words.answers(form, conversation.now):
        out.say_folded(line, "- ")
    form = conversation.form = forms.with_vitals(form, confirm.vitals(form.vitals))
    if not asked:
        form = conversation.form = _still_now(tracker, form)
    answer = _choice("Save this check-in? Choices: yes, no. With no it stays a draft.", ("yes", "no"))
    if answer != "yes":
        return "stopped" if answer else "closed"
    try:
        kept = saving.keep(tracker, form)
    except Exception as error:
        sentence, code = errors.explain(error)
        raise Refused(f"NOT SAVED: {sentence}", code) from error
    out.say()
    saving.tell(kept, as_json=False, echo=False)
    saving.mark_shown(tracker, kept)
    return "done"


def _leave(tracker: Tracker, conversation: Conversation, *, closed: bool) -> bool:
    """Keep what was said as a draft and raise the warnings in it, and say so. False when that failed."""
    from ktrack import form as forms

    form = conversation.form
    if forms.says_nothing(form):
        with suppress(KtrackError):
            tracker.drop_draft(form.id)
        return True
    try:
        if not conversation.kept:
            tracker.keep_draft(form)
        tracker.leave_draft(form.id)
    except Exception as error:
        out.warn_folded(f"The draft could not be kept. {errors.explain(error)[0]}")
        return False
    out.say()
    again = "kept as a draft: ktrack ask goes on with it, for 24 hours."
    if closed:
        out.warn_folded(f"NOT SAVED: the answers ended before the check-in was saved. They are {again}")
    else:
        out.say_folded(f"Not saved. Your answers are {again}")
    return True
