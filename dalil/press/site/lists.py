"""The pages that list organisations: of a sector, of a place, under a letter; as many to a page as a phone can bear.

Each is put together from plain data, so that another process can do it. It never reads the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from dalil import kinds
from dalil.formats.record import Name
from dalil.guide.labels import STATUSES, in_words, place_line
from dalil.guide.page_facts import place_facts, sector_facts
from dalil.press.site.addresses import path_of
from dalil.press.site.entries import Brief
from dalil.press.site.frame import Page

PER_PAGE: Final = 150

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, as it is given to whoever writes it. `name` is the page's name in `addresses`."""

    name: str
    about: str
    language: str
    number: int
    pages: int
    total: int
    briefs: tuple[Brief, ...]
    counts: Counts = field(default_factory=dict)
    parts: Counts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list."""

    number: str
    title: Name
    place: str
    status: str


@dataclass(frozen=True, slots=True)
class Step:
    """A link to another page of the list."""

    address: str
    number: int


def listings(
    name: str,
    about: str,
    language: str,
    briefs: Sequence[Brief],
    counts: Counts | None = None,
    parts: Counts | None = None,
) -> Iterator[Listing]:
    """The pages of one list; one page where it is empty. Only the first has the counts."""
    pages = max(1, ceil(len(briefs) / PER_PAGE))
    for number in range(1, pages + 1):
        shown = tuple(briefs[(number - 1) * PER_PAGE : number * PER_PAGE])
        more = (counts or {}, parts or {}) if number == 1 else ({}, {})
        yield Listing(name, about, language, number, pages, len(briefs), shown, *more)


def page_of(listing: Listing) -> Page:
    """The page, in the language that is active."""
    values: dict[str, object] = {
        "rows": [row_of(brief, listing.language) for brief in listing.briefs],
        "total": listing.total,
        "number": listing.number,
        "pages": listing.pages,
        "steps": steps_of(listing),
    }
    first = path_of(listing.name, listing.about)
    path = path_of(listing.name, listing.about, listing.number)
    live: str | None
    match listing.name:
        case "guide:sector":
            values |= sector_values(listing)
            live, template, here = f"sectors/{listing.about}/", "sector.html", ""
        case "guide:place":
            values |= place_values(listing)
            live, template, here = f"places/{listing.about}/", "place.html", "places"
        case _:
            values |= {"letter": letter_of(listing.about)}
            live, template, here = None, "letter.html", "names"
    elsewhere = "names.html" if listing.name == "site:letter" else first
    return Page(path, template, values, live if listing.number == 1 else None, elsewhere, here)


def row_of(brief: Brief, language: str) -> Row:
    """The line of an organisation, with its first place."""
    locality, region, country = brief.places[0] if brief.places else ("", "", "")
    status = "" if brief.status in ("", "active") else in_words(STATUSES, brief.status)
    return Row(brief.number, brief.titles[language], place_line(locality, region, country, language), status)


def steps_of(listing: Listing) -> dict[str, Step]:
    """The links to the first, the previous, the next and the last page, those that there are."""
    here, last = listing.number, listing.pages
    wanted = {"first": 1, "previous": here - 1, "next": here + 1, "last": last}
    return {
        word: Step(path_of(listing.name, listing.about, number), number)
        for word, number in wanted.items()
        if 1 <= number <= last and number != here
    }


def sector_values(listing: Listing) -> dict[str, object]:
    """What the page of a sector shows beside its list."""
    return sector_facts(kinds.sectors()[listing.about], listing.language, sorted(listing.counts.items()))


def place_values(listing: Listing) -> dict[str, object]:
    """What the page of a place shows beside its list."""
    shown = kinds.place(listing.about)
    return place_facts(shown, listing.language, listing.total, listing.counts, listing.parts) if shown else {}


def code_of(letter: str) -> str:
    """A letter as a file's name: a to z and 0 as they are, others by their code point."""
    return letter if letter.isascii() else f"u{ord(letter):04x}"


def letter_of(code: str) -> str:
    """The letter of a file's name; nothing for the list of what begins with a digit or a sign."""
    if code == "0":
        return ""
    return code if len(code) == 1 else chr(int(code[1:], 16))
