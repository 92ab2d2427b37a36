"""What a chart of a trend draws.

Owns which figure becomes which sign, and the axis of hours. Pure: a trend in, a chart out.
"""

from __future__ import annotations

from bisect import bisect
from datetime import datetime

from ktrack.trends import Band, Run, Spot, Trend
from ktrack.tui import trend_words
from ktrack.tui.trend_words import View
from ktrack.tui.widgets.band_chart import BandChart, Chart, Mark, Shade, plot_column

OTHER = "∘"
_KNOTS = (0.0, 2.0, 4.0, 6.0, 12.0, 24.0, 48.0, 72.0, 168.0)
"""Hours that stand equally far apart: what matters happens in the first ones."""
_TICKS = ("0", "2", "4", "6 h", "12", "24 h", "48 h", "3 days", "7 days")
_BEYOND = 0.5
"""Room after the last knot, as a part of one step."""
_STEPS = len(_KNOTS) - 1 + _BEYOND
_WIDEST = 12
"""Columns for one infusion or week at most, so that a few of them stand together."""
_NARROWEST = {"infusions": 4, "weeks": 2}


def chart(trend: Trend, view: View, mine: int, width: int, now: datetime) -> Chart:
    """The chart of a view in a widget of this width; `mine` is the place of the infusion that is brought out."""
    columns = BandChart.plot_width(width)
    if view == "hours":
        return _hours(trend, mine, columns)
    if view == "infusions":
        names = [_below(run, columns // max(len(trend.runs), 1), now) for run in trend.runs]
        return _in_a_row(trend, [run.all for run in trend.runs], names, columns, view)
    weeks = trend.weeks[-most(view, width) :]
    names = [trend_words.day(week.begins, now) for week in weeks]
    found = _in_a_row(trend, [week.spot for week in weeks], names, columns, view)
    slot = _slot(len(weeks), columns) / columns
    uprights = [
        ((place + part) * slot, trend_words.infusion_sign(ref))
        for place, week in enumerate(weeks)
        for ref, part in week.infusions
    ]
    return Chart(found.highest, found.ticks, found.shades, found.lines, found.marks, tuple(uprights))


def most(view: View, width: int) -> int:
    """How many infusions or weeks there is room for."""
    return max(BandChart.plot_width(width) // _NARROWEST.get(view, 1), 1)


def legend(trend: Trend, view: View, mine: int, width: int, now: datetime) -> str:
    """What the signs mean."""
    if view == "hours":
        middle = f"░ half of {len(trend.runs)} infusions   ⠒⠒ their middle   " if trend.bands else ""
        this = f"digits {trend_words.infusion_name(trend.runs[mine].infusion, now)}" if trend.runs else ""
        others = f"   {OTHER} the others" if len(trend.runs) > 1 else ""
        return middle + this + others
    signs = "░ lowest to highest   digit: the middle" if trend.whole else "digit: the worst answer"
    signs += "   empty: not asked"
    if view == "weeks":
        signs += "   ▲ infusion"
    there = len(trend.weeks if view == "weeks" else trend.runs)
    shown = most(view, width)
    return f"{signs}   last {shown} of {there}, all with x" if there > shown else signs


def _hours(trend: Trend, mine: int, columns: int) -> Chart:
    others = [run for place, run in enumerate(trend.runs) if place != mine]
    # one sign for all that stand at the same place: years have thousands of answers in a few hundred places
    places = {(plot_column(_at(hours), columns), value) for run in others for hours, value in run.answers}
    marks = [Mark((column + 0.5) / columns, value, OTHER, strong=False) for column, value in places]
    if trend.runs:
        marks += [Mark(_at(hours), value, str(value)) for hours, value in trend.runs[mine].answers]
    return Chart(
        highest=trend.highest,
        ticks=tuple((_at(hours), words) for hours, words in zip(_KNOTS, _TICKS, strict=True)),
        shades=tuple(Shade(_at(band.begin), _at(band.end), band.low, band.high) for band in trend.bands),
        lines=tuple(_steps(trend.bands)),
        marks=tuple(marks),
    )


def _at(hours: float) -> float:
    """Where an hour stands; from 0 on."""
    after = bisect(_KNOTS, hours)
    if after < len(_KNOTS):
        begin, end = _KNOTS[after - 1], _KNOTS[after]
        return (after - 1 + (hours - begin) / (end - begin)) / _STEPS
    # as steep as the step before, so that the end of day 7 is on the chart
    beyond = (hours - _KNOTS[-1]) / (_KNOTS[-1] - _KNOTS[-2])
    return min((len(_KNOTS) - 1 + beyond) / _STEPS, 1)


def _steps(bands: tuple[Band, ...]) -> list[tuple[tuple[float, float], ...]]:
    """The middle as level steps; a line goes on only where the next time point follows at once."""
    lines: list[tuple[tuple[float, float], ...]] = []
    before: Band | None = None
    for band in bands:
        step = ((_at(band.begin), band.median), (_at(band.end), band.median))
        if before is not None and before.end == band.begin:
            lines[-1] += step
        else:
            lines.append(step)
        before = band
    return lines


def _slot(count: int, columns: int) -> int:
    """Whole columns for each, so that all are as wide."""
    return max(min(columns // max(count, 1), _WIDEST), 1)


def _in_a_row(trend: Trend, spots: list[Spot | None], names: list[str], columns: int, view: View) -> Chart:
    """Infusions or weeks side by side; one without an answer keeps its place and stays empty."""
    room = most(view, columns + 5)
    spots, names = spots[-room:], names[-room:]
    wide = _slot(len(spots), columns)
    slot, edge = wide / columns, (1 if wide > 3 else 0) / columns
    shades, marks = [], []
    for place, spot in enumerate(spots):
        if spot is None:
            continue
        x = (place + 0.5) * slot
        low, value = (float(spot.lowest), spot.middle) if trend.whole else (0.0, float(spot.worst))
        high = float(spot.highest) if trend.whole else value
        if high > low:
            shades.append(Shade(place * slot + edge, (place + 1) * slot - edge, low, high))
        sign = f"{value:g}"
        marks.append(Mark(x, value, sign if len(sign) <= wide else "●"))
    return Chart(
        highest=trend.highest,
        ticks=tuple(((place + 0.5) * slot, name) for place, name in enumerate(names)),
        shades=tuple(shades),
        marks=tuple(marks),
    )


def _below(run: Run, room: int, now: datetime) -> str:
    if run.infusion.number is not None:
        return str(run.infusion.number)
    name = trend_words.day(run.infusion.started_at, now)
    return name if len(name) < room else "?"
