"""The danger box in words: every warning of the summary, then what was asked and what could not be checked.

Owns the words of the box. It shows all it is given, however much that is, and says first how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from ktrack.escalation import LEVELS, SYMBOLS, action
from ktrack.export.blocks import Block, Paragraph, Quote, Section, Warned
from ktrack.export.wording import Times, count, plain, times_word
from ktrack.questions import questions, word
from ktrack.records import Detail, Evidence, Flag, Profile
from ktrack.summary import VisitSummary
from ktrack.summary.shapes import FlagOnPage

_NOTHING_ENTERED = "Nothing was entered in this period, so nothing could be checked."
_NO_WARNING = "No warning. Nothing that was entered in this period matches ktrack's list of warning signs."
_NOT_COMPLETE = "The list of warning signs is not complete, and what was not asked is not known."
_RESPONSES = {"called": "called", "going": "went for help", "mistake": "marked as a mistake", "later": "put off"}


def danger(summary: VisitSummary, times: Times) -> Section:
    """The box."""
    marks = _marks(summary.flags)
    profile = Profile(emergency_number=summary.emergency_number)
    blocks: list[Block] = [Paragraph(_head(summary, profile))]
    blocks += [_warned(group, marks, profile, times) for group in _groups(summary.flags)]
    blocks += _half_told(summary, times)
    blocks += _checked(summary)
    return Section("danger", "Warnings", "", tuple(blocks))


def words_shown(summary: VisitSummary) -> Section | None:
    """What each kind of warning said, as it was shown."""
    marks = _marks(summary.flags)
    by_mark: dict[int, list[Flag]] = {}
    for each in summary.flags:
        by_mark.setdefault(marks[_words(each)], []).append(each.flag)
    blocks: list[Block] = []
    for mark, flags in by_mark.items():
        others = dict.fromkeys(each.title for each in flags if each.title != flags[0].title)
        same = f"\nThe same words, by name of the symptom: {'; '.join(others)}." if others else ""
        blocks.append(Quote(f"({mark}) {flags[0].title}", flags[0].say + same))
    about = "The words of each warning, by the number in the box."
    return Section("shown", "What the patient was told", about, tuple(blocks)) if blocks else None


def _head(summary: VisitSummary, profile: Profile) -> str:
    if not summary.flags:
        return _NO_WARNING if summary.coverage.check_ins else _NOTHING_ENTERED
    levels = [each.flag.level for each in summary.flags]
    parts = [f"{levels.count(level)} {action(level, profile)}" for level in LEVELS if level in levels]
    return f"{count(len(levels), 'warning')}: {', '.join(parts)}."


def _groups(flags: Sequence[FlagOnPage]) -> list[list[FlagOnPage]]:
    """The warnings of one title and level together, in the order of the newest of each."""
    found: dict[tuple[str, str, str], list[FlagOnPage]] = {}
    for each in flags:
        found.setdefault((each.flag.level, each.flag.red_flag, each.flag.title), []).append(each)
    return list(found.values())


def _words(on_page: FlagOnPage) -> tuple[str, str, str]:
    """What two warnings share when they said the same but for the name of the symptom."""
    flag = on_page.flag
    name = questions()[flag.question].label.lower() if flag.question and flag.question in questions() else ""
    return flag.level, flag.red_flag, flag.say.replace(name, "\0") if name else flag.say


def _marks(flags: Sequence[FlagOnPage]) -> dict[tuple[str, str, str], int]:
    return {words: mark for mark, words in enumerate(dict.fromkeys(map(_words, flags)), 1)}


def _warned(
    group: Sequence[FlagOnPage], marks: Mapping[tuple[str, str, str], int], profile: Profile, times: Times
) -> Warned:
    flag = group[0].flag
    after = [" ".join([*_remarks(each), _done(each, times)]) for each in group]
    # what is the same for several times is said once, below them
    together = len(group) > 1 and len(set(after)) == 1
    repeated = f", {times_word(len(group))}" if len(group) > 1 else ""
    own_marks = sorted({marks[_words(each)] for each in group})
    said = [_time(each, times) for each in group]
    return Warned(
        level=flag.level,
        symbol=SYMBOLS[flag.level],
        action=action(flag.level, profile),
        title=flag.title + repeated,
        mark=" ".join(f"({mark})" for mark in own_marks),
        times=tuple(said if together else (f"{one} {rest}" for one, rest in zip(said, after, strict=True))),
        after=after[0] if together else "",
    )


def _time(each: FlagOnPage, times: Times) -> str:
    said = times.place(each.at, each.hours_after_end, each.infusion)
    proof = _evidence(each, times)
    return f"{said}: {proof}." if proof else f"{said}."


def _remarks(each: FlagOnPage) -> Iterable[str]:
    if each.from_before:
        yield "From before this period, still open."
    if each.companion:
        yield "Reported by a companion."
    if each.unconfirmed:
        yield "The value looks mistyped and was kept as entered."
    if each.from_note:
        yield "Read from what was written, not an answer."
    if each.entry == "deleted":
        yield "The entry was deleted later."
    elif each.entry == "edited":
        yield "The entry was changed later."
    if each.stored and not each.still_found and each.entry != "deleted":
        yield "As the entries and rules are now, it would not come up."


def _done(on_page: FlagOnPage, times: Times) -> str:
    flag = on_page.flag
    if not on_page.stored:
        return "Found in the entries as they are now; never shown to the patient."
    if flag.response is None:
        return "Done: nothing recorded."
    said = f"Done: {_RESPONSES[flag.response]}"
    if flag.responded_at is not None:
        said += f", {times.moment(flag.responded_at)}"
    if flag.response == "later":
        said += ", nothing recorded since"
    return f'{said}: "{flag.response_note}"' if flag.response_note else f"{said}."


def _evidence(on_page: FlagOnPage, times: Times) -> str:
    """Each answer once, with its values in the order they came and what was said beside the last of them."""
    because = sorted(on_page.flag.because, key=lambda each: each.at)
    values: dict[str, list[str]] = {}
    for name, value in _pairs(because):
        values.setdefault(name, []).append(value)
    beside = {_name(key): _beside(detail, times) for key, detail in on_page.details.items()}
    return ", ".join(f"{name} {_with(_in_order(own), beside.get(name, ''))}" for name, own in values.items())


def _with(value: str, beside: str) -> str:
    """ "1 (mild; lips, still there)"."""
    if not beside:
        return value
    return f"{value[:-1]}; {beside})" if value.endswith(")") else f"{value} ({beside})"


def _beside(detail: Detail, times: Times) -> str:
    parts = [detail.location or "", f"{detail.onset} onset" if detail.onset else ""]
    if detail.still_present is not None:
        parts.append("still there" if detail.still_present else "over")
    if detail.began_at is not None:
        parts.append(f"since {times.moment(detail.began_at)}")
    return ", ".join(filter(None, parts))


def _pairs(because: Sequence[Evidence]) -> Iterable[tuple[str, str]]:
    upper = {each.check_in: each for each in because if each.vital == "systolic"}
    lower = {each.check_in: each for each in because if each.vital == "diastolic"}
    both = upper.keys() & lower.keys()
    for each in because:
        if each.note is not None:
            yield "written:", f'"{each.value}"'
        elif each.vital in ("systolic", "diastolic") and each.check_in in both:
            if each.vital == "systolic":
                yield "blood pressure", f"{_number(each)}/{_number(lower[each.check_in])} mmHg"
        else:
            key = each.question or each.vital or ""
            yield _name(key), _value(key, each.value)


def _in_order(values: Sequence[str]) -> str:
    """The values in their order; one that only repeats the one before it is said once."""
    shown = [value for value, _ in groupby(values)]
    if len(shown) > 1:
        # "2 (moderate), then 1 (mild)" is read faster as numbers
        shown = [each.split(" (")[0] for each in shown]
    return ", then ".join(shown)


def _name(key: str) -> str:
    return questions()[key].label.lower() if key in questions() else key


def _value(key: str, value: float | str) -> str:
    if isinstance(value, str):
        return value
    try:
        words = word(key, value)
    except ValueError:
        # an imported flag may rest on a question or a number of another ktrack
        return plain(value)
    return f"{value} ({words})" if questions()[key].highest == 4 else words


def _number(evidence: Evidence) -> str:
    return evidence.value if isinstance(evidence.value, str) else plain(evidence.value)


def _half_told(summary: VisitSummary, times: Times) -> Iterable[Block]:
    said = []
    for each in summary.half_told:
        told = _with(each.label, _beside(each.detail, times))
        said.append(f"{told}, {times.place(each.at, each.hours_after_end, each.infusion)}")
    if said:
        yield Paragraph(f"{'; '.join(said)}.", "Only a detail and no answer, so not checked:")


def _checked(summary: VisitSummary) -> Iterable[Block]:
    of = count(summary.checked_check_ins, "check-in")
    if not summary.checked_check_ins:
        return
    if summary.checked_check_ins < summary.coverage.check_ins:
        of = f"the latest {of}"
    asked = sorted((each for each in summary.checked if each.clear), key=lambda each: -each.clear)
    unasked = [each for each in summary.checked if each.not_checked and not each.clear]
    in_part = [each.title for each in unasked if each.in_part]
    never = [each.title for each in unasked if not each.in_part]
    if asked:
        said = ", ".join(f"{each.title} {each.clear}" for each in asked)
        yield Paragraph(f"{said}.", f"Asked, and not reported, in how many of {of}:")
    if in_part:
        yield Paragraph(f"{', '.join(in_part)}.", "Could not be checked, asked only in part:")
    if never:
        yield Paragraph(f"{', '.join(never)}.", "Could not be checked, not asked:")
    yield Paragraph(_NOT_COMPLETE)
