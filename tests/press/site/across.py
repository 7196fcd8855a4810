"""Organisations whose names are in one script alone, for asking in the others."""

from dalil.formats.record import Location, Name, Record, SectorClaim
from dalil.press.frozen import Entry
from tests.press.small_edition import said

MUSEUM = Entry(
    "fffffffffffa",
    "2026-03-07",
    (
        said(
            "ngo-list",
            Record(
                names=(Name("Forest Museum of Nablus", "en"),),
                locations=(Location("PS", "", "Nablus"),),
                sectors=(SectorClaim("culture"),),
            ),
            8,
        ),
    ),
)
WOMEN = Entry(
    "fffffffffffb",
    "2026-03-07",
    (said("ngo-list", Record(names=(Name("جمعية نساء بيرزيت", "ar"),), locations=(Location("PS"),)), 9),),
)
LIGHT = Entry(
    "fffffffffffc",
    "2026-03-07",
    (said("ngo-list", Record(names=(Name("בית האור לילדים", "he"),), locations=(Location("IL"),)), 10),),
)
NUMBERED = 200
CROWD = tuple(
    Entry(
        f"g{number:011d}",
        "2026-03-07",
        (said("ngo-list", Record(names=(Name(f"Neighbours of street {number}", "en"),)), 20 + number),),
    )
    for number in range(NUMBERED)
)
ACROSS = (MUSEUM, WOMEN, LIGHT)
