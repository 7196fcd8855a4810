"""The page of a sector: how many organisations, in which countries, and the first of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dalil import kinds, search
from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.guide.cards import cards_found
from dalil.guide.indexing import find
from dalil.guide.page_facts import sector_facts

FIRST = 8


@public("the guide is for everyone")
def sector(request: HttpRequest, code: str) -> HttpResponse:
    """The page."""
    shown = kinds.sectors().get(code)
    if shown is None:
        raise Http404
    language = get_language() or "en"
    found = find(search.Query(text="", filters={"sector": (code,)}, offset=0, limit=FIRST))
    page = sector_facts(shown, language, found.facets.get("country", ()))
    page |= {"total": found.total, "cards": cards_found(found, viewer_of(request), language)}
    return render(request, "guide/pages/sector.html", page)
