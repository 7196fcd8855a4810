"""What everybody sees: what is on a page, what is not, and how many questions the database is asked for it."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import django_htmx
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from dalil import kinds, search
from dalil.accounts.models import Person
from dalil.formats.record import Location, Name, Record
from dalil.guide import hits, indexing
from dalil.guide.models import Organisation, Source
from tests.guide.cast import NOON, add_bodies, add_listed, make_guide

pytestmark = pytest.mark.django_db

STATIC = Path(__file__).parents[2] / "dalil/web/static/dalil"
PUBLIC = ("", "organisations/", "organisations/lamp/", "organisations/lamp/history/", "sectors/culture/", "places/PS/",
          "places/PS0145/", "sources/", "sources/register/", "about/")  # fmt: skip


@pytest.fixture
def guide() -> dict[str, Organisation]:
    return make_guide()


@pytest.fixture
def reader(guide: dict[str, Organisation], stranger: Client) -> Client:
    return stranger


def text_of(answer: HttpResponse) -> str:
    """The words of a page, without marks for direction."""
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069]", "", words))


def found_by(reader: Client, query: str) -> list[str]:
    return [card.number for card in reader.get(f"/en/organisations/?{query}").context["cards"]]


@pytest.mark.parametrize("language", ["ar", "en", "fr", "he"])
@pytest.mark.parametrize("path", PUBLIC)
def test_every_page_opens_in_every_language_and_names_its_siblings(reader: Client, path: str, language: str) -> None:
    page = reader.get(f"/{language}/{path}").content.decode()

    assert f'lang="{language}" dir="{"rtl" if language in ("ar", "he") else "ltr"}"' in page
    for other in ("ar", "en", "fr", "he"):
        assert f'href="/{other}/{path}"' in page
        assert f'hreflang="{other}" href="http://testserver/{other}/{path}"' in page
    assert f'rel="canonical" href="http://testserver/{language}/{path}"' in page
    assert f'hreflang="x-default" href="http://testserver/en/{path}"' in page


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_has_nothing_that_the_policy_forbids(reader: Client, path: str) -> None:
    page = reader.get(f"/en/{path}").content.decode()

    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", page)
    assert set(re.findall(r"<script([^>]*)>", page)) <= {
        ' type="application/ld+json"',
        ' src="/static/django_htmx/htmx-2.min.js" defer',
        ' src="/static/dalil/js/suggest.js" defer',
    }


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_with_all_that_it_needs_is_under_60_kilobytes_before_letters(reader: Client, path: str) -> None:
    page = reader.get(f"/en/{path}").content
    sheets = [STATIC / f"css/{name}.css" for name in ("fonts", "foundation", "components", "public")]
    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    files = [page, reader.get("/outlines.svg").content, (STATIC / "images/pictures.svg").read_bytes()]
    files += [file.read_bytes() for file in (*sheets, htmx, STATIC / "js/suggest.js")]

    assert sum(len(gzip.compress(file)) for file in files) < 60_000


def test_the_first_page_counts_sectors_and_countries(reader: Client) -> None:
    page = reader.get("/en/")

    counts = {tile.sector.code: tile.count for tile in page.context["tiles"]}
    assert list(counts) == list(kinds.sectors())
    assert counts["culture"] == 1
    assert {land.code: land.count for land in page.context["countries"]} == {"PS": 1, "TN": 1, "IL": 1, "PW": 1}
    assert "4 organisations · 3 sources. Every value says who says so." in text_of(page)


def test_a_territory_without_an_outline_is_drawn_as_a_dot(reader: Client) -> None:
    lands = {land.code: land for land in reader.get("/en/").context["map"].lands}

    assert lands["PW"].dot
    assert lands["PS"].dot is None


def test_a_search_says_in_words_why_it_found(reader: Client) -> None:
    page = reader.get("/en/organisations/?q=Lampe")

    assert [card.number for card in page.context["cards"]] == ["lamp"]
    assert "La Lampe d&#x27;Aïda" in text_of(page)
    assert page.context["cards"][0].reasons


def test_every_reason_of_the_index_has_a_sentence_that_fills_its_places() -> None:
    assert set(hits.SENTENCES) == set(search.REASON_CODES)
    for code, params in search.REASON_CODES.items():
        (sentence,) = hits.sentences_of([search.Reason(code, {name: f"<{name}>" for name in params})])
        assert all(f"<{name}>" in sentence for name in params)


@pytest.mark.parametrize("language", ["ar", "en", "fr", "he"])
def test_every_way_in_which_words_answer_has_a_sentence_with_both_in_every_language(language: str) -> None:
    assert set(hits.PAIRS) == {(way, sureness) for way in search.WAYS for sureness in search.SURENESS}
    with translation.override(language):
        for way, sureness in hits.PAIRS:
            pieces = hits.pieces_of(search.WordPair("جامعة", "University", way, sureness))
            quoted = {piece.text: piece.lang for piece in pieces if piece.is_quoted}
            assert quoted == {"جامعة": "ar"} if way == "same" else {"جامعة": "ar", "University": ""}


def test_a_hit_across_scripts_says_which_word_answers_which(reader: Client) -> None:
    page = reader.get("/en/organisations/?q=%D0%9A%D0%B8%D0%BF%D0%B5%D1%80%D1%81+Reef").content.decode()

    assert "<li><bdi>Киперс</bdi> sounds like <bdi>Keepers</bdi></li>" in page
    assert "<li><bdi>Reef</bdi> stands in it</li>" in page


def test_facets_widen_within_and_narrow_between(reader: Client) -> None:
    assert found_by(reader, "country=PS") == ["lamp"]
    assert set(found_by(reader, "country=PS&country=TN")) == {"lamp", "riverwomen"}
    assert found_by(reader, "country=PS&country=TN&sector=culture") == ["lamp"]


def test_a_choice_can_be_taken_back_by_its_chip(reader: Client) -> None:
    page = reader.get("/en/organisations/?q=lamp&country=PS&sector=culture")

    assert {chip.label: chip.address for chip in page.context["chips"]} == {
        "State of Palestine": "?q=lamp&sector=culture",
        "Culture, media, heritage and sport": "?q=lamp&country=PS",
    }


def test_a_source_that_is_not_named_in_public_does_not_show_as_a_facet_name(reader: Client) -> None:
    Source.objects.filter(slug="field-list").update(is_listed=False)

    assert "The field list" not in text_of(reader.get("/en/organisations/"))
    assert "The field list" not in text_of(reader.get("/en/organisations/lamp/"))
    assert reader.get("/en/sources/field-list/").status_code == 404


def test_nothing_found_says_what_to_try(reader: Client) -> None:
    page = reader.get("/en/organisations/?q=zzzyyyxxx")

    assert page.context["total"] == 0
    assert "Nothing was found" in text_of(page)


@pytest.mark.parametrize("query", ["page=0", "page=-3", "page=x", "page=99999999999999999999", "page=٣", "q=%00", "q=%F0%9F",
                                   "country=XX", "sector=", "nonsense=1", "q=" + "a" * 5000, "sector=a&" * 300])  # fmt: skip
def test_no_address_breaks_the_results(reader: Client, query: str) -> None:
    assert reader.get(f"/en/organisations/?{query}").status_code == 200


def test_results_ask_the_database_as_often_for_twenty_as_for_one(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_bodies(45)
    with django_assert_num_queries(4):
        assert len(found_by(reader, "q=lantern")) == 20
    with django_assert_num_queries(4):
        assert len(found_by(reader, "country=PS")) == 1
    assert len(found_by(reader, "q=lantern&page=3")) == 5


@pytest.mark.parametrize(
    ("path", "queries"),
    [("", 4), ("organisations/lamp/", 5), ("organisations/lamp/history/", 5), ("sectors/culture/", 3), ("places/PS/", 3),
     ("sources/", 3), ("sources/register/", 3), ("about/", 0), ("suggest/?q=lam", 1)],
)  # fmt: skip
def test_pages_ask_the_database_little(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        assert reader.get(f"/en/{path}").status_code == 200


def test_for_htmx_the_results_come_without_the_page_around(reader: Client) -> None:
    answer = reader.get("/en/organisations/?q=lamp", headers={"HX-Request": "true", "HX-Target": "results"})

    assert answer.content.decode().strip().startswith('<div id="results"')
    assert "HX-Target" in answer.headers["Vary"]


def test_suggestions_come_for_two_letters_and_more(reader: Client) -> None:
    assert "Women of the River" in text_of(reader.get("/en/suggest/?q=wom"))
    assert "1 suggestion." in text_of(reader.get("/en/suggest/?q=wom"))
    assert "Women" not in text_of(reader.get("/en/suggest/?q=w"))
    assert "No suggestions." in text_of(reader.get("/en/suggest/?q=zzzz"))


def test_a_suggestion_shows_the_name_that_answers_the_readers_own_and_the_place(reader: Client) -> None:
    (line,) = reader.get("/en/suggest/?q=%D7%9E%D7%A0%D7%95%D7%A8").context["lines"]
    assert (line.number, line.name.value, line.name.lang) == ("lamp", "מנורת עאידה", "he")
    assert line.also.value == "The Lamp of Aida Society"

    (line,) = reader.get("/ar/suggest/?q=women+of").context["lines"]
    assert (line.name.value, line.also.value) == ("Women of the River Mental Health Clinic", "تعاونية نساء النهر")
    assert "تونس" in line.place

    (line,) = reader.get("/fr/suggest/?q=keepers").context["lines"]
    assert (line.name.value, line.also) == ("Keepers of the Reef", None)

    (line,) = reader.get("/fr/suggest/?q=%D8%AA%D8%B9%D8%A7%D9%88%D9%86%D9%8A%D8%A9").context["lines"]
    assert (line.name.value, line.also.value) == ("تعاونية نساء النهر", "Women of the River Mental Health Clinic")


def test_suggestions_are_options_that_lead_to_pages(reader: Client) -> None:
    page = reader.get("/en/suggest/?q=lam").content.decode()

    (option,) = re.findall(r"<a [^>]*>", page)
    assert 'role="option"' in option
    assert 'href="/en/organisations/lamp/"' in option
    assert 'tabindex="-1"' in option


def test_an_organisation_shows_every_name_in_its_language_and_direction(reader: Client) -> None:
    page = reader.get("/ar/organisations/lamp/").content.decode()

    for name, lang, direction in (
        ("جمعية قنديل عايدة", "ar", "rtl"),
        ("מנורת עאידה", "he", "rtl"),
        ("Лампа Аиды", "ru", "ltr"),
    ):
        assert f'<bdi lang="{lang}" dir="{direction}">{name}</bdi>' in page
    assert "<h1><bdi lang=\"ar\" dir=\"rtl\">جمعية قنديل عايدة</bdi></h1>" in page  # fmt: skip


def test_values_in_conflict_all_stand_in_the_order_of_the_stated_rule(reader: Client) -> None:
    facts = {
        fact.code: [v.value for v in fact.values] for fact in reader.get("/en/organisations/lamp/").context["facts"]
    }

    assert facts["founded"] == ["1999", "1998-04"]
    assert facts["status"] == ["active", "inactive"]


def test_every_mark_leads_to_a_source_with_date_and_row(reader: Client) -> None:
    answer = reader.get("/en/organisations/lamp/")
    page = answer.content.decode()

    assert set(re.findall(r'href="#(source-\d+)"', page)) == {"source-1", "source-2", "source-3"}
    assert set(re.findall(r'<li id="(source-\d+)"', page)) == {"source-1", "source-2", "source-3"}
    assert "Register of associations as of 1 March 2026 · row 7" in text_of(answer)


def test_identifiers_lead_to_their_registers_and_links_vouch_for_nobody(reader: Client) -> None:
    page = reader.get("/en/organisations/lamp/").content.decode()

    assert '<a href="https://ror.org/02mhbdp94" rel="noopener nofollow">' in page
    assert '<a href="https://lamp.example/" rel="noopener nofollow">' in page


def test_a_guessed_sector_is_marked_as_a_guess_wherever_it_stands(reader: Client) -> None:
    assert "a guess" in text_of(reader.get("/en/organisations/riverwomen/"))
    assert "a guess" in text_of(reader.get("/en/organisations/?country=TN"))
    assert "a guess" not in text_of(reader.get("/en/organisations/lamp/"))


def test_machines_read_the_same_in_schema_org(reader: Client) -> None:
    page = reader.get("/en/organisations/lamp/").content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    said = json.loads(data)

    assert (said["@type"], said["name"]) == ("NGO", "The Lamp of Aida Society")
    assert "Lamp of Aida </script><b>" in said["alternateName"]
    assert "https://ror.org/02mhbdp94" in said["sameAs"]
    assert said["address"][0]["addressCountry"] == "PS"


def test_a_merged_organisation_leads_to_the_survivor_for_ever(reader: Client) -> None:
    for old in ("oldlamp", "olderlamp"):
        answer = reader.get(f"/fr/organisations/{old}/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/fr/organisations/lamp/")


def test_the_unlisted_are_absent_for_strangers_and_marked_for_editors(
    reader: Client, layla: Person, signed_in: Callable[[Person], Client]
) -> None:
    for path in ("organisations/hidden/", "organisations/hidden/history/", "organisations/nobody/"):
        assert reader.get(f"/en/{path}").status_code == 404
    assert found_by(reader, "q=Hidden+Lantern") == []
    assert "only editors see this" in text_of(signed_in(layla).get("/en/organisations/hidden/"))


def test_one_merged_into_the_unlisted_is_absent_as_well(reader: Client) -> None:
    Organisation.objects.filter(pk="oldlamp").update(merged_into="hidden")

    assert reader.get("/en/organisations/oldlamp/").status_code == 404


def test_a_suggestion_is_a_letter_that_names_the_entry(reader: Client, settings: Any) -> None:
    settings.DALIL_MAIL_SUGGESTIONS = ""
    assert "mailto:" not in reader.get("/en/organisations/lamp/").content.decode()
    settings.DALIL_MAIL_SUGGESTIONS = "guide@example.org"
    page = reader.get("/en/organisations/lamp/").content.decode()

    assert "mailto:guide@example.org?subject=A%20change%20to" in page
    assert "http%3A//testserver/en/organisations/lamp/" in page


def test_a_place_shows_its_names_with_who_uses_them(reader: Client) -> None:
    page = reader.get("/en/places/PS/")

    names = {(name.value, name.authority) for name in page.context["names"]}
    assert {("State of Palestine", "UN"), ("Palestinian Territories", "CLDR")} <= names
    assert page.context["cartogram"].tiles
    assert reader.get("/en/places/XX/").status_code == 404
    assert reader.get("/en/sectors/nonsense/").status_code == 404


def test_a_place_says_that_some_regions_are_not_stated_and_shows_no_zeros_where_none_is(reader: Client) -> None:
    add_listed({"hill": Record(names=(Name("Hill Society", "en"),), locations=(Location("PS"),))})
    some = reader.get("/en/places/PS/").content.decode()
    Organisation.objects.exclude(pk="hill").update(is_listed=False, is_indexed=False)
    indexing.catch_up()
    none = reader.get("/en/places/PS/").content.decode()

    assert "Of some no source says in which region." in some and 'class="cartogram"' in some
    assert "<h2>Regions</h2>" not in none and 'class="cartogram"' not in none


def test_the_rows_of_an_intake_add_up_to_the_rows_read(reader: Client) -> None:
    page = reader.get("/en/sources/register/")
    (account,) = page.context["accounts"]

    assert sum(count for _, count in account.counts) == account.intake.rows_read == account.intake.rows_total
    assert "Rows read 10" in text_of(page)


def test_the_sitemap_lists_the_listed_in_four_languages(reader: Client) -> None:
    index = reader.get("/sitemap.xml").content
    pages = [node.text or "" for node in ElementTree.fromstring(index).iter() if node.tag.endswith("loc")]
    assert pages == ["http://testserver/sitemap-0.xml", "http://testserver/sitemap-1.xml"]

    listed = reader.get("/sitemap-1.xml").content
    found = {node.text or "" for node in ElementTree.fromstring(listed).iter() if node.tag.endswith("loc")}
    bodies = ("lamp", "riverwomen", "waterforall", "reefkeepers")
    assert found == {
        f"http://testserver/{lang}/organisations/{pk}/" for lang in ("ar", "en", "fr", "he") for pk in bodies
    }
    assert reader.get("/sitemap-2.xml").status_code == 404


def test_crawlers_are_kept_from_facets_and_from_the_desk(reader: Client) -> None:
    answer = reader.get("/robots.txt")

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert {"Disallow: /*?", "Disallow: /*/staff/"} <= set(answer.content.decode().splitlines())
    assert "Sitemap: http://testserver/sitemap.xml" in answer.content.decode()
    assert 'content="noindex, follow"' in reader.get("/en/organisations/?q=lamp").content.decode()


def test_an_empty_guide_opens_everywhere(stranger: Client) -> None:
    for path in ("", "organisations/", "sectors/health/", "places/PS/", "sources/", "about/"):
        assert stranger.get(f"/en/{path}").status_code == 200


def test_numbers_and_dates_are_written_as_the_language_has_it_in_western_digits(reader: Client) -> None:
    assert "1 mars 2026" in text_of(reader.get("/fr/organisations/lamp/"))
    assert "1 مارس 2026" in text_of(reader.get("/ar/organisations/lamp/"))


def test_sources_are_paged_and_what_speaks_for_itself_comes_last(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Source.objects.bulk_create(
        Source(slug=f"self-{number}", name=f"Body {number:03}", kind="self", created_at=NOON) for number in range(150)
    )
    pages = []
    for number in (1, 2, 3):
        with django_assert_num_queries(3):
            pages.append(reader.get(f"/en/sources/?page={number}"))
    named = [[source.slug for group in page.context["groups"] for source, _count in group.sources] for page in pages]
    assert [len(names) for names in named] == [60, 60, 33]
    assert named[0][:2] == ["register", "field-list"] and named[2][-1] == "own-word"
    assert len({slug for names in named for slug in names}) == 153
    for odd in ("0", "9999", "-1", "x", "%00"):
        assert reader.get(f"/en/sources/?page={odd}").status_code == 200
