"""What the files of the data are, in words for people and in codes for machines.

It never writes a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

ABOUT: Final = gettext_lazy(
    "The public entries of this edition of the guide: organisations with their names, numbers, places, websites and sectors, "
    "every value with the sources that state it."
)
SECTORS: Final = gettext_lazy("Sectors")


@dataclass(frozen=True)
class Kind:
    """What a file is: its words, the short name of its format and its media type."""

    title: str | Promise
    form: str
    mediatype: str


_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PROFILE: Final = Kind(gettext_lazy("Profile of HSDS 3.1: what it changes"), "json", "application/json")
FILES: Final[Mapping[str, Kind]] = {
    "organisations.jsonl": Kind(
        gettext_lazy("All that the edition says, one organisation a line"), "jsonl", "application/jsonl"
    ),
    "organisations.schema.json": Kind(gettext_lazy("JSON Schema of these lines"), "json", "application/schema+json"),
    "organisations.xlsx": Kind(gettext_lazy("All tables in one workbook"), "xlsx", _SHEET),
    "organisations.rtl.xlsx": Kind(gettext_lazy("All tables in one workbook, from right to left"), "xlsx", _SHEET),
    "organisations.parquet": Kind(
        gettext_lazy("All that the edition says, by columns (Parquet)"), "parquet", "application/vnd.apache.parquet"
    ),
    "hsds/organizations.json": Kind(
        gettext_lazy("Organisations in HSDS 3.1 with our profile"), "json", "application/json"
    ),
    "followthemoney.jsonl": Kind(gettext_lazy("Organisations in FollowTheMoney"), "jsonl", "application/jsonl"),
    "iati-organisations.xml": Kind(gettext_lazy("Organisations in IATI 2.03"), "xml", "application/xml"),
    "schema-org.jsonl": Kind(
        gettext_lazy("Organisations in schema.org (JSON-LD), one a line"), "jsonld", "application/ld+json"
    ),
    "places.geojson": Kind(gettext_lazy("Where organisations are (GeoJSON)"), "geojson", "application/geo+json"),
    "sectors.ttl": Kind(gettext_lazy("The sectors as a vocabulary (SKOS, Turtle)"), "ttl", "text/turtle"),
    "sectors.jsonld": Kind(
        gettext_lazy("The sectors as a vocabulary (SKOS, JSON-LD)"), "jsonld", "application/ld+json"
    ),
    "data.zip": Kind(gettext_lazy("All of this in one file"), "zip", "application/zip"),
}
TABLES: Final[Mapping[str, str | Promise]] = {
    "organisations": gettext_lazy("Table of organisations"),
    "names": gettext_lazy("Table of names"),
    "identifiers": gettext_lazy("Table of register numbers"),
    "locations": gettext_lazy("Table of places"),
    "links": gettext_lazy("Table of websites"),
    "sectors": gettext_lazy("Table of sectors as stated"),
    "relations": gettext_lazy("Table of ties between organisations"),
    "descriptions": gettext_lazy("Table of descriptions"),
    "facts": gettext_lazy("Table of single facts"),
    "sources": gettext_lazy("Table of sources"),
    "labels": gettext_lazy("Table of the words for codes"),
}


def kind_of(path: str) -> Kind:
    """What the file at this path is."""
    folder, _, name = path.rpartition("/")
    if folder == "tables":
        return Kind(TABLES[name.removesuffix(".csv")], "csv", "text/csv")
    return _PROFILE if folder == "hsds/profile" else FILES[path]


def in_languages(words: str | Promise, languages: Sequence[str]) -> dict[str, str]:
    """A sentence in each language."""
    found: dict[str, str] = {}
    for language in languages:
        with translation.override(language):
            found[language] = gettext(words) if isinstance(words, str) else str(words)
    return found
