"""What the pages about many organisations need: who is in which sector, place and list, and how many.

It keeps a few words of each organisation and never its profile, so that fifty thousand fit into memory.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dalil import kinds
from dalil.names import script_of
from dalil.press.site.entries import Brief

NO_LETTER: Final = "0"
_SCRIPT_OF: Final[Mapping[str, str]] = {"ar": "Arab", "he": "Hebr"}


class Gathered:
    """The briefs in the order of the edition, and the places of each sector, country and region in that list."""

    def __init__(self) -> None:
        self.briefs: list[Brief] = []
        self.by_sector: dict[str, list[int]] = defaultdict(list)
        self.by_place: dict[str, list[int]] = defaultdict(list)
        self.by_source: Counter[str] = Counter()
        self.sectors_in: dict[str, Counter[str]] = defaultdict(Counter)
        self.countries_in: dict[str, Counter[str]] = defaultdict(Counter)
        self.regions_in: dict[str, Counter[str]] = defaultdict(Counter)

    def take(self, brief: Brief) -> None:
        """Count one organisation."""
        number = len(self.briefs)
        self.briefs.append(brief)
        self.by_source.update(brief.sources)
        countries = {country for _, _, country in brief.places if kinds.place(country)}
        regions = {region for _, region, _ in brief.places if kinds.place(region)}
        for code in countries | regions:
            self.by_place[code].append(number)
            self.sectors_in[code].update(brief.sectors)
        for region in regions:
            shown = kinds.place(region)
            self.regions_in[(shown.country if shown else "") or region][region] += 1
        for code in brief.sectors:
            self.by_sector[code].append(number)
            self.countries_in[code].update(countries)

    @property
    def countries(self) -> dict[str, int]:
        """How many organisations are in each country."""
        return {code: len(self.by_place[code]) for code in sorted(self.by_place) if code in kinds.countries()}

    @property
    def places(self) -> list[str]:
        """Every place that has a page: those that hold organisations, their countries, and the squares of a cartogram."""
        wanted = {code for code, numbers in self.by_place.items() if numbers}
        above = {shown.country for code in wanted if (shown := kinds.place(code)) and shown.country}
        squares = {tile.code for code in wanted | above for tile in kinds.tiles(code)}
        return sorted(code for code in wanted | above | squares if kinds.place(code))

    def order(self, language: str) -> list[int]:
        """All organisations as the lists in this language have them: its own script first, then by letter and title."""
        return sorted(range(len(self.briefs)), key=lambda number: self._sorted_by(number, language))

    def _sorted_by(self, number: int, language: str) -> tuple[tuple[bool, bool, str], str, str, str]:
        brief = self.briefs[number]
        letter, key = brief.keys[language]
        return script_order(letter, language), letter, key, brief.number

    def letters(self, language: str, order: Sequence[int]) -> dict[str, list[int]]:
        """The organisations under each letter, in their order."""
        found: dict[str, list[int]] = defaultdict(list)
        for number in order:
            found[self.briefs[number].keys[language][0]].append(number)
        return found


def script_order(letter: str, language: str) -> tuple[bool, bool, str]:
    """Where the script of a letter comes: that of the language first, signs and digits last."""
    script = script_of(letter)
    return letter == NO_LETTER, script != _SCRIPT_OF.get(language, "Latn"), script


def ranked(numbers: Iterable[int], order: Sequence[int]) -> list[int]:
    """These organisations in that order; both are places in the list of briefs."""
    wanted = set(numbers)
    return [number for number in order if number in wanted]
