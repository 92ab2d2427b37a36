"""The goals: which figures of which cases are compared, and what must come of it.

Owns the goals, and which of the two clocks a comparison goes by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.bench.cases import Figures
from tests.bench.running import Took

Round = Mapping[str, Mapping[str, float]]


def by_processor(figures: Mapping[str, Figures]) -> Round:
    """A round's figures, its times those of the processor: the ones that count."""
    return _by(lambda took: took.processor, figures)


def by_wall(figures: Mapping[str, Figures]) -> Round:
    """A round's figures, its times those of the wall clock."""
    return _by(lambda took: took.wall, figures)


def _by(clock: Callable[[Took], float], figures: Mapping[str, Figures]) -> Round:
    return {
        case: {name: clock(each) if isinstance(each, Took) else each for name, each in found.items()}
        for case, found in figures.items()
    }


class Row(NamedTuple):
    """One goal. `figure` is worked out in each round; the median over the rounds counts."""

    name: str
    says: str
    cases: tuple[str, ...]
    figure: Callable[[Round], float]
    goal: float
    at_least: bool = False
    timed: bool = True

    def met(self, figure: float) -> bool:
        return figure >= self.goal if self.at_least else figure <= self.goal


def _row(name: str, says: str, one: str, other: str, goal: float, *, at_least: bool = False) -> Row:
    """`one` and `other` are "case: figure"."""
    (case, figure), (floor, floors) = one.split(": "), other.split(": ")
    timed = not figure.startswith("memory")
    return Row(name, says, (case, floor), lambda of: of[case][figure] / of[floor][floors], goal, at_least, timed)


ROWS = (
    _row("version", "--version x a typer line", "version: all", "floor line: all", 1.25),
    _row("help", "--help x a typer overview", "help: all", "floor overview: all", 1.25),
    _row("check-in", "check-in of 12, 20 years x floor", "check-in 20y: all", "floor cli: all", 1.3),
    _row("status", "status, 20 years x floor", "status 20y: all", "floor cli: all", 1.3),
    _row("flags", "flags, 20 years x floor", "flags 20y: all", "floor cli: all", 1.3),
    _row("check-in-years", "check-in, 20 years x 30 days", "check-in 20y: all", "check-in 30d: all", 1.1),
    _row("status-years", "status, 20 years x 30 days", "status 20y: all", "status 30d: all", 1.1),
    _row("first", "first screen, 20 years x floor", "app 20y: first", "floor home: first", 1.15),
    _row("first-years", "first screen, 20 years x 30 days", "app 20y: first", "app 30d: first", 1.1),
    _row("memory-years", "memory of it, 20 years x 30 days", "app 20y: memory", "app 30d: memory", 1.1),
    _row("form", "c to the form x floor's form", "app 20y: open", "floor form: open", 2.5),
    _row("digit", "a digit to its effect x floor's step", "app 20y: step", "floor form: step", 2),
    _row("trends", "trends over 20 years x floor's form", "app 20y: trends", "floor form: open", 4),
    _row("memory", "memory after every screen x floor", "app 20y: memory after all", "floor home: memory", 1.35),
    _row("import", "import of 20 years, rate x floor's", "floor import: all", "import: all", 0.35, at_least=True),
    Row(
        "import-memory", "its memory above the floor, x the file", ("import", "floor import"),
        lambda of: (of["import"]["memory"] - of["floor import"]["memory"]) / of["import"]["file"], 12, timed=False,
    ),
    Row("findings", "findings of one, 20 infusions behind, ms", ("judging 20y",),
        lambda of: of["judging 20y"]["found"], 1),
    Row("assess", "the same with what was not asked, ms", ("judging 20y",),
        lambda of: of["judging 20y"]["one"], 1),
    Row("rules", "all rules over 20 years, ms a check-in", ("judging 20y",),
        lambda of: of["judging 20y"]["each"], 0.2),
    _row("linear", "20 years x 10 years, each check-in", "judging 20y: each", "judging 10y: each", 1.2),
    Row("pdf", "PDF of one visit x typst and floor", ("pdf", "floor pdf", "floor cli"),
        lambda of: of["pdf"]["all"] / (of["floor pdf"]["all"] + of["floor cli"]["all"]), 1.3),
    _row("csv-memory", "CSV memory, 20 years x 30 days", "csv 20y: memory", "csv 30d: memory", 1.25),
    _row("fhir-memory", "FHIR memory, 20 years x 30 days", "ndjson 20y: memory", "ndjson 30d: memory", 1.3),
    Row("csv", "CSV rows a second x csv.writer's", ("csv 20y", "csv 30d", "floor csv"),
        lambda of: of["floor csv"]["all"] / (of["csv 20y"]["all"] - of["csv 30d"]["all"]), 0.25, at_least=True),
)  # fmt: skip
