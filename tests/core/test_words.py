"""No words that calm: what ktrack says never tells a person that they need not worry."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ktrack
from ktrack import clinic

SOURCE = Path(ktrack.__file__).parent
CALMING = re.compile(r"\b(fine|safe|safely|ok|okay|normal|all clear|no problem)\b", re.IGNORECASE)
PYTHON = sorted(SOURCE.rglob("*.py"))
DATA = [path for path in sorted(SOURCE.rglob("*.toml")) if path.name != "sources.toml"]
TECHNICAL = {"ok", *clinic.CALMING}
"""What SQLite answers to a check of a file, what is looked for in a clinic's; only ever compared, as a whole."""


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts of a program that could be shown: all but docstrings."""
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def said(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Texts of a data file with where they stand; reasons for clinicians and note words are not shown."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("why", "because", "note_words"):
                yield from said(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from said(inner, place)
    elif isinstance(value, str):
        yield place, value


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_calming_words_in_the_program(path: Path) -> None:
    found = [
        f"line {line}: {text!r}"
        for line, text in strings(ast.parse(path.read_text("utf-8")))
        if CALMING.search(text) and text not in TECHNICAL
    ]
    assert not found


@pytest.mark.parametrize("path", DATA, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_calming_words_in_the_clinical_folder(path: Path) -> None:
    found = [
        f"{place}: {text!r}"
        for place, text in said(tomllib.loads(path.read_text("utf-8")))
        if CALMING.search(text)
    ]
    assert not found


def test_a_clinics_file_is_searched_for_the_same_words() -> None:
    assert all(CALMING.fullmatch(each) for each in clinic.CALMING)
    assert len(clinic.CALMING) == CALMING.pattern.count("|") + 1


def test_the_search_would_find_them() -> None:
    assert (
        CALMING.search("You are fine.") and CALMING.search("All Clear") and not CALMING.search("finely, normally")
    )
