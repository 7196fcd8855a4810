"""Reads TopoJSON (1.0): arcs, and the rings that shapes make of them. It never projects and never simplifies.

A ring is a list of arc numbers; a negative number (one's complement) is an arc walked backwards.
"""

from typing import Any

Point = tuple[float, float]


def line_of(topology: dict[str, Any], arc: int) -> list[Point]:
    """The points (longitude, latitude) of one arc."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    line = []
    for step_x, step_y in topology["arcs"][arc]:
        x, y = x + step_x, y + step_y
        line.append((x * scale_x + move_x, y * scale_y + move_y))
    return line


def arc_rings(shape: dict[str, Any]) -> list[list[int]]:
    """The rings of a Polygon or MultiPolygon, outer ones and holes alike."""
    if not shape.get("arcs"):
        return []
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def merged(rings: list[list[int]]) -> list[list[int]]:
    """Rings as one area: an arc that two of them walk in opposite directions lies inside and goes."""
    walked = {arc for ring in rings for arc in ring}
    if not any(~arc in walked for arc in walked):
        return rings
    touching = [ring for ring in rings if any(~arc in walked for arc in ring)]
    # Start behind an inner arc in one ring, and cross to the other wherever the next arc is inner.
    after = {arc: ring[(at + 1) % len(ring)] for ring in touching for at, arc in enumerate(ring)}
    left = [arc for arc in after if ~arc not in walked]
    joined: list[list[int]] = []
    while left:
        ring = [left[0]]
        while (following := _next_outer(after, ring[-1])) != ring[0]:
            ring.append(following)
        joined.append(ring)
        left = [arc for arc in left if arc not in ring]
    return [ring for ring in rings if ring not in touching] + joined


def _next_outer(after: dict[int, int], arc: int) -> int:
    following = after[arc]
    while ~following in after:
        following = after[~following]
    return following


def points_of(ring: list[int], lines: dict[int, list[Point]]) -> list[Point]:
    """The points of a ring, the last not repeating the first."""
    points: list[Point] = []
    for arc in ring:
        line = lines[~arc][::-1] if arc < 0 else lines[arc]
        points += line[:-1]
    return points


def cut(ring: list[Point]) -> list[list[Point]]:
    """The ring cut along 180° where it crosses that meridian (Sutherland and Hodgman 1974), so that a flat map can show it."""
    unrolled = [ring[0]]
    for lng, lat in ring[1:]:
        turns = round((unrolled[-1][0] - lng) / 360)
        unrolled.append((lng + 360 * turns, lat))
    pieces = [[(lng - turn, lat) for lng, lat in _between(unrolled, turn - 180, turn + 180)] for turn in (-360, 0, 360)]
    return [piece for piece in pieces if len(piece) > 2]


def _between(ring: list[Point], west: float, east: float) -> list[Point]:
    if all(west <= lng <= east for lng, _ in ring):
        return ring
    return _one_side(_one_side(ring, west, 1), east, -1)


def _one_side(ring: list[Point], meridian: float, sign: int) -> list[Point]:
    kept: list[Point] = []
    for (lng1, lat1), (lng2, lat2) in zip(ring, ring[1:] + ring[:1], strict=True):
        is_in, is_next_in = (lng1 - meridian) * sign >= 0, (lng2 - meridian) * sign >= 0
        if is_in:
            kept.append((lng1, lat1))
        if is_in != is_next_in:
            kept.append((meridian, lat1 + (lat2 - lat1) * (meridian - lng1) / (lng2 - lng1)))
    return kept
