"""The bottom line: which keys do what here, and always F1.

Owns how keys are written down. It reads the bindings of the screen, so it never names a dead key.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widget import Widget

_NAMES = {
    "enter": "Enter", "escape": "Esc", "question_mark": "?", "comma": ",", "f1": "F1", "slash": "/",
    "left": "←", "right": "→", "up": "↑", "down": "↓", "pageup": "PgUp", "pagedown": "PgDn",
}  # fmt: skip


def key_name(key: str) -> str:
    """A key as it is printed on the keyboard."""
    if key.startswith("ctrl+"):
        return f"Ctrl {key.removeprefix('ctrl+').upper()}"
    return _NAMES.get(key, key)


class KeyLine(Widget):
    """Keys that fit, in the order of the bindings, and F1 at the right."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render(self) -> Content:
        parts: list[tuple[str, str]] = []
        for _begin, _end, key, words, _action in self._places():
            parts += [(" ", ""), (key, "bold $accent"), (f" {words}  ", "")]
        room = self.size.width - len(_HELP[0] + _HELP[1]) - 2
        used = sum(len(part) for part, _ in parts)
        help_now = [(_HELP[0], "bold $accent"), (_HELP[1], "bold"), (" ", "")]
        return Content.assemble(*parts, (" " * max(room - used + 1, 0), ""), *help_now)

    def _places(self) -> list[tuple[int, int, str, str, str]]:
        """Begin, end, key, words and action of each key that fits."""
        room = self.size.width - len(_HELP[0] + _HELP[1]) - 1
        places, at = [], 0
        for active in self.screen.active_bindings.values():
            binding = active.binding
            name = key_name(binding.key)
            if not binding.show or binding.key == "f1" or self._is_typed(name):
                continue
            key = binding.key_display or name
            end = at + len(key) + len(binding.description) + 4
            if end <= room:
                places.append((at, end, key, binding.description, binding.key))
                at = end
        return places

    def _is_typed(self, name: str) -> bool:
        """Whether this key only writes its sign just now. Textual knows that of letters, but not of "/"."""
        focused = self.screen.focused
        return focused is not None and len(name) == 1 and focused.check_consume_key(name, name)

    async def on_click(self, event: events.Click) -> None:
        pressed = "f1" if event.x >= self.size.width - len(_HELP[0] + _HELP[1]) - 1 else ""
        for begin, end, _key, _words, binding_key in self._places():
            if begin <= event.x < end:
                pressed = binding_key
        if pressed:
            self.app.simulate_key(pressed)


_HELP = ("F1", " I need help now")
