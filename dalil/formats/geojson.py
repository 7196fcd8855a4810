"""Where organisations are, as GeoJSON (RFC 7946): a point for each place of which the coordinates are known.

No place is more exact than the town or point that a public source states. It never guesses coordinates, and leaves out and
counts what is not on the globe.
"""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

import msgspec

from dalil.formats.json_text import first_objects, items, looks_like_json
from dalil.formats.problems import to_the_end
from dalil.formats.published import Published, Said
from dalil.formats.record import Location, Name, Record
from dalil.formats.row import RawRow, Reading
from dalil.formats.sound import Written, key_of, sound
from dalil.formats.source import Source
from dalil.formats.typed import Made, read_typed

NAME: Final = "geojson"
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_HEAD: Final = b'{"type":"FeatureCollection","name":"organisations","features":['


def write(entries: Iterable[Published], file: BinaryIO) -> Written:
    """Write a feature for each place; `count` are the features."""
    count = without = off = 0
    file.write(_HEAD)
    for entry in sound(entries):
        places = [(at, said) for at, said in enumerate(entry.locations) if _has_point(said.value)]
        without += not places
        for at, said in places:
            if not _is_on_globe(said.value):
                off += 1
                continue
            file.write((b",\n" if count else b"\n") + _ENCODER.encode(_feature(entry, at, said)))
            count += 1
    file.write(b"\n]}\n")
    left_out = {"without_coordinates": without, "coordinates_out_of_range": off}
    return Written(count, {code: number for code, number in left_out.items() if number})


def _has_point(place: Location) -> bool:
    return place.lat is not None and place.lng is not None


def _is_on_globe(place: Location) -> bool:
    return place.lat is not None and place.lng is not None and abs(place.lat) <= 90 and abs(place.lng) <= 180


def _feature(entry: Published, at: int, said: Said[Location]) -> dict[str, Any]:
    place = said.value
    told = {
        "country": place.country,
        "region": place.region,
        "locality": place.locality,
        "geonames": place.geonames,
        "sector_codes": list(entry.sector_codes),
    }
    return {
        "type": "Feature",
        "id": f"{key_of(entry.id)}/{at}",
        "geometry": {"type": "Point", "coordinates": [place.lng, place.lat]},
        "properties": {
            "organisation": entry.id,
            "uri": entry.uri,
            "titles": entry.titles,
            **{key: value for key, value in told.items() if value},
            "is_sector_guessed": entry.is_sector_guessed,
            "by": said.by,
            "as_of": said.as_of,
        },
    }


class _Point(msgspec.Struct):
    type: str
    coordinates: tuple[float, float]


class _Told(msgspec.Struct):
    organisation: str
    titles: dict[str, str] = {}
    country: str = ""
    region: str = ""
    locality: str = ""
    geonames: int | None = None


class _Feature(msgspec.Struct):
    properties: _Told
    geometry: _Point | None = None


def fits(source: Source) -> bool:
    """Whether it is a collection of features about organisations of an edition."""
    if not looks_like_json(source):
        return False
    return any(
        found.get("type") == "Feature"
        and isinstance(found.get("properties"), dict)
        and "organisation" in found["properties"]
        for found in first_objects(source)
    )


def read(source: Source) -> Reading:
    """Open the features: a row for each organisation, with its titles and all its places that stand together."""

    def rows() -> Iterator[RawRow]:
        return to_the_end(_together(read_typed(source, NAME, _Feature, _made).rows()))

    next(iter(items(source)), None)
    return Reading(NAME, rows, encoding=source.encoding.name)


def _made(row: _Feature, number: int) -> Made:
    told, point = row.properties, row.geometry
    # A title heads a page in a language; it need not be in that language.
    names = [Name(title) for title in dict.fromkeys(told.titles.values()) if title]
    lng, lat = point.coordinates if point and point.type == "Point" else (None, None)
    place = Location(told.country, told.region, told.locality, lat, lng, told.geonames)
    return Record(names=tuple(names), locations=(place,)), key_of(told.organisation), ()


def _together(rows: Iterable[RawRow]) -> Iterator[RawRow]:
    """Yield one row for the neighbours that tell of one organisation."""
    last: RawRow | None = None
    for row in rows:
        if last and last.record and row.record and row.key == last.key:
            places = (*last.record.locations, *row.record.locations)
            record = msgspec.structs.replace(last.record, locations=places)
            last = RawRow(last.number, "", {}, record, last.problems + row.problems, last.text, last.key)
            continue
        if last:
            yield last
        last = row
    if last:
        yield last
