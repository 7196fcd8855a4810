"""From a profile to what the API sends of it, in the reader's language. Pure: it never reads the database or the clock.

An organisation in full is the very document that editions hold; only what changes from day to day is added.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from dalil import kinds
from dalil.formats.hsds_writing import document, identity
from dalil.formats.published import Published
from dalil.formats.sound import Labels
from dalil.guide.isolating import isolated
from dalil.guide.labels import place_name
from dalil.guide.profile import Profile
from dalil.press.api import shapes

TAXONOMY: Final = "Dalil sectors"
SECTORS: Final = identity("sectors")
SECTORS_VERSION: Final = "1"
_ISOLATES: Final = dict.fromkeys(map(ord, isolated("")))


@dataclass(frozen=True, slots=True)
class Seen:
    """An organisation that may be shown."""

    public_id: str
    profile: Profile
    changed_at: datetime
    uri: str
    language: str
    last_verified_on: str = ""
    unconfirmed_since: str = ""


def in_a_list(seen: Seen) -> shapes.Organization:
    """The fields that have one value."""
    profile = seen.profile
    title = profile.title_said(seen.language)
    description = profile.description(seen.language)
    name = title.value.value if title else seen.public_id
    founded = profile.founded[0].value[:4] if profile.founded else ""
    return shapes.Organization(
        id=identity(seen.public_id),
        dalil_id=seen.public_id,
        name=name,
        alternate_name=next((s.value.value for s in profile.names if s.value.value != name), ""),
        description=description.value.value if description else "",
        website=website_of(profile),
        year_incorporated=int(founded) if founded.isascii() and founded.isdigit() else None,
        uri=seen.uri,
        name_language=title.value.lang if title else "",
        kind=profile.kind,
        status=profile.status,
        countries=tuple(dict.fromkeys(s.value.country for s in profile.locations if s.value.country)),
        sector_codes=profile.sector_codes,
        is_sector_guessed=profile.is_sector_guessed,
        last_modified=moment(seen.changed_at),
        last_verified_on=seen.last_verified_on,
        unconfirmed_since=seen.unconfirmed_since,
    )


def in_full(seen: Seen, published: Published) -> dict[str, Any]:
    """The document of an edition, and what a list says beyond it."""
    listed: dict[str, Any] = msgspec.to_builtins(in_a_list(seen))
    return listed | document(published, seen.language, labels_for(published, seen.language))


def labels_for(published: Published, language: str) -> Labels:
    """The words for the codes of an organisation."""
    regions = {said.value.region for said in published.locations if said.value.region}
    sectors = kinds.sectors()
    codes = {said.value.code for said in published.sectors} & sectors.keys()
    return {
        "place": {code: {language: place_name(code, language)} for code in regions},
        "sector": {code: {language: sectors[code].label_in(language)} for code in codes},
    }


def taxonomy(uri: str) -> shapes.Taxonomy:
    """The taxonomy of sectors."""
    return shapes.Taxonomy(
        id=SECTORS,
        name=TAXONOMY,
        description="The sectors of civil-society organisations in this guide.",
        uri=uri,
        version=SECTORS_VERSION,
    )


def terms_in(language: str, uri_of: Callable[[str], str]) -> dict[str, shapes.Term]:
    """The sectors by code; `uri_of` gives the address of each page."""
    return {code: term(sector, language, uri_of(code)) for code, sector in kinds.sectors().items()}


def term(sector: kinds.Sector, language: str, uri: str) -> shapes.Term:
    """A sector in a language. HSDS asks for a description: what else the sector is called."""
    label = sector.label_in(language)
    return shapes.Term(
        id=term_id(sector.code),
        code=sector.code,
        name=label,
        description=", ".join((label, *sector.also.get(language, ()))),
        taxonomy=TAXONOMY,
        taxonomy_id=SECTORS,
        language=language,
        term_uri=uri,
    )


def term_id(code: str) -> str:
    """The UUID of a sector: the same as in editions."""
    return identity(f"sectors/{code}")


def website_of(profile: Profile) -> str:
    """The first address of the web."""
    return next((s.value for s in profile.links if s.value.startswith(("http://", "https://"))), "")


def plain(text: str) -> str:
    """Text without the marks that set directions apart on a page."""
    return text.translate(_ISOLATES)


def moment(at: datetime) -> str:
    """A moment in UTC, as RFC 3339 has it, whole: so that it can be given back as `modified_after`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def value_of(value: Any) -> dict[str, Any]:
    """A value of a record as an object."""
    found = msgspec.to_builtins(value)
    return found if isinstance(found, dict) else {"value": found}
