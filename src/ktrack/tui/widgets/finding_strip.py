"""What was found in the answers so far, the moment they are given: worst first, action first.

Owns how findings are drawn under a form. It must not judge, shorten what to do, or leave one out.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import VerticalScroll
from textual.widgets import Static

from ktrack import text
from ktrack.escalation import Finding
from ktrack.records import Profile
from ktrack.tui import wording


class FindingStrip(VerticalScroll, can_focus=False):
    """Hidden while there is nothing to say."""

    async def show(self, findings: Sequence[Finding], profile: Profile) -> None:
        """Draw these findings. The first is said in full; so is every other of the two highest levels."""
        lines: list[Static] = []
        for place, finding in enumerate(findings):
            head = f"{wording.heading(finding.level, profile)}   {text.one_line(finding.title)}"
            lines.append(Static(head, classes=f"head {finding.level}", markup=False))
            if place == 0 or finding.level in ("emergency", "urgent"):
                lines.append(Static(text.shown(finding.say), classes="say", markup=False))
        self.set_class(not findings, "-empty")
        await self.remove_children()
        await self.mount_all(lines)
        self.scroll_home(animate=False)
