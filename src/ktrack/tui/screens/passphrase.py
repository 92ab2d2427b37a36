"""A passphrase for a new diary, offered at the first start and passed with one key.

Owns this one screen, and the words that have to be read before. Changing a passphrase is the command line's.
"""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static

from ktrack import text
from ktrack.cipher import Key
from ktrack.errors import KtrackError
from ktrack.tui.app import KtrackApp
from ktrack.tui.widgets.hidden_line import HiddenLine
from ktrack.tui.widgets.key_line import KeyLine

WORDS = (
    "ktrack asks for it at every start. Nobody can read the diary and its copies without it.",
    "There is no other way in. A forgotten passphrase is a lost diary: write it down, and keep the paper where "
    "you find it and others do not. Four or five words are easy to type and hard to guess.",
    "Not protected: phone numbers (F1 needs them while it is locked), your clinic's file, what you export, and "
    "what is on the screen.",
)
EMPTY = "An empty one protects nothing. Esc goes on without a passphrase."
DIFFERENT = "The two were not the same: type it twice again."


class PassphraseScreen(Screen[bool]):
    """Ends with whether the diary is encrypted now."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = "#new"
    KEYS = (("Enter", "goes on"), ("Tab", "from one line to the other"))
    BINDINGS = [Binding("escape", "dismiss(False)", "No passphrase")]

    def compose(self) -> ComposeResult:
        yield Static("  Step 3 of 3   A passphrase for your diary", id="moment", markup=False)
        with VerticalScroll(id="step", can_focus=False):
            for words in WORDS:
                yield Static(text.shown(words), classes="paragraph", markup=False)
            yield HiddenLine("Passphrase", "new")
            yield HiddenLine("Once more", "again")
            yield Static("", id="unlock-why", markup=False)
        yield KeyLine()

    def action_go_on(self) -> None:
        """To the second line, and from there on, when both are the same."""
        first, second = (self.query_one(f"#{name}", Input) for name in ("new", "again"))
        if not first.value or text.changed_characters(first.value):
            self._say(EMPTY)
        elif first.has_focus:
            second.focus()
        elif first.value != second.value:
            self._say(DIFFERENT)
            first.value = second.value = ""
            first.focus()
        else:
            self._say("Encrypting...")
            self.call_after_refresh(self._encrypt, Key(first.value))
            first.value = second.value = ""

    def _encrypt(self, key: Key) -> None:
        try:
            self.app.encrypt(key)
        except (KtrackError, OSError) as error:
            self._say(f"{error} The diary is as it was.")
        else:
            self.dismiss(True)

    def _say(self, words: str) -> None:
        self.query_one("#unlock-why", Static).update(text.shown(words))
