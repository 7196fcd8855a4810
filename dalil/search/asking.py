"""From a reader's words to the engine's question.

Each word becomes a unit: the ways in which a name may hold it. Strictly, every telling unit must be found and words such
as `association` only lift a hit; loosely, half of the units suffice and letters may be wrong. It never ranks the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tantivy import Occur, Query, Schema, Searcher

from dalil.names import Word, clean, words
from dalil.search.documents import host_of, host_terms, identifier_term, pieces, sound_of

_LONGEST_TEXT: Final = 200
_MOST_WORDS: Final = 12

# How much each way of holding a word counts, beside the rarity of the term.
_WORD: Final = 3.0
_KEY: Final = 2.0
_JOINED: Final = 2.0
_ACRONYM: Final = 3.0
_INITIALS: Final = 0.8
_SOUND: Final = 0.7
_PLACE: Final = 0.6
_FUZZY: Final = 1.0
_WHOLE: Final = 100.0
_SHORTEST_FUZZY: Final = 4
_LONG_WORD: Final = 7
_KIND_WEIGHT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """The reader's text, taken apart once for asking, ranking and explaining."""

    text: str
    words: tuple[Word, ...]

    @property
    def has_words(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words)


def asked(text: str) -> Asked:
    """Return the text ready for use; what is too long is cut."""
    shown = clean(text[:_LONGEST_TEXT])
    return Asked(shown, tuple(word for word in words(shown) if word.roman or word.text)[:_MOST_WORDS])


class Asking:
    """Makes engine questions for one state of an index."""

    def __init__(self, fields: Schema, searcher: Searcher) -> None:
        self._fields = fields
        self._searcher = searcher

    def _term(self, field: str, value: str, boost: float) -> Query:
        return Query.boost_query(Query.term_query(self._fields, field, value, "basic"), boost)

    def _alternatives(self, question: Asked, place: int) -> list[Query]:
        word = question.words[place]
        found = [self._term("word", piece, _WORD) for piece in pieces(word.text)]
        ways = [("key", word.key, _KEY), ("acronym", word.roman, _ACRONYM), ("place", word.text, _PLACE)]
        if len(word.roman) > 2:
            ways.append(("initials", word.roman, _INITIALS))
        if len(word.roman) > 4:
            ways.append(("joined", word.roman, _JOINED))
        for first, second in _neighbours(question.words, place):
            ways.append(("key", first.roman + second.roman, _JOINED))
        if not (word.text.isascii() and self._is_known(question, place)):
            ways.append(("sound", sound_of(word), _SOUND))
            ways += [("sound", _sound_of_both(*pair), _SOUND) for pair in _neighbours(question.words, place)]
        return found + [self._term(field, value, boost) for field, value, boost in ways if value]

    def _is_known(self, question: Asked, place: int) -> bool:
        """Return whether names hold the word as it is written, alone or joined with a neighbour."""
        romans = [question.words[place].key]
        romans += [first.roman + second.roman for first, second in _neighbours(question.words, place)]
        return any(self._searcher.doc_freq("key", roman) for roman in romans)

    def _fuzzy(self, question: Asked, place: int) -> list[Query]:
        """Return the questions for words of which up to two letters are wrong; known words are taken as right."""
        if self._is_known(question, place):
            return []
        word = question.words[place]
        ways = [("key", word.roman), ("place", word.text)] if word.is_distinctive else []
        ways += [("key", first.roman + second.roman) for first, second in _neighbours(question.words, place)]
        return [
            Query.boost_query(
                Query.fuzzy_term_query(self._fields, field, text, distance=1 if len(text) < _LONG_WORD else 2), _FUZZY
            )
            for field, text in ways
            if len(text) >= _SHORTEST_FUZZY
        ]

    def _whole(self, question: Asked) -> list[Query]:
        """Return the questions for a text that is a number of a register or a web address."""
        found = []
        number = identifier_term(question.text)
        if any(map(str.isdigit, number)):
            found.append(self._term("identifier", number, _WHOLE))
        if host := host_of(question.text):
            found.append(self._term("domain", host_terms(host)[0], _WHOLE))
        return found

    def strictly(self, question: Asked) -> Query:
        """Return the question in which every telling word must be found."""
        telling = any(word.weight > _KIND_WEIGHT for word in question.words)
        units = []
        for place, word in enumerate(question.words):
            must = not telling or word.weight > _KIND_WEIGHT
            unit = Query.disjunction_max_query(self._alternatives(question, place), tie_breaker=0.1)
            units.append((Occur.Must if must else Occur.Should, unit))
        return self._or_whole(Query.boolean_query(units), question)

    def loosely(self, question: Asked) -> Query:
        """Return the question in which half of the telling words suffice, and letters may be wrong."""
        units = []
        for place, word in enumerate(question.words):
            ways = self._alternatives(question, place) + self._fuzzy(question, place)
            if word.weight > _KIND_WEIGHT or len(question.words) == 1:
                units.append((Occur.Should, Query.disjunction_max_query(ways, tie_breaker=0.1)))
        if not units:
            return self.strictly(question)
        return self._or_whole(Query.boolean_query(units, (len(units) + 1) // 2), question)

    def _or_whole(self, query: Query, question: Asked) -> Query:
        whole = self._whole(question)
        return Query.boolean_query([(Occur.Should, one) for one in (query, *whole)]) if whole else query

    def completed(self, before: str, endings: list[str]) -> Query:
        """Return the question for names with the words typed before, and one of the words that the last may become."""
        must = [(Occur.Must, self._term("word", word.text, 1.0)) for word in words(before) if word.weight]
        ways = Query.term_set_query(self._fields, "word", endings)
        return Query.boolean_query([*must, (Occur.Must, ways)])

    def narrowed(self, query: Query, filters: Mapping[str, tuple[str, ...]], *, without: str = "") -> Query:
        """Return the question within the chosen facets, one of them left aside if asked for."""
        chosen = [
            (Occur.Must, Query.const_score_query(Query.term_set_query(self._fields, facet, list(values)), 0.0))
            for facet, values in sorted(filters.items())
            if values and facet != without
        ]
        return Query.boolean_query([(Occur.Must, query), *chosen]) if chosen else query


def _neighbours(parts: tuple[Word, ...], place: int) -> list[tuple[Word, Word]]:
    """Return the pairs of adjacent words that the word is in: `bir zeit` may stand as `birzeit`."""
    return [(parts[at], parts[at + 1]) for at in (place - 1, place) if 0 <= at < len(parts) - 1]


def _sound_of_both(a: Word, b: Word) -> str:
    both = a.skeleton + b.skeleton
    return both if a.is_distinctive and b.is_distinctive and len(both) > 2 else ""
