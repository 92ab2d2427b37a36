"""Still for now? Asked before a check-in is saved that was begun more than an hour ago.

Owns this question. It never bars saving: Enter, or the saving key once more, keeps the time at which it was begun.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from textual.binding import Binding

from ktrack import form, when
from ktrack.records import CheckIn
from ktrack.tui.app import KtrackApp
from ktrack.tui.screens.small_questions import WhereScreen

THEN, NOW = "then", "now"


class StillNowScreen(WhereScreen):
    """Dismissed with THEN or NOW, or with None to go back to the form."""

    HOW = "↑ ↓  choose     Enter  save it     Esc  back, nothing is lost"
    BINDINGS = [Binding("ctrl+s", f"dismiss('{THEN}')", "Save")]

    def __init__(self, began: datetime, now: datetime) -> None:
        super().__init__(
            f"You began this check-in {when.ago(began, now)} ago. Is it still for now?",
            [(THEN, f"for {when.said(began, now)}, when it was begun"), (NOW, f"for now, {when.said(now, now)}")],
            THEN,
            mark="",
        )


def ask(app: KtrackApp, draft: CheckIn, was: CheckIn | None, save: Callable[[CheckIn], None]) -> None:
    """Save a check-in, after the question where it is called for: never when one that is kept is corrected."""
    tracker = app.tracker
    now = tracker.now()
    if was is not None or not form.may_be_for_now(draft, now):
        save(draft)
        return

    def answered(choice: str | None) -> None:
        if choice == NOW:
            fresh = tracker.new_check_in()
            save(
                replace(
                    draft,
                    at=fresh.at,
                    entered_at=fresh.entered_at,
                    infusion=fresh.infusion,
                    timezone=fresh.timezone,
                )
            )
        elif choice == THEN:
            save(draft)

    app.push_screen(StillNowScreen(draft.at, now), answered)
