"""What each column of a list holds: the fields there are, a mapping that can be saved, and a proposal for a new list.

It never reads a row into a record: `reading` does, by a mapping. It has no sentences: reasons and problems are codes.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Table
from types import MappingProxyType
from typing import Final

import msgspec

from dalil import kinds
from dalil.formats.row import Problem
from dalil.guide.looks import Look, look_at
from dalil.guide.wording import Reading, readings_of


class Field(msgspec.Struct, frozen=True):
    """Something that a column can hold. `is_single`: no two columns of a list can hold it."""

    code: str
    is_single: bool = False
    has_scheme: bool = False


def _fields(*fields: Field) -> Table[str, Field]:
    return MappingProxyType({field.code: field for field in fields})


FIELDS: Final = _fields(
    Field("name"),
    Field("name.ar"),
    Field("name.en"),
    Field("name.fr"),
    Field("name.he"),
    Field("name.es"),
    Field("name.alias"),
    Field("name.acronym"),
    Field("name.former"),
    Field("identifier", has_scheme=True),
    Field("register_number", has_scheme=True),
    Field("register", is_single=True),
    Field("country", is_single=True),
    Field("region"),
    Field("locality", is_single=True),
    Field("latitude", is_single=True),
    Field("longitude", is_single=True),
    Field("website"),
    Field("sector"),
    Field("description"),
    Field("kind", is_single=True),
    Field("status", is_single=True),
    Field("founded", is_single=True),
    Field("closed", is_single=True),
    Field("languages"),
    Field("parent"),
    Field("key", is_single=True),
    Field("private"),
    Field("ignore"),
)
"""Every field by code. `private` is for contacts and persons, which are never stored; `key` is the list's own id."""

NAME_FIELDS: Final = frozenset(code for code in FIELDS if code.startswith("name"))
_LONG_TEXT: Final = 60  # cells longer than this on average are sentences, not terms
_OTHER_LANGUAGE: Final = re.compile(r"name\.[a-z]{2}")

PROBLEM_CODES: Final[Table[str, tuple[str, ...]]] = MappingProxyType(
    {
        "mapping_without_name": (),
        "mapping_field_unknown": ("field",),
        "mapping_field_twice": ("field",),
        "mapping_column_twice": (),
        "mapping_column_missing": (),
        "mapping_column_new": (),
        "mapping_country_unknown": (),
    }
)
REASON_CODES: Final = (
    "heading_says",
    "heading_and_cells_say",
    "cells_are_emails",
    "cells_are_phones",
    "cells_are_links",
    "cells_are_identifiers",
    "cells_are_countries",
    "cells_are_places",
    "cells_are_languages",
    "cells_are_sectors",
    "cells_are_long_and_distinct",
    "another_column_fits_better",
    "nothing_fits",
)


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one column holds. `scheme`: the register of its numbers; `separator`: what parts several values in a cell."""

    label: str
    field: str = "ignore"
    scheme: str = ""
    separator: str = ""


class Mapping(msgspec.Struct, frozen=True, omit_defaults=True):
    """What all columns of a list hold, and what holds for all its rows: country (ISO 3166-1) and language (ISO 639-1)."""

    columns: tuple[Column, ...] = ()
    country: str = ""
    language: str = ""


class ProposedColumn(msgspec.Struct, frozen=True):
    """What a column probably holds; `confidence` 0..1, `reason` one of REASON_CODES."""

    column: Column
    confidence: float
    reason: str


class Proposal(msgspec.Struct, frozen=True):
    """A mapping for a person to correct, with the reason for each of its columns."""

    columns: tuple[ProposedColumn, ...]

    @property
    def mapping(self) -> Mapping:
        """The mapping as proposed."""
        return Mapping(tuple(proposed.column for proposed in self.columns))


def check_mapping(mapping: Mapping, columns: Sequence[str]) -> tuple[Problem, ...]:
    """Return what keeps a mapping from being used on a list with these columns; empty when nothing does."""
    problems = []
    labels = [column.label for column in mapping.columns]
    fields = [column.field for column in mapping.columns]
    if not NAME_FIELDS.intersection(fields) and not any(map(_OTHER_LANGUAGE.fullmatch, fields)):
        problems.append(Problem("mapping_without_name"))
    if mapping.country and kinds.country_named(mapping.country) != mapping.country:
        problems.append(Problem("mapping_country_unknown", value=mapping.country[:80]))
    for number, column in enumerate(mapping.columns):
        if not is_field(column.field):
            problems.append(_about(column, "mapping_field_unknown"))
        elif column.field in fields[:number] and column.field in FIELDS and FIELDS[column.field].is_single:
            problems.append(_about(column, "mapping_field_twice"))
        if column.label in labels[:number]:
            problems.append(Problem("mapping_column_twice", column=column.label))
        if column.label not in columns:
            problems.append(Problem("mapping_column_missing", column=column.label))
    # A column that nobody has looked at may hold contacts of persons: it is never taken in silently.
    problems += [Problem("mapping_column_new", column=label) for label in columns if label not in labels]
    return tuple(problems)


def is_field(code: str) -> bool:
    """Whether there is such a field; names may be in any language of ISO 639-1."""
    return code in FIELDS or bool(_OTHER_LANGUAGE.fullmatch(code))


def propose(columns: Sequence[str], samples: Iterable[Table[str, str]]) -> Proposal:
    """Return what each column probably holds, by its heading and by the cells of some rows."""
    rows = list(samples)
    looks = {label: look_at(row.get(label, "") for row in rows) for label in columns}
    proposed = [_proposed(label, looks[label]) for label in columns]
    proposed = _with_name(proposed, looks)
    return Proposal(tuple(_without_rivals(proposed, looks)))


def _about(column: Column, code: str) -> Problem:
    return Problem(code, column=column.label, params={"field": column.field})


def _proposed(label: str, look: Look) -> ProposedColumn:
    """Return what one column by itself probably holds."""
    if look.emails >= 0.2:
        return _column(label, "private", 0.99, "cells_are_emails")
    readings = readings_of(label)
    by_cells = _by_cells(label, look)
    if scheme := kinds.register_named(label):
        return _column(label, "identifier", 0.9, "heading_says", scheme)
    for reading in readings:
        if reading.field and _is_possible(reading.field, look):
            return _by_heading(label, reading, look, by_cells)
    if by_cells is not None:
        return by_cells
    language = readings[0].language if readings else ""
    if language and look.texts >= 0.8:
        return _column(label, f"name.{language}", 0.6, "heading_says")
    return _column(label, "ignore", 0.3, "nothing_fits")


def _by_heading(label: str, reading: Reading, look: Look, by_cells: ProposedColumn | None) -> ProposedColumn:
    """Return what a heading says, set right by what the cells surely are."""
    field = reading.field
    if field == "name" and reading.language:
        field = f"name.{reading.language}"
    if field == "sector" and look.length > _LONG_TEXT:
        field = "description"
    if by_cells is not None:
        if by_cells.column.field == field or (field == "key" and by_cells.column.field == "identifier"):
            return _column(label, by_cells.column.field, 0.97, "heading_and_cells_say", by_cells.column.scheme)
        if by_cells.confidence >= 0.9 and field != "private":
            return by_cells
        if reading.share <= 0.5 and by_cells.confidence >= 0.8 and field != "private":
            return by_cells
    return _column(label, field, round(0.5 + 0.45 * reading.share, 2), "heading_says")


def _by_cells(label: str, look: Look) -> ProposedColumn | None:
    """Return what the cells of a column surely are; None if they could be anything."""
    for share, bar, field, confidence, reason in (
        (look.identifiers, 0.6, "identifier", 0.93, "cells_are_identifiers"),
        (look.phones, 0.5, "private", 0.9, "cells_are_phones"),
        (look.links, 0.5, "website", 0.9, "cells_are_links"),
        (look.countries, 0.8, "country", 0.85, "cells_are_countries"),
        (look.places, 0.7, "region", 0.85, "cells_are_places"),
        (look.languages, 0.8, "languages", 0.8, "cells_are_languages"),
    ):
        if share >= bar and (field != "languages" or look.length > 2.5):
            return _column(label, field, confidence, reason, look.scheme if field == "identifier" else "")
    if look.sectors >= 0.7 and look.distinct <= 0.5 and look.filled >= 5:
        return _column(label, "sector", 0.6, "cells_are_sectors")
    return None


def _is_possible(field: str, look: Look) -> bool:
    """Whether cells that look so can hold what the heading says; an empty column can hold anything."""
    if not look.filled:
        return True
    if field in ("latitude", "longitude"):
        return look.numbers >= 0.6
    if field in ("founded", "closed"):
        return look.dates >= 0.4
    if field == "website":
        return look.links >= 0.2
    if field == "languages":
        return look.languages >= 0.3
    if field.startswith("name") or field in ("country", "description", "locality"):
        return look.texts >= 0.4 or look.places >= 0.4
    if field == "key":
        return look.distinct == 1
    return True


def _with_name(proposed: list[ProposedColumn], looks: Table[str, Look]) -> list[ProposedColumn]:
    """Give a list without a name the column whose cells are most like names: long texts, hardly any twice."""
    if any(one.column.field.partition(".")[0] == "name" for one in proposed):
        return proposed
    free = [one.column.label for one in proposed if one.column.field in ("ignore", "key", "description", "parent")]

    def likeness(label: str) -> float:
        look = looks[label]
        is_name = look.texts >= 0.6 and look.length >= 6
        return look.distinct * min(look.length, 40) / (1 + max(0, look.length - 80) / 40) if is_name else 0.0

    best = max(free, key=likeness, default="")
    if not best or not likeness(best):
        return proposed
    found = _column(best, "name", 0.5, "cells_are_long_and_distinct")
    return [found if one.column.label == best else one for one in proposed]


def _without_rivals(proposed: Sequence[ProposedColumn], looks: Table[str, Look]) -> list[ProposedColumn]:
    """Leave each single-valued field to the column that fits best.

    Of several columns with plain names, those in the script of the best one hold other names.
    """

    def fitness(one: ProposedColumn) -> tuple[float, float, int]:
        look = looks[one.column.label]
        return one.confidence, look.distinct if one.column.field == "name" else 0.0, look.filled

    best: dict[str, ProposedColumn] = {}
    for one in proposed:
        held = best.get(one.column.field)
        if held is None or fitness(one) > fitness(held):
            best[one.column.field] = one
    result = []
    for one in proposed:
        field = one.column.field
        if one is not best[field] and field == "name" and not _differ_in_script(one, best[field], looks):
            one = _column(one.column.label, "name.alias", one.confidence, one.reason)
        elif one is not best[field] and field in FIELDS and FIELDS[field].is_single:
            one = _column(one.column.label, "ignore", 0.5, "another_column_fits_better")
        result.append(one)
    return result


def _differ_in_script(one: ProposedColumn, other: ProposedColumn, looks: Table[str, Look]) -> bool:
    scripts = {looks[one.column.label].script, looks[other.column.label].script}
    return len(scripts) == 2 and "" not in scripts


def _column(label: str, field: str, confidence: float, reason: str, scheme: str = "") -> ProposedColumn:
    return ProposedColumn(Column(label, field, scheme), confidence, reason)
