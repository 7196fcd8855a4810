"""What there is to take away of a published edition: its files by kind, with their sizes. It only looks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.press import folder
from dalil.press.models import Edition


@dataclass(frozen=True, slots=True)
class Download:
    """One file: its name, its address on this server, and its size in bytes."""

    name: str
    address: str
    size: int
    label: str = ""


# What each file of the open data is, in words. One that is not named here is shown by its name.
LABELS: Final[Mapping[str, str | Promise]] = {
    "data.zip": _("Everything in one archive, with the CSV tables and the HSDS documents"),
    "organisations.xlsx": _("Workbook"),
    "organisations.rtl.xlsx": _("Workbook, right to left"),
    "organisations.jsonl": _("One organisation a line (JSON)"),
    "organisations.parquet": _("For statistics (Parquet)"),
    "organisations.schema.json": _("What a line holds (JSON Schema)"),
    "followthemoney.jsonl": _("FollowTheMoney entities"),
    "iati-organisations.xml": _("IATI organisation file"),
    "schema-org.jsonl": _("schema.org (JSON-LD)"),
    "places.geojson": _("Places on the map (GeoJSON)"),
    "sectors.ttl": _("The sectors (SKOS, Turtle)"),
    "sectors.jsonld": _("The sectors (SKOS, JSON-LD)"),
    "catalogue.ttl": _("The catalogue (DCAT, Turtle)"),
    "catalogue.jsonld": _("The catalogue (DCAT, JSON-LD)"),
    "datapackage.json": _("The list of all files (Data Package)"),
}


def place_of(edition: Edition) -> Path:
    """Where the files of a published edition lie."""
    return folder.editions() / str(edition.number)


def address_of(path: Path) -> str:
    """The address at which the platform itself serves a file of the mirror."""
    return "/mirror/" + path.relative_to(folder.mirror()).as_posix()


def files_in(edition: Edition, place: str) -> tuple[Download, ...]:
    """The files that stand directly in one of its folders: those with words first, in the order of these."""
    order = {name: number for number, name in enumerate(LABELS)}
    found = downloads(place_of(edition) / place)
    return tuple(sorted(found, key=lambda one: (order.get(one.name, len(order)), one.name)))


def downloads(place: Path) -> Iterator[Download]:
    """Each file in a folder."""
    if place.is_dir():
        for path in sorted(place.iterdir()):
            if path.is_file():
                label = str(LABELS.get(path.name, ""))
                yield Download(path.name, address_of(path), path.stat().st_size, label)


def site_of(edition: Edition, language: str) -> str:
    """The address of the first page of the static site in a language, or in none of them; empty when there is no site."""
    for path in (place_of(edition) / "site" / language / "index.html", place_of(edition) / "site" / "index.html"):
        if path.exists():
            return address_of(path)
    return ""
