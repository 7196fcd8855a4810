"""`{% url %}` as the templates of the live site write it, answered with the way from this page to another file of the site.

A name that the site has no page for stops the making: no link of it may lead nowhere.
"""

from django.template import Context, Library

from dalil.press.site.addresses import path_of

register = Library()


@register.simple_tag(takes_context=True)
def url(context: Context, name: str, *parts: object) -> str:
    """The relative address; `home` in the context is the way up to the folder of the page's language."""
    return f"{context['home']}{path_of(name, *parts)}"
