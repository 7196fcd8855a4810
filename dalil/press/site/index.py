"""The index of the static site: shelves of words with where they stand, of what they mean and how they sound, and the results.

The heavy work is done here, once an edition: what each word of a name means in English, its sound, how rare it is. It uses
the tables of `dalil.names` through `dalil.search`, and never asks the live index.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from math import log1p
from pathlib import Path
from typing import Final

from dalil import kinds
from dalil.names import fold
from dalil.names.glossary import bare, glossary_of, languages_of
from dalil.names.languages import LANGUAGES, table_of
from dalil.names.vocabulary import word_of
from dalil.press.site.frame import put
from dalil.press.site.lettering import first_of_scripts, spellings, tables
from dalil.press.site.shelves import LETTERS, called, level_of, number, numbers, script_order, write_shelf
from dalil.press.site.terms import Shown, Terms
from dalil.search.wording import english_of, sound_keys, sound_of, words_of

RESULTS: Final = 64
LEAST: Final = 0.3
# A word is less surely one of the further languages that are written in its script, as `glossary.readings` has it.
SECOND: Final = 0.9
# A row's weight in so many steps to a nat; what is beyond the letters is as heavy as the last.
STEPS: Final = 1.5
LONG_SOUND: Final = 4
FOLDER: Final = "q"


class Index:
    """Gathers the terms of organisations in their order, and writes the shelves."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.postings: list[array[int]] = []
        self.rows = array("q", [0])
        self.row_words = array("i")
        self.rows_of_each: list[int] = []
        self.places: dict[str, array[int]] = {}
        self.exact: dict[str, array[int]] = {}

    def take(self, terms: Terms) -> None:
        """Note one organisation."""
        owner = len(self.rows_of_each)
        self.rows_of_each.append(len(terms.rows))
        for row in terms.rows:
            place = len(self.rows) - 1
            for word in dict.fromkeys(row):
                known = self.words.setdefault(word, len(self.words))
                if known == len(self.postings):
                    self.postings.append(array("i"))
                self.postings[known].append(place)
                self.row_words.append(known)
            self.rows.append(len(self.row_words))
        for word in dict.fromkeys(chain.from_iterable(terms.places)):
            self.places.setdefault(word, array("i")).append(owner)
        for term in terms.exact:
            self.exact.setdefault(term, array("i")).append(owner)

    def rarity(self, count: int) -> float:
        """How much a word in so many rows tells, in nats."""
        return log1p((len(self.rows) - 1) / max(1, count))

    @property
    def weights(self) -> str:
        """The weight of each row, a letter each."""
        told = [self.rarity(len(found)) for found in self.postings]
        most = len(LETTERS) - 1
        return "".join(
            LETTERS[min(most, round(STEPS * sum(told[word] for word in self.row_words[start:end])))]
            for start, end in zip(self.rows, self.rows[1:], strict=False)
        )

    def concepts(self) -> dict[str, dict[int, set[int]]]:
        """For each English word the rows with other words that mean it, by how surely."""
        found: dict[str, dict[int, set[int]]] = {}
        for word, known in self.words.items():
            if not word_of(word).weight:  # "for" is no forest
                continue
            for english, strength in english_of(word):
                if english != word and strength >= LEAST:
                    level = level_of(strength)
                    found.setdefault(english, {}).setdefault(level, set()).update(self.postings[known])
        return found


def write_index(index: Index, folder: Path, languages: tuple[str, ...]) -> None:
    """Write all shelves into the folder `q` of the site, and beside them what every search needs."""
    into = folder / FOLDER
    concepts = index.concepts()
    firsts = {
        "w": write_shelf(into, "w", word_lines(index, concepts)),
        "m": write_shelf(into, "m", meaning_lines(index.words.keys() | concepts.keys())),
        "s": write_shelf(into, "s", sound_lines(index.words)),
        "x": write_shelf(into, "x", exact_lines(index)),
    }
    shared: dict[str, object] = {
        "languages": languages,
        "sectors": list(kinds.sectors()),
        "firsts": firsts,
        "rows": "".join(map(number, index.rows_of_each)),
        "weights": index.weights,
        "steps": STEPS,
        "results": RESULTS,
    }
    put(into / "all0.js", called("all", 0, shared | tables()))
    for code in sorted(first_of_scripts().values()):
        put(into / f"t-{code}-0.js", called(f"t-{code}-", 0, spellings(code)))


def word_lines(index: Index, concepts: dict[str, dict[int, set[int]]]) -> Iterator[tuple[str, str]]:
    """Each word: the rows with it; the rows with others that mean it, by how surely; the organisations in a place so called."""
    for word in sorted(index.words.keys() | concepts.keys() | index.places.keys(), key=script_order):
        own = numbers(index.postings[index.words[word]]) if word in index.words else ""
        meant = concepts.get(word, {})
        groups = " ".join(f"{level} {numbers(sorted(meant[level]))}" for level in sorted(meant, reverse=True))
        place = numbers(index.places[word]) if word in index.places else ""
        yield word, "\t".join((own, groups, place)).rstrip("\t")


@cache
def meanings() -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    """Every word and phrase of which a glossary knows what it means, with the English words that it may be."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for code in LANGUAGES:
        glossary = glossary_of(code)
        for form in {*glossary.forms, *phrases(code)}:
            known, share = found[form], 1.0 if code in languages_of(form)[:1] else SECOND
            for english, strength in words_of(glossary.of(form)):
                known[english] = max(known.get(english, 0.0), strength * share)
    return tuple((form, tuple(found[form].items())) for form in sorted(found, key=script_order))


def phrases(code: str) -> set[str]:
    """The phrases in the tables of a language."""
    found = {row[0] for file in ("learned.tsv", "places.tsv") for row in table_of(code, file) if " " in row[0]}
    for file in ("glossary.tsv", "proper.tsv"):
        for _, forms in table_of(code, file):
            found.update(bare(form.replace("~", "")) for form in forms.split(",") if not form.strip().isalnum())
    return {form for form in found if " " in form}


@cache
def left_out() -> dict[str, int]:
    """The words that those who translate names leave out, and in how many tenths of the names."""
    found: dict[str, int] = {}
    for code in LANGUAGES:
        for form, english, share in table_of(code, "learned.tsv"):
            if not english:
                found[form] = max(found.get(form, 0), level_of(float(share)))
    return found


def meaning_lines(known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each word and phrase of the glossaries: the English words that it may be, of those that the index can find.

    A digit before each says how surely; after a hyphen, how often it is left out by those who translate.
    """
    wanted, every = set(known), dict(meanings())
    for form in sorted(every.keys() | left_out().keys(), key=script_order):
        if word_of(form).weight or " " in form:
            english = [
                (w, strength) for w, strength in every.get(form, ()) if w in wanted and strength >= LEAST and w != form
            ]
            parts = [f"{level_of(strength)}{word}" for word, strength in english]
            if form in left_out():
                parts.append(f"-{left_out()[form]}")
            if parts:
                yield form, " ".join(parts)


def sound_lines(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each sound: the words that sound so, and those of a longer sound that do when a consonant is left out."""
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        if word.isdigit() or not (sound := sound_of(word)) or not sound.isascii():
            continue
        for key in sound_keys(sound) if len(sound) >= LONG_SOUND else [sound]:
            found.setdefault(key, []).append(word)
    for sound in sorted(found, key=script_order):
        yield sound, " ".join(found[sound])


def exact_lines(index: Index) -> Iterator[tuple[str, str]]:
    """Each number, host and set of initials: the organisations. Each name of a place: its codes."""
    places: dict[str, set[str]] = {}
    for code, place in kinds.countries().items():
        for given in place.names:
            places.setdefault(f"p{fold(given.value)}", set()).add(code)
    terms = {term: numbers(owners) for term, owners in index.exact.items()}
    named = {term: " ".join(sorted(codes)) for term, codes in places.items() if len(term) > 1}
    for term in sorted(terms.keys() | named.keys(), key=script_order):
        yield term, terms.get(term) or named[term]


def write_results(folder: Path, place: int, shown: list[Shown]) -> None:
    """Write what results show of RESULTS organisations."""
    put(folder / FOLDER / f"d{place}.js", called("d", place, shown))
