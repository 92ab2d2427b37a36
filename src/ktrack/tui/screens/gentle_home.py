"""The quiet half of the first screen: what is due, what may help, other windows, the ways to other screens.

Owns those lines and their keys. The warnings and the course of the infusion are `home`'s, and always stand above.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime

from textual import getters
from textual.screen import Screen
from textual.widgets import Static

from ktrack.records import CheckIn, Flag, Infusion
from ktrack.tracker import ChangeCounter
from ktrack.tui import gentle
from ktrack.tui.app import KtrackApp

LOOK_EVERY = 1
"""Seconds between looks whether another program changed the diary: one small read."""


class GentleHome(Screen[None]):
    """What `HomeScreen` is built on."""

    app = getters.app(KtrackApp)

    def __init__(self) -> None:
        super().__init__()
        self._seen: ChangeCounter | None = None
        self._said_due: str | None = None
        self._due_after: Infusion | None = None

    @abstractmethod
    def show_all(self) -> None:
        """Read everything anew."""

    def watch_other_windows(self) -> None:
        """Read everything anew whenever another window or command has changed the diary."""
        self.set_interval(LOOK_EVERY, self.look_at_the_diary)

    def look_at_the_diary(self) -> None:
        # Textual's `is_current` also holds for the screen right below the one on top
        if self.app.screen is self and self.app.tracker.change_counter() != self._seen:
            self.show_all()

    def show_gentle(
        self, infusion: Infusion | None, check_ins: Sequence[CheckIn], flags: Sequence[Flag], now: datetime
    ) -> None:
        """Draw these lines; and once, when something becomes due while ktrack is open, say so in passing."""
        tracker = self.app.tracker
        last = tracker.last_answers()
        point = gentle.point_due(infusion, check_ins, now)
        weekly = gentle.weekly_due(tracker.first_end(), last, now)
        persist_hours = tracker.profile().persist_hours
        about = tracker.flags_about(infusion.id) if infusion is not None else ()
        help_lines = gentle.help_lines(infusion, check_ins, (*flags, *about), tracker.clinic, persist_hours, now)
        for name, words in (
            ("foggy-offer", gentle.FOGGY_OFFER if gentle.is_foggy(last, now) else ""),
            ("weekly", gentle.due_lines(point, weekly)),
            ("tips", help_lines),
        ):
            line = self.query_one(f"#{name}", Static)
            line.update(words)
            line.display = bool(words)
        self._say_due(gentle.notification(point, weekly), infusion)

    def _say_due(self, words: str, infusion: Infusion | None) -> None:
        # what is due at the start, or since an infusion was entered, stands on the screen already
        if words and self._said_due not in (None, words) and infusion == self._due_after:
            self.app.tell(words)
        self._said_due, self._due_after = words, infusion

    # ------------------------------------------------------------------ keys

    def action_summary(self) -> None:
        from ktrack.tui.screens.summary import SummaryScreen

        self.app.push_screen(SummaryScreen())

    def action_settings(self) -> None:
        from ktrack.tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen())

    def action_rules(self) -> None:
        from ktrack.tui.screens.rules import RulesScreen

        self.app.push_screen(RulesScreen())

    def action_history(self) -> None:
        from ktrack.tui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen())

    def action_trends(self) -> None:
        from ktrack.tui.screens.trends import TrendsScreen

        self.app.push_screen(TrendsScreen())
