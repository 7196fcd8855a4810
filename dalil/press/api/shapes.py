"""What the API sends, as types: organisations and taxonomies in the words of HSDS 3.1, and what our profile adds to them.

The description of the API is made from these types, so it cannot say anything else than what is sent.
"""

from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta

Item = TypeVar("Item")

Uuid = Annotated[str, Meta(extra_json_schema={"format": "uuid"})]
Uri = Annotated[str, Meta(extra_json_schema={"format": "uri"})]


class Shape(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The common form: what has no value is left out."""


class Page(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    """The page of HSDS, and the way to the next one. `total_items` counts all that was found, on whatever page."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    next_cursor: Annotated[str | None, Meta(description="Give it as `cursor` to get the next page; null on the last.")]
    contents: tuple[Item, ...]


class Publisher(Shape, frozen=True, kw_only=True):
    """Who publishes this guide."""

    name: str
    website: Uri


class Root(Shape, frozen=True, kw_only=True):
    """What this API is, as HSDS 3.1 wants it told at the root."""

    version: Annotated[str, Meta(description="The version of HSDS.")]
    profile: Uri
    openapi_url: Uri
    description: str
    publisher: Publisher


class Identifier(Shape, frozen=True, kw_only=True):
    """A number in a register; `identifier_scheme` is a code of org-id.guide where the register is known."""

    id: Uuid
    identifier_type: str
    identifier: str
    identifier_scheme: str = ""


class Address(Shape, frozen=True, kw_only=True):
    """As much of an address as is public. Our profile asks for no street and no postal code: most have none to give."""

    id: Uuid
    address_type: str
    city: str = ""
    region: str = ""
    country: str = ""


class Place(Shape, frozen=True, kw_only=True):
    """Where it works; `external_identifier` is the OCHA p-code of the region."""

    id: Uuid
    location_type: str
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str = ""
    external_identifier_type: str = ""
    geonames: int | None = None
    addresses: tuple[Address, ...] = ()


class Url(Shape, frozen=True, kw_only=True):
    """A further web address."""

    id: Uuid
    url: str


class TermOfAttribute(Shape, frozen=True, kw_only=True):
    """A sector, as it stands in an organisation."""

    id: Uuid
    code: str
    name: str
    taxonomy: str
    language: str


class Attribute(Shape, frozen=True, kw_only=True):
    """That an organisation works in a sector; `method` says how that is known, `given` in whose words."""

    id: Uuid
    link_id: Uuid
    link_entity: str
    taxonomy_term: TermOfAttribute | None = None
    method: str = ""
    given: str = ""
    confidence: float | None = None


class Name(Shape, frozen=True, kw_only=True):
    """A name; `lang` is ISO 639-1, empty when nobody knows; `types` label, alias, acronym, former."""

    value: str
    lang: str
    types: tuple[str, ...]


class Text(Shape, frozen=True, kw_only=True):
    """Words in a language."""

    value: str
    lang: str = ""


class Relation(Shape, frozen=True, kw_only=True):
    """A tie to another body: `kind` is parent, child, related, successor or predecessor."""

    kind: str
    scheme: str = ""
    value: str = ""
    label: str = ""


class Fact(Shape, frozen=True, kw_only=True):
    """Kind of body, status, day of founding or of closing."""

    fact: str
    value: str


class Attribution(Shape, frozen=True, kw_only=True):
    """Who says what: `pointers` (RFC 6901) lead to the values that these sources give, the best source first."""

    by: tuple[str, ...]
    as_of: str
    pointers: tuple[str, ...]


class Taxonomy(Shape, frozen=True, kw_only=True):
    """A set of terms."""

    id: Uuid
    name: str
    description: str
    uri: Uri
    version: str


class Term(Shape, frozen=True, kw_only=True):
    """A sector."""

    id: Uuid
    code: str
    name: str
    description: str
    taxonomy: str
    taxonomy_id: Uuid
    language: str
    term_uri: Uri


class TermInFull(Term, frozen=True, kw_only=True):
    """A sector with the taxonomy that it belongs to."""

    taxonomy_detail: Taxonomy


class Organization(Shape, frozen=True, kw_only=True):
    """An organisation in a list: fields of HSDS that have one value, and those that our profile adds."""

    id: Uuid
    dalil_id: Annotated[str, Meta(description="The id in the guide's own addresses.", examples=["waterforall"])]
    name: str
    alternate_name: str = ""
    description: str = ""
    website: str = ""
    year_incorporated: int | None = None
    uri: Uri
    name_language: Annotated[str, Meta(description="The language of `name`, where anybody says.")] = ""
    kind: Annotated[str, Meta(description="The kind of body, as ROR names it.")] = ""
    status: Annotated[str, Meta(description="active, inactive, closed or moved; missing when nobody says.")] = ""
    countries: Annotated[tuple[str, ...], Meta(description="ISO 3166-1 alpha-2.")] = ()
    sector_codes: Annotated[tuple[str, ...], Meta(description="The sectors to show.")] = ()
    is_sector_guessed: Annotated[bool, Meta(description="Whether nobody states these sectors.")]
    last_modified: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    last_verified_on: Annotated[
        str, Meta(description="When the entry was last confirmed; missing when nobody did.")
    ] = ""
    unconfirmed_since: Annotated[str, Meta(description="Since when nobody confirmed it, once that is long ago.")] = ""


class OrganizationInFull(Organization, frozen=True, kw_only=True):
    """An organisation with all that belongs to it, as editions have it too; who says what is in `attribution`."""

    titles: dict[str, str] = {}
    names: tuple[Name, ...] = ()
    descriptions: tuple[Text, ...] = ()
    organization_identifiers: tuple[Identifier, ...] = ()
    locations: tuple[Place, ...] = ()
    links: tuple[str, ...] = ()
    additional_websites: tuple[Url, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    languages: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    facts: tuple[Fact, ...] = ()
    changed_on: str
    merged: tuple[str, ...] = ()
    attribution: tuple[Attribution, ...] = ()


class OrganizationInList(OrganizationInFull, frozen=True, kw_only=True):
    """An organisation of a list: with `full=true` all of it, else the fields that have one value."""

    changed_on: str = ""


class Source(Shape, frozen=True, kw_only=True):
    """A source; of one that is not named in public only what kind it is: self, register, editor or list."""

    id: str
    kind: str
    name: str = ""
    publisher: str = ""
    licence: str = ""
    address: str = ""


class ListedSource(Source, frozen=True, kw_only=True):
    """A source that is named in public, and how many organisations it speaks of."""

    organizations: int


class Statement(Shape, frozen=True, kw_only=True):
    """One value, and who says so. Statements of one field are ranked: the first is the one to show."""

    field: str
    value: dict[str, Any]
    said_by: Annotated[tuple[str, ...], Meta(description="Ids of sources, the best witness first.")]
    as_of: Annotated[str, Meta(description="The day or moment of which the best witness speaks.")]


class Statements(Shape, frozen=True, kw_only=True):
    """Every value that is known of an organisation, with the sources that state it."""

    id: Uuid
    dalil_id: str
    uri: Uri
    merged: Annotated[tuple[str, ...], Meta(description="Ids that lead to this organisation since a merge.")] = ()
    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]


class Service(Shape, frozen=True, kw_only=True):
    """A service. The guide knows organisations, not their services: the list is empty."""

    id: Uuid
    name: str
    status: str


class Profile(Shape, frozen=True, kw_only=True):
    """How our answers differ from HSDS: merge patches (RFC 7386) of its schemas, by file."""

    name: str
    version: str
    hsds_version: str
    description: str
    modifications: dict[str, Any]
