"""The numbers of the page a second time, from the JSON of a diary file and with none of ktrack's counting.

Owns a slow and plain reading of the same definitions, to compare with: dicts, loops, seconds. It imports nothing
of `ktrack.summary` or `ktrack.timeline`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from ktrack.questions import questions

Json = dict[str, Any]
POINTS = ((0, 1), (1, 3), (3, 6), (6, 14), (14, 30), (60, 84), (156, 180))
URINARY_SCALES = (
    "urinary_frequency", "urinary_urgency", "painful_urination", "bladder_pain", "nocturia", "blood_in_urine",
    "flank_pain",
)  # fmt: skip
CORE = ("nausea", "dizziness", "dissociation")


def when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def hours(begin: str, end: str) -> float:
    return (when(end).timestamp() - when(begin).timestamp()) / 3600


def middle(values: Iterable[float]) -> tuple[float, float, float, int] | None:
    known = sorted(values)
    return (float(median(known)), float(known[0]), float(known[-1]), len(known)) if known else None


class NaivePage:
    """The counts of one period; `since` and `until` are included."""

    def __init__(self, diary: Json, since: datetime | None, until: datetime | None) -> None:
        self.diary = diary
        self.since, self.until = since, until
        self.all = sorted(diary["infusions"], key=lambda each: (when(each["started_at"]), each["id"]))
        self.course = [each for each in self.all if until is None or when(each["started_at"]) <= until]
        self.infusions = [each for each in self.course if self.inside(each["started_at"])]
        there = [each for each in diary["check_ins"] if not each.get("deleted_at")]
        there = [each for each in there if until is None or when(each["at"]) <= until]
        self.so_far = sorted(there, key=lambda each: (when(each["at"]), each["id"]))
        self.check_ins = [each for each in self.so_far if self.inside(each["at"])]

    def inside(self, at: str) -> bool:
        after = self.since is None or when(at) >= self.since
        return after and (self.until is None or when(at) <= self.until)

    def reached(self) -> datetime | None:
        times = [when(each[name]) for each in self.diary["check_ins"] for name in ("at", "entered_at")]
        times += [when(each.get("ended_at") or each["started_at"]) for each in self.all]
        if not times:
            return None
        return max(times) if self.until is None else min(max(times), self.until)

    def after(self, infusion: Json) -> str | None:
        later = [
            each["started_at"] for each in self.all if when(each["started_at"]) > when(infusion["started_at"])
        ]
        return min(later, key=when) if later else None

    def own(self, infusion: Json) -> list[Json]:
        return [each for each in self.so_far if each["infusion"] == infusion["id"]]

    # how complete

    def answered_and_missed(self, infusion: Json) -> tuple[list[int], list[int]]:
        answered: list[int] = []
        missed: list[int] = []
        end, following, reached = infusion.get("ended_at"), self.after(infusion), self.reached()
        if not end or reached is None:
            return answered, missed
        for place, (begin, stop) in enumerate(POINTS):
            opens = when(end) + timedelta(hours=begin)
            closes = when(end) + timedelta(hours=stop)
            if following and opens >= when(following):
                continue
            if following:
                closes = min(closes, when(following))
            if any(begin <= hours(end, each["at"]) < stop for each in self.own(infusion)):
                answered.append(place)
            elif closes <= reached:
                missed.append(place)
        return answered, missed

    def coverage(self) -> Json:
        found = [self.answered_and_missed(each) for each in self.infusions]
        edited = {each["record_id"] for each in self.diary.get("edits", []) if each["record"] == "check_in"}
        ids = {each["id"] for each in self.all}
        inside = self.check_ins
        return {
            "done": sum(len(answered) for answered, _ in found),
            "passed": sum(len(answered) + len(missed) for answered, missed in found),
            "check_ins": len(inside),
            "companion": len([each for each in inside if each["entered_by"] == "companion"]),
            "late": len([each for each in inside if hours(each["at"], each["entered_at"]) > 2]),
            "edited": len([each for each in inside if each["id"] in edited]),
            "deleted": len(
                [each for each in self.diary["check_ins"] if each.get("deleted_at") and self.inside(each["at"])]
            ),
            "answers": sum(len(each["answers"]) for each in inside),
            "skipped": sum(len(each.get("skipped", [])) for each in inside),
            "none_for_rest": sum(len(each.get("none_for_rest", [])) for each in inside),
            "between": len([each for each in inside if each["infusion"] not in ids]),
        }

    def enough(self) -> bool:
        found = [self.answered_and_missed(each) for each in self.infusions]
        shares = [
            len(answered) / (len(answered) + len(missed)) for answered, missed in found if answered or missed
        ]
        return len([share for share in shares if share >= 0.7]) >= 3

    # symptoms

    def value(self, check_in: Json, key: str) -> int | None:
        if key != "urinary":
            found: int | None = check_in["answers"].get(key)
            return found
        given = [check_in["answers"][each] for each in URINARY_SCALES if each in check_in["answers"]]
        return max(given) if given else None

    def at_points(self, infusion: Json, key: str) -> list[int | None]:
        """The answer before, and the worst at each time point."""
        earlier = [each for each in self.so_far if when(each["at"]) < when(infusion["started_at"])]
        found: list[int | None] = [self.value(earlier[-1], key) if earlier else None]
        for begin, stop in POINTS:
            values = []
            for each in self.own(infusion):
                value = self.value(each, key)
                end = infusion.get("ended_at")
                if end and value is not None and begin <= hours(end, each["at"]) < stop:
                    values.append(value)
            found.append(max(values) if values else None)
        return found

    def over(self, check_in: Json, key: str) -> bool:
        """Whether all that was felt of it was said to be over."""
        keys = [key] if key != "urinary" else [each for each in URINARY_SCALES if check_in["answers"].get(each)]
        details = check_in.get("details", {})
        return all(details.get(each, {}).get("still_present") is False for each in keys)

    def timed(self, infusion: Json, key: str) -> list[tuple[float, int, bool]]:
        if not infusion.get("ended_at"):
            return []
        found = [
            (hours(infusion["ended_at"], each["at"]), self.value(each, key), self.over(each, key))
            for each in self.own(infusion)
        ]
        return [(at, value, over) for at, value, over in found if value is not None and at >= 0]

    def gone_by(self, infusion: Json, key: str) -> float | None:
        """The last answer above 0 when it was said to be over with it, else the first 0 after it."""
        timed = self.timed(infusion, key)
        felt = [place for place, (_, value, _) in enumerate(timed) if value > 0]
        if not felt:
            return None
        at, _, over = timed[felt[-1]]
        if over:
            return at
        return timed[felt[-1] + 1][0] if felt[-1] + 1 < len(timed) else None

    def lasting(self, key: str) -> tuple[tuple[float, float, float, int] | None, int, int]:
        """When it had gone, in how many infusions it was reported, and in how many it was there at the last."""
        reported = [each for each in self.infusions if any(value for _, value, _ in self.timed(each, key))]
        still = [each for each in reported if self.there_at_the_last(self.timed(each, key))]
        gone = [self.gone_by(each, key) for each in reported]
        return middle(each for each in gone if each is not None), len(reported), len(still)

    def there_at_the_last(self, timed: list[tuple[float, int, bool]]) -> bool:
        return timed[-1][1] > 0 and not timed[-1][2]

    def changes(
        self, earlier: NaivePage
    ) -> dict[str, tuple[str, tuple[int | None, int, int], tuple[int | None, int, int]]]:
        found = {}
        for key, asked in questions().items():
            if asked.kind == "vital" or key in ("pain", "mood"):
                continue
            now, before = self.seen(key), earlier.seen(key)
            if not now[0] and not before[0]:
                continue
            if now[0] is None or before[0] is None:
                kind = "unknown"
            elif before[0] == 0:
                kind = "new"
            elif now[0] == 0:
                kind = "gone"
            else:
                kind = "worse" if now[0] > before[0] else "better" if now[0] < before[0] else "same"
            found[key] = (kind, now, before)
        return found

    def seen(self, key: str) -> tuple[int | None, int, int]:
        given = [each["answers"][key] for each in self.check_ins if key in each["answers"]]
        return max(given) if given else None, len([value for value in given if value > 0]), len(given)

    # figures

    def figures(self) -> dict[str, Any]:
        scales = {key for key, asked in questions().items() if asked.kind == "scale" and asked.highest == 4}
        severe = [[v for c in self.own(i) for k, v in c["answers"].items() if k in scales] for i in self.infusions]
        vomited = [
            [c["answers"]["vomiting"] for c in self.own(i) if "vomiting" in c["answers"]] for i in self.infusions
        ]
        urinary = [value for each in self.check_ins if (value := self.value(each, "urinary")) is not None]
        starts = [when(each["started_at"]).timestamp() / 86400 for each in self.infusions]
        doses = [each["dose_mg"] for each in self.infusions if each.get("dose_mg") is not None]
        return {
            "severe": self._share([any(v >= 3 for v in values) for values in severe if values]),
            "vomiting": self._share([any(values) for values in vomited if values]),
            "gone": middle(each for each in map(self._all_gone, self.infusions) if each is not None),
            "urinary": self._share([value > 0 for value in urinary]),
            "pain": middle(each["answers"]["pain"] for each in self.check_ins if "pain" in each["answers"]),
            "mood": middle(each["answers"]["mood"] for each in self.check_ins if "mood" in each["answers"]),
            "dose": middle(doses),
            "days": middle(other - one for one, other in pairwise(starts)),
        }

    def _all_gone(self, infusion: Json) -> float | None:
        latest = 0.0
        for key in CORE:
            timed = self.timed(infusion, key)
            if not timed or self.there_at_the_last(timed):
                return None
            latest = max(latest, self.gone_by(infusion, key) or 0.0)
        return latest or None

    @staticmethod
    def _share(hits: list[bool]) -> tuple[int, int] | None:
        return (sum(hits), len(hits)) if hits else None

    # slow and measured

    def weeks(self, key: str) -> list[int | None]:
        """The worst answer of each week from the first record to the last."""
        days = [when(each["at"]).date() for each in self.check_ins]
        days += [when(each["started_at"]).date() for each in self.infusions]
        found: list[int | None] = []
        monday = min(days) - timedelta(days=min(days).weekday())
        while monday <= max(days):
            week = {monday + timedelta(days=more) for more in range(7)}
            values = [
                each["answers"][key]
                for each in self.check_ins
                if key in each["answers"] and when(each["at"]).date() in week
            ]
            found.append(max(values) if values else None)
            monday += timedelta(days=7)
        return found

    def third(self, key: str, *, last: bool) -> tuple[int, int, float | None, int | None]:
        size = len(self.course) // 3
        begin = when(self.course[-size if last else 0]["started_at"])
        stop = None if last else when(self.course[size]["started_at"])
        values = [
            each["answers"][key]
            for each in self.so_far
            if key in each["answers"] and when(each["at"]) >= begin and (stop is None or when(each["at"]) < stop)
        ]
        if not values:
            return 0, 0, None, None
        return len([value for value in values if value]), len(values), float(median(values)), max(values)

    def vital(self, key: str) -> Json | None:
        read = [each for each in self.check_ins if key in each.get("vitals", {})]
        if not read:
            return None
        baselines = {each["id"]: each.get("baseline_vitals", {}).get(key) for each in self.all}
        against = [
            each["vitals"][key] - baselines[each["infusion"]]
            for each in read
            if baselines.get(each["infusion"]) is not None
        ]
        values = [each["vitals"][key] for each in read]
        return {
            "n": len(values),
            "highest": max(values),
            "lowest": min(values),
            "rise": max((each for each in against if each > 0), default=None),
            "fall": min((each for each in against if each < 0), default=None),
        }

    def medicines(self) -> dict[str, tuple[int, int, int]]:
        found: dict[str, tuple[int, int, int]] = {}
        for check_in in self.check_ins:
            for each in check_in.get("medicines", []):
                name = each["name"].strip().lower()
                times, yes, no = found.get(name, (0, 0, 0))
                said = each.get("helped")
                found[name] = (times + 1, yes + (said is True), no + (said is False))
        return found

    def benefit(self, infusion: Json, key: str) -> tuple[int | None, tuple[float, float, float, int] | None]:
        place = self.course.index(infusion)
        since = when(self.course[place - 1]["started_at"]) if place else None
        start, following = when(infusion["started_at"]), self.after(infusion)
        end = when(infusion.get("ended_at") or infusion["started_at"])
        given = [(when(each["at"]), each["answers"][key]) for each in self.so_far if key in each["answers"]]
        before = [value for at, value in given if at < start and (since is None or at >= since)]
        after = [value for at, value in given if at >= end and (following is None or at < when(following))]
        return before[-1] if before else None, middle(after)
