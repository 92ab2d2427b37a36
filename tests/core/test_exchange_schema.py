"""The published schema says what the import takes: what is valid by it reads, what reads is valid by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from ktrack.exchange import schema, write_diary
from ktrack.questions import questions
from ktrack.records import Diary
from tests import diaries
from tests.core.handmade_files import check_in_file, file
from tests.core.test_exchange_refused import REFUSED

CASES = sorted((Path(__file__).parents[1] / "data" / "cases").glob("*.json"))

BEYOND_A_SCHEMA = {
    "float as answer",
    "skipped and answered",
    "skipped and none",
    "unconfirmed but not measured",
    "30 February",
    "offset of 15 hours",
    "year 9999",
    "year 1",
    "local time without a zone",
    "local time in an unknown zone",
    "local time that came twice",
    "local time that was skipped",
    "one id, two contents",
    "unknown infusion",
    "infusion that ends before it starts",
    "infusion that lasts two days",
    "question of a flag",
    "evidence for nothing",
    "earlier version of another",
}
"""What is refused and no schema can say."""


@pytest.fixture(scope="module")
def valid() -> Any:
    made = schema()
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(diary=diaries.diaries())
def test_every_export_is_valid(valid: Any, diary: Diary) -> None:
    valid.validate(json.loads(write_diary(diary)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_case_diaries_are_valid(valid: Any, case: Path) -> None:
    valid.validate(json.loads(case.read_bytes()))


def test_the_smallest_files_are_valid(valid: Any) -> None:
    for data in (file(), check_in_file(), check_in_file(infusion=None, answers={})):
        valid.validate(json.loads(data))


@pytest.mark.parametrize("case", sorted(REFUSED.keys() - {"a million records"}))
def test_what_the_import_refuses_is_not_valid(valid: Any, case: str) -> None:
    data = json.loads(REFUSED[case][0])
    assert valid.is_valid(data) == (case in BEYOND_A_SCHEMA)


def test_it_is_complete_in_itself() -> None:
    references = {value for key, value in walked(schema()) if key == "$ref"}
    assert references == {f"#/$defs/{name}" for name in schema()["$defs"]}
    assert not [value for key, value in walked(schema()) if key == "$id"]


def test_every_question_is_there_with_its_words_and_scale() -> None:
    check_in = schema()["$defs"]["CheckIn"]["properties"]
    for key, one in questions().items():
        shape = check_in["vitals" if one.kind == "vital" else "answers"]["properties"][key]
        assert shape["title"] == one.label
        assert one.ask in shape["description"]
        assert shape["maximum"] == (9999 if one.highest is None else one.highest)


def test_the_schema_of_the_diary_is_the_same_every_time() -> None:
    assert json.dumps(schema()) == json.dumps(schema())


def walked(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, at any depth."""
    if isinstance(value, dict):
        yield from value.items()
        for each in value.values():
            yield from walked(each)
    elif isinstance(value, list):
        for each in value:
            yield from walked(each)
