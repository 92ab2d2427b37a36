"""Made-up records for property tests: every shape a diary may hold, odd ones included.

Owns what "any record" means. Texts are cleaned texts, because nothing else reaches a record.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from ktrack import text
from ktrack.questions import questions
from ktrack.records import CheckIn, Detail, Evidence, Flag, Infusion, Medicine, Profile, Visit
from tests.diaries import ANY_CHARACTER

ANSWERS = {key: asked.highest for key, asked in questions().items() if asked.highest is not None}
VITALS = tuple(key for key, asked in questions().items() if asked.kind == "vital")

offsets = st.one_of(
    st.sampled_from([-12 * 3600, -5 * 3600, 0, 3600, 5 * 3600 + 45 * 60, 14 * 3600]),
    st.integers(-14 * 3600, 14 * 3600),
).map(lambda seconds: timezone(timedelta(seconds=seconds)))

times = st.builds(
    lambda at, zone: at.replace(tzinfo=zone, fold=0),  # an offset says which of two hours it was
    st.datetimes(datetime(1990, 1, 3), datetime(2026, 1, 1)),  # noqa: DTZ001 - the offset comes beside it
    offsets,
)
zones = st.sampled_from(["", "America/New_York", "Asia/Kathmandu", "Europe/Berlin"])
ids = st.text("abcDEF019-_.:", min_size=1, max_size=64)
texts = st.text(ANY_CHARACTER, max_size=40).map(text.clean)
vital_values = st.one_of(
    st.integers(0, 9999), st.floats(0, 9999, allow_nan=False).map(abs), st.sampled_from([118, 118.0, 36.8])
)
vitals = st.dictionaries(st.sampled_from(VITALS), vital_values, max_size=6)

details = st.builds(
    Detail,
    location=st.sampled_from([None, "other"]),
    onset=st.sampled_from([None, "sudden", "gradual"]),
    still_present=st.sampled_from([None, True, False]),
    began_at=st.none() | times,
).filter(lambda detail: detail != Detail())

medicines = st.builds(
    Medicine, name=texts, dose=texts, at=st.none() | times, helped=st.sampled_from([None, True, False])
)


@st.composite
def infusions(draw: st.DrawFn) -> Infusion:
    """Any infusion: its end may be unknown, or written in another offset than its start."""
    started = draw(times)
    length = draw(st.none() | st.integers(0, 24 * 3600))
    ended = None
    if length is not None:
        ended = (started + timedelta(seconds=length)).astimezone(draw(offsets))
    return Infusion(
        id=draw(ids),
        started_at=started,
        ended_at=ended,
        timezone=draw(zones),
        number=draw(st.none() | st.integers(1, 999)),
        dose_mg=draw(st.none() | st.sampled_from([35, 35.0, 0.5, 42.25])),
        route=draw(texts),
        phase=draw(st.sampled_from(["loading", "maintenance", ""])),
        baseline_vitals=draw(vitals),
        note=draw(texts),
    )


@st.composite
def check_ins(draw: st.DrawFn) -> CheckIn:
    """Any check-in between infusions, in the order a person gave it."""
    answers: dict[str, int] = {}
    for key in draw(st.lists(st.sampled_from(sorted(ANSWERS)), unique=True, max_size=8)):
        answers[key] = draw(st.integers(0, ANSWERS[key]))
    unanswered = sorted(ANSWERS.keys() - answers.keys())
    measured = draw(vitals)
    zeros = [key for key, value in answers.items() if value == 0]
    return CheckIn(
        id=draw(ids),
        at=draw(times),
        entered_at=draw(times),
        timezone=draw(zones),
        entered_by=draw(st.sampled_from(["patient", "companion"])),
        answers=answers,
        skipped=tuple(draw(st.lists(st.sampled_from(unanswered), unique=True, max_size=4))),
        none_for_rest=tuple(draw(st.permutations(zeros))),
        details=draw(st.dictionaries(st.sampled_from(["chest_pain", "headache", "nausea"]), details, max_size=2)),
        vitals=measured,
        unconfirmed=tuple(draw(st.permutations(sorted(measured)))),
        medicines=tuple(draw(st.lists(medicines, max_size=2))),
        note=draw(texts),
    )


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """One line of a flag's reasons: an answer, a measured value, or the words of a note."""
    about = draw(st.sampled_from(["question", "vital", "note"]))
    value: float | str = draw(texts) if about == "note" else draw(vital_values)
    key = draw(st.sampled_from(VITALS if about == "vital" else sorted(ANSWERS)))
    return Evidence(
        at=draw(times),
        check_in=draw(ids),
        value=value,
        question=key if about == "question" else None,
        vital=key if about == "vital" else None,
        note=key if about == "note" else None,
        hours_after_end=draw(st.none() | st.sampled_from([0, 1.5, -0.25])),
    )


flags = st.builds(
    Flag,
    id=ids,
    red_flag=st.sampled_from(["chest-pain", "seizure"]),
    level=st.sampled_from(["emergency", "urgent", "contact"]),
    title=texts,
    say=texts,
    raised_at=times,
    question=st.sampled_from([None, "nausea"]),
    check_in=st.none() | ids,
    infusion=st.none() | ids,
    because=st.lists(evidence(), max_size=3).map(tuple),
    rulebook=st.sampled_from([{}, {"version": "1", "hash": "abc"}]),
    shown_at=st.none() | times,
    response=st.sampled_from([None, "called", "going", "mistake", "later"]),
    responded_at=st.none() | times,
    response_note=texts,
)

visits = st.builds(Visit, id=ids, at=times, note=texts, questions=st.lists(texts, max_size=3).map(tuple))

profiles = st.builds(
    Profile,
    clinic_name=texts,
    clinic_phone=texts,
    after_hours_phone=texts,
    emergency_number=texts,
    crisis_line=texts,
    country=texts,
    persist_hours=st.sampled_from([2, 3, 3.5, 4]),
    tell_my_clinic=texts,
)
