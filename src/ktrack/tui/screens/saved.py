"""After a check-in: what came of it.

Owns this one screen: whom to tell of any reaction, what was found, what was asked and not reported, what
could not be checked. It never says that nothing is wrong.
"""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from ktrack import text, when, wording
from ktrack.tracker import CheckInResult
from ktrack.tui.app import KtrackApp
from ktrack.tui.widgets.finding_strip import finding_lines
from ktrack.tui.widgets.key_line import KeyLine

NOTHING_LISTED = (
    "Nothing you answered is on ktrack's list of warning signs. The list is not complete, and ktrack cannot "
    "examine you. If you feel worse, frightened or unsure, call: being worried is reason enough."
)
NOTHING_LISTED_OF_THEM = (
    "Nothing you answered for them is on ktrack's list of warning signs. The list is not complete, and ktrack "
    "cannot examine anybody. If they get worse, or one of you is frightened or unsure, call: being worried is "
    "reason enough."
)


class SavedScreen(Screen[None]):
    """Enter or Esc goes back to the first screen."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = "#saved"
    BINDINGS = [Binding("enter", "dismiss", "Go on"), Binding("escape,q", "dismiss", show=False)]

    def __init__(self, result: CheckInResult) -> None:
        super().__init__()
        self._result = result

    def compose(self) -> ComposeResult:
        tracker = self.app.tracker
        profile, now = tracker.profile(), tracker.now()
        check_in, assessment = self._result.check_in, self._result.assessment
        with VerticalScroll(id="saved"):
            yield Static(f"Saved: the check-in of {when.said(check_in.at, now)}.", classes="title", markup=False)
            yield Static(wording.tell_any_reaction(profile), id="tell", markup=False)
            yield from finding_lines(assessment.findings, profile)
            again = [each.recheck_at for each in assessment.findings if each.recheck_at is not None]
            if again:
                yield Static(
                    f"Check in again at about {when.said(min(again), now)}.", classes="finding", markup=False
                )
            if not assessment.findings:
                them = check_in.entered_by == "companion"
                yield Static(NOTHING_LISTED_OF_THEM if them else NOTHING_LISTED, classes="block", markup=False)
            titles = {red_flag.id: red_flag.name for red_flag in tracker.rulebook.red_flags}
            for head, red_flags in (
                ("Asked, and not reported", assessment.clear),
                ("Could not be checked, not asked", [each.red_flag for each in assessment.not_checked]),
            ):
                if red_flags:
                    yield _listing(head, [text.one_line(titles.get(each, each)).lower() for each in red_flags])
        yield KeyLine()


def _listing(head: str, words: list[str]) -> Static:
    return Static(f"{head}: {', '.join(words)}.", classes="listing", markup=False)
