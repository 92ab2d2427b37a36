"""What is around the screens: colours, the list of commands, the title of the window, a blank screen in time.

Owns these four, and the settings that they follow. It must not touch the diary.
"""

from __future__ import annotations

import time
from pathlib import Path

from textual import events
from textual.binding import Binding
from textual.command import CommandList, CommandPalette
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen
from textual.theme import Theme

from ktrack import settings
from ktrack.settings import Settings, SettingsNotKept
from ktrack.tui.commands import KtrackCommands
from ktrack.tui.key_order import OneKeyAtATime
from ktrack.tui.theme import DARK, HIGH_CONTRAST, LIGHT, THEMES
from ktrack.tui.widgets.key_line import key_name

_COLOURS = {"dark": DARK.name, "light": LIGHT.name, "high-contrast": HIGH_CONTRAST.name}
_TITLE = "\x1b[22;0t\x1b]0;{}\x07"
"""Keeps the window's old title and sets another; only a few terminals know the first half, none shows it."""
_OLD_TITLE = "\x1b[23;0t"


class AroundScreens(OneKeyAtATime, inherit_bindings=False):
    """An app that knows its settings."""

    ENABLE_COMMAND_PALETTE = True
    COMMANDS = {KtrackCommands}
    # from the first moment on: after a theme that is set later, Textual reads all of its style sheets anew
    theme: Reactive[str] = Reactive(DARK.name)

    def __init__(self) -> None:
        super().__init__()
        self.settings = Settings()
        self.settings_notice = ""
        self._folder: Path | None = None
        self._active_at = time.monotonic()
        for theme in THEMES:
            self.register_theme(theme)

    def get_theme(self, theme_name: str) -> Theme | None:
        """Ours are there before any could be registered."""
        return super().get_theme(theme_name) or next((each for each in THEMES if each.name == theme_name), None)

    # ------------------------------------------------------------------ settings

    def read_settings(self, folder: Path) -> None:
        """Follow the settings of the diary in `folder`; `settings_notice` says when they are damaged."""
        self._folder = folder
        self.settings, self.settings_notice = settings.read(folder)
        self.theme = _COLOURS[self.settings.colours]

    def change_settings(self, changed: Settings) -> str:
        """Follow these and keep them. Returns a sentence when they could not be kept, else ""."""
        self.settings = changed
        self.theme = _COLOURS[changed.colours]
        try:
            if self._folder is not None:
                settings.write(self._folder, changed)
        except SettingsNotKept as error:
            return str(error)
        return ""

    # ------------------------------------------------------------------ a blank screen

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.InputEvent, events.Paste)):
            self._active_at = event.time
        await super().on_event(event)

    def on_mount(self) -> None:
        self.set_interval(1, self._look_at_the_clock)
        if not self.is_headless and self._driver is not None:
            self._driver.write(_TITLE.format(self.title))

    def on_unmount(self) -> None:
        if not self.is_headless and self._driver is not None:
            self._driver.write(_OLD_TITLE)

    def _look_at_the_clock(self) -> None:
        self.blank_after(time.monotonic() - self._active_at)

    def blank_after(self, seconds: float) -> None:
        """Go blank when nobody has pressed a key for so long. A warning that waits for an answer stays."""
        limit = self.settings.blank_after_minutes * 60
        if limit and seconds >= limit and not getattr(self.screen, "STAYS", False):
            self.clear_notifications()
            self.push_screen(BlankScreen())

    # ------------------------------------------------------------------ commands

    def action_command_palette(self) -> None:
        """The list of commands; not in the middle of something that is being written or must be answered."""
        if isinstance(self.screen, ModalScreen):
            return
        if any(hasattr(screen, "may_close") for screen in self.screen_stack) or self._folder is None:
            self.notify("Finish this first: Esc leaves it.", markup=False)
        else:
            # not with the id that Textual gives it: the one that was left a moment ago may still be there
            self.push_screen(SteadyCommands())

    def commands(self) -> list[tuple[str, str, str]]:
        """Name, key and action of everything that the first screen and the app have a key for."""
        bound = [*vars(type(self._home)).get("BINDINGS", ()), *vars(type(self)).get("BINDINGS", ())]
        found = []
        for each in bound:
            if isinstance(each, Binding) and each.description and each.action != "command_palette":
                name = each.tooltip or each.description
                found.append((name[:1].upper() + name[1:], each.key_display or key_name(each.key), each.action))
        return found

    async def do(self, action: str) -> None:
        """Run one of `commands`."""
        await self.run_action(action, self._home)

    @property
    def _home(self) -> Screen[object]:
        return self.screen_stack[1]


class SteadyCommands(CommandPalette):
    """The list of commands; a page up or down before there is a line of it does nothing (see `steady_list`)."""

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)


class BlankScreen(Screen[None]):
    """Nothing to see for whoever walks by. Any key, or the mouse, brings back what was there."""

    STAYS = True

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss()

    def on_click(self) -> None:
        self.dismiss()
