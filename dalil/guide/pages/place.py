"""The page of a country or a region: what it is called and by whom, how many organisations in each sector, and the first of them.

It never says which of the names is the true one.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dalil import kinds, search
from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.guide.cards import cards_found
from dalil.guide.indexing import find
from dalil.guide.labels import country_name
from dalil.guide.maps import cartogram, world_map

FIRST = 8
MOST_REGIONS = 40
SCHEMES = {"alpha3": "ISO 3166-1 alpha-3", "m49": "UN M49"}


@dataclass(frozen=True, slots=True)
class Bar:
    """How many organisations of this place are in a sector."""

    sector: kinds.Sector
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """A region of this country with its count."""

    code: str
    name: str
    count: int


@public("the guide is for everyone")
def place(request: HttpRequest, code: str) -> HttpResponse:
    """The page."""
    shown = kinds.place(code)
    if shown is None:
        raise Http404
    language = get_language() or "en"
    facet = "country" if shown.level == 0 else "region"
    found = find(search.Query(text="", filters={facet: (code,)}, offset=0, limit=FIRST))
    by_sector = dict(found.facets.get("sector", ()))
    by_region = dict(found.facets.get("region", ()))
    bars = [Bar(s, s.label_in(language), by_sector[c]) for c, s in kinds.sectors().items() if by_sector.get(c)]
    country = shown.country or code
    parts = [Part(c, country_name(c, language), n) for c, n in by_region.items() if c != code and kinds.place(c)]
    interface = dict(settings.LANGUAGES)
    page = {
        "place": shown,
        "facet": facet,
        "name": shown.name_in(language),
        "names": [given for given in shown.names if given.lang in interface],
        "other_names": [given for given in shown.names if given.lang not in interface],
        "codes": [(SCHEMES.get(scheme, scheme), value) for scheme, value in shown.codes.items()],
        "country": "" if shown.level == 0 else country,
        "country_name": country_name(country, language),
        "total": found.total,
        "map": world_map([(country, found.total or 1)], language, within=(country,)),
        "cartogram": cartogram(code, by_region, language) if shown.level == 0 else None,
        "bars": sorted(bars, key=lambda bar: -bar.count),
        "parts": sorted(parts, key=lambda part: (-part.count, part.name))[:MOST_REGIONS] if shown.level == 0 else (),
        "cards": cards_found(found, viewer_of(request), language),
    }
    return render(request, "guide/pages/place.html", page)
