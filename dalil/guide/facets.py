"""The facets of a list of results: values with counts and words, each with the address that chooses it or lets it go.

It never asks the index: it puts into words what the index answered.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from django.http import QueryDict

from dalil import search
from dalil.guide.labels import FACETS, KINDS, STATUSES, country_name, in_words, sector_label

MOST_CHOICES = 12
MOST_VALUES = 20
OPEN = ("sector", "country")

Chosen = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; `address` is the query that toggles it."""

    value: str
    label: str
    count: int
    address: str
    is_chosen: bool
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, those chosen first."""

    code: str
    label: str
    choices: tuple[Choice, ...]
    is_open: bool


def chosen_in(query: QueryDict) -> dict[str, tuple[str, ...]]:
    """What the address chooses: values by facet; what is not a facet is not looked at."""
    given = {facet: tuple(dict.fromkeys(v for v in query.getlist(facet) if v))[:MOST_VALUES] for facet in FACETS}
    return {facet: values for facet, values in given.items() if values}


def address_of(text: str, chosen: Chosen) -> str:
    """The query part of the address of these results, always in the same order."""
    query = QueryDict(mutable=True)
    if text:
        query["q"] = text
    for facet, values in sorted(chosen.items()):
        query.setlist(facet, list(values))
    return f"?{query.urlencode()}"


def toggled(chosen: Chosen, facet: str, value: str) -> Chosen:
    """The choice with this value in it, or out of it when it was in."""
    values = chosen.get(facet, ())
    changed = tuple(v for v in values if v != value) if value in values else (*values, value)
    return {**{f: v for f, v in chosen.items() if f != facet}, **({facet: changed} if changed else {})}


def facets_of(
    found: search.Found, text: str, chosen: Chosen, language: str, source_names: Mapping[str, str]
) -> tuple[Facet, ...]:
    """The facets as the page shows them; one with a single value that everybody shares says nothing and is left out."""
    word = words_for(language, source_names)
    return tuple(
        Facet(facet, str(label), choices, facet in OPEN or facet in chosen)
        for facet, label in FACETS.items()
        if (choices := tuple(_choices(facet, _public(facet, found, source_names), text, chosen, word)))
    )


def _public(facet: str, found: search.Found, source_names: Mapping[str, str]) -> list[tuple[str, int]]:
    """The counts of a facet without the sources that are not named to this reader."""
    counts = found.facets.get(facet, [])
    return [pair for pair in counts if pair[0] in source_names] if facet == "source" else counts


def chips_of(text: str, chosen: Chosen, language: str, source_names: Mapping[str, str]) -> tuple[Choice, ...]:
    """What is chosen, each with the address that lets it go."""
    word = words_for(language, source_names)
    return tuple(
        Choice(value, word(facet, value), 0, address_of(text, toggled(chosen, facet, value)), True)
        for facet, values in chosen.items()
        for value in values
    )


def _choices(
    facet: str, counts: Sequence[tuple[str, int]], text: str, chosen: Chosen, word: Callable[[str, str], str]
) -> Iterable[Choice]:
    mine = chosen.get(facet, ())
    counted = dict(counts)
    rest = [value for value, _ in counts if value and value not in mine]
    for value in (*mine, *rest[:MOST_CHOICES]):
        address = address_of(text, toggled(chosen, facet, value))
        yield Choice(value, word(facet, value), counted.get(value, 0), address, value in mine)


def words_for(language: str, source_names: Mapping[str, str]) -> Callable[[str, str], str]:
    """How a value of a facet is called in the language."""

    def word(facet: str, value: str) -> str:
        match facet:
            case "sector":
                return sector_label(value, language)
            case "country" | "region":
                return country_name(value, language)
            case "kind":
                return in_words(KINDS, value)
            case "status":
                return in_words(STATUSES, value)
            case "language":
                return language_in_words(value, language)
            case _:
                return source_names.get(value, value)

    return word


def language_in_words(code: str, language: str) -> str:
    """The language's name in the language of the page, or its code."""
    try:
        return Locale.parse(code, sep="-").get_display_name(language) or code
    except (UnknownLocaleError, ValueError):
        return code
