"""Findings and flags as a person reads them, and as `--json` writes them.

Owns the order of an alert: what to do, what it is about, why, where that comes from. It must not judge, and
quotes a stored flag in the words that were shown when it was raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ktrack import questions, text, when, wording
from ktrack.cli import out, words
from ktrack.diary_json import evidence_to_json
from ktrack.escalation import Assessment, Finding, NotChecked, Rulebook, clinic_numbers
from ktrack.escalation.words import ORIGINS
from ktrack.records import CheckIn, Flag, Level, Profile

if TYPE_CHECKING:
    from ktrack.tracker import FlagEntry


def heading(level: Level, profile: Profile) -> str:
    """ "!!!  CALL 911 NOW", with the clinic's numbers where the clinic is meant."""
    numbers = text.one_line(clinic_numbers(profile)) if level in ("urgent", "contact") else ""
    return f"{wording.heading(level, profile)}{': ' if numbers else ''}{numbers}"


def alert(
    found: Finding | Flag | FlagEntry, profile: Profile, now: datetime, rulebook: Rulebook, *, brief: bool = False
) -> list[str]:
    """One finding or flag, folded into lines."""
    lines = [out.fold(heading(found.level, profile)), out.fold(text.one_line(found.title), "    ")]
    if found.say:
        lines.append(out.fold(found.say, "    "))
    for number, each in enumerate(wording.evidence_lines(found.because, now)):
        begin = "    Because: " if number == 0 else "             "
        lines.append(out.fold(each, begin))
    if brief:
        return lines
    red_flag = rulebook.by_id.get(found.red_flag)
    if red_flag is not None:
        origin = ORIGINS[red_flag.origin].capitalize()
        lines.append(out.fold(f"{origin}. More: ktrack rules {red_flag.id}", "    "))
    if found.level in ("emergency", "urgent"):
        lines.append(out.fold(wording.TOLD_NOBODY, "    "))
    return lines


def finding(found: Finding, profile: Profile, now: datetime, rulebook: Rulebook) -> list[str]:
    """A finding as it is shown after a check-in, with when to look again."""
    lines = alert(found, profile, now, rulebook)
    noted = [each.note for each in found.because if each.note] if found.from_note else []
    # what the red flag asks first of all: words for a whole reaction point to swelling and to the skin
    key = min(noted, key=lambda each: found.ask.index(each) if each in found.ask else len(found.ask), default=None)
    if key is not None and questions.question(key).kind == "vital":
        from ktrack.cli.typed import measured_example

        lines.append(out.fold(f"If you can, measure it again: ktrack check-in {measured_example(key)}", "    "))
    elif key is not None:
        lines.append(out.fold(f"Is it happening now? ktrack check-in {key}=yes, or {key}=no", "    "))
    if found.recheck_at is not None:
        lines.append(out.fold(f"Check in again at {when.said(found.recheck_at, now)}.", "    "))
    return lines


def assessment(
    result: Assessment, check_in: CheckIn, profile: Profile, now: datetime, rulebook: Rulebook
) -> list[str]:
    """Everything one check-in came to: findings, what else to say, what was and what was not asked."""
    lines: list[str] = []
    for found in result.findings:
        lines += [*finding(found, profile, now, rulebook), ""]
    if not result.findings:
        lines += [out.fold(words.nothing_found(profile)), ""]
    known = {*check_in.answers, *check_in.skipped, *check_in.vitals}
    also = dict.fromkeys(key for found in result.findings for key in found.ask if key not in known)
    if also:
        lines.append("Please say this too, it can change what to do: ktrack check-in KEY=...")
        for key in also:
            lines.append(out.fold(f"{key}: {questions.question(key).ask}", "  ", "      "))
        lines.append("")
    return lines + coverage(result.not_checked, result.clear, rulebook)


def coverage(not_checked: Iterable[NotChecked], clear: Iterable[str], rulebook: Rulebook) -> list[str]:
    """The two sentences on what was asked and what was not."""
    titles = {each.id: each.name for each in rulebook.red_flags}
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


def flag_json(flag: Flag, rulebook: Rulebook) -> dict[str, Any]:
    """A flag that was raised just now, in the shape of `flags --json`."""
    red_flag = rulebook.by_id.get(flag.red_flag)
    return {
        "id": flag.id,
        "red_flag": flag.red_flag,
        "origin": red_flag.origin if red_flag else "beyond",
        "level": flag.level,
        "title": flag.title,
        "say": flag.say,
        "because": [evidence_to_json(each) for each in flag.because],
        "from_note": any(each.note is not None for each in flag.because),
        "sources": list(red_flag.sources) if red_flag else [],
        "infusion": flag.infusion,
        "raised_at": flag.raised_at.isoformat(),
        "response": None,
        "responded_at": None,
        "still_found": True,
    }


def not_checked_json(not_checked: Iterable[NotChecked]) -> list[dict[str, Any]]:
    """`[{"red_flag", "missing"}]`."""
    return [{"red_flag": each.red_flag, "missing": list(each.missing)} for each in not_checked]
