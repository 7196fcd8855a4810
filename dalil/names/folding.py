"""Forms for comparison: folded in the own script, and romanised to plain Latin letters.

Folding drops what spellings of one word differ in (capitals, accents, vowel signs, hamza seats, punctuation). Neither
form is ever shown to anyone, and neither translates: words that mean the same are the matter of `vocabulary`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from dalil.names.languages import LANGUAGES

_WORDS_KEPT: Final = 65_536

_LETTER_FOLDS: Final = {letter: folded for language in LANGUAGES.values() for letter, folded in language.fold.items()}
_APOSTROPHES: Final = frozenset("'’‘ʼ`´ʻ′")
_DROPPED_MARKS: Final = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06ED), (0x08D3, 0x08FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE2F),
)  # fmt: skip


class _Folded(dict[int, str | None]):
    """For `str.translate`: decides about a character when it is first met."""

    def __missing__(self, point: int) -> str | None:
        self[point] = result = _folded(chr(point))
        return result


def _folded(character: str) -> str | None:
    if character in _APOSTROPHES:
        return "'"
    if character == "." or character in _LETTER_FOLDS:
        return _LETTER_FOLDS.get(character, character)
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category[0] == "M" and any(first <= ord(character) <= last for first, last in _DROPPED_MARKS):
        return None
    if category in ("Cf", "Cs"):
        return None
    return character if category[0] in "LNM" else " "


_FOLDED: Final = _Folded()
_ASCII_FOLDED: Final = "".join(_FOLDED[point] or "" for point in range(128))
_ASCII_TABLE: Final = dict(enumerate(_ASCII_FOLDED))

_ELISIONS: Final = "|".join(
    sorted({word for language in LANGUAGES.values() for word in language.elisions.split()}, key=lambda w: (-len(w), w))
)
_ELISION: Final = re.compile(rf"\b({_ELISIONS})'(?=\w)")
_DOTTED_LETTER: Final = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
_HEBREW_QUOTE: Final = re.compile("(?<=[\u05d0-\u05ea])[\"'\u05f4\u05f3\u201d\u2019](?=[\u05d0-\u05ea])")


def fold(text: str) -> str:
    """Return the comparison form in the text's own script: words in lower case with one space between.

    Folding twice changes nothing. Elided articles become words (`l'union` -> `l union`), dotted letters one word
    (`U.N.` -> `un`).
    """
    if text.isascii():
        return _joined(text.lower().translate(_ASCII_TABLE))
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    spread = _HEBREW_QUOTE.sub("", spread)
    return unicodedata.normalize("NFC", _joined(spread.translate(_FOLDED)))


def _joined(text: str) -> str:
    """Settle apostrophes and dots, which join or part words by what stands around them."""
    if "'" in text:
        text = _ELISION.sub(r"\1 ", text).replace("'", "")
    if "." in text:
        text = _DOTTED_LETTER.sub("", text).replace(".", " ")
    return " ".join(text.split())


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of the folded text."""
    return tuple(fold(text).split())


def _tables() -> tuple[re.Pattern[str], dict[str, str], dict[str, str], dict[str, str]]:
    letters: dict[str, str] = {}
    initial: dict[str, str] = {}
    final: dict[str, str] = {}
    for language in LANGUAGES.values():
        for table, part in ((letters, language.letters), (initial, language.initial), (final, language.final)):
            for letter, latin in part.items():
                table.setdefault(fold(letter) or letter, latin)
    longest_first = sorted(letters, key=lambda letter: (-len(letter), letter))
    return re.compile("|".join(map(re.escape, longest_first))), letters, initial, final


_LETTER, _LATIN, _INITIAL, _FINAL = _tables()
_NOT_PLAIN: Final = re.compile("[^a-z0-9]+")
# Glued to the next word in writing: the Arabic article, alone or after a conjunction or preposition.
PREFIXES: Final = tuple(fold(word) for language in LANGUAGES.values() for word in language.prefixes.split())


def without_article(word: str) -> str:
    """Return a folded word without a glued article; as it was if too little would be left to be a word."""
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 2:
            return word[len(prefix) :]
    return word


@lru_cache(maxsize=_WORDS_KEPT)
def romanise_word(word: str) -> str:
    """Return a folded word in a-z and 0-9, by the language files' letters, and by anyascii where they have none."""
    if word.isascii():
        return _NOT_PLAIN.sub("", word)
    head = _INITIAL.get(word[0], "") if len(word) > 1 else ""
    tail = _FINAL.get(word[-1], "") if len(word) > 2 else ""
    middle = word[bool(head) : len(word) - bool(tail)]
    latin = head + _LETTER.sub(lambda match: _LATIN[match.group()], middle) + tail
    return _NOT_PLAIN.sub("", anyascii(latin).lower())


def romanise(text: str) -> str:
    """Return the text in a-z, 0-9 and single spaces; a glued Arabic article becomes the word `al`."""
    parts: list[str] = []
    for word in fold(text).split():
        stem = without_article(word)
        if stem != word:
            parts.append("al")
        parts.append(romanise_word(stem))
    return " ".join(part for part in parts if part)
