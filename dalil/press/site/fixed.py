"""The pages that stand once in the site: home, sources, about, the letters, the places, how to check, what to download.

Each is put together from plain counts. It never reads the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from babel import Locale
from django.utils.translation import get_language, gettext

from dalil import kinds
from dalil.formats.published import EditionCard, SourceCard
from dalil.guide.hits import PAIRS
from dalil.guide.labels import SOURCE_KINDS, STATUSES, in_words, place_name
from dalil.guide.maps import world_map
from dalil.guide.profile import RANK_OF_KIND
from dalil.kinds import DEFAULT_POLICY
from dalil.names import script_of
from dalil.press.books import file_names
from dalil.press.downloads import LABELS
from dalil.press.site.addresses import path_of
from dalil.press.site.frame import Page, tongues_of
from dalil.press.site.gathering import Gathered
from dalil.press.site.lists import code_of

MOST_COUNTRIES = 24
# Of the open data what most readers want; the last lists all of it.
FILES = ("data.zip", "organisations.xlsx", "organisations.jsonl", "datapackage.json")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its file's code, and how many names begin with it."""

    code: str
    label: str
    count: int


def fixed_pages(gathered: Gathered, card: EditionCard, letters: dict[str, int]) -> Iterator[Page]:
    """All of them, in the language that is active. `letters` has how many organisations stand under each."""
    language = get_language() or "en"
    yield home(gathered, card, language)
    yield results(gathered, language)
    yield names(letters, language)
    yield places(gathered, language)
    yield sources(gathered, card)
    yield from (source(one, gathered) for one in card.sources if one.name)
    ranks = [in_words(SOURCE_KINDS, kind) for kind in sorted(RANK_OF_KIND, key=lambda kind: RANK_OF_KIND[kind])]
    about = {"ranks": ranks, "policy": DEFAULT_POLICY, "mail": ""}
    yield Page(path_of("guide:about"), "guide/pages/about.html", dict(about), live="about/", here="about")
    yield Page(path_of("site:check"), "check.html", {"card": card})
    yield editions(card, language)


def editions(card: EditionCard, language: str) -> Page:
    """What the edition is, and the files that stand beside the site where the whole of it was copied."""
    foreword = card.foreword.get(language, "")
    values: dict[str, object] = {
        "card": card,
        "foreword": [part for part in foreword.split("\n\n") if part.strip()],
        "prints": [
            (name, own_name, paper.upper())
            for code, own_name in tongues_of(card)
            for paper in card.papers
            for name in file_names(card.number, card.count, code, paper)
        ],
        "files": [(name, LABELS[name]) for name in FILES],
    }
    return Page(path_of("site:editions"), "editions.html", values)


def sector_tiles(gathered: Gathered, language: str) -> list[dict[str, object]]:
    """The nine sectors with their counts."""
    return [
        {"sector": sector, "label": sector.label_in(language), "count": len(gathered.by_sector.get(code, ()))}
        for code, sector in kinds.sectors().items()
    ]


def home(gathered: Gathered, card: EditionCard, language: str) -> Page:
    """The first page, as the live site has it."""
    sheet = world_map(gathered.countries.items(), language)
    linked = (replace(land, address=path_of("guide:place", land.code)) for land in sheet.lands)
    lands = sorted(linked, key=lambda land: (-land.count, land.name))
    values: dict[str, object] = {
        "total": len(gathered.briefs),
        "tiles": sector_tiles(gathered, language),
        "map": sheet,
        "countries": lands[:MOST_COUNTRIES],
        "more_countries": sorted(lands[MOST_COUNTRIES:], key=lambda land: land.name),
        "countries_total": len(lands),
        "sources": named_sources(card),
    }
    return Page(path_of("guide:home"), "guide/pages/home.html", values, live="")


def results(gathered: Gathered, language: str) -> Page:
    """The page that searches, with all words that its script may show."""
    words = {
        "found": gettext("Organisations found: %(count)s"),
        "nothing": gettext("Nothing was found"),
        "hint": gettext(
            "Try fewer words, or the name in another language or script: the guide finds names across scripts."
        ),
        "more": gettext("Show more"),
        "place": gettext("Place:"),
        "comma": "، " if language == "ar" else ", ",
        "sectors": [sector.label_in(language) for sector in kinds.sectors().values()],
        "countries": {code: place_name(code, language) for code in gathered.countries},
        "statuses": {code: in_words(STATUSES, code) for code in STATUSES},
        "ways": {" ".join(pair): str(sentence) for pair, sentence in PAIRS.items()},
    }
    values: dict[str, object] = {"sectors": sector_tiles(gathered, language), "words": words}
    return Page(path_of("guide:results"), "results.html", values, here="results", with_search=True)


def named_sources(card: EditionCard) -> list[SourceCard]:
    """The sources that are named in public, by name."""
    return sorted((one for one in card.sources if one.name), key=lambda one: one.name)


def names(letters: dict[str, int], language: str) -> Page:
    """The letters of each script, with how many organisations stand under each."""
    found = [Letter(code_of(letter), letter if letter != "0" else "0–9", count) for letter, count in letters.items()]
    groups = [
        (script_in_words(script, language), list(of_script))
        for script, of_script in groupby(found, lambda one: script_of(one.label))
    ]
    return Page(path_of("site:names"), "names.html", {"groups": groups, "total": sum(letters.values())}, here="names")


def script_in_words(script: str, language: str) -> str:
    """The name of a script; nothing for that of digits and signs."""
    return "" if script == "Zyyy" else str(Locale.parse(language).scripts.get(script, script))


def places(gathered: Gathered, language: str) -> Page:
    """All countries and territories with their counts, by name."""
    sheet = world_map(gathered.countries.items(), language)
    lands = sorted(sheet.lands, key=lambda land: land.name)
    return Page(path_of("site:places"), "places.html", {"map": sheet, "lands": lands}, here="places")


def sources(gathered: Gathered, card: EditionCard) -> Page:
    """The sources by kind, in the order in which they are believed."""
    groups = []
    for kind in sorted(RANK_OF_KIND, key=lambda kind: RANK_OF_KIND[kind]):
        of_kind = [(one, gathered.by_source[one.slug]) for one in named_sources(card) if one.kind == kind]
        if of_kind:
            groups.append((in_words(SOURCE_KINDS, kind), of_kind))
    return Page(path_of("guide:sources"), "sources.html", {"groups": groups}, live="sources/", here="sources")


def source(shown: SourceCard, gathered: Gathered) -> Page:
    """One source: who publishes it, under which licence, and how many organisations it speaks of."""
    values: dict[str, object] = {
        "source": shown,
        "kind": in_words(SOURCE_KINDS, shown.kind),
        "total": gathered.by_source[shown.slug],
    }
    return Page(
        path_of("guide:source", shown.slug), "source.html", values, live=f"sources/{shown.slug}/", here="sources"
    )
