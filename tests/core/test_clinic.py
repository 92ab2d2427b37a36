"""The clinic's file can add, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktrack.clinic import read_clinic, template
from ktrack.clinical_file import BadClinicalFile
from ktrack.escalation import LEVELS, Facts, evaluate, load_rulebook
from ktrack.records import CheckIn, Infusion
from tests.core.test_properties import ANSWERED, MEASURED, histories, kept, top

HEAD = 'made_by = "Dr A. Example"\nmade_on = 2026-11-21\n'


@st.composite
def clinic_files(draw: st.DrawFn) -> bytes:
    """A file with an hour limit and red flags of every kind the language allows, aimed at any question."""
    lines = [HEAD, f"persist_hours = {draw(st.sampled_from((2, 2.5, 3, 4)))}\n"]
    for n in range(draw(st.integers(0, 3))):
        level = draw(st.sampled_from(LEVELS))
        key = draw(st.sampled_from(ANSWERED))
        leaf = f'{{ answer = "{key}", at_least = {draw(st.integers(1, top(key)))} }}'
        if draw(st.booleans()):
            leaf = f'{{ vital = "{draw(st.sampled_from(MEASURED))}", at_most = 40 }}'
            leaf = (
                leaf.replace("at_most = 40", "at_least = 300") if "heart_rate" in leaf or "dia" in leaf else leaf
            )
        lines.append(f"""
[[red_flag]]
id = "ours-{n}"
title = "Ours"
sources = ["Our protocol"]
why = "Because."
[[red_flag.trigger]]
level = "{level}"
say = "Nothing to worry about."
recheck_minutes = 60
any = [ {leaf} ]
[[red_flag.example]]
because = "fires"
given = {{ answers = {{ nausea = 1 }} }}
expect = "{level}"
[[red_flag.example]]
because = "quiet"
given = {{ answers = {{ nausea = 0 }} }}
expect = "quiet"
""")
    return "".join(lines).encode()


@given(clinic_files(), histories())
@settings(max_examples=60, deadline=None)
def test_no_clinic_file_removes_or_lowers_a_finding(
    data: bytes, history: tuple[list[Infusion], list[CheckIn]]
) -> None:
    try:
        clinic = read_clinic(data)
    except BadClinicalFile as error:
        assert "good end" in str(error)
        return
    ours = load_rulebook()
    before = evaluate(ours, Facts(*history))
    after = evaluate(clinic.added_to(ours), Facts(*history, persist_hours=clinic.persist_hours))
    kept(before, after)
    assert {each.id for each in before if each.level != "watch"} <= {each.id for each in after}


def test_the_template_can_be_used_as_it_stands() -> None:
    clinic = read_clinic(template().encode())
    assert clinic.contacts["clinic_phone"] and clinic.instructions
    assert [red_flag.origin for red_flag in clinic.red_flags] == ["clinic"]
    assert clinic.added_to(load_rulebook()).hash != load_rulebook().hash


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('made_by = "A"', "made_on"),
        ("made_on = 2026-01-01", "made_by"),
        (HEAD + "persist_hours = 6", "persist_hours"),
        (HEAD + "persist_hours = 1.9", "persist_hours"),
        (HEAD + "turn_off = ['chest-pain']", "turn_off"),
        (HEAD + '[contacts]\nclinic_phone = "1\\n2"', "clinic_phone"),
        (HEAD + '[contacts]\nfax = "1"', "fax"),
        (HEAD + '[[red_flag]]\nid = "x"', "title"),
        ("not toml at all", "not TOML"),
    ],
)
def test_a_file_with_a_slip_is_refused_by_field(text: str, field: str) -> None:
    with pytest.raises(BadClinicalFile, match=field):
        read_clinic(text.encode())


def test_a_red_flag_without_examples_is_refused() -> None:
    whole = template()
    with pytest.raises(BadClinicalFile, match="example"):
        read_clinic(whole[: whole.index("[[red_flag.example]]")].encode())


def test_a_clinic_cannot_take_the_place_of_a_red_flag_of_ktrack() -> None:
    text = template().replace("clinic-low-mood", "chest-pain")
    with pytest.raises(BadClinicalFile, match="two red flags"):
        read_clinic(text.encode()).added_to(load_rulebook())


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"a" * 1_000_001, b"\x00", b"made_by = 1"])
def test_bytes_that_are_no_file_of_ours_are_refused(data: bytes) -> None:
    with pytest.raises(BadClinicalFile):
        read_clinic(data)
