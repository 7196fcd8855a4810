"""The visible spelling of a text, rid of what no reader sees; and digits as the West writes them.

It never changes a letter, a capital or an accent: for comparison there is `folding`.
"""

import re
import unicodedata
from typing import Final

_KEPT_JOINER: Final = "\u200c"
_TATWEEL: Final = "\u0640"
_JOINER_IN_WORD: Final = re.compile("(?<=[\u0620-\u06ff\ufb50-\ufdff\ufe70-\ufefc])\u200c(?=[\u0620-\u06ff])")


class _Visible(dict[int, str | None]):
    """For `str.translate`: decides about a character when it is first met."""

    def __missing__(self, point: int) -> str | None:
        character = chr(point)
        self[point] = result = _visible(character)
        return result


def _visible(character: str) -> str | None:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    if category in ("Cf", "Cs", "Cn", "Co") or character == _TATWEEL or "\ufe00" <= character <= "\ufe0f":
        return None
    return character


_VISIBLE: Final = _Visible()


def clean(text: str) -> str:
    """Return the text in NFC without bidi marks, zero-widths, tatweel, controls, surrogates and runs of space.

    The non-joiner stays between two Arabic letters: Persian spelling shows it. Cleaning twice changes nothing.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    if _KEPT_JOINER in text:
        parts = (part.translate(_VISIBLE) for part in _JOINER_IN_WORD.split(text))
        seen = _KEPT_JOINER.join(part for part in parts if part)
    else:
        seen = text.translate(_VISIBLE)
    return " ".join(unicodedata.normalize("NFC", seen).split())


class _Digits(dict[int, int]):
    """For `str.translate`: any decimal digit of Unicode to 0-9."""

    def __missing__(self, point: int) -> int:
        value = unicodedata.decimal(chr(point), None)
        self[point] = result = point if value is None else 48 + value
        return result


_DIGITS: Final = _Digits()


def western_digits(text: str) -> str:
    """Return the text with every decimal digit (Arabic, Persian, Devanagari, full-width ...) as 0-9."""
    return text if text.isascii() else text.translate(_DIGITS)
