"""The verbs of the app: everything that can be asked of a diary or told to it.

Owns the only way to the database. Both front ends use these same verbs, so neither grows its own rules. Each verb
is on the disk, all of it, when it returns; or it raises, and nothing is changed.

Split by noun: `infusions`, `check_ins`, `drafts`, `flags` (with `flag_list`), `visits`, `profile`, `merge`,
`pages`, `whole`, `going_back`. Below them: `steps` (what was done last), `valid` (what may be entered), `judging`
(flags), `store` (queries), `rows` and `check_in_rows` (records and rows), `columns`, `watch` (changes by others).
"""

from __future__ import annotations

from ktrack.tracker.check_ins import ANY, CheckInResult
from ktrack.tracker.drafts import Draft
from ktrack.tracker.errors import BadEntry, ChangedElsewhere, KtrackError, NotFound, NotSaved
from ktrack.tracker.flag_entry import FlagEntry, FlagList
from ktrack.tracker.flags import Flags
from ktrack.tracker.going_back import GoingBack
from ktrack.tracker.infusions import Infusions
from ktrack.tracker.merge import Merged
from ktrack.tracker.pages import Page, Pages
from ktrack.tracker.store import Unreadable
from ktrack.tracker.visits import Visits
from ktrack.tracker.watch import ChangeCounter
from ktrack.tracker.whole import Whole

__all__ = [
    "ANY",
    "BadEntry",
    "ChangeCounter",
    "ChangedElsewhere",
    "CheckInResult",
    "Draft",
    "FlagEntry",
    "FlagList",
    "KtrackError",
    "Merged",
    "NotFound",
    "NotSaved",
    "Page",
    "Tracker",
    "Unreadable",
]


class Tracker(Infusions, GoingBack, Flags, Visits, Pages, Whole):
    """An open diary with all its verbs, for a `with` block. Raises db.CannotOpen when it cannot be opened."""
