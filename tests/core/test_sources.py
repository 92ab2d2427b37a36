"""Every source has a name, a licence note and one line that says what it is used for."""

from __future__ import annotations

from datetime import date

import pytest

from ktrack import clinical_file, sources
from ktrack.clinical_file import BadClinicalFile

WHOLE = clinical_file.packaged("sources.toml")


def test_the_five_come_first_and_were_read_in_full() -> None:
    found = sources.sources()
    assert tuple(found)[:5] == sources.FIVE
    for key in sources.FIVE:
        assert found[key].date_read == date(2026, 11, 21)
        assert found[key].seen_as == "full text"


def test_every_source_that_the_rules_were_drawn_from_is_there() -> None:
    needed = "L1 L2 L3 L4 L5 L6 A1 A2 A3 A4 T1 T3 Y1 I2 I3 U1 U2 U3 U4 U5 H1 H2 H3 M1 P4 G1 C3"
    assert not set(needed.split()) - set(sources.sources())


def test_what_a_source_says_is_short_and_its_own_key_leads_to_it() -> None:
    for key, source in sources.sources().items():
        assert source.key == key
        assert len(source.title) <= 140 and len(source.says) <= 260, key
        assert source.licence == "Read for facts only. Nothing was copied from it."


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("[S0]", "[S9]", "S0"),
        ("[L1]", "[label]", "label"),
        ("[L1]", "[L1]\nurl = 'x'", "L1.url"),
        ('date_read = "2026-11-21"', 'date_read = "yesterday"', "S0.date_read"),
        ('kind = "article"', 'kind = "gossip"', "S0.kind"),
        ('seen_as = "full text"', "", "S0.seen_as"),
        ("licence =", "license =", "licence"),
    ],
)
def test_a_damaged_file_is_refused_with_its_field(old: str, new: str, field: str) -> None:
    assert old in WHOLE
    with pytest.raises(BadClinicalFile) as caught:
        sources.load(WHOLE.replace(old, new, 1), "mine.toml")
    assert str(caught.value).startswith(f"mine.toml: {field} ")
