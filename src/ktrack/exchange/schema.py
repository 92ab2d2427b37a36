"""The JSON Schema of a diary file, for whoever writes one without ktrack.

Owns how the shapes and the questions are published together. It must not add a rule that reading does not hold.
What no schema can say (ids that exist, times that happened) is left to the import.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import TypeAdapter

from ktrack.exchange.shapes import DiaryJson
from ktrack.questions import LARGEST_VITAL, Question, questions

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def schema() -> Schema:
    """The schema, complete in itself."""
    made = _without_suffix(TypeAdapter(DiaryJson).json_schema())
    shapes = made["$defs"]
    check_in = shapes["CheckIn"]["properties"]
    asked = [one for one in questions().values() if one.kind != "vital"]
    check_in["answers"] |= _by_question({one.key: _answer(one) for one in asked})
    check_in["details"] |= _by_question({key: _detail(one) for key, one in questions().items()})
    check_in["skipped"]["items"] = {"enum": list(questions())}
    check_in["none_for_rest"]["items"] = {"enum": [one.key for one in asked]}
    measured = {one.key: _vital(one) for one in questions().values() if one.kind == "vital"}
    check_in["vitals"] |= _by_question(measured)
    check_in["unconfirmed"]["items"] = {"enum": list(measured)}
    shapes["Infusion"]["properties"]["baseline_vitals"] |= _by_question(measured)
    shapes["Edit"]["properties"]["before"] |= {
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("Infusion", "CheckIn", "Flag", "Visit")]
    }
    return {"$schema": DIALECT, **made, "title": "ktrack diary"}


def _without_suffix(made: Schema) -> Schema:
    # the shapes are called CheckInJson only to tell them from the records
    clean: Schema = json.loads(re.sub(r"\b([A-Z]\w+)Json\b", r"\1", json.dumps(made)))
    return clean


def _by_question(properties: dict[str, Schema]) -> Schema:
    return {"properties": properties, "additionalProperties": False}


def _answer(one: Question) -> Schema:
    words = one.ask
    if len(one.anchors) == 2:
        words += f" (0 {one.anchors[0]}, {one.highest} {one.anchors[1]})"
    elif one.anchors:
        words += f" ({', '.join(f'{number} {word}' for number, word in enumerate(one.anchors))})"
    else:
        words += " (1 yes, 0 no)"
    return {
        "type": "integer",
        "minimum": one.lowest,
        "maximum": one.highest,
        "title": one.label,
        "description": words,
    }


def _detail(one: Question) -> Schema:
    shape: Schema = {"$ref": "#/$defs/Detail"}
    if one.locations:
        shape["properties"] = {"location": {"enum": [*one.locations, None]}}
    return shape


def _vital(one: Question) -> Schema:
    return {
        "type": "number",
        "minimum": 0,
        "maximum": LARGEST_VITAL,
        "title": one.label,
        "description": f"{one.ask} ({one.unit})",
    }
