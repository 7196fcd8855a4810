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
_MOST_OF_A_WORD: Final = 3
_LEGAL_FORM: Final = 0.05


def acronym_of(name: str) -> str:
    """Return the initials of a name of two or more words in capitals, small words and legal forms left out, else ""."""
    letters = "".join(part[0] for part in fold(name).split() if word_of(part).weight > _LEGAL_FORM)
    return letters.upper() if 2 <= len(letters) <= _MOST_LETTERS else ""


def fits(acronym: str, name: str) -> bool:
    """Return whether an acronym may be made of the beginnings of the name's words, small ones left out or not."""
    letters = fold(acronym).replace(" ", "")
    parts = [(part, word_of(part).weight <= _LEGAL_FORM) for part in fold(name).split()]
    return 2 <= len(letters) <= _MOST_LETTERS and _made_of(letters, parts)


def _made_of(letters: str, parts: list[tuple[str, bool]]) -> bool:
    """Return whether the letters are one beginning of each word in turn; words that say nothing may be left out.

    O(words × letters): it keeps how many letters may be used up after each word, not the ways to get there.
    """
    reached = {0}
    for word, may_miss in parts:
        further = set(reached) if may_miss else set[int]()
        for start in reached:
            for length in range(1, min(_MOST_OF_A_WORD, len(letters) - start) + 1):
                if letters[start : start + length] != word[:length]:
                    break
                further.add(start + length)
        reached = further
    return len(letters) in reached


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
