"""Organisation and service documents of the Human Services Data Specification 3: one, a list, or a page of a list.

Documents with our Profile (`hsds_writing` writes them) are read with all that it adds: names in every language, facts, ties.
It never takes contacts: e-mail addresses, telephones and persons have no place in a record.
A service says something about the organisation that offers it: its record is that organisation's.
"""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from dalil.formats.hsds_writing import P_CODE
from dalil.formats.json_text import first_objects, looks_like_json
from dalil.formats.problems import note
from dalil.formats.record import Identifier, Location, Name, Record, Relation, SectorClaim, Text
from dalil.formats.row import Problem, Reading
from dalil.formats.sound import key_of
from dalil.formats.source import Source
from dalil.formats.typed import Made, read_typed

NAME: Final = "hsds"
_OF_ORGANISATION: Final = frozenset(
    {"year_incorporated", "legal_status", "organization_identifiers", "parent_organization_id", "tax_status"}
)
_OF_SERVICE: Final = frozenset(
    {"organization", "service_at_locations", "service_areas", "program", "eligibility_description", "schedules"}
)


class _Language(msgspec.Struct):
    code: str | None = None


class _Address(msgspec.Struct):
    city: str | None = None
    region: str | None = None
    state_province: str | None = None
    country: str | None = None


class _Place(msgspec.Struct):
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str | None = None
    external_identifier_type: str | None = None
    geonames: int | None = None
    addresses: list[_Address] = []
    languages: list[_Language] = []


class _PlaceOfService(msgspec.Struct):
    location: _Place | None = None


class _RegisterNumber(msgspec.Struct):
    identifier: str
    identifier_scheme: str | None = None


class _Url(msgspec.Struct):
    url: str | None = None


class _Term(msgspec.Struct):
    name: str | None = None
    code: str | None = None


class _Attribute(msgspec.Struct):
    taxonomy_term: _Term | None = None
    method: str = "declared"
    given: str = ""
    confidence: float | None = None


class _Fact(msgspec.Struct):
    fact: str
    value: str


class _Organisation(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    alternate_name: str | None = None
    description: str | None = None
    website: str | None = None
    year_incorporated: int | None = None
    parent_organization_id: str | None = None
    locations: list[_Place] = []
    organization_identifiers: list[_RegisterNumber] = []
    additional_websites: list[_Url] = []
    attributes: list[_Attribute] = []


class _Document(_Organisation):
    """An organisation, or a service with its `organization`; the fields of both and of our Profile, each optional."""

    dalil_id: str = ""
    names: tuple[Name, ...] = ()
    descriptions: tuple[Text, ...] = ()
    links: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    facts: list[_Fact] = []
    organization: _Organisation | None = None
    service_at_locations: list[_PlaceOfService] = []
    languages: list[_Language | str] = []


def fits(source: Source) -> bool:
    """Whether the first objects are organisations or services in the words of HSDS."""
    return looks_like_json(source) and any(_is_hsds(found) for found in first_objects(source))


def read(source: Source) -> Reading:
    """Open organisation or service documents; which they are is told by their fields."""
    is_service = any(_is_service(found) for found in first_objects(source))
    return read_typed(source, NAME, _Document, _from_service if is_service else _from_organisation)


def _is_hsds(found: dict[str, Any]) -> bool:
    has_words = len(_OF_ORGANISATION & found.keys()) >= 2 or _is_service(found)
    return "id" in found and "name" in found and (has_words or "dalil_id" in found)


def _is_service(found: dict[str, Any]) -> bool:
    return isinstance(found.get("organization"), dict) or len(_OF_SERVICE & found.keys()) >= 2


def _from_organisation(row: _Document, number: int) -> Made:
    if row.dalil_id:
        return _from_profile(row, number)
    record, problems = _record(row, number, row.locations, (), row.attributes)
    return record, f"hsds:{row.id}" if row.id else "", problems


def _from_profile(row: _Document, number: int) -> Made:
    """A document of an edition: every value stands in it, in the order of the edition."""
    locations, problems = _locations(row.locations, number, is_exact=True)
    facts = {one.fact: one.value for one in reversed(row.facts)}
    record = Record(
        names=row.names,
        identifiers=tuple(
            [Identifier(one.identifier_scheme or "", one.identifier) for one in row.organization_identifiers]
        ),
        locations=locations,
        links=row.links,
        sectors=tuple([_claim(one) for one in row.attributes]),
        relations=row.relations,
        descriptions=row.descriptions,
        languages=tuple(_codes(row.languages)),
        kind=facts.get("kinds", ""),
        status=facts.get("statuses", ""),
        founded=facts.get("founded", ""),
        closed_on=facts.get("closed_on", ""),
    )
    return record, key_of(row.dalil_id), problems


def _claim(one: _Attribute) -> SectorClaim:
    code = one.taxonomy_term.code if one.taxonomy_term else ""
    return SectorClaim(code or "", one.method, one.given, one.confidence)


def _from_service(row: _Document, number: int) -> Made:
    if row.organization is None:
        return None, "", (Problem("service_without_organisation", row=number),)
    places = [*row.organization.locations, *[at.location for at in row.service_at_locations if at.location]]
    service = ": ".join(part for part in (row.name, row.description) if part)
    described = (Text(service),) if service else ()
    attributes = [*row.organization.attributes, *row.attributes]
    record, problems = _record(row.organization, number, places, described, attributes)
    spoken = tuple(dict.fromkeys([*record.languages, *_codes(row.languages)]))
    return msgspec.structs.replace(record, languages=spoken), f"hsds:{row.id}" if row.id else "", problems


def _record(
    body: _Organisation, number: int, places: list[_Place], also: tuple[Text, ...], attributes: list[_Attribute]
) -> tuple[Record, tuple[Problem, ...]]:
    names = [Name(body.name)] if body.name else []
    names += [Name(body.alternate_name, "", ("alias",))] if body.alternate_name else []
    locations, problems = _locations(places, number)
    languages = [code for place in places for code in _codes(place.languages)]
    terms = [part.taxonomy_term.name for part in attributes if part.taxonomy_term and part.taxonomy_term.name]
    parent = body.parent_organization_id
    record = Record(
        names=tuple(names),
        identifiers=tuple(
            [Identifier(one.identifier_scheme or "", one.identifier) for one in body.organization_identifiers]
        ),
        locations=locations,
        links=tuple([url for url in (body.website, *[one.url for one in body.additional_websites]) if url]),
        sectors=tuple([SectorClaim("", given=term) for term in dict.fromkeys(terms)]),
        relations=(Relation("parent", value=f"hsds:{parent}"),) if parent else (),
        descriptions=((Text(body.description),) if body.description else ()) + also,
        languages=tuple(dict.fromkeys(languages)),
        founded=f"{body.year_incorporated:04d}" if body.year_incorporated else "",
    )
    return record, problems


def _locations(
    places: list[_Place], number: int, *, is_exact: bool = False
) -> tuple[tuple[Location, ...], tuple[Problem, ...]]:
    """Return each address as a place; coordinates that are not on the globe are left out and noted.

    With `is_exact` the town is the city and nothing else, and places that say the same all stay.
    """
    found: list[Location] = []
    problems = []
    for place in places:
        lat, lng = place.latitude, place.longitude
        if lat is not None and lng is not None and not (abs(lat) <= 90 and abs(lng) <= 180):
            problems.append(note("coordinates_out_of_range", number, value=f"{lat}, {lng}"))
            lat = lng = None
        for address in place.addresses or [_Address()]:
            town = address.city or ("" if is_exact else address.region or address.state_province) or ""
            region = place.external_identifier if place.external_identifier_type == P_CODE else ""
            location = Location(address.country or "", region or "", town, lat, lng, place.geonames)
            if is_exact or (location != Location() and location not in found):
                found.append(location)
    return tuple(found), tuple(problems[:1])


def _codes(languages: Iterable[_Language | str]) -> list[str]:
    codes = (one if isinstance(one, str) else one.code for one in languages)
    return [code for code in codes if code]
