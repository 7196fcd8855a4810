"""Places: countries, regions, their names and codes, and an outline of the world.

They never say which name or code of a place is the true one: each stands beside who uses it, and the operator chooses.
"""

from dalil.kinds.places.iso3166 import countries, country_named
from dalil.kinds.places.naming import DEFAULT_POLICY, Place, PlaceName, Policy
from dalil.kinds.places.pcodes import Tile, region, region_named, regions, tiles
from dalil.kinds.places.world import Outline, outlines, project, view_box

__all__ = [
    "DEFAULT_POLICY",
    "Outline",
    "Place",
    "PlaceName",
    "Policy",
    "Tile",
    "countries",
    "country_named",
    "outlines",
    "place",
    "place_name",
    "project",
    "region_named",
    "regions",
    "tiles",
    "view_box",
]


def place(code: str) -> Place | None:
    """The country (ISO 3166-1 alpha-2) or region (OCHA p-code, ISO 3166-2) with a code; None when unknown."""
    return countries().get(code) or region(code)


def place_name(code: str, lang: str, policy: Policy = DEFAULT_POLICY) -> str:
    """The name to show for a place in a language under a policy; the code itself when the place is unknown."""
    found = place(code)
    return found.name_in(lang, policy) if found else code
