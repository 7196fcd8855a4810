"""What a search found: cards that say why each was found, facets that say how many, and pages.

For htmx it answers with the results alone, in the same words. It reads the database at most four times.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from dalil import search
from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.guide.cards import cards_found
from dalil.guide.facets import chips_of, chosen_in, facets_of
from dalil.guide.indexing import find
from dalil.guide.models import Source
from dalil.guide.visibility import SOURCES

ON_A_PAGE = 20
LONGEST = 200
DEEPEST = 500


def page_number(text: str) -> int:
    """The page asked for: at least 1, at most DEEPEST; 1 for what is no number."""
    return min(max(int(text), 1), DEEPEST) if text.isascii() and text.isdigit() and len(text) < 7 else 1


@public("the guide is for everyone")
def results(request: HttpRequest) -> HttpResponse:
    """The page, or for htmx the part of it that changes."""
    language = get_language() or "en"
    viewer = viewer_of(request)
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    chosen = chosen_in(request.GET)
    number = page_number(request.GET.get("page", ""))
    found = find(search.Query(text=text, filters=chosen, offset=(number - 1) * ON_A_PAGE, limit=ON_A_PAGE))
    names = dict(SOURCES.visible(Source.objects.all(), viewer).values_list("slug", "name"))
    page = {
        "here": "results",
        "text": text,
        "total": found.total,
        "cards": cards_found(found, viewer, language),
        "facets": facets_of(found, text, chosen, language, names),
        "chosen": chosen,
        "chips": chips_of(text, chosen, language, names),
        "number": number,
        "pages": min(-(-found.total // ON_A_PAGE), DEEPEST),
    }
    is_fragment = request.headers.get("HX-Target") == "results"
    response = render(request, f"guide/pages/{'_results' if is_fragment else 'results'}.html", page)
    patch_vary_headers(response, ["HX-Target"])
    return response
