"""The verbs about flags.

Owns what the person did about a flag, and what must be shown at once. It must not draw or print, and nothing in
here removes or lowers a flag: only the person's own answer closes one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import get_args

from sqlalchemy import select

from ktrack.models import FLAG
from ktrack.records import Flag, Response
from ktrack.text import is_blank
from ktrack.tracker import judging, store, valid
from ktrack.tracker.columns import time_columns
from ktrack.tracker.drafts import ALARMING, Drafts, held_flags, worst_first
from ktrack.tracker.errors import BadEntry, NotFound, NotSaved
from ktrack.tracker.flag_entry import FlagList
from ktrack.tracker.flag_list import list_flags

_LAST = 10


class Flags(Drafts):
    """The verbs about flags."""

    def flags(self, *, at: datetime | None = None, every: bool = False, judged_again: bool = True) -> FlagList:
        """The open flags and what is being watched, with what could not be checked. Writes nothing.

        `at` asks how things stood then, by when they happened; `every` adds what was answered and past watching.
        Without `judged_again` what open flags rest on is not judged once more, and `still_found` says nothing:
        with years of open flags that is most of the work.
        """
        with self._reading() as connection:
            return list_flags(
                connection,
                self.rulebook,
                at or self.now(),
                store.course(connection),
                every=every,
                ahead=at is None,
                judged_again=judged_again,
            )

    def open_flags(self) -> tuple[Flag, ...]:
        """The flags that the person has not answered, or put off; worst first, the latest first within a level."""
        with self._reading() as connection:
            return worst_first(store.flags(connection, store.OPEN_FLAGS))

    def last_answered(self) -> Flag | None:
        """The flag that the person answered last, putting off not counted."""
        with self._reading() as connection:
            order = FLAG.c.responded_at.desc(), FLAG.c.id.desc()
            # more than one, because a time that cannot be read may stand before those that can
            last = select(FLAG.c.id).where(~store.OPEN_FLAGS).order_by(*order).limit(_LAST)
            found = store.flags(connection, FLAG.c.id.in_(last))
        answered = [flag for flag in found if flag.responded_at is not None]
        return max(answered, key=lambda flag: (flag.responded_at, flag.id), default=None)

    def alerts(self) -> tuple[Flag, ...]:
        """The open flags at emergency and urgent level, for the whole screen; worst first.

        First raises what kept forms hold and what today's rules find anew. What the disk does not take is returned
        all the same.
        """
        with self._reading() as connection:
            waiting = judging.missing(connection, self.rulebook)
            held = judging.unsaid(connection, held_flags(connection))
        if held or waiting:
            try:
                with self._writing() as connection:
                    judging.keep_flags(connection, held)
                held = ()
            except NotSaved:
                pass  # a full disk must not hide a warning
        return tuple(flag for flag in worst_first((*self.open_flags(), *held)) if flag.level in ALARMING)

    def mark_shown(self, flag_id: str) -> None:
        """Notes when a flag was first on the screen. Raises NotSaved."""
        with self._writing() as connection:
            shown = time_columns("shown_at", self.now())
            store.change_row(connection, FLAG, (FLAG.c.id == flag_id) & FLAG.c.shown_at.is_(None), shown)

    def answer_flag(self, flag_id: str, response: Response, note: str = "") -> Flag:
        """Keeps what the person did about a flag: "later" leaves it open, "mistake" needs a note saying why.

        `flag_id` may be a unique start of the id. An earlier answer is kept among the edits. Raises NotFound,
        BadEntry, NotSaved.
        """
        if response not in get_args(Response):
            raise BadEntry("Say what you did: called, going, mistake or later.", "response")
        kept = valid.note(note)
        if response == "mistake" and is_blank(kept):
            raise BadEntry("Say in a few words what the mistake was, so that your clinic can follow it.", "note")
        with self._writing() as connection:
            full = store.full_id(connection, FLAG, flag_id, "warning")
            (flag,) = store.flags(connection, FLAG.c.id == full)
            answered = replace(flag, response=response, responded_at=self.now(), response_note=kept)
            if flag.response is not None:
                self._keep_earlier(connection, [flag])
            store.put_flags(connection, [answered])
        return answered

    def flag(self, flag_id: str) -> Flag:
        """The flag with this id or the only one whose id begins like this. Raises NotFound."""
        with self._reading() as connection:
            full = store.full_id(connection, FLAG, flag_id, "warning")
            found = store.flags(connection, FLAG.c.id == full)
        if not found:
            raise NotFound("There is no warning with this id.")
        return found[0]
