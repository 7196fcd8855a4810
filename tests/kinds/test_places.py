"""Countries and regions: found by whatever people write, named as the operator's policy says."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dalil.kinds
from dalil import kinds
from dalil.kinds.places.iso3166 import LANGUAGES


@pytest.mark.parametrize(
    ("written", "code"),
    [("UK", "GB"), ("U.S.A.", "US"), ("Cote d'Ivoire", "CI"), ("CÔTE D’IVOIRE", "CI"), ("Ivory Coast", "CI"),
     ("Palestine", "PS"), ("oPt", "PS"), ("State of Palestine", "PS"), ("الاردن", "JO"), ("الأردن", "JO"), ("أردن", "JO"),
     ("Sierra Leonne", "SL"), ("Guinnea", "GN"), ("275", "PS"), ("٢٧٥", "PS"), ("4", "AF"), ("PSE", "PS"), ("ps", "PS"),
     ("Iran, Islamic Rep.", "IR"), ("Republic of Yemen", "YE"), ("المملكة العربية السعودية", "SA"), ("ישראל", "IL"),
     ("Gambia, The", "GM"), ("St. Lucia", "LC"), ("Estados Unidos", "US"), ("Deutschland", "DE"), ("Egypt, Arab Rep.", "EG"),
     ("جمهورية العراق", "IQ"), ("Türkiye", "TR"), ("Turkey", "TR"), ("TURKIYE", "TR"), ("לבנון", "LB"), ("Líbano", "LB"),
     ("the Netherlands", "NL"), ("DR Congo", "CD"), ("Congo", "CG"), ("Korea, Rep.", "KR"), ("North Korea", "KP"),
     ("  france\u200f ", "FR"), ("Franc\u0327ais", ""), ("", ""), ("Atlantis", ""), ("none", ""), ("999", "")],
)  # fmt: skip
def test_a_country_is_found_by_whatever_people_write(written: str, code: str) -> None:
    assert kinds.country_named(written) == code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_country_is_found_by_every_name_it_has(lang: str) -> None:
    missed = {
        name.value: code
        for code, place in kinds.countries().items()
        for name in place.names
        if name.lang == lang and kinds.country_named(name.value) != code
    }
    assert missed == {}


@given(st.sampled_from(sorted(kinds.countries())), st.data())
def test_case_and_marks_do_not_matter(code: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name.value for name in kinds.countries()[code].names]))
    shouted = unicodedata.normalize("NFD", name.upper())
    assert kinds.country_named(shouted) == code


def test_every_country_has_names_in_four_languages_codes_and_a_point() -> None:
    assert len(kinds.countries()) == 250
    for code, place in kinds.countries().items():
        assert re.fullmatch("[A-Z]{2}", code)
        assert {"ar", "en", "fr", "he"} <= {name.lang for name in place.names}, code
        assert re.fullmatch("[A-Z]{3}", place.codes["alpha3"])
        assert code == "XK" or re.fullmatch("[0-9]{3}", place.codes["m49"])
        assert place.lat is not None
        assert place.lng is not None
        assert -90 <= place.lat <= 90
        assert -180 <= place.lng <= 180
        assert (place.lat, place.lng) != (0, 0), code


def test_the_policy_chooses_among_the_names_that_authorities_use() -> None:
    shown = {policy: kinds.place_name("PS", "en", (policy,)) for policy in ("UN", "ISO", "HPC", "CLDR")}
    assert shown == {
        "UN": "State of Palestine",
        "ISO": "Palestine, State of",
        "HPC": "occupied Palestinian territory (oPt)",
        "CLDR": "Palestinian Territories",
    }
    assert kinds.place_name("IR", "fr", ("ISO",)).startswith("Iran, ")
    assert kinds.place_name("IR", "fr", ("CLDR",)) == "Iran"


def test_a_name_falls_back_to_another_authority_then_to_english_then_to_the_code() -> None:
    assert kinds.place_name("FR", "he", ("UN",)) == "צרפת"
    assert kinds.place_name("FR", "xx") == "France"
    assert kinds.place_name("ZZ99", "en") == "ZZ99"


@pytest.mark.parametrize("policy", [kinds.DEFAULT_POLICY, ("CLDR",), ("OCHA", "ISO"), ()])
@pytest.mark.parametrize("lang", ["ar", "en", "fr", "he"])
def test_under_every_policy_every_country_has_a_name_and_no_two_the_same(policy: kinds.Policy, lang: str) -> None:
    shown = [kinds.place_name(code, lang, policy) for code in kinds.countries()]
    assert all(shown)
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(
    ("country", "written", "code"),
    [("PS", "Gaza", "PS0260"), ("PS", "Gaza Strip", "PS02"), ("PS", "غزة", "PS0260"), ("PS", "رفح", "PS0275"),
     ("PS", "Nablus Governorate", "PS0115"), ("PS", "محافظة نابلس", "PS0115"), ("PS", "שכם", "PS0115"),
     ("PS", "Bethléem", "PS0145"), ("PS", "ps0101", "PS0101"), ("PS", "PS-JEM", "PS0140"), ("PS", "الضفه الغربيه", "PS01"),
     ("IL", "Haifa", "IL-HA"), ("IL", "חיפה", "IL-HA"), ("IL", "Jerusalem", "IL-JM"), ("JO", "إربد", "JO-IR"),
     ("LB", "Beirut", "LB1"), ("SL", "Port Loko", "SL0503"), ("PS", "Haifa", ""), ("PS", "", ""), ("ZZ", "Gaza", "")],
)  # fmt: skip
def test_a_region_is_found_by_code_or_name_within_its_country(country: str, written: str, code: str) -> None:
    assert kinds.region_named(country, written) == code


def test_a_name_shared_by_two_regions_of_a_level_means_neither() -> None:
    places = kinds.regions("CO", 2)
    names = [place.name_in("en") for place in places]
    shared = next(name for name in names if names.count(name) > 1)
    assert kinds.region_named("CO", shared) == ""


def test_the_governorates_carry_both_codes_and_four_languages() -> None:
    governorates = kinds.regions("PS", 2)
    assert len(governorates) == 16
    for place in governorates:
        assert place.codes["ISO 3166-2"].startswith("PS-")
        assert kinds.region_named("PS", place.codes["ISO 3166-2"]) == place.code
        assert {"ar", "en", "fr", "he"} <= {name.lang for name in place.names}
        assert all(name.authority for name in place.names)
        assert place.parent in {"PS01", "PS02"}
        assert all(kinds.region_named("PS", name.value) == place.code for name in place.names)


def test_every_file_of_regions_is_found_by_all_its_names() -> None:
    for country in ("PS", "IL", "JO"):
        for place in kinds.regions(country):
            assert {"ar", "en", "fr", "he"} <= {name.lang for name in place.names}, place.code
            for name in place.names:
                assert kinds.region_named(country, name.value) == place.code, name


def test_a_place_is_found_by_the_code_of_any_level() -> None:
    for code, level, parent in (
        ("PS", 0, ""),
        ("PS02", 1, "PS"),
        ("PS0260", 2, "PS02"),
        ("IL-JM", 1, "IL"),
        ("LB11", 2, "LB1"),
    ):
        found = kinds.place(code)
        assert found is not None
        assert (found.code, found.level, found.parent) == (code, level, parent)
    assert kinds.place("PS99") is None


def test_the_list_of_regions_is_whole() -> None:
    listed = {code: kinds.regions(code) for code in kinds.countries()}
    assert sum(len(places) for places in listed.values()) == 32767 + 6 + 12
    for country, places in listed.items():
        for place in places:
            parent = kinds.place(place.parent)
            assert place.country == country
            assert parent is not None
            assert parent.country == country


def test_a_cartogram_gives_each_region_a_square_of_its_own() -> None:
    tiles = kinds.tiles("PS")
    assert {tile.code for tile in tiles} == {place.code for place in kinds.regions("PS", 2)}
    assert len({(tile.row, tile.column) for tile in tiles}) == len(tiles)
    assert min(tile.row for tile in tiles) == min(tile.column for tile in tiles) == 0
    assert kinds.tiles("FR") == ()


def test_no_code_in_this_room_names_a_country() -> None:
    """Only data files may: the code that made the tables once is the exception, and makes data."""
    room = Path(dalil.kinds.__file__).parent
    known = set(kinds.countries()) | {place.codes["alpha3"] for place in kinds.countries().values()}
    for path in room.rglob("*.py"):
        if not path.name.startswith("make_"):
            words = set(re.findall(r'"([A-Z]{2,3})"', path.read_text(encoding="utf-8")))
            assert words & known == set(), path


@given(st.text(), st.text())
def test_no_text_makes_a_lookup_fail(country: str, text: str) -> None:
    assert kinds.country_named(text) in {"", *kinds.countries()}
    kinds.region_named(country, text)
    kinds.place(text)
