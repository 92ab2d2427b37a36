"""Nothing that a person, a paste or an import wrote steers the terminal, or loses a word on the way to it."""

from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len
from textual import events
from textual.widgets import TextArea

from ktrack import text
from ktrack.records import Medicine
from ktrack.tracker import Tracker
from ktrack.tui.widgets.choice_row import ChoiceRow
from ktrack.tui.widgets.fields import Line
from ktrack.tui.widgets.medicine_block import MedicineBlock
from tests.hostile import HostileText, hostile_notes, leaks
from tests.tui.at_screen import Seen, running


def drawn(seen: Seen) -> str:
    return "\n".join(strip.text for strip in seen.app.screen._compositor.render_strips())


def missing(entry: HostileText, screen: str) -> list[str]:
    """Words that should be seen and are not; long ones may be folded or scrolled out of sight."""
    short = [words for words in entry.keep if cell_len(text.one_line(words)) <= 20]
    return [words for words in short if "".join(text.one_line(words).split()) not in "".join(screen.split())]


async def test_in_the_note(tracker: Tracker) -> None:
    wrong = {}
    async with running(tracker, size=(120, 40)) as seen:
        await seen.press("c", "o")
        area = seen.app.screen.query_one(TextArea)
        area.styles.height = 20
        await seen.settled()
        for entry in hostile_notes():
            area.text = ""
            await area._on_paste(events.Paste(entry.text))
            area.move_cursor((0, 0))
            screen = "\n".join(area.render_line(y).text for y in range(20))
            found = leaks(screen), missing(entry, screen) if entry.text.count("\n") < 10 else []
            if any(found):
                wrong[entry.id] = found
    assert wrong == {}


async def test_in_a_line(tracker: Tracker) -> None:
    wrong = {}
    async with running(tracker, size=(120, 40)) as seen:
        await seen.press("c", "m")
        line = seen.app.screen.query_one("#medicine-name", Line)
        for entry in hostile_notes():
            line.value = ""
            line._on_paste(events.Paste(entry.text))
            if found := leaks(line.render_line(0).text):
                wrong[entry.id] = found
    assert wrong == {}


async def test_in_a_list(tracker: Tracker) -> None:
    names = [entry for entry in hostile_notes() if len(entry.text) <= 60]
    # as the lines for typing hand them over; some of them tell of a danger, so the form is kept at once
    form = replace(tracker.new_check_in(), medicines=tuple(Medicine(text.clean(entry.text)) for entry in names))
    async with running(tracker, size=(120, 40)) as seen:
        seen.app.open_check_in(form)
        await seen.settled()
        rows = seen.app.screen.query_one(MedicineBlock).query(ChoiceRow)
        lines = [f"{row.wording.label}\n{row.wording.ask}" for row in rows]
        assert len(lines) == len(names)
        wrong = {
            entry.id: line for entry, line in zip(names, lines, strict=True) if leaks(line) or missing(entry, line)
        }
        rows.first().scroll_visible(animate=False)
        await seen.settled()
        assert text.one_line(names[0].text)[:20].strip() in drawn(seen)
        assert not leaks(drawn(seen))
    assert wrong == {}
