"""Which words of the question which words of a name answer, both as they were written, in which way and how surely.

It explains what was matched and changes nothing: no rank depends on it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz.distance import Indel

from dalil.names import clean, script_of
from dalil.names.folding import romanise_word
from dalil.names.vocabulary import word_of
from dalil.search.asking import Asked, Unit
from dalil.search.entry import SURENESS, WordPair
from dalil.search.merging import Pair
from dalil.search.wording import tokens_of

Covers = tuple[int, ...]

# From which strength on a word is answered surely, and from which probably.
_SURELY: Final = 0.8
_PROBABLY: Final = 0.5
_APART: Final = re.compile(r"[\s\-‐‑‒–—/|·•:;,،؛()\[\]{}…]+")
_EDGES: Final = " \t.,;:!?،؛؟…\"'«»“”„‘’‹›()[]{}<>*_"


def as_written(text: str) -> dict[str, str]:
    """Return how each word by which a text is indexed or asked is written in it: `جامعه` -> `الجامعة`.

    >>> as_written("al-Haq's Office")["office"]
    'Office'
    """
    written: dict[str, str] = {}
    for chunk in clean(text).split():
        for piece in (chunk, *_APART.split(chunk)):
            words = tokens_of(piece)
            if len(words) == 1:
                written.setdefault(words[0], piece.strip(_EDGES) or words[0])
    return written


def word_pairs(asked: Asked, name: str, pairs: Sequence[Pair]) -> tuple[tuple[WordPair, Covers], ...]:
    """Return the pairs in the order of the question, each with the places of the tokens that it is about.

    Particles are left out, unless there is nothing else.
    """
    groups: dict[Covers, list[Pair]] = {}
    telling = [pair for pair in pairs if word_of(pair.asked).weight > 0] or pairs
    for pair in telling:
        if covers := _covers(asked, pair, {other.asked for other in pairs}):
            groups.setdefault(covers, []).append(pair)
    mine, theirs = as_written(asked.text), as_written(name)
    return tuple(_told(asked, covers, groups[covers], mine, theirs) for covers in sorted(groups))


def _told(
    asked: Asked, covers: Covers, group: Sequence[Pair], mine: dict[str, str], theirs: dict[str, str]
) -> tuple[WordPair, Covers]:
    tokens = [asked.tokens[place] for place in covers]
    shown = list(_shown(tokens, group))
    said = " ".join(mine.get(token, token) for token in tokens)
    named = " ".join(dict.fromkeys(theirs.get(pair.named, pair.named) for pair in shown))
    weakest = min(shown, key=lambda pair: pair.strength)
    way = _way(tokens, weakest)
    is_a_part = weakest.way == "same" and way != "same" and "".join(tokens) != "".join(pair.named for pair in shown)
    return WordPair(said, named, way, SURENESS[-1] if is_a_part else sureness(weakest.strength)), covers


def _shown(tokens: Sequence[str], group: Sequence[Pair]) -> Iterator[Pair]:
    """Yield the pairs to be shown of those for the same tokens: all parts of a whole, else the surest one."""
    best = max(group, key=lambda pair: pair.strength)
    is_in_parts = len(tokens) > 1 or (best.way == "same" and best.named not in tokens)
    for pair in group:
        if pair is best or (is_in_parts and pair.way == best.way):
            yield pair


def _way(tokens: Sequence[str], pair: Pair) -> str:
    if pair.way == "same":
        return "same" if pair.named in tokens else "spelling"
    if pair.way == "meaning":
        return "meaning"
    return "sound" if script_of(pair.asked) != script_of(pair.named) else "spelling"


def sureness(strength: float) -> str:
    """Return a strength, 0..1, as one of SURENESS: a figure would say more than is known."""
    return SURENESS[0] if strength >= _SURELY else SURENESS[1] if strength >= _PROBABLY else SURENESS[2]


def _covers(asked: Asked, pair: Pair, answered: set[str]) -> Covers:
    """Return the places of all tokens that were read together to make the pair; none if its token is not asked."""
    if pair.asked not in asked.tokens:
        return ()
    first = asked.tokens.index(pair.asked)
    starting = [unit for unit in asked.units if unit.covers[0] == first and not unit.is_half]
    alone = next((unit for unit in starting if len(unit.covers) == 1), None)
    for unit in sorted(starting, key=lambda unit: -len(unit.covers)):
        rest = [asked.tokens[place] for place in unit.covers[1:]]
        if rest and alone and not answered & set(rest) and _says_more(unit, alone, pair):
            return unit.covers
    return (first,)


def _says_more(unit: Unit, alone: Unit, pair: Pair) -> bool:
    """Return whether the words read together account better for the named word than the first one alone."""
    if pair.way == "meaning":
        return dict(unit.english).get(pair.named, 0.0) > dict(alone.english).get(pair.named, 0.0)
    if unit.is_phrase:
        return False
    named = romanise_word(pair.named)
    together, one = (Indel.normalized_similarity(romanise_word(each.word), named) for each in (unit, alone))
    return together > one
