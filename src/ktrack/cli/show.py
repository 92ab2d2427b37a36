"""Findings and flags as a person reads them, and as `--json` writes them.

Owns the order of an alert: what to do, what it is about, why, where that comes from. It must not judge, and
quotes a stored flag in the words that were shown when it was raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ktrack import questions, text, when
from ktrack.cli import out, words
from ktrack.diary_json import evidence_to_json
from ktrack.records import Evidence, Flag, Level, Profile, Response

if TYPE_CHECKING:
    from ktrack.escalation import Assessment, Finding, Rulebook

ORIGINS: Mapping[str, str] = {
    "sources": "From the five sources ktrack is built on",
    "beyond": "Added by ktrack, not from the five sources",
    "clinic": "Added by your clinic",
}

RESPONSES: Mapping[Response, str] = {
    "called": "called",
    "going": "on the way to get help",
    "mistake": "entered by mistake",
    "later": "will answer later",
}


def heading(level: Level, profile: Profile) -> str:
    """ "!!! CALL 911 NOW", with the clinic's numbers where the clinic is meant."""
    from ktrack.escalation import SYMBOLS, action, clinic_numbers

    numbers = text.one_line(clinic_numbers(profile)) if level in ("urgent", "contact") else ""
    return f"{SYMBOLS[level]} {text.one_line(action(level, profile))}{': ' if numbers else ''}{numbers}"


def because(evidence: Iterable[Evidence], now: datetime) -> Iterator[str]:
    """Each thing a finding rests on, in words, with its time."""
    for each in evidence:
        known = questions.questions()
        if each.note is not None:
            about = f"your note mentions “{text.one_line(str(each.value))}”"
        else:
            key = each.question or each.vital or ""
            label = known[key].label if key in known else key
            about = f"{label}: {_value(key, each.value)}"
        hours = each.hours_after_end
        after = "" if hours is None or hours < 0 else f", {when.span(hours)} after the end"
        yield f"{about}, {when.said(each.at, now)}{after}"


def _value(key: str, value: float | str) -> str:
    # a stored flag may rest on a question or a number that today's file does not know
    try:
        return questions.word(key, value) if isinstance(value, (int, float)) else text.one_line(value)
    except ValueError:
        return str(value)


def alert(
    found: Finding | Flag, profile: Profile, now: datetime, rulebook: Rulebook, *, brief: bool = False
) -> list[str]:
    """One finding or flag, folded into lines."""
    lines = [out.fold(heading(found.level, profile)), out.fold(text.one_line(found.title), "    ")]
    if found.say:
        lines.append(out.fold(found.say, "    "))
    for number, each in enumerate(because(found.because, now)):
        lines.append(out.fold(each, "    Because: " if number == 0 else "             "))
    if brief:
        return lines
    red_flag = rulebook.by_id.get(found.red_flag)
    if red_flag is not None:
        where = ", ".join(red_flag.sources)
        lines.append(out.fold(f"{ORIGINS[red_flag.origin]} ({where}): ktrack rules {red_flag.id}", "    "))
    if found.level in ("emergency", "urgent"):
        lines.append(out.fold(words.TOLD_NOBODY, "    "))
    return lines


def finding(found: Finding, profile: Profile, now: datetime, rulebook: Rulebook) -> list[str]:
    """A finding as it is shown after a check-in: with what else to ask, and when to look again."""
    lines = alert(found, profile, now, rulebook)
    if found.from_note:
        key = next((each.note for each in found.because if each.note), None)
        if key:
            lines.append(out.fold(f"Is it happening now? ktrack check-in {key}=yes, or {key}=no", "    "))
    if found.ask:
        lines.append(out.fold("Please say also:", "    "))
        for key in found.ask:
            asked = questions.question(key)
            lines.append(out.fold(f"{asked.ask} (ktrack check-in {key}=...)", "      - "))
    if found.recheck_at is not None:
        lines.append(out.fold(f"Check in again at {when.said(found.recheck_at, now)}.", "    "))
    return lines


def assessment(
    result: Assessment, profile: Profile, now: datetime, rulebook: Rulebook, *, leave_out: Sequence[str] = ()
) -> list[str]:
    """Everything one check-in came to: findings, what was not reported, what could not be checked."""
    lines: list[str] = []
    for found in result.findings:
        if found.id not in leave_out:
            lines += [*finding(found, profile, now, rulebook), ""]
    if not result.findings:
        lines += [out.fold(words.nothing_found(profile)), ""]
    lines += coverage(result.not_checked, result.clear, rulebook)
    return lines


def coverage(not_checked: Iterable[Any], clear: Iterable[str], rulebook: Rulebook) -> list[str]:
    """The two sentences on what was asked and what was not. `not_checked` has a `red_flag` and `missing` each."""
    titles = {each.id: text.one_line(each.title) for each in rulebook.red_flags}
    lines = []
    reported = [titles.get(each, each) for each in clear]
    if reported:
        lines.append(out.fold(f"Asked, and not reported: {'; '.join(reported)}."))
    missing = [titles.get(each.red_flag, each.red_flag) for each in not_checked]
    if missing:
        lines.append(out.fold(f"Could not be checked, not asked: {'; '.join(missing)}."))
    return lines


def finding_json(found: Finding, flags: Mapping[str, Flag]) -> dict[str, Any]:
    """A finding in the shape of `flags --json`; `flags` are the stored ones by id."""
    stored = flags.get(found.id)
    return {
        "id": found.id,
        "red_flag": found.red_flag,
        "origin": found.origin,
        "level": found.level,
        "title": found.title,
        "say": found.say,
        "because": [evidence_to_json(each) for each in found.because],
        "from_note": found.from_note,
        "sources": list(found.sources),
        "infusion": found.infusion,
        "raised_at": stored.raised_at.isoformat() if stored else None,
        "response": stored.response if stored else None,
        "responded_at": stored.responded_at.isoformat() if stored and stored.responded_at else None,
        "still_found": True,
    }


def not_checked_json(not_checked: Iterable[Any]) -> list[dict[str, Any]]:
    """`[{"red_flag", "missing"}]`."""
    return [{"red_flag": each.red_flag, "missing": list(each.missing)} for each in not_checked]
