"""`{% panels "home" %}`: what higher rooms put at this place of the page (`dalil/web/wiring.py`)."""

from django.template import Context, Library
from django.utils.safestring import SafeString, mark_safe

from dalil.web.wiring import PANELS

register = Library()


@register.simple_tag(takes_context=True)
def panels(context: Context, place: str, subject: str = "") -> SafeString:
    """The panels of this place, one after the other; each is a rendered template. A place that nobody named is an error."""
    return mark_safe("".join(panel(context["request"], subject) for panel in PANELS[place]))  # noqa: S308
