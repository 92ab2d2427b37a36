"""What goes on the page for the visit: from when on, and what is left out; and the page made into a file.

Owns these choices and their words. It must not read the diary: it is handed what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ktrack import paths, when
from ktrack.errors import KtrackError
from ktrack.export import html, txt
from ktrack.records import Diary, Visit
from ktrack.summary import VisitSummary

SINCE_VISIT, EVERYTHING, SINCE_DAY = "visit", "everything", "day"
PARTS = {
    "notes": "Notes",
    "mood": "Mood",
    "dose": "Dose",
    "medicines": "Medicines",
    "identity": "Clinic's name",
    "sensitive": "Private notes",
}
"""What can be on the page or not; the last two are not unless asked for."""
AT_FIRST = frozenset(PARTS) - {"identity", "sensitive"}
FORMATS = ("pdf", "html", "txt", "json")
NOT_PROTECTED = (
    "It is not protected: whoever gets the file can read it. Mind where you copy it and whom you send it."
)
WHOLE_DIARY = "json is the whole diary, whatever is chosen for the page. ktrack import takes it back."


class NotWritten(KtrackError):
    """There is no file; the text says why."""


@dataclass(frozen=True, slots=True)
class PageChoice:
    """What the page shows."""

    since: str = SINCE_VISIT
    day: str = ""
    """The first day in words, with SINCE_DAY."""
    parts: frozenset[str] = AT_FIRST

    @property
    def omit(self) -> tuple[str, ...]:
        """As `export.chosen` calls it."""
        return tuple(name for name in ("notes", "mood", "dose", "medicines") if name not in self.parts)


def last_visit(visits: Iterable[Visit], now: datetime) -> datetime | None:
    """The latest visit that is over."""
    return max((visit.at for visit in visits if visit.at <= now), default=None)


def begins(choice: PageChoice, visits: Iterable[Visit], now: datetime, zone: str) -> datetime | None:
    """The first moment of the page; None is the beginning. Raises when.NotUnderstood."""
    if choice.since == EVERYTHING:
        return None
    if choice.since == SINCE_VISIT:
        return last_visit(visits, now)
    day = when.understand_day(choice.day, now, zone)
    try:
        return when.understand(f"{day.isoformat()}T00:00", now, zone)
    except when.UnclearTime as error:
        return error.choices[0]  # a day whose midnight comes twice or never


def in_words(choice: PageChoice, begin: datetime | None, now: datetime) -> str:
    """ "Since the last visit, 3 Nov.   Left out: notes." """
    if begin is None:
        said = "Everything" if choice.since == EVERYTHING else "Everything, no visit yet"
    else:
        lead = "Since the last visit" if choice.since == SINCE_VISIT else "Since"
        said = f"{lead} {when.said(begin, now).removesuffix(' 00:00')}"
    missing = [PARTS[name].lower() for name in PARTS if name not in choice.parts]
    return f"{said}.   Left out: {', '.join(missing)}." if missing else f"{said}."


def suggested(form: str, now: datetime) -> str:
    """A name for the file that says nothing of what is in it."""
    return f"~/visit-{now.date().isoformat()}.{form}"


def page_file(form: str, summary: VisitSummary, choice: PageChoice, country: str) -> tuple[bytes, str]:
    """The page in one of FORMATS, and what the person should know about it. Raises NotWritten."""
    identity, sensitive = "identity" in choice.parts, "sensitive" in choice.parts
    if form == "txt":
        return txt.render(summary, omit=choice.omit, identity=identity, sensitive=sensitive).encode(), ""
    if form == "html":
        return html.render(summary, omit=choice.omit, identity=identity, sensitive=sensitive).encode(), ""
    from ktrack.export import pdf

    try:
        made = pdf.render(summary, country=country, omit=choice.omit, identity=identity, sensitive=sensitive)
    except pdf.CannotMakePdf as error:
        raise NotWritten(str(error)) from error
    return made.data, made.note


def diary_file(diary: Diary) -> bytes:
    """The whole diary as a file."""
    from ktrack.exchange import write_diary

    return write_diary(diary)


def write(typed: str, made: bytes, form: str) -> Path:
    """Writes a new file that only this person's account can open; never over another one. Raises NotWritten.

    `form`, of FORMATS, is what `made` is.
    """
    if not typed:
        raise NotWritten("Type where the file shall go.")
    ending = Path(typed).suffix.lower().removeprefix(".")
    if ending in FORMATS and ending != form:
        # a clinic could not open it, and nobody would see why
        raise NotWritten(
            f"The name ends in .{ending}, but {form} is chosen. Choose {ending} above, or change the name. "
            "Nothing was written."
        )
    try:
        path = Path(typed).expanduser().absolute()
        if path.is_dir():
            raise NotWritten(f"{path} is a folder: name a file in it. Nothing was written.")
        paths.write_private(path, made, replace=False)
    except FileExistsError:
        raise NotWritten(f"{path} is there already and was not touched: give another name.") from None
    except FileNotFoundError:
        raise NotWritten(f"There is no folder {path.parent} to write into. Nothing was written.") from None
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or "that is no file name"
        raise NotWritten(f"Nothing was written: {why}. Choose another place.") from error
    return path
