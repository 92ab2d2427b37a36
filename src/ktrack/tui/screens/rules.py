"""What ktrack watches for: the red flags as a list, and each on a full page.

Owns these two screens. Every word about a rule is made from the rule itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from ktrack import wording
from ktrack.escalation import LEVELS, SYMBOLS, RedFlag, action
from ktrack.escalation.words import ORIGINS
from ktrack.tui import rule_words
from ktrack.tui.app import KtrackApp
from ktrack.tui.widgets.key_line import KeyLine
from ktrack.tui.widgets.reading import Reading
from ktrack.tui.widgets.steady_list import SteadyList

_TITLE = 45


class RulesScreen(Screen[None]):
    """All red flags, the most serious first. Enter opens one."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = "#rules"
    KEYS = (("↑ ↓", "choose a rule"), ("Enter", "read it"))
    BINDINGS = [
        Binding("escape", "dismiss", "Back"),
        Binding("q", "dismiss", show=False),
    ]

    def compose(self) -> ComposeResult:
        rulebook = self.app.tracker.rulebook
        self._red_flags = sorted(rulebook.red_flags, key=lambda each: LEVELS.index(rule_words.level(each)))
        head = f"  What ktrack watches for   Rules {rulebook.version}   Enter reads one"
        yield Static(head, id="moment", markup=False)
        yield SteadyList(*(self._line(each) for each in self._red_flags), id="rules", markup=False, compact=True)
        yield Static(
            "The sign is the highest level that a rule can reach: !!! emergency, !! clinic now, ! clinic when it "
            f"opens.\n{wording.NOT_COMPLETE}",
            id="rules-about",
            markup=False,
        )
        yield KeyLine()

    def _line(self, red_flag: RedFlag) -> Content:
        level = rule_words.level(red_flag)
        return Content.assemble(
            (f" {SYMBOLS[level]:4}", "bold"),
            f"{red_flag.name:<{_TITLE}}",
            (ORIGINS[red_flag.origin], "$faint"),
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.app.push_screen(RuleScreen(self._red_flags, event.option_index))


class RuleScreen(Screen[None]):
    """One rule on a full page; left and right turn the page."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = "#rule"
    KEYS = (("↑ ↓", "read on"),)
    BINDINGS = [
        Binding("left", "turn(-1)", "Before", key_display="←"),
        Binding("right", "turn(1)", "Next", key_display="→"),
        Binding("escape", "dismiss", "Back"),
        Binding("q", "dismiss", show=False),
    ]

    def __init__(self, red_flags: Sequence[RedFlag], at: int) -> None:
        super().__init__()
        self._red_flags = red_flags
        self._at = at

    def compose(self) -> ComposeResult:
        yield Static("", id="moment", markup=False)
        yield Reading(id="rule")
        yield KeyLine()

    async def on_mount(self) -> None:
        await self._show()

    async def action_turn(self, step: int) -> None:
        self._at = min(max(self._at + step, 0), len(self._red_flags) - 1)
        await self._show()

    async def _show(self) -> None:
        red_flag, profile = self._red_flags[self._at], self.app.tracker.profile()
        headings = {level: action(level, profile) for level in LEVELS}
        place = f"{self._at + 1} of {len(self._red_flags)}"
        self.query_one("#moment", Static).update(f"  {red_flag.name}   {place}")
        page = self.query_one("#rule", Reading)
        lines = [
            Static(words, classes=f"head {style}" if style in LEVELS else style, markup=False)
            for style, words in rule_words.page(red_flag, headings, profile, min(self.app.size.width - 10, 100))
        ]
        await page.remove_children()
        await page.mount_all(lines)
        page.scroll_home(animate=False)
