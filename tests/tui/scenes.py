"""Walks through the app: which screens are looked at, in which states, on which made-up diaries.

Owns the days and their keys. Snapshots, contrast, sizes and pictures are all taken on these walks, so a screen
that is added here is held by all of them. It must not say what is right: whoever walks looks.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from ktrack import clinic
from ktrack.cli import demo_diary
from ktrack.tracker import Tracker
from tests.tui.at_screen import NOW, Clock, Seen, checked_in, infused, open_diary, running

ZONE = "America/New_York"
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Day:
    """A diary, and a walk on it: what each look is called, and the keys that lead to it from the one before."""

    begin: Callable[[Path], Tracker]
    looks: Mapping[str, Keys]
    first_start: bool = False


def new(folder: Path) -> Tracker:
    """Nothing was ever entered."""
    return open_diary(folder)


def typical(folder: Path) -> Tracker:
    """Six hours after infusion 5; what was felt went by, and nothing is open."""
    tracker = open_diary(folder)
    infused(tracker, dose_mg=35, route="intravenous", baseline_vitals={"systolic": 118, "diastolic": 74})
    felt = {"nausea": (2, 1, 0), "dizziness": (3, 2, 0), "dissociation": (3, 1, 0), "fatigue": (2, 2, 1)}
    for place, hours in enumerate((0.5, 2, 3.5)):
        checked_in(tracker, hours, **{key: answers[place] for key, answers in felt.items()}, chest_pain=0)
    return tracker


def foggy(folder: Path) -> Tracker:
    """One hour ago somebody was very confused."""
    tracker = open_diary(folder)
    infused(tracker)
    checked_in(tracker, 1, dissociation=3, drowsiness=3)
    return tracker


def flagged(folder: Path) -> Tracker:
    """Three warnings of three levels that nobody has answered."""
    tracker = open_diary(folder)
    infused(tracker)
    checked_in(tracker, 5, chest_pain=2, dizziness=2)
    checked_in(tracker, 6, rash=1, headache=1)
    return tracker


def full(folder: Path) -> Tracker:
    """Five infusions with everything that is entered in a course of them."""
    demo_diary.write(folder, NOW, ZONE)
    tracker = open_diary(folder)
    tracker.take_clinic_file(clinic.template().encode())
    latest = tracker.check_ins()[-1]
    tracker.edit_check_in(replace(latest, note="Still wobbly when I get up, less than before."), was=latest)
    return tracker


DAYS: Mapping[str, Day] = {
    "new": Day(new, first_start=True, looks={
        "first-start-1": (),
        "first-start-2": ("enter",),
        "first-start-3": ("ctrl+s",),
        "infusion-new": ("enter",),
        "home-empty": ("escape",),
        "history-empty": ("h",),
        "trends-empty": ("escape", "t"),
        "summary-empty": ("escape", "s"),
        "check-in-without-infusion": ("escape", "c"),
        "keys-of-check-in": ("question_mark",),
    }),
    "typical": Day(typical, {
        "home-typical": (),
        "check-in": ("c",),
        "check-in-scale": (*"nnnnnnnn", "2", "right"),
        "check-in-gate": ("enter", "0", "y", "1"),
        "check-in-none-for-rest": ("N",),
        "check-in-measured": ("v", *"118/74", "down", *"300", "down"),
        "check-in-medicine": ("escape", "m", *"tea", "enter", *"1 cup", "enter", *"1h ago", "enter"),
        "check-in-note": ("o", *"so so"),
        "check-in-time": ("escape", "e", *"25"),
        "check-in-companion": ("escape", "b"),
        "home-unfinished": ("escape", "1", "enter"),
        "check-in-danger": ("x", "x", "c", *"nny"),
        "check-in-danger-more": ("2", "right"),
        "check-in-fainted": ("enter", "enter", "y"),
        "infusion-change": ("escape", "escape", "1", "enter", "1", "enter", "x", "x", "i"),
    }),
    "foggy": Day(foggy, {
        "home-foggy": (),
        "foggy-first": ("f",),
        "foggy-chosen": ("down",),
        "foggy-danger": ("enter", "down", "down", "enter"),
        "foggy-left": ("escape",),
    }),
    "flagged": Day(flagged, {
        "alert-emergency": (),
        "alert-why": ("w",),
        "alert-help": ("f1",),
        "alert-mistake": ("escape", "3"),
        "alert-urgent": ("escape", "4", "enter"),
        "home-flagged": ("4", "enter"),
        "alert-contact": ("enter", "1", "enter", "1", "enter"),
        "saved": ("escape", "c", *"nnnnnn", "s", "n", "1", "ctrl+s"),
    }),
    "full": Day(full, {
        "home-full": (),
        "keys": ("question_mark",),
        "palette": ("escape", "ctrl+p"),
        "help-now": ("escape", "f1"),
        "history": ("escape", "h"),
        "history-search": ("slash", *"wob"),
        "history-delete": ("escape", "down", "d"),
        "history-deleted": ("y", "x"),
        "history-undone": ("x", "u"),
        "history-time": ("t",),
        "history-move": ("escape", "m"),
        "entry": ("escape", "enter"),
        "entry-versions": ("v",),
        "entry-infusion": ("escape", "up", "enter"),
        "trends": ("escape", "escape", "t"),
        "trends-by-infusion": ("down",),
        "trends-by-week": ("down",),
        "trends-in-words": ("x",),
        "summary": ("escape", "s"),
        "summary-choice": ("p",),
        "summary-write": ("escape", "e"),
        "visits": ("escape", "v"),
        "visit-change": ("enter",),
        "settings": ("escape", "escape", "escape", "comma"),
        "settings-below": ("up", *["down"] * 15),
        "rules": ("escape", "r"),
        "rule": ("enter",),
        "rule-next": ("right",),
    }),
}  # fmt: skip


@contextlib.contextmanager
def elsewhere() -> Iterator[Path]:
    """A place of its own to stand in, so that what a screen names is the same on every computer."""
    can_encrypt = patch("ktrack.cipher.installed", return_value=True)
    with can_encrypt, tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        yield Path("diary")


async def walk(day: Day, *, size: tuple[int, int] = (80, 24), until: str = "") -> AsyncIterator[tuple[str, Seen]]:
    """Go through a day; every look by its name, with the app as it stands then. `until` names the last one."""
    with elsewhere() as folder, day.begin(folder) as tracker:
        async with running(tracker, Clock(), size, first_start=day.first_start) as seen:
            for name, keys in day.looks.items():
                # how long something said in passing stays depends on how fast the computer is
                seen.app.clear_notifications()
                await seen.answer(*keys)
                yield name, seen
                if name == until:
                    return
