"""One key at a time: each is handed out when everything the one before has caused is done.

Owns the order of what is typed. Textual hands a key to whatever has the focus when the key arrives; typed faster
than a slow computer can follow, "no, no, yes" could land on the wrong questions, or a letter on the screen before.
It must not know what any key means.
"""

from __future__ import annotations

import asyncio
from collections import deque

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

PATIENCE = 3.0
"""Seconds after which the next key goes on all the same: late is better than never."""

_LOOK_EVERY = 0.05


class OneKeyAtATime(App[None]):
    """An app whose keys and pastes arrive strictly one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Event] = deque()
        self._handing_out: asyncio.Task[None] | None = None

    @property
    def keys_are_done(self) -> bool:
        """Whether nothing that was typed is still on its way."""
        return self._handing_out is None or self._handing_out.done()

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
            return
        self._waiting.append(event)
        if self.keys_are_done:
            self._handing_out = asyncio.create_task(self._hand_out())

    async def _hand_out(self) -> None:
        try:
            while self._waiting:
                target = self.focused or self.screen
                await super().on_event(self._waiting.popleft())
                # a key goes up from what has the focus to the app; a mark that follows it has seen all it did
                for node in target.ancestors_with_self:
                    await _passed(node)
        except Exception as error:
            self._handle_exception(error)


async def _passed(node: MessagePump) -> None:
    """Wait until a node has done everything that stands before now in its queue, or is gone."""
    mark = asyncio.Event()
    if not node.call_later(mark.set):
        return
    for _ in range(round(PATIENCE / _LOOK_EVERY)):
        try:
            await asyncio.wait_for(mark.wait(), _LOOK_EVERY)
        except TimeoutError:
            if node.is_running:
                continue
        return
