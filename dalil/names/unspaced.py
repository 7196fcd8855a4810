"""Names that are written without spaces, cut into words: Chinese, Japanese, Thai and their like, and the compounds of Korean.

The words are those of the languages' own tables (`glossary.py`), so that each has an English reading. What the tables do not
know stays what it is, or goes in pairs of letters; it never guesses at words, and never reads what it cut.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from dalil.names.folding import fold, romanise_word
from dalil.names.glossary import glossary_of
from dalil.names.languages import LANGUAGES

Words = tuple[str, ...]

_KEPT: Final = 65_536
_HAN: Final = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA: Final = "\u3040-\u30ff\u31f0-\u31ff"
_HANGUL: Final = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_SOUTHERN: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_WRITTEN_TOGETHER: Final = re.compile(f"[{_HAN}{_KANA}{_HANGUL}{_SOUTHERN}]")
_RUNS: Final = re.compile(
    f"[{_HAN}{_KANA}]+|[{_HANGUL}]+|[{_SOUTHERN}]+|[0-9]+|[^{_HAN}{_KANA}{_HANGUL}{_SOUTHERN}0-9]+"
)
_ALIKE: Final = re.compile(f"[{_KANA}]+|[{_HANGUL}]+|[^{_KANA}{_HANGUL}]+")
# Which languages' words may stand in a run: what a Japanese name has in Han letters alone, no letter tells from Chinese.
_SCRIPTS: Final = (frozenset({"Hani", "Jpan"}), frozenset({"Hang"}))
_LONGEST: Final = 16

# A word counts its letters, and a little less the more words there are, so that of equals the longest win. Kana that no
# table knows are nearly as good as a word, for a name of theirs is seldom one that holds a short word by chance.
_LETTER: Final = 20
_WORD: Final = 6
_BY_CHANCE: Final = 4
_SINGLE: Final = 8
_SHORT_KANA: Final = 3
_UNKNOWN_KANA: Final = 17
_UNKNOWN: Final = 12
_NEVER: Final = -1_000_000


class _Known(NamedTuple):
    """The words of some languages: word -> what it is worth, and first letter -> the lengths of words that begin so."""

    worth: dict[str, int]
    lengths: dict[str, tuple[int, ...]]


def is_unspaced(word: str) -> bool:
    """Return whether a folded word may be several words: whether it has two letters of a script without spaces, or Korean.

    >>> is_unspaced("東京大学"), is_unspaced("서울대학교"), is_unspaced("tokyo")
    (True, True, False)
    """
    return len(word) > 1 and not word.isascii() and _WRITTEN_TOGETHER.search(word) is not None


def _worth(word: str, is_place: bool) -> int:
    """Return what a known word is worth to a cut that holds it; a town of the same letters less than what editors gave."""
    if len(word) == 1:
        return _SINGLE
    is_by_chance = is_place or (_is_kana(word[0]) and len(word) <= _SHORT_KANA)
    return len(word) * _LETTER - _WORD - (_BY_CHANCE if is_by_chance else 0)


@lru_cache(maxsize=8)
def _known(scripts: frozenset[str]) -> _Known:
    """Return the words of the languages of these scripts. Korean words of one letter are left out: chance makes too many."""
    worth: dict[str, int] = {}
    for code, language in LANGUAGES.items():
        if language.script in scripts:
            glossary = glossary_of(code)
            said = fold(f"{language.stop} {language.legal_forms}").split()
            forms = [(form, all(reading.source == "place" for reading in glossary.of(form))) for form in glossary.forms]
            for form, is_place in [*forms, *((form, False) for form in said)]:
                if len(form) <= _LONGEST and not form.isascii() and (len(form) > 1 or "Hang" not in scripts):
                    worth[form] = max(worth.get(form, 0), _worth(form, is_place))
    lengths: dict[str, set[int]] = {}
    for form in worth:
        lengths.setdefault(form[0], set()).add(len(form))
    return _Known(worth, {first: tuple(sorted(found)) for first, found in lengths.items()})


def forget() -> None:
    """Forget all words, because the tables that they come from are others now."""
    _known.cache_clear()
    segmented.cache_clear()


def _is_kana(letter: str) -> bool:
    return "\u3040" <= letter <= "\u30ff" or "\u31f0" <= letter <= "\u31ff"


def _best(run: str, known: _Known) -> list[tuple[str, bool]]:
    """Return the pieces of the best cut of a run, each with whether it is known; neighbours that are not are one piece.

    A dynamic programme over the places of the run: O(letters × lengths of words).
    """
    worth, lengths = known
    size = len(run)
    # The best cut up to each place that ends in a known word, and that which ends in unknown letters: what it is worth, and
    # where its last piece begins; `was_known` tells of the unknown ones whether a known word stands before the last letter.
    sure, begins = [_NEVER] * (size + 1), [0] * (size + 1)
    unsure, was_known = [_NEVER] * (size + 1), [True] * (size + 1)
    sure[0] = 0
    for place, letter in enumerate(run):
        here = max(sure[place], unsure[place])
        for length in lengths.get(letter, ()):
            end = place + length
            if end > size:
                break
            word = worth.get(run[place:end], _NEVER)
            if here + word > sure[end]:
                sure[end], begins[end] = here + word, place
        begun = sure[place] - _UNKNOWN
        was_known[place + 1] = begun >= unsure[place]
        unsure[place + 1] = max(begun, unsure[place]) + (_UNKNOWN_KANA if _is_kana(letter) else 0)
    pieces: list[tuple[str, bool]] = []
    end = size
    while end:
        start, is_known = begins[end], sure[end] >= unsure[end]
        if not is_known:
            start = end - 1
            while not was_known[start + 1]:
                start -= 1
        pieces.append((run[start:end], is_known))
        end = start
    return pieces[::-1]


def _without_stray(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return the pieces with single letters given to their neighbours where they are not likely to be words.

    What follows a name tells what it is (a city, a province); what begins one, or leaves a single letter of it, does not.
    """
    kept: list[tuple[str, bool]] = []
    for piece in reversed(pieces):
        if kept and _are_one(piece, kept[-1]):
            kept[-1] = (piece[0] + kept[-1][0], False)
        else:
            kept.append(piece)
    return kept[::-1]


def _are_one(piece: tuple[str, bool], follows: tuple[str, bool]) -> bool:
    """Return whether two neighbouring pieces of a cut are rather one unknown stretch."""
    (text, is_known), (behind, is_known_behind) = piece, follows
    if is_known and is_known_behind:
        return False
    if not is_known and not is_known_behind:
        return True
    single = text if is_known else behind
    if len(single) > 1 or _is_kana(text[-1]) or _is_kana(behind[0]):
        return False
    return is_known or len(text) == 1


def _unknown(stretch: str) -> Words:
    """Return what stands for letters that no table knows: kana in Latin letters, Hangul as it is, else pairs of neighbours."""
    found: list[str] = []
    for part in _ALIKE.findall(stretch):
        if _is_kana(part[0]):
            found.append(romanise_word(part) or part)
        elif len(part) <= 2 or "\uac00" <= part[0] <= "\ud7af":
            found.append(part)
        else:
            found.extend(a + b for a, b in pairwise(part))
    return tuple(found)


def _cut(run: str) -> list[tuple[str, bool]]:
    is_korean = "\u1100" <= run[0] <= "\u11ff" or "\u3130" <= run[0] <= "\u318f" or "\uac00" <= run[0] <= "\ud7af"
    return _without_stray(_best(run, _known(_SCRIPTS[is_korean])))


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a folded text, each with whether it is a word: known, or of a script that writes spaces."""
    for chunk in text.split():
        for run in _RUNS.findall(chunk):
            if _WRITTEN_TOGETHER.match(run):
                yield from _cut(run)
            else:
                yield run, True


def stretches(text: str) -> Words:
    """Return the words of a folded text as `segmented` does, but what no table knows as long as it stands together."""
    return tuple(piece for piece, _ in _pieces(text))


@lru_cache(maxsize=_KEPT)
def segmented(text: str) -> Words:
    """Return the words of a folded word or name in scripts that are written without spaces, in their order.

    Known words are those of `readings`; of all ways to cut, the one that covers the most letters with the fewest words.
    Unknown Han and Thai letters go in pairs of neighbours, unknown kana in Latin letters, Hangul and all else as they are.
    Some ten microseconds for a name, a fraction of one when it was cut before.

    >>> segmented(fold("大阪府産業振興センター")) == tuple(fold("大阪府 産業 振興 センター").split())
    True
    >>> segmented(fold("ニチバン株式会社"))
    ('nichiban', '株式会社')
    >>> segmented(fold("서울대학교병원"))
    ('서울', '대학교병원')
    """
    words: list[str] = []
    for piece, is_known in _pieces(text):
        words.extend((piece,) if is_known else _unknown(piece))
    return tuple(words)
