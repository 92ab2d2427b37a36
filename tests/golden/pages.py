"""The pages that are kept as golden files: three made-up courses, and one diary with everything odd in it.

Owns what goes into them. `python -m tests.golden.pages` writes the files again; look at the difference before
keeping it. The hash of the rules is masked: it changes with every word of every rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from ktrack.escalation import Facts, evaluate, load_rulebook
from ktrack.exchange import read_diary
from ktrack.export import html, md, txt
from ktrack.records import CheckIn, Detail, Diary, Edit, Flag, Infusion, Medicine, Profile, Response, Visit
from ktrack.summary import VisitSummary, summarise

FOLDER = Path(__file__).parent
CASES = FOLDER.parent / "data" / "cases"
RESPONSES: tuple[Response | None, ...] = ("called", None, "going", "later", "mistake")
WORDS: Mapping[Response | None, str] = {"called": "told to drink and rest", "mistake": "pressed the wrong key"}


@cache
def files() -> dict[str, str]:
    """Every golden file by its name."""
    found = {}
    for name, summary in summaries().items():
        summary = replace(summary, rulebook_hash="<hash>")
        found[f"page-{name}.txt"] = txt.render(summary)
        found[f"page-{name}.md"] = md.render(summary)
        found[f"page-{name}.html"] = html.render(summary)
    odd = replace(summaries()["odd"], rulebook_hash="<hash>")
    found["page-odd-short.txt"] = txt.render(odd, omit=("notes", "mood", "dose", "medicines"))
    found["page-odd-all.txt"] = txt.render(odd, identity=True, sensitive=True)
    return found


@cache
def summaries() -> dict[str, VisitSummary]:
    """The golden pages as data."""
    found = {}
    for name in ("rough-evening", "first-course", "bladder-course"):
        diary = answered(read_diary((CASES / f"{name}.json").read_bytes()))
        since = max((each.at for each in diary.visits), default=None)
        found[name] = summarise(diary, since=since, until=None, rulebook=load_rulebook())
    found["odd"] = summarise(odd(), since=None, until=None, rulebook=load_rulebook())
    found["empty"] = summarise(Diary(), since=None, until=None, rulebook=load_rulebook())
    return found


def answered(diary: Diary) -> Diary:
    """The diary with the flags it deserves, some of them answered."""
    found = evaluate(load_rulebook(), Facts(diary.infusions, diary.check_ins, profile=diary.profile))
    flags = []
    for place, each in enumerate(one for one in found if one.level != "watch"):
        response = RESPONSES[place % len(RESPONSES)]
        flags.append(
            Flag(
                id=each.id,
                red_flag=each.red_flag,
                level=each.level,
                title=each.title,
                say=each.say,
                raised_at=each.at,
                question=each.question,
                check_in=each.check_in,
                infusion=each.infusion,
                because=each.because,
                response=response,
                responded_at=each.at + timedelta(minutes=20) if response else None,
                response_note=WORDS.get(response, ""),
            )
        )
    return replace(diary, flags=tuple(flags))


def odd() -> Diary:
    """What an ordinary course does not have: other scripts, hostile text, gaps, corrections, private answers."""
    start = datetime.fromisoformat("2026-12-28T10:00:00+09:00")
    zone = "Asia/Tokyo"
    infusions = (
        Infusion(
            "i1", start, start + timedelta(hours=1), zone, 1, 35.5, "intravenous", "loading", {"systolic": 118}
        ),
        Infusion("i2", start + timedelta(days=7), None, zone, None, note="drip was moved\nto the other arm"),
    )
    end = start + timedelta(hours=1)

    def at(hours: float, home: str | None = "i1", **more: object) -> CheckIn:
        moment = end + timedelta(hours=hours)
        return replace(CheckIn(f"c{hours:g}", moment, moment, home, zone), **more)  # type: ignore[arg-type]

    check_ins = (
        at(0.5, answers={"nausea": 2, "swelling": 1}, details={"swelling": Detail("lips", "sudden", True, end)}),
        at(2, answers={"nausea": 0, "suicidal_thoughts": 2}, note="words for nobody else", entered_by="companion"),
        at(5, answers={"chest_pain": 1}, deleted_at=end + timedelta(hours=6)),
        at(9, answers={"headache": 3, "nausea": 0}, entered_at=end + timedelta(hours=15), skipped=("rash",)),
        at(20, answers={"low_mood": 2}, vitals={"systolic": 1180, "spo2": 97}, unconfirmed=("systolic",)),
        at(40, answers={"headache": 4}, note="頭がとても痛い、横になっています。光がまぶしくて本が読めない。" * 3),
        at(100, None, answers={"blood_in_urine": 1}, note="\x1b[2Jred\u202eenoN <b>x</b> | *y*\n\n- two\tlines"),
        at(170, "i2", answers={"dizziness": 3, "mood": 3, "pain": 7}, medicines=(
            Medicine("ondansetron", "4 mg", helped=True), Medicine("Ondansetron", "8 mg"), Medicine("tea [x]"),
        )),
        at(300, None, answers={"craving": 4, "mood": 8}, note="also private"),
    )  # fmt: skip
    diary = Diary(
        profile=Profile(
            "Riverside Infusion Clinic", "555-0142", "555-0143", "119", "", "JP",
            tell_my_clinic="Asthma as a child.\nAllergic to penicillin. Sertraline 50 mg every morning.",
        ),
        infusions=infusions,
        check_ins=tuple(replace(each, deleted_at=None) for each in check_ins),
        visits=(
            Visit("v", start + timedelta(days=20), questions=("Is the headache from the drip?", "頭痛" * 45)),
        ),
        edits=(Edit("e", "check_in", "c9", end + timedelta(hours=16), {"id": "c9"}),),
    )  # fmt: skip
    # the flags are those of before the deletion
    return replace(answered(diary), check_ins=check_ins)


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
