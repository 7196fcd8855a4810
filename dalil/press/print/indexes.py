"""The indexes of a printed guide: names and acronyms by script and letter, places by country, numbers by register.

An index says under what an organisation stands and the ids where; the template puts the page numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from django.utils.translation import gettext as _

from dalil import kinds
from dalil.formats.record import Location
from dalil.guide.labels import country_name, place_name
from dalil.guide.profile import Profile
from dalil.names.collation import letter, order, script_in
from dalil.press.print.entries import Setting, Title, breakable, direction, visible
from dalil.press.print.words import script_name

READERS_SCRIPT: Final = {"ar": "Arab", "he": "Hebr"}
LONGEST: Final = 22

Lines = list[Any]


@dataclass
class Indexes:
    """What is gathered of the entries while they are made: for each index its headings with the ids."""

    setting: Setting
    names: dict[tuple[str, str], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    acronyms: dict[tuple[str, str], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    places: dict[tuple[str, str, str], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    numbers: dict[str, dict[str, dict[str, None]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )

    @property
    def first(self) -> str:
        """The script of the reader, which comes first."""
        return READERS_SCRIPT.get(self.setting.language, "Latn")

    def take(self, number: str, profile: Profile, title: Title) -> None:
        """Note everything under which an organisation may be looked up."""
        if title.is_sound:
            self.names[title.text, ""][number] = None
        for said in profile.names:
            text = visible(said.value.value)
            if text and not self.setting.letters.lacking(text):
                kind = self.acronyms if "acronym" in said.value.types else self.names
                kind[text, _told(said.value.lang, text)][number] = None
        for place in profile.locations:
            self._take_place(number, place.value)
        for said_number in profile.identifiers:
            value = visible(said_number.value.value)
            if value and not self.setting.letters.lacking(value):
                self.numbers[said_number.value.scheme][value][number] = None

    def _take_place(self, number: str, where: Location) -> None:
        locality = visible(where.locality)
        if self.setting.letters.lacking(locality):
            locality = ""
        if where.country or where.region or locality:
            self.places[where.country, where.region, locality][number] = None

    def pages(self) -> list[Any]:
        """Every index that has lines: its code and its sections, each a heading and groups of lines."""
        made = (
            ("names", self._by_script(self.names)),
            ("acronyms", self._by_script(self.acronyms)),
            ("places", list(self._by_place())),
            ("numbers", list(self._by_register())),
        )
        return [[code, sections] for code, sections in made if sections]

    def _by_script(self, found: dict[tuple[str, str], dict[str, None]]) -> Lines:
        language = self.setting.language
        ordered = sorted(found, key=lambda name: order(name[0], name[1], self.first))
        sections: Lines = []
        for script, names in groupby(ordered, key=lambda name: script_in(*name)):
            groups = [
                [heading, [_line(text, language, found[text, lang]) for text, lang in group]]
                for heading, group in groupby(names, key=lambda name: letter(*name))
            ]
            sections.append([script_name(script, language), direction(groups[0][1][0][0], language), groups])
        return sections

    def _by_place(self) -> Iterator[Any]:
        """Countries by name; within each its regions and towns, in the order of the reader's alphabet."""
        language = self.setting.language
        countries: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        for (country, region, locality), ids in self.places.items():
            home = country or (region[:2] if region else "")
            parts = (locality, place_name(region, language) if region else "")
            countries[home][" · ".join(dict.fromkeys(p for p in parts if p))].update(ids)
        groups = []
        for code in sorted(countries, key=lambda c: (not c, order(country_name(c, language), "", self.first))):
            within = countries[code]
            lines = [
                _line(text or _("in the whole country or without a town"), language, within[text])
                for text in sorted(within, key=lambda t: (bool(t), order(t, "", self.first)))
            ]
            groups.append([country_name(code, language) or _("Without a country"), lines])
        if groups:
            yield ["", direction("", language), groups]

    def _by_register(self) -> Iterator[Any]:
        language = self.setting.language
        known = kinds.registers()
        labels = {
            scheme: known[scheme].name_in(language) if scheme in known else scheme or _("Register not named")
            for scheme in self.numbers
        }
        for scheme in sorted(self.numbers, key=lambda s: (not s, order(labels[s], "", self.first), s)):
            values = self.numbers[scheme]
            lines = [_line(value, language, values[value]) for value in sorted(values, key=_by_value)]
            yield [labels[scheme], "ltr", [["", lines]]]


def _by_value(value: str) -> tuple[int, str]:
    return (len(value), value) if value.isdigit() else (0, value)


def _told(lang: str, text: str) -> str:
    """The language only where it settles the script: equal names in two languages are one line."""
    return "ja" if lang == "ja" and script_in(text, "ja") == "Jpan" else ""


def _line(text: str, language: str, ids: Iterable[str]) -> list[Any]:
    return [breakable(text, LONGEST), direction(text, language), list(ids)]
