"""What a clinic adds: its numbers, its instruction card, its own red flags.

Owns the clinic's file: reading and checking it, and the commented example that shows how to write one. Findings
are a union, so a clinic can only add: nothing in the file can lower or turn off a red flag that comes with
ktrack, and `persist_hours` can only come sooner. It reads files and writes none; the tracker keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ktrack import clinical_file
from ktrack.clinical_file import BadClinicalFile, Fields
from ktrack.escalation.facts import PERSIST_HOURS
from ktrack.escalation.red_flag import RedFlag
from ktrack.escalation.rulebook import Rulebook, check_examples, load_rulebook, make_rulebook, red_flag_of
from ktrack.text import NOTE_LIMIT, clean

LONGEST_FILE = 1_000_000
"""Bytes; a clinic's file is a few pages of text."""
_CONTACTS = ("clinic_name", "clinic_phone", "after_hours_phone", "emergency_number", "crisis_line", "country")
_CONTACT_LENGTH = 120
CALMING = ("all clear", "fine", "no problem", "normal", "ok", "okay", "safe", "safely")
"""What no warning of ktrack's own says, because it could keep somebody from calling."""


class Clinic(NamedTuple):
    """A clinic's file, checked."""

    made_by: str
    made_on: str
    contacts: Mapping[str, str]
    """Those of the profile's fields that the file sets."""
    instructions: str = ""
    """What the clinic tells its patients for the time at home; wins over ktrack's tips."""
    persist_hours: float | None = None
    red_flags: tuple[RedFlag, ...] = ()

    def added_to(self, rulebook: Rulebook) -> Rulebook:
        """The rulebook with the clinic's own red flags. Raises BadClinicalFile where an id is taken."""
        return make_rulebook((*rulebook.red_flags, *self.red_flags), rulebook.version)


def read_clinic(data: bytes, file: str = "the clinic's file") -> Clinic:
    """Check a clinic's file. Raises BadClinicalFile naming the field."""
    if len(data) > LONGEST_FILE:
        raise BadClinicalFile(file, "the text", "is longer than a million bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadClinicalFile(file, "the text", "is not UTF-8") from None
    fields = clinical_file.read(file, text)
    contacts = fields.table("contacts") if fields.has("contacts") else Fields(file, "contacts", {})
    clinic = Clinic(
        made_by=_short(fields, "made_by"),
        made_on=fields.day("made_on").isoformat(),
        contacts={name: _short(contacts, name) for name in _CONTACTS if contacts.has(name)},
        instructions=_instructions(fields),
        persist_hours=_persist_hours(fields),
        red_flags=tuple(_red_flag(table, file) for table in fields.raw_tables("red_flag")),
    )
    fields.done()
    contacts.done()
    return clinic


def rules_in_use(file: Path) -> tuple[Rulebook, Clinic | None, str]:
    """ktrack's rules with those of the clinic's file, the file itself, and a sentence when it cannot be used.

    A file that cannot be used never stops ktrack's own rules; one that is not there is no fault.
    """
    own = load_rulebook()
    try:
        given = read_clinic(file.read_bytes(), file.name)
        return given.added_to(own), given, ""
    except FileNotFoundError:
        return own, None, ""
    except (OSError, BadClinicalFile) as error:
        return own, None, f"What your clinic added is not in use: {error}. ktrack's own warnings all are."


def calming_words(red_flag: RedFlag) -> tuple[str, ...]:
    """Words that calm in what a red flag says to a person: the clinic's to choose, and worth a second look."""
    shown = [red_flag.title, *(words for each in red_flag.triggers for words in (each.say, each.say_companion))]
    return tuple(each for each in CALMING if re.search(rf"\b{each}\b", "\n".join(shown), re.IGNORECASE))


def template() -> str:
    """A commented example of a clinic's file, which reads without an error as it stands."""
    return clinical_file.packaged("clinic_template.toml")


def _red_flag(table: Mapping[str, Any], file: str) -> RedFlag:
    red_flag = red_flag_of(table, "clinic", file)
    check_examples(red_flag)
    return red_flag


def _short(fields: Fields, name: str) -> str:
    value = clean(fields.text(name))
    if len(value) > _CONTACT_LENGTH or "\n" in value:
        raise fields.wrong(name, f"must be one line of at most {_CONTACT_LENGTH} characters")
    return value


def _instructions(fields: Fields) -> str:
    if not fields.has("instructions"):
        return ""
    value = clean(fields.lines("instructions"))
    if len(value) > NOTE_LIMIT:
        raise fields.wrong("instructions", f"is longer than {NOTE_LIMIT} characters")
    return value


def _persist_hours(fields: Fields) -> float | None:
    if not fields.has("persist_hours"):
        return None
    value = fields.number("persist_hours")
    least, most = PERSIST_HOURS
    if not least <= value <= most:
        raise fields.wrong(
            "persist_hours", f"must be between {least:g} and {most:g}: a clinic can only ask sooner"
        )
    return value
