"""The page of sources: what the guide knows from whom, under which licence, as of when.

Every organisation that speaks for itself is a source, so the list is paged, and they stand after all others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil import search
from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.guide.indexing import find
from dalil.guide.models import Source, SourceKind
from dalil.guide.visibility import SOURCES

ON_A_PAGE = 60
# As they are believed, but for the organisations themselves: there are as many of them as pages could hold.
IN_ORDER = (*(kind for kind in SourceKind if kind != SourceKind.SELF), SourceKind.SELF)
PLACE = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(IN_ORDER)), default=Value(len(IN_ORDER)))


@dataclass(frozen=True, slots=True)
class Group:
    """The sources of one kind on this page, with how many organisations each speaks of."""

    label: str
    sources: tuple[tuple[Source, int], ...]


@public("everyone may see where the guide has its knowledge from")
def sources(request: HttpRequest) -> HttpResponse:
    """The page."""
    found = find(search.Query(text="", filters={}, offset=0, limit=0))
    seen = SOURCES.visible(Source.objects.select_related("last_intake"), viewer_of(request))
    page = Paginator(seen.order_by(PLACE, "name", "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "here": "sources",
        "groups": grouped(page.object_list, dict(found.facets.get("source", ()))),
        "total": found.total,
        "page": page,
    }
    return render(request, "guide/pages/sources.html", shown)


def grouped(rows: Iterable[Source], counts: Mapping[str, int]) -> list[Group]:
    """The sources of a page under the names of their kinds."""
    return [
        Group(str(SourceKind(kind).label), tuple((source, counts.get(source.slug, 0)) for source in some))
        for kind, some in groupby(rows, key=lambda source: source.kind)
    ]
