"""Organisations for what is being typed into the search box: a fragment that `suggest.js` puts below it.

It asks the index alone, never the database, and never remembers what was typed.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dalil import search
from dalil.access.gates import public
from dalil.formats.record import Name
from dalil.guide.indexing import suggest as suggestions_for
from dalil.guide.labels import place_line
from dalil.guide.profile import best_name
from dalil.names import script_of

SHORTEST = 2
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A suggestion: the name that answers what is typed, a place, and the name that heads the page for these readers.

    That one only where it is another and tells them more: in their language, or at least in another script.
    """

    number: str
    name: Name
    also: Name | None
    place: str


@public("the guide is for everyone")
def suggest(request: HttpRequest) -> HttpResponse:
    """The fragment; without suggestions for less than two letters."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = suggestions_for(text) if len(text) >= SHORTEST else []
    language = get_language() or "en"
    lines = [line_of(suggestion, language) for suggestion in found]
    return render(request, "guide/pages/_suggestions.html", {"lines": lines})


def line_of(suggestion: search.Suggestion, language: str) -> Line:
    """The line of a suggestion, for readers of `language`."""
    entry = suggestion.entry
    names = [Name(value, lang) for value, lang in entry.names] or [Name(entry.id)]
    name, title = names[suggestion.nth], names[best_name(names, language) or 0]
    is_told_more = title.lang == language or script_of(title.value) != script_of(name.value)
    also = title if is_told_more and title.value != name.value else None
    return Line(entry.id, name, also, place_of(entry, language))


def place_of(entry: search.Entry, language: str) -> str:
    """Where an organisation is that is in one country; the town only where it is in one town. Else nothing."""
    if len(entry.countries) != 1:
        return ""
    return place_line(entry.localities[0] if len(entry.localities) == 1 else "", "", entry.countries[0], language)
