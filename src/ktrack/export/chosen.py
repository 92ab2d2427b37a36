"""What a page leaves out: what the person asked to leave out, and what is private unless asked for.

Owns that choice for every page format. It must not touch a warning: its level, title, words, times and answers
always stay. It only takes out free text beside a warning, and the clinic's numbers inside its words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from ktrack.escalation import clinic_numbers, load_rulebook
from ktrack.records import Flag, Profile
from ktrack.summary import VisitSummary
from ktrack.summary.scope import holds_words
from ktrack.summary.shapes import Clinic, FlagOnPage, LeftOut
from ktrack.summary.tables import MedicineTaken

OMITTABLE: tuple[LeftOut, ...] = ("notes", "mood", "dose", "medicines", "identity")
LEFT_OUT = "(left out)"

_MOOD_KEYS = ("mood", "low_mood")


def leave_out(
    summary: VisitSummary, omit: Collection[str] = (), *, identity: bool = False, sensitive: bool = False
) -> VisitSummary:
    """The summary without what `omit` names, and without what is private unless asked for.

    The clinic's name and numbers stay only with `identity`; free text beside answers about suicidal thoughts or
    craving only with `sensitive`. Raises ValueError for a name that is not in OMITTABLE: a slip must not leave
    something on the page.
    """
    unknown = sorted(set(omit) - set(OMITTABLE))
    if unknown:
        raise ValueError(f"{unknown[0]} cannot be left out: choose from {', '.join(OMITTABLE)}.")
    named = [each for each in OMITTABLE if each in omit]
    hidden = not sensitive and (
        any(each.sensitive for each in summary.notes)
        or any(_medicine(each, summary.private_words) != each for each in summary.medicines)
        or any(_has_text(each) for each in summary.flags if each.sensitive)
    )
    with_clinic = identity and "identity" not in omit
    kept = replace(
        summary,
        flags=tuple(
            _flag(
                each,
                texts="notes" not in omit
                and not ("medicines" in omit and each.from_medicine)
                and (sensitive or not each.sensitive),
                clinic=None if with_clinic else summary.clinic,
            )
            for each in summary.flags
        ),
        medicines=tuple(
            each if sensitive else _medicine(each, summary.private_words) for each in summary.medicines
        ),
        notes=() if "notes" in omit else tuple(each for each in summary.notes if sensitive or not each.sensitive),
        clinic=summary.clinic if with_clinic else Clinic("", "", ""),
        left_out=(*named, "sensitive") if hidden else tuple(named),
    )
    if "notes" in omit:
        kept = replace(kept, visits=tuple(replace(each, note="") for each in kept.visits))
    if "mood" in omit:
        kept = _without_mood(kept)
    if "dose" in omit:
        kept = replace(
            kept,
            figures=tuple(each for each in kept.figures if each.key != "dose"),
            infusions=tuple(replace(each, dose_mg=None) for each in kept.infusions),
        )
    if "medicines" in omit:
        kept = replace(kept, medicines=())
    return kept


def _without_mood(summary: VisitSummary) -> VisitSummary:
    slow = summary.cumulative
    return replace(
        summary,
        figures=tuple(each for each in summary.figures if each.key not in _MOOD_KEYS),
        benefit=tuple(each for each in summary.benefit if each.key not in _MOOD_KEYS),
        changes=tuple(each for each in summary.changes if each.key not in _MOOD_KEYS),
        half_told=tuple(each for each in summary.half_told if each.key not in _MOOD_KEYS),
        cumulative=replace(
            slow,
            rows=tuple(each for each in slow.rows if each.key not in _MOOD_KEYS),
            changes=tuple(each for each in slow.changes if each.key not in _MOOD_KEYS),
        ),
    )


def _flag(on_page: FlagOnPage, *, texts: bool, clinic: Clinic | None) -> FlagOnPage:
    flag = on_page.flag
    if not texts:
        flag = without_words(flag)
    if clinic is not None:
        flag = without_clinic(flag, Profile(clinic.name, clinic.phone, clinic.after_hours_phone))
    return replace(on_page, flag=flag)


def _medicine(taken: MedicineTaken, private: Collection[str]) -> MedicineTaken:
    name, *doses = (LEFT_OUT if holds_words(each, private) else each for each in (taken.name, *taken.doses))
    return replace(taken, name=name, doses=tuple(doses))


def without_words(flag: Flag) -> Flag:
    """A warning without what the person wrote: beside it, as what it rests on, and repeated in its words."""
    say = flag.say
    for each in flag.because:
        if each.note is not None:
            say = say.replace(f'"{each.value}"', LEFT_OUT)
    return replace(
        flag,
        say=say,
        response_note=LEFT_OUT if flag.response_note else "",
        because=tuple(each if each.note is None else replace(each, value=LEFT_OUT) for each in flag.because),
    )


def without_clinic(flag: Flag, profile: Profile) -> Flag:
    """A warning whose words hold neither the clinic's name nor its numbers; every other word of it stays."""
    known = [each for each in (profile.clinic_phone, profile.after_hours_phone) if _tells_whose(each)]
    rule = load_rulebook().by_id.get(flag.red_flag)
    own_words = [rule.title, *(trigger.say for trigger in rule.triggers)] if rule else []
    # a clinic that is called "Call" takes no word out of ktrack's own rules
    if len(profile.clinic_name) > 2 and not any(_whole(profile.clinic_name).search(each) for each in own_words):
        known.append(profile.clinic_name)
    return replace(flag, say=_without(flag.say, known, profile), title=_without(flag.title, known, profile))


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _tells_whose(phone: str) -> bool:
    """Whether a number could say which clinic it is; 911 and the like never leave a warning."""
    return sum(each.isdigit() for each in phone) > 4


def _without(words: str, known: Iterable[str], profile: Profile) -> str:
    numbers = clinic_numbers(profile)
    words = words.replace(f" ({numbers})", "") if numbers else words
    # the longest first, so that one number inside another leaves nothing behind
    for each in sorted(known, key=len, reverse=True):
        words = _whole(each).sub(LEFT_OUT, words)
    return words


def _has_text(on_page: FlagOnPage) -> bool:
    flag: Flag = on_page.flag
    return bool(flag.response_note) or any(each.note is not None for each in flag.because)
