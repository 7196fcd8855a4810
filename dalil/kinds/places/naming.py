"""What a place is, and which of its names is shown: names always have an authority, and the operator's policy chooses among them.

It never prefers a name for one country that the same policy would not prefer for every other.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

Policy = tuple[str, ...]
"""Authorities, the most preferred first; those left out come last, in the order of the files."""

DEFAULT_POLICY: Final[Policy] = ("UN", "OCHA", "CLDR", "ISO", "HPC", "Dalil")


class PlaceName(msgspec.Struct, frozen=True):
    """One name of a place in one language, and who uses it: UN, OCHA, ISO, HPC, CLDR, or Dalil for our own wording."""

    value: str
    lang: str
    authority: str


class Place(msgspec.Struct, frozen=True):
    """A country (level 0) or a region (1, 2). `codes` are its codes in other schemes; `lat`, `lng` a point within, WGS 84."""

    code: str
    scheme: str
    country: str
    parent: str = ""
    level: int = 0
    names: tuple[PlaceName, ...] = ()
    codes: dict[str, str] = {}
    lat: float | None = None
    lng: float | None = None

    def name_in(self, lang: str, policy: Policy = DEFAULT_POLICY) -> str:
        """The name to show: in the language, else in English, else in any; the code when the place has no name."""
        for wanted in (lang, "en", ""):
            if found := _best((name for name in self.names if wanted in ("", name.lang)), policy):
                return found
        return self.code


def _best(names: Iterable[PlaceName], policy: Policy) -> str:
    ranked = sorted(names, key=lambda name: policy.index(name.authority) if name.authority in policy else len(policy))
    return ranked[0].value if ranked else ""
