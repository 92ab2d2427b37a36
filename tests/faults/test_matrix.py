"""Which faults of storage are tried here, which are not, and why: the table that is printed at the end."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.faults import mounts

CASES = {
    "C1": "no room at any write of a save",
    "C2": "no room for a migration, a backup, an export",
    "C3": "input or output error, no permission, write-protected disk",
    "C4": "locked by another program, for a moment or for long",
    "C5": "diary deleted, moved or replaced while it is open",
    "C6": "something else in the diary's place",
    "C7": "a page overwritten with noise",
    "C8": "cut off at any byte",
    "C9": "journal left by a kill, deleted, or of another diary",
    "C10": "written by a newer ktrack, or by another program",
    "C11": "written by an older ktrack",
    "C12": "killed while it is brought up to date",
    "C13": "rows that are no records",
    "C14": "tables, triggers and views planted in the file",
    "C15": "twenty years of entries",
    "C16": "copied by hand while ktrack saves",
    "C17": "in a synced folder or on another machine's disk",
    "C18": "places where a backup may not go",
    "C19": "backups that may not come back",
    "D1": "killed at any moment",
    "D14": "started several times at once",
    "B8": "several that write at once",
    "P1": "words that leak into what is said",
    "P2": "files that others can read",
    "P6": "erasing",
}

NOT_HERE = {
    "C15": "making twenty years of entries takes longer than this run may; speed is measured by the benches",
}
"""Why a case is not tried in this folder."""

ONLY_IN_PART = {
    "C1": "" if mounts.possible() else "no disk can be mounted here, so a full one is imitated by limits",
    "C3": "" if mounts.possible() else "no disk can be mounted here, so errors are made in the program",
    "C11": "there has been only one schema so far; the test makes up the next one",
    "C19": "no wrong passphrase: diaries are not encrypted yet; a file of noise stands for an encrypted one",
    "D1": "100 kills take seconds; the test with 10 000 takes an hour or more",
}
"""What of a case is not tried, or not always; "" where all of it is."""


def by_case() -> dict[str, list[str]]:
    """The tests of each case: they say in their names which cases they try."""
    found: dict[str, list[str]] = {}
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                named = re.match(r"test_((?:[a-z]\d+_)+)", node.name)
                for case in named[1].split("_")[:-1] if named else ():
                    found.setdefault(case.upper(), []).append(node.name)
    return {case: found[case] for case in CASES if case in found}


def test_every_fault_is_tried_or_said_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    tried = by_case()
    assert not tried.keys() & NOT_HERE.keys()
    assert tried.keys() | NOT_HERE.keys() == CASES.keys(), "a case is neither tried nor explained"
    assert ONLY_IN_PART.keys() <= tried.keys()
    with capsys.disabled():
        print("\n\nFaults of storage")  # noqa: T201
        for case, words in CASES.items():
            count = len(tried.get(case, ()))
            how = f"{count} tests" if count != 1 else "1 test"
            print(f"  {case:<4} {words:<60} {how if count else 'NOT HERE'}")  # noqa: T201
            why = NOT_HERE.get(case) or ONLY_IN_PART.get(case)
            if why:
                print(f"       {why}")  # noqa: T201
