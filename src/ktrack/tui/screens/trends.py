"""Trends: one question at a time, over hours, infusions or weeks, as a chart or in words.

Owns which question and which view are shown. The figures come from `ktrack.trends`, the words from `trend_words`,
the signs from `trend_chart`; nothing is worked out here.
"""

from __future__ import annotations

import textwrap

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from ktrack import text, trends
from ktrack.records import Infusion
from ktrack.trends import Trend
from ktrack.tui import trend_chart, trend_words
from ktrack.tui.app import KtrackApp
from ktrack.tui.trend_words import VIEWS, View
from ktrack.tui.widgets.band_chart import BandChart
from ktrack.tui.widgets.key_line import KeyLine

_INDENT = 2


class TrendsScreen(Screen[None]):
    """Left and right change the question, up and down the view, x changes to words and back."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("left", "symptom(-1)", show=False),
        Binding("right", "symptom(1)", "symptom", key_display="← →", tooltip="another symptom"),
        Binding("up", "view(-1)", show=False),
        Binding("down", "view(1)", "view", key_display="↑ ↓", tooltip="by hours, by infusion, by week"),
        Binding("x", "words", "Text", tooltip="the same in words, and back to the chart"),
        Binding("escape", "dismiss", "Back"),
        Binding("i", "infusion", "Infusion", tooltip="bring out the infusion before"),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(1)", "up and down in the text", show=False, key_display="PgUp PgDn"),
        Binding("question_mark", "app.keys", "Keys"),
        Binding("q", "dismiss", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._key = trends.keys({})[0]
        self._keys: tuple[str, ...] = ()
        self._view: View | None = None
        self._mine = -1
        self._in_words = False
        self._infusions: tuple[Infusion, ...] = ()
        self._known: dict[str, Trend] = {}
        self._drawn_for: Size | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="moment", markup=False)
        yield BandChart(id="chart")
        yield Static("", id="legend", markup=False)
        yield Static("", id="facts", markup=False)
        with VerticalScroll(id="words", classes="-hidden", can_focus=False):
            yield Static("", id="in-full", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        tracker = self.app.tracker
        self._infusions = tracker.infusions()
        self._mine = len(self._infusions) - 1
        self.show_all()
        # which questions there are takes a look at every answer: once the first of them is on the screen
        self.call_after_refresh(self._show_place)

    def on_resize(self) -> None:
        if self._drawn_for not in (None, self.app.size):
            self.show_all()

    # ------------------------------------------------------------------ what stands there

    def show_all(self) -> None:
        """Draw the question and view that are chosen."""
        self._drawn_for = self.app.size
        now, width = self.app.tracker.now(), self.app.size.width
        found = self._trend()
        view = self._view or trend_words.default_view(found)
        self._show_head(found, view, width)
        chart = self.query_one(BandChart)
        room = width - 2 * _INDENT
        chart.chart = trend_chart.chart(found, view, self._mine, room, now)
        legend = trend_chart.legend(found, view, self._mine, room, now)
        self.query_one("#legend", Static).update(f"{trend_words.scale(found)}\n{legend}")
        facts = [line for line in trend_words.facts(found, view, now) if line]
        self.query_one("#facts", Static).update(text.shown("\n".join(facts)))
        if self._in_words:
            in_full = (_folded(line, room) for line in trend_words.in_full(found, view, now))
            self.query_one("#in-full", Static).update(text.shown("\n".join(in_full)))
        for name in ("#chart", "#legend", "#facts"):
            self.query_one(name).set_class(self._in_words, "-hidden")
        self.query_one("#words").set_class(not self._in_words, "-hidden")

    def _trend(self) -> Trend:
        key = self._key
        if key not in self._known:
            tracker = self.app.tracker
            told = tracker.answers_over_time(trends.looked_at(key))
            self._known[key] = trends.trend(key, self._infusions, told, tracker.now())
        return self._known[key]

    def _every_key(self) -> tuple[str, ...]:
        if not self._keys:
            self._keys = trends.keys(self.app.tracker.asked())
        return self._keys

    def _show_place(self) -> None:
        self._every_key()
        found = self._trend()
        self._show_head(found, self._view or trend_words.default_view(found), self.app.size.width)

    def _show_head(self, found: Trend, view: View, width: int) -> None:
        name = f"  {text.one_line(found.label)}"
        what = f"   {trend_words.view_name(found, view)}"
        place = f"{self._keys.index(self._key) + 1} of {len(self._keys)} " if self._keys else ""
        gap = max(width - len(name) - len(what) - len(place), 1)
        self.query_one("#moment", Static).update(
            Content.assemble((name, "bold $accent"), what, " " * gap, (place, "$faint"))
        )

    # ------------------------------------------------------------------ keys

    def action_symptom(self, step: int) -> None:
        """The next question, and from the last to the first."""
        keys = self._every_key()
        self._key = keys[(keys.index(self._key) + step) % len(keys)]
        self._changed()

    def action_view(self, step: int) -> None:
        """The next view, which then stays for other questions too."""
        found = self._trend()
        at = VIEWS.index(self._view or trend_words.default_view(found))
        self._view = VIEWS[(at + step) % len(VIEWS)]
        self._changed()

    def action_infusion(self) -> None:
        """Bring out the infusion before, and from the first the latest."""
        if self._infusions:
            self._mine = (self._mine - 1) % len(self._infusions)
            self._changed()

    def action_words(self) -> None:
        self._in_words = not self._in_words
        self._changed()

    def action_scroll(self, step: int) -> None:
        """The text version may be longer than the screen."""
        words = self.query_one("#words", VerticalScroll)
        if step < 0:
            words.scroll_page_up(animate=False)
        else:
            words.scroll_page_down(animate=False)

    def _changed(self) -> None:
        self.query_one("#words", VerticalScroll).scroll_home(animate=False)
        self.show_all()


def _folded(line: str, width: int) -> str:
    """A line of the text version; what it goes on with stands further in."""
    return textwrap.fill(line, width - 1, subsequent_indent="      ", break_on_hyphens=False)
