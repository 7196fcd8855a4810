"""Maps for pages: which outlines to shade how strongly, where the dots fall, which part of the sheet to show.

It never draws a boundary of its own and loads nothing from elsewhere: the outlines are those of `kinds`, in one file
that every page points into.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from django.urls import reverse

from dalil import kinds
from dalil.formats.record import Location
from dalil.guide.labels import place_name
from dalil.kinds.places import world

SHADES = 5
TILE = 40
DOT_SHARE = 170  # A dot is this part of the width of what is shown; on a small map a larger one.
SMALL_DOT_SHARE = 55
AROUND = 0.6
LEAST = 500.0


@dataclass(frozen=True, slots=True)
class Land:
    """A country or a small territory on the map. `shade` runs from 1 to SHADES; `dot` for those without an outline."""

    code: str
    name: str
    count: int
    shade: int
    address: str
    dot: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """What a template draws: `box` is the SVG view box, `radius` that of a dot, all in units of the sheet."""

    box: str
    radius: float
    lands: tuple[Land, ...] = ()
    dots: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class RegionTile:
    """A square of a cartogram: a region, how many organisations it holds, and its upper corner."""

    code: str
    name: str
    count: int
    shade: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Cartogram:
    """A country as squares, TILE units wide each."""

    width: int
    height: int
    tiles: tuple[RegionTile, ...]


def shade_of(count: int, most: int) -> int:
    """How strongly to shade, from 1 to SHADES, by the logarithm: counts differ a thousandfold."""
    return 1 + int((SHADES - 1) * log(count) / log(most)) if most > 1 else SHADES


def world_map(counts: Iterable[tuple[str, int]], language: str, within: Iterable[str] = ()) -> Map:
    """The countries with their counts; the part of the sheet around `within`, or all of it."""
    known = [(code, count) for code, count in counts if count and code in kinds.countries()]
    most = max((count for _, count in known), default=1)
    lands = tuple(_land(code, count, shade_of(count, most), language) for code, count in known)
    return _map(world.view_box(within, margin=AROUND, least=LEAST), lands)


def _land(code: str, count: int, shade: int, language: str) -> Land:
    place = kinds.countries()[code]
    dot = None
    if code not in world.outlines() and place.lat is not None and place.lng is not None:
        dot = world.project(place.lat, place.lng)
    address = reverse("guide:place", args=[code])
    return Land(code, place.name_in(language), count, shade, address, dot)


def locations_map(locations: Iterable[Location], language: str) -> Map | None:
    """The countries of these locations, with a dot where the point is known; None without a country."""
    locations = tuple(locations)
    codes = tuple(dict.fromkeys(p.country for p in locations if p.country in kinds.countries()))
    if not codes:
        return None
    points = [point for p in locations if (point := _point(p))]
    dots = tuple(dict.fromkeys(world.project(*point) for point in points))
    lands = tuple(_land(code, 0, 2, language) for code in codes)
    margin = AROUND if len(codes) == 1 else AROUND / 4
    return _map(world.view_box(codes, margin=margin, least=LEAST), lands, dots)


def _point(location: Location) -> tuple[float, float] | None:
    if location.lat is not None and location.lng is not None:
        return location.lat, location.lng
    region = kinds.place(location.region) if location.region else None
    if region and region.lat is not None and region.lng is not None:
        return region.lat, region.lng
    return None


def _map(box: world.Box, lands: tuple[Land, ...], dots: tuple[tuple[float, float], ...] = ()) -> Map:
    share = SMALL_DOT_SHARE if dots else DOT_SHARE
    return Map(" ".join(f"{side:g}" for side in box), round(box[2] / share, 1), lands, dots)


def cartogram(country: str, counts: Mapping[str, int], language: str) -> Cartogram | None:
    """A country by its regions, one square each; None where no squares are laid out."""
    tiles = kinds.tiles(country)
    if not tiles:
        return None
    most = max(counts.get(tile.code, 0) for tile in tiles)
    drawn = tuple(
        RegionTile(
            code=tile.code,
            name=place_name(tile.code, language),
            count=(count := counts.get(tile.code, 0)),
            shade=shade_of(count, most) if count else 0,
            x=tile.column * TILE,
            y=tile.row * TILE,
        )
        for tile in tiles
    )
    return Cartogram(max(tile.x for tile in drawn) + TILE, max(tile.y for tile in drawn) + TILE, drawn)
