"""The open warnings, first on the screen until they are answered.

Owns how they are drawn: the worst with what to do, and how many more there are. It must not decide which are open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from ktrack import text, when, wording
from ktrack.escalation import LEVELS
from ktrack.records import Flag, Profile
from ktrack.tui.alerts import happened


class Banner(Vertical):
    """Hidden while no warning is open."""

    def compose(self) -> ComposeResult:
        yield Static("", id="banner-action", markup=False)
        yield Static("", id="banner-what", markup=False)
        yield Static("", id="banner-more", markup=False)

    def show(self, flags: Sequence[Flag], profile: Profile, now: datetime) -> None:
        """Draw these open flags, worst first."""
        self.set_class(not flags, "-empty")
        if not flags:
            return
        worst = flags[0]
        for level in LEVELS:
            self.set_class(level == worst.level, level)
        self.query_one("#banner-action", Static).update(wording.heading_with_number(worst.level, profile))
        what = f"{text.one_line(worst.title)}, {when.said(happened(worst), now)}."
        if worst.response == "later":
            what += " You put it off."
        self.query_one("#banner-what", Static).update(what)
        more = f"And {len(flags) - 1} more.   " if len(flags) > 1 else ""
        self.query_one("#banner-more", Static).update(f"{more}Enter  look and say what you did")
