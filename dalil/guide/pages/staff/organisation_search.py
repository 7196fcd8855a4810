"""Finding an organisation to work on, or a second one to compare with the first (`with`). It never changes anything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dalil import search
from dalil.access.gates import for_editors
from dalil.access.viewer import viewer_of
from dalil.guide import indexing
from dalil.guide.acting import asked
from dalil.guide.cards import cards_found, cards_of
from dalil.guide.models import Organisation

MOST_FOUND = 30


@for_editors
def organisation_search(request: HttpRequest) -> HttpResponse:
    """The page."""
    words = asked(request, "q")
    chosen = asked(request, "with")
    first = Organisation.objects.current().filter(pk=chosen).first() if chosen else None
    viewer, language = viewer_of(request), get_language() or "en"
    exact = Organisation.objects.current().filter(pk=words.lower()).first() if words else None
    found = search.Found(0, (), {}) if not words or exact else indexing.find(search.Query(text=words, limit=MOST_FOUND))
    page = {
        "here": "organisations",
        "q": words,
        "first": first,
        "total": 1 if exact else found.total,
        "cards": cards_of({exact.pk: ()}, viewer, language) if exact else cards_found(found, viewer, language),
        "unlisted": Organisation.objects.current().filter(is_listed=False).order_by("title")[:MOST_FOUND],
    }
    return render(request, "guide/pages/staff/organisation_search.html", page)
