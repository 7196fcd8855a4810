"""Draws recall against latency as an SVG by hand: one point for each engine, labelled; Dalil's stand out.

It needs no library, and the picture no script and no other file.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 900, 540
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 30, 64, 64
_LETTER: Final = 7.2
_LINE: Final = 15
_DOT: Final = 6
_STYLE: Final = (
    "text{font:13px system-ui,sans-serif;fill:#222}.title{font-size:17px;font-weight:600}.ours{font-weight:700;fill:#0b6b3a}"
    ".grid{stroke:#ddd}.axis{stroke:#666}.peer{fill:#7a8794}.our{fill:#0b8a4a}"
)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """An engine: its recall between 0 and 1, and the milliseconds of its middle answer."""

    label: str
    milliseconds: float
    recall: float
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class _Scale:
    """From figures to places; times by their logarithm, in whole powers of ten."""

    first: int
    last: int

    def across(self, milliseconds: float) -> float:
        share = (math.log10(milliseconds) - self.first) / (self.last - self.first)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def up(self, recall: float) -> float:
        return _HEIGHT - _BOTTOM - recall * (_HEIGHT - _TOP - _BOTTOM)


def _scale(points: Sequence[Point]) -> _Scale:
    times = [point.milliseconds for point in points] or [1.0]
    first = math.floor(math.log10(min(times)))
    return _Scale(first, max(first + 1, math.ceil(math.log10(max(times)))))


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, *, kind: str = "", anchor: str = "start", turn: str = "") -> str:
    turned = f' transform="{turn}"' if turn else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{turned}>{escape(text)}</text>'


def _axes(scale: _Scale) -> list[str]:
    bottom, right = scale.up(0), _WIDTH - _RIGHT
    parts = []
    for tenth in range(0, 11, 2):
        y = scale.up(tenth / 10)
        parts += [_line("grid", _LEFT, y, right, y), _text(_LEFT - 8, y + 4, f"{tenth / 10:.1f}", anchor="end")]
    for power in range(scale.first, scale.last + 1):
        x = scale.across(10.0**power)
        parts += [_line("grid", x, _TOP, x, bottom), _text(x, bottom + 20, f"{10.0**power:g}", anchor="middle")]
    middle = (_TOP + bottom) / 2
    return [
        *parts,
        _line("axis", _LEFT, bottom, right, bottom),
        _line("axis", _LEFT, _TOP, _LEFT, bottom),
        _text((_LEFT + right) / 2, _HEIGHT - 16, "p50 of one question, milliseconds (log scale)", anchor="middle"),
        _text(20, middle, "recall@10", anchor="middle", turn=f"rotate(-90 20 {middle:.1f})"),
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a label may stand: at which side of its point it ends, and the box that it fills."""

    x: float
    base: float
    anchor: str
    box: Box


def _places(x: float, y: float, width: float) -> list[_Place]:
    """Right, left, above, below, then further up and down with a line; the first that is free is taken."""
    sides = [("start", x + _DOT + 4, y + 4), ("end", x - _DOT - 4, y + 4)]
    sides += [("middle", x, y - _DOT - 6), ("middle", x, y + _DOT + _LINE)]
    for step in range(2, 10):
        for base in (y + 4 - step * _LINE, y + 4 + step * _LINE):
            sides += [("start", x + _DOT + 4, base), ("end", x - _DOT - 4, base)]
    begins = {"start": 0.0, "middle": width / 2, "end": width}
    return [
        _Place(at, base, anchor, (at - begins[anchor], base - _LINE + 2, at - begins[anchor] + width, base + 3))
        for anchor, at, base in sides
    ]


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    if box[0] < _LEFT or box[2] > _WIDTH - 4 or box[1] < _TOP - _LINE or box[3] > _HEIGHT - _BOTTOM:
        return False
    return all(box[2] <= a or box[0] >= c or box[3] <= b or box[1] >= d for a, b, c, d in taken)


def _points(points: Sequence[Point], scale: _Scale) -> list[str]:
    spots = [(point, scale.across(point.milliseconds), scale.up(point.recall)) for point in points]
    taken: list[Box] = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for _, x, y in spots]
    parts = []
    for point, x, y in sorted(spots, key=lambda spot: (not spot[0].is_ours, -spot[0].recall)):
        places = _places(x, y, len(point.label) * _LETTER)
        place = next((place for place in places if _is_free(place.box, taken)), places[0])
        taken.append(place.box)
        if abs(place.base - 4 - y) > 1 and place.anchor != "middle":
            parts.append(_line("axis", x, y, place.x, place.base - 4))
        about = f"{point.label}: recall@10 {point.recall:.2f}, p50 {point.milliseconds:.2g} ms"
        dot = f'cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}"'
        kind = "our" if point.is_ours else "peer"
        parts.append(f'<circle class="{kind}" {dot}><title>{escape(about)}</title></circle>')
        ours = "ours" if point.is_ours else ""
        parts.append(_text(place.x, place.base, point.label, kind=ours, anchor=place.anchor))
    return parts


def draw(points: Sequence[Point], title: str, subtitle: str = "") -> str:
    """Return the picture."""
    known = [point for point in points if point.milliseconds > 0]
    scale = _scale(known)
    size = f'width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style>",
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
            _text(_LEFT, 26, title, kind="title"),
            _text(_LEFT, 46, subtitle),
            *_axes(scale),
            *_points(known, scale),
            "</svg>\n",
        ]
    )
