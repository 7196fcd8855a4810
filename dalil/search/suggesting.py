"""Names for the search box: those that have all words typed before, and one that begins as the last word does.

It never guesses spellings: what a reader is still typing is not wrong yet.
"""

from typing import Final

import numpy as np

from dalil.names import fold
from dalil.names.folding import without_article
from dalil.search.arrays import Ints
from dalil.search.entry import Entry, Suggestion
from dalil.search.finding import Finding
from dalil.search.opened import Opened
from dalil.search.wording import tokens_of

_MOST_POSTINGS: Final = 50_000
_MOST_ENTRIES: Final = 4


def suggestions(opened: Opened, prefix: str, limit: int) -> list[Suggestion]:
    """Return at most `limit` organisations, those with the shortest fitting names first."""
    words = tokens_of(prefix)
    if not words:
        return []
    found: list[Suggestion] = []
    for part in opened.parts:
        for owner in _owners(part, words, limit * _MOST_ENTRIES):
            entry = part.segment.entry(owner)
            found.append(Suggestion(entry.id, _beginning_name(entry, words)))
    return sorted(found, key=lambda one: (len(one.name), one.name, one.id))[:limit]


def _owners(part: Finding, words: tuple[str, ...], most: int) -> list[int]:
    segment = part.segment
    rows = _rows_beginning(part, words[-1])
    for word in words[:-1]:
        places = segment.word_places.of_one(word)
        held, _ = segment.postings.of_all(places)
        rows = rows[np.isin(rows, held)]
    rows = rows[part.alive[segment.row_owners[rows]] & ~segment.are_places[rows]]
    lengths = segment.rows.starts[rows + 1] - segment.rows.starts[rows]
    owners = segment.row_owners[rows[np.argsort(lengths, kind="stable")]]
    return list(dict.fromkeys(owners.tolist()))[:most]


def _rows_beginning(part: Finding, last: str) -> Ints:
    """Return the rows with a word that begins like this; of too many words the first ones."""
    segment = part.segment
    start, end = segment.words.range_of(last)
    starts = segment.postings.starts
    if starts[end] - starts[start] > _MOST_POSTINGS:
        end = max(start + 1, int(np.searchsorted(starts, starts[start] + _MOST_POSTINGS, "right")) - 1)
    return np.unique(segment.postings.values[starts[start] : starts[end]])


def _beginning_name(entry: Entry, words: tuple[str, ...]) -> str:
    """Return the first name that has the words as typed, else one in which a word begins so, else the first."""
    for sought in (words, words[-1:]):
        for value, _ in entry.names:
            held = [without_article(word) for word in fold(value).split()]
            if any(word.startswith(sought[-1]) for word in held) and set(sought[:-1]) <= set(held):
                return value
    return entry.names[0][0] if entry.names else entry.id
