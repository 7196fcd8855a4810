"""The normalised record: what one row of a source says about one body, in the field's standard terms.

It never holds private contacts (no e-mail, telephone or person), and never decides anything: it is a plain value.

Names follow the shape of ROR schema 2.1, identifiers the list codes of org-id.guide, relations the
ROR relationship types; partial dates are EDTF level 0 (`2004`, `2004-05`, `2004-05-31`).
"""

from typing import Final

import msgspec


class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """The common form of every part of a record: immutable, compared by value, defaults left out of the JSON.

    Defaults are told by identity, so that a part with one that is not empty must write all of its fields: otherwise
    equal records could give different bytes.
    """


class Name(Value, frozen=True, omit_defaults=False):
    """A name: `types` holds label, alias, acronym or former; `lang` is ISO 639-1, or empty when unknown."""

    value: str
    lang: str = ""
    types: tuple[str, ...] = ("label",)


class Identifier(Value, frozen=True):
    """A number in a register: `scheme` is an org-id.guide list code such as `GB-CHC`, empty when nobody names it."""

    scheme: str
    value: str


class Location(Value, frozen=True):
    """A place: `country` ISO 3166-1 alpha-2, `region` an OCHA p-code; degrees in WGS 84."""

    country: str = ""
    region: str = ""
    locality: str = ""
    lat: float | None = None
    lng: float | None = None
    geonames: int | None = None


class SectorClaim(Value, frozen=True, omit_defaults=False):
    """One of the nine sectors, and how it was assigned: declared, register, editor or rule (a guess)."""

    code: str
    method: str = "declared"
    given: str = ""
    confidence: float | None = None


class Relation(Value, frozen=True):
    """A tie to another body: `kind` is parent, child, related, successor or predecessor."""

    kind: str
    scheme: str = ""
    value: str = ""
    label: str = ""


class Text(Value, frozen=True):
    """Words in a language (ISO 639-1, or empty when unknown)."""

    value: str
    lang: str = ""


class Record(Value, frozen=True):
    """What one row says. `kind` is a ROR type, `status` active, inactive, closed or moved."""

    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    locations: tuple[Location, ...] = ()
    links: tuple[str, ...] = ()
    sectors: tuple[SectorClaim, ...] = ()
    relations: tuple[Relation, ...] = ()
    descriptions: tuple[Text, ...] = ()
    languages: tuple[str, ...] = ()
    kind: str = ""
    status: str = ""
    founded: str = ""
    closed_on: str = ""


# Its fields that hold several values, and those that hold one.
LISTS: Final = ("names", "identifiers", "locations", "links", "sectors", "relations", "descriptions", "languages")
SINGLES: Final = ("kind", "status", "founded", "closed_on")

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_DECODER: Final = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """Return the one JSON text of a record: equal records give equal bytes."""
    return _ENCODER.encode(record)


def decode(data: bytes | str) -> Record:
    """Return the record that `encode` wrote. Raises `msgspec.ValidationError` for anything else."""
    return _DECODER.decode(data)
