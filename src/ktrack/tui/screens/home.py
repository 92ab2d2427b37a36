"""The first screen: open warnings, how this infusion went so far, what comes next.

Owns what stands there and in which order; warnings are always first. It must not judge: flags and courses come
from the tracker and the timeline.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from ktrack import text, timeline, tips, when, wording
from ktrack.errors import KtrackError
from ktrack.questions import question
from ktrack.records import CheckIn, Infusion
from ktrack.tracker import Draft, NotFound
from ktrack.tui import gentle
from ktrack.tui.app import KtrackApp
from ktrack.tui.course_rows import course_rows, still_there
from ktrack.tui.screens.gentle_home import GentleHome
from ktrack.tui.widgets.banner import Banner
from ktrack.tui.widgets.key_line import KeyLine
from ktrack.tui.widgets.profile_table import ProfileTable

REFRESH_EVERY = 30
"""Seconds; the clock is read anew each time, since timers stand still while a laptop sleeps."""

_DRIVING_UNTIL = 12
"""Hour of the next day up to which the line about driving stands."""

_BEFORE_DAYS = 14
"""A check-in up to this long before an infusion counts as "before" in the table."""

HOW_TO_BEGIN = "n  enters one; only its start is needed.\nc  checks in without one."
NO_INFUSION = f"No infusion is entered yet.\n\n{HOW_TO_BEGIN}"

_AFTER_MIDNIGHT = "No driving before you have slept a night; longer if your clinic says so."
_APP = "  ktrack"
_RESPONSES = {"called": "you called", "going": "you went", "mistake": "a mistake", "later": "put off"}


class HomeScreen(GentleHome):
    """What a person sees when ktrack starts."""

    app = getters.app(KtrackApp)
    AUTO_FOCUS = "#home"
    BINDINGS = [
        Binding("c", "check_in", "Check in"),
        Binding("i", "change_infusion", "change the latest infusion", show=False),
        Binding("h", "history", "History"),
        Binding("t", "trends", "Trends"),
        Binding("s", "summary", "Summary", tooltip="the page for the visit, and writing it to a file"),
        Binding("question_mark", "app.keys", "Keys"),
        Binding("n", "infusion", "Infusion", tooltip="a new infusion"),
        Binding("comma", "settings", "Settings"),
        Binding("f", "check_in(True)", "foggy mode: one question at a time, in large words", show=False),
        Binding("r", "rules", "what ktrack watches for", show=False),
        Binding("enter", "look", "Look at the warnings", show=False),
        Binding("x", "throw_away", "Throw the unfinished check-in away", show=False),
        Binding("q", "app.quit", "Close"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._throwing: str | None = None
        self._drawn_for: Size | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="moment", markup=False)
        yield Banner(classes="-empty")
        with VerticalScroll(id="home"):
            yield Static("", id="notices", classes="-wrong", markup=False)
            yield Static("", id="unfinished", markup=False)
            yield Static("", id="another", markup=False)
            yield Static("", id="foggy-offer", markup=False)
            yield ProfileTable()
            yield Static("", id="course", markup=False)
            yield Static("", id="next", markup=False)
            yield Static("", id="weekly", markup=False)
            yield Static("", id="nothing-open", markup=False)
            yield Static("", id="tips", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        self.set_interval(REFRESH_EVERY, self._show_what_changed)
        self.watch_other_windows()

    def on_screen_resume(self) -> None:
        self.show_all()

    def on_resize(self) -> None:
        if self._drawn_for is not None and self._drawn_for != self.app.size:
            self.show_all()

    def _show_what_changed(self) -> None:
        """Time went by. Below another screen it waits until it is seen again."""
        if self.app.screen is self:
            self.show_all()

    # ------------------------------------------------------------------ what stands there

    def show_all(self) -> None:
        """Read everything anew."""
        self._drawn_for, tracker = self.app.size, self.app.tracker
        # before anything is read, so that what another window changes meanwhile is read again
        self._seen = tracker.change_counter()
        now, infusion = tracker.now(), tracker.latest_infusion()
        check_ins = tracker.check_ins(infusion=infusion.id) if infusion is not None else ()
        flags = tracker.open_flags()
        self.query_one(Banner).show(flags, tracker.profile(), now)
        self._put("notices", "\n".join(text.shown(each) for each in tracker.notices))
        self._put("unfinished", self._unfinished(now))
        ahead = gentle.still_to_come(tracker.infusion_ahead(), now)
        self._put("another", ahead or gentle.another_infusion(infusion, now))
        self._show_moment(infusion, now)
        self._show_course(infusion, check_ins, now)
        if ahead and infusion is None:
            self._put("next", HOW_TO_BEGIN)
        self.show_gentle(infusion, check_ins, flags, now)
        # what was not asked takes judging again: it may come a moment after what is known. By way of the app,
        # because until that has begun Textual takes everything for painted
        self.app.call_later(self.call_after_refresh, self._show_nothing_open, bool(flags), now)

    def _show_nothing_open(self, anything: bool, now: datetime) -> None:
        self._put("nothing-open", "" if anything else self._nothing_open(now))
        self.call_after_refresh(self.app.make_ready)

    def _put(self, name: str, words: str) -> None:
        line = self.query_one(f"#{name}", Static)
        line.update(words)
        line.display = bool(words)

    def _show_moment(self, infusion: Infusion | None, now: datetime) -> None:
        left = ""
        if infusion is not None:
            name = self._called(infusion)
            name = name[:1].upper() + name[1:]
            if infusion.ended_at is None:
                left += f"   {name} started {_today(infusion.started_at, now)}, end not known"
            elif infusion.ended_at > now:
                left += f"   {name} ends {_today(infusion.ended_at, now)}"
            else:
                left += f"   {name} ended {_today(infusion.ended_at, now)}, {when.ago(infusion.ended_at, now)} ago"
        right = f"{now:%a} {now.day} {now:%b %H:%M} "
        room = self.app.size.width - len(_APP) - len(left)
        line = left + (right.rjust(room) if len(right) + 2 <= room else "")
        self.query_one("#moment", Static).update(Content.assemble((_APP, "bold $accent"), line))

    def _called(self, infusion: Infusion) -> str:
        number = infusion.number
        if number is None:
            number = timeline.numbers(self.app.tracker.infusions()).get(infusion.id)
        return f"infusion {number}" if number else "the infusion"

    def _show_course(self, infusion: Infusion | None, check_ins: tuple[CheckIn, ...], now: datetime) -> None:
        table = self.query_one(ProfileTable)
        if infusion is None:
            table.rows = ()
            self._put("course", "")
            self._put("next", NO_INFUSION)
            return
        hours = timeline.hours_of(infusion, now)
        point = timeline.time_point(hours)
        table.rows = (
            tuple(course_rows(infusion, check_ins, self._before(infusion), now)) if hours is not None else ()
        )
        table.now_at = point.label if point else ""
        self._put("course", "\n".join(self._after_the_table(infusion, check_ins, now)))
        self._put("next", self._next(infusion, check_ins, now))

    def _before(self, infusion: Infusion) -> CheckIn | None:
        start = infusion.started_at
        earlier = self.app.tracker.check_ins(since=start - timedelta(days=_BEFORE_DAYS), until=start)
        return earlier[-1] if earlier else None

    def _after_the_table(self, infusion: Infusion, check_ins: tuple[CheckIn, ...], now: datetime) -> list[str]:
        lines = []
        if infusion.ended_at is None:
            lines.append("When did it end? All times are counted from there.   i  change the infusion")
        else:
            limit = infusion.ended_at + timedelta(hours=self.app.tracker.profile().persist_hours)
            lasting = self.app.tracker.rulebook.by_id.get("persistent-side-effect")
            left = still_there(infusion, check_ins, lasting.keys if lasting else ())
            if left:
                names = wording.listed(wording.label(key).lower() for key in left)
                when_not = "Not expected any more since" if limit <= now else "Not expected any more after"
                lines.append(f"{when_not} {_today(limit, now)}: {names}.")
        end = infusion.ended_at or infusion.started_at
        if now < (end + timedelta(days=1)).replace(hour=_DRIVING_UNTIL, minute=0, second=0, microsecond=0):
            # in two lines, so that no word stands alone
            lines.append(tips.driving().replace("; ", ";\n") if now.date() == end.date() else _AFTER_MIDNIGHT)
        return lines

    def _next(self, infusion: Infusion, check_ins: tuple[CheckIn, ...], now: datetime) -> str:
        due = timeline.due(infusion, None, check_ins, now)
        done, passed = timeline.coverage([infusion], check_ins, now)
        parts = []
        if due is not None:
            point, at = due
            name = "bedtime" if point.name == "bedtime" else point.label
            about = _today(at, now)
            parts.append(
                f"Next check-in: about {about} ({name})." if at > now else f"A check-in is due now ({name})."
            )
        if passed:
            parts.append(f"Answered {done} of {passed} so far.")
        return "     ".join(parts)

    def _nothing_open(self, now: datetime) -> str:
        tracker = self.app.tracker
        first = "No open warning."
        last = tracker.last_answered()
        if last is not None and last.responded_at is not None and last.response is not None:
            did = f"{_RESPONSES[last.response]} {when.said(last.responded_at, now)}"
            first += f" Last: {text.one_line(last.title).lower()}, {did}."
        missing = dict.fromkeys(key for each in tracker.flags().not_checked for key in each.missing)
        if missing:
            # what anybody can answer comes before what takes a device
            keys = sorted(missing, key=lambda key: question(key).kind == "vital")
            first += f" Not asked: {wording.shortened([wording.label(key).lower() for key in keys], 3)}."
        return f"{first}\n{wording.NOT_COMPLETE}"

    # ------------------------------------------------------------------ a form that was left

    def _draft(self) -> Draft | None:
        return next(iter(self.app.tracker.drafts()), None)

    def _unfinished(self, now: datetime) -> str:
        draft = self._draft()
        if draft is None:
            return ""
        written = _today(draft.updated_at, now)
        again = "x again throws it away" if self._throwing == draft.check_in.id else "x throws it away"
        return f"You were writing at {written}.   c  go on with it     {again}"

    # ------------------------------------------------------------------ keys

    def action_check_in(self, foggy: bool = False) -> None:
        """A new check-in, or the one that was left."""
        tracker, draft = self.app.tracker, self._draft()
        self._throwing = None
        if draft is None:
            self.app.open_check_in(tracker.new_check_in(), foggy=foggy)
            return
        try:
            was = tracker.find_check_in(draft.check_in.id)
        except NotFound:
            was = None
        self.app.open_check_in(draft.check_in, was=was, foggy=foggy)

    def action_infusion(self) -> None:
        self.app.open_infusion()

    def action_change_infusion(self) -> None:
        infusion = self.app.tracker.latest_infusion()
        if infusion is None:
            self.app.tell("No infusion is entered yet: n enters one.")
        else:
            self.app.open_infusion(infusion)

    def action_look(self) -> None:
        flags = self.app.tracker.open_flags()
        if flags:
            self.app.face(flags)
        else:
            self.app.tell("No warning is open.")

    def action_throw_away(self) -> None:
        """Twice the same key, since it cannot be taken back."""
        draft = self._draft()
        if draft is None:
            return
        if self._throwing != draft.check_in.id:
            self._throwing = draft.check_in.id
        else:
            self._throwing, wrong = None, ""
            try:
                self.app.tracker.drop_draft(draft.check_in.id)
            except KtrackError as error:
                wrong = str(error)
            self.app.face_then_tell(self.app.unanswered(draft.check_in.id), wrong)
        self.show_all()


def _today(at: datetime, now: datetime) -> str:
    """ "17:12" or, on another day, "yesterday 17:12"."""
    return when.said(at, now).removeprefix("today ")
