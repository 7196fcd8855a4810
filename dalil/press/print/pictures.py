"""The pictures of the printed guide as SVG: the sign of a sector, its map, and codes that a telephone reads.

It draws no boundary of its own (the outlines are those of `kinds`) and writes no words: those stand beside the picture.
"""

import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import segno
from django.contrib.staticfiles import finders

from dalil import kinds
from dalil.guide.maps import AROUND, LEAST, TILE, cartogram, shade_of
from dalil.kinds.places import world

_SYMBOL: Final = re.compile(r'<symbol id="(\w+)" viewBox="([\d ]+)">(.*?)</symbol>', re.DOTALL)
_NS: Final = 'xmlns="http://www.w3.org/2000/svg"'
_EMPTY_LAND, _SEA_LINE = "#e9e4dc", "#fcfbf9"
_WEIGHTS: Final = (0.0, 0.25, 0.42, 0.58, 0.76, 1.0)
# A country is shown by its regions when it has this share of a chapter.
_MOSTLY: Final = 0.6


@cache
def _symbols() -> Mapping[str, tuple[str, str]]:
    path = finders.find("dalil/images/pictures.svg")
    text = Path(path).read_text("utf-8") if isinstance(path, str) else ""
    return {name: (box, body) for name, box, body in _SYMBOL.findall(text)}


def sign(name: str, colour: str, width: float = 1.1) -> str:
    """The sign of a sector in a colour; a plain ring for a sector whose sign nobody drew."""
    box, body = _symbols().get(name, ("0 0 24 24", '<circle cx="12" cy="12" r="9"/>'))
    return (
        f'<svg {_NS} viewBox="{box}"><g fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-linecap="round" stroke-linejoin="round">{body}</g></svg>'
    )


def mixed(colour: str, weight: float, ground: str = "#f4f1ec") -> str:
    """A colour thinned with the ground: 1 is the colour itself."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(a * weight + b * (1 - weight)):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def world_map(countries: Mapping[str, int], colour: str) -> str:
    """The countries of a chapter, shaded by how many of its organisations they have."""
    most = max(countries.values(), default=1)
    x, y, width, height = world.view_box(countries, margin=AROUND / 4, least=LEAST * 4)
    drawn = []
    for code, outline in sorted(kinds.outlines().items()):
        count = countries.get(code, 0)
        fill = mixed(colour, _WEIGHTS[shade_of(count, most)]) if count else _EMPTY_LAND
        drawn.append(f'<path d="{outline.path}" fill="{fill}" stroke="{_SEA_LINE}" stroke-width="{width / 900:.1f}"/>')
    for code, count in sorted(countries.items()):
        place = kinds.countries().get(code)
        if code not in kinds.outlines() and place and place.lat is not None and place.lng is not None:
            cx, cy = kinds.project(place.lat, place.lng)
            fill = mixed(colour, _WEIGHTS[shade_of(count, most)])
            drawn.append(f'<circle cx="{cx}" cy="{cy}" r="{width / 170:.1f}" fill="{fill}"/>')
    return f'<svg {_NS} viewBox="{x} {y} {width} {height}">{"".join(drawn)}</svg>'


def tiles_of(countries: Mapping[str, int], regions: Mapping[str, int], colour: str, language: str) -> str:
    """The regions of the country that has most of a chapter, a square each; empty where a map tells more."""
    if not countries:
        return ""
    country, count = max(countries.items(), key=lambda pair: (pair[1], pair[0]))
    drawn = cartogram(country, regions, language) if count >= _MOSTLY * sum(countries.values()) else None
    if drawn is None or not any(tile.count for tile in drawn.tiles):
        return ""
    squares = "".join(
        f'<rect x="{tile.x + 1}" y="{tile.y + 1}" width="{TILE - 2}" height="{TILE - 2}" rx="3" '
        f'fill="{mixed(colour, _WEIGHTS[tile.shade]) if tile.count else _EMPTY_LAND}"/>'
        for tile in drawn.tiles
    )
    side = max(drawn.width, drawn.height)
    return f'<svg {_NS} viewBox="{(drawn.width - side) / 2 - side / 2:g} 0 {2 * side} {side}">{squares}</svg>'


def code(content: str) -> str:
    """A QR code of a text, its dark squares as one path, so that it is sharp on any press."""
    made = io.BytesIO()
    segno.make_qr(content, error="m").save(
        made, kind="svg", xmldecl=False, border=2, omitsize=True, svgclass=None, lineclass=None
    )
    return made.getvalue().decode()
