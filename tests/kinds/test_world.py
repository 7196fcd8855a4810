"""The outline of the world: every country on the sheet, small enough to send."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil import kinds
from dalil.kinds.places.make_world import main_box
from dalil.kinds.places.topology import cut, merged
from dalil.kinds.places.world import HEIGHT, WIDTH


def corners(path: str) -> list[tuple[int, int]]:
    """The absolute corners of path data made of M and l."""
    found = []
    for part in path.split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", part)]
        x, y = numbers[:2]
        found.append((x, y))
        for step_x, step_y in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + step_x, y + step_y
            found.append((x, y))
    return found


def test_the_outlines_together_are_small() -> None:
    assert sum(len(outline.path) for outline in kinds.outlines().values()) <= 45_000


def test_every_outline_is_a_closed_path_of_a_known_country_on_the_sheet() -> None:
    assert len(kinds.outlines()) > 170
    for code, outline in kinds.outlines().items():
        assert code in kinds.countries()
        assert re.fullmatch(r"(M\d+ \d+l-?\d+([ -]-?\d+)*z)+", outline.path), code
        assert all(-1 <= x <= WIDTH + 1 and -70 <= y <= HEIGHT for x, y in corners(outline.path)), code


def test_no_line_runs_across_the_sheet() -> None:
    for code, outline in kinds.outlines().items():
        for part in re.findall("M[^M]+", outline.path):
            assert all(abs(x2 - x1) < WIDTH / 8 for (x1, _), (x2, _) in pairwise(corners(part))), code


def test_the_point_of_a_country_falls_within_the_box_of_its_outline() -> None:
    for code, outline in kinds.outlines().items():
        place = kinds.countries()[code]
        assert place.lat is not None
        assert place.lng is not None
        x, y = kinds.project(place.lat, place.lng)
        left, top, width, height = outline.box
        assert left <= x <= left + width, code
        assert top <= y <= top + height, code


def test_a_country_in_two_parts_keeps_both_however_small() -> None:
    assert kinds.outlines()["PS"].path.count("M") == 2


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0.5, 90))
def test_north_is_up_and_east_is_right(lat: float, lng: float, step: float) -> None:
    x, y = kinds.project(lat, lng)
    assert 0 <= x <= WIDTH
    if lat + step <= 90:
        assert kinds.project(lat + step, lng)[1] < y
    if lng + step <= 180 and abs(lat) < 89:
        assert kinds.project(lat, lng + step)[0] > x


def test_the_sheet_keeps_areas_true() -> None:
    def area(lat: float) -> float:
        (left, top), (right, low) = kinds.project(lat + 1, 0), kinds.project(lat, 1)
        return (right - left) * (low - top)

    # A square degree shrinks towards the pole with the cosine of the latitude.
    assert area(60) / area(0) == pytest.approx(0.492, rel=0.03)


def test_a_view_shows_all_that_was_asked_with_a_margin() -> None:
    for codes in (["PS"], ["PS", "IL", "JO"], ["MT"], ["FR", "GB"], list(kinds.countries())):
        x, y, width, height = kinds.view_box(codes)
        assert width / 2 <= height + 0.1 <= width + 0.2
        for code in codes:
            if code in kinds.outlines():
                left, top, wide, high = kinds.outlines()[code].box
                assert x < left
                assert y < top
                assert x + width > left + wide
                assert y + height > top + high


def test_a_view_of_nothing_known_is_the_whole_sheet() -> None:
    assert kinds.view_box() == kinds.view_box(["ZZ"]) == (0.0, 0.0, WIDTH, HEIGHT)


def test_a_ring_across_the_antimeridian_is_cut_in_two() -> None:
    pieces = cut([(170.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (170.0, 10.0)])
    assert sorted((min(x for x, _ in piece), max(x for x, _ in piece)) for piece in pieces) == [
        (-180, -170),
        (170, 180),
    ]
    whole = [(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)]
    assert cut(whole) == [whole]


def test_rings_that_share_an_arc_become_one() -> None:
    # Two squares with the arc 1 between them, and an island.
    assert [sorted(ring) for ring in merged([[0, 1], [~1, 2], [5]])] == [[5], [0, 2]]
    assert merged([[0], [1]]) == [[0], [1]]


def test_what_lies_across_an_ocean_does_not_widen_the_box_of_a_country() -> None:
    left, _top, width, _height = kinds.outlines()["FR"].box
    guiana, alsace = kinds.project(4, -53), kinds.project(48.5, 7.5)
    assert guiana[0] < left
    assert left < alsace[0] <= left + width
    assert main_box([(0, 0, 10, 10), (12, 0, 4, 4), (30, 0, 2, 2), (100, 0, 9, 9)]) == (0, 0, 32, 10)
