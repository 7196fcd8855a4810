"""The signs, drawn into the page itself: a browser that opens a page from a disk lets it point into no other file.

It has the tags of `dalil.web.templatetags.pictures`, and never gives a picture a meaning of its own.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from dalil import kinds
from dalil.kinds.places import world

register = Library()

_SYMBOL = re.compile(r'<symbol id="([a-z-]+)" viewBox="([0-9 ]+)">(.*?)</symbol>', re.DOTALL)


def static_folder() -> Path:
    """Where the files lie that the live site serves as they are."""
    return Path(settings.STATICFILES_DIRS[0]) / "dalil"


@cache
def _signs() -> Mapping[str, tuple[str, SafeString]]:
    sheet = (static_folder() / "images" / "pictures.svg").read_text("utf-8")
    return {name: (box, mark_safe(drawn)) for name, box, drawn in _SYMBOL.findall(sheet)}  # noqa: S308  our own file


@register.simple_tag
def picture(name: str, colour: str = "", size: str = "") -> SafeString:
    """The sign of that name; `size` may be "large" or "huge"."""
    box, drawn = _signs()[name]
    paint = format_html(' color="{}"', colour) if colour else ""
    of_size = f" {size}" if size else ""
    return format_html('<svg class="picture{}"{} viewBox="{}" aria-hidden="true">{}</svg>', of_size, paint, box, drawn)


@register.simple_tag
def sector_name(sector: kinds.Sector) -> str:
    """The sector's label in the language of the page."""
    return sector.label_in(get_language() or "en")


@register.simple_tag
def sector_edge(only: str = "") -> SafeString:
    """The thumb index at the top of the page: all in the colour of one sector, or one stripe a sector."""
    return _edge(only)


@cache
def _edge(only: str) -> SafeString:
    sectors = tuple(kinds.sectors().values())
    colours = [kinds.sectors()[only].colour] if only else [sector.colour for sector in sectors]
    stripes = "".join(
        format_html('<path fill="{}" d="M{} 0h1v1h-1z"/>', colour, place) for place, colour in enumerate(colours)
    )
    return format_html(
        '<svg class="edge" viewBox="0 0 {} 1" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        len(colours),
        mark_safe(stripes),  # noqa: S308  put together of escaped parts
    )


@register.simple_tag
def outline(code: str) -> SafeString:
    """The outline of a country as an SVG path; nothing where the atlas has none."""
    found = world.outlines().get(code)
    return format_html('<path d="{}"/>', found.path) if found else SafeString("")
