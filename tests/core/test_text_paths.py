"""Nothing reaches a screen or a stream but fixed words, numbers, and text that went through `ktrack.text`.

Read from the source: what is handed to whatever draws or prints is followed back as far as its function shows it.
What cannot be followed so is named below, with the reason why it is harmless. What the named functions really
return is tried with hostile texts elsewhere.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ktrack

SOURCE = Path(ktrack.__file__).parent

DRAWING = {"Static", "Label", "Option", "Button", "Digits", "notify", "add_row", "add_column", "print"}
"""Calls whose arguments without a name end up on the screen or in a stream."""

SAFE_CALLS = {
    # make any text harmless
    "text.shown", "text.one_line", "shown", "one_line",
    # clocks and numbers in words
    "when.said", "when.ago", "when.span", "len", "round", "max", "_today", "_ends",
    # phrases made of these; each wraps what it is handed
    "action", "wording.heading", "wording.heading_with_number", "wording.clinic_line", "wording.tell_any_reaction",
    "wording.listed", "_listed", "self._script", "self._why", "self._others", "out.listed", "trend_words.scale",
    "settings_lines.about_clinic",
    # ASCII only, so no character that a terminal could obey
    "json.dumps",
}  # fmt: skip

_STRING_METHODS = {"join", "strip", "rstrip", "lstrip", "capitalize", "upper", "lower", "rjust", "replace"}

KNOWN = {
    "tui/widgets/fields.py: self._label": "labels come from the questions and the forms",
    "tui/widgets/typed_blocks.py: self._title": "titles stand in that file",
    "tui/widgets/typed_blocks.py: words": "a sentence with two numbers",
    "tui/widgets/big_number.py: self._number": "made one line when it is handed over",
    "tui/widgets/finding_strip.py: words": "its callers stand in that file and wrap",
    "tui/screens/saved.py: head": "its callers stand in that file",
    "tui/screens/saved.py: words": "labels of questions, and titles that were made one line",
    "tui/screens/home.py: words": "its callers stand in that file and wrap",
    "tui/screens/entry.py: title": "when it was, in words",
    "tui/screens/entry.py: deleted": "a fixed word",
    "tui/screens/check_in.py: upper": "when it is about, in words",
    "tui/screens/check_in.py: lower": "fixed words",
    "tui/screens/alert.py: more": "a number in words",
    "tui/screens/keys.py: key": "names of keys",
    "tui/screens/keys.py: does": "descriptions of bindings",
    "tui/screens/small_questions.py: self._at": "a time in words",
    "tui/screens/trends.py: legend": "fixed words",
    "tui/screens/first_start.py: self._title": "titles stand in that file",
    "tui/screens/first_start.py: title": "titles stand in that file",
    "tui/screens/foggy.py: place": "two numbers",
    "tui/screens/foggy.py: step.ask": "questions from the file of questions",
    "tui/screens/foggy.py: words": "its callers stand in that file and wrap",
    "tui/screens/gentle_home.py: words": "made in gentle.py, which wraps",
    "tui/screens/rules.py: head": "a version, which is a number",
    "tui/screens/rules.py: place": "two numbers",
    "tui/screens/rules.py: red_flag.name": "made one line in red_flag.py",
    "tui/screens/rules.py: words": "made in rule_words.py, which wraps",
    "tui/screens/settings.py: words": "made in settings_lines.py, which wraps",
    "tui/widgets/long_text.py: piece": "a part of the text page, which wraps",
}
"""By file and expression: why it needs no wrapper there."""


@dataclass(frozen=True)
class Place:
    """Where something is drawn: its file, and the function around it."""

    file: str
    function: ast.AST


def safe(node: ast.AST, place: Place, seen: frozenset[str] = frozenset()) -> bool:
    """Whether an expression can only be fixed words, numbers and wrapped text."""
    match node:
        case ast.Constant():
            return True
        case ast.JoinedStr():
            return all(safe(each, place, seen) for each in node.values)
        case ast.FormattedValue():
            number = node.format_spec is not None and ast.unparse(node.format_spec)[-2] in "dgf"
            return number or safe(node.value, place, seen)
        case ast.BinOp():
            return safe(node.left, place, seen) and safe(node.right, place, seen)
        case ast.IfExp():
            return safe(node.body, place, seen) and safe(node.orelse, place, seen)
        case ast.BoolOp():
            return all(safe(each, place, seen) for each in node.values)
        case ast.List() | ast.Tuple():
            return all(safe(each, place, seen) for each in node.elts)
        case ast.GeneratorExp() | ast.ListComp():
            return safe(node.elt, place, seen)
        case ast.Slice():
            return True
        case ast.Subscript():
            return safe(node.value, place, seen)
        case ast.Dict():
            return all(safe(each, place, seen) for each in node.values)
        case ast.Call():
            name = ast.unparse(node.func)
            if name in SAFE_CALLS:
                return True
            if not isinstance(node.func, ast.Attribute) or node.func.attr not in _STRING_METHODS:
                return False
            return all(safe(each, place, seen) for each in (node.func.value, *node.args))
        case ast.Name() | ast.Attribute():
            return _named(node, place, seen)
    return False


def _named(node: ast.Name | ast.Attribute, place: Place, seen: frozenset[str]) -> bool:
    name = ast.unparse(node)
    if name.split(".")[-1].lstrip("_").isupper() or f"{place.file}: {name}" in KNOWN:
        return True
    if name in seen:
        return True
    values = list(_assigned(name, place.function))
    return bool(values) and all(safe(each, place, seen | {name}) for each in values)


def _assigned(name: str, function: ast.AST) -> Iterator[ast.AST]:
    """Everything that a name is given in a function; nothing when it is a parameter."""
    for node in ast.walk(function):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        value = getattr(node, "value", None)
        if value is not None and any(ast.unparse(each) == name for each in targets):
            yield value


def drawn(tree: ast.AST, file: str) -> Iterator[tuple[ast.Call, ast.AST, Place]]:
    """Every argument that is drawn or printed."""
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    for function in functions:
        for node in ast.walk(function):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).split(".")[-1]
            updates = called == "update" and file.startswith(("tui/screens/", "tui/widgets/"))
            if called in DRAWING or updates:
                for argument in node.args:
                    yield node, argument, Place(file, function)


def wrong(tree: ast.AST, file: str) -> list[str]:
    """What is drawn without being known to be harmless."""
    return [
        f"{file}:{call.lineno}: {ast.unparse(argument)}"
        for call, argument, place in drawn(tree, file)
        if not _content(argument) and not safe(argument, place)
    ]


def _content(argument: ast.AST) -> bool:
    """Ready-made contents, which the classes that draw themselves put together, are looked at by other tests."""
    return "Content." in ast.unparse(argument) or isinstance(argument, ast.Starred)


@cache
def parts() -> tuple[tuple[str, ast.AST], ...]:
    files = sorted(SOURCE.rglob("*.py"))
    return tuple((str(each.relative_to(SOURCE)), ast.parse(each.read_text("utf-8"))) for each in files)


def test_whatever_is_drawn_or_printed_is_fixed_or_wrapped() -> None:
    assert [each for file, tree in parts() for each in wrong(tree, file)] == []


def test_only_one_file_prints() -> None:
    calls = [(file, node) for file, tree in parts() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert {file for file, call in calls if ast.unparse(call.func) == "print"} == {"cli/out.py"}


def test_nobody_asks_for_markup() -> None:
    """Neither by an argument nor by a way of drawing that always reads it."""
    found = []
    for file, tree in parts():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "markup" and ast.unparse(node.value) != "False":
                found.append(f"{file}:{node.value.lineno}")
            if isinstance(node, ast.Attribute) and node.attr in ("from_markup", "render_markup", "escape_markup"):
                found.append(f"{file}:{node.lineno}")
    assert found == []


def test_what_is_named_as_known_is_still_there() -> None:
    sources = {file: ast.unparse(tree) for file, tree in parts()}
    for each in KNOWN:
        file, name = each.split(": ")
        assert name in sources.get(file, name), each


def test_a_note_that_is_drawn_as_it_is_would_be_seen() -> None:
    source = """
def compose(self, flag):
    title = f"{flag.title}!"
    yield Static(title, markup=False)
    yield Static(text.one_line(flag.title), markup=False)
    self.notify(str(flag) + flag.say)
    self.query_one("#x", Static).update("\\n".join(flag.lines))
    print(note)
    yield Static("fixed" if title else FIXED)
"""
    found = {each.split(": ")[1] for each in wrong(ast.parse(source), "tui/screens/x.py")}
    assert found == {"title", "str(flag) + flag.say", "'\\n'.join(flag.lines)", "note"}
