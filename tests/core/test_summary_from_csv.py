"""The page and the CSV files agree: every number of the page, counted again from nothing but those files.

Owns reading the CSV files back with Python's own reader. It must not use ktrack's counting.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import Any

import pytest

from ktrack.exchange import read_diary
from ktrack.export import csv as rows
from ktrack.records import Diary
from tests.core.naive_page import NaivePage
from tests.core.test_summary import numbers, periods, raw, same_numbers

Json = dict[str, Any]
VITALS = ("systolic", "diastolic", "heart_rate", "temperature_c", "spo2", "breathing_rate")


def tables(diary: Diary) -> dict[str, list[dict[str, str]]]:
    return {
        name: list(csv.DictReader("".join(lines).splitlines(keepends=True)))
        for name, lines in rows.render(diary).items()
    }


def from_csv(found: dict[str, list[dict[str, str]]]) -> Json:
    """The records as a diary file has them, from the tables alone."""
    check_ins: dict[str, Json] = {}
    for row in found["answers"]:
        check_in = check_ins.setdefault(row["check_in"], _check_in(row))
        key = row["question"]
        if row["skipped"] == "1":
            check_in["skipped"].append(key)
        elif key in VITALS:
            check_in["vitals"][key] = float(row["value"])
        elif key != "note":
            check_in["answers"][key] = int(row["value"])
            check_in["details"][key] = {"still_present": {"1": True, "0": False, "": None}[row["still_present"]]}
            if row["none_for_rest"] == "1":
                check_in["none_for_rest"].append(key)
    for row in found["medicines"]:
        helped = {"1": True, "0": False, "": None}[row["helped"]]
        check_ins[row["check_in"]]["medicines"].append({"name": row["name"], "helped": helped})
    return {
        "check_ins": list(check_ins.values()),
        "infusions": [_infusion(row) for row in found["infusions"]],
        "edits": [
            {"record": "check_in", "record_id": row["check_in"]}
            for row in found["answers"]
            if row["edited"] == "1"
        ],
    }


def _check_in(row: dict[str, str]) -> Json:
    return {
        "id": row["check_in"],
        "infusion": row["infusion"] or None,
        "at": row["at"],
        "entered_at": row["entered_at"],
        "entered_by": row["entered_by"],
        **{name: [] for name in ("skipped", "none_for_rest", "medicines")},
        **{name: {} for name in ("answers", "details", "vitals")},
    }


def _infusion(row: dict[str, str]) -> Json:
    return {
        "id": row["infusion"],
        "started_at": row["started_at"],
        "ended_at": row["ended_at"] or None,
        "dose_mg": float(row["dose_mg"]) if row["dose_mg"] else None,
        "baseline_vitals": {key: float(row[f"baseline_{key}"]) for key in VITALS if row[f"baseline_{key}"]},
    }


@pytest.mark.parametrize("name", ["rough-evening", "first-course", "bladder-course", "random-1", "random-5"])
def test_every_number_of_the_page_comes_out_of_the_csv_files(name: str) -> None:
    diary = read_diary(json.dumps(raw(name)).encode())
    # one row an answer: a check-in without any, and a deleted one, have no row
    told = (each for each in diary.check_ins if each.answers or each.skipped or each.vitals or each.note)
    diary = replace(diary, check_ins=tuple(each for each in told if each.deleted_at is None))
    again = from_csv(tables(diary))
    assert {each["id"]: each["answers"] for each in again["check_ins"]} == {
        each.id: dict(each.answers) for each in diary.check_ins
    }
    assert [each["id"] for each in again["infusions"]] == [each.id for each in diary.infusions]
    for since, until in periods(name):
        same_numbers(numbers(diary, since, until), NaivePage(again, since, until))
