"""Trends: charts that can be read without colour, and the same in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ktrack.records import CheckIn
from ktrack.tracker import Tracker
from ktrack.tui.widgets.band_chart import BandChart, Chart, Mark, Shade, draw
from tests.tui.at_screen import ENDED, NOW, Clock, Seen, running

COURSE = (2, 1, 0, 0, 0)
HOURS = (0.5, 2, 4.5, 9, 20)


def three_more(tracker: Tracker) -> None:
    """Infusions 2, 3 and 4, a week apart and well covered; nausea 3, 2, 2 at first."""
    for weeks, first in ((3, 3), (2, 2), (1, 2)):
        end = ENDED - timedelta(weeks=weeks)
        tracker.add_infusion(started_at=end - timedelta(minutes=45), ended_at=end, number=5 - weeks)
        for hours, nausea in zip(HOURS, (first, *COURSE[1:]), strict=True):
            told(tracker, weeks, hours, nausea=nausea)
        told(tracker, weeks, 72, nausea=0)


def told(tracker: Tracker, weeks_ago: int, hours: float, **answers: int) -> CheckIn:
    """A check-in so long after the end of the infusion that many weeks ago."""
    at = ENDED - timedelta(weeks=weeks_ago) + timedelta(hours=hours)
    return tracker.check_in(replace(tracker.new_check_in(at=at), answers=answers)).check_in


def plot(seen: Seen) -> list[str]:
    """The lines of the chart, from the number of the scale on."""
    return [line[2:] for line in seen.text.splitlines() if line[2:8].rstrip().endswith("│") or "│" in line[2:8]]


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)])
async def test_a_band_with_enough_infusions(tracker: Tracker, size: tuple[int, int]) -> None:
    three_more(tracker)
    told(tracker, 0, 0.5, nausea=4)
    told(tracker, 0, 2, nausea=1)
    async with running(tracker, size=size) as seen:
        await answer_alerts(seen)
        await seen.press("t")
        assert seen.line("Nausea").split()[:2] == ["Nausea", "hours"]
        assert [line[1] for line in plot(seen) if line[1] != " "] == ["4", "3", "2", "1", "0"]
        top = next(line for line in plot(seen) if line.startswith(" 4"))
        assert top[4:].strip(" ") == "4", "the answer of this infusion stands as a digit at its height"
        assert any("░" in line for line in plot(seen))
        assert "0 none … 4 very severe" in seen.text
        assert "░ half of 4 infusions" in seen.text
        assert "digits infusion 5" in seen.text
        assert "Worst 4 (infusion 5)." in seen.text
        assert seen.line("3 days").split() == [
            "0",
            "2",
            "4",
            "6",
            "h",
            "12",
            "24",
            "h",
            "48",
            "h",
            "3",
            "days",
            "7",
            "days",
        ]
        assert all(len(line) <= size[0] for line in seen.text.splitlines())
        assert "Esc Back" in seen.text and "F1 I need help now" in seen.text


async def answer_alerts(seen: Seen) -> None:
    """Whatever had to be faced first."""
    while seen.screen == "AlertScreen":
        await seen.press("1", "enter")


async def test_with_one_infusion_there_are_points_and_no_band(tracker: Tracker) -> None:
    told(tracker, 0, 0.5, nausea=2)
    told(tracker, 0, 2, dizziness=0)
    told(tracker, 0, 4, nausea=1)
    async with running(tracker) as seen:
        await seen.press("t")
        assert "Too few to summarise: 1 infusion has" in seen.text
        assert "░" not in seen.text
        assert [line[4:].strip() for line in plot(seen) if line[1] in "21"] == ["2", "1"]


async def test_gaps_stay_gaps(tracker: Tracker) -> None:
    three_more(tracker)
    async with running(tracker) as seen:
        await seen.press("t")
        floor = next(line for line in plot(seen) if line.startswith(" 0"))
        begin = floor.index("∘")
        day_3 = floor.rindex("∘")
        # between the morning and day 3 nobody was asked: no line leads there
        assert "   " in floor[begin:day_3]


async def test_arrows_change_symptom_and_view_and_x_gives_words(tracker: Tracker) -> None:
    three_more(tracker)
    told(tracker, 0, 0.5, nausea=1, urinary_urgency=2, mood=4)
    async with running(tracker) as seen:
        await seen.press("t", "down")
        assert "worst answer of each infusion" in seen.text
        await seen.press("x")
        assert "Infusion 2, 31 Oct: worst 3, 6 answers." in seen.text
        assert "Infusion 5, 21 Nov: worst 1, 1 answer." in seen.text
        await seen.press("down")
        assert "Week of 16 Nov: worst 1, 2 answers; infusion 5." in seen.text
        await seen.press("x", "down", "left")
        assert "hours since" in seen.text
        await seen.press("right", "right")
        assert seen.line("2 of").split()[0] == "Dizziness"
        assert "Not asked yet." in seen.text


async def test_urinary_answers_begin_with_the_weeks(tracker: Tracker) -> None:
    three_more(tracker)
    told(tracker, 0, 0.5, urinary_urgency=2)
    async with running(tracker) as seen:
        await seen.press("t", "right", "right", "right")
        assert seen.line("4 of").split()[:2] == ["Urinary", "changes"]
        assert "worst answer of each week" in seen.text
        assert seen.line("▲").split() == ["▲2", "▲3", "▲4", "▲5"]
        assert "Not asked in 3 of 4 weeks." in seen.text
        shown = [line[4:].replace("┊", " ").replace("░", " ").strip() for line in plot(seen)]
        assert [each for each in shown if each] == ["2"], "weeks without an answer are empty, not 0"


async def test_another_infusion_can_be_brought_out(tracker: Tracker) -> None:
    three_more(tracker)
    async with running(tracker) as seen:
        await seen.press("t")
        assert "digits infusion 5" in seen.text
        await seen.press("i")
        assert "digits infusion 4" in seen.text
        floor = next(line for line in plot(seen) if line.startswith(" 0"))
        assert floor[4:].count("0") == 4


async def test_an_empty_diary_says_so(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("t")
        assert "Not asked yet." in seen.text
        await seen.press("x")
        assert "Not asked yet." in seen.text
        await seen.press("escape")
        assert seen.screen == "HomeScreen"


async def test_help_comes_from_here_too(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.press("t", "f1")
        assert seen.screen == "HelpNowScreen"


def rows(chart: Chart, width: int = 44, height: int = 16) -> list[str]:
    """The chart as text."""
    return ["".join(sign for sign, _ in row) for row in draw(chart, width, height)]


def test_the_scale_does_not_follow_the_values() -> None:
    low = rows(Chart(highest=4, marks=(Mark(0.5, 1, "1"),)))
    assert [line[1] for line in low if line[1] != " "][:5] == ["4", "3", "2", "1", "0"]
    assert next(line for line in low if "1" in line[5:]).startswith(" 1")


def test_nothing_is_drawn_where_nothing_was_given() -> None:
    found = rows(Chart(highest=4, lines=(((0.0, 2), (0.3, 2)), ((0.7, 2), (1.0, 2)))))
    line = next(each for each in found if each.startswith(" 2"))[4:]
    columns = BandChart.plot_width(44)
    assert line[int(columns * 0.35) : int(columns * 0.65)].strip() == ""
    assert line[: int(columns * 0.25)].strip() and line[int(columns * 0.75) :].strip()


def test_a_shade_covers_its_values_and_no_others() -> None:
    found = rows(Chart(highest=4, shades=(Shade(0.2, 0.4, 1, 3),)))
    shaded = [line[1] for line in found if "░" in line and line[1] != " "]
    assert shaded == ["3", "2", "1"]


@pytest.mark.parametrize(("width", "height"), [(3, 3), (12, 2), (20, 5), (200, 60)])
def test_any_size_is_drawn_or_left_out(width: int, height: int) -> None:
    found = rows(Chart(highest=10, marks=(Mark(1, 10, "10"),), uprights=((0.99, "12"),)), width, height)
    assert len(found) <= height or height < 5
    assert all(len(line) <= width for line in found)


def test_this_infusion_is_now() -> None:
    assert Clock()() == NOW
