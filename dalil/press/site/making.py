"""Making the site of an edition: first every organisation, then what is about many of them, then what stands once.

It reads the frozen content and nothing else, and writes nowhere but into the folder it is given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path
from typing import Final

from django.conf import settings

from dalil import kinds
from dalil.formats.published import EditionCard
from dalil.guide.progress import Progress
from dalil.press.frozen import CONTENT, Frozen, decode
from dalil.press.site.engine import filled
from dalil.press.site.entries import Brief, brief_of, write_entry
from dalil.press.site.files import write_files
from dalil.press.site.fixed import fixed_pages
from dalil.press.site.frame import POLICY, Page, put, speaking, title_of, tongues_of, write
from dalil.press.site.gathering import Gathered, ranked
from dalil.press.site.hands import Hands
from dalil.press.site.index import RESULTS, Index, write_index, write_results
from dalil.press.site.lists import Listing, code_of, listings, page_of
from dalil.press.site.terms import Terms, shown_of, terms_of

# Fewer organisations than this are sooner written than other processes have begun.
ALONE: Final = 500
LISTS_AT_ONCE: Final = 8
LISTS_AHEAD: Final = 20

Told = tuple[Brief, Terms]


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of the content for one go, and where the pages go."""

    edition: Path
    folder: Path
    lines: tuple[bytes, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Sheets:
    """Lists for one go."""

    edition: Path
    folder: Path
    listings: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class Indexed:
    """The index, to be written in one go: the longest piece of work, so that one process does it while others write lists."""

    index: Index
    folder: Path
    languages: tuple[str, ...]


_OPEN: dict[Path, Frozen] = {}


def opened(edition: Path) -> Frozen:
    """The edition, whose card a process reads once."""
    if edition not in _OPEN:
        _OPEN.clear()
        _OPEN[edition] = Frozen(edition)
    return _OPEN[edition]


def write_batch(batch: Batch) -> list[Told]:
    """Write the pages of some organisations and what results show of them; return what the lists and the index need."""
    frozen = opened(batch.edition)
    languages = frozen.card.languages
    found, shown = [], []
    for line in batch.lines:
        entry = decode(line)
        profile = write_entry(entry, frozen.card, frozen.sources, batch.folder)
        found.append((brief_of(entry.id, profile, languages), terms_of(entry.id, profile)))
        shown.append(shown_of(entry.id, profile, languages, tuple(kinds.sectors())))
    write_results(batch.folder, batch.place, shown)
    return found


def write_rest(work: Sheets | Indexed) -> None:
    """Write some pages of lists, or the index."""
    if isinstance(work, Indexed):
        write_index(work.index, work.folder, work.languages)
        return
    card = opened(work.edition).card
    for listing in work.listings:
        with speaking(listing.language):
            page = page_of(listing)
        write(page, card, listing.language, work.folder)


def make(frozen: Frozen, folder: Path, told: Progress) -> None:
    """Write the whole site into the empty folder."""
    card = frozen.card
    _OPEN.clear()
    write_files(folder)
    write_start(card, folder)
    gathered, index = Gathered(), Index()
    with Hands(settings.DALIL_KINDS, alone=card.count < ALONE) as hands:
        for found in hands.each(write_batch, batches(frozen, folder)):
            for brief, terms in found:
                gathered.take(brief)
                index.take(terms)
            told(len(gathered.briefs), card.count)
        rest: Iterator[Sheets | Indexed] = chain(
            (Indexed(index, folder, card.languages),), sheets_of(gathered, frozen, folder)
        )
        for _ in hands.each(write_rest, rest, LISTS_AHEAD):
            told(card.count, card.count)
    for language in card.languages:
        write_fixed(gathered, card, language, folder)


def batches(frozen: Frozen, folder: Path) -> Iterator[Batch]:
    """The lines of the content, some at a time."""
    with (frozen.folder / CONTENT).open("rb") as file:
        for place in count():
            if not (lines := tuple(islice(file, RESULTS))):
                return
            yield Batch(frozen.folder, folder, lines, place)


def sheets_of(gathered: Gathered, frozen: Frozen, folder: Path) -> Iterator[Sheets]:
    """All lists in all languages, some at a time."""
    every = (listing for language in frozen.card.languages for listing in lists_in(gathered, language))
    while some := tuple(islice(every, LISTS_AT_ONCE)):
        yield Sheets(frozen.folder, folder, some)


def lists_in(gathered: Gathered, language: str) -> Iterator[Listing]:
    """The lists of every letter, sector and place in one language."""
    order = gathered.order(language)
    briefs = gathered.briefs
    for letter, numbers in gathered.letters(language, order).items():
        yield from listings("site:letter", code_of(letter), language, [briefs[n] for n in numbers])
    for code in kinds.sectors():
        shown = [briefs[n] for n in ranked(gathered.by_sector.get(code, ()), order)]
        yield from listings("guide:sector", code, language, shown, dict(gathered.countries_in[code]))
    for code in gathered.places:
        shown = [briefs[n] for n in ranked(gathered.by_place.get(code, ()), order)]
        counts, parts = dict(gathered.sectors_in[code]), dict(gathered.regions_in[code])
        yield from listings("guide:place", code, language, shown, counts, parts)


def write_fixed(gathered: Gathered, card: EditionCard, language: str, folder: Path) -> None:
    """Write the pages that stand once, in one language."""
    letters = {letter: len(found) for letter, found in gathered.letters(language, gathered.order(language)).items()}
    with speaking(language):
        pages: list[Page] = list(fixed_pages(gathered, card, letters))
    for page in pages:
        write(page, card, language, folder)


def write_start(card: EditionCard, folder: Path) -> None:
    """Write the page on which a reader chooses a language."""
    ways = [(code, name, title_of(card, code)) for code, name in tongues_of(card)]
    with speaking("en"):
        text = filled("start.html", {"csp": POLICY, "title": title_of(card, "en"), "ways": ways, "card": card})
    put(folder / "index.html", text)
