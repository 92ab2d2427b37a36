"""The warnings of a period, and how far the other red flags could be checked.

Owns which flags the page lists. None is ever left out for being answered, mistaken, deleted or no longer found;
and what today's rules find in the answers is listed even where no flag was kept for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ktrack.escalation import (
    NOT_JUDGED,
    Assessment,
    Facts,
    Finding,
    RedFlag,
    Rulebook,
    assess,
    evaluate,
    in_order,
)
from ktrack.escalation.words import worded
from ktrack.questions import questions
from ktrack.records import CheckIn, Detail, Flag
from ktrack.summary.scope import SENSITIVE_FLAGS, SENSITIVE_KEYS, Scope, beside_medicine, sensitive
from ktrack.summary.shapes import Checked, EntryState, FlagOnPage

CHECKED_AT_MOST = 40
"""So many of the latest check-ins are looked at for what was asked: each takes a millisecond or two, and
years hold thousands."""


def flags(scope: Scope, rulebook: Rulebook) -> tuple[FlagOnPage, ...]:
    """The warnings about this period, and those from before it that are still unanswered.

    Worst first, newest first within a level.
    """
    kept = [each for each in scope.diary.flags if _concerns(each, scope)]
    findings = [each for each in _found(scope, kept, rulebook) if each.level != "watch"]
    stored = {each.id for each in scope.diary.flags}
    listed = [_on_page(flag, scope, findings, stored=True) for flag in kept]
    for finding in findings:
        flag = finding.as_flag(rulebook, finding.at)
        if finding.id not in stored and _inside(flag, scope):
            listed.append(_on_page(flag, scope, findings, stored=False))
    return tuple(sorted(listed, key=lambda each: in_order(each.flag, each.at)))


def checked_check_ins(scope: Scope) -> Sequence[CheckIn]:
    """The check-ins that `checked` counts over."""
    return scope.check_ins[-CHECKED_AT_MOST:]


def checked(scope: Scope, rulebook: Rulebook, fired: Sequence[FlagOnPage]) -> tuple[Checked, ...]:
    """For each red flag without a warning: in how many check-ins it was asked, and in how many it could not be."""
    seen = {each.flag.red_flag for each in fired if not each.from_before}
    quiet = [each for each in rulebook.red_flags if each.id not in seen]
    clear: Counter[str] = Counter()
    in_part: Counter[str] = Counter()
    missing: dict[str, list[tuple[str, ...]]] = {}
    for check_in, assessment in _assessments(scope, rulebook):
        if any(each.red_flag == NOT_JUDGED for each in assessment.findings):
            for each in quiet:
                missing.setdefault(each.id, []).append(())
        clear.update(assessment.clear)
        for unknown in assessment.not_checked:
            red_flag = rulebook.by_id[unknown.red_flag]
            if _denied(check_in, red_flag, unknown.missing):
                clear[red_flag.id] += 1
            else:
                missing.setdefault(red_flag.id, []).append(unknown.missing)
                in_part[red_flag.id] += _touched(check_in, red_flag)
    return tuple(
        Checked(
            red_flag=each.id,
            title=worded(each.title, scope.diary.profile, ()).rstrip(": "),
            clear=clear[each.id],
            not_checked=len(missing.get(each.id, ())),
            in_part=in_part[each.id],
            missing=_labels(missing.get(each.id, ())),
        )
        for each in quiet
    )


def _denied(check_in: CheckIn, red_flag: RedFlag, missing: Sequence[str]) -> bool:
    """Whether the question this red flag is about was answered 0, and only its follow-up questions are missing.

    Those are asked once the first answer calls for them: their absence then says nothing.
    """
    about = red_flag.notes[0].question if red_flag.notes else ""
    stands_alone = about in questions() and questions()[about].group != "asked"
    follow_up = all(questions()[key].group == "asked" for key in missing)
    return stands_alone and follow_up and check_in.answers.get(about) == 0


def _touched(check_in: CheckIn, red_flag: RedFlag) -> bool:
    """Whether the question this red flag is about was answered, or one of its values measured."""
    about = [red_flag.notes[0].question] if red_flag.notes else red_flag.keys
    measured = (key for key in red_flag.keys if key in check_in.vitals)
    return any(key in check_in.answers for key in about) or any(measured)


def _labels(missing: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The labels of missing answers, the most often missing first."""
    counted = Counter(key for keys in missing for key in keys)
    order = {key: place for place, key in enumerate(questions())}
    return tuple(questions()[key].label for key in sorted(counted, key=lambda key: (-counted[key], order[key])))


def _assessments(scope: Scope, rulebook: Rulebook) -> Iterator[tuple[CheckIn, Assessment]]:
    """The judgement of each check-in inside, among the check-ins that its rules can look at."""
    across = [each for each in scope.so_far if any(each.answers.get(key) for key in rulebook.cross_infusion_keys)]
    for infusion, inside in _by_infusion(checked_check_ins(scope)).items():
        beside = [each for each in across if each.infusion != infusion]
        facts = _facts(scope, [*scope.by_infusion.get(infusion, ()), *beside])
        for each in inside:
            yield each, assess(rulebook, facts, each)


def _found(scope: Scope, kept: Sequence[Flag], rulebook: Rulebook) -> tuple[Finding, ...]:
    """Today's findings for the period and for the infusions and check-ins of its flags."""
    places = {each.infusion for each in scope.check_ins} | {each.infusion for each in kept}
    singles = {each.check_in for each in kept} | {proof.check_in for each in kept for proof in each.because}
    only = {
        each.id
        for each in scope.so_far
        if scope.holds(each.at) or each.id in singles or (each.infusion and each.infusion in places)
    }
    return evaluate(rulebook, _facts(scope, scope.so_far), scope.until, only=only)


def _facts(scope: Scope, check_ins: Sequence[CheckIn]) -> Facts:
    return Facts(scope.diary.infusions, check_ins, profile=scope.diary.profile)


def _by_infusion(check_ins: Sequence[CheckIn]) -> dict[str | None, list[CheckIn]]:
    grouped: dict[str | None, list[CheckIn]] = {}
    for each in check_ins:
        grouped.setdefault(each.infusion, []).append(each)
    return grouped


def _inside(flag: Flag, scope: Scope) -> bool:
    times = [proof.at for proof in flag.because] or [flag.raised_at]
    return any(scope.holds(at) for at in times)


def _concerns(flag: Flag, scope: Scope) -> bool:
    """Whether the page must list a kept flag: it is about the period, came up in it, or is still unanswered."""
    started = min([proof.at for proof in flag.because] or [flag.raised_at])
    after = scope.until is not None and started > scope.until
    return not after and (_inside(flag, scope) or scope.holds(flag.raised_at) or flag.open)


def _on_page(flag: Flag, scope: Scope, findings: Sequence[Finding], *, stored: bool) -> FlagOnPage:
    latest = max(flag.because, key=lambda proof: proof.at, default=None)
    infusion = scope.by_id.get(flag.infusion) if flag.infusion else None
    own_keys = {flag.question} | {key for proof in flag.because for key in (proof.question, proof.note)}
    sources = {flag.check_in} | {proof.check_in for proof in flag.because}
    return FlagOnPage(
        flag=flag,
        at=latest.at if latest else flag.raised_at,
        infusion=scope.ref(infusion) if infusion else None,
        hours_after_end=latest.hours_after_end if latest else None,
        stored=stored,
        still_found=any(each.covers(flag) for each in findings),
        entry=_entry(scope, sources),
        details=_details(scope, flag),
        companion=any(each.entered_by == "companion" for each in _there(scope, sources)),
        unconfirmed=any(
            proof.vital in scope.ever[proof.check_in].unconfirmed
            for proof in flag.because
            if proof.vital is not None and proof.check_in in scope.ever
        ),
        from_note=any(proof.note is not None for proof in flag.because),
        from_medicine=any(beside_medicine(scope.ever.get(proof.check_in), proof) for proof in flag.because),
        from_before=not _inside(flag, scope),
        sensitive=flag.red_flag in SENSITIVE_FLAGS
        or not own_keys.isdisjoint(SENSITIVE_KEYS)
        or any(sensitive(each) for each in _there(scope, sources)),
    )


def _details(scope: Scope, flag: Flag) -> Mapping[str, Detail]:
    """What was said beside the answers it rests on; a later check-in's words replace an earlier one's.

    Where a later answer came without a word, whether it was still there is not known any more.
    """
    found: dict[str, Detail] = {}
    for proof in sorted(flag.because, key=lambda each: (each.at, each.check_in)):
        check_in, key = scope.ever.get(proof.check_in), proof.question
        if check_in is None or key is None:
            continue
        if key in check_in.details:
            found[key] = check_in.details[key]
        elif key in found:
            found[key] = replace(found[key], still_present=None)
    return found


def _entry(scope: Scope, sources: set[str | None]) -> EntryState:
    """What became of the check-ins a flag rests on: deleted only when none of them is left."""
    there = _there(scope, sources)
    if there and all(each.deleted_at is not None for each in there):
        return "deleted"
    return "edited" if any(each.deleted_at is not None or each.id in scope.edited for each in there) else "kept"


def _there(scope: Scope, ids: set[str | None]) -> list[CheckIn]:
    return [scope.ever[each] for each in ids if each is not None and each in scope.ever]
