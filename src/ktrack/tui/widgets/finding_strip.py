"""What was found in the answers so far, the moment they are given: worst first, action first.

Owns how findings are drawn under a form. It must not judge, change what to do, or leave one out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.containers import VerticalScroll
from textual.widgets import Static

from ktrack import text, wording
from ktrack.escalation import LEVELS, Finding
from ktrack.records import Profile


class FindingStrip(VerticalScroll, can_focus=False):
    """One heading per level with the findings below it. Hidden while there is nothing to say."""

    _shown: tuple[tuple[str, str], ...] = ()

    async def show(self, findings: Sequence[Finding], profile: Callable[[], Profile]) -> None:
        """Draw these findings. Within a level the one that is new comes first, so that it is seen.

        `profile` is asked only when they are others than before: most keys find nothing new.
        """
        said = tuple((each.id, each.say) for each in findings)
        if said == self._shown:
            return
        lines = finding_lines(sorted(findings, key=lambda each: (each.id, each.say) in self._shown), profile())
        self._shown = said
        self.set_class(not findings, "-empty")
        await self.remove_children()
        await self.mount_all(lines)
        self.scroll_home(animate=False)


def finding_lines(findings: Sequence[Finding], profile: Profile, *, all_in_full: bool = False) -> list[Static]:
    """Findings by level; those below urgent, but for the first, by title alone unless `all_in_full`."""
    lines = []
    for level in LEVELS:
        here = [each for each in findings if each.level == level]
        if here:
            lines.append(_line(wording.heading_with_number(level, profile), f"head {level}"))
        for place, each in enumerate(here):
            lines.append(_line(text.one_line(each.title), "finding"))
            if place == 0 or all_in_full or level in ("emergency", "urgent"):
                lines.append(_line(text.shown(each.say), "say"))
    return lines


def _line(words: str, classes: str) -> Static:
    return Static(words, classes=classes, markup=False)
