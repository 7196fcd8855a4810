"""Spoils names as people do: slips of the finger, another spelling by ear, words run together, words shortened.

The same names give the same spoilt names every time. It never gives back a name that folds to what it was.
"""

import random
import re
import string
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from dalil.names import fold

_SEED: Final = 7
_TRIES: Final = 5
_SHORTEST: Final = 6
_SHORTEST_SPLIT: Final = 7
_LEAST_PART: Final = 3

_LIKE_SOUNDS: Final = (
    ("p", "b"), ("v", "w"), ("g", "j"), ("q", "k"), ("c", "k"), ("ee", "i"), ("ou", "u"), ("ph", "f"), ("y", "i"),
)  # fmt: skip
_RESPELLINGS: Final = (
    *((re.compile(a, re.IGNORECASE), b) for pair in _LIKE_SOUNDS for a, b in (pair, pair[::-1])),
    (re.compile(r"([a-z])\1", re.IGNORECASE), r"\1"),
    (re.compile(r"(?<=[aeiou])([bdfglmnprst])(?=[aeiou])", re.IGNORECASE), r"\1\1"),
)

SHORT_FORMS: Final = {
    "university": "Univ", "institute": "Inst", "institution": "Inst", "department": "Dept", "international": "Intl",
    "national": "Natl", "association": "Assoc", "center": "Ctr", "centre": "Ctr", "foundation": "Fdn",
    "hospital": "Hosp", "technology": "Tech", "laboratory": "Lab", "organization": "Org", "organisation": "Org",
    "society": "Soc", "academy": "Acad", "college": "Coll", "ministry": "Min", "government": "Govt",
    "corporation": "Corp", "company": "Co", "development": "Dev", "federation": "Fed", "committee": "Cttee",
    "management": "Mgmt", "science": "Sci", "sciences": "Sci", "research": "Res", "medical": "Med", "american": "Am",
}  # fmt: skip
_SMALL_WORDS: Final = frozenset("of the and for in on at de la & to".split())


def typo(name: str, chance: random.Random) -> str:
    """One or two letters left out, put in, put in the wrong order or mistaken."""
    letters = list(name)
    for _ in range(chance.choice((1, 2))):
        places = [place for place, letter in enumerate(letters) if letter.isalpha()]
        if len(places) < _SHORTEST:
            break
        _slip(letters, chance.choice(places), chance)
    return "".join(letters)


def _slip(letters: list[str], place: int, chance: random.Random) -> None:
    what = chance.choice(("delete", "insert", "swap", "replace"))
    if what == "delete":
        del letters[place]
    elif what == "insert":
        letters.insert(place, chance.choice(string.ascii_lowercase))
    elif what == "swap" and place + 1 < len(letters) and letters[place + 1].isalpha():
        letters[place : place + 2] = [letters[place + 1], letters[place]]
    else:
        letters[place] = chance.choice(string.ascii_lowercase)


def respell(name: str, chance: random.Random) -> str:
    """Two or three sounds written another way; "" where the name has not that many to choose from."""
    wanted = chance.choice((2, 3))
    chosen: list[tuple[int, int, str]] = []
    for pattern, other in chance.sample(_RESPELLINGS, len(_RESPELLINGS)):
        free = [
            match
            for match in pattern.finditer(name)
            if all(match.end() <= start or match.start() >= end for start, end, _ in chosen)
        ]
        if free and len(chosen) < wanted:
            match = chance.choice(free)
            new = match.expand(other)
            chosen.append((match.start(), match.end(), new.capitalize() if match.group()[0].isupper() else new))
    for start, end, new in sorted(chosen, reverse=True):
        name = name[:start] + new + name[end:]
    return name if len(chosen) > 1 else ""


def spacing(name: str, chance: random.Random) -> str:
    """Two words run together, or a long word broken in two."""
    words = name.split()
    joints = [place for place in range(len(words) - 1) if words[place].isalpha() and words[place + 1].isalpha()]
    long = [place for place, word in enumerate(words) if word.isalpha() and len(word) >= _SHORTEST_SPLIT]
    if joints and (not long or chance.random() < 0.5):
        place = chance.choice(joints)
        words[place : place + 2] = [words[place] + words[place + 1]]
    elif long:
        place = chance.choice(long)
        cut = chance.randint(_LEAST_PART, len(words[place]) - _LEAST_PART)
        words[place : place + 1] = [words[place][:cut], words[place][cut:]]
    return " ".join(words)


def abbrev(name: str, chance: random.Random) -> str:
    """A word shortened as is customary, a small word left out, or two neighbours in the other order."""
    words = name.split()
    known = [place for place, word in enumerate(words) if word.lower() in SHORT_FORMS]
    small = [place for place, word in enumerate(words) if word.lower() in _SMALL_WORDS]
    ways = [way for way, places in (("short", known), ("drop", small), ("swap", words[1:])) if places]
    way = chance.choice(ways) if ways else ""
    if way == "short":
        place = chance.choice(known)
        words[place] = SHORT_FORMS[words[place].lower()]
    elif way == "drop":
        del words[chance.choice(small)]
    elif way == "swap":
        place = chance.randrange(len(words) - 1)
        words[place : place + 2] = [words[place + 1], words[place]]
    return " ".join(words)


_SPOILERS: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "typo": typo,
    "respell": respell,
    "spacing": spacing,
    "abbrev": abbrev,
}
KINDS: Final = tuple(_SPOILERS)


def spoilt(names: Iterable[str], kind: str, count: int) -> Iterator[tuple[str, str]]:
    """Yield up to `count` pairs of a name and what was made of it, always the same ones."""
    chance = random.Random(f"{kind} {_SEED}")
    order = sorted(set(names))
    chance.shuffle(order)
    for name in order:
        if count <= 0:
            return
        for _ in range(_TRIES):
            text = _SPOILERS[kind](name, chance)
            if fold(text) and fold(text) != fold(name):
                yield name, text
                count -= 1
                break
