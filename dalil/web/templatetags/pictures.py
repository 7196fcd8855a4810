"""Signs drawn for Dalil: `{% picture "book" colour="#2563a8" %}`, and the edge of the page in the nine sectors' colours.

Colours come as SVG attributes, because the platform allows no style attribute. It never gives a picture a meaning of its
own: the words stand beside it.
"""

from django.template import Library
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dalil import kinds

register = Library()


@register.simple_tag
def picture(name: str, colour: str = "", size: str = "") -> SafeString:
    """The sign of that name; `size` may be "large"."""
    sheet = static("dalil/images/pictures.svg")
    paint = format_html(' color="{}"', colour) if colour else ""
    return format_html(
        '<svg class="picture {}"{} aria-hidden="true"><use href="{}#{}"/></svg>', size, paint, sheet, name
    )


@register.simple_tag
def sector_name(sector: kinds.Sector) -> str:
    """The sector's label in the language of the page."""
    return sector.label_in(get_language() or "en")


@register.simple_tag
def sector_edge(only: str = "") -> SafeString:
    """The thumb index at the top of the page: one stripe a sector, or all in the colour of one."""
    sectors = tuple(kinds.sectors().values())
    stripes = ((i, kinds.sectors()[only].colour if only else sector.colour) for i, sector in enumerate(sectors))
    rects = format_html_join("", '<rect x="{}" width="1" height="1" fill="{}"/>', stripes)
    view = f"0 0 {len(sectors)} 1"
    return format_html(
        '<svg class="edge" viewBox="{}" preserveAspectRatio="none" aria-hidden="true">{}</svg>', view, rects
    )
