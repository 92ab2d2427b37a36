"""What each column and each question of the CSV files means: the table `dictionary`.

Owns the names of the columns and the words about them. It must not read records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from ktrack.export.csv_cells import line
from ktrack.questions import Question, questions

_YES_NO = "1 yes, 0 no"
_YES_NO_UNSAID = "1 yes, 0 no, empty not said"
_TIME = "ISO 8601 with the offset of the person's clock"
_NUMBER = "number"
_TEXT = "text"

_ABOUT_INFUSION = {
    "infusion": ("Id of the infusion it belongs to; empty between infusions", _TEXT),
    "infusion_number": ("Number of that infusion in the course; empty when it is not known", _NUMBER),
}

_MEANINGS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "answers": {
        "check_in": ("Id of the check-in; all rows of one check-in have the same", _TEXT),
        "at": ("The time the check-in speaks of", _TIME),
        "utc": ("The same time in UTC", "ISO 8601"),
        "offset_minutes": ("How far the person's clock was ahead of UTC", "minutes"),
        "zone": ("Name of the time zone; empty when only the offset is known", _TEXT),
        **_ABOUT_INFUSION,
        "hours_after_end": ("Hours from the end of the infusion; empty when the end is not known", "hours"),
        "entered_at": ("When it was written down", _TIME),
        "entered_late": ("Written down more than 2 hours after the time it speaks of", _YES_NO),
        "edited": ("An earlier version of this check-in was changed", _YES_NO),
        "entered_by": ("Who wrote it down", "patient or companion"),
        "question": ("Key of the question or measured value, explained below; note for what was written", _TEXT),
        "label": ("Short name of the question", _TEXT),
        "value": (
            "The answer or the measured value; empty for a skipped question, a note, or a detail alone",
            _NUMBER,
        ),
        "word": ("The answer in words; in a row of a note, the note", _TEXT),
        "unit": ("Unit of a measured value", _TEXT),
        "skipped": ("Asked, and the person chose not to answer", _YES_NO),
        "none_for_rest": ("The 0 was given for the rest of a group of questions at once", _YES_NO),
        "unconfirmed": ("The measured value looks mistyped and was kept as typed", _YES_NO),
        "location": ("Where in the body", _TEXT),
        "onset": ("How it began", "sudden or gradual, empty not said"),
        "still_present": ("Whether it was still there", _YES_NO_UNSAID),
        "began_at": ("When it began", _TIME),
    },
    "infusions": {
        "infusion": ("Id of the infusion", _TEXT),
        "number": ("Number in the course, as given or counted on from the last one given", _NUMBER),
        "started_at": ("Start", _TIME),
        "ended_at": ("End; empty when it is not known", _TIME),
        "zone": ("Name of the time zone; empty when only the offset is known", _TEXT),
        "minutes": ("Length", "minutes"),
        "dose_mg": ("Dose as the person was told", "mg"),
        "route": ("How it was given", _TEXT),
        "phase": ("Part of the course", "loading or maintenance, empty not said"),
        **{
            f"baseline_{key}": (f"{asked.label} before the infusion", asked.unit)
            for key, asked in questions().items()
            if asked.kind == "vital"
        },
        "note": ("What was written about it", _TEXT),
    },
    "medicines": {
        "check_in": ("Id of the check-in in which it was named", _TEXT),
        "at": ("The time the check-in speaks of", _TIME),
        **_ABOUT_INFUSION,
        "taken_at": ("When it was taken; empty when not said", _TIME),
        "name": ("Name as the person wrote it", _TEXT),
        "dose": ("Dose as the person wrote it", _TEXT),
        "helped": ("Whether it helped", _YES_NO_UNSAID),
        "entered_by": ("Who wrote it down", "patient or companion"),
    },
    "flags": {
        "flag": ("Id of the warning", _TEXT),
        "red_flag": ("Name of the rule that raised it", _TEXT),
        "level": ("Level, worst first", "emergency, urgent, contact"),
        "level_number": ("The level as a number, higher is worse", "4 emergency, 3 urgent, 2 contact"),
        "title": ("Title as it was shown", _TEXT),
        "say": ("Words as they were shown", _TEXT),
        "because": ("What it rests on, one thing a line", _TEXT),
        "raised_at": ("When it was raised", _TIME),
        "shown_at": ("When it was first shown; empty when it was not", _TIME),
        "response": ("What the person did; empty when nothing was said", "called, going, mistake, later"),
        "responded_at": ("When that was said", _TIME),
        "response_note": ("What was written about it", _TEXT),
        "question": ("Question it is about, when it is about one", _TEXT),
        "check_in": ("Id of the check-in that raised it, which may be deleted since", _TEXT),
        **_ABOUT_INFUSION,
        "rulebook_version": ("Version of the rules", _TEXT),
        "rulebook_hash": ("Fingerprint of the rules: it changes with any word of them", _TEXT),
    },
    "visits": {
        "visit": ("Id of the visit", _TEXT),
        "at": ("When it is", _TIME),
        "note": ("What was written about it", _TEXT),
        "question_number": ("Number of the question for it", _NUMBER),
        "question": ("A question for it, one a row", _TEXT),
    },
    "dictionary": {
        "table": ("The file; question for a question or measured value", _TEXT),
        "name": ("Name of the column, or key of the question", _TEXT),
        "meaning": ("What it means, or how it is asked", _TEXT),
        "values": ("What can stand there", _TEXT),
        "unit": ("Unit of a measured value", _TEXT),
        "term": ("Name in the MedDRA dictionary, without its code", _TEXT),
    },
}

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {table: tuple(columns) for table, columns in _MEANINGS.items()}
)
"""The columns of each table, in their order."""

_APOSTROPHE = (
    "A text that begins with = + - @ | % or a line break has an apostrophe before it, so that no spreadsheet "
    "calculates with it. The apostrophe is not part of the text."
)


def dictionary(tables: Collection[str]) -> Iterator[str]:
    """The lines of the dictionary for these tables, with its head."""
    yield line(*COLUMNS["dictionary"])
    yield line("all", "texts", _APOSTROPHE, "", "", "")
    for table in (*tables, "dictionary"):
        for name, (meaning, values) in _MEANINGS[table].items():
            yield line(table, name, meaning, values, "", "")
    for key, asked in questions().items():
        yield line("question", key, asked.ask, _values(asked), asked.unit, asked.term)


def _values(asked: Question) -> str:
    if asked.kind == "vital":
        return _NUMBER
    if asked.kind == "yes_no":
        return _YES_NO
    if asked.highest == 10:
        return f"0 {asked.anchors[0]} to 10 {asked.anchors[1]}"
    return ", ".join(f"{number} {words}" for number, words in enumerate(asked.anchors))
