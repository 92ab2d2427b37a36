"""What holds for the whole app: no markup, no leaks when it fails, no file of the keys."""

from __future__ import annotations

import ast
import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ktrack.tui
from ktrack.errors import code_of
from ktrack.tracker import Tracker
from ktrack.tui.app import KtrackApp
from ktrack.tui.theme import DARK, THEMES
from tests.tui.at_screen import running

SOURCE = Path(ktrack.tui.__file__).parent
DRAWING = {"Static", "Label", "notify", "Button", "Option"}


def test_everything_that_is_drawn_has_markup_off() -> None:
    wrong = []
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).split(".")[-1]
            off = any(each.arg == "markup" and ast.unparse(each.value) == "False" for each in node.keywords)
            if name in DRAWING and not off:
                wrong.append(f"{file.name}:{node.lineno}")
    assert wrong == []


def test_widgets_never_see_the_tracker() -> None:
    for file in (SOURCE / "widgets").glob("*.py"):
        source = file.read_text("utf-8")
        assert "ktrack.tracker" not in source and "ktrack.db" not in source, file.name
        assert "ktrack.tui.screens" not in source and "ktrack.tui.app" not in source, file.name


def test_files_stay_small() -> None:
    lengths = {file.name: len(file.read_text("utf-8").splitlines()) for file in SOURCE.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
    assert lengths["app.py"] <= 210


def test_colours_are_named_in_one_place() -> None:
    style = (SOURCE / "ktrack.tcss").read_text("utf-8")
    assert "rgb" not in style
    assert not [line for line in style.splitlines() if ": #" in line]
    assert {frozenset(theme.variables) for theme in THEMES[1:]} == {frozenset(THEMES[1].variables)}


def test_variables_that_make_textual_write_files_are_removed() -> None:
    script = "import ktrack.tui, os; print([name for name in os.environ if name.startswith('TEXTUAL')])"
    env = {**os.environ, "TEXTUAL_DEBUG": "1", "TEXTUAL_LOG": "keys.log", "TEXTUAL": "devtools"}
    run = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


async def test_an_unexpected_error_is_one_sentence_and_a_code(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "I took [40] of them"

    def broken(*_: object) -> None:
        local = secret
        raise RuntimeError(local)

    app = KtrackApp(tracker)
    with pytest.raises(RuntimeError):
        async with app.run_test() as pilot:
            await pilot.pause()
            monkeypatch.setattr(tracker, "open_flags", broken)
            await pilot.press("n", "escape")
            await pilot.pause()
    assert app.return_code == 1
    said = capsys.readouterr()
    assert secret not in said.out + said.err
    assert "ktrack stopped because of a mistake in ktrack itself (code RuntimeError-" in said.out + said.err


def test_a_code_says_nothing_of_the_error() -> None:
    try:
        raise ValueError("secret")
    except ValueError as error:
        code = code_of(error)
    assert code.startswith("ValueError-")
    assert "secret" not in code


async def test_the_window_title_gives_nothing_away(tracker: Tracker) -> None:
    assert KtrackApp(tracker).title == "ktrack"
    assert [each.__name__ for each in KtrackApp.COMMANDS] == ["KtrackCommands"]


def test_the_styles_need_not_be_read_again_before_the_first_screen() -> None:
    app = KtrackApp(None)
    assert app.current_theme is DARK
    # where a change of the theme leaves its work
    assert app._next_callbacks == []


async def test_garbage_is_looked_for_once_the_first_screen_is_there(tracker: Tracker) -> None:
    gc.disable()
    try:
        async with KtrackApp(tracker).run_test() as pilot:
            await pilot.pause()
            assert gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.long
@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_theme_draws_every_screen(tracker: Tracker, theme: str) -> None:
    app = KtrackApp(tracker)
    async with app.run_test() as pilot:
        app.theme = theme
        for keys in (["c", "n", "n", "y"], ["escape"], ["1", "enter"], ["n", "escape"], ["f1"]):
            await pilot.press(*keys)
            await pilot.pause()
        assert type(app.screen).__name__ == "HelpNowScreen"


async def test_without_colour_levels_still_have_words_and_signs(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = KtrackApp(tracker)
    async with app.run_test() as pilot:
        await pilot.press("c", "n", "n", "y")
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        text = "\n".join(strip.text for strip in strips)
        assert "!!!  CALL 911 NOW" in text
        assert "[yes]" in text


async def test_the_list_of_commands_opens_while_the_one_before_still_closes(tracker: Tracker) -> None:
    async with running(tracker) as seen:
        await seen.answer(*["ctrl+p", "escape"] * 4, "ctrl+p")
        assert seen.screen == "SteadyCommands"
