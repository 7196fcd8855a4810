"""The first page: search first, then the nine sectors as pictures and the places on a map, each with its count.

It asks the index once and the database for the names of the sources.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dalil import kinds, search
from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.guide.indexing import find
from dalil.guide.maps import world_map
from dalil.guide.models import Source
from dalil.guide.visibility import SOURCES

MOST_COUNTRIES = 24


@dataclass(frozen=True, slots=True)
class SectorTile:
    """A sector with its picture and how many organisations it holds."""

    sector: kinds.Sector
    label: str
    count: int


@public("the guide is for everyone")
def home(request: HttpRequest) -> HttpResponse:
    """The page."""
    language = get_language() or "en"
    found = find(search.Query(text="", filters={}, offset=0, limit=0))
    by_sector = dict(found.facets.get("sector", ()))
    tiles = [
        SectorTile(sector, sector.label_in(language), by_sector.get(code, 0))
        for code, sector in kinds.sectors().items()
    ]
    sheet = world_map(found.facets.get("country", ()), language)
    lands = sorted(sheet.lands, key=lambda land: (-land.count, land.name))
    page = {
        "total": found.total,
        "tiles": tiles,
        "map": sheet,
        "countries": lands[:MOST_COUNTRIES],
        "more_countries": sorted(lands[MOST_COUNTRIES:], key=lambda land: land.name),
        "countries_total": len(lands),
        "sources": SOURCES.visible(Source.objects.order_by("name"), viewer_of(request)),
    }
    return render(request, "guide/pages/home.html", page)
