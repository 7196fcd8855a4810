"""Reads TopoJSON: the rings of a shape in degrees. It never projects and never simplifies."""

from typing import Any

Point = tuple[float, float]


def rings_of(topology: dict[str, Any], shape: dict[str, Any]) -> list[list[Point]]:
    """All rings (longitude, latitude), without the repeated last point, of a Polygon or MultiPolygon (TopoJSON 1.0, section 2)."""
    if not shape.get("arcs"):
        return []
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return [_ring(topology, arcs) for polygon in polygons for arcs in polygon]


def _ring(topology: dict[str, Any], arcs: list[int]) -> list[Point]:
    points: list[Point] = []
    for arc in arcs:
        line = _line(topology, ~arc if arc < 0 else arc)
        points += line[::-1][:-1] if arc < 0 else line[:-1]
    return points


def _line(topology: dict[str, Any], arc: int) -> list[Point]:
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    line = []
    for step_x, step_y in topology["arcs"][arc]:
        x, y = x + step_x, y + step_y
        line.append((x * scale_x + move_x, y * scale_y + move_y))
    return line
