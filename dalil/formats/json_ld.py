"""Organisations in the words of schema.org, as JSON-LD: one object a line, each complete by itself.

The same statements that the page of an organisation makes for machines, and what else the vocabulary has words for. It
knows no way to say who states a value: the sources stand at the organisation as a whole.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final

import msgspec

from dalil.formats.json_text import first_objects, looks_like_json
from dalil.formats.published import EditionCard, Published, SourceCard
from dalil.formats.record import Identifier, Location, Name, Record, Relation, Text
from dalil.formats.row import Reading
from dalil.formats.sound import Labels, Written, key_of, sound, sources_of
from dalil.formats.source import Source
from dalil.formats.typed import Made, read_typed

NAME: Final = "json-ld"
CONTEXT: Final = "https://schema.org"
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_P_CODE: Final = "OCHA p-code"
_GEONAMES: Final = "https://sws.geonames.org/"
_ID: Final = re.compile(r"(?:/organisations/|urn:dalil:)([^/]+)/?$")
_TIES: Final = {"parent": "parentOrganization", "child": "subOrganization"}
_BODIES: Final = frozenset({"NGO", "Organization"})
Object = dict[str, Any]
Address = Callable[[str, str], str]
"""Gives the page of a number in a register by scheme and value, or nothing."""


def write(
    entries: Iterable[Published], file: BinaryIO, card: EditionCard, labels: Labels, address: Address = lambda *_: ""
) -> Written:
    """Write one line for each organisation; titles and words for codes are in the first language of the card."""
    named = {one.slug: one for one in card.sources if one.name}
    count = 0
    for entry in sound(entries):
        file.write(_ENCODER.encode(described(entry, card.languages[0], labels, named, address)) + b"\n")
        count += 1
    return Written(count)


def described(
    entry: Published, language: str, labels: Labels, named: Mapping[str, SourceCard], address: Address
) -> Object:
    """One organisation. `named` are the sources that are named in public, by slug."""
    title = entry.titles.get(language, "")
    own = next((said.value for said in entry.names if said.value.value == title), Name(title))
    links = [said.value for said in entry.links if said.value.startswith("http")]
    pages = [address(said.value.scheme, said.value.value) for said in entry.identifiers]
    found: Object = {
        "@context": CONTEXT,
        "@type": "NGO",
        "@id": entry.uri,
        "name": _text(own.value, own.lang),
        "alternateName": [_text(one.value, one.lang) for one in (said.value for said in entry.names) if one != own],
        "description": [_text(said.value.value, said.value.lang) for said in entry.descriptions],
        "url": links[0] if links else None,
        "sameAs": [*links[1:], *filter(None, pages)],
        "identifier": [
            _number(said.value) | ({"url": page} if page else {})
            for said, page in zip(entry.identifiers, pages, strict=True)
        ],
        "address": [_postal(said.value, labels, language) for said in entry.locations],
        "location": [_place(said.value, labels, language) for said in entry.locations],
        "foundingDate": entry.founded[0].value if entry.founded else None,
        "dissolutionDate": entry.closed_on[0].value if entry.closed_on else None,
        "knowsLanguage": [said.value for said in entry.languages],
        "knowsAbout": []
        if entry.is_sector_guessed
        else [_sector(code, labels, language) for code in entry.sector_codes],
        "subjectOf": [_list(named[slug]) for slug in sources_of(entry) if slug in named],
    }
    for kind, property_ in _TIES.items():
        found[property_] = [_body(said.value) for said in entry.relations if said.value.kind == kind]
    return {key: value for key, value in found.items() if value}


def _text(value: str, language: str) -> Object | str:
    return {"@value": value, "@language": language} if language else value


def _without_empty(found: Object) -> Object:
    return {key: value for key, value in found.items() if value}


def _number(one: Identifier) -> Object:
    return _without_empty({"@type": "PropertyValue", "propertyID": one.scheme, "value": one.value})


def _postal(place: Location, labels: Labels, language: str) -> Object:
    region = labels.get("place", {}).get(place.region, {}).get(language) or place.region
    return _without_empty(
        {
            "@type": "PostalAddress",
            "addressLocality": place.locality,
            "addressRegion": region,
            "addressCountry": place.country,
        }
    )


def _place(place: Location, labels: Labels, language: str) -> Object:
    degrees = {"latitude": place.lat, "longitude": place.lng}
    known = {name: number for name, number in degrees.items() if number is not None}
    return _without_empty(
        {
            "@type": "Place",
            "address": _postal(place, labels, language),
            "geo": {"@type": "GeoCoordinates", **known} if known else None,
            "identifier": _number(Identifier(_P_CODE, place.region)) if place.region else None,
            "sameAs": f"{_GEONAMES}{place.geonames}/" if place.geonames is not None else None,
        }
    )


def _sector(code: str, labels: Labels, language: str) -> Object:
    name = labels.get("sector", {}).get(code, {}).get(language) or code
    return {"@type": "DefinedTerm", "termCode": code, "name": name}


def _body(tie: Relation) -> Object:
    number = _number(Identifier(tie.scheme, tie.value)) if tie.value else None
    return _without_empty({"@type": "Organization", "name": tie.label, "identifier": number})


def _list(one: SourceCard) -> Object:
    publisher = {"@type": "Organization", "name": one.publisher} if one.publisher else None
    return _without_empty(
        {"@type": "Dataset", "name": one.name, "license": one.licence, "url": one.address, "publisher": publisher}
    )


class _Value(msgspec.Struct):
    text: str = msgspec.field(name="@value", default="")
    language: str = msgspec.field(name="@language", default="")


class _Number(msgspec.Struct):
    value: str = ""
    url: str = ""
    scheme: str = msgspec.field(name="propertyID", default="")


class _Postal(msgspec.Struct):
    town: str = msgspec.field(name="addressLocality", default="")
    country: str = msgspec.field(name="addressCountry", default="")


class _Geo(msgspec.Struct):
    latitude: float | None = None
    longitude: float | None = None


class _Place(msgspec.Struct):
    address: _Postal = msgspec.field(default_factory=_Postal)
    geo: _Geo = msgspec.field(default_factory=_Geo)
    identifier: _Number = msgspec.field(default_factory=_Number)
    page: str = msgspec.field(name="sameAs", default="")


class _Tie(msgspec.Struct):
    name: str = ""
    identifier: _Number = msgspec.field(default_factory=_Number)


class _Document(msgspec.Struct):
    id: str = msgspec.field(name="@id", default="")
    name: _Value | str = ""
    names: list[_Value | str] = msgspec.field(name="alternateName", default_factory=list)
    descriptions: list[_Value | str] = msgspec.field(name="description", default_factory=list)
    url: str = ""
    pages: list[str] = msgspec.field(name="sameAs", default_factory=list)
    identifiers: list[_Number] = msgspec.field(name="identifier", default_factory=list)
    places: list[_Place] = msgspec.field(name="location", default_factory=list)
    founded: str = msgspec.field(name="foundingDate", default="")
    closed_on: str = msgspec.field(name="dissolutionDate", default="")
    languages: list[str] = msgspec.field(name="knowsLanguage", default_factory=list)
    parents: list[_Tie] = msgspec.field(name="parentOrganization", default_factory=list)
    children: list[_Tie] = msgspec.field(name="subOrganization", default_factory=list)


def fits(source: Source) -> bool:
    """Whether the first objects are organisations in the words of schema.org."""
    return looks_like_json(source) and any(
        found.get("@type") in _BODIES and "schema.org" in str(found.get("@context")) for found in first_objects(source)
    )


def read(source: Source) -> Reading:
    """Open organisations as `write` writes them."""
    return read_typed(source, NAME, _Document, _made)


def _made(row: _Document, number: int) -> Made:
    names = [one for one in map(_name, (row.name, *row.names)) if one.value]
    if names[1:]:
        names[1:] = [Name(one.value, one.lang, ("alias",)) for one in names[1:]]
    registered = {one.url for one in row.identifiers}
    links = [link for link in (row.url, *row.pages) if link and link not in registered]
    record = Record(
        names=tuple(names),
        identifiers=tuple([Identifier(one.scheme, one.value) for one in row.identifiers]),
        locations=tuple([_location(place) for place in row.places]),
        links=tuple(links),
        relations=tuple(_ties(row)),
        descriptions=tuple([Text(one.value, one.lang) for one in map(_name, row.descriptions)]),
        languages=tuple(row.languages),
        founded=row.founded,
        closed_on=row.closed_on,
    )
    match = _ID.search(row.id)
    return record, key_of(match[1]) if match else row.id, ()


def _name(value: _Value | str) -> Name:
    return Name(value) if isinstance(value, str) else Name(value.text, value.language)


def _location(place: _Place) -> Location:
    region = place.identifier.value if place.identifier.scheme == _P_CODE else ""
    number = place.page.removeprefix(_GEONAMES).rstrip("/")
    geonames = int(number) if number.isdecimal() and len(number) < 12 else None
    return Location(
        place.address.country, region, place.address.town, place.geo.latitude, place.geo.longitude, geonames
    )


def _ties(row: _Document) -> Iterator[Relation]:
    for kind, ties in (("parent", row.parents), ("child", row.children)):
        for tie in ties:
            yield Relation(kind, tie.identifier.scheme, tie.identifier.value, tie.name)
