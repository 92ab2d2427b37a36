"""`python -m tests.bench [--rows a,b] [--rounds N] [--folder DIR]`: ktrack against the floor of its libraries.

Every case runs once to warm up and then once a round, one after the other, so that a busy moment meets them all.
A figure is the median over the rounds of the ratio within a round: of processor time, by which a goal is met or
missed, and beside it of the wall clock. Exit status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.cases import CASES, Bench, Figures, bench
from tests.bench.rows import ROWS, Row, by_processor, by_wall


def main(argv: Sequence[str]) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rows", default="", help="names with commas between; all of them without it")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--folder", type=Path, help="where the data are made and kept for the next time")
    given = parser.parse_args(argv)
    named = [each for each in given.rows.split(",") if each]
    if unknown := set(named) - {row.name for row in ROWS}:
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(row.name for row in ROWS)}")
    rows = [row for row in ROWS if not named or row.name in named]
    if given.folder:
        rounds = measured(bench(given.folder), rows, given.rounds)
    else:
        with tempfile.TemporaryDirectory(prefix="ktrack-bench-") as folder:
            rounds = measured(bench(Path(folder)), rows, given.rounds)
    return report(rows, rounds)


def measured(on: Bench, rows: Sequence[Row], rounds: int) -> list[dict[str, Figures]]:
    """The figures of every round."""
    needed = ["noise", *dict.fromkeys(case for row in rows for case in row.cases)]
    found: list[dict[str, Figures]] = []
    for number in range(rounds + 1):
        figures = {case: CASES[case](on) for case in needed}
        if number:
            found.append(figures)
        print(f"round {number} of {rounds}" if number else "warmed up", file=sys.stderr, flush=True)
        for used in on.folder.glob("tmp*"):
            shutil.rmtree(used)
    return found


def report(rows: Sequence[Row], rounds: Sequence[dict[str, Figures]]) -> int:
    """Print the table; 1 when a goal is missed."""
    print(f"{'row':<15} {'what':<42} {'goal':>7} {'median':>8} {'least':>8} {'most':>8} {'wall':>8}")
    missed = 0
    for row in rows:
        figures = [row.figure(by_processor(each)) for each in rounds]
        middle = statistics.median(figures)
        met = row.met(middle)
        missed += not met
        goal = f"{'>=' if row.at_least else '<='} {row.goal:g}"
        wall = f"{statistics.median(row.figure(by_wall(each)) for each in rounds):.2f}" if row.timed else ""
        print(
            f"{row.name:<15} {row.says:<42} {goal:>7} {middle:>8.2f} {min(figures):>8.2f} {max(figures):>8.2f}"
            f" {wall:>8}  {'met' if met else 'MISSED'}"
        )
    for clock, by in (("processor", by_processor), ("wall", by_wall)):
        noise = [by(each)["noise"]["all"] for each in rounds]
        print(
            f"The same little work took {min(noise):.0f} to {max(noise):.0f} ms of {clock} time:"
            f" {max(noise) / min(noise):.2f} x."
        )
    print(f"{len(rows) - missed} of {len(rows)} goals met, {len(rounds)} rounds.")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
