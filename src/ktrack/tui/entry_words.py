"""A check-in or an infusion in full, in words: what is read when it is opened, and its earlier versions.

Owns these words. Pure: a record in, text out. Everything that was entered is said; what was not asked is named,
and is never a 0.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from ktrack import text, timeline, when, wording
from ktrack.questions import UnknownQuestion, question, questions, word
from ktrack.records import CheckIn, Detail, Flag, Infusion, Medicine, Profile

Blocks = list[tuple[str, list[str]]]
"""Headings with the lines below them."""

DID = {
    "called": "You called",
    "going": "You went",
    "mistake": "You said it was a mistake",
    "later": "You put it off",
    None: "Not answered yet",
}
_LATER = timedelta(minutes=5)
"""A difference between both times that is worth saying."""
_COLUMN = 45
_TIMES = 12
_ROUTINE = ("danger", "core", "common")
_BETWEEN = "between infusions"


def infusion_name(infusion: Infusion, number: int | None, now: datetime) -> str:
    """ "Infusion 3, Tue 3 Nov 10:00"."""
    return f"Infusion {number or ''}".rstrip() + f", {when.said(infusion.started_at, now)}"


def place(check_in: CheckIn, infusion: Infusion | None, number: int | None) -> str:
    """Where a check-in lies: "6 h 27 min after infusion 3"."""
    if infusion is None:
        return _BETWEEN
    name = f"infusion {number}" if number is not None else "the infusion"
    hours = timeline.hours_of(infusion, check_in.at)
    if hours is None:
        return f"after {name} began, its end is not known"
    return f"{when.span(hours)} after {name}" if hours >= 0 else f"during {name}"


def in_short(check_in: CheckIn) -> str:
    """What was reported, on one line: the strongest first."""
    reported = [(key, value) for key, value in check_in.answers.items() if value and _group(key) != "benefit"]
    reported.sort(key=lambda each: (_group(each[0]) != "danger", -each[1]))
    benefit = [(key, value) for key, value in check_in.answers.items() if _group(key) == "benefit"]
    parts = [wording.label(key).lower() + _digit(key, value) for key, value in (*reported, *benefit)]
    if check_in.answers and not reported:
        parts.insert(0, f"none of {sum(_group(key) != 'benefit' for key in check_in.answers)} asked")
    extra = (("measured", check_in.vitals), ("medicine", check_in.medicines), ("note", check_in.note))
    return ", ".join([*parts, *(name for name, there in extra if there)]) or "nothing answered"


def check_in_blocks(check_in: CheckIn, where: str, now: datetime) -> Blocks:
    """All of a check-in; `where` is its `place`."""
    blocks: Blocks = [("", [*_times(check_in, where, now)])]
    answers = [_answer(check_in, key, now) for key in _in_order(check_in)]
    if answers:
        blocks.append(("Answers", answers))
    known = {*check_in.answers, *check_in.skipped}
    blank = [one.label.lower() for one in questions().values() if one.group in _ROUTINE and one.key not in known]
    if blank:
        blocks.append(("Not asked, or left blank", [", ".join(blank)]))
    if check_in.vitals:
        blocks.append(("Measured", [*_vitals(check_in)]))
    if check_in.medicines:
        blocks.append(("Medicines taken", [_medicine(each, now) for each in check_in.medicines]))
    if check_in.note:
        blocks.append(("Note", text.shown(check_in.note).split("\n")))
    return blocks


def infusion_blocks(infusion: Infusion, now: datetime) -> Blocks:
    """All of an infusion."""
    lines = [_row("Started", when.said(infusion.started_at, now), _TIMES)]
    if infusion.ended_at is None:
        lines.append(_row("Ended", "not known", _TIMES))
    else:
        lasted = when.ago(infusion.started_at, infusion.ended_at)
        lines.append(_row("Ended", f"{when.said(infusion.ended_at, now)}, after {lasted}", _TIMES))
    said = (
        ("Number", "" if infusion.number is None else str(infusion.number)),
        ("Dose", "" if infusion.dose_mg is None else f"{infusion.dose_mg:g} mg"),
        ("Given by", text.one_line(infusion.route)),
        ("Phase", infusion.phase),
        ("Time zone", text.one_line(infusion.timezone)),
        ("Deleted", "" if infusion.deleted_at is None else when.said(infusion.deleted_at, now)),
    )
    lines += [_row(name, words, _TIMES) for name, words in said if words]
    blocks: Blocks = [("", lines)]
    if infusion.baseline_vitals:
        before = CheckIn("", infusion.started_at, infusion.started_at, vitals=infusion.baseline_vitals)
        blocks.append(("Measured before it", [*_vitals(before)]))
    if infusion.note:
        blocks.append(("Note", text.shown(infusion.note).split("\n")))
    return blocks


def flag_lines(flags: Sequence[Flag], profile: Profile, now: datetime) -> list[str]:
    """Warnings in the words that were shown, and what was done about each."""
    lines: list[str] = []
    for flag in flags:
        lines += [""] if lines else []
        lines.append(f"{wording.heading(flag.level, profile)}   {text.one_line(flag.title)}")
        lines += [f"    {each}" for each in text.shown(flag.say).split("\n")]
        lines += [f"    Because: {each}" for each in wording.evidence_lines(flag.because, now)]
        did = DID[flag.response]
        if flag.response is not None and flag.responded_at is not None:
            did += f", {when.said(flag.responded_at, now)}"
        lines.append(f"    Raised {when.said(flag.raised_at, now)}. {did}.")
        if flag.response_note:
            lines += [f"    | {each}" for each in text.shown(flag.response_note).split("\n")]
    return lines


def pairs(blocks: Blocks) -> set[tuple[str, str]]:
    """Each line with its heading, to compare two versions."""
    return {(title, line) for title, lines in blocks for line in lines}


def folded(lines: Sequence[str], width: int) -> str:
    """The lines, none longer than `width`; what a line goes on with stands further in than its beginning."""
    return "\n".join(
        textwrap.fill(
            line,
            max(width, 20),
            subsequent_indent=" " * (len(line) - len(line.lstrip(" ")) + 2),
            break_on_hyphens=False,
            drop_whitespace=True,
        )
        if line.strip()
        else line
        for line in lines
    )


# ------------------------------------------------------------------ parts


def _times(check_in: CheckIn, where: str, now: datetime) -> Iterator[str]:
    yield _row("About", f"{when.said(check_in.at, now)}, {where}", _TIMES)
    entered = when.said(check_in.entered_at, now)
    if check_in.entered_at - check_in.at > _LATER:
        entered += f", {when.ago(check_in.at, check_in.entered_at)} later"
    yield _row("Entered", entered, _TIMES)
    yield _row("By", "someone with them" if check_in.entered_by == "companion" else "me", _TIMES)
    if check_in.timezone and check_in.at.utcoffset() != now.utcoffset():
        yield _row("Time zone", text.one_line(check_in.timezone), _TIMES)
    if check_in.deleted_at is not None:
        yield _row("Deleted", when.said(check_in.deleted_at, now), _TIMES)


def _in_order(check_in: CheckIn) -> list[str]:
    """Everything answered or skipped, in the order of the questions; unknown keys at the end."""
    given = dict.fromkeys((*check_in.answers, *check_in.skipped, *check_in.details))
    return [*(key for key in questions() if key in given), *(key for key in given if key not in questions())]


def _answer(check_in: CheckIn, key: str, now: datetime) -> str:
    said = [*_detail(check_in.details.get(key, Detail()), now)]
    if key in check_in.answers:
        value = check_in.answers[key]
        words = _strength(key, value)
        if key in check_in.none_for_rest:
            said.append("none for all the rest")
        strength = f"{value}  {words}" if words != str(value) else str(value)
    else:
        strength = "·  rather not say" if key in check_in.skipped else "·  only a detail"
    return _row(wording.label(key), strength + (f"  ({', '.join(said)})" if said else ""))


def _digit(key: str, value: int) -> str:
    return "" if key in questions() and questions()[key].highest == 1 else f" {value}"


def _strength(key: str, value: int) -> str:
    try:
        return word(key, value)
    except ValueError:
        return str(value)


def _detail(detail: Detail, now: datetime) -> Iterator[str]:
    if detail.location:
        yield text.one_line(detail.location).replace("-", " ")
    if detail.onset is not None:
        yield "came suddenly" if detail.onset == "sudden" else "came slowly"
    if detail.still_present is not None:
        yield "still there" if detail.still_present else "over by then"
    if detail.began_at is not None:
        yield f"since {when.said(detail.began_at, now)}"


def _vitals(check_in: CheckIn) -> Iterator[str]:
    vitals = dict(check_in.vitals)
    odd = set(check_in.unconfirmed)
    if {"systolic", "diastolic"} <= vitals.keys():
        upper, lower = vitals.pop("systolic"), vitals.pop("diastolic")
        yield _row("Blood pressure", f"{upper:g}/{lower:g}" + _odd({"systolic", "diastolic"} & odd))
    for key, value in vitals.items():
        yield _row(wording.label(key), _measured(key, value) + _odd({key} & odd))


def _measured(key: str, value: float) -> str:
    try:
        return word(key, value)
    except ValueError:
        return f"{value:g}"


def _odd(keys: set[str]) -> str:
    return "  (look at this number again)" if keys else ""


def _medicine(taken: Medicine, now: datetime) -> str:
    dose = f" {text.one_line(taken.dose)}" if taken.dose else ""
    at = f", {when.said(taken.at, now)}" if taken.at else ""
    helped = {True: "helped", False: "did not help", None: "not known yet if it helped"}[taken.helped]
    return f"{text.one_line(taken.name)}{dose}{at}, {helped}"


def _row(name: str, words: str, column: int = _COLUMN) -> str:
    return f"{name:<{column - 1}} {words}"


def _group(key: str) -> str:
    try:
        return question(key).group
    except UnknownQuestion:
        return ""
