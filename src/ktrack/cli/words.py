"""The sentences that several commands end with or share.

Owns wording only: nothing is printed or judged here. Never a word that could be read as "you are well".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from ktrack import questions, text, timeline, when
from ktrack.escalation import clinic_numbers, emergency_number
from ktrack.records import CheckIn, Detail, Infusion, Medicine, Profile

_MADE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def clinic(profile: Profile) -> str:
    """Whom "your clinic" means, with the numbers that are known."""
    numbers = text.one_line(clinic_numbers(profile))
    name = text.one_line(profile.clinic_name) or "your clinic"
    return f"{name}, {numbers}" if numbers else name


def nothing_found(profile: Profile) -> str:
    """What is said when no red flag fired: what that does not mean, and what to do all the same."""
    return (
        "Nothing you entered matches ktrack's list of warning signs. The list is not complete, and ktrack cannot "
        f"examine you. If you feel worse, afraid or unsure, call {clinic(profile)} or "
        f"{text.one_line(emergency_number(profile))}: being worried is reason enough."
    )


def short_id(full: str) -> str:
    """As much of an id as a person has to type. An id that ktrack did not make is shown whole."""
    return full[:8] if _MADE_ID.fullmatch(full) else text.one_line(full)


def infusion_name(infusion: Infusion, number: int | None) -> str:
    """ "infusion 3" or, without a number, "the infusion"."""
    return f"infusion {number}" if number is not None else "the infusion"


def since(infusion: Infusion | None, number: int | None, at: datetime) -> str:
    """Where a moment lies: "6 h 27 min after infusion 3"."""
    if infusion is None:
        return "between infusions"
    name = infusion_name(infusion, number)
    if infusion.ended_at is None:
        hours = timeline.hours_after(infusion.started_at, at)
        return f"{when.span(hours)} after {name} started, its end is not known"
    hours = timeline.hours_after(infusion.ended_at, at)
    return f"{when.span(hours)} after {name}" if hours >= 0 else f"during {name}"


def answers(check_in: CheckIn, now: datetime, *, with_note: bool = True) -> list[str]:
    """Everything a check-in holds, in words, in the order of the questions; of the note only its length."""
    said = []
    for key, asked in questions.questions().items():
        detail = _detail(check_in.details.get(key, Detail()), now)
        if key in check_in.answers:
            said.append(f"{asked.label}: {questions.word(key, check_in.answers[key])}{detail}")
        elif key in check_in.skipped:
            said.append(f"{asked.label}: not answered{detail}")
        elif detail:
            said.append(f"{asked.label}: only a detail, no answer{detail}")
    if "systolic" in check_in.vitals and "diastolic" in check_in.vitals:
        upper, lower = check_in.vitals["systolic"], check_in.vitals["diastolic"]
        odd = {"systolic", "diastolic"} & set(check_in.unconfirmed)
        said.append(f"Blood pressure: {upper:g}/{lower:g}{' (check this number)' if odd else ''}")
    said += _vitals(check_in)
    said += [medicine(each, now) for each in check_in.medicines]
    if check_in.note and with_note:
        said.append(f"A note of {len(check_in.note)} characters")
    return said


def _vitals(check_in: CheckIn) -> Iterable[str]:
    pair = {"systolic", "diastolic"}
    for key, value in check_in.vitals.items():
        if key not in pair or not pair <= set(check_in.vitals):
            odd = " (check this number)" if key in check_in.unconfirmed else ""
            yield f"{questions.question(key).label}: {questions.word(key, value)}{odd}"


def _detail(detail: Detail, now: datetime) -> str:
    parts = (
        (detail.location or "").replace("-", " "),
        {"sudden": "came suddenly", "gradual": "came slowly", None: ""}[detail.onset],
        {True: "still there", False: "over now", None: ""}[detail.still_present],
        f"since {when.said(detail.began_at, now)}" if detail.began_at else "",
    )
    known = ", ".join(part for part in parts if part)
    return f" ({known})" if known else ""


def medicine(taken: Medicine, now: datetime) -> str:
    """One medicine on one line, as the person named it."""
    dose = f" {text.one_line(taken.dose)}" if taken.dose else ""
    at = f", {when.said(taken.at, now)}" if taken.at else ""
    helped = "" if taken.helped is None else ", helped" if taken.helped else ", did not help"
    return f"Took {text.one_line(taken.name)}{dose}{at}{helped}"
