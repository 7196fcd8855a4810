"""The comparison form of labels and place names: case, marks, punctuation, articles and letter variants taken out.

It is for looking up known labels only, and never for comparing the names of organisations: that is the room `names`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Letters that writers of Arabic script use for one another, and Latin letters that NFKD leaves whole.
_LETTERS: Final = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ی": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ء": None,
        "ـ": None, "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
    }
)  # fmt: skip
_GAPS: Final = re.compile(r"[\W_]+")
# Not gaps: the dots of U.S.A., and apostrophes inside a word (ג'נין, Sa'dah) save those of d'Ivoire and l'Est.
_INNER: Final = re.compile(r"(?<=\b\w)\.(?=\w\b)|(?<=\w)(?<!\b[dlDL])['’‘ʼ`´׳״\"](?=\w)")
# fmt: off
ARTICLES: Final = frozenset({
    "the", "a", "an", "la", "le", "les", "l", "el", "los", "las", "il", "die", "der", "das", "den", "o", "os", "as",
    "of", "de", "du", "des", "d", "del", "di", "da", "and", "et", "y", "e", "und", "ve", "for", "pour", "para", "to",
    "in",
})
# fmt: on
"""Small words that carry no meaning in a label or a place name."""


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return words in lower case parted by single spaces: `fold("Côte d’Ivoire") == "cote divoire"`."""
    bare = _INNER.sub("", unicodedata.normalize("NFKC", text))
    parts = unicodedata.normalize("NFKD", bare.casefold().translate(_LETTERS))
    kept = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return _GAPS.sub(" ", kept.translate(_LETTERS)).strip()


def fold_loosely(text: str) -> str:
    """Like `fold`, and without articles, the Arabic and Hebrew article of each word, and doubled letters."""
    words = [word for word in fold(text).split() if word not in ARTICLES]
    return re.sub(r"(\w)\1+", r"\1", " ".join(_without_article(word) for word in words))


def _without_article(word: str) -> str:
    if word.startswith("ال") and len(word) > 4:
        return word[2:]
    return word


def western_digits(text: str) -> str:
    """Write every decimal digit, of whatever script, as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
