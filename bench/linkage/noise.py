"""Spoils what a list says of an organisation as lists do: its name, its web address, its year.

Every spoiler takes its chance from outside, so that the same seed gives the same lists. It never says what is spoilt
how often: that is `registry`.
"""

import random
import re
from collections.abc import Callable
from typing import Final

from anyascii import anyascii

from bench.names.spoiling import abbrev, respell, spacing, typo
from dalil.names import script_of

# Scripts whose letters people write in Latin ones by ear; Han and kana need a reading that nobody can guess.
ROMANISED: Final = frozenset({"Arab", "Cyrl", "Grek", "Hebr", "Geor", "Armn"})

_LEGAL: Final = {
    "GB": ("Ltd", "Limited", "CIO"), "US": ("Inc.", "Incorporated", "Inc", "Corp."), "DE": ("e.V.", "gGmbH", "GmbH"),
    "FR": ("Association loi 1901", "SA", "asbl"), "BE": ("asbl", "vzw"), "NL": ("Stichting", "B.V."), "IT": ("Onlus", "SpA"),
    "ES": ("S.A.", "Asociación"), "CH": ("AG", "Verein"), "IN": ("Trust", "Pvt Ltd", "(Regd.)"), "PL": ("Sp. z o.o.",),
    "CA": ("Inc.", "Society"), "AU": ("Ltd", "Inc."), "TR": ("Derneği", "A.Ş."), "BR": ("S.A.", "ONG"), "SE": ("AB",),
}  # fmt: skip
_LEGAL_ANYWHERE: Final = ("NGO", "Foundation", "Ltd", "Inc.", "Organization", "(NGO)")
_SMALL: Final = frozenset("of the and for in on at de la le du des der die das und et del y e &".split())
_PATHS: Final = (
    "/",
    "/en",
    "/en/",
    "/index.html",
    "/about",
    "/about-us/",
    "/home",
    "/?lang=en",
    "/en/about",
    "/contact",
)
_SHARED: Final = (
    "facebook.com",
    "www.facebook.com",
    "twitter.com",
    "sites.google.com/site",
    "www.linkedin.com/company",
)
_ADDRESS: Final = re.compile(r"^(https?://)?(www\.)?([^/]+)(/.*)?$", re.IGNORECASE)


def legal(name: str, country: str, chance: random.Random) -> str:
    """Return the name with a legal form added that is usual in the country."""
    return f"{name} {chance.choice(_LEGAL.get(country, _LEGAL_ANYWHERE))}"


def dropped(name: str, chance: random.Random) -> str:
    """Return the name without one of its words, of two words and less as it is."""
    words = name.split()
    if len(words) > 2:
        small = [place for place, word in enumerate(words) if word.lower() in _SMALL]
        del words[chance.choice(small) if small and chance.random() < 0.5 else chance.randrange(len(words))]
    return " ".join(words)


def turned(name: str, chance: random.Random) -> str:
    """Return the name with what stands behind a joint in front of it, or with two neighbours swapped."""
    for joint in (", ", " of ", " - "):
        head, found, tail = name.partition(joint)
        if found and chance.random() < 0.6:
            return f"{tail}, {head}" if joint != " - " else f"{tail} - {head}"
    words = name.split()
    if len(words) > 1:
        place = chance.randrange(len(words) - 1)
        words[place : place + 2] = [words[place + 1], words[place]]
    return " ".join(words)


def cased(name: str, chance: random.Random) -> str:
    """Return the name in capitals, in small letters, or without its signs and accents."""
    way = chance.randrange(3)
    if way == 2 and script_of(name) == "Latn":
        return re.sub(r"[^\w\s]", "", anyascii(name))
    return name.upper() if way == 0 else name.lower()


def _typo(name: str, country: str, chance: random.Random) -> str:
    return typo(name, chance)


_WAYS: Final[tuple[tuple[float, Callable[[str, str, random.Random], str]], ...]] = (
    (0.50, _typo),
    (0.10, lambda name, country, chance: spacing(name, chance)),
    (0.10, lambda name, country, chance: abbrev(name, chance)),
    (0.18, lambda name, country, chance: turned(name, chance)),
    (0.18, lambda name, country, chance: dropped(name, chance)),
    (0.14, legal),
    (0.20, lambda name, country, chance: cased(name, chance)),
)


def typed(name: str, country: str, chance: random.Random) -> str:
    """Return the name as somebody typed it in a hurry: none, one or several of the ways to spoil it."""
    for share, way in _WAYS:
        if chance.random() < share:
            name = way(name, country, chance)
    return " ".join(name.split())


def romanised(name: str, chance: random.Random) -> str:
    """Return a name in another script in Latin letters, half of the time with sounds written another way."""
    plain = " ".join(word[:1].upper() + word[1:].lower() for word in anyascii(name).split())
    return (respell(plain, chance) or plain) if chance.random() < 0.5 else plain


def slug(name: str) -> str:
    """Return the name as the end of an address."""
    return re.sub(r"[^a-z0-9]+", "", anyascii(name).lower())[:24] or "home"


def address(link: str, name: str, chance: random.Random, *, missing: float) -> str:
    """Return a web address as another list has it: missing, spelled another way, another path, a page at a shared host."""
    found = _ADDRESS.match(link)
    if found is None or chance.random() < missing:
        return ""
    draw = chance.random()
    if draw < 0.06:
        return f"https://{chance.choice(_SHARED)}/{slug(name)}"
    if draw < 0.09:
        return f"http://www.{slug(name)}.{chance.choice(('org', 'net', 'com', 'info'))}"
    scheme = chance.choice(("http://", "https://", ""))
    www = chance.choice(("www.", "", found[2] or ""))
    path = chance.choice(_PATHS) if chance.random() < 0.4 else chance.choice(("", "/", found[4] or ""))
    host = found[3].upper() if chance.random() < 0.03 else found[3]
    return f"{scheme}{www}{host}{path}"


def year(founded: str, chance: random.Random, *, known: float) -> str:
    """Return the founding year as another list has it: often missing, sometimes off by a few."""
    if not founded or chance.random() >= known:
        return ""
    return str(int(founded) + chance.choice((-2, -1, 1, 3))) if chance.random() < 0.1 else founded
