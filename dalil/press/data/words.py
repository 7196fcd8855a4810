"""The words for every code in the data, in the languages of the edition: what `labels` is for the writers of formats.

It never translates: sectors, places and registers have their names in `kinds`, the other codes theirs in the guide.
"""

from collections.abc import Iterable, Iterator

from django.utils import translation

from dalil import kinds
from dalil.formats.published import EditionCard, Published
from dalil.formats.sound import Labels
from dalil.guide.labels import KINDS, METHODS, NAME_TYPES, RELATIONS, SOURCE_KINDS, STATUSES, Words, place_name

LISTS = {
    "kind": KINDS,
    "method": METHODS,
    "name_type": NAME_TYPES,
    "relation": RELATIONS,
    "source_kind": SOURCE_KINDS,
    "status": STATUSES,
}


def words_of(card: EditionCard, entries: Iterable[Published]) -> Labels:
    """The words for the codes of all lists, for the sectors, and for the places that the entries name."""
    found: dict[str, dict[str, dict[str, str]]] = {
        name: _translated(words, card.languages) for name, words in LISTS.items()
    }
    found["sector"] = {
        code: {language: sector.label_in(language) for language in card.languages}
        for code, sector in kinds.sectors().items()
    }
    found["place"] = {
        code: {language: place_name(code, language) for language in card.languages}
        for code in sorted(set(_places(entries)))
        if kinds.place(code)
    }
    return found


def _translated(words: Words, languages: Iterable[str]) -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = {code: {} for code in sorted(words)}
    for language in languages:
        with translation.override(language):
            for code in told:
                told[code][language] = str(words[code])
    return told


def _places(entries: Iterable[Published]) -> Iterator[str]:
    for entry in entries:
        for said in entry.locations:
            yield from filter(None, (said.value.country, said.value.region))
