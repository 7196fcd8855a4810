"""The sitemap for search engines: an index, then pages of organisations, each address with its siblings in the other languages.

It lists what a stranger may see, whoever asks.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dalil import kinds
from dalil.access.gates import public
from dalil.access.viewer import STRANGER
from dalil.guide.addresses import public_address
from dalil.guide.models import Organisation
from dalil.guide.visibility import ORGANISATIONS

ON_A_PAGE = 2000


def organisations() -> Paginator[Organisation]:
    """What strangers see, in pages that stay the same while nothing changes."""
    rows = ORGANISATIONS.visible(Organisation.objects.order_by("pk"), STRANGER)
    return Paginator(rows.only("pk", "changed_at"), ON_A_PAGE)


@public("crawlers do not sign in")
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The index: one sitemap of the fixed pages (0), then those of organisations (from 1)."""
    numbers = (0, *organisations().page_range)
    addresses = [public_address(request, reverse("sitemap", args=[number])) for number in numbers]
    return render(request, "guide/pages/sitemap_index.xml", {"addresses": addresses}, content_type="application/xml")


@public("crawlers do not sign in")
def sitemap(request: HttpRequest, number: int) -> HttpResponse:
    """One sitemap."""
    pages = organisations()
    if number > pages.num_pages:
        raise Http404
    entries: list[tuple[str, datetime | None]]
    if number:
        entries = [(f"organisations/{o.pk}/", o.changed_at) for o in pages.page(number)]
    else:
        fixed = ["", "organisations/", "sources/", "about/", *(f"sectors/{code}/" for code in kinds.sectors())]
        entries = [(path, None) for path in fixed]
    page = {
        "root": public_address(request, "/").rstrip("/"),
        "languages": [code for code, _ in settings.LANGUAGES],
        "entries": entries,
    }
    return render(request, "guide/pages/sitemap.xml", page, content_type="application/xml")
