"""Names that begin like what is being typed into the search box: a fragment for htmx.

It never remembers what was typed.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import public
from dalil.guide.indexing import suggest as names_beginning

SHORTEST = 2
LONGEST = 100


@public("the guide is for everyone")
def suggest(request: HttpRequest) -> HttpResponse:
    """The fragment; empty for less than two letters."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = names_beginning(text) if len(text) >= SHORTEST else []
    return render(request, "guide/pages/_suggestions.html", {"suggestions": found})
