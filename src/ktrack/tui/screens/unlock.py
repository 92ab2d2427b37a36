"""An encrypted diary that waits for its passphrase.

Owns this one screen. A passphrase does not stand between a person and help, or what they have to say: F1 works,
and what is written here becomes the note of a check-in as soon as the diary is open. Until then it is nowhere
else, since what is not encrypted must not lie on the disk; so nobody leaves it behind without being told.
"""

from __future__ import annotations

from collections.abc import Callable

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from ktrack import text
from ktrack.cipher import Key
from ktrack.db import CannotOpen
from ktrack.errors import KtrackError
from ktrack.tracker import Tracker
from ktrack.tui.app import KtrackApp
from ktrack.tui.widgets.fields import NoteArea
from ktrack.tui.widgets.hidden_line import HiddenLine
from ktrack.tui.widgets.key_line import KeyLine

MANY_TRIES = 3
"""After so many wrong ones it is said what else may be wrong."""

OPENING = "Opening..."
NOT_THAT = "It does not open with that. Look at capital letters and at the language of your keyboard."
GOES = (
    "What you wrote here is kept nowhere yet, and goes when ktrack closes. Open the diary to keep it, or press "
    "the same key again to close."
)


class UnlockScreen(Screen[None]):
    """One line for the passphrase, and room for what cannot wait for it."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = "#passphrase"
    HOLDS_WORDS = True
    """Closing asks here, whichever screen lies above."""
    KEYS = (("Enter", "tries the passphrase"), ("Tab", "from the passphrase to the note and back"))
    BINDINGS = [Binding("escape", "app.quit", "Close")]

    def __init__(self, open_diary: Callable[[Key], Tracker]) -> None:
        """`open_diary` opens the diary, or raises what is wrong as one sentence."""
        super().__init__()
        self._open_diary = open_diary
        self._tries = 0
        self._told = ""

    def compose(self) -> ComposeResult:
        yield Static("  ktrack   Your diary is locked", id="moment", markup=False)
        with VerticalScroll(id="unlock", can_focus=False):
            yield HiddenLine("Passphrase", "passphrase")
            yield Static("", id="unlock-why", markup=False)
            yield Static("Anything you want to write down now?", classes="title", markup=False)
            yield NoteArea(id="unlock-note")
            yield Static(
                "Tab goes here. It is put into your next check-in once the diary is open.",
                classes="faint",
                markup=False,
            )
            yield Static(
                "F1 shows whom to call, also while it is locked. Being worried is reason enough to call.",
                id="unlock-help",
                markup=False,
            )
        yield KeyLine()

    @property
    def note(self) -> str:
        """What was written, which nothing else holds."""
        return self.query_one(NoteArea).note

    def action_go_on(self) -> None:
        """Try what is typed; the line is empty afterwards, the note is not."""
        typed = self.query_one(HiddenLine).take()
        if not typed:
            self._say("Type the passphrase of your diary first.")
            return
        self._say(OPENING)
        self.call_after_refresh(self._try, typed)

    def _try(self, typed: str) -> None:
        try:
            self.app.unlocked(self._open_diary(Key(typed)), self.note)
        except CannotOpen as error:
            self._tries += 1
            short = error.kind == "wrong_passphrase" and self._tries < MANY_TRIES
            self._say(NOT_THAT if short else str(error))
        except (KtrackError, OSError) as error:
            self._say(str(error))

    def _say(self, words: str) -> None:
        self.query_one("#unlock-why", Static).update(text.shown(words))

    async def may_close(self) -> bool:
        """Once with a note that nothing has kept: it is said; the second time it is meant."""
        note = self.note
        if not note or note == self._told:
            return True
        self._told = note
        self.app.tell(GOES)
        return False
