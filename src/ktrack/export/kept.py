"""The records that the row formats hold: nothing deleted, and without what is to be left out.

Owns that choice for CSV and FHIR, one record at a time, so that a long diary is never copied. It must not touch a
warning: its level, title, words, times and answers always stay. It only takes out free text beside a warning, and
the clinic's numbers inside its words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from ktrack import timeline
from ktrack.export.chosen import LEFT_OUT, OMITTABLE, without_clinic, without_words
from ktrack.questions import BadAnswer, question, word
from ktrack.records import CheckIn, Diary, Evidence, Flag, Infusion, Medicine, Visit
from ktrack.summary.coverage import LATE_HOURS
from ktrack.summary.scope import SENSITIVE_FLAGS, beside_medicine, holds_words, private_words, sensitive

_MOOD_KEYS = frozenset(("mood", "low_mood"))


@dataclass(frozen=True)
class Kept:
    """A diary as the row formats see it. Raises ValueError for an `omit` that is not in `chosen.OMITTABLE`."""

    diary: Diary
    omit: Collection[str] = ()
    identity: bool = True
    """Whether the clinic's name and numbers stay; `omit` can take them out all the same."""
    private: bool = False
    """Whether free text beside answers about suicidal thoughts or craving stays."""

    def __post_init__(self) -> None:
        unknown = sorted(set(self.omit) - set(OMITTABLE))
        if unknown:
            # a slip must not leave something in the file
            raise ValueError(f"{unknown[0]} cannot be left out: choose from {', '.join(OMITTABLE)}.")

    @property
    def clinic(self) -> str:
        """The name of the clinic, or empty."""
        return self.diary.profile.clinic_name if self._with_identity else ""

    @cached_property
    def infusions(self) -> Mapping[str, Infusion]:
        """By id, oldest first."""
        return {each.id: self._infusion(each) for each in timeline.in_order(self.diary.infusions)}

    @cached_property
    def numbers(self) -> Mapping[str, int | None]:
        """Number in the course by infusion id: as given, else counted on from the last one given."""
        return timeline.numbers(self.diary.infusions)

    @cached_property
    def _by_id(self) -> Mapping[str, CheckIn]:
        return {each.id: each for each in self.diary.check_ins if each.deleted_at is None}

    @cached_property
    def _private_words(self) -> Mapping[str, frozenset[str]]:
        return private_words(self.diary.flags)

    @cached_property
    def edited(self) -> frozenset[str]:
        """Ids of check-ins that have an earlier version."""
        return frozenset(each.record_id for each in self.diary.edits if each.record == "check_in")

    @cached_property
    def latest_entry(self) -> datetime | None:
        """When something was last written down or answered, as far as the records say."""
        times = [time for each in self._by_id.values() for time in (each.at, each.entered_at)]
        times += [each.ended_at or each.started_at for each in self.infusions.values()]
        times += [each.responded_at or each.raised_at for each in self.diary.flags]
        return max(times, default=None)

    def check_ins(self) -> Iterator[CheckIn]:
        """Oldest first."""
        for each in sorted(self._by_id.values(), key=_moment):
            yield self._check_in(each)

    def check_in(self, check_in_id: str) -> CheckIn | None:
        """The check-in of this id, unless it was deleted or never kept."""
        found = self._by_id.get(check_in_id)
        return self._check_in(found) if found is not None else None

    def flags(self) -> Iterator[Flag]:
        """Every stored warning, oldest first: also answered ones, and those whose check-in was deleted."""
        for each in sorted(self.diary.flags, key=lambda flag: (flag.raised_at, flag.id)):
            yield self.flag(each)

    def visits(self) -> Iterator[Visit]:
        """Oldest first."""
        there = (each for each in self.diary.visits if each.deleted_at is None)
        for each in sorted(there, key=lambda visit: (visit.at, visit.id)):
            yield replace(each, note="") if "notes" in self.omit else each

    def infusion_of(self, check_in: CheckIn) -> Infusion | None:
        """The infusion a check-in belongs to; None between infusions."""
        return self.infusions.get(check_in.infusion) if check_in.infusion is not None else None

    def flag(self, flag: Flag) -> Flag:
        """A warning without the free text and the numbers that are to be left out."""
        medicine = "medicines" in self.omit and any(
            beside_medicine(self._by_id.get(proof.check_in), proof) for proof in flag.because
        )
        if "notes" in self.omit or medicine or (not self.private and self._is_sensitive(flag)):
            flag = without_words(flag)
        if not self._with_identity:
            flag = without_clinic(flag, self.diary.profile)
        return flag

    def _is_sensitive(self, flag: Flag) -> bool:
        if flag.red_flag in SENSITIVE_FLAGS:
            return True
        sources = {each.check_in for each in flag.because} | {flag.check_in}
        return any(
            sensitive(each, self._private_words)
            for name in sources
            if name and (each := self._by_id.get(name)) is not None
        )

    def record(self) -> Diary:
        """A diary of what is kept, without earlier versions, which hold what was left out."""
        profile = self.diary.profile
        if not self._with_identity:
            profile = replace(profile, clinic_name="", clinic_phone="", after_hours_phone="")
        if "notes" in self.omit:
            profile = replace(profile, tell_my_clinic="")
        return Diary(
            profile=profile,
            infusions=tuple(self.infusions.values()),
            check_ins=tuple(self.check_ins()),
            flags=tuple(self.flags()),
            visits=tuple(self.visits()),
        )

    @property
    def _with_identity(self) -> bool:
        return self.identity and "identity" not in self.omit

    def _infusion(self, infusion: Infusion) -> Infusion:
        if "notes" in self.omit:
            infusion = replace(infusion, note="")
        return replace(infusion, dose_mg=None) if "dose" in self.omit else infusion

    def _check_in(self, check_in: CheckIn) -> CheckIn:
        private = {} if self.private else self._private_words
        if "notes" in self.omit or (not self.private and sensitive(check_in, private)):
            check_in = replace(check_in, note="")
        if "medicines" in self.omit:
            check_in = replace(check_in, medicines=())
        elif check_in.id in private:
            words = private[check_in.id]
            check_in = replace(check_in, medicines=tuple(_medicine(each, words) for each in check_in.medicines))
        if "mood" in self.omit:
            check_in = replace(
                check_in,
                answers={key: value for key, value in check_in.answers.items() if key not in _MOOD_KEYS},
                skipped=tuple(key for key in check_in.skipped if key not in _MOOD_KEYS),
                none_for_rest=tuple(key for key in check_in.none_for_rest if key not in _MOOD_KEYS),
                details={key: detail for key, detail in check_in.details.items() if key not in _MOOD_KEYS},
            )
        return check_in


def within(diary: Diary, since: datetime | None, until: datetime | None) -> Diary:
    """The records from `since` to `until`, both included, for a row format; None leaves that end open.

    An infusion stays when it started inside or a check-in inside belongs to it, with the number it has in the
    whole diary. A warning stays when it is about the stretch or came up in it, and while nobody answered it.
    """

    def holds(at: datetime) -> bool:
        return (since is None or since <= at) and (until is None or at <= until)

    def concerns(flag: Flag) -> bool:
        times = [proof.at for proof in flag.because] or [flag.raised_at]
        if until is not None and min(times) > until:
            return False
        return flag.open or any(holds(at) for at in (flag.raised_at, *times))

    numbers = timeline.numbers(diary.infusions)
    check_ins = tuple(each for each in diary.check_ins if holds(each.at))
    homes = {each.infusion for each in check_ins}
    return replace(
        diary,
        infusions=tuple(
            replace(each, number=numbers.get(each.id, each.number))
            for each in diary.infusions
            if holds(each.started_at) or each.id in homes
        ),
        check_ins=check_ins,
        flags=tuple(each for each in diary.flags if concerns(each)),
        visits=tuple(each for each in diary.visits if holds(each.at)),
    )


def entered_late(check_in: CheckIn) -> bool:
    """Whether it was written down more than two hours after the time it speaks of."""
    return (check_in.entered_at - check_in.at).total_seconds() > LATE_HOURS * 3600


def proof(evidence: Evidence) -> str:
    """What a warning rests on, in words: "Nausea: moderate". An imported value off its scale stays as it is."""
    value = evidence.value
    if evidence.note is not None:
        return f"Written: {value}"
    key = evidence.question or evidence.vital or ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        said = value if isinstance(value, str) else word(key, value)
    except BadAnswer:
        said = str(value)
    return f"{question(key).label}: {said}"


def _medicine(taken: Medicine, private: Collection[str]) -> Medicine:
    name, dose = (LEFT_OUT if holds_words(each, private) else each for each in (taken.name, taken.dose))
    return replace(taken, name=name, dose=dose)


def _moment(check_in: CheckIn) -> tuple[datetime, str]:
    return check_in.at, check_in.id
