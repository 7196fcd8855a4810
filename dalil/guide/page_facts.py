"""What the page of a place or of a sector shows, out of counts: names with who uses them, map, sectors, regions, countries.

The live page and the page of an edition take it. It never reads the database, and never says which of the names is the true one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from dalil import kinds
from dalil.guide.labels import country_name
from dalil.guide.maps import cartogram, world_map

MOST_REGIONS: Final = 40
MOST_COUNTRIES: Final = 12
SCHEMES: Final = {"alpha3": "ISO 3166-1 alpha-3", "m49": "UN M49"}


@dataclass(frozen=True, slots=True)
class Bar:
    """How many organisations of this place are in a sector."""

    sector: kinds.Sector
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """A region of this country with its count."""

    code: str
    name: str
    count: int


def place_facts(
    shown: kinds.Place, language: str, total: int, by_sector: Mapping[str, int], by_region: Mapping[str, int]
) -> dict[str, object]:
    """The values that both templates take. Counts are of organisations, by the codes of sectors and regions."""
    country = shown.country or shown.code
    is_country = shown.level == 0
    interface = dict(settings.LANGUAGES)
    bars = [Bar(s, s.label_in(language), by_sector[c]) for c, s in kinds.sectors().items() if by_sector.get(c)]
    regions = [(c, n) for c, n in by_region.items() if c != shown.code and kinds.place(c)] if is_country else []
    parts = [Part(code, country_name(code, language), count) for code, count in regions]
    return {
        "place": shown,
        "name": shown.name_in(language),
        "names": [given for given in shown.names if given.lang in interface],
        "other_names": [given for given in shown.names if given.lang not in interface],
        "codes": [(SCHEMES.get(scheme, scheme), value) for scheme, value in shown.codes.items()],
        "country": "" if is_country else country,
        "country_name": country_name(country, language),
        "total": total,
        "map": world_map([(country, total or 1)], language, within=(country,)),
        "cartogram": cartogram(shown.code, by_region, language) if parts else None,
        "bars": sorted(bars, key=lambda bar: -bar.count),
        "is_region_missing": total > sum(count for _, count in regions),
        "parts": sorted(parts, key=lambda part: (-part.count, part.name))[:MOST_REGIONS],
    }


def sector_facts(shown: kinds.Sector, language: str, by_country: Iterable[tuple[str, int]]) -> dict[str, object]:
    """The values that both templates of a sector take. Counts are of organisations, by the code of the country."""
    sheet = world_map(by_country, language)
    lands = sorted(sheet.lands, key=lambda land: (-land.count, land.name))
    return {
        "sector": shown,
        "label": shown.label_in(language),
        "map": sheet,
        "bars": lands[:MOST_COUNTRIES],
        "countries_total": len(lands),
    }
