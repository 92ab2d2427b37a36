"""The verbs about infusions.

Owns adding, correcting and deleting a treatment session, and what that means for the check-ins that count their
hours from it. It must not draw or print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_

from ktrack.models import CHECK_IN, INFUSION
from ktrack.records import CheckIn, Infusion, Phase
from ktrack.timeline import infusion_at, next_start, numbers
from ktrack.tracker import judging, store, valid
from ktrack.tracker.base import Base, new_id
from ktrack.tracker.columns import instant
from ktrack.tracker.errors import ChangedElsewhere, NotFound

_CHANGEABLE = frozenset(
    ("started_at", "ended_at", "number", "dose_mg", "route", "phase", "baseline_vitals", "note", "timezone")
)


class Infusions(Base):
    """The verbs about infusions."""

    def add_infusion(
        self,
        *,
        started_at: datetime,
        ended_at: datetime | None = None,
        number: int | None = None,
        dose_mg: float | None = None,
        route: str = "",
        phase: Phase = "",
        baseline_vitals: Mapping[str, float] | None = None,
        note: str = "",
        timezone: str | None = None,
    ) -> Infusion:
        """Keeps a new infusion. Without `timezone` it is this computer's. Raises BadEntry, NotSaved."""
        given = Infusion(
            id=new_id(),
            started_at=started_at,
            ended_at=ended_at,
            number=number,
            dose_mg=dose_mg,
            route=route,
            phase=phase,
            baseline_vitals=baseline_vitals or {},
            note=note,
        )
        infusion = valid.infusion(given, self.now())
        infusion = self._with_zone(infusion, timezone)
        with self._writing() as connection:
            store.put_infusions(connection, [infusion])
            self._judge_since(connection, infusion.started_at)
            self._did(connection, "add", infusion)
        return infusion

    def edit_infusion(self, infusion_id: str, *, was: Infusion | None = None, **changes: Any) -> Infusion:
        """Changes what is named by the keywords of `add_infusion`, keeps the earlier version, judges again.

        `infusion_id` may be a unique start of the id; `was` is the infusion as the person was shown it. Raises
        NotFound, BadEntry, ChangedElsewhere when `was` is no longer what is kept, NotSaved.
        """
        unknown = changes.keys() - _CHANGEABLE
        if unknown:
            raise TypeError(f"an infusion has no {', '.join(sorted(unknown))}")
        with self._writing() as connection:
            before = _infusion(connection, infusion_id)
            if was is not None and was != before:
                raise ChangedElsewhere(
                    "This infusion was changed in another window meanwhile, so nothing was overwritten. "
                    "Leave this form and open it again to see what it says now."
                )
            if changes.get("baseline_vitals", {}) is None:
                changes["baseline_vitals"] = {}
            zone = changes.pop("timezone", None)
            after = valid.infusion(replace(before, **changes), self.now())
            if zone is not None or after.started_at != before.started_at:
                after = self._with_zone(after, zone)
            if after == before:
                return before
            edits = self._keep_earlier(connection, [before])
            store.put_infusions(connection, [after])
            self._judge_since(connection, min(before.started_at, after.started_at))
            self._did(connection, "change", after, edits=edits)
        return after

    def delete_infusion(self, infusion_id: str) -> Infusion:
        """Marks an infusion deleted; its check-ins move to the infusion before it. Raises NotFound, NotSaved."""
        with self._writing() as connection:
            before = _infusion(connection, infusion_id)
            deleted = replace(before, deleted_at=self.now())
            left = [each for each in store.infusions(connection) if each.id != before.id]
            check_ins = store.check_ins(connection, CHECK_IN.c.infusion == before.id)
            moved = [_moved(each, left) for each in check_ins]
            edits = self._keep_earlier(connection, [before, *check_ins])
            store.put_infusions(connection, [deleted])
            store.put_check_ins(connection, moved)
            self._judge_since(connection, min((before.started_at, *(each.at for each in moved))))
            self._did(connection, "delete", deleted, left=[deleted, *moved], edits=edits)
        return deleted

    def infusions(self) -> tuple[Infusion, ...]:
        """All infusions that were not deleted, oldest first."""
        with self._reading() as connection:
            return tuple(store.course(connection).infusions)

    def number(self, infusion: Infusion) -> int | None:
        """Its number in the course: as it was given, else counted on from the last one given, else None."""
        return numbers(self.infusions()).get(infusion.id) if infusion.number is None else infusion.number

    def infusion(self, infusion_id: str) -> Infusion:
        """The infusion with this id or the only one whose id begins like this. Raises NotFound."""
        with self._reading() as connection:
            return _infusion(connection, infusion_id)

    def latest_infusion(self, at: datetime | None = None) -> Infusion | None:
        """The last infusion that had started at `at` (now, if not given)."""
        with self._reading() as connection:
            return store.infusion_at(connection, at or self.now())

    def infusion_ahead(self) -> Infusion | None:
        """The next one that starts after now: none can be entered, so the clock was set back since."""
        with self._reading() as connection:
            return store.infusion_after(connection, self.now())

    def strays(self, infusion: Infusion) -> tuple[CheckIn, ...]:
        """Check-ins from between its start and the next one's that count from an earlier one or from none."""
        with self._reading() as connection:
            infusions = store.infusions(connection)
            following = next_start(infusions, infusion)
            meant = [store.KEPT_CHECK_INS, CHECK_IN.c.at >= instant(infusion.started_at)]
            if following is not None:
                meant.append(CHECK_IN.c.at < instant(following))
            found = store.check_ins(connection, and_(*meant))
        elsewhere = {None, *(each.id for each in infusions if each.started_at < infusion.started_at)}
        return tuple(each for each in found if each.infusion in elsewhere)

    def _judge_since(self, connection: Connection, since: datetime) -> None:
        findings = judging.findings_since(connection, self.rulebook, since)
        judging.raise_flags(connection, self.rulebook, findings, self.now())

    def _with_zone(self, infusion: Infusion, zone: str | None) -> Infusion:
        name = (
            self._zone_at(infusion.started_at) if zone is None else valid.line(zone, "timezone", "The time zone")
        )
        return replace(infusion, timezone=name)


def _infusion(connection: Connection, begun: str) -> Infusion:
    full = store.full_id(connection, INFUSION, begun, "infusion")
    found = store.infusion(connection, full)
    if found is None:
        raise NotFound("This infusion was deleted, or its entry can no longer be read.")
    return found


def _moved(check_in: CheckIn, left: list[Infusion]) -> CheckIn:
    before = infusion_at(left, check_in.at)
    return replace(check_in, infusion=before.id if before else None)
