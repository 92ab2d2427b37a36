"""What happens to a filled-in form: saved and told, or refused and told.

Owns the order that keeps a warning from getting lost: whatever can be read is judged and shown, also when the
form as a whole is refused or the diary cannot be opened. Nothing of a refused form is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

import typer

from ktrack import text, when
from ktrack.cli import data, errors, out, show, words
from ktrack.cli.errors import Refused
from ktrack.records import CheckIn, Flag, Infusion, Profile

if TYPE_CHECKING:
    from ktrack.escalation import Assessment, Rulebook
    from ktrack.tracker import Tracker


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


def save(context: typer.Context, form: CheckIn) -> Saved:
    """Keep a form. When that fails, the refusal comes after what its answers come to. Raises Refused."""
    try:
        with data.opened(context) as tracker:
            return keep(tracker, placed(tracker, form))
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
    from ktrack import timeline

    result = tracker.check_in(form)
    kept = result.check_in or form
    flags = {flag.id: flag for flag in (*tracker.open_flags(), *result.raised)}
    infusions = tracker.infusions()
    return Saved(
        check_in=kept,
        assessment=result.assessment,
        flags=flags,
        infusion=next((each for each in infusions if each.id == kept.infusion), None),
        number=timeline.numbers(infusions).get(kept.infusion or ""),
        profile=tracker.profile(),
        rulebook=tracker.rulebook,
        now=tracker.now(),
    )


def refuse(context: typer.Context, form: CheckIn, problems: Sequence[str], code: int = errors.BAD_INPUT) -> NoReturn:
    """Show on stderr what the readable answers come to, then raise the refusal."""
    from ktrack.escalation import Facts, assess, load_rulebook

    rulebook, profile = load_rulebook(), Profile()
    try:
        with data.opened(context) as tracker:
            rulebook, profile = tracker.rulebook, tracker.profile()
            result = tracker.assess(placed(tracker, form))
    except Exception:  # a diary that cannot be read must not hide a warning
        result = assess(rulebook, Facts((), ()), replace(form, id="typed"))
    for found in result.findings:
        for line in [*show.finding(found, profile, form.entered_at, rulebook), ""]:
            out.warn(line)
    raise Refused(f"NOT SAVED: {' '.join(problems)}", code)


def tell(saved: Saved, *, as_json: bool, echo: bool) -> None:
    """Say what was saved and what it comes to. `echo` says back how a typed time was understood."""
    moment = f"Understood: {when.said(saved.check_in.at, saved.now)}"
    if as_json:
        if echo:
            out.warn(moment)
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
    for line in show.assessment(saved.assessment, saved.profile, saved.now, saved.rulebook):
        out.say(line)
    for line in _answering(saved):
        out.say_folded(line)
    out.say_folded(words.any_reaction(saved.profile))


def _answering(saved: Saved) -> list[str]:
    """How to say what was done about the flags that were just shown."""
    found = {each.id for each in saved.assessment.findings}
    ids = [flag.id for flag in saved.flags.values() if flag.id in found and flag.open]
    if not ids:
        return []
    return [f"When you have called: ktrack flag answer {ids[0]} called (`ktrack flags` lists all that are open)."]


def _as_json(saved: Saved) -> dict[str, object]:
    return {
        "id": saved.check_in.id,
        "infusion": saved.check_in.infusion,
        "at": saved.check_in.at.isoformat(),
        "findings": [show.finding_json(each, saved.flags) for each in saved.assessment.findings],
        "not_checked": show.not_checked_json(saved.assessment.not_checked),
        "clear": list(saved.assessment.clear),
    }
