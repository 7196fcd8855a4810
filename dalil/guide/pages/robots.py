"""What machines that crawl may read: every page of the guide, but not every combination of facets, nor the desk."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from dalil.access.gates import public
from dalil.guide.addresses import public_address


@public("crawlers do not sign in")
def robots(request: HttpRequest) -> HttpResponse:
    """The file."""
    lines = (
        "User-agent: *",
        "Disallow: /*?",
        "Disallow: /*/staff/",
        "Disallow: /*/sign-in",
        f"Sitemap: {public_address(request, reverse('sitemap_index'))}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
