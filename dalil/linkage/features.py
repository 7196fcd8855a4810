"""What of a record is compared: its names taken apart, acronyms, numbers, web hosts and places.

It never weighs one record against another (see `comparison`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dalil.formats.record import Record
from dalil.names import Word, acronym_of, fold, split_acronym, words

_RECORDS_KEPT: Final = 4_096
_NAMES_KEPT: Final = 16_384
_NAMES_COMPARED: Final = 12
_LONGEST_ACRONYM: Final = 8

# Bits for a shared word: how rare it is among organisations, told by what the word lists know of it.
_BITS_KIND: Final = 1.0
_BITS_TOPIC: Final = 2.0
_BITS_DISTINCTIVE: Final = 3.0
_BITS_PER_LETTER: Final = 0.5
_LETTERS_COUNTED: Final = 8
# A long name that is shared whole is telling even if each of its words is common.
_SHORT_NAME: Final = 3
_BITS_PER_LONG: Final = 1.5

# A host on which many bodies have pages says nothing about one of them.
_SHARED_HOSTS: Final = frozenset(
    {
        "archive.org", "bit.ly", "blogspot.com", "canada.ca", "europa.eu", "facebook.com", "fb.com", "geocities.com",
        "github.com", "github.io", "globalgiving.org", "gofundme.com", "google.com", "gov.uk", "instagram.com",
        "linkedin.com", "linktr.ee", "medium.com", "nhs.uk", "ror.org", "t.me", "telegram.me", "tripod.com",
        "tumblr.com", "twitter.com", "un.org", "weebly.com", "wikidata.org", "wikipedia.org", "wixsite.com",
        "wordpress.com", "x.com", "yahoo.com", "youtu.be", "youtube.com",
    }
)  # fmt: skip
_HOST: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@?#]*@)?([^/:?#\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameForm:
    """One name taken apart: `keys` are equal in every language for known words, `sounds` for like-sounding words.

    `value` is the name without the acronym that stood beside it; `bits` what it is worth when all of it is shared.
    """

    value: str
    folded: str
    words: tuple[Word, ...]
    keys: frozenset[str]
    sounds: frozenset[str]
    joined: str
    acronym: str
    initials: str
    bits: float


@dataclass(frozen=True, slots=True)
class Features:
    """What of one record is compared."""

    names: tuple[NameForm, ...]
    acronyms: frozenset[str]
    initials: frozenset[str]
    identifiers: dict[str, frozenset[str]]
    hosts: frozenset[str]
    countries: frozenset[str]
    cities: frozenset[str]
    founded: str


def bits_of(word: Word) -> float:
    """Return the bits that a shared word is worth."""
    if word.is_distinctive:
        return _BITS_DISTINCTIVE + _BITS_PER_LETTER * min(len(word.roman), _LETTERS_COUNTED)
    return _BITS_TOPIC if word.weight > 0.5 else _BITS_KIND * min(1.0, word.weight * 3)


@lru_cache(maxsize=_NAMES_KEPT)
def form_of(name: str) -> NameForm:
    """Return a name taken apart; `Foo Bar (FB)` and a name that is all capitals have an acronym."""
    value, short = split_acronym(name)
    if not short and len(name) <= _LONGEST_ACRONYM and name.isupper() and name.isalpha():
        short = name
    taken_apart = words(value)
    initials = acronym_of(value).lower()
    return NameForm(
        value=value,
        folded=fold(value),
        words=taken_apart,
        keys=frozenset(word.key for word in taken_apart),
        sounds=frozenset(word.skeleton for word in taken_apart if word.is_distinctive),
        joined="".join(word.roman for word in taken_apart),
        acronym=_acronym(short),
        initials=initials if len(initials) > 2 else "",
        bits=sum(map(bits_of, taken_apart)) + _BITS_PER_LONG * max(0, len(taken_apart) - _SHORT_NAME),
    )


def _acronym(text: str) -> str:
    folded = fold(text).replace(" ", "")
    return folded if len(folded) > 1 else ""


def host_of(link: str) -> str:
    """Return the host of a web address without `www.`, or "" if it is shared by many bodies or there is none."""
    match = _HOST.match(link.strip())
    host = match[1].lower().removeprefix("www.").rstrip(".") if match else ""
    parts = host.split(".")
    if len(parts) < 2 or any(".".join(parts[start:]) in _SHARED_HOSTS for start in range(len(parts) - 1)):
        return ""
    return host


@lru_cache(maxsize=_RECORDS_KEPT)
def features_of(record: Record) -> Features:
    """Return what of a record is compared. Equal records give equal features, whatever order their parts are in."""
    full = sorted({name.value for name in record.names if "acronym" not in name.types})
    short = sorted({name.value for name in record.names if "acronym" in name.types})
    forms = {form.folded: form for form in map(form_of, (full or short)[:_NAMES_COMPARED]) if form.folded}
    acronyms = {form.acronym for form in forms.values()} | set(map(_acronym, short))
    identifiers: dict[str, set[str]] = {}
    for identifier in record.identifiers:
        if identifier.scheme and identifier.value:
            identifiers.setdefault(identifier.scheme, set()).add(identifier.value)
    return Features(
        names=tuple(forms.values()),
        acronyms=frozenset(acronyms - {""}),
        initials=frozenset(form.initials for form in forms.values() if form.initials),
        identifiers={scheme: frozenset(values) for scheme, values in sorted(identifiers.items())},
        hosts=frozenset(host for link in record.links if (host := host_of(link))),
        countries=frozenset(place.country for place in record.locations if place.country),
        cities=frozenset(fold(place.locality) for place in record.locations if place.locality),
        founded=record.founded[:4],
    )
