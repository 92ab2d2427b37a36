"""The page as text and as Markdown: nothing lost, nothing cut, nothing private let out, the danger box first."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ktrack.escalation import load_rulebook
from ktrack.exchange import read_diary
from ktrack.export import md, txt
from ktrack.export.blocks import Column, Paragraph, Table
from ktrack.export.chosen import leave_out
from ktrack.export.columns import table, width, wrap
from ktrack.export.kept import Kept
from ktrack.export.page import page
from ktrack.records import CheckIn, Detail, Diary, Evidence, Flag, Medicine, Profile, Visit
from ktrack.summary import VisitSummary, summarise
from ktrack.text import clean, shown
from tests.core.test_summary import END, NAMES, START, check_in, infusion, kept, numbers, raw
from tests.diaries import diaries
from tests.golden import pages

RULES = load_rulebook()
GOLDEN = Path(__file__).parents[1] / "golden"
HOSTILE = json.loads((GOLDEN.parent / "data" / "hostile_texts.json").read_text("utf-8"))
BOTH = pytest.mark.parametrize("render", [txt.render, md.render], ids=["txt", "md"])
Render = Callable[..., str]


def columns(line: str) -> int:
    """The width of a line, measured in another way than ktrack does."""
    return sum(
        0
        if unicodedata.category(each) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(each) in "WF"
        else 1
        for each in line
    )


def words(text: str) -> str:
    """The text without blanks and without Markdown's escapes, to see whether something is in it."""
    return re.sub(r"[\s\\>]", "", text.replace("&lt;", "<").replace("&amp;", "&"))


@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.glob("page-*")))
def test_pages_are_the_kept_ones(name: str) -> None:
    """When a page should change: `python -m tests.golden.pages`, and read the difference."""
    assert pages.files()[name] == (GOLDEN / name).read_text("utf-8")


def test_every_page_has_a_golden_file() -> None:
    assert set(pages.files()) == {path.name for path in GOLDEN.glob("page-*")}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(diaries(), st.booleans())
def test_no_line_of_any_page_is_wider_than_eighty_columns(diary: Diary, sensitive: bool) -> None:
    found = txt.render(_quick(diary), sensitive=sensitive, identity=True)
    assert max(columns(line) for line in found.split("\n")) <= 80
    assert found.endswith("\n") and not found.endswith("\n\n")


def _quick(diary: Diary) -> VisitSummary:
    """The page of a diary with its own flags; judging is left to other tests."""
    return summarise(diary, since=None, until=None, rulebook=replace(RULES, red_flags=()))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(diaries())
def test_every_flag_is_in_the_box_of_any_page(diary: Diary) -> None:
    summary = _quick(diary)
    for render in (txt.render, md.render):
        found = words(render(summary, omit=("notes", "mood", "dose", "medicines", "identity")))
        box = found[: found.lower().index("howcompletethisis")]
        assert f"{len(summary.flags)}warning" in box or not summary.flags
        for each in summary.flags:
            assert words(shown(each.flag.title)) in box


@BOTH
def test_the_danger_box_comes_before_every_result_and_holds_every_warning(render: Render) -> None:
    answers = {"chest_pain": 3, "seizure": 1, "nausea": 3, "blood_in_urine": 2}
    course = [check_in(hour, answers, number) for number in range(1, 9) for hour in (0.5, 5, 9, 20)]
    diary = kept(Diary(infusions=tuple(infusion(number) for number in range(1, 9)), check_ins=tuple(course)))
    summary = numbers(diary)
    found = render(summary)
    box = found[: found.lower().index("how complete this is")]
    assert len(summary.flags) > 100
    assert f"{len(summary.flags)} warnings: " in box
    assert sum(len(re.findall(rf"\s- \w{{3}} {each.at.day} ", "\n" + box)) for each in course[::4]) > 30
    assert len(re.findall(r"^\s*- \w{3} \d", box, re.M)) == len(summary.flags)


@BOTH
@pytest.mark.parametrize("name", NAMES[:5])
def test_the_words_shown_are_quoted_in_full(render: Render, name: str) -> None:
    summary = numbers(kept(read_diary(json.dumps(raw(name)).encode())))
    found = words(render(summary, identity=True))
    for each in summary.flags:
        name_of_symptom = each.flag.title.partition(": ")[2]
        same = words(f"{each.flag.title}") in found[found.lower().index("whatthepatientwastold") :]
        assert words(each.flag.say) in found or (name_of_symptom and same)


@BOTH
def test_notes_lose_no_word_and_keep_their_lines(render: Render) -> None:
    note = "first line with [brackets] *stars* and <b>\n\n  - second  line\n" + "long" * 60 + " " + "頭痛 " * 50
    found = render(_quick(Diary(infusions=(infusion(),), check_ins=(check_in(2, note=note),))))
    assert words(note) in words(found)
    lines = [words(line) for line in found.split("\n")]
    assert any(line.endswith("<b") for line in lines)
    assert any(line.endswith("secondline") for line in lines)


@pytest.mark.parametrize("text", [each["text"] for each in HOSTILE], ids=[each["id"] for each in HOSTILE])
def test_hostile_text_reaches_no_terminal(text: str) -> None:
    text = clean(text)
    diary = Diary(
        profile=Profile(clinic_name=text, tell_my_clinic=text),
        infusions=(infusion(note=text, route=text),),
        check_ins=(check_in(2, note=text),),
        flags=(Flag("f", "x", "urgent", text, text, END, response="called", response_note=text),),
        visits=(Visit("v", START, text, (text,)),),
    )
    for render in (txt.render, md.render):
        found = render(_quick(diary), identity=True)
        assert found == shown(found)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", found)


def test_markdown_takes_nothing_typed_for_markup() -> None:
    lines = ("# head", "- list", "1. one", "> quote", "---", "***", "[a](http://b) ![c](d) <img src=x>")
    typed = "\n".join((*lines, "`e` _f_ ~g~ $h$ | www.i.com j@k.com &amp;"))
    found = md.render(_quick(Diary(infusions=(infusion(),), check_ins=(check_in(2, note=typed),))))
    note = found[found.index("In their own words") :]
    assert "<img" not in note and "](" not in note.replace("\\](", "") and "&amp;amp;" in note
    assert "> \\# head\\\n> \\- list\\\n> 1\\. one\\\n> \\> quote\\\n> \\---\\\n> \\*\\*\\*\\\n" in note
    assert not re.search(r"(?<!\\)[*_`~$|]", note.split("> ", 1)[1].split("\n\n## ")[0])
    assert "http\\://b" in note and "www\\.i.com" in note and "j\\@k.com" in note


def test_both_formats_say_the_same() -> None:
    for summary in pages.summaries().values():
        assert _facts(txt.render(summary)) == _facts(md.render(summary))


def _facts(text: str) -> list[str]:
    """Every longer number and word, wherever it stands."""
    plain = text.replace("\\", "").replace("&lt;", "<").replace("&amp;", "&")
    plain = re.sub(r"^[#>|\-= ]+", "", plain, flags=re.M)
    return sorted({each.lower() for each in re.findall(r"\d[\d.:]{2,}\d|[A-Za-z]{7,}", plain)} - {"infusion"})


@BOTH
def test_the_same_diary_gives_the_same_bytes(render: Render) -> None:
    diary = pages.odd()
    mixed = replace(
        diary, check_ins=diary.check_ins[::-1], flags=diary.flags[::-1], infusions=diary.infusions[::-1]
    )
    first, second = (summarise(each, since=None, until=None, rulebook=RULES) for each in (diary, mixed))
    assert render(first) == render(second)


# what is left out


@BOTH
def test_identity_is_left_out_unless_asked_for(render: Render) -> None:
    summary = pages.summaries()["odd"]
    say = "Call your clinic (555-0142, after hours 555-0143) now, Riverside Infusion Clinic knows."
    flagged = replace(summary, flags=(replace(summary.flags[0], flag=replace(summary.flags[0].flag, say=say)),))
    for omit in ((), ("identity",)):
        assert not re.search("Riverside|555-014", render(flagged, omit=omit))
    assert "Call your clinic now, (left out) knows." in render(flagged)
    assert not re.search("Riverside|555-014", render(flagged, omit=("identity",), identity=True))
    assert words(say) in words(render(flagged, identity=True))


@pytest.mark.parametrize("clinic", [Profile("1", "911", "988"), Profile("Call"), Profile("US", "911")])
def test_a_clinic_named_like_a_word_of_a_warning_takes_nothing_out_of_it(clinic: Profile) -> None:
    diary = kept(Diary(profile=clinic, infusions=(infusion(),), check_ins=(check_in(3, {"chest_pain": 1}),)))
    summary = numbers(diary)
    [flag] = [each.flag for each in summary.flags if each.flag.red_flag == "chest-pain"]
    assert "(911 in the US)" in flag.say
    assert words(flag.say) in words(txt.render(summary, omit=("identity",)))
    assert [each.say for each in Kept(diary, ("identity",)).flags()] == [each.say for each in diary.flags]


@BOTH
def test_what_is_omitted_is_gone_and_said_to_be_gone(render: Render) -> None:
    summary = pages.summaries()["odd"]
    whole = render(summary, sensitive=True)
    for name, there, gone in (
        ("notes", "drip was moved", r"drip was moved|told to drink|also private|In their own words"),
        ("mood", "Mood", r"\bMood\b|Low mood|Pain and mood"),
        ("dose", "35.5", r"35\.5|\| mg \|"),
        ("medicines", "ondansetron", r"ondansetron|tea \[x\]"),
    ):
        assert there in whole
        found = render(summary, omit=(name,), sensitive=True)
        notice = f"Left out on request: {name}."
        assert notice in found
        assert not re.search(gone, found.replace(notice, ""), re.I)
        assert len(re.findall(r"^\s*- \w{3} \d", found, re.M)) == len(re.findall(r"^\s*- \w{3} \d", whole, re.M))


@BOTH
def test_private_free_text_needs_to_be_asked_for_and_its_warnings_do_not(render: Render) -> None:
    note, reason = "nobody should read this", "nor this reason"
    felt = check_in(3, {"suicidal_thoughts": 2, "chest_pain": 1}, note=note)
    diary = kept(
        Diary(infusions=(infusion(),), check_ins=(felt, check_in(5, {"craving": 3}, note="nor this wish")))
    )
    flags = tuple(
        replace(
            each,
            response="mistake",
            response_note=reason,
            because=(*each.because, Evidence(felt.at, felt.id, "words of mine", note="suicidal_thoughts")),
        )
        for each in diary.flags
    )
    summary = numbers(replace(diary, flags=flags))
    found = render(summary)
    for private in (note, reason, "nor this wish", "words of mine"):
        assert private not in found
        assert private in re.sub(r"\s+", " ", render(summary, sensitive=True))
    assert "Some free text is left out" in found
    assert "Some free text" not in render(summary, sensitive=True)
    for each in summary.flags:
        assert words(each.flag.title) in words(found)
        assert words(each.flag.say) in words(found)
    assert "Thoughts of not wanting to live" in found


def test_a_detail_without_an_answer_is_in_the_box_unless_it_is_left_out_or_private() -> None:
    told = {
        "swelling": Detail(location="lips", still_present=True),
        "low_mood": Detail(onset="sudden"),
        "craving": Detail(location="in my head"),
        "systolic": Detail(onset="sudden"),
    }
    summary = _quick(Diary(check_ins=(check_in(2, {"nausea": 0}, None, details=told, vitals={"systolic": 118}),)))
    found = words(txt.render(summary))
    assert words("Only a detail and no answer, so not checked: Swelling (lips, still there), Tue 1 Sep") in found
    assert words("Low mood (sudden onset)") in found and words("in my head") not in found
    assert words("Urge to take ketamine, Tue 1 Sep") in found
    assert words("Upper blood pressure (") not in found
    assert words("Low mood (") not in words(txt.render(summary, omit=("mood",)))


def test_leaving_out_touches_no_warning() -> None:
    for summary in pages.summaries().values():
        chosen = leave_out(summary, ("notes", "mood", "dose", "medicines", "identity"))
        assert len(chosen.flags) == len(summary.flags)
        for before, after in zip(summary.flags, chosen.flags, strict=True):
            kept_words = {"response_note", "because"}
            for name in Flag.__dataclass_fields__.keys() - kept_words:
                assert getattr(after.flag, name) == getattr(before.flag, name)
            assert len(after.flag.because) == len(before.flag.because)


def test_a_slip_in_what_to_leave_out_is_refused() -> None:
    with pytest.raises(ValueError, match="note cannot be left out: choose from notes, mood"):
        txt.render(pages.summaries()["empty"], omit=("note",))


# sentences


def test_no_number_follows_a_typed_name_directly() -> None:
    """Right after Arabic or Hebrew letters a screen turns a number around: 555-0142 would read 0142-555."""
    name = "\u0639\u064a\u0627\u062f\u0629"
    diary = Diary(
        profile=Profile(name, "555-0142", "555-0143"),
        infusions=(infusion(route=name),),
        check_ins=(check_in(1, {"nausea": 1}, medicines=(Medicine(name, "500 mg"),)),),
    )
    found = page(summarise(diary, since=None, until=None, rulebook=RULES), identity=True)
    blocks = [each for section in found.sections for each in section.blocks]
    sentences = [*found.lines, *(each.text for each in blocks if isinstance(each, Paragraph))]
    assert sum(name in each for each in sentences) == 2
    assert not [each for each in sentences if re.search(rf"{name}[^.\w]*[0-9]", each)]


def line_with(summary: VisitSummary, part: str) -> str:
    found = re.sub(r"\s+", " ", txt.render(summary))
    assert part in found, found
    return part


def test_the_page_says_where_its_data_come_from() -> None:
    late = END + timedelta(hours=30)
    diary = Diary(
        infusions=(infusion(),),
        check_ins=(
            check_in(0.5, {"nausea": 0}, none_for_rest=("nausea",)),
            check_in(2, entered_at=late, entered_by="companion"),
            check_in(20, skipped=("rash",)),
            check_in(21, deleted_at=late),
        ),
    )
    summary = _quick(diary)
    line_with(summary, "3 of 5 time points after infusions have a check-in (60%).")
    line_with(summary, "Missed, and how often: 4 h (1), bed (1).")
    line_with(
        summary,
        "3 check-ins with 1 answer, 1 entered later (more than 2 h), 0 edited, 1 by a companion, "
        "1 deleted and not counted, 1 of the answers 'none for all the rest', 1 question skipped.",
    )
    line_with(summary, "Entered by the patient and a companion, not reviewed by a clinician, not a diagnosis.")


def test_without_a_warning_the_page_does_not_calm() -> None:
    line_with(
        _quick(Diary(infusions=(infusion(),), check_ins=(check_in(2, {"nausea": 0}),))),
        "No warning. Nothing that was entered in this period matches ktrack's list of warning signs.",
    )
    line_with(_quick(Diary()), "Nothing was entered in this period, so nothing could be checked.")


def test_a_median_says_over_how_many_infusions_where_they_are_fewer() -> None:
    hours = (0.5, 2, 4, 9, 20, 70)
    course = [check_in(hour, {"nausea": 1}, number) for number in (1, 2, 3) for hour in hours]
    course[1] = replace(course[1], answers={"nausea": 3, "dizziness": 2})
    found = txt.render(_quick(Diary(infusions=(infusion(), infusion(2), infusion(3)), check_ins=tuple(course))))
    table = found[found.index("SYMPTOMS BY TIME POINT") : found.index("INFUSION BY INFUSION")]
    assert re.search(r"Nausea +(1\(1\) +){2}1\(3\) +(1\(1\) +){4}0/3\n", table)
    assert re.search(r"Dizziness +\. +\. +2\(2\) +\. +\. +\. +\. +0/1\n +n1\n", table)


def test_times_of_several_zones_carry_their_offset() -> None:
    home = check_in(2, {"nausea": 1}, timezone="America/New_York", note="here")
    away = replace(check_in(20, note="there"), timezone="Europe/Berlin")
    moved = away.at.astimezone(END.tzinfo and (END + timedelta(0)).tzinfo)
    diary = Diary(infusions=(infusion(timezone="America/New_York"),), check_ins=(home, replace(away, at=moved)))
    line_with(_quick(diary), "Tue 1 Sep 12:45 (-05:00), 2 h after infusion 1: here")
    assert "(-05:00), 2 h" not in txt.render(_quick(Diary(infusions=diary.infusions, check_ins=(home,))))


def test_the_year_is_said_where_it_is_another_one() -> None:
    early = CheckIn("e", START - timedelta(days=300), START, note="long ago")
    found = _quick(Diary(infusions=(infusion(),), check_ins=(early, check_in(2, note="now"))))
    line_with(found, "5 Nov 2025 to 1 Sep 2026.")
    line_with(found, "Wed 5 Nov 2025 10:00, between infusions: long ago")
    line_with(found, "Tue 1 Sep 12:45, 2 h after infusion 1: now")


def test_an_infusion_without_a_number_is_named_by_its_day() -> None:
    diary = Diary(
        infusions=(infusion(number=1).__class__("i", START, END),),
        check_ins=(check_in(2, infusion="i", note="x"),),
    )
    line_with(_quick(diary), "2 h after the infusion of 1 Sep: x")


# columns


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=200), st.integers(8, 80)
)
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, room: int) -> None:
    lines = wrap(text, room, "- ", "  ")
    assert all(columns(line) <= room for line in lines)
    assert "".join("".join(line[2:].split()) for line in lines) == "".join(text.split())


@given(st.lists(st.lists(st.text("ab 頭é.", max_size=60), min_size=4, max_size=4), min_size=1, max_size=5))
def test_a_table_keeps_to_the_width_and_loses_nothing(rows: list[list[str]]) -> None:
    found = Table(
        (Column("name"), Column("one\ntwo", "right"), Column("three"), Column("four", "right")),
        tuple(tuple(row) for row in rows),
    )
    lines = table(found, 79)
    assert all(columns(line) <= 79 for line in lines)
    given_signs = sorted("".join("".join(row) for row in rows).replace(" ", ""))
    assert (
        sorted(
            "".join(lines[lines.index(next(each for each in lines if each.startswith("---"))) + 1 :]).replace(
                " ", ""
            )
        )
        == given_signs
    )


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert (width("abc"), width("頭痛"), width("e\u0301"), width("a\u200db"), width("½")) == (3, 4, 1, 2, 1)
