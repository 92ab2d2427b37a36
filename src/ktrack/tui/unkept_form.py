"""A form that is kept only when it is saved: an infusion, a visit.

Owns that nothing typed in it is thrown away by one key. What is typed, and saving it, is the form's own business.
"""

from __future__ import annotations

from abc import abstractmethod

from textual import getters
from textual.screen import ScreenResultType

from ktrack.tui.app import KtrackApp
from ktrack.tui.form_screen import FORM_KEYS, FormScreen


class UnkeptForm(FormScreen[ScreenResultType]):
    """Leaving it, or closing ktrack, takes the key twice when something was typed."""

    app = getters.app(KtrackApp)
    HOLDS_WORDS = True
    KEYS = FORM_KEYS
    _leaving = False

    @abstractmethod
    def is_as_it_was(self) -> bool:
        """Whether nothing was typed, understood or not, since it was opened."""

    def action_leave(self) -> None:
        if not self._may_leave():
            return
        if self._leaving:
            # what was said here is about this form, and would stand over the next one
            self.app.clear_notifications()
            self.app.tell("Left without saving.")
        self.dismiss(None)

    async def may_close(self) -> bool:
        """Before ktrack closes: the same as before leaving."""
        return self._may_leave()

    def _may_leave(self) -> bool:
        if self._leaving or self.is_as_it_was():
            return True
        self._leaving = True
        self.app.tell("Not saved. The same key again leaves without saving; Ctrl S saves.")
        return False
