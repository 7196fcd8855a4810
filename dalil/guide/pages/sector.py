"""The page of a sector: how many organisations, in which countries, and the first of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dalil import kinds, search
from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.guide.cards import cards_found
from dalil.guide.indexing import find
from dalil.guide.maps import world_map

MOST_BARS = 12
FIRST = 8


@public("the guide is for everyone")
def sector(request: HttpRequest, code: str) -> HttpResponse:
    """The page."""
    shown = kinds.sectors().get(code)
    if shown is None:
        raise Http404
    language = get_language() or "en"
    found = find(search.Query(text="", filters={"sector": (code,)}, offset=0, limit=FIRST))
    sheet = world_map(found.facets.get("country", ()), language)
    page = {
        "sector": shown,
        "label": shown.label_in(language),
        "total": found.total,
        "map": sheet,
        "bars": sorted(sheet.lands, key=lambda land: (-land.count, land.name))[:MOST_BARS],
        "countries_total": len(sheet.lands),
        "cards": cards_found(found, viewer_of(request), language),
    }
    return render(request, "guide/pages/sector.html", page)
