"""The root of every error that ktrack raises on purpose.

Owns the one class. Its text is one sentence for the person: what was wrong, what to do now, what was kept. It
never holds an answer, a note or any other word the person wrote.
"""

from __future__ import annotations


class KtrackError(Exception):
    """Something could not be done; the text says so to the person."""
