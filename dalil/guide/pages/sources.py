"""The page of sources: what the guide knows from whom, under which licence, as of when."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil import search
from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.guide.indexing import find
from dalil.guide.models import Source, SourceKind
from dalil.guide.visibility import SOURCES


@dataclass(frozen=True, slots=True)
class Group:
    """The sources of one kind, in the order in which they are believed, with how many organisations each speaks of."""

    label: str
    sources: tuple[tuple[Source, int], ...]


@public("everyone may see where the guide has its knowledge from")
def sources(request: HttpRequest) -> HttpResponse:
    """The page."""
    found = find(search.Query(text="", filters={}, offset=0, limit=0))
    counts = dict(found.facets.get("source", ()))
    listed = SOURCES.visible(Source.objects.select_related("last_intake").order_by("name"), viewer_of(request))
    by_kind: dict[str, list[tuple[Source, int]]] = {}
    for source in listed:
        by_kind.setdefault(source.kind, []).append((source, counts.get(source.slug, 0)))
    groups = [Group(str(SourceKind(kind).label), tuple(by_kind[kind])) for kind in SourceKind.values if kind in by_kind]
    return render(request, "guide/pages/sources.html", {"here": "sources", "groups": groups, "total": found.total})
