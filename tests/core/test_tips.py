"""Self-care tips: only what no source contradicts, never in place of the clinic, never a medicine."""

from __future__ import annotations

import re

import pytest

from ktrack import clinical_file, tips
from ktrack.clinical_file import BadClinicalFile

WHOLE = clinical_file.packaged("tips.toml")
EVERY_TEXT = [tips.clinic_first(), tips.driving(), *(tip.text for tip in tips.tips())]


def test_the_driving_line_stands_apart_from_the_tips() -> None:
    assert tips.driving() == ("No driving until tomorrow, after a night's sleep; longer if your clinic says so.")
    assert {"S2", "S3"} <= set(tips.driving_sources())
    assert not [tip.id for tip in tips.tips() if "driv" in tip.text.lower()]


def test_the_clinic_comes_first() -> None:
    assert "clinic" in tips.clinic_first()


@pytest.mark.parametrize(
    "word",
    [
        "fine|safe|ok|okay|normal|all clear|no problem",
        "yoga|stretch|exercise",
        "fast|fasting|empty stomach|before the drip",
        "tablet|pill|dose|paracetamol|acetaminophen|ibuprofen|ondansetron|lorazepam|antihistamine",
    ],
)
def test_no_tip_reassures_treats_or_sets_a_fasting_rule(word: str) -> None:
    assert not [text for text in EVERY_TEXT if re.search(rf"\b({word})\b", text, re.IGNORECASE)]


def test_every_tip_rests_on_one_of_the_five_and_ends_within_a_week() -> None:
    for tip in tips.tips():
        assert any(key in ("S0", "S1", "S2", "S3", "S4") for key in tip.sources), tip.id
        assert tip.until_hours <= 168, tip.id
        assert len(tip.text) <= 130, tip.id


def test_what_the_tips_cover() -> None:
    text = " ".join(EVERY_TEXT).lower()
    for topic in ("rest", "sips of water", "quiet", "count the things", "slowly", "plain food"):
        assert topic in text, topic


def test_a_tip_is_shown_for_what_was_reported() -> None:
    general = {tip.id for tip in tips.tips() if not tip.for_questions}
    assert {tip.id for tip in tips.tips_for((), 1)} == general
    assert "grounding" in {tip.id for tip in tips.tips_for({"dissociation"}, 1)}
    assert "grounding" not in {tip.id for tip in tips.tips_for({"nausea"}, 1)}


def test_tips_end_with_the_day_and_do_not_begin_during_the_infusion() -> None:
    assert tips.tips_for({"dizziness"}, -0.5) == ()
    assert "rest" in {tip.id for tip in tips.tips_for((), 24)}
    assert "rest" not in {tip.id for tip in tips.tips_for((), 24.1)}
    assert tips.tips_for({"dizziness"}, 169) == ()


def test_an_unknown_end_leaves_out_nothing() -> None:
    assert tips.tips_for({"dizziness"}, None) == tips.tips_for({"dizziness"}, 0)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("[tip.rest]", "[tip.Rest]", "tip.Rest"),
        ("[tip.rest]", "[tip.rest]\nwhen = 3", "tip.rest.when"),
        ('sources = ["S0"]', 'sources = ["Z9"]', "tip.company.sources"),
        ('sources = ["S0"]', "sources = []", "tip.company.sources"),
        (
            'for_questions = ["vomiting"]',
            'for_questions = ["vomit"]',
            "tip.sips-after-vomiting.for_questions",
        ),
        ("until_hours = 24", "until_hours = 0", "tip.rest.until_hours"),
        ("until_hours = 24", "until_hours = true", "tip.rest.until_hours"),
        ("[driving]", "[drive]", "driving"),
        ("clinic_first =", "clinic_last =", "clinic_first"),
        ("[driving]", "[more]\n[driving]", "more"),
    ],
)
def test_a_damaged_file_is_refused_with_its_field(old: str, new: str, field: str) -> None:
    assert old in WHOLE
    with pytest.raises(BadClinicalFile) as caught:
        tips.load(WHOLE.replace(old, new, 1), "mine.toml")
    assert str(caught.value).startswith(f"mine.toml: {field} ")
