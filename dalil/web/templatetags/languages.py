"""Words in another language than the page's, and the same page in the other languages.

It never guesses a language: a name whose language nobody gave gets no `lang`, and its direction from its letters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.http import HttpRequest
from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dalil.guide.addresses import public_address

register = Library()

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"


@dataclass(frozen=True, slots=True)
class Edition:
    """This page in one of the languages of the interface."""

    code: str
    own_name: str
    path: str
    address: str
    is_current: bool


@cache
def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None


@register.filter
def direction(code: str) -> str:
    """`rtl` or `ltr` when the language is known, else `auto`."""
    locale = _locale(code) if code else None
    return str(locale.text_direction) if locale else "auto"


@register.filter
def language_name(code: str) -> str:
    """The language's name in the language of the page; its code where CLDR has none."""
    locale = _locale(code)
    here = get_language() or "en"
    return str(locale.get_display_name(here) or code) if locale else code


@register.filter
def apart(value: object) -> str:
    """The text with marks around it that keep its direction to itself, for the inside of a translated sentence."""
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}"


@register.filter
def listed(values: Iterable[object]) -> str:
    """Words one after another with the comma of the page's language, each keeping its direction to itself."""
    return ("، " if get_language() == "ar" else ", ").join(apart(value) for value in values)


@register.simple_tag
def words(value: str, lang: str = "") -> SafeString:
    """`{% words name.value name.lang %}`: the text, set apart from the line around it, marked with its language.

    What is already put together of parts that stand apart (a place line) takes the direction of the page.
    """
    if value.startswith(FIRST_STRONG_ISOLATE):
        return format_html("{}", value)
    if _locale(lang) is None:
        return format_html("<bdi>{}</bdi>", value)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', lang, direction(lang), value)


@register.simple_tag(takes_context=True)
def editions(context: Context, with_query: bool = True) -> list[Edition]:
    """This page in each language of the interface; the language is the first part of the path."""
    request: HttpRequest = context["request"]
    here = get_language()
    _, _, rest = request.path.lstrip("/").partition("/")
    query = f"?{request.META['QUERY_STRING']}" if with_query and request.META.get("QUERY_STRING") else ""
    found = []
    for code, own_name in settings.LANGUAGES:
        path = f"/{code}/{rest}{query}"
        found.append(Edition(code, own_name, path, public_address(request, path), code == here))
    return found
