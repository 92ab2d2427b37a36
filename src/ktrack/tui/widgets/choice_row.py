"""One question on one line that draws its own answers, for keyboard and mouse.

Owns how a line of choices looks and moves. It must not know what an answer means or keep it: it says what was
pressed, and shows the value it is given. One widget per question, because a form of a dozen ordinary radio sets
takes ten times as long to open.

A line never has the focus of the terminal: its screen hands it the keys and knows which line is being asked.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

Value = int | str | bool

SKIP = "s"
"""The key for: rather not say."""
_DIGITS = tuple("0123456789")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen."""

    keys: tuple[str, ...]
    """Keys that choose it at once."""
    shown: str
    """What stands in the line: a digit or a word."""
    value: Value
    word: str = ""
    """Said behind the line once it is chosen."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a line asks for: a part (the answer itself, its strength, a detail) of a question."""

    part: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts around the choices."""

    label: str
    ask: str
    """The whole question, shown elsewhere while the line has the focus."""
    keys: str
    """Which keys answer it, in words."""
    last: str = ""
    """The answer of the last time, shown faintly and never chosen beforehand."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some text at a place in the widget; with a choice it can be clicked."""

    x: int
    y: int
    text: str
    style: str
    choice: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a key did to a line."""

    act: Literal["chosen", "skipped", "cleared", "passed", "pointed"]
    """`passed`: Enter without a choice. `pointed`: nothing said yet."""
    value: Value | None = None


class ChoiceRow(Widget):
    """A label, a row of choices, the word for the chosen one, and last time's answer."""

    value: reactive[Value | None] = reactive(None)
    skipped: reactive[bool] = reactive(False)
    pointed: reactive[int | None] = reactive(None)
    """The choice that Enter, or leaving the line, will take."""
    active: reactive[bool] = reactive(False)
    """Whether this is the question being asked now."""

    class Clicked(Message):
        """A choice, or only the line (None), was clicked."""

        def __init__(self, row: ChoiceRow, value: Value | None) -> None:
            super().__init__()
            self.row = row
            self.value = value

        @property
        def control(self) -> ChoiceRow:
            return self.row

    def __init__(
        self,
        topic: Topic,
        wording: Wording,
        choices: Sequence[Choice],
        *,
        column: int,
        indent: int = 0,
        value: Value | None = None,
        skipped: bool = False,
        typed: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`column` is where the choices begin; `typed` waits for Enter, since 1 may become 10."""
        super().__init__(id=id, classes=classes)
        self.topic = topic
        self.wording = wording
        self._choices = tuple(choices)
        self._column = column
        self._indent = indent
        self._typed = typed
        self._typing = ""
        self.set_reactive(ChoiceRow.value, value)
        self.set_reactive(ChoiceRow.skipped, skipped)
        # there are none in it, and looking for them takes an eighth of the time to draw it
        self.set_reactive(ChoiceRow.auto_links, False)

    def show(self, value: Value | None, *, skipped: bool) -> None:
        """What was said to it. Every line is told after every key, and nearly all of them know it already."""
        if self.value != value:
            self.value = value
        if self.skipped != skipped:
            self.skipped = skipped

    # ------------------------------------------------------------------ keys and mouse

    def press(self, key: str, character: str | None) -> Reply | None:
        """What a key says here, or None when it says nothing."""
        character = character or ""
        if self._typed and character in _DIGITS:
            return self._type(character)
        for choice in self._choices:
            if character in choice.keys:
                return self._reply("chosen", choice.value)
        match key:
            case "left" | "right":
                return self._point(-1 if key == "left" else 1)
            case "enter":
                settled = self.settle()
                return Reply("passed") if settled is None else Reply("chosen", settled)
            case _ if key == SKIP:
                return self._reply("skipped")
            case "backspace" | "delete":
                return self._reply("cleared")
        return None

    def answers_to(self, character: str) -> bool:
        """Whether this letter or digit says something here."""
        digit = self._typed and character in _DIGITS
        return digit or character == SKIP or any(character in each.keys for each in self._choices)

    def settle(self) -> Value | None:
        """What was pointed at or typed and not yet taken; pointing ends."""
        if self.pointed is None:
            return None
        value = self._choices[self.pointed].value
        self._reply("chosen")
        return value

    def on_click(self, event: events.Click) -> None:
        value = None
        for piece in self._pieces(self.size.width):
            inside = piece.y == event.y and piece.x <= event.x < piece.x + len(piece.text)
            if piece.choice is not None and inside:
                value = self._choices[piece.choice].value
        self.post_message(self.Clicked(self, value))

    def _type(self, digit: str) -> Reply | None:
        for text in (self._typing + digit, digit):
            found = next((at for at, choice in enumerate(self._choices) if choice.shown == text), None)
            if found is not None:
                self._typing = text
                self.pointed = found
                return Reply("pointed")
        return None

    def _point(self, step: int) -> Reply:
        now = self.pointed if self.pointed is not None else self._chosen()
        first = 0 if step > 0 else len(self._choices) - 1
        self.pointed = first if now is None else min(max(now + step, 0), len(self._choices) - 1)
        self._typing = ""
        return Reply("pointed")

    def _reply(self, act: Literal["chosen", "skipped", "cleared"], value: Value | None = None) -> Reply:
        self.pointed = None
        self._typing = ""
        return Reply(act, value)

    def _chosen(self) -> int | None:
        return next((at for at, each in enumerate(self._choices) if each.value == self.value), None)

    # ------------------------------------------------------------------ drawing

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(piece.y for piece in self._pieces(width)) + 1

    def render(self) -> Content:
        width = self.size.width
        pieces = self._pieces(width)
        lines = []
        for y in range(max(piece.y for piece in pieces) + 1):
            parts: list[tuple[str, str]] = []
            at = 0
            for piece in sorted((each for each in pieces if each.y == y), key=lambda each: each.x):
                parts += [(" " * (piece.x - at), ""), (piece.text, piece.style)]
                at = piece.x + len(piece.text)
            line = Content.assemble(*parts)
            # drawn here and not by a class: changing a class styles the whole line anew
            lines.append(line.pad_right(width - at).stylize_before("on $surface") if self.active else line)
        return Content("\n").join(lines)

    def _pieces(self, width: int) -> list[_Piece]:
        """Everything to draw, by place; the mouse looks here too."""
        left = self._indent + 2
        slots = [len(choice.shown) + 2 for choice in self._choices]
        beside = width >= self._column + (sum(slots) if sum(slots) <= 24 else 30)
        column = self._column if beside else left + 2
        pieces = [_Piece(self._indent, 0, "›", "bold $accent")] if self.active else []
        label = "bold" if self.active else "" if self.value is None and not self.skipped else "$foreground 80%"
        room = max((column if beside else width) - left - 2, 8)
        for y, line in enumerate(textwrap.wrap(self.wording.label, room) or [""]):
            pieces.append(_Piece(left, y, line, label))
        x, y = column, 0 if beside else pieces[-1].y + 1
        for at, (choice, slot) in enumerate(zip(self._choices, slots, strict=True)):
            if x > column and x + slot > width:
                x, y = column, y + 1
            pieces.append(_Piece(x, y, *self._drawn(at, choice), at))
            x += slot
        return pieces + self._behind(x, y, width)

    def _drawn(self, at: int, choice: Choice) -> tuple[str, str]:
        if self.pointed == at:
            return f"‹{choice.shown}›", "bold $accent reverse"
        if self.pointed is None and self._chosen() == at:
            return f"[{choice.shown}]", "bold $accent"
        if self.active:
            return f" {choice.shown} ", ""
        return f" {'·' if len(choice.shown) == 1 else choice.shown} ", "$faint"

    def _behind(self, x: int, y: int, width: int) -> list[_Piece]:
        """The word for the choice, and last time's answer at the right edge, if there is room."""
        at = self.pointed if self.pointed is not None else self._chosen()
        word = "not said" if self.skipped else self._choices[at].word if at is not None else ""
        pieces = []
        if word and x + 1 + len(word) <= width:
            pieces.append(_Piece(x + 1, y, word, "$faint" if self.skipped else ""))
            x += 1 + len(word)
        last = self.wording.last
        if last and x + 2 + len(last) <= width:
            pieces.append(_Piece(width - len(last), y, last, "$faint"))
        return pieces
