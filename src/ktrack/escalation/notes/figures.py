"""Manners of speaking that hold a danger word and mean something else: "a stroke of luck".

Owns `clinical/figures_of_speech.toml`. It must not decide what they silence.
"""

from __future__ import annotations

from functools import cache

from ktrack import clinical_file

FILE = "figures_of_speech.toml"


@cache
def figures() -> tuple[str, ...]:
    """Each as the file has it. Raises BadClinicalFile when it is damaged."""
    fields = clinical_file.read(FILE, clinical_file.packaged(FILE))
    found = fields.texts("note_words")
    fields.done()
    return found
