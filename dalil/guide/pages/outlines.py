"""The outline of every country in one SVG file: each page shows it, or a part, by pointing into it.

It never changes between releases, so a browser keeps it for a day.
"""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join

from dalil.access.gates import public
from dalil.kinds.places import world


@cache
def sheet() -> str:
    """The file: one path a country, whose id is the country's code, all of them in the group `all`."""
    paths = format_html_join(
        "", '<path id="{}" d="{}"/>', ((c, outline.path) for c, outline in world.outlines().items())
    )
    return format_html('<svg xmlns="http://www.w3.org/2000/svg"><g id="all">{}</g></svg>', paths)


@public("outlines of countries are for everyone")
def outlines(request: HttpRequest) -> HttpResponse:
    """The file."""
    return HttpResponse(sheet(), content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})
