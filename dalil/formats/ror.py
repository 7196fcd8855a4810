"""Organisations of the Research Organization Registry: its dumps in schema 2.x, and the flattened lines made of them.

It never keeps Wikipedia links or domains: they stay in the text of the row.
Shape: ror-community/ror-schema, ror_schema_v2_1.json.
"""

from typing import Any, Final

import msgspec

from dalil.formats.json_text import first_objects, looks_like_json
from dalil.formats.record import Identifier, Location, Name, Record, Relation
from dalil.formats.row import Reading
from dalil.formats.source import Source
from dalil.formats.typed import Made, read_typed

NAME: Final = "ror"
_SCHEME: Final = "XI-ROR"
_SCHEMES: Final = {
    "wikidata": "XI-WIKIDATA",
    "isni": "XI-ISNI",
    "fundref": "XI-FUNDREF",
    "grid": "XI-GRID",
}
_RELATIONS: Final = frozenset({"parent", "child", "related", "successor", "predecessor"})
_DISPLAY: Final = "ror_display"
_LABEL: Final = ("label",)
_TYPES: Final[dict[tuple[str, ...], tuple[str, ...]]] = {}


class _FlatName(msgspec.Struct):
    v: str
    lang: str | None = None
    t: tuple[str, ...] = _LABEL


class _FlatRelation(msgspec.Struct):
    type: str
    id: str
    label: str = ""


class _Flat(msgspec.Struct):
    id: str
    names: list[_FlatName]
    status: str = ""
    country: str | None = None
    city: str | None = None
    lat: float | None = None
    lng: float | None = None
    geonames_id: int | None = None
    websites: list[str] = []
    ext: dict[str, str] = {}
    types: list[str] = []
    established: int | None = None
    rel: list[_FlatRelation] = []


class _Text(msgspec.Struct):
    value: str
    lang: str | None = None
    types: tuple[str, ...] = _LABEL


class _Link(msgspec.Struct):
    type: str
    value: str


class _External(msgspec.Struct):
    type: str
    all: list[str] = []
    preferred: str | None = None


class _Details(msgspec.Struct):
    name: str | None = None
    country_code: str | None = None
    lat: float | None = None
    lng: float | None = None


class _Place(msgspec.Struct):
    geonames_id: int | None = None
    geonames_details: _Details = msgspec.field(default_factory=_Details)


class _Official(msgspec.Struct):
    id: str
    names: list[_Text]
    status: str = ""
    locations: list[_Place] = []
    links: list[_Link] = []
    external_ids: list[_External] = []
    relationships: list[_FlatRelation] = []
    types: list[str] = []
    established: int | None = None


def fits(source: Source) -> bool:
    """Whether the first objects are organisations as ROR writes them, official or flattened."""
    return looks_like_json(source) and any(_is_flat(found) or _is_official(found) for found in first_objects(source))


def read(source: Source) -> Reading:
    """Open a ROR dump or its flattened form."""
    if any(_is_official(found) for found in first_objects(source)):
        return read_typed(source, NAME, _Official, _from_official)
    return read_typed(source, NAME, _Flat, _from_flat)


def _is_flat(found: dict[str, Any]) -> bool:
    return "id" in found and _first_name_has(found, "v")


def _is_official(found: dict[str, Any]) -> bool:
    return "ror.org/" in str(found.get("id", "")) and _first_name_has(found, "value")


def _first_name_has(found: dict[str, Any], key: str) -> bool:
    names = found.get("names")
    return isinstance(names, list) and bool(names) and isinstance(names[0], dict) and key in names[0]


def _from_flat(row: _Flat, number: int) -> Made:
    """Return the record of a flattened line."""
    ror_id = _short(row.id)
    # Displayed name first: `True` sorts after `False`, and the sort keeps the order otherwise.
    ordered = sorted(row.names, key=lambda name: _DISPLAY not in name.t)
    identifiers = [Identifier(_SCHEME, ror_id)]
    identifiers += [Identifier(_SCHEMES[kind], value) for kind, value in row.ext.items() if kind in _SCHEMES]
    record = Record(
        names=tuple([Name(name.v, name.lang or "", _types(name.t)) for name in ordered]),
        identifiers=tuple(identifiers),
        locations=(Location(row.country or "", "", row.city or "", row.lat, row.lng, row.geonames_id),),
        links=tuple(row.websites),
        relations=_relations(row.rel),
        kind=_kind(row.types),
        status=_status(row.status),
        founded=_year(row.established),
    )
    return record, f"{_SCHEME}:{ror_id}", ()


def _from_official(row: _Official, number: int) -> Made:
    """Return the record of an object in schema 2.x."""
    ror_id = _short(row.id)
    ordered = sorted(row.names, key=lambda name: _DISPLAY not in name.types)
    identifiers = [Identifier(_SCHEME, ror_id)]
    for external in row.external_ids:
        value = external.preferred or (external.all[0] if external.all else "")
        if value and external.type in _SCHEMES:
            identifiers.append(Identifier(_SCHEMES[external.type], value))
    record = Record(
        names=tuple([Name(name.value, name.lang or "", _types(name.types)) for name in ordered]),
        identifiers=tuple(identifiers),
        locations=tuple([_location(place) for place in row.locations]),
        links=tuple([link.value for link in row.links if link.type == "website"]),
        relations=_relations(row.relationships),
        kind=_kind(row.types),
        status=_status(row.status),
        founded=_year(row.established),
    )
    return record, f"{_SCHEME}:{ror_id}", ()


def _location(place: _Place) -> Location:
    details = place.geonames_details
    return Location(details.country_code or "", "", details.name or "", details.lat, details.lng, place.geonames_id)


def _relations(given: list[_FlatRelation]) -> tuple[Relation, ...]:
    kept = [tie for tie in given if tie.type in _RELATIONS]
    return tuple([Relation(tie.type, _SCHEME, _short(tie.id), tie.label) for tie in kept])


def _short(ror_id: str) -> str:
    return ror_id.rpartition("/")[2]


def _types(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the types without the mark of the displayed name; that mark alone makes a label."""
    kept = _TYPES.get(given)
    if kept is None:
        kept = tuple(part for part in given if part in ("label", "alias", "acronym")) or _LABEL
        if len(_TYPES) < 100:
            _TYPES[given] = kept
    return kept


def _kind(types: list[str]) -> str:
    """Return what the body is; that it also gives grants is second to that."""
    for kind in types:
        if kind != "funder":
            return kind
    return "funder" if types else ""


def _status(status: str) -> str:
    return status if status in ("active", "inactive") else "closed" if status == "withdrawn" else ""


def _year(year: int | None) -> str:
    return f"{year:04d}" if year and 0 < year < 10000 else ""
