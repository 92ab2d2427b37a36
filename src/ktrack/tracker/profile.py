"""The verbs about the profile: whom to call, and what the clinic should know.

Owns the second copy of the numbers, which help can be read from when the diary cannot. It must not draw or print.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from ktrack import clinic, paths
from ktrack.clinic import Clinic
from ktrack.escalation import load_rulebook
from ktrack.records import Profile
from ktrack.tracker import judging, store, valid
from ktrack.tracker.base import Base
from ktrack.tracker.errors import NotSaved

CONTACTS = ("clinic_name", "clinic_phone", "after_hours_phone", "emergency_number", "crisis_line", "country")
"""What `contacts.toml` holds."""


class ProfileVerbs(Base):
    """The verbs about the profile."""

    def profile(self) -> Profile:
        """Whom to call, and what the clinic should know."""
        with self._reading() as connection:
            return store.profile(connection)

    def change_profile(self, **changes: Any) -> Profile:
        """Changes the named fields of the profile and its copy in `contacts.toml`. Raises BadEntry, NotSaved.

        A sooner `persist_hours` judges the whole diary again.
        """
        unknown = changes.keys() - Profile.__dataclass_fields__.keys()
        if unknown:
            raise TypeError(f"a profile has no {', '.join(sorted(unknown))}")
        with self._writing() as connection:
            changed = valid.profile(replace(store.profile(connection), **changes))
            store.put_profile(connection, changed)
            judging.raise_missing(connection, self.rulebook, self.now())
        self.write_contacts(changed)
        return changed

    def take_clinic_file(self, data: bytes) -> Clinic:
        """Takes in a clinic's file: its numbers, its card, its limit and its red flags; judges the diary again.

        Raises BadClinicalFile naming the field, NotSaved.
        """
        given = clinic.read_clinic(data)
        rulebook = given.added_to(load_rulebook())
        changes: dict[str, Any] = dict(given.contacts)
        if given.persist_hours is not None:
            changes["persist_hours"] = given.persist_hours
        try:
            paths.write_private(paths.clinic_file(self.folder), data, replace=True)
        except OSError as error:
            raise NotSaved(f"NOT SAVED. The clinic's file could not be kept ({error.strerror}).") from error
        self.clinic, self.rulebook, self.notices = given, rulebook, ()
        self._known = None
        self.change_profile(**changes)
        return given

    def write_contacts(self, profile: Profile | None = None) -> None:
        """Writes the numbers once more, beside the diary. Raises NotSaved."""
        known = self.profile() if profile is None else profile
        lines = [f"{name} = {_quoted(getattr(known, name))}\n" for name in CONTACTS]
        text = "# A copy of the numbers in the diary, for help when the diary cannot be read.\n" + "".join(lines)
        try:
            paths.write_private(paths.contacts(self.folder), text.encode(), replace=True)
        except OSError as error:
            raise NotSaved(
                "The numbers are in the diary, but their second copy for `ktrack help-now` could not be written "
                f"({error.strerror}). Make room on the disk, then save them again."
            ) from error


def _quoted(text: str) -> str:
    # a TOML basic string takes the escapes of JSON, but not its halves of a character
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
