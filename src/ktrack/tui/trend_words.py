"""A trend in words: the lines under a chart, and the text version that says all the chart shows.

Owns these words, for the app and for the command. It must not work anything out, and never says what a course
means.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from ktrack import when
from ktrack.timeline import ENOUGH_INFUSIONS, InfusionRef
from ktrack.trends import LAST_HOUR, Band, Run, Spot, Trend, Week
from ktrack.wording import listed

View = Literal["hours", "infusions", "weeks"]
VIEWS: tuple[View, ...] = ("hours", "infusions", "weeks")

_POINTS = {"bedtime": "at bedtime", "morning": "in the morning", "day-3": "on day 3", "day-7": "on day 7"}
NO_ANSWERS = "Not asked yet."


def view_name(trend: Trend, view: View) -> str:
    """What is looked at."""
    taken = "lowest to highest answer" if trend.whole else "worst answer"
    return {
        "hours": "hours since the end of the infusion",
        "infusions": f"{taken} of each infusion",
        "weeks": f"{taken} of each week",
    }[view]


def scale(trend: Trend) -> str:
    """ "0 none … 4 very severe": which number is which end."""
    first, last = ("no", "yes") if trend.highest == 1 else (trend.anchors[0], trend.anchors[-1])
    words = f"0 {first} … {trend.highest} {last}"
    return f"{words}; higher is better" if trend.less_is_worse else words


def infusion_name(ref: InfusionRef, now: datetime) -> str:
    """ "infusion 3", or by its day when it has no number."""
    return f"infusion {ref.number}" if ref.number is not None else f"the infusion of {day(ref.started_at, now)}"


def infusion_sign(ref: InfusionRef) -> str:
    """As short as it gets, for below a chart."""
    return str(ref.number) if ref.number is not None else f"{ref.started_at.day}/{ref.started_at.month}"


def day(at: date, now: datetime) -> str:
    """ "21 Nov", with the year when it is another one."""
    return f"{at.day} {at:%b}" + ("" if at.year == now.year else f" {at.year}")


def default_view(trend: Trend) -> View:
    """What is looked at first."""
    return "weeks" if trend.by_week else "hours"


def facts(trend: Trend, view: View, now: datetime) -> list[str]:
    """What stands under the chart: the figures, and what the chart does not show."""
    if not trend.answers:
        return [NO_ANSWERS]
    if view == "hours":
        return [_summary(trend), _worst_run(trend, now), _left_out(trend, now)]
    if view == "infusions":
        return [_worst_run(trend, now), _between(trend)]
    return [_worst_week(trend, now), _unanswered_weeks(trend)]


def in_full(trend: Trend, view: View, now: datetime) -> list[str]:
    """Everything that a view shows, line by line; a line that begins with two blanks belongs to a list."""
    if not trend.answers:
        return [NO_ANSWERS]
    said = [f"Scale: {scale(trend)}."]
    if view == "hours":
        said += [_band_line(trend, band) for band in trend.bands]
        said += [f"  {_capital(infusion_name(run.infusion, now))}: {_run_answers(run)}" for run in trend.runs]
    elif view == "infusions":
        for run in trend.runs:
            name = f"{_capital(infusion_name(run.infusion, now))}, {day(run.infusion.started_at, now)}"
            said.append(f"  {name}: {_spot(trend, run.all)}")
    else:
        said += [f"  Week of {day(week.begins, now)}: {_week(trend, week, now)}" for week in trend.weeks]
    return [*said, *(line for line in facts(trend, view, now) if line)]


# ------------------------------------------------------------------ hours


def _summary(trend: Trend) -> str:
    if not trend.enough:
        have = f"{trend.covered} infusion{'s have' if trend.covered != 1 else ' has'}"
        return (
            f"Too few to summarise: {have} at least 70 % of the check-ins answered, and it takes "
            f"{ENOUGH_INFUSIONS}. The points are the answers."
        )
    if trend.whole:
        return ""
    reported = [run for run in trend.runs if run.state in ("gone", "still there")]
    asked = [run for run in trend.runs if run.state != "not asked"]
    if not reported:
        return f"Asked after {len(asked)} of {len(trend.runs)} infusions, and not reported."
    gone = sorted(run.gone_by for run in reported if run.gone_by is not None)
    words = f"Reported after {len(reported)} of {len(asked)} infusions"
    if gone:
        first, last = when.span(gone[0]), when.span(gone[-1])
        by = f"by {first}" if first == last else f"by {first} to {last}"
        words += f": gone {by} in {len(gone)}"
    still = sum(run.state == "still there" for run in reported)
    return words + (f"; still there at the last answer in {still}." if still else ".")


def _band_line(trend: Trend, band: Band) -> str:
    quarter, three_quarters = f"{band.low:.3g}", f"{band.high:.3g}"
    return (
        f"  {_capital(_POINTS.get(band.name, f'at {band.label}'))}, {band.n} infusions: middle {band.median:g}, "
        f"half of them from {quarter} to {three_quarters}."
    )


def _run_answers(run: Run) -> str:
    if not run.end_known:
        return "its end is not known, so it has no hours."
    if not run.answers:
        return "not asked."
    said = ", ".join(f"{value} at {when.span(hours)}" for hours, value in run.answers)
    return f"{said}."


def _left_out(trend: Trend, now: datetime) -> str:
    parts = []
    if trend.during:
        parts.append(f"{_count(trend.during, 'answer')} before an infusion ended")
    if trend.later:
        parts.append(f"{_count(trend.later, 'answer')} later than {when.span(LAST_HOUR)}")
    parts += [
        f"{infusion_name(run.infusion, now)}, whose end is not known"
        for run in trend.runs
        if not run.end_known and run.all is not None
    ]
    return f"Not shown here: {listed(parts)}." if parts else ""


# ------------------------------------------------------------------ infusions and weeks


def _worst_run(trend: Trend, now: datetime) -> str:
    spots = [(run.all, infusion_name(run.infusion, now)) for run in trend.runs if run.all is not None]
    return _worst(trend, spots, "infusion")


def _worst_week(trend: Trend, now: datetime) -> str:
    spots = [(week.spot, f"week of {day(week.begins, now)}") for week in trend.weeks if week.spot is not None]
    return _worst(trend, spots, "week")


def _worst(trend: Trend, spots: Sequence[tuple[Spot, str]], what: str) -> str:
    if not spots:
        return f"Not asked in any {what}."
    pick = min if trend.less_is_worse else max
    worst = pick(spot.worst for spot, _ in spots)
    names = [name for spot, name in spots if spot.worst == worst]
    told = listed(names) if len(names) <= 3 else f"{len(names)} of {len(spots)} {what}s"
    word = "Lowest" if trend.less_is_worse else "Highest" if trend.whole else "Worst"
    return f"{word} {worst} ({told})."


def _between(trend: Trend) -> str:
    belonging = sum(run.all.n for run in trend.runs if run.all is not None)
    rest = trend.answers - belonging
    return f"Not shown here: {_count(rest, 'answer')} between infusions." if rest else ""


def _unanswered_weeks(trend: Trend) -> str:
    without = sum(week.spot is None for week in trend.weeks)
    return f"Not asked in {without} of {len(trend.weeks)} weeks." if without else ""


def _week(trend: Trend, week: Week, now: datetime) -> str:
    names = [infusion_name(ref, now) for ref, _ in week.infusions]
    return _spot(trend, week.spot).removesuffix(".") + (f"; {listed(names)}." if names else ".")


def _spot(trend: Trend, spot: Spot | None) -> str:
    if spot is None:
        return "not asked."
    if trend.whole:
        return f"{spot.lowest} to {spot.highest}, middle {spot.middle:g}, {_count(spot.n, 'answer')}."
    return f"worst {spot.worst}, {_count(spot.n, 'answer')}."


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
