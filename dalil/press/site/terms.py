"""What the index of the static site holds of one organisation: its words, its terms, and what a result shows of it.

The words are those of `dalil.search`, so that both searches take names apart in the same way. It reads nothing.
"""

from dataclasses import dataclass

from dalil.guide.cards import other_names
from dalil.guide.indexing import entry_of
from dalil.guide.profile import Profile
from dalil.names import clean
from dalil.press.site.shelves import numbers
from dalil.search.wording import PLACE, exact_terms, rows_of

MOST_NAMES = 6
_SORT_OF_TERM = {"id": "i", "host": "h", "initials": "n"}

Shown = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Rows of words (a name, a part of one, an acronym; the words of places apart), and terms that are found whole."""

    rows: tuple[tuple[str, ...], ...]
    places: tuple[tuple[str, ...], ...]
    exact: tuple[str, ...]


def terms_of(number: str, profile: Profile) -> Terms:
    """All that the index needs of one organisation."""
    entry = entry_of(number, profile)
    rows = rows_of(entry)
    terms = (term.partition(" ") for term in exact_terms(entry))
    return Terms(
        rows=tuple(row.words for row in rows if row.sort != PLACE),
        places=tuple(row.words for row in rows if row.sort == PLACE),
        exact=tuple(sorted({f"{_SORT_OF_TERM[sort]}{term}" for sort, _, term in terms if term})),
    )


def shown_of(number: str, profile: Profile, languages: tuple[str, ...], sectors: tuple[str, ...]) -> Shown:
    """What a result shows; `sectors` is the order in which they are numbered.

    Id, which name heads it in each language, names with their languages, sectors, first place, and whether it stands.
    """
    titles = [said.value if (said := profile.title_said(language)) else None for language in languages]
    names = dict.fromkeys((clean(name.value), name.lang) for name in titles if name)
    main = profile.title_said()
    further = other_names(profile, main.value) if main else ()
    names |= dict.fromkeys((clean(name.value), name.lang) for name in further)
    known = list(names)[:MOST_NAMES] or [(number, "")]
    heads = [known.index((clean(name.value), name.lang)) if name else 0 for name in titles]
    place = profile.locations[0].value if profile.locations else None
    return (
        number,
        "".join(map(str, heads)),
        [part for name in known for part in name],
        numbers(sorted(sectors.index(code) for code in profile.sector_codes if code in sectors)),
        [place.locality, place.region, place.country] if place else [],
        "" if profile.status in ("", "active") else profile.status,
    )
