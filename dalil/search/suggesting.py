"""Names for the search box: those that have all words typed before, and one that begins as the last word does.

Where few begin so, those come after that the whole search finds, across scripts and spellings, with what the last word may
become. It never asks for vectors: there is no time for them between two letters.
"""

from typing import Final

import numpy as np

from dalil.names.folding import PREFIXES
from dalil.names.vocabulary import word_of
from dalil.search.arrays import Floats, Ints
from dalil.search.asking import asked
from dalil.search.completing import completed
from dalil.search.entry import Entry, Suggestion
from dalil.search.finding import Finding
from dalil.search.matching import Mask
from dalil.search.opened import Opened
from dalil.search.weights import weights
from dalil.search.wording import is_latin, tokens_of

_MOST_POSTINGS: Final = 50_000
_MOST_ENTRIES: Final = 4
_MOST_ROWS: Final = 200
# With fewer names than this that begin as typed, and a text of so many letters, the whole search is asked as well. Three letters
# of scripts that leave out vowels, or that have a sign for each word, say as much as more letters of ours.
_HANDFUL: Final = 5
_SHORTEST_ASKED: Final = 3
_SHORTEST_LATIN_ASKED: Final = 4
_BEHIND_BEST: Final = 0.7
_KIND: Final = 0.5
_HELD: Final = 0.4


def suggestions(opened: Opened, prefix: str, limit: int) -> list[Suggestion]:
    """Return at most `limit` organisations: names that begin as typed, the shortest first, then what is found."""
    words = tokens_of(prefix)
    if not words:
        return []
    begun: list[Suggestion] = []
    for part in opened.parts:
        for owner in _owners(part, words, limit * _MOST_ENTRIES):
            entry = part.segment.entry(owner)
            begun.append(Suggestion(entry, _beginning_name(entry, words)))
    begun = sorted(begun, key=lambda one: (len(one.name), one.name, one.id))[:limit]
    shortest = _SHORTEST_LATIN_ASKED if is_latin("".join(words)) else _SHORTEST_ASKED
    if len(begun) < min(limit, _HANDFUL) and sum(map(len, words)) >= shortest:
        known = {one.id for one in begun}
        begun += [one for one in _found(opened, prefix, limit) if one.id not in known]
    return begun[:limit]


def _found(opened: Opened, prefix: str, limit: int) -> list[Suggestion]:
    """Return what the whole search finds, best first: only what answers every word that tells anything."""
    question = asked(prefix)
    if not question.has_words:
        return []
    telling = [place for place, token in enumerate(question.tokens) if word_of(token).weight > _KIND]
    found: list[tuple[float, Entry, int]] = []
    for part in opened.parts:
        lines = part.lines(completed(part, question), None, part.alive, np.zeros(0, np.int32))
        if lines is None:
            continue
        held, features = lines
        scores = features @ weights(has_vectors=False)
        told = np.flatnonzero(held.tokens[:, telling].min(axis=1, initial=1) > _HELD)
        best = told[np.argsort(-scores[told], kind="stable")[: limit * _MOST_ENTRIES]]
        for owner, (score, name) in _best_of_each(part, held.rows[best], scores[best]).items():
            found.append((score, part.segment.entry(owner), name))
    found.sort(key=lambda one: (-one[0], one[1].title_sort))
    return [Suggestion(entry, name) for score, entry, name in found[:limit] if score >= found[0][0] * _BEHIND_BEST]


def _best_of_each(part: Finding, rows: Ints, scores: Floats) -> dict[int, tuple[float, int]]:
    """Return the entries of rows that stand best first, with the score and the name of each one's best row."""
    best: dict[int, tuple[float, int]] = {}
    names = part.segment.row_names[rows].tolist()
    for owner, score, name in zip(part.segment.row_owners[rows].tolist(), scores.tolist(), names, strict=True):
        best.setdefault(owner, (score, max(0, name)))
    return best


def _owners(part: Finding, words: tuple[str, ...], most: int) -> list[int]:
    segment = part.segment
    has_all = np.zeros(len(segment.rows), bool)
    for beginning in _beginnings(words[-1]):
        has_all[_rows_beginning(part, beginning)] = True
    for word in words[:-1]:
        rows, _ = segment.postings.of_all(segment.word_places.of_one(word))
        has_all &= _held(len(segment.rows), rows)
    rows = np.flatnonzero(has_all)
    rows = rows[part.alive[segment.row_owners[rows]] & ~segment.are_places[rows]]
    lengths = segment.rows.starts[rows + 1] - segment.rows.starts[rows]
    owners = segment.row_owners[rows[np.argsort(lengths, kind="stable")[:_MOST_ROWS]]]
    return list(dict.fromkeys(owners.tolist()))[:most]


def _held(size: int, rows: Ints) -> Mask:
    """Return a mask of rows. Quicker than sets of their numbers, of which there may be tens of thousands."""
    mask = np.zeros(size, bool)
    mask[rows] = True
    return mask


def _beginnings(word: str) -> tuple[str, ...]:
    """Return what a word may begin with: the word, and what follows an article of which too little is typed to be sure."""
    return (word, *(word[len(prefix) :] for prefix in PREFIXES if word.startswith(prefix) and word != prefix))


def _rows_beginning(part: Finding, last: str) -> Ints:
    """Return the rows with a word that begins like this; of too many words the first ones."""
    segment = part.segment
    start, end = segment.words.range_of(last)
    starts = segment.postings.starts
    if starts[end] - starts[start] > _MOST_POSTINGS:
        end = max(start + 1, int(np.searchsorted(starts, starts[start] + _MOST_POSTINGS, "right")) - 1)
    return np.asarray(segment.postings.values[starts[start] : starts[end]])


def _beginning_name(entry: Entry, words: tuple[str, ...]) -> int:
    """Return which name has the words as typed, else in which one a word begins so, else the first."""
    for sought in (words, words[-1:]):
        for place, (value, _) in enumerate(entry.names):
            held = tokens_of(value)
            if any(word.startswith(_beginnings(sought[-1])) for word in held) and set(sought[:-1]) <= set(held):
                return place
    return 0
