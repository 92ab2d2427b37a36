"""The app: which screen comes when.

Owns the order of screens, the one key that works everywhere (F1), and the way an unexpected error ends. It must
not judge, keep or draw anything itself: screens ask `app.tracker`.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.text import Text
from textual.binding import Binding

from ktrack import cipher, contacts, paths, text, wording
from ktrack.db import CannotOpen
from ktrack.errors import KtrackError
from ktrack.tracker import Tracker
from ktrack.tui import terminal, whose
from ktrack.tui.around import BlankScreen
from ktrack.tui.with_diary import why_it_ended
from ktrack.tui.with_forms import WithForms


class KtrackApp(WithForms, inherit_bindings=False):
    """ktrack in a terminal. Without a tracker it says what is wrong and still shows whom to call."""

    TITLE = "ktrack"
    CSS_PATH = ["ktrack.tcss", "further.tcss"]
    BINDINGS = [
        Binding("f1", "help_now", "I need help now", priority=True),
        Binding("question_mark", "keys", "Keys", show=False, tooltip="this list"),
        Binding("ctrl+p", "command_palette", "All commands", show=False),
        Binding("ctrl+q", "quit", "Close ktrack", show=False),
        Binding("ctrl+c", "how_to_close", show=False),
    ]

    def on_mount(self) -> None:
        self.set_interval(1, self._close_with_the_terminal)
        # off since the command began, so that the first screen does not wait for it
        self.call_later(self.call_after_refresh, gc.enable)
        if self._unlock is not None:
            from ktrack.tui.screens.unlock import UnlockScreen

            self.push_screen(UnlockScreen(self._unlock))
            return
        if self._tracker is None:
            from ktrack.tui.screens.trouble import TroubleScreen

            self.push_screen(TroubleScreen(self._trouble))
            return
        self._begin()

    def unlocked(self, tracker: Tracker, note: str) -> None:
        """The diary is open now. `note` was written while it was locked: kept first, then there to go on with."""
        form = replace(tracker.new_check_in(), note=note)
        self._tracker = tracker
        self.pop_screen()
        if note:
            try:
                tracker.keep_draft(form)
            except KtrackError as error:
                self.tell(str(error))
        self._begin((lambda: self.open_check_in(form)) if note else None)

    def _begin(self, then: Callable[[], object] | None = None) -> None:
        from ktrack.tui.screens.home import HomeScreen

        self.push_screen(HomeScreen())
        self.face(self.tracker.alerts(), then)
        if self.settings_notice:
            self.tell(self.settings_notice)
        if self.diary_is_new():
            from ktrack.tui.screens import first_start

            first_start.begin(self)
        # once there is something to see: nobody waits for a copy
        self.call_later(self.call_after_refresh, self._begin_backing_up)

    # ------------------------------------------------------------------ keys

    def action_help_now(self) -> None:
        """F1: numbers, words to read out, what is watched for. It must come up whatever else is broken."""
        from ktrack.tui.screens.help_now import HelpNowScreen

        if isinstance(self.screen, BlankScreen):
            self.pop_screen()
        if isinstance(self.screen, HelpNowScreen):
            return
        known, script = self._contacts, wording.SCRIPT
        # whatever fails, half a help screen is better than none
        with contextlib.suppress(Exception):
            known = self.tracker.profile()
            them = whose.someone_with_them(self.tracker, self.screen_stack)
            script = wording.script(self.tracker.latest_infusion(), self.tracker.now(), them=them)
        self.push_screen(HelpNowScreen(known, script, contacts.watched_for()))

    def action_keys(self) -> None:
        """?: what every key does on this screen."""
        from ktrack.tui.screens.keys import KeysScreen

        if not isinstance(self.screen, KeysScreen):
            self.push_screen(KeysScreen.of(self.screen))

    def action_how_to_close(self) -> None:
        self.tell("Ctrl Q closes ktrack. Everything you entered is kept.")

    async def action_quit(self) -> None:
        """Close, unless the screen has something to show first."""
        # what only a screen holds is asked about from above it too
        holding = (each for each in self.screen_stack if getattr(each, "HOLDS_WORDS", False))
        may_close = getattr(next(holding, self.screen), "may_close", None)
        if may_close is None or await may_close():
            self.exit()

    # ------------------------------------------------------------------ ends

    def _close_with_the_terminal(self) -> None:
        if not self.is_headless and terminal.gone():
            self._keep_what_is_written()
            self.exit(return_code=1)

    def _keep_what_is_written(self) -> None:
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_at_once", None)
            # the end must not fail because of what ends it
            with contextlib.suppress(Exception):
                if keep is not None:
                    keep()

    def panic(self, *renderables: object) -> None:
        # Textual's own, from its threads or its style sheets, quote what was typed and would leave with status 0
        self._return_code = 1
        self._fatal_error()

    def _fatal_error(self) -> None:
        # Textual would print every local variable, notes and answers among them
        self._keep_what_is_written()
        if not self._exit_renderables:
            super().panic(Text(text.shown(why_it_ended(self._exception))))


def run(folder: Path) -> int:
    """Open the diary in `folder` and run the app on this terminal; returns the exit status."""
    terminal.prepare()
    app = made(folder)
    try:
        with terminal.watched():
            app.run()
    finally:
        app.close_diary()
    return app.return_code or int(app.in_trouble)


def made(folder: Path) -> KtrackApp:
    """The app on the diary in `folder`: open, locked, or with what is wrong with it."""
    known = contacts.read_contacts(folder)
    if cipher.is_encrypted(paths.database(folder)) and cipher.installed():
        app = KtrackApp(None, known=known, unlock=lambda key: Tracker(folder, key=key))
        app.read_settings(folder)
        return app
    try:
        if cipher.is_encrypted(paths.database(folder)):
            raise cipher.NoExtra(paths.database(folder))
        return KtrackApp(Tracker(folder))
    except (CannotOpen, KtrackError, OSError) as error:
        return KtrackApp(None, trouble=str(error), known=known)
