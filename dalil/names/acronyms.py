"""Acronyms: made from a name, parted from it, and held against it.

It never knows that a body calls itself otherwise than by its initials.
"""

import re
from typing import Final

from dalil.names.folding import fold
from dalil.names.vocabulary import word_of

_BRACKETED: Final = re.compile(r"^(.+?)\s*[(\[]([^()\[\]]{2,24})[)\]]\s*$", re.DOTALL)
_DASHED: Final = re.compile(r"^(.+\S)\s+[-–—]\s+(\S{2,12})$|^(\S{2,12})\s+[-–—]\s+(\S.+)$", re.DOTALL)
_ACRONYM: Final = re.compile(r"[^\W_][\w.&/\"'״׳-]*")
_MOST_LETTERS: Final = 12


def initials(name: str, *, with_small_words: bool = False) -> str:
    """Return the first letters of the folded words, legal forms left out; small words only if asked for."""
    known = [(part, word_of(part)) for part in fold(name).split()]
    return "".join(
        part[0] for part, word in known if word.weight > 0.05 or (with_small_words and word.weight == 0 and part)
    )


def acronym_of(name: str) -> str:
    """Return the initials of a name of two or more words in capitals, else ""."""
    letters = initials(name)
    return letters.upper() if 2 <= len(letters) <= _MOST_LETTERS else ""


def fits(acronym: str, name: str) -> bool:
    """Return whether an acronym may be made of the name's initials, with or without its small words."""
    letters = fold(acronym).replace(" ", "")
    return len(letters) >= 2 and letters in (initials(name), initials(name, with_small_words=True))


def _looks_like_acronym(text: str) -> bool:
    if not _ACRONYM.fullmatch(text) or len(text) > _MOST_LETTERS:
        return False
    letters = [character for character in text if character.isalpha()]
    capitals = sum(map(str.isupper, letters))
    return len(letters) >= 2 and capitals * 2 >= len(letters) and capitals >= 2


def split_acronym(name: str) -> tuple[str, str]:
    """Return (`Foo Bar`, `FB`) for `Foo Bar (FB)`, `Foo Bar - FB` and `FB - Foo Bar`; else (name, "").

    In brackets anything in capitals counts; elsewhere, and in scripts without capitals, only what fits the initials.
    """
    if match := _BRACKETED.match(name):
        long, short = match[1], match[2].strip()
        if _looks_like_acronym(short) or (" " not in short and fits(short, long)):
            return long, short
    elif match := _DASHED.match(name):
        long, short = (match[1], match[2]) if match[1] else (match[4], match[3])
        if fits(short, long):
            return long, short
    return name, ""
