"""The app's forms: a check-in and an infusion, how they are saved, and what follows when they are left.

Owns that a warning is faced after every form, and that nothing is asked before it. What stands in a form is the
screens' business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ktrack import when, wording
from ktrack.errors import KtrackError
from ktrack.records import CheckIn, Flag, Infusion
from ktrack.tracker import CheckInResult, Draft
from ktrack.tui import alerts
from ktrack.tui.with_diary import WithDiary


class WithForms(WithDiary, inherit_bindings=False):
    """An app that opens forms on its diary."""

    def face(self, flags: Sequence[Flag], then: Callable[[], object] | None = None) -> None:
        """Show these one after the other, worst first; `then` follows when all are answered or one is left."""
        left = alerts.one_screen_each(flags, self.tracker.now())

        def next_one(answered: bool | None = True) -> None:
            if left and answered:
                from ktrack.tui.screens.alert import AlertScreen

                self.push_screen(AlertScreen(left.pop(0), after_this=len(left)), next_one)
            elif then is not None:
                then()

        next_one()

    def face_then_tell(self, flags: Sequence[Flag], sentence: str) -> None:
        """What went wrong is said after the alerts: what is said before them is taken off the screen for them."""
        self.face(flags, lambda: self.tell(sentence) if sentence else None)

    def make_ready(self) -> None:
        """Load what the form for a check-in is made of, which takes half as long as to open it."""
        from ktrack.tui.screens import check_in, foggy, saved  # noqa: F401

    def open_check_in(self, draft: CheckIn, *, was: CheckIn | None = None, foggy: bool = False) -> None:
        """The form; afterwards its alerts, and what came of it. `was`: the kept check-in that is corrected."""
        from ktrack.tui.screens.check_in import CheckInScreen
        from ktrack.tui.screens.foggy import FoggyScreen
        from ktrack.tui.screens.saved import SavedScreen

        def done(result: CheckInResult | None) -> None:
            flags = self.unanswered(draft.id)
            if result is not None:
                self.face(flags, lambda: self.push_screen(SavedScreen(result)))
                return
            if not flags and self._drafts_of(draft.id):
                self.tell("Kept. Go on any time.")
            self.face(flags)

        self.push_screen((FoggyScreen if foggy else CheckInScreen)(draft, was=was), done)
        if was is not None and any(each.changed_since for each in self._drafts_of(draft.id)):
            self.tell(wording.CHANGED_SINCE)

    def _drafts_of(self, check_in_id: str) -> list[Draft]:
        return [each for each in self.tracker.drafts() if each.check_in.id == check_in_id]

    def open_infusion(self, infusion: Infusion | None = None) -> None:
        """The form for a new infusion, or for one to change; afterwards it is asked what counts from it."""
        from ktrack.tui.screens.infusion import InfusionScreen

        def entered(kept: Infusion | None) -> None:
            if kept is not None and (infusion is None or kept.started_at != infusion.started_at):
                self._ask_what_counts(kept)

        self.push_screen(InfusionScreen(infusion), entered)

    def _ask_what_counts(self, infusion: Infusion) -> None:
        """What was entered before the infusion was counts its hours from another one: from this one, if wanted."""
        from ktrack.tui.screens.small_questions import YesNoScreen

        strays = self.tracker.strays(infusion)
        if not strays:
            return
        if len(strays) == 1:
            at = when.said(strays[0].at, self.tracker.now())
            question = f"The check-in of {at} came after it began. Does it belong to this infusion?"
        else:
            question = f"{len(strays)} check-ins came after it began. Do they belong to this infusion?"

        def answered(yes: bool | None) -> None:
            if yes:
                self._count_from(infusion, strays)

        self.push_screen(YesNoScreen(question, "Hours are then counted from its end. Warnings stay."), answered)

    def _count_from(self, infusion: Infusion, strays: Sequence[CheckIn]) -> None:
        wrong = ""
        try:
            for each in strays:
                self.tracker.edit_check_in(replace(each, infusion=infusion.id), was=each)
        except KtrackError as error:
            wrong = str(error)
        self.face_then_tell(self.unanswered(""), wrong)

    def save(self, given: CheckIn, was: CheckIn | None) -> CheckInResult | None:
        """Save a check-in, or a correction of `was`. When that fails they hear why, and what it comes to."""
        tracker = self.tracker
        try:
            result = tracker.check_in(given) if was is None else tracker.edit_check_in(given, was=was)
        except KtrackError as error:
            self.face_not_kept(given, str(error))
            return None
        # "not saved yet" must not stand beside what is saved
        self.clear_notifications()
        return result

    def face_not_kept(self, given: CheckIn, sentence: str) -> None:
        """The alerts of a form that could not be kept, and why: later no screen would show them."""
        self.face_then_tell(alerts.unstored(self.tracker.find(given), self.tracker.now()), sentence)

    def unanswered(self, check_in_id: str) -> list[Flag]:
        """Alerts that nobody has answered, and those of this check-in that were put off."""
        return [flag for flag in self.tracker.alerts() if flag.response is None or flag.check_in == check_in_id]
