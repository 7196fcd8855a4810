"""What the cells of a column look like: links, addresses, telephones, numbers in registers, places, dates, languages.

It never reads the heading: see `wording` for that. It keeps no cell.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dalil import kinds, names
from dalil.guide.cells import as_language, as_partial_date, as_website, looks_like_email, looks_like_phone, scheme_in

_LETTER: Final = re.compile(r"[^\W\d_]")
_NUMBER: Final = re.compile(r"[-+]?\d{1,3}([.,]\d+)?°?")
_WIKIDATA: Final = re.compile(r"(https?://www\.wikidata\.org/\w+/)?Q[1-9]\d*")
_ROR: Final = re.compile(r"https?://ror\.org/0[a-z0-9]{6}\d\d")
_SCHEMES: Final = (("XI-WIKIDATA", _WIKIDATA), ("XI-ROR", _ROR))
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Look:
    """A column by its cells. The shares are of the filled cells, 0..1; `scheme` is the register of most numbers."""

    filled: int = 0
    emails: float = 0.0
    phones: float = 0.0
    links: float = 0.0
    identifiers: float = 0.0
    scheme: str = ""
    numbers: float = 0.0
    dates: float = 0.0
    countries: float = 0.0
    places: float = 0.0
    sectors: float = 0.0
    languages: float = 0.0
    texts: float = 0.0
    distinct: float = 0.0
    length: float = 0.0
    script: str = ""


def look_at(cells: Iterable[str]) -> Look:
    """Return what a sample of a column looks like."""
    filled = [text for cell in cells if (text := names.clean(names.western_digits(cell[:400])))][:_MOST]
    if not filled:
        return Look()
    distinct = list(dict.fromkeys(filled))

    def share(test: Callable[[str], object], most: int = 400) -> float:
        return sum(1 for text in filled if len(text) <= most and test(text)) / len(filled)

    identifiers, scheme = _identifiers(filled)
    return Look(
        filled=len(filled),
        emails=share(looks_like_email),
        phones=share(looks_like_phone, 60),
        links=share(_is_link),
        identifiers=identifiers,
        scheme=scheme,
        numbers=share(_NUMBER.fullmatch, 20),
        dates=share(as_partial_date, 30),
        countries=share(kinds.country_named, 60),
        places=share(_is_place_code, 12),
        sectors=share(kinds.sector_named, 80),
        languages=share(_are_languages, 60),
        texts=share(lambda text: len(_LETTER.findall(text)) * 2 > len(text)),
        distinct=len(distinct) / len(filled),
        length=sum(map(len, filled)) / len(filled),
        script=_usual([names.script_of(text) for text in filled]),
    )


def _identifiers(filled: Sequence[str]) -> tuple[float, str]:
    """Return which share of the cells are numbers with their register in them, and that register if it is one."""
    prefixed = [scheme for text in filled if (scheme := scheme_in(text))]
    if prefixed:
        return len(prefixed) / len(filled), ""
    for scheme, pattern in _SCHEMES:
        if count := sum(1 for text in filled if pattern.fullmatch(text)):
            return count / len(filled), scheme
    return 0.0, ""


def _is_link(text: str) -> bool:
    return "." in text and bool(as_website(text.split()[0]))


def _is_place_code(text: str) -> bool:
    found = kinds.place(text.upper()) if any(map(str.isdecimal, text)) else None
    return found is not None and found.level > 0


def _are_languages(text: str) -> bool:
    parts = [part for part in re.split(r"[;,/|،؛]|\s+-\s+", text) if part.strip()]
    return bool(parts) and all(map(as_language, parts))


def _usual(scripts: Sequence[str]) -> str:
    """Return the script of nearly all texts; "" when they differ."""
    first = max(set(scripts), key=scripts.count)
    return first if scripts.count(first) >= 0.85 * len(scripts) else ""
