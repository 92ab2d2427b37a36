"""What can be done to an entry, from the list of the history and from the entry itself.

Owns correcting, moving in time, moving between infusions, deleting and going back a step. Everything goes through
the verbs of the tracker; a warning that a change raises is faced at once, and no warning is ever taken back.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from textual import getters
from textual.binding import Binding
from textual.screen import Screen

from ktrack import timeline, when
from ktrack.errors import KtrackError
from ktrack.records import CheckIn, Infusion
from ktrack.tracker import NotFound
from ktrack.tui import entry_words
from ktrack.tui.app import KtrackApp

Entry = CheckIn | Infusion

WARNINGS_STAY = "Its warnings stay."
COMES_BACK = "It can come back: at once with u, later from x, Deleted, with r."
_DELETED = "This entry is deleted.   r  brings it back"
_BETWEEN = ""


class EntryActions(Screen[None]):
    """A screen that points at an entry."""

    app = getters.app(KtrackApp)
    ENTRY_KEYS = (
        Binding("e", "edit", "Correct", tooltip="correct it"),
        Binding("t", "time", "Time", tooltip="change the time it is about"),
        Binding("m", "move", "Move", tooltip="move it to another infusion, or between infusions"),
        Binding("d", "delete", "Delete", tooltip="delete it; asks first"),
        Binding("u", "undo", "Undo", tooltip="take back the last change, and with each press one more"),
    )
    MORE_KEYS = (
        Binding("U", "redo", "do again what u took back", show=False),
        Binding("r", "bring_back", "Bring back", tooltip="bring back what was deleted"),
    )
    _seen: tuple[str, str] = "", ""
    """The last steps that can be taken back and done again, as the person knows them."""

    @abstractmethod
    def entry(self) -> Entry | None:
        """What is pointed at."""

    @abstractmethod
    def changed(self) -> None:
        """The diary is another one now."""

    def remember_steps(self) -> None:
        """What is shown now is what the person knows of: nothing later is taken back unseen."""
        tracker = self.app.tracker
        last, again = tracker.last_step(), tracker.last_step(again=True)
        self._seen = last.id if last else "", again.id if again else ""

    # ------------------------------------------------------------------ keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Bringing back is offered only where there is something to bring back."""
        if action == "bring_back":
            entry = self.entry()
            return entry is not None and entry.deleted_at is not None
        return super().check_action(action, parameters)

    def action_edit(self) -> None:
        """What was typed before and not saved is there again."""
        entry, tracker = self._whole(), self.app.tracker
        if isinstance(entry, Infusion):
            self.app.open_infusion(entry)
        elif entry is not None:
            drafts = (each.check_in for each in tracker.drafts() if each.check_in.id == entry.id)
            self.app.open_check_in(next(drafts, entry), was=entry)

    def action_time(self) -> None:
        """Another time for a check-in; the times of an infusion are lines of its form."""
        from ktrack.tui.screens.small_questions import WhenScreen

        entry = self._whole()
        if not isinstance(entry, CheckIn):
            self.action_edit()
            return
        at = when.said(entry.at, self.app.tracker.now())

        def moved(at: datetime | None) -> None:
            if at is not None:
                self._save(replace(entry, at=at, infusion=self._infusion_at(entry, at)), entry)

        self.app.push_screen(WhenScreen("What time is this check-in about?", at, entry.timezone), moved)

    def _infusion_at(self, check_in: CheckIn, at: datetime) -> str | None:
        """What was put between infusions by hand stays there; else the latest infusion that had started."""
        infusions = self.app.tracker.infusions()
        if check_in.infusion is None and timeline.infusion_at(infusions, check_in.at) is not None:
            return None
        infusion = timeline.infusion_at(infusions, at)
        return infusion.id if infusion is not None else None

    def action_move(self) -> None:
        """To an infusion that had started by then, or between infusions."""
        from ktrack.tui.screens.small_questions import WhereScreen

        entry, tracker = self._whole(), self.app.tracker
        if isinstance(entry, Infusion):
            self.app.tell("An infusion cannot be moved; a check-in can.")
        if not isinstance(entry, CheckIn):
            return
        started = [each for each in reversed(tracker.infusions()) if each.started_at <= entry.at]
        numbers, now = timeline.numbers(tracker.infusions()), tracker.now()
        choices = [(each.id, entry_words.infusion_name(each, numbers[each.id], now)) for each in started]

        def chosen(infusion: str | None) -> None:
            if infusion is not None:
                self._save(replace(entry, infusion=infusion or None), entry)

        self.app.push_screen(
            WhereScreen(
                "Where does this check-in belong?",
                [*choices, (_BETWEEN, "Between infusions")],
                entry.infusion or _BETWEEN,
            ),
            chosen,
        )

    def action_delete(self) -> None:
        """Asks once. The entry stays in the diary, marked, and can come back."""
        from ktrack.tui.screens.small_questions import YesNoScreen

        entry = self._whole()
        if entry is None:
            return
        now = self.app.tracker.now()
        if isinstance(entry, CheckIn):
            question = f"Delete the check-in of {when.said(entry.at, now)}?"
            follows = f"{COMES_BACK} {WARNINGS_STAY}"
        else:
            question = f"Delete the infusion of {when.said(entry.started_at, now)}?"
            before = any(each.started_at < entry.started_at for each in self.app.tracker.infusions())
            then = "move to the infusion before it" if before else "stand between infusions then"
            follows = f"Its check-ins stay, and {then}. {COMES_BACK} {WARNINGS_STAY}"

        def delete(sure: bool | None) -> None:
            if sure:
                self._delete(entry)

        self.app.push_screen(YesNoScreen(question, follows), delete)

    def action_undo(self) -> None:
        """One step back for each press, up to twenty, also those from before ktrack was opened."""
        last, _ = self._seen
        self._turn(lambda: self.app.tracker.undo(last) or "There is nothing left to undo.")

    def action_redo(self) -> None:
        """The other way, as long as nothing else was done since."""
        _, again = self._seen
        self._turn(lambda: self.app.tracker.redo(again) or "There is nothing that u took back last.")

    def _turn(self, turn: Callable[[], str]) -> None:
        try:
            said = turn()
        except KtrackError as error:
            self.app.tell(str(error))
            self.changed()
            return
        self.app.tell(said)
        self._after()

    def action_bring_back(self) -> None:
        """A deleted entry is kept again."""
        entry, tracker = self.entry(), self.app.tracker
        try:
            if isinstance(entry, CheckIn):
                tracker.bring_back_check_in(entry.id)
            elif entry is not None:
                tracker.bring_back_infusion(entry.id)
        except KtrackError as error:
            self.app.tell(str(error))
            self.changed()
            return
        with_it = "" if isinstance(entry, CheckIn) else ", with the check-ins that moved away"
        self.app.tell(f"It is back{with_it}.   u  undo")
        self._after()

    # ------------------------------------------------------------------ what they share

    def _whole(self) -> Entry | None:
        """The entry as it is kept now, unless it is deleted."""
        entry, tracker = self.entry(), self.app.tracker
        if entry is None:
            return None
        try:
            if entry.deleted_at is None:
                entry = (
                    tracker.find_check_in(entry.id) if isinstance(entry, CheckIn) else tracker.infusion(entry.id)
                )
        except NotFound as error:
            self.app.tell(str(error))
            return None
        if entry.deleted_at is not None:
            self.app.tell(_DELETED)
            return None
        return entry

    def _save(self, check_in: CheckIn, was: CheckIn) -> None:
        if check_in == was:
            self.app.tell("It is there already, so nothing was changed.")
            return
        tracker = self.app.tracker
        begun = [each.check_in for each in tracker.drafts() if each.check_in.id == was.id]
        try:
            kept = tracker.edit_check_in(check_in, was=was).check_in
            for form in begun:
                # a correction that was left and not saved is no part of the move, and is still there after it
                moved = kept.at if form.at == was.at else form.at
                tracker.keep_draft(replace(form, at=moved, infusion=kept.infusion), was=kept)
        except KtrackError as error:
            self.app.tell(str(error))
            self.changed()
            return
        at = when.said(kept.at, self.app.tracker.now())
        self.app.tell(f"Changed: {at}, {self._place(kept)}.   u  undo")
        self._after(kept.id)

    def _place(self, check_in: CheckIn) -> str:
        infusions = self.app.tracker.infusions()
        infusion = next((each for each in infusions if each.id == check_in.infusion), None)
        return entry_words.place(check_in, infusion, timeline.numbers(infusions).get(check_in.infusion or ""))

    def _delete(self, entry: Entry) -> None:
        tracker = self.app.tracker
        try:
            if isinstance(entry, CheckIn):
                tracker.delete_check_in(entry.id)
            else:
                tracker.delete_infusion(entry.id)
        except KtrackError as error:
            self.app.tell(str(error))
            return
        self.app.tell(f"Deleted. {WARNINGS_STAY}   u  undo")
        self._after()

    def _after(self, check_in_id: str = "") -> None:
        """What a change raised is faced before anything else."""
        self.changed()
        self.app.face(self.app.unanswered(check_in_id))

    def forget_unchanged_drafts(self) -> None:
        """A form that was opened to correct an entry and left as it was is no unfinished check-in."""
        tracker = self.app.tracker
        for draft in tracker.drafts():
            try:
                if tracker.find_check_in(draft.check_in.id) == draft.check_in:
                    tracker.drop_draft(draft.check_in.id)
            except KtrackError:
                continue  # a new check-in, or a disk that does not take it: it is only shown as unfinished
