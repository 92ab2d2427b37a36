"""What is run in a round: ktrack and the floors, each giving a few figures.

Owns how each is started and what is awaited on its screen. Figures are times, MiB of memory ("memory") or bytes; a
name like "open" is a step. It must not compare anything.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

from ktrack.escalation import load_rulebook
from tests.bench import generator
from tests.bench.running import Program, Took, command, surroundings, taken

FLOORS = Path(__file__).parent / "floors"
WEEKS = {"20y": 20 * 52, "10y": 10 * 52, "30d": 4}
ANSWERS = [f"{key}=1" for key in generator.FADING] + [f"{key}=0" for key in generator.DANGERS[:5]]
RIGHT, ESCAPE, F1 = "\x1b[C", "\x1b", "\x1bOP"
Figures = Mapping[str, Took | float]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Bench:
    """A folder with the data; everything in it is made once."""

    folder: Path
    env: Mapping[str, str]

    def json(self, length: str) -> Path:
        """The diary file of this length."""
        path = self.folder / f"{length}.json"
        return path if path.exists() else generator.write(path, WEEKS[length], datetime.now(UTC))

    def home(self, length: str) -> Path:
        """A fresh copy of the diary of this length; its warnings are answered, but for those of this week."""
        # one that other rules have judged would be judged anew in every case
        made = self.folder / f"home-{length}-{load_rulebook().hash[:8]}"
        if not made.exists():
            self.ktrack("--data-dir", made, "import", self.json(length))
            with sqlite3.connect(made / "ktrack.db") as diary:
                latest = "(SELECT id FROM infusion ORDER BY started_at DESC LIMIT 1)"
                diary.execute(
                    "UPDATE flag SET response = 'called', responded_at = '2020-01-01T00:00:00.000000Z',"
                    f" responded_offset = 0 WHERE level <> 'contact' OR infusion <> {latest}"
                )
            diary.close()
            self.ktrack("--data-dir", made, "check-in", "nausea=0")  # with the backup of the day
        copy = Path(mkdtemp(dir=self.folder)) / "diary"
        shutil.copytree(made, copy)
        return copy

    def ktrack(self, *words: str | Path) -> tuple[Took, float]:
        """How long a whole command took, and its MiB."""
        return command(["-m", "ktrack", *words], self.env)


def bench(folder: Path) -> Bench:
    """The benchmark's folder, which may be there already."""
    folder.mkdir(parents=True, exist_ok=True)
    return Bench(folder, surroundings(folder))


def _apart(work: Callable[[Path], _T], given: Path) -> _T:
    """Done in a process of its own: what this one holds counts into the memory of each command that it starts."""
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        return other.submit(work, given).result()


def _command(*words: str, length: str = "") -> Callable[[Bench], Figures]:
    def run(on: Bench) -> Figures:
        where: list[str | Path] = ["--data-dir", on.home(length)] if length else []
        used, memory = on.ktrack(*where, *words)
        return {"all": used, "memory": memory}

    return run


def _floor(name: str, *words: str) -> Callable[[Bench], Figures]:
    def run(on: Bench) -> Figures:
        used, memory = command([FLOORS / name, *(word.format(dir=on.folder) for word in words)], on.env)
        return {"all": used, "memory": memory}

    return run


def _floor_home(on: Bench) -> Figures:
    with Program([FLOORS / "home.py", on.folder / "floor-home.db"], on.env) as program:
        first = program.until("shown: 50")
        program.settle()
        return {"first": first, "memory": program.memory()}


def _floor_form(on: Bench) -> Figures:
    with Program([FLOORS / "form.py"], on.env) as program:
        program.until("at home")
        return {"open": program.key("f", "scale 12"), "step": program.key(RIGHT, "is 1")}


def _app(length: str, *, walk: bool) -> Callable[[Bench], Figures]:
    def run(on: Bench) -> Figures:
        words = ["-m", "ktrack", "--data-dir", str(on.home(length))]
        with Program(words, on.env) as program:
            first = program.until(f"Infusion {WEEKS[length]} ended", "Nausea", "c Check in")
            program.settle()
            home = program.memory()
            if not walk:
                return {"first": first, "memory": home}
            trends = program.key("t", "Worst ")  # below the chart
            for key in (ESCAPE, "h", ESCAPE, "s", ESCAPE, "n", ESCAPE, "?", ESCAPE, F1, ESCAPE):
                program.press(key)
            opened = program.key("c", "Ctrl S Save")
            program.press("n" * 8)  # none of the dangers
            step = program.key("1", "[1]")
            program.press(ESCAPE)
            return {
                "first": first, "memory": home, "trends": trends, "open": opened, "step": step,
                "memory after all": program.memory(),
            }  # fmt: skip

    return run


def _import(on: Bench) -> Figures:
    diary = on.json("20y")
    used, memory = on.ktrack("--data-dir", Path(mkdtemp(dir=on.folder)) / "new", "import", diary)
    return {"all": used, "memory": memory, "file": diary.stat().st_size / 1024 / 1024}


def _floor_import(on: Bench) -> Figures:
    used, memory = command([FLOORS / "rows.py", Path(mkdtemp(dir=on.folder)) / "new.db", on.json("20y")], on.env)
    return {"all": used, "memory": memory}


def _judging(length: str) -> Callable[[Bench], Figures]:
    return lambda on: _apart(_judged, on.json(length))


def _judged(file: Path) -> Figures:
    from ktrack.escalation import Facts, assess, evaluate, find
    from ktrack.exchange import read_diary

    rules, diary = load_rulebook(), read_diary(file.read_bytes())
    whole = Facts(diary.infusions, diary.check_ins)
    each = taken(lambda: evaluate(rules, whole), len(diary.check_ins))
    last = {each.id for each in diary.infusions[-20:]}
    facts = Facts(diary.infusions[-20:], [each for each in diary.check_ins if each.infusion in last])
    latest = facts.check_ins[-30:]
    return {
        "each": each,
        "found": taken(lambda: [find(rules, facts, check_in) for check_in in latest], len(latest)),
        "one": taken(lambda: [assess(rules, facts, check_in) for check_in in latest], len(latest)),
    }


def _pdf(on: Bench) -> Figures:
    made = Path(mkdtemp(dir=on.folder)) / "visit.pdf"
    used, memory = on.ktrack("--data-dir", on.home("30d"), "export", "--format", "pdf", "-o", made)
    return {"all": used, "memory": memory}


def _floor_pdf(on: Bench) -> Figures:
    given = on.folder / "page.json"
    given.write_text(json.dumps(_apart(_page_inputs, on.home("30d"))), "utf-8")
    used, memory = command([FLOORS / "paper.py", given, on.folder / "floor.pdf"], on.env)
    return {"all": used, "memory": memory}


def _page_inputs(home: Path) -> dict[str, str]:
    """What the template is given for the same visit."""
    from ktrack.export import pdf
    from ktrack.tracker import Tracker

    given: dict[str, str] = {}
    compiled = pdf._compiled

    def noted(inputs: dict[str, str], up_to: datetime, amount: int) -> pdf.Pdf:
        given.update(inputs)
        return compiled(inputs, up_to, amount)

    with Tracker(home) as tracker:
        pdf._compiled = noted
        try:
            pdf.render(tracker.summary())
        finally:
            pdf._compiled = compiled
    return given


def _rows(form: str, length: str) -> Callable[[Bench], Figures]:
    def run(on: Bench) -> Figures:
        made = Path(mkdtemp(dir=on.folder)) / "rows"
        used, memory = on.ktrack("--data-dir", on.home(length), "export", "--format", form, "-o", made)
        size = sum(each.stat().st_size for each in made.rglob("*")) if made.is_dir() else made.stat().st_size
        return {"all": used, "memory": memory, "bytes": size}

    return run


def _floor_csv(on: Bench) -> Figures:
    diary = on.home("20y") / "ktrack.db"
    used, memory = command([FLOORS / "table.py", diary, on.folder / "floor.csv"], on.env)
    return {"all": used, "memory": memory}


def noise(on: Bench) -> Figures:
    """The same little work every time: how much its figure moves is the machine's doing."""
    words = ["-c", "import gzip; [gzip.compress(bytes(range(256)) * 400) for _ in range(20)]"]
    return {"all": command(words, on.env)[0]}


CASES: Mapping[str, Callable[[Bench], Figures]] = {
    "noise": noise,
    "floor line": _floor("line.py", "--version"),
    "floor overview": _floor("line.py", "--help"),
    "version": _command("--version"),
    "help": _command("--help"),
    "floor cli": _floor("cli.py", "{dir}/floor-cli.db"),
    "check-in 20y": _command("check-in", *ANSWERS, length="20y"),
    "check-in 30d": _command("check-in", *ANSWERS, length="30d"),
    "status 20y": _command("status", length="20y"),
    "status 30d": _command("status", length="30d"),
    "flags 20y": _command("flags", length="20y"),
    "floor home": _floor_home,
    "floor form": _floor_form,
    "app 20y": _app("20y", walk=True),
    "app 30d": _app("30d", walk=False),
    "import": _import,
    "floor import": _floor_import,
    "judging 20y": _judging("20y"),
    "judging 10y": _judging("10y"),
    "pdf": _pdf,
    "floor pdf": _floor_pdf,
    "csv 20y": _rows("csv", "20y"),
    "csv 30d": _rows("csv", "30d"),
    "ndjson 20y": _rows("fhir-ndjson", "20y"),
    "ndjson 30d": _rows("fhir-ndjson", "30d"),
    "floor csv": _floor_csv,
}
