"""Regions within countries: OCHA p-codes of levels 1 and 2, and ISO 3166-2 where a file in regions/ gives them.

It never holds a boundary: where a country is drawn by its regions, it is as a cartogram of equal tiles.
"""

import csv
import gzip
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import msgspec

from dalil.kinds import loading
from dalil.kinds.folding import fold, fold_loosely
from dalil.kinds.places.iso3166 import countries, first_known
from dalil.kinds.places.naming import Place, PlaceName

# Words for a kind of region that people write beside its name.
# fmt: off
_FORMS: Final = frozenset(map(fold_loosely, (
    "governorate", "gov", "governorat", "district", "province", "provincia", "county", "region", "región",
    "département", "departamento", "department", "state", "wilaya", "prefecture", "préfecture", "محافظة", "قضاء",
    "ولاية", "إقليم", "منطقة", "لواء", "מחוז", "נפת", "il", "ili",
)))
# fmt: on


class RegionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One region in a file of regions/: names by authority and language; `tile` is its row and column in the cartogram."""

    code: str
    names: dict[str, dict[str, str]] = {}
    also: tuple[str, ...] = ()
    iso: str = ""
    parent: str = ""
    level: int = 1
    tile: tuple[int, int] | None = None
    lat: float | None = None
    lng: float | None = None


class RegionsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of places/regions/*.toml."""

    country: str
    scheme: str
    region: tuple[RegionEntry, ...]


class Tile(msgspec.Struct, frozen=True):
    """A region's square in the cartogram of its country, counted from the top left, from 0."""

    code: str
    row: int
    column: int


class Listed(msgspec.Struct, frozen=True):
    """A line of OCHA's list."""

    code: str
    country: str
    level: int
    name: str
    parent: str


class Local(msgspec.Struct, frozen=True):
    """What is known of the regions of one country."""

    by_code: Mapping[str, Place]
    by_name: Mapping[str, str]
    tiles: tuple[Tile, ...]


def regions(country: str, level: int = 0) -> tuple[Place, ...]:
    """The regions of a country (alpha-2) in order of their codes, of one level or (0) of all."""
    found = _local(country, loading.chosen_folder()).by_code.values()
    return tuple(place for place in found if level in (0, place.level))


def region(code: str) -> Place | None:
    """The region with a p-code or ISO 3166-2 code."""
    country = _country_of(loading.chosen_folder()).get(code, "")
    return _local(country, loading.chosen_folder()).by_code.get(code) if country else None


def region_named(country: str, text: str) -> str:
    """The code for a region's code or name in any language known; '' when unknown or when the name means several.

    A name borne by a region and a part of it (Beirut) means the region.
    """
    return first_known(_local(country, loading.chosen_folder()).by_name, _spellings_of(text))


def tiles(country: str) -> tuple[Tile, ...]:
    """The cartogram of a country: one tile for each region; empty where none has been laid out."""
    return _local(country, loading.chosen_folder()).tiles


def _spellings_of(text: str) -> Iterator[str]:
    yield fold(text)
    yield (loose := fold_loosely(text))
    yield " ".join(word for word in loose.split() if word not in _FORMS)


@cache
def _listed() -> Mapping[str, tuple[Listed, ...]]:
    """OCHA's list by country. It holds every country, so it is read once, when the first region is asked for."""
    alpha2 = {place.codes["alpha3"]: code for code, place in countries().items()}
    grouped: dict[str, list[Listed]] = {}
    with gzip.open(loading.HERE / "places/pcodes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for alpha3, level, code, name, parent, _ in rows:
            country = alpha2[alpha3]
            listed = Listed(code, country, int(level), name, country if parent == alpha3 else parent)
            grouped.setdefault(country, []).append(listed)
    return MappingProxyType({country: tuple(listed) for country, listed in grouped.items()})


@cache
def _entries(extra: str) -> Mapping[str, Mapping[str, tuple[str, RegionEntry]]]:
    """The files of regions/ by country and code, the operator's over ours, each entry with its scheme."""
    found: dict[str, dict[str, tuple[str, RegionEntry]]] = {}
    for path in loading.find("places/regions/*.toml", extra):
        file = loading.read(path, RegionsFile)
        if file.country not in countries():
            raise loading.KindsFileIsWrong(path, f"{file.country} is not an ISO 3166-1 code - at `$.country`")
        found.setdefault(file.country, {}).update({entry.code: (file.scheme, entry) for entry in file.region})
    return found


@cache
def _country_of(extra: str) -> Mapping[str, str]:
    listed = {one.code: country for country, lines in _listed().items() for one in lines}
    return listed | {code: country for country, entries in _entries(extra).items() for code in entries}


@cache
def _local(country: str, extra: str) -> Local:
    entries = _entries(extra).get(country, {})
    by_code = {one.code: _place(one, *entries.get(one.code, ("OCHA", None))) for one in _listed().get(country, ())}
    for code, (scheme, entry) in entries.items():
        if code not in by_code:
            by_code[code] = _place(Listed(code, country, entry.level, "", entry.parent or country), scheme, entry)
    ordered = dict(sorted(by_code.items()))
    tiles_of = tuple(Tile(code, *entry.tile) for code, (_, entry) in entries.items() if entry.tile)
    also = {code: entry.also for code, (_, entry) in entries.items()}
    return Local(MappingProxyType(ordered), MappingProxyType(_by_name(ordered, also)), tiles_of)


def _place(listed: Listed, scheme: str, entry: RegionEntry | None) -> Place:
    names = [PlaceName(listed.name, "en", scheme)] if listed.name else []
    if entry is None:
        return Place(listed.code, scheme, listed.country, listed.parent, listed.level, tuple(names))
    names += [PlaceName(name, lang, who) for who, given in entry.names.items() for lang, name in given.items()]
    codes = {"ISO 3166-2": entry.iso} if entry.iso else {}
    return Place(
        listed.code, scheme, listed.country, listed.parent, listed.level, tuple(names), codes, entry.lat, entry.lng
    )


def _by_name(places: Mapping[str, Place], also: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Exact spellings over loose ones; within each the upper level; what two places of that level share means neither."""
    table: dict[str, str] = {}
    for form in (fold_loosely, fold):
        claims: dict[str, set[str]] = {}
        for code, place in places.items():
            spellings = [code, *place.codes.values(), *(name.value for name in place.names), *also.get(code, ())]
            for spelling in spellings:
                claims.setdefault(form(spelling), set()).add(code)
        table |= {spelling: _upper(places, codes) for spelling, codes in claims.items()}
    return {spelling: code for spelling, code in table.items() if spelling and code}


def _upper(places: Mapping[str, Place], codes: set[str]) -> str:
    top = min(places[code].level for code in codes)
    upper = [code for code in codes if places[code].level == top]
    return upper[0] if len(upper) == 1 else ""
