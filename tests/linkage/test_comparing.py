"""Who is taken for whom: precision first, and every verdict with its reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.formats.record import Identifier, Location, Name, Record
from dalil.linkage import ASK_BAR, REASON_CODES, SAME_BAR, Comparison, compare

LIKELY = 0.9


def body(
    *names: str,
    country: str = "",
    city: str = "",
    link: str = "",
    founded: str = "",
    number: str = "",
    acronym: str = "",
) -> Record:
    scheme, _, value = number.partition(" ")
    return Record(
        names=tuple(Name(name) for name in names) + ((Name(acronym, types=("acronym",)),) if acronym else ()),
        identifiers=(Identifier(scheme, value),) if number else (),
        locations=(Location(country=country, locality=city),) if country or city else (),
        links=(link,) if link else (),
        founded=founded,
    )


def codes(comparison: Comparison) -> set[str]:
    return {reason.code for reason in comparison.reasons}


def test_one_telling_name_in_one_country_is_the_same() -> None:
    found = compare(body("Al-Haq Foundation Ramallah", country="PS"), body("AL HAQ FOUNDATION, Ramallah", country="PS"))
    assert found.score >= SAME_BAR
    assert "same_country" in codes(found)


def test_a_telling_name_alone_is_likely_when_no_place_is_known() -> None:
    a = body("Asociación Red de Mujeres Afrolatinoamericanas y de la Diáspora")
    assert compare(a, body("Associación Red de Mujeres Afrolatinoamericanas, y de la Diáspora")).score >= LIKELY


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ministry of Health", "Ministry of Health"),
        ("Caritas", "Caritas"),
        ("Centre for Conflict", "Center for Conflict"),
        ("Nithyananda Dhyanapeetam of Seattle", "Nithyananda Dhyanapeetam of Houston"),
        ("World Assembly of Youth", "World Assembly of Muslim Youth"),
        ("Organisation marocaine des droits humains", "Association marocaine des droits humains"),
        ("Zion Lodge 1234", "Zion Lodge 1235"),
        ("The Dronfield (A) Guild of Townswomen", "The Dronfield (E) Guild of Townswomen"),
        ("Gwangju Young Men’s Christian Association", "Gwangju Young Women’s Christian Association"),
    ],
)
def test_a_name_that_could_be_anothers_is_never_the_same(a: str, b: str) -> None:
    assert compare(body(a), body(b)).score < SAME_BAR


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Young Women’s Christian Association of Australia", "Young Women’s Christian Association of Nigeria"),
        ("Viet Nam Family Planning Association", "China Family Planning Association"),
        ("Geneva International Model United Nations", "Hague International Model United Nations"),
        ("Takal Welfare Organization", "Dalit Welfare Organization"),
    ],
)
def test_branches_are_not_even_asked_about(a: str, b: str) -> None:
    found = compare(body(a), body(b))
    assert found.score < ASK_BAR
    assert "different_words" in codes(found)


def test_one_name_in_two_countries_is_at_most_a_question() -> None:
    name = "Engineers without Borders Palmyra Chapter"
    found = compare(body(name, country="SY"), body(name, country="GB"))
    assert found.score < SAME_BAR
    assert "different_country" in codes(found)


def test_one_name_in_two_towns_is_a_question() -> None:
    a, b = body("Zahrat Foundation", country="LB", city="Tyre"), body("Zahrat Foundation", country="LB", city="Sidon")
    assert compare(a, b).score < SAME_BAR
    assert "different_city" in codes(compare(a, b))


def test_an_equal_number_and_a_fitting_name_are_the_same() -> None:
    a = body("Medical Relief Society Jenin", number="GB-CHC 1234567")
    assert compare(a, body("Jenin Society for Medical Relief", number="GB-CHC 1234567")).score >= SAME_BAR


def test_an_equal_number_under_a_foreign_name_is_a_question() -> None:
    found = compare(
        body("Medical Relief Jenin", number="GB-CHC 1234567"), body("Kites of Zanzibar", number="GB-CHC 1234567")
    )
    assert found.score < SAME_BAR
    assert "identifier_equal" in codes(found)


def test_two_numbers_of_one_register_forbid_it() -> None:
    name = "Burnley Citizens Advice Bureau"
    found = compare(body(name, country="GB", number="GB-CHC 1"), body(name, country="GB", number="GB-CHC 2"))
    assert found.is_forbidden
    assert found.score < SAME_BAR


def test_two_numbers_of_a_catalogue_do_not_forbid_but_hinder() -> None:
    name = "Burnley Citizens Advice Bureau"
    found = compare(
        body(name, country="GB", number="XI-WIKIDATA Q1"), body(name, country="GB", number="XI-WIKIDATA Q2")
    )
    assert not found.is_forbidden
    assert found.score < SAME_BAR


def test_a_name_in_another_language_counts_where_the_record_has_it() -> None:
    a = body("Birzeit University", "جامعة بيرزيت", country="PS", city="Birzeit")
    found = compare(a, body("جامعة بيرزيت", country="PS", city="Birzeit"))
    assert found.score > compare(a, body("جامعة القدس", country="PS", city="Birzeit")).score
    assert found.reasons[0].code == "exact_name"
    assert found.score >= LIKELY
    assert {r.code: r.params for r in found.reasons}["exact_name"] == {"name": "جامعة بيرزيت"}


def test_spacing_does_not_part_a_name() -> None:
    a, b = body("Bir Zeit Brass Band", country="PS"), body("Birzeit Brass Band", country="PS")
    assert compare(a, b).score >= SAME_BAR


def test_a_translated_name_with_one_website_is_likely() -> None:
    a = body("جمعية حقوق الإنسان والديمقراطية", link="https://www.hrds.example.org/ar", country="LB")
    found = compare(a, body("Human Rights and Democracy Association", link="http://hrds.example.org", country="LB"))
    assert {"same_sound", "same_domain"} <= codes(found)
    assert found.score >= LIKELY


def test_a_page_on_a_shared_host_says_nothing() -> None:
    a, b = body("Amal", link="https://www.facebook.com/amal"), body("Nour", link="https://m.facebook.com/nour")
    assert "same_domain" not in codes(compare(a, b))


def test_an_acronym_is_held_against_the_full_name() -> None:
    a, b = body("ICIMOD"), body("International Centre for Integrated Mountain Development")
    assert "acronym_fits" in codes(compare(a, b))
    assert "acronym_equal" in codes(compare(a, body("Mountain Centre", acronym="ICIMOD")))


word = st.sampled_from(
    "جمعية Association Amal أمل Gaza غزة Women 12 13 of (A) UNX Birzeit Zeit Bir \ud800 \u0000 ...".split(" ")
)
name = st.lists(word, max_size=5).map(" ".join) | st.text(st.characters(exclude_categories=()), max_size=8)
records = st.builds(
    body,
    name,
    name,
    country=st.sampled_from(["", "PS", "GB"]),
    city=st.sampled_from(["", "Gaza", "غزة"]),
    link=st.sampled_from(["", "http://[", "https://a.example.org", "x"]),
    founded=st.sampled_from(["", "1999", "2004-05"]),
    number=st.sampled_from(["", "GB-CHC 1", "GB-CHC 2", "XI-ROR 0abc"]),
    acronym=name,
)


@given(records, records)
def test_a_verdict_is_the_same_whichever_comes_first(a: Record, b: Record) -> None:
    one, other = compare(a, b), compare(b, a)
    assert one.score == pytest.approx(other.score)
    assert one.is_forbidden == other.is_forbidden


@given(records, records)
def test_every_reason_has_a_known_code_and_its_particulars(a: Record, b: Record) -> None:
    found = compare(a, b)
    assert 0.0 <= found.score <= 1.0
    for reason in found.reasons:
        assert set(reason.params) == set(REASON_CODES[reason.code])


@given(records)
def test_a_record_is_never_forbidden_to_be_itself(record: Record) -> None:
    assert not compare(record, record).is_forbidden


def test_a_word_for_the_kind_of_body_on_one_side_only_is_an_extra_word_and_no_difference_of_kinds() -> None:
    network, plain = body("Cedar Mountain Relief Network"), body("Cedar Mountain Relief")
    reasons = {reason.code: reason.params for reason in compare(network, plain).reasons}
    assert "different_kind" not in reasons
    assert reasons["extra_words"] == {"words": "network"}
