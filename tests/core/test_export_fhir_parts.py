"""Times, texts and codes as FHIR has them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from ktrack.clinical_file import BadClinicalFile, packaged
from ktrack.export.fhir import codes
from ktrack.export.fhir.parts import moment, note, said


@pytest.mark.parametrize(
    ("minutes", "seconds", "written"),
    [
        (-240, 0, "2026-04-07T10:00:00-04:00"),
        (345, 0, "2026-04-07T10:00:00+05:45"),
        (840, 0, "2026-04-07T10:00:00+14:00"),
        (900, 0, "2026-04-06T19:00:00+00:00"),
        (0, 28, "2026-04-07T09:59:32+00:00"),
        (-300, -4, "2026-04-07T15:00:04+00:00"),
    ],
)
def test_a_time_keeps_its_offset_where_fhir_can_say_it(minutes: int, seconds: int, written: str) -> None:
    zone = timezone(timedelta(minutes=minutes, seconds=seconds))
    at = datetime(2026, 4, 7, 10, tzinfo=zone)
    assert moment(at) == written
    assert datetime.fromisoformat(moment(at)) == at


def test_white_space_that_fhir_refuses_becomes_common() -> None:
    assert said("a\u3000b\u00a0c\u2028d\te\r\nf\x1b") == "a b c\nd\te\nf\u241b"


def test_a_note_is_no_markup() -> None:
    assert note("<b>x</b> [a](http://b) *c*", " ") == {
        "note": [{"text": "\\<b\\>x\\</b\\> \\[a\\](http://b) \\*c\\*"}]
    }
    assert note("", "  ") == {}


def test_every_code_was_seen_somewhere_and_none_stands_twice() -> None:
    found = codes.codes()
    symptoms = [each.code for each in (*found.symptom.values(), *found.symptom_at.values())]
    assert len(set(symptoms)) == len(symptoms) == 30
    assert "44376007" not in symptoms, "a diagnosis"
    assert all(digits_check(code) for code in (*symptoms, *(each.code for each in found.severity.values())))
    assert "SNOMED" in found.notice and "LOINC" in found.notice


def digits_check(code: str) -> bool:
    """SNOMED CT identifiers end in a Verhoeff check digit, which finds slips of the pen."""
    turn = ((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4))
    permuted: list[tuple[int, ...]] = [turn[0], turn[1]]
    while len(permuted) < 8:
        permuted.append(tuple(permuted[-1][digit] for digit in turn[1]))
    check = 0
    for place, digit in enumerate(map(int, reversed(code))):
        check = dihedral(check, permuted[place % 8][digit])
    return check == 0


def dihedral(left: int, right: int) -> int:
    """The product of two symmetries of a pentagon: 0-4 turns, 5-9 turns after a flip."""
    if left < 5:
        return (left + right) % 5 + (5 if right >= 5 else 0)
    return (left - right) % 5 + (0 if right >= 5 else 5)


WRONG_CODES = (
    ("seen_in", 'seen_in = ["ohdsi", "hpo"]', 'seen_in = ["blog"]'),
    ("seen_in", 'seen_in = ["ohdsi", "hpo"]', "seen_in = []"),
    ("symptom.sleep", "\nnausea =", "\nsleep ="),
    ("symptom.nausea.code", "nausea = { code", "nausea = { cod"),
    ("extra", "notice =", 'extra = "x"\nnotice ='),
)


@pytest.mark.parametrize(("field", "right", "slip"), WRONG_CODES)
def test_a_wrong_file_of_codes_is_refused_by_field(field: str, right: str, slip: str) -> None:
    text = packaged(codes.FILE)
    assert right in text
    with pytest.raises(BadClinicalFile) as refused:
        codes.read(text.replace(right, slip, 1))
    assert field in refused.value.field
