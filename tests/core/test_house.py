"""The house holds together: who may import whom, who prints, who reads the clock, who opens the diary."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import ktrack

SOURCE = Path(ktrack.__file__).parent

ORDER = (
    "errors", "text", "when", "paths", "cipher", "places", "records", "clinical_file", "question_file",
    "questions", "form", "sources", "tips", "settings", "timeline", "diary_json", "canonical", "diary_file",
    "models", "migrations", "escalation", "wording", "contacts", "db", "pristine", "backup", "clinic",
    "merging_flags", "merging", "summary", "trends", "tracker", "exchange", "damaged_file", "salvage", "doctor",
    "erase", "encryption", "export", "tui", "cli", "__main__",
)  # fmt: skip
"""Each part of the package may import those before it and nothing else; so there can be no circle."""

DATABASE = ("sqlmodel", "sqlalchemy", "sqlite3", "sqlcipher3", "alembic")
OPENERS = ("ktrack.db.", "sqlmodel.", "sqlalchemy.")
NETWORK = (
    "socket", "socketserver", "ssl", "http", "urllib.request", "ftplib", "smtplib", "xmlrpc", "webbrowser",
    "requests", "httpx", "aiohttp",
)  # fmt: skip


def part_of(file: Path) -> str:
    """The part of the package a file belongs to: a module of the first level, or a folder."""
    return file.relative_to(SOURCE).parts[0].removesuffix(".py")


PARSED = {
    file: ast.parse(file.read_text("utf-8"))
    for file in sorted(SOURCE.rglob("*.py"))
    if part_of(file) != "__init__"
}


def imported(tree: ast.AST) -> Iterator[str]:
    """Everything that is imported anywhere in a file, with full names: inside functions and for types too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out in full"
            yield from (f"{node.module}.{each.name}" for each in node.names)


def calls(tree: ast.AST) -> Iterator[str]:
    """What is called, as written: "print", "sys.exit", "datetime.now"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def is_from(name: str, packages: tuple[str, ...]) -> bool:
    """Whether an imported name is one of these packages or lies in one."""
    return any(name == each or name.startswith(f"{each}.") for each in packages)


def offenders(wrong: Callable[[str, ast.AST], object], *, apart_from: Collection[str] = ()) -> dict[str, object]:
    """What `wrong` finds, by file, in all parts but these."""
    found = {
        str(file.relative_to(SOURCE)): wrong(part_of(file), tree)
        for file, tree in PARSED.items()
        if part_of(file) not in apart_from
    }
    return {file: each for file, each in found.items() if each}


def test_every_part_has_a_place() -> None:
    unplaced = {part_of(file) for file in PARSED} - set(ORDER)
    assert not unplaced, "say in ORDER where it stands"


def test_imports_point_one_way() -> None:
    def later(part: str, tree: ast.AST) -> set[str]:
        inside = {name.split(".")[1] for name in imported(tree) if name.startswith("ktrack.")}
        return inside - {"__version__", part, *ORDER[: ORDER.index(part)]}

    assert offenders(later) == {}


def test_only_the_app_draws() -> None:
    def drawing(part: str, tree: ast.AST) -> list[str]:
        return [name for name in imported(tree) if is_from(name, ("textual", "rich"))]

    assert offenders(drawing, apart_from=("tui",)) == {}


def test_only_the_commands_print_or_exit() -> None:
    telling = {"print", "exit", "quit", "input", "sys.exit", "os._exit", "sys.stdout.write", "sys.stderr.write"}

    def tells(part: str, tree: ast.AST) -> list[str]:
        raised = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc is not None]
        ends = [ast.unparse(each) for each in raised if "SystemExit" in ast.unparse(each)]
        # the app leaves at once when its terminal is gone and it cannot end in any other way
        leaves = {"os._exit"} if part == "tui" else set()
        return sorted((telling - leaves) & set(calls(tree))) + ends

    assert offenders(tells, apart_from=("cli",)) == {}


def test_only_the_tracker_opens_the_diary() -> None:
    def database(part: str, tree: ast.AST) -> list[str]:
        return [name for name in imported(tree) if is_from(name, DATABASE)]

    def opening(part: str, tree: ast.AST) -> list[str]:
        ways = ("open_engine", "reading", "writing", "Session", "sessionmaker", "create_engine")
        return [name for name in imported(tree) if name.startswith(OPENERS) and name.endswith(ways)]

    looking = ("cipher", "diary_file", "damaged_file", "pristine", "salvage", "doctor")
    whole_files = (*looking, "backup", "erase", "encryption")
    assert offenders(database, apart_from=("models", "db", "migrations", "tracker", *whole_files)) == {}
    assert offenders(opening, apart_from=("db", "tracker")) == {}


def test_only_one_place_reads_the_clock() -> None:
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.localtime"}

    def reads(part: str, tree: ast.AST) -> set[str]:
        return clocks & set(calls(tree))

    assert offenders(reads, apart_from=("when",)) == {}


def test_nothing_can_leave_the_machine() -> None:
    def connects(part: str, tree: ast.AST) -> list[str]:
        return [name for name in imported(tree) if is_from(name, NETWORK)]

    assert offenders(connects) == {}


def test_every_module_says_what_it_owns() -> None:
    def silent(part: str, tree: ast.AST) -> bool:
        assert isinstance(tree, ast.Module)
        return bool(tree.body) and not ast.get_docstring(tree)

    assert offenders(silent) == {}


def test_a_wrong_import_would_be_seen() -> None:
    """The tests above would find something if there were something."""
    tree = ast.parse("def f():\n    from ktrack.tui import app\n    import rich.text\n    print(app)")
    assert list(imported(tree)) == ["ktrack.tui.app", "rich.text"]
    assert "print" in calls(tree)
    assert is_from("rich.text", ("rich",)) and not is_from("richer", ("rich",))


HEADLESS = [each for each in ORDER if each not in ("tui", "cli", "__main__", "migrations")]


def test_the_core_loads_without_the_app() -> None:
    """At run time too: nothing the core imports brings textual or rich in by a back door."""
    script = f"""
import importlib, sys
for name in {HEADLESS!r}:
    importlib.import_module("ktrack." + name)
print([name for name in sys.modules if name.split(".")[0] in ("textual", "rich")])
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "[]"), run.stderr
