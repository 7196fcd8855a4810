"""What names become in the index: parts, words, and what each word is found by (its English readings, its sound).

Asking makes its terms by the same functions. It never touches a file.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from dalil.names import acronym_of, clean, fold, romanise, script_of
from dalil.names.folding import romanise_word, without_article
from dalil.names.glossary import Readings, languages_of, readings
from dalil.names.vocabulary import skeleton_of, word_of
from dalil.search.entry import Entry

LONGEST_NAME: Final = 300
MOST_WORDS: Final = 24
LONGEST_WORD: Final = 40

# What a row of the index is made of.
NAME, PART, ACRONYM, PLACE = range(4)

_FIRST_IDEOGRAPH: Final = "\u2e80"
_PARTS: Final = re.compile(r"\s+[-–—|/]\s+|[()\[\];:]|\s*[–—]\s*|,\s")
_NOT_PLAIN: Final = re.compile("[^a-z0-9]+")
_KEPT: Final = 65_536
_KIND: Final = 0.5
_PHRASE_WORD: Final = 0.75
_PHRASE_KIND: Final = 0.45
# Sounds that scripts confuse are one for blocking; what ranks is the learned cost, so here too many is better than too few.
_ONE_SOUND: Final = str.maketrans({"f": "b", "v": "b", "p": "b", "g": "k", "j": "k", "x": "k", "d": "t"})


def tokens_of(text: str) -> tuple[str, ...]:
    """Return the words by which a text is indexed and asked: folded, without a glued article, ideographs in pairs."""
    words: list[str] = []
    for word in fold(clean(text[:LONGEST_NAME])).split():
        words += pieces(without_article(word)[:LONGEST_WORD])
    return tuple(words[:MOST_WORDS])


def pieces(word: str) -> list[str]:
    """Return a word, or pairs of letters where the script puts no space between words."""
    if len(word) > 2 and word >= _FIRST_IDEOGRAPH:
        return [a + b for a, b in pairwise(word)]
    return [word]


def parts_of(name: str) -> list[str]:
    """Return the parts of a name that may stand for it alone: `iPalestine - International Platform` has two."""
    parts = [part.strip() for part in _PARTS.split(name)]
    kept = [part for part in parts if len(part) > 2]
    return kept if len(kept) > 1 else []


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the index: its words, of what sort it is, and which of the entry's names it is from (-1: of none)."""

    words: tuple[str, ...]
    sort: int
    name: int


def rows_of(entry: Entry) -> list[Row]:
    """Return the rows of an entry: each name, each part of a name, each acronym, each place, none twice."""
    rows: dict[tuple[str, ...], Row] = {}

    def note(text: str, sort: int, name: int = -1) -> None:
        if words := tokens_of(text):
            rows.setdefault(words, Row(words, sort, name))

    for place, (value, _) in enumerate(entry.names):
        note(value, NAME, place)
    for place, (value, _) in enumerate(entry.names):
        for part in parts_of(value):
            note(part, PART, place)
    for acronym in entry.acronyms:
        note(acronym, ACRONYM)
    for locality in entry.localities:
        note(locality, PLACE)
    return list(rows.values())


def initials_of(entry: Entry) -> Iterator[str]:
    """Yield the initials of the names, folded."""
    for value, _ in entry.names:
        if initials := acronym_of(value[:LONGEST_NAME]):
            yield initials.lower()


@lru_cache(maxsize=_KEPT)
def english_of(word: str) -> tuple[tuple[str, float], ...]:
    """Return the English words that a folded word may be, each with its strength; a phrase gives each of its words."""
    return words_of(readings(word, languages_of(word)))


def words_of(every: Readings) -> tuple[tuple[str, float], ...]:
    """Return the English words of readings with their strengths: a phrase gives each of its words, less surely.

    Least of all does it give the words that say little: who asks for the red crescent means no society whatever.
    """
    found: dict[str, float] = {}
    for reading in every:
        parts = reading.english.split()
        for part in parts:
            share = 1.0 if len(parts) == 1 else _PHRASE_WORD if word_of(part).weight > _KIND else _PHRASE_KIND
            found[part] = max(found.get(part, 0.0), reading.strength * share)
    return tuple(found.items())


@lru_cache(maxsize=_KEPT)
def sound_of(word: str) -> str:
    """Return the consonants of a word in coarse classes: `brst` for Birzeit and بيرزيت."""
    roman = romanise_word(word)
    coarse = skeleton_of(roman).translate(_ONE_SOUND)
    return "".join(letter for place, letter in enumerate(coarse) if not place or coarse[place - 1] != letter)


def sound_keys(sound: str) -> list[str]:
    """Return the sound and, for the longer ones, the sound without each of its letters (Garbe's symmetric deletions)."""
    if len(sound) < 3:
        return [sound] if sound else []
    return [sound, *dict.fromkeys(sound[:place] + sound[place + 1 :] for place in range(len(sound)))]


def identifier_term(text: str) -> str:
    """Return an identifier as it is compared: letters and digits only."""
    if text.isascii():
        return _NOT_PLAIN.sub("", text.lower())
    return "".join(romanise(text).split())


def host_terms(host: str) -> list[str]:
    """Return a host and what it lies under: `a.b.org` and `b.org`."""
    parts = host.lower().removeprefix("www.").strip(".").split(".")
    return [".".join(parts[start:]) for start in range(max(1, len(parts) - 1))]


def host_of(text: str) -> str:
    """Return the host if the text is a web address, else ""."""
    if "." not in text or " " in text.strip():
        return ""
    try:
        return (urlsplit(text if "//" in text else f"//{text}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def exact_terms(entry: Entry) -> Iterable[str]:
    """Return the terms of an entry that are found whole or not at all: numbers, web hosts, initials."""
    terms = {f"id {identifier_term(value)}" for value in entry.identifiers}
    terms |= {f"host {term}" for host in entry.domains for term in host_terms(host)}
    terms |= {f"initials {initials}" for initials in initials_of(entry)}
    return terms


def is_latin(word: str) -> bool:
    """Return whether the word is written in Latin letters."""
    return word.isascii() or script_of(word) == "Latn"
