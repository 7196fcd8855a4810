"""A whole edition in one language as data for the template `book.typ`: parts, chapters, entries, indexes, sources.

It reads nothing but the frozen edition, twice: once to see which letters it needs, once to make the entries.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from dalil import kinds
from dalil.formats.published import EditionCard, SourceCard
from dalil.guide.labels import country_name, place_name
from dalil.guide.profile import Profile
from dalil.guide.progress import Progress
from dalil.names.collation import order
from dalil.press.books import books_of
from dalil.press.frozen import Entry, Frozen, profile_in
from dalil.press.print import pictures, words
from dalil.press.print.entries import (
    Setting,
    Title,
    breakable,
    direction,
    entry_pieces,
    sector_of,
    source_name,
    title_in,
    visible,
)
from dalil.press.print.indexes import READERS_SCRIPT, Indexes
from dalil.press.print.letters import MACHINE, Letters, letters_for

NO_SECTOR: Final = "none"
NO_COLOUR: Final = "#5f5853"
BARS: Final = 10
AT_ONCE: Final = 500
REFERENCE: Final = 4
# Beyond so many most pages have a number of three digits; the first pass, which knows none, keeps room for them.
MANY: Final = 1500


@dataclass(frozen=True, slots=True)
class Volume:
    """Which volume of how many, and the ids of its entries.

    Of several: `spans` has the first and the last chapter of each, as places in `chapter_codes`; `counts` how many
    organisations stand in a chapter of all volumes together.
    """

    at: int
    total: int
    numbers: frozenset[str]
    spans: tuple[tuple[int, int], ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Chapter:
    """What is gathered of a chapter: its entries with their sort keys, and where they are."""

    entries: list[tuple[object, list[Any]]] = field(default_factory=list)
    countries: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    count: int = 0


def texts_of(entry: Entry) -> Iterator[str]:
    """Everything of an entry that stands in print as its sources wrote it."""
    for witness in entry.witnesses:
        record = witness.record
        yield from (name.value for name in record.names)
        yield from (text.value for text in record.descriptions)
        yield from (place.locality for place in record.locations)
        yield from (tie.label or tie.value for tie in record.relations)
        yield from (one.value for one in record.identifiers)
        yield from record.links


def points_of(entries: Iterable[Entry]) -> set[int]:
    """The characters, beyond ASCII, that the entries need."""
    found: set[str] = set()
    for entry in entries:
        for text in texts_of(entry):
            if not text.isascii():
                found.update(visible(text))
    return set(map(ord, found))


def letters_of(frozen: Frozen, folders: Sequence[Path] = MACHINE) -> Letters:
    """The fonts that an edition needs of those there are."""
    card = frozen.card
    needed = points_of(frozen.entries())
    for text in (*card.title.values(), *card.foreword.values(), card.platform, *(s.name for s in card.sources)):
        needed.update(map(ord, visible(text)))
    return letters_for(needed, folders)


def volumes(frozen: Frozen, language: str, letters: Letters) -> list[Volume]:
    """The volumes, cut in the order in which entries are printed; one volume where that suffices."""
    if (total := books_of(frozen.card.count)) == 1:
        return [Volume(1, 1, frozenset(entry.id for entry in frozen.entries()))]
    setting = Setting(language, letters, {}, frozenset())
    places = {code: at for at, code in enumerate(chapter_codes())}
    found = []
    counts: Counter[str] = Counter()
    for entry, profile in frozen.profiles():
        title = title_in(entry.id, profile, setting)
        sectors = sector_of(profile) or (NO_SECTOR,)
        counts.update(sectors)
        place = places[sectors[0]]
        found.append((place, order(title.text, title.lang, READERS_SCRIPT.get(language, "Latn")), entry.id))
    found.sort()
    size = -(-len(found) // total)
    cut = [found[at : at + size] for at in range(0, len(found), size)]
    spans = tuple((part[0][0], part[-1][0]) for part in cut)
    return [
        Volume(at, total, frozenset(number for _place, _key, number in part), spans, counts)
        for at, part in enumerate(cut, 1)
    ]


def book(
    frozen: Frozen, language: str, paper: str, letters: Letters, told: Progress, volume: Volume
) -> tuple[dict[str, Any], Setting]:
    """The data of the book, or of a volume of it, and the setting that knows what was left out."""
    card = frozen.card
    numbers = {source.slug: at for at, source in enumerate(card.sources, 1)}
    named = frozenset(source.slug for source in card.sources if source.name)
    setting = Setting(language, letters, numbers, named)
    with translation.override(language):
        indexes = Indexes(setting)
        chapters: dict[str, Chapter] = defaultdict(Chapter)
        for done, entry in enumerate(frozen.entries(), 1):
            if entry.id in volume.numbers:
                take(entry, profile_in(entry, frozen.sources), chapters, indexes)
            if done % AT_ONCE == 0:
                told(done, card.count)
        data = {
            **front(card, setting, paper, volume),
            "chapters": [pages for code in chapter_codes() if (pages := opened(code, chapters, card, setting, volume))],
            "indexes": indexes.pages(),
            "sources": source_lines(card, setting),
        }
        data["parts"] = parts_of(data)
    return data, setting


def parts_of(data: dict[str, Any]) -> list[str]:
    """The headings of the contents, in the order of the template."""
    terms = data["terms"]
    return [
        *([terms["foreword"]] if data["foreword"] else []),
        terms["reading"],
        terms["contents"],
        *(chapter["label"] for chapter in data["chapters"]),
        *(terms[code] for code, _sections in data["indexes"]),
        terms["sources"],
        terms["imprint"],
    ]


def chapter_codes() -> list[str]:
    """The chapters in their order."""
    return [*kinds.sectors(), NO_SECTOR]


def take(entry: Entry, profile: Profile, chapters: dict[str, Chapter], indexes: Indexes) -> None:
    """Put an entry into its chapter, references to it into others, and what it is found by into the indexes."""
    setting = indexes.setting
    sectors = sector_of(profile) or (NO_SECTOR,)
    title = title_in(entry.id, profile, setting)
    key = order(title.text, title.lang, indexes.first)
    pieces = entry_pieces(entry, profile, setting, profile.is_sector_guessed)
    for place, code in enumerate(sectors):
        chapter = chapters[code]
        chapter.entries.append((key, pieces if place == 0 else reference(entry, title, setting)))
        chapter.count += 1
        chapter.countries.update({p.value.country for p in profile.locations if p.value.country})
        chapter.regions.update({p.value.region for p in profile.locations if p.value.region})
    indexes.take(entry.id, profile, title)


def reference(entry: Entry, title: Title, setting: Setting) -> list[Any]:
    """A line that leads to the entry in another chapter."""
    return [entry.id, breakable(title.printed), title.lang, direction(title.text, title.lang)]


def front(card: EditionCard, setting: Setting, paper: str, volume: Volume) -> dict[str, Any]:
    """Cover, foreword, imprint and everything else that is not an entry."""
    language = setting.language
    dated = words.day(date.fromisoformat(card.dated_on), language)
    edition = _("Edition %(number)s") % {"number": card.number}
    if volume.total > 1:
        told = {"edition": edition, "volume": volume.at, "total": volume.total}
        edition = _("%(edition)s, volume %(volume)s of %(total)s") % told
    foreword = card.foreword.get(language, "")
    title = setting.shown(card.title.get(language) or next(iter(card.title.values()), card.platform))
    return {
        "lang": language,
        "dir": "rtl" if language in words.RTL else "ltr",
        "paper": paper,
        "families": list(setting.letters.families),
        "title": title,
        "platform": setting.shown(card.platform),
        "edition": edition,
        "dated": dated,
        "dated_on": card.dated_on,
        "guess": 888 if card.count > MANY else 88,
        "counted": words.entries_counted(len(volume.numbers), language),
        "digest": card.digest,
        "terms": dict(words.terms()),
        "foreword": [visible(part) for part in foreword.split("\n\n") if part.strip()],
        "reading": [*of_volumes(volume, language), *words.explanations()],
        "imprint": words.imprint(card, dated, edition),
        "signs": [pictures.sign(s.picture, "#8a1f3d", 0.8) for s in kinds.sectors().values()],
        "code": pictures.code(address_of(card, "")),
        "code_alt": _("A code for telephones that leads to this edition"),
    }


def address_of(card: EditionCard, code: str) -> str:
    """What the code of a chapter says: where the edition stands and its digest, so that a reader can check what is there."""
    part = f"chapter={code}&" if code else ""
    if card.address:
        return f"{card.address}/editions/{card.number}/#{part}sha256={card.digest}"
    return f"urn:dalil:edition:{card.number}?{part}sha256={card.digest}"


def opened(
    code: str, chapters: dict[str, Chapter], card: EditionCard, setting: Setting, volume: Volume
) -> dict[str, Any]:
    """A chapter with its opening: label, sign, counts as bars, map, code; empty when it has no entries."""
    chapter = chapters[code]
    # In a volume a chapter may have nothing but references from elsewhere: it is opened where its entries are.
    if all(len(pieces) == REFERENCE for _key, pieces in chapter.entries):
        return {}
    language = setting.language
    sector = kinds.sectors().get(code)
    colour = sector.colour if sector else NO_COLOUR
    label = label_of(code, language)
    tiles = pictures.tiles_of(chapter.countries, chapter.regions, colour, language)
    counts, name = (chapter.regions, place_name) if tiles else (chapter.countries, country_name)
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:BARS]
    most = max((count for _code, count in best), default=1)
    return {
        "code": code,
        "label": label,
        "colour": colour,
        "tint": pictures.mixed(colour, 0.1, "#fcfbf9"),
        "sign": pictures.sign(sector.picture if sector else "question", colour),
        "counted": counted_in(chapter.count, volume.counts.get(code, chapter.count), language),
        "map": tiles or pictures.world_map(chapter.countries, colour) if chapter.countries else "",
        "map_alt": _("Map: where the organisations of the chapter “%(chapter)s” are. The numbers stand beside it.")
        % {"chapter": label},
        "bars": [[name(at, language), words.number(count, language), count / most] for at, count in best],
        "qr": pictures.code(address_of(card, code)),
        "qr_alt": _("A code for telephones that leads to the chapter “%(chapter)s” of this edition")
        % {"chapter": label},
        "digest": card.digest[:16],
        "entries": [pieces for _key, pieces in sorted(chapter.entries, key=lambda pair: (pair[0], pair[1][0]))],
        "script": READERS_SCRIPT.get(language, "Latn"),
    }


def label_of(code: str, language: str) -> str:
    """The heading of a chapter."""
    sector = kinds.sectors().get(code)
    return sector.label_in(language) if sector else _("Without a sector")


def counted_in(here: int, everywhere: int, language: str) -> str:
    """How many organisations a chapter has; where others of it stand in another volume, how many of how many."""
    counted = words.entries_counted(everywhere, language)
    if here == everywhere:
        return counted
    return _("%(counted)s, of which %(here)s in this volume") % {
        "counted": counted,
        "here": words.number(here, language),
    }


def of_volumes(volume: Volume, language: str) -> list[str]:
    """Which chapters stand in which volume, and what the indexes of this one cover; nothing for a book of one volume."""
    if volume.total == 1:
        return []
    labels = [label_of(code, language) for code in chapter_codes()]
    told = [
        _("This edition has %(total)s volumes. Contents and indexes of each are of that volume alone.")
        % {"total": words.number(volume.total, language)}
    ]
    for at, (first, last) in enumerate(volume.spans, 1):
        chapters = labels[first] if first == last else f"{labels[first]} – {labels[last]}"
        told.append(
            _("Volume %(volume)s: %(chapters)s.") % {"volume": words.number(at, language), "chapters": chapters}
        )
    return told


def source_lines(card: EditionCard, setting: Setting) -> list[Any]:
    """The sources in the order of their numbers."""
    setting.now = ""
    return [source_line(one, setting) for one in card.sources]


def source_line(one: SourceCard, setting: Setting) -> list[Any]:
    """A source: name, publisher and licence, address to follow, address to read."""
    return [
        breakable(setting.shown(source_name(one.slug, one.name, one.kind)) or one.slug),
        [shown for text in (one.publisher, one.licence) if text and (shown := setting.shown(text))],
        one.address if one.address.startswith(("http://", "https://")) else "",
        breakable(setting.shown(one.address)),
    ]
