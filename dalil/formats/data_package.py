"""The descriptor of a Data Package 2.0: which files there are, what is in each column, the licence, the sources, the hashes.

It never looks at a file: whoever wrote them says what they are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dalil.formats.published import EditionCard
from dalil.formats.tables import ORGANISATIONS, VALUES, Column, columns_of

PROFILES: Final = "https://datapackage.org/profiles/2.0"
_OWNER: Final = "organisation"
_TYPES: Final = {"list": "string"}


@dataclass(frozen=True)
class Resource:
    """One file: `title` is by language, `digest` its SHA-256 in hexadecimal; `table` names the table of a CSV file.

    `left_out` counts what the format could not hold, by code.
    """

    name: str
    path: str
    title: Mapping[str, str]
    form: str
    mediatype: str
    size: int
    digest: str
    table: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Licence:
    """A licence as the world names it: the SPDX identifier and its address, as far as known."""

    title: str
    spdx: str = ""
    address: str = ""


_LICENCES: Final = {
    "ccby40": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "ccbysa40": ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "ccbync40": ("CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    "cc010": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "cc0": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "odbl10": ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "pddl10": ("PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
    "mit": ("MIT", "https://opensource.org/license/mit"),
}


def licence_of(text: str) -> Licence:
    """What a person wrote as the licence, recognised where it is one of the usual ones."""
    return Licence(text, *_LICENCES.get(re.sub(r"[\W_]", "", text.casefold()), ()))


def descriptor(card: EditionCard, resources: Sequence[Resource], language: str) -> dict[str, Any]:
    """The content of `datapackage.json`; titles are in `language`, for the standard has room for one."""
    licence = licence_of(card.licence)
    found = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": f"dalil-edition-{card.number}",
        "id": f"urn:sha256:{card.digest}",
        "title": card.title.get(language) or card.platform,
        "description": card.foreword.get(language, ""),
        "homepage": card.address,
        "version": f"{card.number}",
        "created": f"{card.dated_on}T00:00:00Z",
        "contributors": [{"title": card.platform, "roles": ["publisher"]}],
        "licenses": [_licence(licence)] if licence.title else [],
        "sources": [_source(one.name, one.address) for one in card.sources if one.name],
        "resources": [_resource(one, card, language) for one in resources],
    }
    return {key: value for key, value in found.items() if value}


def _licence(one: Licence) -> dict[str, str]:
    name = one.spdx or re.sub(r"[^-a-zA-Z0-9._]+", "-", one.title).strip("-") or "licence"
    return {"name": name, "title": one.title, **({"path": one.address} if one.address else {})}


def _source(title: str, address: str) -> dict[str, str]:
    return {"title": title, **({"path": address} if re.match(r"https?://", address) else {})}


def _resource(one: Resource, card: EditionCard, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": one.name,
        "path": one.path,
        "title": one.title.get(language) or one.name,
        "format": one.form,
        "mediatype": one.mediatype,
        "bytes": one.size,
        "hash": f"sha256:{one.digest}",
    }
    if one.table:
        found |= {"type": "table", "encoding": "utf-8", "schema": table_schema(one.table, columns_of(card.languages))}
    if one.left_out:
        found["leftOut"] = dict(one.left_out)
    return found


def table_schema(table: str, columns: Mapping[str, Sequence[Column]]) -> dict[str, Any]:
    """The Table Schema 2.0 of one of our tables."""
    fields = [
        {"name": column.name, "type": _TYPES.get(column.kind, column.kind)}
        | ({"description": "Codes between semicolons."} if column.kind == "list" else {})
        for column in columns[table]
    ]
    found: dict[str, Any] = {"$schema": f"{PROFILES}/tableschema.json", "fields": fields, "missingValues": [""]}
    if table == ORGANISATIONS:
        found["primaryKey"] = ["id"]
    if table in VALUES:
        found["primaryKey"] = [_OWNER, "fact", "rank"] if table == "facts" else [_OWNER, "rank"]
        reference = {"resource": f"table-{ORGANISATIONS}", "fields": ["id"]}
        found["foreignKeys"] = [{"fields": [_OWNER], "reference": reference}]
    return found
