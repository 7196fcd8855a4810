"""Organisations as related tables: one row for each value with its sources, joined by the id of the organisation.

CSV files and the sheets of a workbook have this form. It never writes or reads a file.
A cell that holds several codes has them between semicolons; in a code, `\\` stands before a semicolon or backslash,
and an empty one is `\\e`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from dalil.formats.published import Published, Said, SourceCard
from dalil.formats.sound import Labels, sources_of

Cell = str | int | float | None
Row = tuple[str, tuple[Cell, ...]]
"""The table that a row belongs to, and its cells."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` is string, integer, number, boolean or list (codes between semicolons)."""

    name: str
    kind: str = "string"


def _columns(words: str) -> tuple[Column, ...]:
    """Columns written in a row, a type behind a colon where it is not text."""
    return tuple(Column(*word.split(":")) for word in words.split())


_SAID: Final = "sources:list as_of"
_FIRST: Final = _columns("kind status founded closed_on country region locality website")
_LAST: Final = _columns("sector_codes:list is_sector_guessed:boolean changed_on merged:list sources:list")
VALUES: Final[Mapping[str, tuple[Column, ...]]] = {
    "names": _columns(f"organisation rank:integer value lang types:list {_SAID}"),
    "identifiers": _columns(f"organisation rank:integer scheme value {_SAID}"),
    "locations": _columns(
        f"organisation rank:integer country region locality lat:number lng:number geonames:integer {_SAID}"
    ),
    "links": _columns(f"organisation rank:integer value {_SAID}"),
    "sectors": _columns(f"organisation rank:integer code method given confidence:number {_SAID}"),
    "relations": _columns(f"organisation rank:integer kind scheme value label {_SAID}"),
    "descriptions": _columns(f"organisation rank:integer value lang {_SAID}"),
    "facts": _columns(f"organisation rank:integer fact value {_SAID}"),
}
"""The tables of values, each with the id of the organisation first and the sources last."""

FACTS: Final = ("languages", "kinds", "statuses", "founded", "closed_on")
ORGANISATIONS: Final = "organisations"
SOURCES: Final = _columns("slug kind name publisher licence address")
_PART: Final = re.compile(r"(?:[^;\\]|\\.)*", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_TITLE: Final = "title_"


def columns_of(languages: Sequence[str]) -> dict[str, tuple[Column, ...]]:
    """Every table with its columns, organisations first; the titles are in the languages given."""
    titles = tuple(Column(f"{_TITLE}{language}") for language in languages)
    return {
        ORGANISATIONS: (Column("id"), Column("uri"), *titles, *_FIRST, *_LAST),
        **VALUES,
        "sources": SOURCES,
        "labels": (Column("list"), Column("code"), *map(Column, languages)),
    }


def joined(codes: Sequence[str]) -> str:
    """Codes in one cell."""
    if not any(code == "" or ";" in code or "\\" in code for code in codes):
        return ";".join(codes)
    return ";".join(re.sub(r"([\\;])", r"\\\1", code) if code else r"\e" for code in codes)


def parted(cell: str) -> list[str]:
    """The codes in a cell, exactly as `joined` took them."""
    if not cell:
        return []
    parts, at = [], -1
    while at < len(cell):
        part = _PART.match(cell, at + 1)
        parts.append(part[0] if part else "")
        at += 1 + len(parts[-1])
    return ["" if part == r"\e" else _ESCAPED.sub(r"\1", part) for part in parts]


def rows_of(entry: Published, languages: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of an organisation, its own first."""
    yield (
        ORGANISATIONS,
        (entry.id, entry.uri, *(entry.titles.get(language, "") for language in languages), *_facts(entry)),
    )
    for table, columns in VALUES.items():
        if table == "facts":
            continue
        fields = [column.name for column in columns[2:-2]]
        for rank, said in enumerate(getattr(entry, table), 1):
            yield table, (entry.id, rank, *_cells(said.value, fields), joined(said.by), said.as_of)
    for fact in FACTS:
        for rank, said in enumerate(getattr(entry, fact), 1):
            yield "facts", (entry.id, rank, fact, said.value, joined(said.by), said.as_of)


def rows_beside(sources: Iterable[SourceCard], labels: Labels, languages: Sequence[str]) -> Iterator[Row]:
    """Yield the rows that say who the sources are and what the codes mean."""
    for one in sources:
        yield "sources", (one.slug, one.kind, one.name, one.publisher, one.licence, one.address)
    for name, codes in labels.items():
        for code, words in codes.items():
            yield "labels", (name, code, *(words.get(language, "") for language in languages))


def _facts(entry: Published) -> tuple[Cell, ...]:
    place = entry.locations[0].value if entry.locations else None
    return (
        *(_first(values) for values in (entry.kinds, entry.statuses, entry.founded, entry.closed_on)),
        *((place.country, place.region, place.locality) if place else ("", "", "")),
        _first(entry.links),
        joined(entry.sector_codes),
        "true" if entry.is_sector_guessed else "false",
        entry.changed_on,
        joined(entry.merged),
        joined(sources_of(entry)),
    )


def _first(values: tuple[Said[str], ...]) -> str:
    return values[0].value if values else ""


def _cells(value: Any, fields: Sequence[str]) -> Iterator[Cell]:
    for name in fields:
        cell = value if isinstance(value, str) else getattr(value, name)
        yield joined(cell) if isinstance(cell, tuple) else cell


Cells = Mapping[str, str]


def published_from(own: Cells, values: Mapping[str, Sequence[Cells]]) -> Published:
    """The organisation that its rows tell of. Raises `msgspec.ValidationError` where a cell is not what it should be."""
    found: dict[str, object] = {
        "id": own.get("id", ""),
        "uri": own.get("uri", ""),
        "titles": {key[len(_TITLE) :]: cell for key, cell in own.items() if key.startswith(_TITLE) and cell},
        "sector_codes": parted(own.get("sector_codes", "")),
        "is_sector_guessed": own.get("is_sector_guessed") == "true",
        "changed_on": own.get("changed_on", ""),
        "merged": parted(own.get("merged", "")),
    }
    for table, rows in values.items():
        if table == "facts":
            for fact in FACTS:
                found[fact] = [_said(row, row.get("value", "")) for row in rows if row.get("fact") == fact]
        else:
            found[table] = [_said(row, _value(table, row)) for row in rows]
    return msgspec.convert(found, Published, strict=False)


def _said(row: Cells, value: object) -> dict[str, object]:
    return {"value": value, "by": parted(row.get("sources", "")), "as_of": row.get("as_of", "")}


def _value(table: str, row: Cells) -> object:
    if table == "links":
        return row.get("value", "")
    parts: dict[str, object] = {}
    for column in VALUES[table][2:-2]:
        cell = row.get(column.name, "")
        if column.kind == "list":
            parts[column.name] = parted(cell)
        elif cell or column.kind == "string":
            parts[column.name] = cell
    return parts
