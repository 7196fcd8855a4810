"""Two names word by word: which word of one is which of the other, and by what (the same, its meaning, its spelling ...).

Pairs are found greedily, the surest first; neighbours written together count as one word, and a phrase may be translated as
a whole. It never judges the names: that is the matter of `likeness`.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, product
from typing import Final, NamedTuple

from dalil.names.acronyms import fits, split_acronym
from dalil.names.folding import fold, romanise_word, without_article
from dalil.names.glossary import languages_of, readings, romanised_readings
from dalil.names.respelling import closeness, script_of_word, strengths_of
from dalil.names.scripts import guess_language
from dalil.names.spelling import clean
from dalil.names.unspaced import is_unspaced, stretches
from dalil.names.vocabulary import word_of

LONGEST_NAME: Final = 300
MOST_WORDS: Final = 24

SAME, MEANING, FORM, SPELLING, TRANSLITERATION, INITIAL, ACRONYM = WAYS = (
    "same", "meaning", "form", "spelling", "transliteration", "initial", "acronym",
)  # fmt: skip

_LEAST: Final = 0.4
_SOUNDS_ALIKE: Final = 0.7
# What is as sure as this is paired before anything is compared letter by letter.
_SURE: Final = 0.8
_JOINED: Final = 0.97
_MOST_JOINED: Final = 3
_LONGEST_PHRASE: Final = 3
_PHRASE_WORD: Final = 0.7
_MOST_READINGS: Final = 6
_LONGEST_READ: Final = 40
_COMPOSED: Final = 0.9
_SHORTEST_COMPOSED: Final = 6
_MOST_FORMS: Final = 3
_INITIAL: Final = 0.6
_MOST_INITIALS: Final = 3
_ACRONYM: Final = 0.8
_SHORT_ACRONYM: Final = 0.6
_SHORTEST_ACRONYM: Final = 2
_OWN_ACRONYM: Final = 0.95
_BEGINNING: Final = 4
_SHARED: Final = 0.6
_LONGEST_ENDING: Final = 4
_MOST_COMPARED: Final = 96
# A word that says nothing still says a little: who writes it the same has written the name the same.
_LEAST_WEIGHT: Final = 0.05
_REPEATED: Final = 0.1
_KEPT: Final = 16_384


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a name: as it is written, folded without a glued article, and how much it tells which name it is (0..1]."""

    shown: str
    folded: str
    weight: float


Span = tuple[int, int]
Met = tuple[str, str, Span, Span]


class Pair(NamedTuple):
    """Words of one name that stand for words of the other: which (from, to), by what way of `WAYS`, how surely (0..1)."""

    left: Span
    right: Span
    way: str
    strength: float


@dataclass(frozen=True, slots=True)
class Side:
    """A name taken apart: its words, the language it is likely in ("" = not known), its own acronym if it gives one."""

    name: str
    words: tuple[NameWord, ...]
    language: str
    long: str
    acronym: str

    def text(self, span: Span, between: str = " ") -> str:
        """Return the folded words of a span as one text."""
        return between.join(word.folded for word in self.words[span[0] : span[1]])

    def spans(self, shortest: int, longest: int) -> Iterator[Span]:
        """Yield every run of neighbouring words of these lengths."""
        for length in range(shortest, min(longest, len(self.words)) + 1):
            for start in range(len(self.words) - length + 1):
                yield start, start + length


def _shown(chunk: str, folded: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the words of a text without spaces as they are written, with their folded forms."""
    parts = "".join(c if unicodedata.category(c)[0] in "LNM" or c in ".'’" else " " for c in chunk).split()
    of_parts = [fold(part).split() for part in parts]
    if list(chain.from_iterable(of_parts)) != list(folded):
        parts, of_parts = [chunk], [list(folded)]
    for part, words in zip(parts, of_parts, strict=True):
        for word in words:
            if is_unspaced(word):
                yield from ((piece, piece) for piece in stretches(word))
            else:
                yield (part.strip(".'’") if len(words) == 1 else word), word


@lru_cache(maxsize=_KEPT)
def side_of(name: str) -> Side:
    """Return a name taken apart; what is longer than 300 characters or 24 words is cut."""
    text = clean(name[:LONGEST_NAME])
    long, short = split_acronym(text)
    words: list[NameWord] = []
    for chunk in text.split():
        for shown, folded in _shown(chunk, tuple(fold(chunk).split())):
            words.append(NameWord(shown, without_article(folded), max(_LEAST_WEIGHT, word_of(folded).weight)))
    acronym = fold(short)
    if acronym and len(words) > 1:  # then it repeats what the other words say
        words = [replace(word, weight=_REPEATED) if word.folded == acronym else word for word in words]
    return Side(text, tuple(words[:MOST_WORDS]), guess_language(text), long, acronym)


def _english(text: str, language: str) -> Mapping[str, float]:
    """Return what a folded word or phrase may be in English, and the words of a reading that is a phrase."""
    if len(text) > _LONGEST_READ and " " not in text:
        return {text: 1.0} if text.isascii() else {}
    every = readings(text, languages_of(text, language))
    if not every and text.isascii():
        every = romanised_readings(text)
    found = {text: 1.0} if text.isascii() else {}
    for reading in every[:_MOST_READINGS]:
        found[reading.english] = max(found.get(reading.english, 0.0), reading.strength)
        if " " in reading.english and " " not in text:
            for part in reading.english.split():
                found.setdefault(part, reading.strength * _PHRASE_WORD)
    return found


def _acronym(left: Side, right: Side) -> Iterator[Pair]:
    """Yield the one pair of a name that is nothing but the acronym of the other."""
    for short, long, is_turned in ((left, right, False), (right, left, True)):
        if len(short.words) != 1 or len(long.words) < 2:
            continue
        is_own = long.acronym == short.words[0].folded
        if is_own or fits(short.words[0].folded, long.long):
            spans = (0, 1), (0, len(long.words))
            fit = _ACRONYM if len(short.words[0].folded) > _SHORTEST_ACRONYM else _SHORT_ACRONYM
            yield Pair(*(spans[::-1] if is_turned else spans), ACRONYM, _OWN_ACRONYM if is_own else fit)
            return


def _same(left: Side, right: Side) -> Iterator[Pair]:
    """Yield words that are the same, alone or joined with neighbours."""
    places: dict[str, list[Span]] = {}
    for span in right.spans(1, _MOST_JOINED):
        places.setdefault(_plain(right.text(span, "")), []).append(span)
    for span in left.spans(1, _MOST_JOINED):
        for other in places.get(_plain(left.text(span, "")), ()):
            lengths = span[1] - span[0], other[1] - other[0]
            if lengths == (1, 1):
                yield Pair(span, other, SAME, 1.0)
            elif 1 in lengths and not _has_number(left, span) and not _has_number(right, other):
                yield Pair(span, other, SAME, _JOINED)


def _plain(word: str) -> str:
    """Return a Latin word in a-z: `straße`, `strasse`; others as they are."""
    return (romanise_word(word) if script_of_word(word) == "Latn" else "") or word


def _has_number(side: Side, span: Span) -> bool:
    return any(word.folded.isdigit() for word in side.words[span[0] : span[1]])


def _meaning(left: Side, right: Side) -> Iterator[Pair]:
    """Yield words and phrases that are the same in English."""
    places: dict[str, list[tuple[Span, float]]] = {}
    for span in right.spans(1, _LONGEST_PHRASE):
        for english, strength in _english(right.text(span), right.language).items():
            places.setdefault(english, []).append((span, strength))
    for span in left.spans(1, _LONGEST_PHRASE):
        for english, strength in _english(left.text(span), left.language).items():
            for other, other_strength in places.get(english, ()):
                if strength * other_strength < 1.0:
                    yield Pair(span, other, MEANING, strength * other_strength)


def _form_of(a: str, b: str) -> float:
    """Return how surely two words that begin the same are forms of one word, by the share that is the same."""
    if a[:_BEGINNING] != b[:_BEGINNING]:
        return 0.0
    longest = max(len(a), len(b))
    shared = next((count for count, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if shared < max(_BEGINNING, _SHARED * longest) or longest - shared > _LONGEST_ENDING:
        return 0.0
    return 0.95 - 0.9 * (1 - shared / longest)


def _forms(left: Side, right: Side, rest: tuple[list[int], list[int]]) -> Iterator[Pair]:
    """Yield words that begin the same, in their own script or in English."""
    english = [
        [(place, *reading) for place in places for reading in _english(side.words[place].folded, side.language).items()]
        for side, places in zip((left, right), rest, strict=True)
    ]
    by_beginning: dict[str, list[tuple[int, str, float]]] = {}
    for place, word, strength in english[1]:
        by_beginning.setdefault(word[:_BEGINNING], []).append((place, word, strength))
    for place, word, strength in english[0]:
        for other_place, other, other_strength in by_beginning.get(word[:_BEGINNING], ()):
            is_own = strength == other_strength == 1.0
            likeness = _form_of(word, other) * strength * other_strength
            yield Pair((place, place + 1), (other_place, other_place + 1), FORM if is_own else MEANING, likeness)
    for place, other_place in product(*rest):
        a, b = left.words[place].folded, right.words[other_place].folded
        if not a.isascii() and script_of_word(a) == script_of_word(b):
            yield Pair((place, place + 1), (other_place, other_place + 1), FORM, _form_of(a, b))


def _free_spans(side: Side, places: list[int]) -> Iterator[Span]:
    """Yield the free words, alone and joined with neighbours; a number is joined with nothing."""
    for span in side.spans(1, _MOST_JOINED):
        if set(places).issuperset(range(*span)) and (span[1] - span[0] == 1 or not _has_number(side, span)):
            yield span


def _spelled(left: Side, right: Side, rest: tuple[list[int], list[int]]) -> Iterator[Pair]:
    """Yield words, alone or joined with neighbours, that are spellings of one another."""
    spans = [list(_free_spans(side, places)) for side, places in zip((left, right), rest, strict=True)]
    texts = [{span: side.text(span, "") for span in found} for side, found in zip((left, right), spans, strict=True)]
    met = _closest([(texts[0][a], texts[1][b], a, b) for a, b in product(*spans) if 1 in (a[1] - a[0], b[1] - b[0])])
    strengths = strengths_of([(one, two) for one, two, *_ in met], (left.language, right.language))
    for (one, two, a, b), strength in zip(met, strengths.tolist(), strict=True):
        is_one_script = script_of_word(one) == script_of_word(two)
        share = 1.0 if a[1] - a[0] == b[1] - b[0] else _JOINED
        yield Pair(a, b, SPELLING if is_one_script else TRANSLITERATION, strength * share)


def _closest(met: list[Met]) -> list[Met]:
    """Return those of the pairs of texts that are worth reading letter by letter, the closest first, not too many."""
    close = [(closeness(one, two), one, two, a, b) for one, two, a, b in met]
    ranked = sorted((each for each in close if each[0]), key=lambda each: (-each[0], *each[1:]))
    return [(one, two, a, b) for _, one, two, a, b in ranked[:_MOST_COMPARED]]


def _composed(left: Side, right: Side, rest: tuple[list[int], list[int]]) -> Iterator[Pair]:
    """Yield a Latin word that is two words of another script written together, one of them translated: iPalestine."""
    met: list[Met] = []
    for (one, of_one), (two, of_two), is_turned in (
        ((left, rest[0]), (right, set(rest[1])), False),
        ((right, rest[1]), (left, set(rest[0])), True),
    ):
        for place, span in product(of_one, two.spans(2, 2)):
            word = one.words[place].folded
            if len(word) < _SHORTEST_COMPOSED or not word.isascii() or not of_two.issuperset(range(*span)):
                continue
            parts = [_latin_forms(two.words[at].folded, two.language) for at in range(*span)]
            spans = (span, (place, place + 1)) if is_turned else ((place, place + 1), span)
            met += [(a + b, word, *spans) for a, b in product(*parts)]
    met = _closest(met)
    strengths = strengths_of([(composed, word) for composed, word, *_ in met], ("", ""))
    for (_, _, a, b), strength in zip(met, strengths.tolist(), strict=True):
        yield Pair(a, b, TRANSLITERATION, strength * _COMPOSED)


def _latin_forms(word: str, language: str) -> list[str]:
    """Return what a word of another script may be in Latin letters: romanised, or a few of its English readings."""
    if word.isascii() or word.isdigit():
        return []
    english = [reading for reading in _english(word, language) if " " not in reading]
    return [romanise_word(word), *english[:_MOST_FORMS]]


def _initials(left: Side, right: Side, rest: tuple[list[int], list[int]]) -> Iterator[Pair]:
    """Yield one to three letters that begin as many neighbouring words: `A.` and Ali, `JC` and Jean-Claude."""
    for (short, of_short), (long, of_long), is_turned in (
        ((left, rest[0]), (right, set(rest[1])), False),
        ((right, rest[1]), (left, set(rest[0])), True),
    ):
        for place in of_short:
            letters = romanise_word(short.words[place].folded)
            if not letters.isalpha() or len(letters) > _MOST_INITIALS:
                continue
            if len(letters) > 1 and short.words[place].weight <= _LEAST_WEIGHT:
                continue
            for a, b in long.spans(len(letters), len(letters)):
                begun = "".join(romanise_word(word.folded)[:1] for word in long.words[a:b])
                if begun == letters and set(range(a, b)) <= set(of_long):
                    spans = (place, place + 1), (a, b)
                    yield Pair(*(spans[::-1] if is_turned else spans), INITIAL, _INITIAL)


class _Chosen:
    """The pairs taken so far, and which words are free."""

    def __init__(self, left: Side, right: Side) -> None:
        self._sides = left, right
        self.pairs: list[Pair] = []
        self.free = set(range(len(left.words))), set(range(len(right.words)))

    def take(self, candidates: Iterator[Pair] | list[Pair], least: float) -> None:
        """Take the surest of the candidates whose words are free; of equals those that cover more and stand alike."""
        for pair in sorted((pair for pair in candidates if pair.strength >= least), key=self._order):
            spans = set(range(*pair.left)), set(range(*pair.right))
            if spans[0] <= self.free[0] and spans[1] <= self.free[1]:
                self.free[0].difference_update(spans[0])
                self.free[1].difference_update(spans[1])
                self.pairs.append(pair)

    def _order(self, pair: Pair) -> tuple[float, int, int, Pair]:
        covered = pair.left[1] - pair.left[0] + pair.right[1] - pair.right[0]
        return -pair.strength, -covered, abs(pair.left[0] - pair.right[0]), pair

    @property
    def rest(self) -> tuple[list[int], list[int]]:
        """The places that are still free."""
        return sorted(self.free[0]), sorted(self.free[1])


def pairs_of(left: Side, right: Side) -> list[Pair]:
    """Return the pairs of words of two names in the order of the left name. No word is in two pairs."""
    chosen = _Chosen(left, right)
    chosen.take(_acronym(left, right), 0.0)
    chosen.take([*_same(left, right), *_meaning(left, right)], _SURE)
    if all(chosen.rest):
        rest = chosen.rest
        ways = (_forms, _spelled, _composed, _initials)
        every = [*_meaning(left, right), *(pair for way in ways for pair in way(left, right, rest))]
        chosen.take(every, _LEAST)
    return sorted(_as_it_sounds(left, right, pair) for pair in chosen.pairs)


def _as_it_sounds(left: Side, right: Side, pair: Pair) -> Pair:
    """Return a pair of proper names that lists know as the same as what it is to a reader: two spellings of one name."""
    if pair.way != MEANING or max(word.weight for word in left.words[slice(*pair.left)]) < 1.0:
        return pair
    words = left.text(pair.left, ""), right.text(pair.right, "")
    sounds = float(strengths_of([words], (left.language, right.language))[0])
    if sounds < _SOUNDS_ALIKE:
        return pair
    way = SPELLING if script_of_word(words[0]) == script_of_word(words[1]) else TRANSLITERATION
    return pair._replace(way=way, strength=max(pair.strength, sounds))
