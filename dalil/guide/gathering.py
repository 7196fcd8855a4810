"""A record in the making: each cell of a row is taken by its field, and what it says is put where it belongs.

It never guesses beyond the cell: what is not understood is noted and left out.
"""

import re
from collections.abc import Callable
from typing import Final

from dalil import kinds, names
from dalil.formats.record import Identifier, Location, Name, Record, Relation, SectorClaim, Text
from dalil.formats.row import Problem, RawRow, excerpt
from dalil.guide.bilingual import names_in
from dalil.guide.cells import as_degrees, as_language, as_partial_date, as_website, scheme_in, without_contacts
from dalil.guide.mapping import Column, Mapping
from dalil.guide.wording import kind_named, status_named

_SCRIPTS: Final = {
    "ar": "Arab", "fa": "Arab", "ur": "Arab", "he": "Hebr", "ru": "Cyrl", "uk": "Cyrl", "el": "Grek",
    "en": "Latn", "fr": "Latn", "es": "Latn", "de": "Latn", "tr": "Latn", "it": "Latn", "pt": "Latn",
}  # fmt: skip
_SEVERAL: Final = re.compile(r"\s*[;|\n\r؛]\s*")
_MANY: Final = re.compile(r"\s*[;|\n\r؛,،]\s*")
_LINKS: Final = re.compile(r"[\s;|،؛]+|,\s*(?=[^\s,.]+\.)")
_LANGUAGES: Final = re.compile(r"\s*(?:[;|\n\r؛,،/&+]|\band\b|\bet\b|\by\b)\s*")
# Patterns that begin with a run of blanks take the square of its length, so no long cell keeps one.
_LONG: Final = 1000
_BLANKS: Final = re.compile(r"[^\S\n\r]{2,}")
_NAME_TYPES: Final = {
    "name.alias": ("alias",),
    "name.acronym": ("acronym",),
    "name.former": ("former",),
}
_LABEL: Final = ("label",)


class Gathering:
    """What has been read of one row so far."""

    def __init__(self, raw: RawRow, mapping: Mapping) -> None:
        self.problems: list[Problem] = []
        self._raw = raw
        self._mapping = mapping
        self._names: dict[Name, None] = {}
        self._identifiers: dict[Identifier, None] = {}
        self._countries: dict[str, None] = {}
        self._register = ""
        self._region = ""
        self._locality = ""
        self._lat: float | None = None
        self._lng: float | None = None
        self._links: dict[str, None] = {}
        self._sectors: dict[SectorClaim, None] = {}
        self._relations: dict[Relation, None] = {}
        self._descriptions: dict[Text, None] = {}
        self._languages: dict[str, None] = {}
        self._kind = self._status = self._founded = self._closed = ""

    def take(self, column: Column, cell: str) -> None:
        """Take what one cell says, less the contacts in it."""
        cell = without_contacts(cell, "")
        if len(cell) > _LONG:
            cell = _BLANKS.sub(" ", cell)
        taker = _TAKERS.get(column.field, Gathering._take_name)
        taker(self, column, cell)

    def record(self) -> Record:
        """Return all that the row says."""
        return Record(
            names=self._ordered_names(),
            identifiers=tuple(self._identifiers),
            locations=self._locations(),
            links=tuple(self._links),
            sectors=tuple(self._sectors),
            relations=tuple(self._relations),
            descriptions=tuple(self._descriptions),
            languages=tuple(self._languages),
            kind=self._kind,
            status=self._status,
            founded=self._founded,
            closed_on=self._closed,
        )

    def _note(self, code: str, column: Column, cell: str) -> None:
        value = excerpt(cell)
        self.problems.append(Problem(code, self._raw.number, self._raw.sheet, column.label, value, is_fatal=False))

    def _ordered_names(self) -> tuple[Name, ...]:
        """Return labels first, nothing twice; a row that gives only other names is known by the first of them."""
        labels = {name.value for name in self._names if name.types == _LABEL}
        found = [name for name in self._names if name.types == _LABEL or name.value not in labels]
        if found and not any("label" in name.types for name in found):
            best = next((name for name in found if "acronym" not in name.types), found[0])
            found[found.index(best)] = Name(best.value, best.lang, ("label", *best.types))
        return tuple(sorted(found, key=lambda name: "label" not in name.types))

    def _locations(self) -> tuple[Location, ...]:
        """Return the place of the row, and a bare one for each further country."""
        first, *others = self._countries or {self._mapping.country: None}
        country = first or (self._region[:2] if self._region else "")
        lat, lng = self._lat, self._lng
        if lat is None or lng is None:
            lat = lng = None
        place = Location(country, self._region, self._locality, lat, lng)
        places = (place, *(Location(other) for other in others))
        return tuple(place for place in places if place != Location())

    def _take_name(self, column: Column, cell: str) -> None:
        lang = column.field[5:] if len(column.field) == 7 else ""
        types = _NAME_TYPES.get(column.field, _LABEL)
        cells = _parts(column, cell) if column.separator else [cell]
        if types != _LABEL and not column.separator:
            cells = _SEVERAL.split(cell)
        for one in cells:
            for text in names_in(one):
                self._add_name(text, lang, types)

    def _add_name(self, text: str, lang: str, types: tuple[str, ...]) -> None:
        long, short = names.split_acronym(text) if types != ("acronym",) else (text, "")
        lang = self._language(long, lang)
        self._names[Name(long, lang, types)] = None
        if short:
            self._names[Name(short, lang, ("acronym",))] = None

    def _language(self, text: str, lang: str) -> str:
        """Return the language that the column names if the script allows it; else what the words tell."""
        script = names.script_of(text)
        if lang and _SCRIPTS.get(lang, script) == script:
            return lang
        if guessed := names.guess_language(text):
            return guessed
        given = self._mapping.language
        return given if given and _SCRIPTS.get(given, script) == script else ""

    def _take_identifier(self, column: Column, cell: str) -> None:
        for part in _parts(column, cell):
            text = names.clean(names.western_digits(part))
            scheme = column.scheme or scheme_in(text)
            if text and not scheme:
                self._note("register_not_known", column, text)
            elif text:
                self._add_identifier(column, scheme, text)

    def _take_register_number(self, column: Column, cell: str) -> None:
        """Take a number; one whose register the list leaves open is kept without one, and proves nothing."""
        text = names.clean(names.western_digits(cell))
        if scheme := column.scheme or self._register or scheme_in(text):
            self._add_identifier(column, scheme, text)
        elif text:
            self._identifiers[Identifier("", text)] = None

    def _add_identifier(self, column: Column, scheme: str, text: str) -> None:
        checked = kinds.check_identifier(scheme, text)
        if not text:
            return
        if checked.is_valid:
            self._identifiers[Identifier(checked.scheme, checked.value)] = None
        else:
            self._note(checked.problem_code, column, text)

    def _take_register(self, column: Column, cell: str) -> None:
        self._register = kinds.register_named(cell)
        if not self._register and cell.strip():
            self._note("register_not_known", column, cell)

    def _take_country(self, column: Column, cell: str) -> None:
        text = names.clean(cell)
        if code := kinds.country_named(text):
            self._countries[code] = None
            return
        parts = _parts(column, text)
        codes = [code for part in parts if (code := kinds.country_named(part))]
        self._countries.update(dict.fromkeys(codes))
        if text and len(codes) < len(parts):
            self._note("country_not_known", column, cell)

    def _take_region(self, column: Column, cell: str) -> None:
        text = names.clean(cell)
        if not text or self._region:
            return
        place = kinds.place(text.upper()) if any(map(str.isdecimal, text)) else None
        country = next(iter(self._countries), self._mapping.country)
        if place is not None and country in (place.country, ""):
            self._region = place.code
            return
        self._region = kinds.region_named(country, text) if country else ""
        if not self._region:
            self._note("region_not_known", column, cell)

    def _take_locality(self, column: Column, cell: str) -> None:
        self._locality = names.clean(cell)

    def _take_latitude(self, column: Column, cell: str) -> None:
        self._lat = self._degrees(column, cell, 90)

    def _take_longitude(self, column: Column, cell: str) -> None:
        self._lng = self._degrees(column, cell, 180)

    def _degrees(self, column: Column, cell: str, most: int) -> float | None:
        value = as_degrees(cell)
        if value is None:
            if cell.strip():
                self._note("coordinates_not_understood", column, cell)
        elif abs(value) > most:
            self._note("coordinates_out_of_range", column, cell)
            return None
        return value

    def _take_website(self, column: Column, cell: str) -> None:
        text = names.clean(cell)
        parts = _LINKS.split(text) if not column.separator else text.split(column.separator)
        found = [link for part in parts if (link := as_website(part))]
        self._links.update(dict.fromkeys(found))
        if text and not found:
            self._note("website_not_understood", column, cell)

    def _take_sector(self, column: Column, cell: str) -> None:
        for part in _parts(column, cell):
            given = excerpt(names.clean(part), 200)
            if given:
                self._sectors[SectorClaim(kinds.sector_named(given), given=given)] = None

    def _take_description(self, column: Column, cell: str) -> None:
        text = names.clean(cell)
        if text:
            self._descriptions[Text(text, names.guess_language(text[:400]) or self._mapping.language)] = None

    def _take_kind(self, column: Column, cell: str) -> None:
        self._kind = kind_named(cell)

    def _take_status(self, column: Column, cell: str) -> None:
        self._status = status_named(cell)

    def _take_founded(self, column: Column, cell: str) -> None:
        self._founded = self._date(column, cell)

    def _take_closed(self, column: Column, cell: str) -> None:
        self._closed = self._date(column, cell)

    def _date(self, column: Column, cell: str) -> str:
        found = as_partial_date(cell)
        if not found and cell.strip():
            self._note("date_not_understood", column, cell)
        return found

    def _take_languages(self, column: Column, cell: str) -> None:
        text = names.clean(cell)
        parts = text.split(column.separator) if column.separator else _LANGUAGES.split(text)
        for part in filter(str.strip, parts):
            if code := as_language(part):
                self._languages[code] = None
            else:
                self._note("language_not_known", column, part)

    def _take_parent(self, column: Column, cell: str) -> None:
        label = excerpt(names.clean(cell), 300)
        if label:
            self._relations[Relation("parent", label=label)] = None


def _parts(column: Column, cell: str) -> list[str]:
    """Return the values of a cell that may hold several."""
    if column.separator:
        return [part for part in cell.split(column.separator) if part.strip()]
    parts = (_MANY if column.field in ("country", "sector") else _SEVERAL).split(cell)
    return [part for part in parts if part.strip()]


_Taker = Callable[[Gathering, Column, str], None]
_TAKERS: Final[dict[str, _Taker]] = {
    "identifier": Gathering._take_identifier,
    "register_number": Gathering._take_register_number,
    "register": Gathering._take_register,
    "country": Gathering._take_country,
    "region": Gathering._take_region,
    "locality": Gathering._take_locality,
    "latitude": Gathering._take_latitude,
    "longitude": Gathering._take_longitude,
    "website": Gathering._take_website,
    "sector": Gathering._take_sector,
    "description": Gathering._take_description,
    "kind": Gathering._take_kind,
    "status": Gathering._take_status,
    "founded": Gathering._take_founded,
    "closed": Gathering._take_closed,
    "languages": Gathering._take_languages,
    "parent": Gathering._take_parent,
}
