"""Phrases that screens and commands use: who to call, what a finding rests on, what to say on the telephone.

Owns these words and nothing else. Pure: handed values in, text out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from ktrack import text, when
from ktrack.escalation import SYMBOLS, Rulebook, action, clinic_numbers
from ktrack.questions import UnknownQuestion, in_group, question, word
from ktrack.records import CheckIn, Detail, Evidence, Infusion, Level, Profile

TOLD_NOBODY = "ktrack cannot call for you and has told nobody."
NOT_COMPLETE = "The list is not complete. Being worried is reason enough to call."
CHANGED_SINCE = (
    "This check-in was changed after you began to correct it. If you save, that version stays in the history as "
    "an earlier one."
)
NO_NUMBER = "no number entered yet"


def heading(level: Level, profile: Profile) -> str:
    """ "!!!  CALL 911 NOW": the symbol and the words of a level."""
    return f"{SYMBOLS[level]}  {text.one_line(action(level, profile))}"


def heading_with_number(level: Level, profile: Profile) -> str:
    """The same with the clinic's numbers behind it, where the clinic is to be called."""
    number = text.one_line(clinic_numbers(profile)) if level in ("urgent", "contact") else ""
    return heading(level, profile) + (f"     {number}" if number else "")


def number_to_call(level: Level, profile: Profile) -> str:
    """The one number that is shown large; empty when none is known."""
    if level == "emergency":
        return text.one_line(profile.emergency_number)
    return text.one_line(profile.clinic_phone or profile.after_hours_phone)


def clinic_line(profile: Profile) -> str:
    """The clinic's numbers in a line, or that there are none."""
    return text.one_line(clinic_numbers(profile)) or NO_NUMBER


def tell_any_reaction(profile: Profile) -> str:
    """What is said after every check-in."""
    numbers = text.one_line(clinic_numbers(profile))
    return "Tell your clinic about any reaction, also one not listed here" + (f": {numbers}." if numbers else ".")


def label(key: str) -> str:
    """A question's short name; a key that no question has any more is shown as it is."""
    try:
        return question(key).label
    except UnknownQuestion:
        return text.one_line(key)


def evidence_lines(because: Iterable[Evidence], now: datetime) -> list[str]:
    """What a finding rests on, a line each; words that point to two questions are quoted once."""
    return [*dict.fromkeys(_evidence_line(each, now) for each in because)]


def _evidence_line(evidence: Evidence, now: datetime) -> str:
    """ "Chest pain or tightness: mild, today 17:12, 6 h 27 min after the end"."""
    key = evidence.question or evidence.vital
    if key is None:
        what = f'Written: "{text.one_line(str(evidence.value))}"'
    else:
        what = f"{label(key)}: {_value(key, evidence.value)}"
    hours = evidence.hours_after_end
    after = "" if hours is None else f", {when.span(hours)} after the end" if hours >= 0 else ", before the end"
    return f"{what}, {when.said(evidence.at, now)}{after}"


def _value(key: str, value: float | str) -> str:
    if isinstance(value, str):
        return text.one_line(value)
    try:
        return word(key, value)
    except ValueError:
        return f"{value:g}"


def which_is_right(check_in: CheckIn, rulebook: Rulebook) -> dict[str, str]:
    """By question: what asks whether its answer of none, or the words beside it, are right.

    "Your note says "chest pain". Your answer to Chest pain is none. Which is right?"
    """
    if not (check_in.note or check_in.medicines):
        return {}
    from ktrack.escalation.written import contradicted  # most check-ins have no words

    return {
        key: f"{text.one_line(reminder)} Your answer to {label(key)} is {word(key, 0)}. Which is right?"
        for key, reminder in contradicted(check_in, rulebook).items()
    }


def reported(because: Sequence[Evidence], details: Mapping[str, Detail]) -> str:
    """ "swelling (lips), severe": the newest answers a finding rests on, for reading aloud.

    "Yes" to a danger question is kept as 1, so that 1 is not read out as "mild": nobody may have said so.
    """
    if not because:
        return ""
    newest = max(each.at for each in because)
    said = []
    for each in because:
        key = each.question or each.vital
        if each.at == newest and key is not None:
            words, place = _value(key, each.value), details.get(key, Detail()).location
            what = label(key).lower() + (f" ({place})" if place and place != "unknown" else "")
            plain = words == "yes" or (each.value == 1 and key in {one.key for one in in_group("danger")})
            said.append(what if plain else f"{what}, {words}")
    return listed(dict.fromkeys(said))


def script(infusion: Infusion | None, now: datetime, symptoms: str = "", *, them: bool = False) -> str:
    """What to read out on the telephone; `them` for someone who calls for the person."""
    if infusion is None:
        begin = f"{'The person I am with is' if them else 'I am'} being treated with ketamine infusions."
    elif infusion.ended_at is None:
        begin = f"{_had(them)} a ketamine infusion that started {when.said(infusion.started_at, now)}."
    else:
        end = infusion.ended_at
        begin = f"{_had(them)} a ketamine infusion that ended {when.said(end, now)}, {when.ago(end, now)} ago."
    return f"{begin} {symptoms or ('Now they have …' if them else 'Now I have …')}"


def _had(them: bool) -> str:
    return "The person I am with had" if them else "I had"


SCRIPT = "I am being treated with ketamine infusions. Now I have …"
"""What to read out when nothing is known."""


def listed(words: Iterable[str]) -> str:
    """Words as they are read out: "a", "a and b", "a, b and c"."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def shortened(words: Sequence[str], most: int) -> str:
    """The first few words of a list and how many more there are."""
    if len(words) <= most:
        return listed(words)
    return f"{', '.join(words[:most])} and {len(words) - most} more"
