"""The commands: one file per noun, the only place that prints or exits.

Owns nothing itself. `program` starts and ends a run; the other modules hold the commands and their words.
"""

from ktrack.cli.program import main

__all__ = ["main"]
