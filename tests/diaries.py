"""Made-up records and diaries for property tests: Hypothesis strategies.

Owns what a valid diary may look like, odd but storable values included. Ids come from small pools, so that two
generated diaries share records. It must not use the clock, and what it makes is already in the order that reading
a diary file gives, so that records can be compared directly.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any, Literal

from hypothesis import strategies as st

from ktrack.canonical import in_question_order, ordered, tidy_json
from ktrack.merging_flags import united
from ktrack.questions import questions
from ktrack.records import (
    CheckIn,
    Detail,
    Diary,
    Edit,
    Evidence,
    Flag,
    Infusion,
    Medicine,
    Phase,
    Profile,
    Reporter,
    Response,
    Visit,
)
from ktrack.text import clean

OFFSETS = tuple(timezone(timedelta(minutes=minutes)) for minutes in (-300, -240, 0, 60, 345, 840))
MEASURED = tuple(key for key, one in questions().items() if one.kind == "vital")
COMMON = ("nausea", "swelling", "fainting", "mood", "chest_pain")
"""A few questions, so that generated check-ins have something to do with each other."""

ANY_CHARACTER = st.characters(exclude_categories=["Cs"])
"""What UTF-8 can hold: the same as hypothesis takes by itself, which works it out for seconds in every process."""
RAW_TEXTS = st.text(alphabet=st.characters(exclude_categories=()), max_size=30)
"""Anything a file can hold as text, control characters and lone surrogates included."""

TEXTS = st.sampled_from(
    [
        "",
        "tired",
        "ärgerlich müde",
        "took [ketamine 0.5] [/]",
        '"quoted", \\ and /',
        clean("\x00\x1b[2J\x9b31m\ud800"),
        "line\none\ttab\u2028two",
        "\u202eright to left\u2066",
        "👩\u200d👩\u200d👧 é 日本",
        " blank at both ends ",
        "\ufeff\u00ad",
        "=1+1",
    ]
)
"""Text as it is kept, odd ones included."""

MOMENTS = st.builds(
    lambda offset, minutes, micro: (
        datetime(2026, 10, 20, tzinfo=offset) + timedelta(minutes=minutes, microseconds=micro)
    ),
    st.sampled_from(OFFSETS),
    st.integers(0, 60 * 24 * 30),
    st.sampled_from((0, 0, 0, 1, 999_999)),
)
"""A moment within a month, at one of several offsets, sometimes with fractions of a second."""

SOMETIMES = st.none() | st.none() | MOMENTS
"""Mostly no moment: for what was deleted."""

VITALS = st.dictionaries(
    st.sampled_from(MEASURED),
    st.integers(0, 9999) | st.integers(40, 180) | st.sampled_from((36.6, 0.5, 98.9)),
    max_size=2,
)
"""Measured values, plausible and not."""

_LENGTHS = st.none() | st.integers(0, 24 * 60)
_ZONES = st.sampled_from(("", "America/New_York", "Asia/Kathmandu"))
_NUMBERS = st.none() | st.integers(0, 20)
_DOSES = st.none() | st.integers(0, 90) | st.sampled_from((0.1, 32.5))
_ROUTES = st.sampled_from(("", "intravenous")) | TEXTS
_PHASES: st.SearchStrategy[Phase] = st.sampled_from(("loading", "maintenance", ""))
_REPORTERS: st.SearchStrategy[Reporter] = st.sampled_from(("patient", "companion"))
_ONSETS: st.SearchStrategy[Literal["sudden", "gradual"]] = st.sampled_from(("sudden", "gradual"))
_RESPONSES: st.SearchStrategy[Response | None] = st.sampled_from(
    (None, None, "called", "going", "mistake", "later")
)
_NOW_OR_LATER = st.none() | MOMENTS
_YES_NO = st.none() | st.booleans()
_HOURS = st.none() | st.sampled_from((-0.5, 2, 5.25))
_ABOUT: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    (
        {"question": "chest_pain", "value": 2},
        {"question": "nausea", "value": 3},
        {"vital": "temperature_c", "value": 38.4},
        {"note": "chest_pain", "value": "tight chest"},
    )
)
_QUESTIONS = st.lists(TEXTS, max_size=2)


@st.composite
def infusions(draw: st.DrawFn, infusion_id: str | None = None) -> Infusion:
    """An infusion, sometimes without an end, sometimes deleted."""
    started_at = draw(MOMENTS)
    length = draw(_LENGTHS)
    return Infusion(
        id=infusion_id or draw(_pool("infusion")),
        started_at=started_at,
        ended_at=None if length is None else started_at + timedelta(minutes=length),
        timezone=draw(_ZONES),
        number=draw(_NUMBERS),
        dose_mg=draw(_DOSES),
        route=draw(_ROUTES),
        phase=draw(_PHASES),
        baseline_vitals=draw(VITALS),
        note=draw(TEXTS),
        deleted_at=draw(SOMETIMES),
    )


@st.composite
def check_ins(
    draw: st.DrawFn, infusion: str | None = None, check_in_id: str | None = None, keys: Sequence[str] = COMMON
) -> CheckIn:
    """A check-in of the given infusion, sometimes entered late, sometimes deleted."""
    at = draw(MOMENTS)
    answers = draw(_answers(tuple(keys)))
    skipped = draw(_keys(tuple(keys))) - set(answers)
    zeros = [key for key, value in answers.items() if value == 0]
    measured = draw(VITALS)
    return CheckIn(
        id=check_in_id or draw(_pool("check-in")),
        at=at,
        entered_at=draw(_NOW_OR_LATER) or at,
        infusion=infusion,
        timezone=draw(_ZONES),
        entered_by=draw(_REPORTERS),
        answers=answers,
        skipped=tuple(in_question_order(skipped)),
        none_for_rest=tuple(in_question_order(draw(_some(zeros)))),
        details={key: draw(details(key)) for key in draw(_some(list(answers), at_most=2))},
        vitals=measured,
        unconfirmed=tuple(in_question_order(draw(_some(list(measured))))),
        medicines=tuple(draw(_medicines())),
        note=draw(TEXTS),
        deleted_at=draw(SOMETIMES),
    )


@cache
def details(key: str) -> st.SearchStrategy[Detail]:
    """What may be said beside an answer to this question."""
    places = questions()[key].locations
    return st.builds(
        Detail,
        location=st.none() | (st.sampled_from(places) if places else TEXTS),
        onset=st.none() | _ONSETS,
        still_present=_YES_NO,
        began_at=_NOW_OR_LATER,
    ).filter(lambda said: said != Detail())


@cache
def medicines() -> st.SearchStrategy[Medicine]:
    """Something taken."""
    return st.builds(
        Medicine,
        name=st.just("ondansetron") | TEXTS,
        dose=TEXTS,
        at=_NOW_OR_LATER,
        helped=_YES_NO,
    )


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """One thing that a flag rests on."""
    return Evidence(
        at=draw(MOMENTS), check_in=draw(_pool("check-in")), hours_after_end=draw(_HOURS), **draw(_ABOUT)
    )


@st.composite
def flags(draw: st.DrawFn, flag_id: str | None = None) -> Flag:
    """A flag, open or answered. One id has one level, as ids are made from it."""
    flag_id = flag_id or draw(_pool("flag"))
    response = draw(_RESPONSES)
    return Flag(
        id=flag_id,
        red_flag="chest-pain",
        level=("emergency", "urgent", "contact")[ord(flag_id[-1]) % 3],
        title=draw(st.sampled_from(("Chest pain", "Pain in the chest"))),
        say=draw(st.sampled_from(("Call now.", "Call the clinic now."))),
        raised_at=draw(MOMENTS),
        question=draw(st.none() | st.just("chest_pain")),
        check_in=draw(st.none() | _pool("check-in")),
        infusion=draw(st.none() | _pool("infusion")),
        because=united(draw(_evidence()), ()),
        rulebook=draw(st.just({}) | st.just({"hash": "abc", "version": "1"})),
        shown_at=draw(_NOW_OR_LATER),
        response=response,
        responded_at=draw(MOMENTS) if response else None,
        response_note=draw(TEXTS) if response else "",
    )


@st.composite
def visits(draw: st.DrawFn, visit_id: str | None = None) -> Visit:
    """An appointment, sometimes deleted."""
    return Visit(
        id=visit_id or draw(_pool("visit")),
        at=draw(MOMENTS),
        note=draw(TEXTS),
        questions=tuple(draw(_QUESTIONS)),
        deleted_at=draw(SOMETIMES),
    )


@st.composite
def edits(draw: st.DrawFn, record: Infusion | CheckIn | Visit) -> Edit:
    """An earlier version of a record, another one or the same content again."""
    if isinstance(record, Infusion):
        return _edit(draw, "infusion", draw(infusions(record.id)))
    if isinstance(record, CheckIn):
        return _edit(draw, "check_in", draw(check_ins(record.infusion, record.id)))
    return _edit(draw, "visit", draw(visits(record.id)))


@cache
def profiles() -> st.SearchStrategy[Profile]:
    """Contacts, each of them perhaps empty."""
    return st.builds(
        Profile,
        clinic_name=st.sampled_from(("", "Riverside")) | TEXTS,
        clinic_phone=st.sampled_from(("", "555-0142", "555-0199")),
        emergency_number=st.sampled_from(("", "911", "112")),
        country=st.sampled_from(("", "US")),
        persist_hours=st.sampled_from((4, 3, 2.5)),
        tell_my_clinic=TEXTS,
    )


@st.composite
def diaries(draw: st.DrawFn) -> Diary:
    """A whole diary: check-ins name infusions that were not deleted, records come by time, ids are single."""
    kept = {each.id: each for each in draw(st.lists(infusions(), max_size=3))}
    homes: st.SearchStrategy[str | None] = st.sampled_from(
        [None, *(each.id for each in kept.values() if each.deleted_at is None)]
    )
    reported = {}
    for _ in range(draw(st.integers(0, 4))):
        check_in = draw(check_ins(draw(homes)))
        reported[check_in.id] = check_in
    seen = {each.id: each for each in draw(st.lists(visits(), max_size=2))}
    changeable: list[Any] = [*kept.values(), *reported.values(), *seen.values()]
    changed = {}
    for record in draw(_some(changeable, at_most=3)):
        edit = draw(edits(record))
        changed[edit.id] = edit
    return Diary(
        profile=draw(profiles()),
        infusions=ordered(kept.values()),
        check_ins=ordered(reported.values()),
        flags=ordered({each.id: each for each in draw(st.lists(flags(), max_size=3))}.values()),
        visits=ordered(seen.values()),
        edits=ordered(changed.values()),
    )


def _edit(draw: st.DrawFn, kind: Any, before: Infusion | CheckIn | Visit) -> Edit:
    edit_id = f"{draw(_pool('edit'))}-{before.id}"
    return Edit(edit_id, record=kind, record_id=before.id, at=draw(MOMENTS), before=tidy_json(before))


@cache
def _pool(kind: str) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{kind}-{letter}" for letter in "abcde"])


@cache
def _answers(keys: tuple[str, ...]) -> st.SearchStrategy[dict[str, int]]:
    highest = {key: questions()[key].highest or 0 for key in keys}
    return st.fixed_dictionaries({}, optional={key: st.integers(0, highest[key]) for key in keys})


@cache
def _keys(keys: tuple[str, ...]) -> st.SearchStrategy[set[str]]:
    return st.sets(st.sampled_from(keys), max_size=2)


@cache
def _medicines() -> st.SearchStrategy[list[Medicine]]:
    return st.lists(medicines(), max_size=2)


@cache
def _evidence() -> st.SearchStrategy[list[Evidence]]:
    return st.lists(evidence(), max_size=3)


def _some(items: Sequence[Any], at_most: int | None = None) -> st.SearchStrategy[list[Any]]:
    """Some of the items, in their order."""
    if not items:
        return st.just([])
    return _indexes(len(items), at_most).map(lambda chosen: [items[index] for index in sorted(chosen)])


@cache
def _indexes(length: int, at_most: int | None) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(0, length - 1), max_size=at_most)
