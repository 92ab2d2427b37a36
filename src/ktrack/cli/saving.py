"""What happens to a filled-in form: saved and told, or refused and told.

Owns the order that keeps a warning from getting lost: whatever can be read is judged and shown, also when the
form as a whole is refused or the diary cannot be opened. Nothing of a refused form is kept.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

import typer

from ktrack import when, wording
from ktrack.cli import data, errors, out, show, words
from ktrack.cli.errors import Refused
from ktrack.errors import KtrackError
from ktrack.escalation import Assessment, Facts, Rulebook, assess, find, load_rulebook
from ktrack.questions import label, question
from ktrack.records import CheckIn, Detail, Flag, Infusion, Profile

if TYPE_CHECKING:
    from ktrack.tracker import Tracker

NOT_SAVED = "NOT SAVED"


@dataclass(frozen=True, slots=True)
class Saved:
    """A check-in that is kept, with all that is told about it."""

    check_in: CheckIn
    assessment: Assessment
    flags: Mapping[str, Flag]
    infusion: Infusion | None
    number: int | None
    profile: Profile
    rulebook: Rulebook
    now: datetime


def save(context: typer.Context, form: CheckIn, stack: ExitStack) -> tuple[Tracker, Saved]:
    """Keep a form; the diary stays open as long as `stack` does.

    When that fails, the refusal comes after what its answers come to. Raises Refused.
    """
    try:
        tracker = stack.enter_context(data.opened(context))
        return tracker, keep(tracker, placed(tracker, form))
    except Exception as error:
        # whatever went wrong, the answers are judged before the person reads that they were not kept
        sentence, code = errors.explain(error)
        refuse(context, form, [sentence], code)


def placed(tracker: Tracker, form: CheckIn) -> CheckIn:
    """The form with an id, its infusion and its zone, as the tracker gives them."""
    empty = tracker.new_check_in(at=form.at, entered_by=form.entered_by)
    return replace(form, id=empty.id, infusion=empty.infusion, timezone=empty.timezone)


def keep(tracker: Tracker, form: CheckIn) -> Saved:
    """Save a placed form and gather what there is to say about it. Raises the tracker's errors."""
    result = tracker.check_in(form)
    flags = {flag.id: flag for flag in result.raised}
    for found in result.assessment.findings:
        with suppress(KtrackError):  # what is only being watched is no flag
            flags.setdefault(found.id, tracker.flag(found.id))
    kept, infusion = result.check_in, None
    with suppress(KtrackError):  # saved is saved, also when another program takes its infusion away just now
        infusion = tracker.infusion(kept.infusion) if kept.infusion is not None else None
    return Saved(
        check_in=kept,
        assessment=result.assessment,
        flags=flags,
        infusion=infusion,
        number=tracker.number(infusion) if infusion is not None else None,
        profile=tracker.profile(),
        rulebook=tracker.rulebook,
        now=tracker.now(),
    )


def refuse(
    context: typer.Context, form: CheckIn, problems: Sequence[str], code: int = errors.BAD_INPUT
) -> NoReturn:
    """Show on stderr what the readable answers come to, then raise the refusal."""
    rulebook, profile = load_rulebook(), Profile()
    try:
        with data.to_read(context, quietly=True) as tracker:
            rulebook, profile = tracker.rulebook, tracker.profile()
            result = tracker.assess(placed(tracker, form))
    except Exception:  # a diary that cannot be read must not hide a warning, or whom to call
        from ktrack.cli.help_now import contacts

        profile = contacts(context)
        result = assess(rulebook, Facts((), ()), replace(form, id="typed"))
    _warn_of(result, profile, form.entered_at, rulebook)
    # the tracker's own sentence may begin like that already
    said = " ".join(problems).removeprefix(NOT_SAVED).lstrip(".: ")
    raise Refused(f"{NOT_SAVED}: {said}", code)


def tell(saved: Saved, *, as_json: bool, echo: bool) -> None:
    """Say what was saved and what it comes to. `echo` says back how a typed time was understood.

    Where stdout takes nothing, the warnings go to stderr before the error: they must be read somewhere.
    """
    try:
        _say(saved, as_json=as_json, echo=echo)
        sys.stdout.flush()
    except OSError:
        _warn_of(saved.assessment, saved.profile, saved.now, saved.rulebook)
        raise


def _warn_of(assessment: Assessment, profile: Profile, now: datetime, rulebook: Rulebook) -> None:
    for found in assessment.findings:
        for line in [*show.finding(found, profile, now, rulebook), ""]:
            out.warn(line)


def _say(saved: Saved, *, as_json: bool, echo: bool) -> None:
    moment = f"Understood: {when.said(saved.check_in.at, saved.now)}"
    if as_json:
        if echo:
            out.warn(moment)
        for line in _open_questions(saved):
            out.warn_folded(line)
        out.document(_as_json(saved))
        return
    if echo:
        out.say(moment)
    place = words.since(saved.infusion, saved.number, saved.check_in.at)
    out.say_folded(f"Saved: check-in of {when.said(saved.check_in.at, saved.now)}, {place}.")
    held = words.answers(saved.check_in, saved.now)
    if held:
        out.say_folded(f"{'; '.join(held)}.", "  ")
    out.say()
    asked = [line for each in _open_questions(saved) for line in (out.fold(each), "")]
    # first, or a person who reads that nothing was found in these answers stops there
    for flag in _others(saved):
        for line in [*show.alert(flag, saved.profile, saved.now, saved.rulebook), ""]:
            out.say(line)
    come_to = show.assessment(saved.assessment, saved.check_in, saved.profile, saved.now, saved.rulebook)
    # what to do comes before anything that is asked, and that before the sentence that nothing was found
    for line in [*come_to, "", *asked] if saved.assessment.findings and asked else [*asked, *come_to]:
        out.say(line)
    _say_how_to_answer(saved)
    out.say_folded(wording.tell_any_reaction(saved.profile))


def _open_questions(saved: Saved) -> list[str]:
    """What only the person can say, and how to say it."""
    form, rulebook = saved.check_in, saved.rulebook
    asked = [
        f"{which} If it is there: ktrack check-in {key}=yes"
        for key, which in wording.which_is_right(form, rulebook).items()
    ]
    for key, value in form.answers.items():
        detail = form.details.get(key, Detail())
        if not value or detail.onset is not None or "onset" not in question(key).details:
            continue
        # the form asks for it in place; by command it may never have been thought of
        sudden = replace(form, details={**form.details, key: replace(detail, onset="sudden")})
        if _what_alone(sudden, rulebook) - _what_alone(form, rulebook):
            how = f"ktrack check-in {key}={value} --detail {key}.onset=sudden"
            asked.append(f"{label(key)}: did it come suddenly? If so: {how}")
    return asked


def _what_alone(form: CheckIn, rulebook: Rulebook) -> set[tuple[str, str]]:
    """What the answers come to by themselves."""
    return {(each.red_flag, each.level) for each in find(rulebook, Facts((), ()), form)}


def unseen(saved: Saved) -> list[str]:
    """Ids of the flags that were on the screen for the first time."""
    return [flag.id for flag in saved.flags.values() if flag.shown_at is None]


def mark_shown(tracker: Tracker, saved: Saved) -> None:
    """Note that they were, once they have really been written out. A full disk is no reason to fail now."""
    sys.stdout.flush()
    with suppress(KtrackError):
        for flag_id in unseen(saved):
            tracker.mark_shown(flag_id)


def _others(saved: Saved) -> list[Flag]:
    """Flags that this check-in raised for later ones."""
    found = {each.id for each in saved.assessment.findings}
    return [flag for flag in saved.flags.values() if flag.id not in found]


def _say_how_to_answer(saved: Saved) -> None:
    waiting = [flag for flag in saved.flags.values() if flag.open]
    if waiting:
        out.say_folded(f"When you have called: ktrack flag answer {words.short_id(waiting[0].id)} called")
    if len(waiting) > 1:
        out.say_folded(f"And {len(waiting) - 1} more: ktrack flags")


def _as_json(saved: Saved) -> dict[str, object]:
    """`findings`: what these answers come to, then what they raised for later check-ins that look back on them."""
    return {
        "id": saved.check_in.id,
        "infusion": saved.check_in.infusion,
        "at": saved.check_in.at.isoformat(),
        "findings": [
            *(show.finding_json(each, saved.flags) for each in saved.assessment.findings),
            *(show.flag_json(each, saved.rulebook) for each in _others(saved)),
        ],
        "not_checked": show.not_checked_json(saved.assessment.not_checked),
        "clear": list(saved.assessment.clear),
    }
