"""The pages of organisations, and what the lists and the index need to know of each afterwards.

The page shows what the live page shows, computed by the guide. It never reads the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils import translation

from dalil import kinds
from dalil.formats.published import EditionCard, SourceCard
from dalil.formats.record import Name
from dalil.guide import entry as told
from dalil.guide.cards import card_of
from dalil.guide.confirming import Confirmed
from dalil.guide.maps import locations_map
from dalil.guide.profile import Profile
from dalil.guide.schema_org import as_json_ld
from dalil.names import fold, script_of
from dalil.names.folding import romanise_word, without_article
from dalil.press.frozen import Entry, profile_in, uri_of
from dalil.press.site.addresses import path_of
from dalil.press.site.frame import Page, put, rendered, speaking


@dataclass(frozen=True, slots=True)
class Brief:
    """What the lists show of one organisation, and by what they are counted; `titles` and `keys` by language."""

    number: str
    titles: dict[str, Name]
    keys: dict[str, tuple[str, str]]
    places: tuple[tuple[str, str, str], ...]
    sectors: tuple[str, ...]
    sources: tuple[str, ...]
    status: str


def pages_of(entry: Entry, profile: Profile, card: EditionCard, named: Mapping[str, SourceCard]) -> Iterator[Page]:
    """The page of an organisation in the language that is active, and one for each id that was merged into it."""
    language = translation.get_language() or "en"
    marks = told.Marks(profile.testimonies, named)
    summary = card_of(entry.id, profile, language)
    address = f"{card.address}/{language}/organisations/{entry.id}/" if card.address else uri_of(entry.id, card)
    values: dict[str, object] = {
        "organisation": {"pk": entry.id, "is_listed": True},
        "card": summary,
        "names": told.name_groups(profile, marks, language),
        "sectors": told.sector_lines(profile, marks),
        "places": told.place_lines(profile, marks, language),
        "map": locations_map((said.value for said in profile.locations), language),
        "identifiers": told.identifier_lines(profile, marks, language),
        "links": told.link_lines(profile, marks),
        "relations": told.relation_lines(profile, marks),
        "descriptions": told.description_lines(profile, marks, language),
        "facts": told.facts(profile, marks),
        "witnesses": marks.witnesses,
        "truth": Confirmed(day_in(entry.last_verified_on), since=day_in(entry.unconfirmed_since)),
        "json_ld": as_json_ld(profile, address, language),
    }
    path = path_of("guide:organisation", entry.id)
    yield Page(path, "organisation.html", values, live=f"organisations/{entry.id}/")
    for gone in entry.merged:
        yield Page(path_of("guide:organisation", gone), "moved.html", {"to": entry.id, "title": summary.title})


def day_in(text: str) -> date | None:
    """The day that an entry tells, if it tells one."""
    return date.fromisoformat(text) if text else None


def write_entry(entry: Entry, card: EditionCard, sources: Mapping[str, SourceCard], folder: Path) -> Profile:
    """Write the pages of one organisation in every language, and return its profile."""
    profile = profile_in(entry, sources)
    named = {slug: source for slug, source in sources.items() if source.name}
    for language in card.languages:
        with speaking(language):
            for page in pages_of(entry, profile, card, named):
                put(folder / language / page.path, rendered(page, card, language))
    return profile


def brief_of(number: str, profile: Profile, languages: tuple[str, ...]) -> Brief:
    """What the lists need of one organisation."""
    titles = {}
    for language in languages:
        said = profile.title_said(language)
        titles[language] = said.value if said else Name(number)
    return Brief(
        number=number,
        titles=titles,
        keys={language: key_of(title.value) for language, title in titles.items()},
        places=tuple((p.locality, p.region, p.country) for p in (said.value for said in profile.locations)),
        sectors=tuple(code for code in profile.sector_codes if code in kinds.sectors()),
        sources=tuple(dict.fromkeys(testimony.source for testimony in profile.testimonies)),
        status=profile.status,
    )


def key_of(title: str) -> tuple[str, str]:
    """The letter under which a title stands, and by what it is sorted there: without accents, capitals and article.

    A Latin letter is one of a to z; what begins with a digit or a sign stands under "0".
    """
    folded = fold(title)
    first, _, rest = folded.partition(" ")
    key = f"{without_article(first)} {rest}".strip()
    letter = key[:1]
    if not letter.isalpha():
        return "0", key
    return (romanise_word(letter)[:1] or letter if script_of(letter) == "Latn" else letter), key
