"""Organisations as documents of HSDS 3.1 with our Profile: one page that holds them all.

The Profile (`hsds_profile`, JSON Merge Patches as HSDS asks) drops the duty to name street, province and postal code, takes
away every field for persons, telephones and e-mail, and adds names in all languages and who says what. This never invents
a value to satisfy a schema.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import NAMESPACE_OID, uuid5

import msgspec

from dalil.formats.published import EditionCard, Published, Said
from dalil.formats.record import Location, SectorClaim
from dalil.formats.sound import Labels, Written, key_of, sound

VERSION: Final = "3.1"
PROFILE_VERSION: Final = "1.0.0"
P_CODE: Final = "OCHA p-code"
_SINGLE: Final = ("kinds", "statuses", "founded", "closed_on")
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", re.IGNORECASE)
Object = dict[str, Any]


def profile() -> Mapping[str, bytes]:
    """The files of the Profile by the names of the HSDS schemata that they change."""
    folder = Path(__file__).parent / "hsds_profile"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))}


def write(entries: Iterable[Published], file: BinaryIO, card: EditionCard, labels: Labels, profile_uri: str) -> Written:
    """Write one page with all organisations, one a line; `profile_uri` is where the Profile can be read."""
    head = {
        "version": VERSION,
        "profile": profile_uri,
        "total_items": card.count,
        "total_pages": 1,
        "page_number": 1,
        "size": card.count,
        "first_page": True,
        "last_page": True,
        "empty": not card.count,
    }
    file.write(msgspec.json.encode(head)[:-1] + b',"contents":[')
    count = 0
    for entry in sound(entries):
        file.write((b",\n" if count else b"\n") + _ENCODER.encode(document(entry, card.languages[0], labels)))
        count += 1
    file.write(b"\n]}\n")
    return Written(count)


def identity(name: str) -> str:
    """The UUID that HSDS asks for, computed from our own id, so that it is the same in every edition."""
    return str(uuid5(NAMESPACE_OID, key_of(name)))


def document(entry: Published, language: str, labels: Labels) -> Object:
    """One organisation. The words for codes are those of `language`; what the standard has no field for is the Profile's."""
    title = entry.titles.get(language) or next((said.value.value for said in entry.names), entry.id)
    others = [said.value.value for said in entry.names if said.value.value != title]
    sites = [said.value for said in entry.links if _ADDRESS.fullmatch(said.value)]
    found: Object = {
        "id": identity(entry.id),
        "dalil_id": entry.id,
        "name": title,
        "alternate_name": others[0] if others else None,
        "description": entry.descriptions[0].value.value if entry.descriptions else None,
        "website": sites[0] if sites else None,
        "additional_websites": [
            {"id": identity(f"{entry.id}/websites/{at}"), "url": site} for at, site in enumerate(sites[1:])
        ],
        "year_incorporated": _year(entry),
        "uri": entry.uri,
        "locations": [_location(entry, at, labels, language) for at in range(len(entry.locations))],
        "attributes": [_attribute(entry, at, labels, language) for at in range(len(entry.sectors))],
    }
    found = {key: value for key, value in found.items() if value not in (None, [])}
    found["organization_identifiers"] = [
        {
            "id": identity(f"{entry.id}/identifiers/{at}"),
            "identifier_type": said.value.scheme or "other",
            "identifier": said.value.value,
            **({"identifier_scheme": said.value.scheme} if said.value.scheme else {}),
        }
        for at, said in enumerate(entry.identifiers)
    ]
    return found | _profiled(entry)


def _year(entry: Published) -> int | None:
    year = entry.founded[0].value[:4] if entry.founded else ""
    return int(year) if re.fullmatch("[0-9]{4}", year) else None


def _location(entry: Published, at: int, labels: Labels, language: str) -> Object:
    place: Location = entry.locations[at].value
    address = {
        "id": identity(f"{entry.id}/addresses/{at}"),
        "address_type": "physical",
        "city": place.locality,
        "region": labels.get("place", {}).get(place.region, {}).get(language, ""),
        "country": place.country,
    }
    found = {
        "id": identity(f"{entry.id}/locations/{at}"),
        "location_type": "physical",
        "latitude": place.lat,
        "longitude": place.lng,
        "external_identifier": place.region,
        "external_identifier_type": P_CODE if place.region else "",
        "geonames": place.geonames,
        "addresses": [{key: value for key, value in address.items() if value}],
    }
    return {key: value for key, value in found.items() if value is not None and value != ""}


def _attribute(entry: Published, at: int, labels: Labels, language: str) -> Object:
    claim: SectorClaim = entry.sectors[at].value
    found: Object = {
        "id": identity(f"{entry.id}/sectors/{at}"),
        "link_id": identity(entry.id),
        "link_entity": "organization",
    }
    if claim.code:
        label = labels.get("sector", {}).get(claim.code, {}).get(language) or claim.code
        found["taxonomy_term"] = {
            "id": identity(f"sectors/{claim.code}"),
            "code": claim.code,
            "name": label,
            "taxonomy": "Dalil sectors",
            "language": language,
        }
    found |= {"method": claim.method, "given": claim.given, "confidence": claim.confidence}
    return {key: value for key, value in found.items() if value is not None and value != ""}


def _profiled(entry: Published) -> Object:
    """What the Profile adds."""
    facts = [(fact, said) for fact in _SINGLE for said in getattr(entry, fact)]
    found: Object = {
        "titles": entry.titles,
        "names": [msgspec.structs.asdict(said.value) for said in entry.names],
        "descriptions": [msgspec.structs.asdict(said.value) for said in entry.descriptions],
        "links": [said.value for said in entry.links],
        "languages": [said.value for said in entry.languages],
        "relations": [msgspec.structs.asdict(said.value) for said in entry.relations],
        "facts": [{"fact": fact, "value": said.value} for fact, said in facts],
        "sector_codes": entry.sector_codes,
        "is_sector_guessed": entry.is_sector_guessed,
        "changed_on": entry.changed_on,
        "merged": entry.merged,
        "attribution": list(_attribution(entry, [said for _, said in facts])),
    }
    return {key: value for key, value in found.items() if value or key == "is_sector_guessed"}


def _attribution(entry: Published, facts: list[Said[str]]) -> Iterator[Object]:
    lists: tuple[tuple[str, Iterable[Said[Any]]], ...] = (
        ("names", entry.names),
        ("organization_identifiers", entry.identifiers),
        ("locations", entry.locations),
        ("links", entry.links),
        ("attributes", entry.sectors),
        ("relations", entry.relations),
        ("descriptions", entry.descriptions),
        ("languages", entry.languages),
        ("facts", facts),
    )
    found: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for name, values in lists:
        for at, said in enumerate(values):
            found.setdefault((said.by, said.as_of), []).append(f"/{name}/{at}")
    for (by, as_of), pointers in found.items():
        yield {"by": by, "as_of": as_of, "pointers": pointers}
