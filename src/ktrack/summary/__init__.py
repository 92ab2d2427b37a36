"""A period of the diary as one page of plain data.

Owns which facts the page for the visit holds; how they are counted stands in the modules beside this one. Pure:
no clock, no database, no rendering, so the same diary always gives the same page.
"""

from __future__ import annotations

from datetime import datetime

from ktrack.escalation import Rulebook
from ktrack.records import Diary
from ktrack.summary.coverage import coverage
from ktrack.summary.cumulative import cumulative
from ktrack.summary.figures import figures
from ktrack.summary.flags import checked, checked_check_ins, flags
from ktrack.summary.scope import Scope, earlier, period, private_words
from ktrack.summary.shapes import Clinic, VisitSummary
from ktrack.summary.symptoms import changes, infusion_rows, profile
from ktrack.summary.taken import benefit, half_told, medicines, notes, visits, vitals

__all__ = ["VisitSummary", "summarise"]


def summarise(
    diary: Diary, *, since: datetime | None, until: datetime | None, rulebook: Rulebook, now_zone: str = ""
) -> VisitSummary:
    """What the page says about the records from `since` to `until`, both included; None leaves that end open.

    `now_zone` is the zone to name when nothing is recorded: records without one may come from elsewhere.
    """
    scope = Scope(diary, since, until)
    before = earlier(scope)
    warnings = flags(scope, rulebook)
    private = private_words(each.flag for each in warnings)
    known = diary.profile
    return VisitSummary(
        period=period(scope, before, now_zone),
        flags=warnings,
        checked=checked(scope, rulebook, warnings),
        checked_check_ins=len(checked_check_ins(scope)),
        half_told=half_told(scope),
        coverage=coverage(scope),
        figures=figures(scope, before),
        profile=profile(scope),
        infusions=infusion_rows(scope, warnings),
        cumulative=cumulative(scope),
        vitals=vitals(scope),
        benefit=benefit(scope),
        medicines=medicines(scope),
        changes=changes(scope, before),
        notes=notes(scope, private),
        private_words=frozenset().union(*private.values()),
        tell_my_clinic=known.tell_my_clinic,
        visits=visits(scope),
        clinic=Clinic(known.clinic_name, known.clinic_phone, known.after_hours_phone),
        emergency_number=known.emergency_number,
        rulebook_version=rulebook.version,
        rulebook_hash=rulebook.hash,
    )
