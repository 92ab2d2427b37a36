"""Opening the app from the command line.

Owns whether this terminal can show it. No command is needed for it and no parser is loaded, because this is how
ktrack is mostly started.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from ktrack.cli import data
from ktrack.cli.errors import Refused


def open_app(chosen: Path | None) -> int:
    """The terminal app on the diary in this folder, or in the usual one. Its exit status.

    Raises Refused where there is no terminal that can show it.
    """
    reason = no_terminal()
    if reason:
        raise Refused(f"The app needs a terminal, but {reason}. Line by line: ktrack ask. More: ktrack --help.")
    from ktrack.tui.app import run

    gc.freeze()
    return run(data.place(chosen))


def no_terminal() -> str:
    """Why the app cannot be drawn here; "" when it can."""
    streams = (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr))
    for name, stream in streams:
        if stream is None or not stream.isatty():
            return f"{name} is not one"
    if os.environ.get("TERM", "" if os.name == "posix" else "windows") in ("", "dumb"):
        return "TERM says that this one cannot move its cursor"
    # Textual draws on stderr; without UTF-8 its frames come out as escape codes
    if (getattr(sys.__stderr__, "encoding", "") or "").lower().replace("-", "") != "utf8":
        return "this one does not take UTF-8 text"
    return ""
