"""FollowTheMoney entities as lines of JSON: organisations with their addresses, the public part of the model and no more.

It never writes a topic or any property that speaks of risk, sanctions or persons, and never reads one: a body that
somebody lists somewhere is here a body like any other. Model: followthemoney 4.x, `Organization` and `Address`.
"""

import math
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO, Final, TypeVar

import msgspec

from dalil.formats.json_text import first_objects, looks_like_json
from dalil.formats.published import EditionCard, Published, SourceCard
from dalil.formats.record import Identifier, Location, Name, Record, Text
from dalil.formats.row import RawRow, Reading
from dalil.formats.sound import Labels, Written, key_of, sound, sources_of
from dalil.formats.source import Source
from dalil.formats.typed import Made, read_typed

NAME: Final = "ftm"
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_SCHEMATA: Final = {"government": "PublicBody", "company": "Company"}
_KINDS: Final = {schema: kind for kind, schema in _SCHEMATA.items()}
_BODIES: Final = frozenset({"Organization", "LegalEntity", *_KINDS})
_OURS: Final = "dalil-"
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_NAMES: Final = {"name": "label", "alias": "alias", "abbreviation": "acronym", "previousName": "former"}
_PROPERTY: Final = {"alias": "alias", "acronym": "abbreviation", "former": "previousName"}
_NUMBERS: Final = {
    "XI-LEI": ("leiCode", re.compile("[A-Z0-9]{20}")),
    "XI-WIKIDATA": ("wikidataId", re.compile("Q[0-9]+")),
}
_STATUSES: Final = frozenset({"active", "inactive", "closed", "moved"})
_AT_ONCE: Final = 1000
ALLOWED: Final[Mapping[str, int]] = {
    **dict.fromkeys(_NAMES, 384),
    **dict.fromkeys(("status", "legalForm", "sector", "publisher", "city", "region"), 1024),
    **dict.fromkeys(("website", "sourceUrl", "publisherUrl"), 4096),
    **dict.fromkeys(("leiCode", "wikidataId"), 32),
    **dict.fromkeys(("incorporationDate", "dissolutionDate", "modifiedAt"), 32),
    **dict.fromkeys(("latitude", "longitude", "full"), 250),
    "country": 16,
    "registrationNumber": 64,
    **dict.fromkeys(("addressEntity", "holder"), 200),
    "type": 1024,
    "number": 64,
    "description": 65_000,
}
"""Every property that ever leaves, with the most characters of it; what is not here, such as `topics`, cannot."""

T = TypeVar("T")
Properties = dict[str, list[str]]
Places = OrderedDict[str, Location]
Numbers = OrderedDict[str, tuple[Identifier, ...]]


def write(entries: Iterable[Published], file: BinaryIO, card: EditionCard, labels: Labels) -> Written:
    """Write each organisation after its addresses and numbers. Sources stand for the whole entity."""
    named = {one.slug: one for one in card.sources if one.name}
    count, cut = 0, 0
    for entry in sound(entries):
        count += 1
        for entity in _entities(entry, card.languages[0], labels, named):
            if strange := entity["properties"].keys() - ALLOWED.keys():
                raise ValueError(strange)
            cut += _cut(entity["properties"])
            file.write(_ENCODER.encode(entity) + b"\n")
    return Written(count, {"text_cut": cut} if cut else {})


def _entities(
    entry: Published, language: str, labels: Labels, named: Mapping[str, SourceCard]
) -> Iterator[dict[str, Any]]:
    places = list(dict.fromkeys(said.value for said in entry.locations))
    numbers = [f"{_OURS}{entry.id}-place-{at}" for at in range(1, len(places) + 1)]
    for number, place in zip(numbers, places, strict=True):
        yield _entity(number, "Address", _address(place, language, labels))
    for at, said in enumerate(entry.identifiers, 1):
        if said.value.scheme:
            told = {"holder": [f"{_OURS}{entry.id}"], "type": [said.value.scheme], "number": [said.value.value]}
            yield _entity(f"{_OURS}{entry.id}-number-{at}", "Identification", told)
    kind = entry.kinds[0].value if entry.kinds else ""
    yield _entity(
        f"{_OURS}{entry.id}",
        _SCHEMATA.get(kind, "Organization"),
        _named(entry)
        | _described(entry, language, labels)
        | _sourced(entry, named)
        | {"legalForm": [kind], "addressEntity": numbers, "country": [place.country.lower() for place in places]},
    )


def _entity(number: str, schema: str, properties: Properties) -> dict[str, Any]:
    kept = {name: list(dict.fromkeys(filter(None, values))) for name, values in properties.items()}
    return {"id": number, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


def _named(entry: Published) -> Properties:
    found: Properties = {name: [] for name in _NAMES}
    for said in entry.names:
        types = said.value.types
        property_ = (
            "name" if "label" in types else next((_PROPERTY[kind] for kind in types if kind in _PROPERTY), "alias")
        )
        found[property_].append(said.value.value)
    if not any(found["name"]):  # a body must have one: the best of what there is
        found["name"] = [next((said.value.value for said in entry.names if said.value.value), entry.id)]
    return found


def _described(entry: Published, language: str, labels: Labels) -> Properties:
    found: Properties = {
        "website": [said.value for said in entry.links if _ADDRESS.fullmatch(said.value)],
        "description": [said.value.value for said in entry.descriptions],
        "status": [said.value for said in entry.statuses],
        "incorporationDate": [said.value for said in entry.founded if _DATE.fullmatch(said.value)],
        "dissolutionDate": [said.value for said in entry.closed_on if _DATE.fullmatch(said.value)],
        "modifiedAt": [entry.changed_on],
        "sourceUrl": [entry.uri] if _ADDRESS.fullmatch(entry.uri) else [],
        "registrationNumber": [],
    }
    if not entry.is_sector_guessed:
        words = labels.get("sector", {})
        found["sector"] = [words.get(code, {}).get(language) or code for code in entry.sector_codes]
    for said in entry.identifiers:
        scheme, value = said.value.scheme, said.value.value
        name, form = _NUMBERS.get(scheme, ("", re.compile("")))
        is_known = name and form.fullmatch(value)
        found.setdefault(name if is_known else "registrationNumber", []).append(value)
    return found


def _sourced(entry: Published, named: Mapping[str, SourceCard]) -> Properties:
    cards = [named[slug] for slug in sources_of(entry) if slug in named]
    return {
        "publisher": [one.name for one in cards],
        "publisherUrl": [one.address for one in cards if _ADDRESS.fullmatch(one.address)],
    }


def _address(place: Location, language: str, labels: Labels) -> Properties:
    words = labels.get("place", {})
    region = words.get(place.region, {}).get(language) or place.region
    parts = [place.locality, region, words.get(place.country, {}).get(language) or place.country]
    return {
        "full": [", ".join(filter(None, parts))],
        "city": [place.locality],
        "region": [region],
        "country": [place.country.lower()],
        "latitude": _digits(place.lat),
        "longitude": _digits(place.lng),
    }


def _digits(number: float | None) -> list[str]:
    """A number without an exponent, which the model does not know."""
    return [] if number is None or not math.isfinite(number) else [format(Decimal(repr(number)), "f")]


def _cut(properties: Properties) -> int:
    """Shorten what is longer than the model allows, and drop such an address of a page or number; how many those were."""
    count = 0
    for name, values in properties.items():
        most = ALLOWED[name]
        if all(len(value) <= most for value in values):
            continue
        count += sum(len(value) > most for value in values)
        is_text = most in (384, 1024, 65_000, 250)
        properties[name] = [value[:most] for value in values if is_text or len(value) <= most]
    return count


class _Entity(msgspec.Struct):
    id: str
    schema: str
    properties: dict[str, list[str]] = {}


def fits(source: Source) -> bool:
    """Whether the first objects are entities of FollowTheMoney."""
    return looks_like_json(source) and any(
        isinstance(found.get("schema"), str) and isinstance(found.get("properties"), dict) and "id" in found
        for found in first_objects(source)
    )


def read(source: Source) -> Reading:
    """Open entities. Organisations become rows, with what stands before them; other entities are passed over."""

    def rows() -> Iterator[RawRow]:
        places: Places = OrderedDict()
        numbers: Numbers = OrderedDict()
        reading = read_typed(source, NAME, _Entity, lambda row, number: _made(row, places, numbers))
        return (row for row in reading.rows() if row.record is not None or row.problems)

    return Reading(NAME, rows, encoding=source.encoding.name)


def _made(row: _Entity, places: Places, numbers: Numbers) -> Made:
    own = row.properties
    if row.schema == "Address":
        _remember(places, row.id, _place(own))
    elif row.schema == "Identification":
        for holder in own.get("holder", []):
            one = Identifier(_first(own, "type"), _first(own, "number"))
            _remember(numbers, holder, (*numbers.get(holder, ()), one)[:_AT_ONCE])
    if row.schema not in _BODIES:
        return None, "", ()
    found = [places[number] for number in own.get("addressEntity", []) if number in places]
    missing = dict.fromkeys(code.upper() for code in own.get("country", []))
    for place in found:
        missing.pop(place.country, None)
    record = Record(
        names=tuple([Name(value, "", (kind,)) for name, kind in _NAMES.items() for value in own.get(name, [])]),
        identifiers=tuple(_identifiers(own, numbers.get(row.id, ()))),
        locations=(*found, *(Location(code) for code in missing)),
        links=tuple(own.get("website", [])),
        descriptions=tuple([Text(value) for value in own.get("description", [])]),
        kind=_KINDS.get(row.schema) or _first(own, "legalForm"),
        status=next((value for value in own.get("status", []) if value in _STATUSES), ""),
        founded=_first(own, "incorporationDate"),
        closed_on=_first(own, "dissolutionDate"),
    )
    is_ours = row.id.startswith(_OURS)
    return record, key_of(row.id[len(_OURS) :]) if is_ours else f"ftm:{row.id}" if row.id else "", ()


def _remember(kept: "OrderedDict[str, T]", key: str, value: T) -> None:
    """Keep it for the organisation that follows; of too many the oldest is forgotten."""
    kept[key] = value
    if len(kept) > _AT_ONCE:
        kept.popitem(last=False)


def _identifiers(own: Properties, known: tuple[Identifier, ...]) -> Iterator[Identifier]:
    yield from known
    values = {one.value for one in known}
    for scheme, name in (*((scheme, name) for scheme, (name, _) in _NUMBERS.items()), ("", "registrationNumber")):
        yield from (Identifier(scheme, value) for value in own.get(name, []) if value not in values)


def _place(own: Properties) -> Location:
    return Location(
        _first(own, "country").upper(),
        "",
        _first(own, "city"),
        _number(_first(own, "latitude")),
        _number(_first(own, "longitude")),
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _first(own: Properties, name: str) -> str:
    return next(iter(own.get(name, [])), "")
