"""Sectors, sources and services over HTTP, and what the API is. It never shows a source that is not named in public."""

import re
from typing import Annotated, Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from msgspec import Meta

from dalil import search
from dalil.formats import hsds_writing
from dalil.formats.hsds_writing import PROFILE_VERSION
from dalil.guide.addresses import public_address
from dalil.guide.indexing import find
from dalil.press.api import shapes
from dalil.press.api.asking import FIT, LONGEST, UUID, asked
from dalil.press.api.endpoint import NoParameters, address_to, language_of
from dalil.press.api.problems import absent
from dalil.press.api.sending import Answer
from dalil.press.api.shaping import SECTORS, taxonomy, terms_in
from dalil.press.freezing import public_sources

HSDS: Final = hsds_writing.VERSION
ADDED: Final[dict[str, Any]] = {
    "name_language": {"type": "string", "description": "The language of `name` (ISO 639-1)."},
    "kind": {"type": "string", "description": "The kind of body, as ROR names it."},
    "status": {"type": "string", "enum": ["active", "inactive", "closed", "moved"]},
    "countries": {"type": "array", "items": {"type": "string"}, "description": "ISO 3166-1 alpha-2."},
    "last_modified": {"type": "string", "format": "date-time"},
}
MOST_A_PAGE: Final = 100
_HTTP: Final = re.compile(r"https?://")


class PageParameters(msgspec.Struct, frozen=True, kw_only=True):
    """Which page of a short list."""

    search: Annotated[
        str, Meta(max_length=LONGEST, extra_json_schema={"pattern": FIT}, description="Part of the name.")
    ] = ""
    per_page: Annotated[int, Meta(ge=1, le=MOST_A_PAGE, description="How many a page.")] = MOST_A_PAGE
    page: Annotated[int, Meta(ge=1, le=10_000, description="The number of the page.")] = 1


class TermParameters(PageParameters, frozen=True, kw_only=True):
    """Which terms."""

    taxonomy_id: Annotated[str, Meta(description="Those of one taxonomy.", pattern=UUID)] = ""


def root(request: HttpRequest) -> Answer:
    """What this API is."""
    asked(request.GET, NoParameters)
    home = public_address(request, "/")
    return Answer(
        shapes.Root(
            version=HSDS,
            profile=address_to(request, "profile"),
            openapi_url=address_to(request, "openapi"),
            description=gettext("The guide of organisations, every value with who says so. Everybody may read it."),
            publisher=shapes.Publisher(name=settings.DALIL_NAME, website=home),
        )
    )


def profile(request: HttpRequest) -> Answer:
    """How our answers differ from HSDS: as editions do, and by what a list says beyond them."""
    asked(request.GET, NoParameters)
    modifications = {name: msgspec.json.decode(patch) for name, patch in hsds_writing.profile().items()}
    modifications["organization.json"]["properties"] |= ADDED
    return Answer(
        shapes.Profile(
            name="Dalil",
            version=PROFILE_VERSION,
            hsds_version=HSDS,
            description="Less is asked of addresses, nothing is said of persons, and names have languages.",
            modifications=modifications,
        ),
        language="en",
    )


def page_of(items: list[Any], parameters: PageParameters) -> shapes.Page[Any]:
    """A page of a short list."""
    start = (parameters.page - 1) * parameters.per_page
    shown = tuple(items[start : start + parameters.per_page])
    return shapes.Page(
        total_items=len(items),
        total_pages=-(-len(items) // parameters.per_page),
        page_number=parameters.page,
        size=len(shown),
        first_page=parameters.page == 1,
        last_page=start + parameters.per_page >= len(items),
        empty=not shown,
        next_cursor=None,
        contents=shown,
    )


def named(items: list[Any], text: str) -> list[Any]:
    """Those with the text in their names."""
    return [item for item in items if text.casefold() in item.name.casefold()]


def taxonomies(request: HttpRequest) -> Answer:
    """The one taxonomy: sectors."""
    parameters = asked(request.GET, PageParameters)
    return Answer(page_of(named([taxonomy_of(request)], parameters.search), parameters))


def taxonomy_by_id(request: HttpRequest, number: str) -> Answer:
    """The taxonomy of sectors."""
    asked(request.GET, NoParameters)
    if number != SECTORS:
        raise absent()
    return Answer(taxonomy_of(request))


def taxonomy_of(request: HttpRequest) -> shapes.Taxonomy:
    """The taxonomy of sectors."""
    return taxonomy(address_to(request, "taxonomy", SECTORS))


def terms_of(request: HttpRequest) -> dict[str, shapes.Term]:
    """The sectors by code, in the reader's language."""
    return terms_in(language_of(request), lambda code: public_address(request, f"/sectors/{code}/"))


def taxonomy_terms(request: HttpRequest) -> Answer:
    """The sectors."""
    parameters = asked(request.GET, TermParameters)
    found = named(in_full(request), parameters.search)
    if parameters.taxonomy_id and parameters.taxonomy_id.lower() != SECTORS:
        found = []
    return Answer(page_of(found, parameters))


def in_full(request: HttpRequest) -> list[shapes.TermInFull]:
    """Every sector with its taxonomy."""
    detail = taxonomy_of(request)
    return [
        shapes.TermInFull(**msgspec.structs.asdict(term), taxonomy_detail=detail) for term in terms_of(request).values()
    ]


def taxonomy_term(request: HttpRequest, number: str) -> Answer:
    """One sector, by its UUID or its code."""
    asked(request.GET, NoParameters)
    for term in in_full(request):
        if number in (term.id, term.code):
            return Answer(term)
    raise absent()


def sources(request: HttpRequest) -> Answer:
    """The sources that are named in public, and how many organisations each speaks of."""
    parameters = asked(request.GET, PageParameters)
    counts = dict(find(search.Query(limit=0)).facets.get("source", ()))
    listed = public_sources().order_by("slug")
    found = [
        shapes.ListedSource(
            id=one.slug,
            kind=one.kind,
            name=one.name,
            publisher=one.publisher,
            licence=one.licence,
            address=one.address if _HTTP.match(one.address) else "",
            organizations=counts.get(one.slug, 0),
        )
        for one in listed
    ]
    return Answer(page_of(named(found, parameters.search), parameters))


def services(request: HttpRequest) -> Answer:
    """None: the guide knows organisations and no services. HSDS wants the list to be there."""
    return Answer(page_of([], asked(request.GET, PageParameters)))


def service(request: HttpRequest, number: str) -> Answer:
    """None."""
    asked(request.GET, NoParameters)
    raise absent()
