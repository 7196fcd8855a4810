"""The nine sectors: labels, and where the codes of other classifications fall."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil import kinds
from dalil.kinds.folding import fold
from dalil.kinds.taxonomy import LANGUAGES

NINE = ("rights", "relief", "health", "education", "social", "culture", "environment", "economy", "civic")

# Typed from design/standards.md 2.3.
ICNP_TSO = {
    "rights": "G11 K21",
    "relief": "D30 D31 D33 D34 D39",
    "health": "C C10 C22 C39",
    "education": "B B10 B29 B90 K10",
    "social": "D10 D14 D19 D20 D90 G14 G15 G16",
    "culture": "A A10 A21 A90",
    "environment": "E E10 E22 E90 F40 G12 L10",
    "economy": "D40 D42 F10 F12 F20 F30 F90 J J10 J90 L20 L40 L70",
    "civic": "F50 G13 G19 G30 G90 H H10 H90 I I10 K20 K22 K29 K30 K90 L80 L82 L90",
}
ICNPO = {
    "rights": "7100 7200",
    "relief": "4200",
    "health": "3100 3400",
    "education": "2100 2400",
    "social": "4100 4300",
    "culture": "1100 1300",
    "environment": "5100 5200",
    "economy": "6100 6300 11100 11300",
    "civic": "8100 9100 10100 12100",
}
DAC = {
    "rights": "15113 15130 15131 15134 15135 15137 15160",
    "relief": "15136 15190 15250 43060 43071 43073 52010 520 72010 72040 72050 73010 74020 93010",
    "health": "12110 12281 12340 13040 122 16063 16064 72011",
    "education": "11120 11230 11330 11420 112 16062 43081 43082 72012",
    "social": "15170 15180 15261 16010 16015 16050",
    "culture": "15153 22010 22040 16061 16065 16066",
    "environment": "14030 23010 23210 23640 31110 31220 31320 41010",
    "economy": "16020 16040 16070 16080 21020 24010 25010 32120 32220 32310 33110 33210 43030 43050",
    "civic": "15110 15112 15114 15125 15132 15142 15150 15152 15155 15185 15196 15210 15220 15240 43010 99820",
}


@pytest.mark.parametrize(("scheme", "table"), [("ICNP/TSO", ICNP_TSO), ("ICNPO", ICNPO), ("DAC", DAC)])
def test_every_code_falls_where_the_standard_says(scheme: str, table: dict[str, str]) -> None:
    assert tuple(table) == NINE
    for sector, codes in table.items():
        assert {code: kinds.sector_for(scheme, code) for code in codes.split()} == dict.fromkeys(codes.split(), sector)


@pytest.mark.parametrize("code", ["G20", "G21", "G22", "G29", "g21"])
def test_political_activities_are_for_a_person_to_decide(code: str) -> None:
    with pytest.raises(kinds.NeedsDecision):
        kinds.sector_for("ICNP/TSO", code)


@pytest.mark.parametrize("code", ["51010", "53030", "60010", "91010", "99810", "510", "00000", "", "1511", "151130"])
def test_codes_without_a_sector_stay_without(code: str) -> None:
    assert kinds.sector_for("DAC", code) == ""


@pytest.mark.parametrize("code", ["D", "F", "G", "G10", "K", "L", "Z99"])
def test_a_heading_over_several_sectors_belongs_to_none(code: str) -> None:
    assert kinds.sector_for("ICNP/TSO", code) == ""


@pytest.mark.parametrize(
    ("scheme", "code", "sector"),
    [("clusters", "10", "rights"), ("IASC cluster", "4", "relief"), ("10", "11", "environment"), ("10", "5404", "social"),
     ("SDG", "3", "health"), ("SDG", "4.7", "culture"), ("SDG", "4.1", "education"), ("SDG", "16", ""), ("SDG", "1", ""),
     ("CRS", "١٢٢٢٠", "health"), ("DAC-5", "12220", "health"), ("1", "12220", "health"), ("dalil", "HEALTH", "health"),
     ("no such scheme", "12220", "")],
)  # fmt: skip
def test_schemes_are_known_by_the_names_that_people_use(scheme: str, code: str, sector: str) -> None:
    assert kinds.sector_for(scheme, code) == sector


def test_sectors_are_nine_numbered_in_order_with_labels_in_four_languages() -> None:
    found = kinds.sectors()
    assert tuple(found) == NINE
    assert [sector.number for sector in found.values()] == list(range(1, 10))
    for sector in found.values():
        assert all(sector.label.get(lang) for lang in LANGUAGES)
        assert sector.label_in("xx") == sector.label["en"]
    for field in ("picture", "colour"):
        assert len({getattr(sector, field) for sector in found.values()}) == 9


def test_no_name_of_a_sector_is_claimed_by_another() -> None:
    claims: dict[str, set[str]] = {}
    for sector in kinds.sectors().values():
        for spelling in chain(sector.label.values(), *sector.also.values()):
            claims.setdefault(fold(spelling), set()).add(sector.code)
    assert {spelling: codes for spelling, codes in claims.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sector_is_found_by_its_label(lang: str) -> None:
    for code, sector in kinds.sectors().items():
        assert kinds.sector_named(sector.label[lang]) == code
        assert kinds.sector_named(sector.label[lang].upper() + " ") == code


@pytest.mark.parametrize(
    ("text", "sector"),
    [("WASH", "environment"), ("Health & Nutrition", "health"), ("التعليم", "education"), ("تعليم", "education"),
     ("Droits de l’homme", "rights"), ("S3", "health"), ("חינוך", "education"), ("Child Protection", "social"),
     ("Protection", "rights"), ("Child protection services", "social"), ("الصحه", "health"),
     ("Social", "social"), ("Social mobilisation", ""), ("تنمية", "economy"), ("Youth development", "social"),
     ("Education / Health", ""), ("3", ""), ("", ""), ("quarterly report", "")],
)  # fmt: skip
def test_a_sector_is_found_by_part_of_its_label_or_a_word_for_it(text: str, sector: str) -> None:
    assert kinds.sector_named(text) == sector


@given(st.text(), st.text())
def test_no_text_makes_a_lookup_fail(scheme: str, code: str) -> None:
    assert kinds.sector_named(code) in {"", *NINE}
    try:
        found = kinds.sector_for(scheme, code)
    except kinds.NeedsDecision:
        found = ""
    assert found in {"", *NINE}
