"""What of a record is compared: its names taken apart, acronyms, numbers, web hosts and places.

It never weighs anything (see `comparison`), and never looks at more than one record.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dalil.formats.record import Record
from dalil.names import Word, acronym_of, fold, split_acronym, words

_RECORDS_KEPT: Final = 4_096
_NAMES_COMPARED: Final = 12
_LONGEST_ACRONYM: Final = 8

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
    """One name: as given, folded, its words, and their keys (equal in every language for known words)."""

    value: str
    folded: str
    words: tuple[Word, ...]
    keys: frozenset[str]


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


def host_of(link: str) -> str:
    """Return the host of a web address without `www.`, or "" if it is shared by many bodies or there is none."""
    match = _HOST.match(link.strip())
    host = match[1].lower().removeprefix("www.").rstrip(".") if match else ""
    parts = host.split(".")
    if len(parts) < 2 or any(".".join(parts[start:]) in _SHARED_HOSTS for start in range(len(parts) - 1)):
        return ""
    return host


def _names_of(record: Record) -> tuple[list[str], set[str]]:
    """Return the full names, and the acronyms folded to one word; `Foo Bar (FB)` gives one of each."""
    full: list[str] = []
    acronyms: list[str] = []
    for name in record.names:
        if "acronym" in name.types:
            acronyms.append(name.value)
            continue
        long, short = split_acronym(name.value)
        full.append(long)
        if short:
            acronyms.append(short)
    acronyms += [name for name in full if name.isupper() and name.isalpha() and len(name) <= _LONGEST_ACRONYM]
    full = full or acronyms
    return full, {folded for acronym in acronyms if len(folded := fold(acronym).replace(" ", "")) > 1}


@lru_cache(maxsize=_RECORDS_KEPT)
def features_of(record: Record) -> Features:
    """Return what of a record is compared. Equal records give equal features, whatever order their parts are in."""
    full, acronyms = _names_of(record)
    forms: dict[str, NameForm] = {}
    for value in sorted(full):
        folded = fold(value)
        if folded and folded not in forms and len(forms) < _NAMES_COMPARED:
            taken_apart = words(value)
            forms[folded] = NameForm(value, folded, taken_apart, frozenset(word.key for word in taken_apart))
    identifiers: dict[str, set[str]] = {}
    for identifier in record.identifiers:
        if identifier.scheme and identifier.value:
            identifiers.setdefault(identifier.scheme, set()).add(identifier.value)
    initials = (acronym_of(form.value).lower() for form in forms.values())
    return Features(
        names=tuple(forms.values()),
        acronyms=frozenset(acronyms),
        initials=frozenset(letters for letters in initials if len(letters) > 2),
        identifiers={scheme: frozenset(values) for scheme, values in sorted(identifiers.items())},
        hosts=frozenset(host for link in record.links if (host := host_of(link))),
        countries=frozenset(place.country for place in record.locations if place.country),
        cities=frozenset(fold(place.locality) for place in record.locations if place.locality),
        founded=record.founded[:4],
    )
