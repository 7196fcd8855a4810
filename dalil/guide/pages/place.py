"""The page of a country or a region: what it is called and by whom, how many organisations in each sector, and the first of them.

It never says which of the names is the true one.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dalil import kinds, search
from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.guide.cards import cards_found
from dalil.guide.indexing import find
from dalil.guide.page_facts import place_facts

FIRST = 8


@public("the guide is for everyone")
def place(request: HttpRequest, code: str) -> HttpResponse:
    """The page."""
    shown = kinds.place(code)
    if shown is None:
        raise Http404
    language = get_language() or "en"
    facet = "country" if shown.level == 0 else "region"
    found = find(search.Query(text="", filters={facet: (code,)}, offset=0, limit=FIRST))
    counts = {name: dict(found.facets.get(name, ())) for name in ("sector", "region")}
    page = place_facts(shown, language, found.total, counts["sector"], counts["region"])
    page |= {"facet": facet, "cards": cards_found(found, viewer_of(request), language)}
    return render(request, "guide/pages/place.html", page)
