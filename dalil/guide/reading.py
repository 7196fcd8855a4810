"""From a row as it stands in a file to a record, by the mapping of its list; and what of a row may be stored at all.

It never stores anything, never keeps a private contact, and never raises for what a row says: a row without a name is
refused, anything else that cannot be read is left out of the record and noted.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import msgspec

from dalil import kinds, names
from dalil.formats.record import Identifier, Location, Name, Record, SectorClaim
from dalil.formats.row import Problem, RawRow, excerpt
from dalil.guide.cells import as_website, looks_like_email, looks_like_phone, without_contacts
from dalil.guide.gathering import Gathering
from dalil.guide.mapping import Column, Mapping

WITHHELD: Final = "[not kept: private]"
"""Stands in a stored row where the file held a private contact."""

PROBLEM_CODES: Final = MappingProxyType(
    {
        "row_without_name": (),
        "name_too_long": ("limit",),
        "country_not_known": (),
        "region_not_known": (),
        "register_not_known": (),
        "website_not_understood": (),
        "date_not_understood": (),
        "coordinates_not_understood": (),
        "language_not_known": (),
    }
)

_MOST_NAME: Final = 500
_MOST_KEY: Final = 200
_NEVER_PHONES: Final = frozenset({"identifier", "register_number", "latitude", "longitude", "key"})
_PRIVATE_MEMBERS: Final = frozenset(
    {"email", "emails", "phone", "phones", "contacts", "contact", "attention", "assurer_email"}
)
_MEMBER_MARKS: Final = tuple(f'"{member}"' for member in sorted(_PRIVATE_MEMBERS))
# A key of a list that begins like this would have to be one of ours: what is entered never meets a row of a plan under way.
BY_HAND = "by hand: "


def read_record(raw: RawRow, mapping: Mapping) -> tuple[Record | None, tuple[Problem, ...]]:
    """Return the record that a row says, and what was wrong with its cells.

    None when the row is refused: by its reader (whose problems are in `raw`), or because it holds no name.
    """
    if any(problem.is_fatal for problem in raw.problems):
        return None, ()
    if raw.record is not None:
        record, problems = _tidied(raw.record, raw)
    else:
        gathering = Gathering(raw, mapping)
        for column in _columns_in_order(mapping):
            if cell := raw.cells.get(column.label, ""):
                gathering.take(column, cell)
        record, problems = gathering.record(), gathering.problems
    if not record.names:
        return None, (*problems, Problem("row_without_name", row=raw.number, sheet=raw.sheet))
    if longest := next((name.value for name in record.names if len(name.value) > _MOST_NAME), ""):
        params = {"limit": str(_MOST_NAME)}
        return None, (*problems, Problem("name_too_long", raw.number, raw.sheet, "", excerpt(longest), params))
    return record, tuple(problems)


def row_key(record: Record, raw: RawRow, mapping: Mapping) -> str:
    """Return by what the row is known again in the next edition of its list, at most 200 characters.

    That is the list's own id, else its first number in a known register, else its number in one that is not named,
    else its name; the last two with the country.
    """
    if given := names.clean(without_contacts(raw.key, "")) or _cell_of("key", raw, mapping):
        return _bounded(given)
    if first := next((number for number in record.identifiers if number.scheme), None):
        return _bounded(f"{first.scheme}:{first.value}")
    country = next((place.country for place in record.locations if place.country), "")
    if number := _cell_of("register_number", raw, mapping):
        return _bounded(f"number:{names.western_digits(number)}|{country}")
    return _bounded(f"name:{names.fold(record.names[0].value)}|{country}" if record.names else f"row:{raw.number}")


def _cell_of(field: str, raw: RawRow, mapping: Mapping) -> str:
    """Return what the first filled column of a field says."""
    for column in mapping.columns:
        cell = raw.cells.get(column.label, "") if column.field == field else ""
        if text := names.clean(without_contacts(cell, "")):
            return text
    return ""


def keep_out_private(raw: RawRow, mapping: Mapping) -> RawRow:
    """Return the row as it may be stored and shown: without contacts of persons, wherever in it they stand."""
    if raw.text:
        return _replaced(raw, text=_public_text(raw.text))
    fields = _field_of(mapping)
    cells: dict[str, str] = {}
    is_changed = False
    for label, cell in raw.cells.items():
        kept = _public_cell(cell, fields.get(label, "ignore")) if cell else cell
        is_changed = is_changed or kept is not cell
        cells[label] = kept
    return _replaced(raw, cells=cells) if is_changed else raw


def _replaced(raw: RawRow, *, cells: dict[str, str] | None = None, text: str = "") -> RawRow:
    problems = tuple(_public_problem(problem) for problem in raw.problems)
    return RawRow(raw.number, raw.sheet, raw.cells if cells is None else cells, raw.record, problems, text, raw.key)


def _public_problem(problem: Problem) -> Problem:
    return msgspec.structs.replace(problem, value=without_contacts(problem.value, WITHHELD))


def _public_cell(cell: str, field: str) -> str:
    """Return what of a cell may be kept: nothing of a private one, elsewhere all but addresses and telephones."""
    if field == "private":
        return WITHHELD
    if field in _NEVER_PHONES:
        return cell if not looks_like_email(cell) else without_contacts(cell, WITHHELD)
    if field == "ignore" and looks_like_phone(names.western_digits(cell)):
        return WITHHELD
    return without_contacts(cell, WITHHELD)


def _public_text(text: str) -> str:
    """Return the JSON of a row without its contacts; unchanged, to the byte, if it holds none."""
    if without_contacts(text, WITHHELD) == text and not any(mark in text for mark in _MEMBER_MARKS):
        return text
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return json.dumps(without_contacts(text, WITHHELD))
    public = _public_value(value)
    return text if public == value else json.dumps(public, ensure_ascii=False)


def _public_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: WITHHELD if key in _PRIVATE_MEMBERS and part else _public_value(part) for key, part in value.items()
        }
    if isinstance(value, list):
        return [_public_value(part) for part in value]
    return without_contacts(value, WITHHELD) if isinstance(value, str) else value


@lru_cache(maxsize=64)
def _columns_in_order(mapping: Mapping) -> tuple[Column, ...]:
    """Return the columns that say something, those first on which others depend: the country decides on the region."""
    told = [column for column in mapping.columns if column.field not in ("private", "ignore", "key")]
    return tuple(sorted(told, key=lambda column: column.field not in ("country", "register")))


@lru_cache(maxsize=64)
def _field_of(mapping: Mapping) -> dict[str, str]:
    return {column.label: column.field for column in mapping.columns}


def _bounded(key: str) -> str:
    """Return the key, its end replaced by a digest when it is too long."""
    if len(key) <= _MOST_KEY:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{key[: _MOST_KEY - 17]}#{digest}"


def _tidied(given: Record, raw: RawRow) -> tuple[Record, list[Problem]]:
    """Return the record of a structured format with names cleaned, numbers checked and places and sectors resolved."""
    problems: list[Problem] = []
    record = Record(
        names=tuple([name for name in map(_tidy_name, given.names) if name.value]),
        identifiers=tuple(_checked(given.identifiers, raw, problems)),
        locations=tuple([_tidy_place(place) for place in given.locations]),
        links=tuple(dict.fromkeys([link for url in given.links if (link := as_website(url))])),
        sectors=tuple([_tidy_sector(claim) for claim in given.sectors]),
        relations=tuple(
            [
                msgspec.structs.replace(tie, label=without_contacts(tie.label, WITHHELD)) if tie.label else tie
                for tie in given.relations
            ]
        ),
        descriptions=tuple(
            [
                msgspec.structs.replace(text, value=without_contacts(names.clean(text.value), WITHHELD))
                for text in given.descriptions
            ]
        ),
        languages=given.languages,
        kind=given.kind,
        status=given.status,
        founded=given.founded,
        closed_on=given.closed_on,
    )
    return record, problems


def _tidy_name(name: Name) -> Name:
    value = names.clean(without_contacts(name.value, ""))
    return name if value == name.value else Name(value, name.lang, name.types)


def _checked(given: tuple[Identifier, ...], raw: RawRow, problems: list[Problem]) -> Iterator[Identifier]:
    for number in given:
        checked = kinds.check_identifier(number.scheme, number.value)
        if checked.is_valid and number.scheme:
            yield Identifier(checked.scheme, checked.value)
        else:
            code = checked.problem_code or "register_not_known"
            value = excerpt(f"{number.scheme} {number.value}")
            problems.append(Problem(code, raw.number, raw.sheet, "", value, is_fatal=False))


def _tidy_place(place: Location) -> Location:
    country = place.country
    if place.locality and (locality := without_contacts(place.locality, "")) != place.locality:
        place = msgspec.structs.replace(place, locality=names.clean(locality))
    if not country or (len(country) == 2 and country.isupper()):
        return place
    return msgspec.structs.replace(place, country=kinds.country_named(country))


def _tidy_sector(claim: SectorClaim) -> SectorClaim:
    if claim.code or not claim.given:
        return claim
    return msgspec.structs.replace(claim, code=kinds.sector_named(claim.given))
