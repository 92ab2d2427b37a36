"""Places to type: one line with its name and a remark beside it, and the note.

Owns cleaning on the way in: everything typed or pasted here passes `text.clean`. It must not read meaning out of
what was typed; screens set the remark.
"""

from __future__ import annotations

from datetime import datetime

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from ktrack import text, when

CHECK_NUMBER = "Check this number. Kept as typed."
"""Said beside a measured value that looks mistyped."""

LINE_LIMIT = 200
"""Characters in one line: a name, a dose, a time."""


class Line(Input):
    """One line. A paste of several lines becomes one, so that none of its words is lost."""

    offer = ""
    """What → fills in while nothing is typed."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        suggester: Suggester | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`suggester` completes what is typed, faintly; only → takes it over."""
        super().__init__(
            value=text.one_line(value), placeholder=placeholder, suggester=suggester, compact=True,
            select_on_focus=False, id=id, classes=classes,
        )  # fmt: skip

    def action_cursor_right(self, select: bool = False) -> None:
        if self.offer and not self.value:
            self.insert_text_at_cursor(self.offer)
        else:
            super().action_cursor_right(select)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        pasted = text.one_line(event.text.strip("\r\n"))
        if len(self.value) + len(pasted) > LINE_LIMIT:
            self.app.notify(
                f"That is too long for one line ({len(pasted)} characters): write it into the note.",
                markup=False,
            )
            return
        self.insert_text_at_cursor(pasted)


class Field(Horizontal):
    """A name, a line to type in, and a remark: what was understood, or what is wrong."""

    def __init__(
        self,
        label: str,
        name: str,
        *,
        value: str = "",
        placeholder: str = "",
        ask: str = "",
        hint: str = "",
        suggester: Suggester | None = None,
        classes: str | None = None,
    ) -> None:
        """`name` is the id of the line; `hint` stands in the place of the remark until there is one."""
        super().__init__(id=f"field-{name}", classes=classes)
        self._label = label
        self._hint = hint
        self.line = Line(value, placeholder=placeholder, suggester=suggester, id=name)
        self.ask = ask or label

    def compose(self) -> ComposeResult:
        yield Static(self._label, classes="label", markup=False)
        yield self.line
        yield Static(text.shown(self._hint), classes="remark", markup=False)

    @property
    def value(self) -> str:
        """What is typed, without blanks around it."""
        return text.clean(self.line.value).strip()

    def remark(self, words: str = "", *, wrong: bool = False) -> None:
        """Say something beside the line; nothing brings the hint back."""
        remark = self.query_one(".remark", Static)
        remark.update(text.shown(words or self._hint))
        remark.set_class(wrong, "-wrong")
        # how to write it stands at the end of the sentence, which may be longer than the line
        self.set_class(wrong, "-wrong")
        remark.set_class(bool(words) and not wrong, "-understood")


class NumberField(Field):
    """A telephone number. It is kept whatever it is, but one that nobody could call is said to be looked at."""

    most = LINE_LIMIT
    """Digits; more cannot be meant."""

    def on_input_changed(self) -> None:
        digits = sum(each.isdigit() for each in self.value)
        odd = bool(self.value) and not 0 < digits <= self.most
        self.remark(CHECK_NUMBER if odd else "", wrong=odd)


class EmergencyField(NumberField):
    """The number that is called first: a telephone number typed after the one that was filled in calls nobody."""

    most = 6


class TimeField(Field):
    """A time in words, echoed as it was understood."""

    def read(
        self,
        now: datetime,
        zone: str,
        *,
        coming: bool = False,
        typing: Widget | None = None,
        seen_from: datetime | None = None,
    ) -> datetime | None:
        """The time that is typed; None when it is blank or not understood.

        It is the time as it was understood when it was typed: "2h ago" stays what it was while the form is open.
        `coming` is for an appointment, which may lie ahead. `seen_from` is another moment than now from which the
        words are to be understood. What is wrong is said in the remark, but not while this is the line that is
        being typed: half a time is no time yet.
        """
        self.wrong = False
        self.remark()
        if not self.value:
            self._known = None
            return None
        words = self.value, zone, seen_from
        if self._known is None or self._known[0] != words:
            try:
                self._known = words, when.understand(self.value, seen_from or now, zone, coming=coming)
            except when.NotUnderstood as error:
                self._known = None
                self._refuse(str(error), typing)
                return None
        at = self._known[1]
        if at > now and not coming:
            self._refuse(f"{when.said(at, now)} is still to come.", typing)
            return None
        self.remark(when.said(at, now))
        return at

    _known: tuple[tuple[str, str, datetime | None], datetime] | None = None
    """The words that were understood last, and the time they mean."""

    wrong = False
    """Whether the last `read` found something it could not take."""

    def _refuse(self, why: str, typing: Widget | None) -> None:
        self.wrong = True
        if self.line is not typing:
            self.remark(why, wrong=True)


class NoteArea(TextArea):
    """The note: several lines, pasted whole, never read as markup."""

    def __init__(self, note: str = "", *, id: str | None = None) -> None:
        super().__init__(
            text.clean(note), id=id, soft_wrap=True, tab_behavior="focus", show_line_numbers=False, compact=True,
            highlight_cursor_line=False,
        )  # fmt: skip

    @property
    def note(self) -> str:
        """What is written, as it can be kept; only blanks count as nothing."""
        written = text.clean(self.text)
        return "" if text.is_blank(written) else written

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn: what turns or hides words is a sign here, and stays what it is in the note."""
        return Text(text.shown(super().get_line(line_index).plain), end="", no_wrap=True)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        pasted = text.clean(event.text)
        room = text.NOTE_LIMIT - len(self.text) + len(self.selected_text)
        if len(pasted) > room:
            # drawing a very long line takes seconds per key
            self.app.notify(
                f"Nothing was pasted: that is {len(pasted)} characters and the note has room for {max(room, 0)}.",
                markup=False,
            )
            return
        if result := self._replace_via_keyboard(pasted, *self.selection):
            self.move_cursor(result.end_location)
