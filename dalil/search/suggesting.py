"""Names for the search box: those that have all words typed before, and one that begins as the last word does.

Where few begin so, those come after that the whole search finds, across scripts and spellings, with what the last word may
become. It never asks for vectors: there is no time for them between two letters.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from dalil.names import fold
from dalil.names.folding import without_article
from dalil.search.arrays import Ints
from dalil.search.asking import Asked, asked
from dalil.search.completing import completions
from dalil.search.entry import Entry, Suggestion
from dalil.search.finding import Finding
from dalil.search.merging import Ranked, pages_of
from dalil.search.opened import Opened
from dalil.search.wording import tokens_of

_MOST_POSTINGS: Final = 50_000
_MOST_ENTRIES: Final = 4
# With fewer names than this that begin as typed, and a text of so many letters, the whole search is asked as well.
_HANDFUL: Final = 5
_SHORTEST_ASKED: Final = 4
_BEHIND_BEST: Final = 0.7


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
    if len(begun) < min(limit, _HANDFUL) and sum(map(len, words)) >= _SHORTEST_ASKED:
        known = {one.id for one in begun}
        begun += [one for one in _found(opened, prefix, limit) if one.id not in known]
    return begun[:limit]


def _found(opened: Opened, prefix: str, limit: int) -> Iterator[Suggestion]:
    """Yield what the whole search finds, best first, as long as it is nearly as good as the best."""
    question = _completed(opened, asked(prefix))
    answers = tuple(part.answer(question, None, None) for part in opened.parts)
    ranked = Ranked(question, tuple(answer.found for answer in answers), answers)
    best = 0.0
    for shown, entry in pages_of(opened, ranked, [part.alive for part in opened.parts], 0, limit):
        best = best or shown.score
        if shown.score > 0 and shown.score >= best * _BEHIND_BEST:
            yield Suggestion(entry, max(0, shown.name))


def _completed(opened: Opened, question: Asked) -> Asked:
    """Return the question with what its last word may become among that word's meanings."""
    if not question.has_words:
        return question
    last, language = len(question.tokens) - 1, question.language
    more: dict[str, float] = {}
    for part in opened.parts:
        for word, strength in completions(part, question.tokens[last], language):
            more[word] = max(strength, more.get(word, 0.0))
    units = [
        replace(unit, english=tuple((more | dict(unit.english)).items())) if unit.covers == (last,) else unit
        for unit in question.units
    ]
    return replace(question, units=tuple(units))


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


def _beginning_name(entry: Entry, words: tuple[str, ...]) -> int:
    """Return which name has the words as typed, else in which one a word begins so, else the first."""
    for sought in (words, words[-1:]):
        for place, (value, _) in enumerate(entry.names):
            held = [without_article(word) for word in fold(value).split()]
            if any(word.startswith(sought[-1]) for word in held) and set(sought[:-1]) <= set(held):
                return place
    return 0
