"""`ktrack ask`: a check-in line by line, for screen readers and simple terminals.

Owns the start and the end of the conversation. Nothing that was answered is ever lost: whoever stops, hangs up or
meets an error leaves a draft behind, and its warnings with it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ktrack import when
from ktrack.cli import confirm, data, errors, out, unlock
from ktrack.cli.errors import Refused
from ktrack.cli.typed import Typed
from ktrack.errors import KtrackError

if TYPE_CHECKING:
    from ktrack.cli.asking import Conversation
    from ktrack.records import CheckIn
    from ktrack.tracker import Tracker

FRESH = timedelta(hours=24)
"""A form older than this is not offered again by itself; `ktrack status` still names it."""


def ask(
    context: typer.Context,
    at: Annotated[str | None, typer.Option(metavar="TIME", help="When it was, like 17:12 or 2h ago.")] = None,
    by: Annotated[str, typer.Option(metavar="WHO", help="patient, or companion for somebody else.")] = "patient",
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
        form = _taken_up(tracker) if at is None else None
        if form is None:
            form = tracker.new_check_in(at=moment, entered_by=reporter)
        _converse(tracker, form)


def _taken_up(tracker: Tracker) -> CheckIn | None:
    """The latest form that was left, when the person wants to go on with it."""
    now = tracker.now()
    drafts = [each for each in tracker.drafts() if now - each.updated_at <= FRESH]
    if not drafts:
        return None
    latest = max(drafts, key=lambda each: each.updated_at)
    out.say_folded(
        f"You were writing at {when.said(latest.updated_at, now)} about {when.said(latest.check_in.at, now)}. "
        "Go on with it? Type yes or no."
    )
    words = out.read().strip().lower()
    return latest.check_in if words in ("yes", "y") else None


def _converse(tracker: Tracker, form: CheckIn) -> None:
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
    saved = False
    try:
        ended = conversation.run()
        saved = ended == "done" and _save(tracker, conversation)
        if ended == "closed" and forms.says_nothing(conversation.form):
            raise Refused("Nothing was entered, so nothing is kept. ktrack ask reads answers line by line.")
    finally:
        # whether stopped, hung up or failed: what was said stays
        if not saved:
            _leave(tracker, conversation)


def _save(tracker: Tracker, conversation: Conversation) -> bool:
    """Read the answers back and save them if the person says so."""
    from ktrack import form as forms
    from ktrack.cli import saving, words

    form = conversation.form
    if forms.says_nothing(form):
        out.say_folded("Nothing was entered.")
        return False
    out.say()
    out.say("You said:")
    for line in words.answers(form, conversation.now):
        out.say_folded(line, "- ")
    form = conversation.form = forms.with_vitals(form, confirm.vitals(form.vitals))
    while True:
        out.say("Save this check-in? Choices: yes, no. With no it stays a draft.")
        line = out.read()
        answer = line.strip().lower()
        if not line or answer in ("no", "n", "stop"):
            return False
        if answer in ("yes", "y"):
            break
    try:
        kept = saving.keep(tracker, form)
    except Exception as error:
        sentence, code = errors.explain(error)
        raise Refused(f"NOT SAVED: {sentence}", code) from error
    out.say()
    saving.tell(kept, as_json=False, echo=False)
    saving.mark_shown(tracker, kept)
    return True


def _leave(tracker: Tracker, conversation: Conversation) -> None:
    """Keep what was said as a draft and raise the warnings in it."""
    from ktrack import form as forms

    form = conversation.form
    if forms.says_nothing(form):
        with suppress(KtrackError):
            tracker.drop_draft(form.id)
        return
    try:
        if not conversation.kept:
            tracker.keep_draft(form)
        tracker.leave_draft(form.id)
    except Exception as error:
        out.warn_folded(f"The draft could not be kept. {errors.explain(error)[0]}")
        return
    out.say()
    out.say_folded("Not saved. Your answers are kept as a draft: ktrack ask goes on with it, for 24 hours.")
