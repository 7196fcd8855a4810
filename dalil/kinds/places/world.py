"""An outline of the world that needs no network: a path for each country, and where a point falls on the same sheet.

It never claims a boundary: outlines are Natural Earth's at 1:110 million, for finding one's way; a page that draws them
says so.

The sheet is the Equal Earth projection (Šavrič, Patterson and Jenny 2018, doi:10.1080/13658816.2018.1504949), which keeps
areas true, scaled to `WIDTH` units; y grows downwards, as in SVG.
"""

import math
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import msgspec

from dalil.kinds import loading
from dalil.kinds.places.iso3166 import countries

WIDTH: Final = 10000.0
_A: Final = (1.340264, -0.081106, 0.000893, 0.003796)
_ROOT: Final = math.sqrt(3) / 2


def _plane(lat: float, lng: float) -> tuple[float, float]:
    """Equal Earth in its own units: x within 2.7066, y within 1.3174 either way, y upwards."""
    theta = math.asin(_ROOT * math.sin(math.radians(lat)))
    a1, a2, a3, a4 = _A
    squared = theta * theta
    sixth = squared * squared * squared
    slope = a1 + 3 * a2 * squared + sixth * (7 * a3 + 9 * a4 * squared)
    x = 2 * math.sqrt(3) * math.radians(lng) * math.cos(theta) / (3 * slope)
    return x, theta * (a1 + a2 * squared + sixth * (a3 + a4 * squared))


_EAST: Final = _plane(0, 180)[0]
_SCALE: Final = WIDTH / (2 * _EAST)
_NORTH: Final = _plane(84, 0)[1]
_SOUTH: Final = _plane(-60, 0)[1]
HEIGHT: Final = float(round((_NORTH - _SOUTH) * _SCALE))
"""From 84° north to 60° south: Antarctica, which has no organisations, is left off."""

Box = tuple[float, float, float, float]


class Outline(msgspec.Struct, frozen=True):
    """A country on the sheet: SVG path data, and the box around its main part and those near it (x, y, width, height)."""

    path: str
    box: Box


def project(lat: float, lng: float) -> tuple[float, float]:
    """Where a point (degrees, WGS 84) falls on the sheet, in SVG units."""
    x, y = _plane(lat, lng)
    return round((x + _EAST) * _SCALE, 1), round((_NORTH - y) * _SCALE, 1)


@cache
def outlines() -> Mapping[str, Outline]:
    """The outline of each country by alpha-2 code; small ones that the atlas leaves out are missing."""
    data = (loading.HERE / "places/world.json").read_bytes()
    return MappingProxyType(msgspec.json.decode(data, type=dict[str, Outline]))


def view_box(codes: Iterable[str] = (), *, margin: float = 0.15, least: float = 120.0) -> Box:
    """The part of the sheet that shows the countries with a margin: (x, y, width, height); the whole sheet for none.

    Twice as wide as high at the most and square at the least, so that a page can keep the room; never narrower than `least`.
    """
    boxes = [box for code in codes if (box := _box_of(code))]
    if not boxes:
        return 0.0, 0.0, WIDTH, HEIGHT
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    width = max((right - left) * (1 + 2 * margin), least)
    height = max((bottom - top) * (1 + 2 * margin), width / 2)
    width = max(width, height)
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    return round(middle_x - width / 2, 1), round(middle_y - height / 2, 1), round(width, 1), round(height, 1)


def _box_of(code: str) -> Box | None:
    """The box of a country: of its outline, or nothing but its point where the atlas is too coarse to draw it."""
    if code in outlines():
        return outlines()[code].box
    place = countries().get(code)
    if place is None or place.lat is None or place.lng is None:
        return None
    return (*project(place.lat, place.lng), 0.0, 0.0)
