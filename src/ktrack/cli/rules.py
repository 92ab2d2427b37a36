"""`ktrack rules`: what ktrack watches for, in plain words.

Owns the listing of the red flags for patients and clinicians. What a rule means is said by `escalation.in_words`,
from the rule itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ktrack import paths, text
from ktrack.cli import completion, data, out
from ktrack.cli.errors import Refused
from ktrack.cli.typed import quoted
from ktrack.records import Level, Profile

if TYPE_CHECKING:
    from ktrack.escalation import RedFlag, Rulebook

HEADINGS: dict[Level, str] = {
    "emergency": "Emergency: call the emergency number now",
    "urgent": "Urgent: call the clinic now",
    "contact": "Contact: call the clinic when it opens",
    "watch": "Watch: look again later",
}


def rules(
    context: typer.Context,
    red_flag: Annotated[str | None, typer.Argument(metavar="ID", autocompletion=completion.red_flags)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of words.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Markdown, to print or to review.")] = False,
) -> None:
    """List what ktrack watches for.

    With the ID of a red flag: when it warns, and why.
    """
    from ktrack.clinic import rules_in_use

    if as_json and markdown:
        raise Refused("--json and --markdown cannot be had at once: choose one.")
    rulebook, _, notice = rules_in_use(paths.clinic_file(data.folder(context)))
    if notice:
        out.warn_folded(notice)
    chosen = rulebook.red_flags if red_flag is None else (_found(rulebook, red_flag),)
    if as_json:
        found = [_as_json(each) for each in chosen]
        book = {"version": rulebook.version, "hash": rulebook.hash}
        out.document({"rulebook": book, "red_flags": found})
    elif markdown:
        out.say("\n".join(_markdown(rulebook, chosen)))
    elif red_flag is None:
        _overview(rulebook)
    else:
        for line in _plain(chosen[0]):
            out.say(line)


def _found(rulebook: Rulebook, red_flag: str) -> RedFlag:
    found = rulebook.by_id.get(red_flag)
    if found is not None:
        return found
    near = get_close_matches(red_flag[:80].lower(), rulebook.by_id, n=1)
    hint = f"did you mean {near[0]}?" if near else "`ktrack rules` lists all."
    raise Refused(f"There is no red flag called {quoted(red_flag)}: {hint}")


def _overview(rulebook: Rulebook) -> None:
    from ktrack.escalation import SYMBOLS, worst
    from ktrack.escalation.words import ORIGINS

    longest = max(len(each.id) for each in rulebook.red_flags)
    for origin, heading in ORIGINS.items():
        some = [each for each in rulebook.red_flags if each.origin == origin]
        if some:
            out.say(f"Watched for, {heading}:")
            for each in some:
                level = worst(trigger.level for trigger in each.triggers) or "watch"
                out.say_folded(each.name, f"  {SYMBOLS[level]:3} {each.id.ljust(longest)}  ")
            out.say()
    out.say_folded(
        f"Rules {rulebook.version}, {rulebook.hash}. The sign shows the highest level a rule can reach. "
        "When it warns and why: ktrack rules ID. The list is not complete."
    )


def _plain(red_flag: RedFlag) -> Iterator[str]:
    from ktrack.escalation import SYMBOLS
    from ktrack.escalation.in_words import describe
    from ktrack.escalation.words import ORIGINS

    yield f"{red_flag.name}  ({red_flag.id}, {ORIGINS[red_flag.origin]})"
    for trigger in red_flag.triggers:
        yield ""
        yield f"{SYMBOLS[trigger.level]} {HEADINGS[trigger.level]}"
        for line in describe(trigger):
            inner = line.lstrip(" ")
            indent = " " * (4 + len(line) - len(inner))
            yield out.fold(inner, indent, indent + ("  " if inner.startswith("- ") else ""))
        yield out.fold(_said(trigger.say), "    Says: ")
        if trigger.recheck_minutes:
            yield f"    Asks for another check-in after {trigger.recheck_minutes} minutes."
    yield ""
    yield out.fold(" ".join(red_flag.why.split()), "Why: ")
    for line in _sources(red_flag):
        yield out.fold(line, "Source: ")
    yield out.fold(_review(red_flag))


def _markdown(rulebook: Rulebook, chosen: tuple[RedFlag, ...]) -> Iterator[str]:
    from ktrack.escalation.in_words import describe
    from ktrack.escalation.words import ORIGINS

    yield "# What ktrack watches for"
    yield ""
    yield f"Rules {rulebook.version}, hash {rulebook.hash}."
    for red_flag in chosen:
        yield ""
        yield f"## {red_flag.name}"
        yield ""
        yield f"`{red_flag.id}`, {ORIGINS[red_flag.origin]}. {_review(red_flag)}"
        for trigger in red_flag.triggers:
            yield ""
            yield f"### {HEADINGS[trigger.level]}"
            yield ""
            for line in describe(trigger):
                inner = line.lstrip(" ")
                bullet = inner if inner.startswith("- ") else f"- {inner}"
                yield " " * (len(line) - len(inner)) + bullet
            yield ""
            yield f"> {_said(trigger.say)}"
        yield ""
        yield f"Why: {' '.join(red_flag.why.split())}"
        yield ""
        yield from (f"- {line}" for line in _sources(red_flag))


def _as_json(red_flag: RedFlag) -> dict[str, Any]:
    from ktrack.escalation.in_words import describe

    return {
        "id": red_flag.id,
        "title": red_flag.title,
        "origin": red_flag.origin,
        "sources": list(red_flag.sources),
        "why": " ".join(red_flag.why.split()),
        "review": {"by": red_flag.reviewed_by, "on": red_flag.reviewed_on},
        "note_words": [words for note in red_flag.notes for words in note.words],
        "triggers": [
            {
                "level": trigger.level,
                "when": describe(trigger),
                "say": trigger.say,
                "say_companion": trigger.say_companion,
                "ask": list(trigger.ask),
                "recheck_minutes": trigger.recheck_minutes,
            }
            for trigger in red_flag.triggers
        ],
    }


def _said(template: str) -> str:
    """A rule's text with general words where a person's own numbers and symptoms will stand."""
    from ktrack.escalation.words import worded

    return worded(template.replace("{symptom}", "the symptom"), Profile(), ())


def _sources(red_flag: RedFlag) -> Iterator[str]:
    from ktrack.sources import sources

    known = sources()
    for key in red_flag.sources:
        yield f"{key}, {text.one_line(known[key].title)}" if key in known else key


def _review(red_flag: RedFlag) -> str:
    if red_flag.reviewed_by and red_flag.reviewed_on:
        return f"Reviewed by {text.one_line(red_flag.reviewed_by)} on {red_flag.reviewed_on}."
    return "Not yet reviewed by a clinician."
