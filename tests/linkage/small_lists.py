"""Lists made of few words in several scripts, in which nearly everything that can go wrong does: for the tests of linking."""

from collections.abc import Sequence
from itertools import product
from typing import Final

from hypothesis import strategies as st

from dalil.formats.record import Identifier, Location, Name, Record, Relation
from dalil.linkage.linking import Linked

NAMES: Final = (
    "", " ", "Amal", "Al Amal Society", "Al-Amal Association for Women", "Women's Amal Society", "جمعية الأمل",
    "جمعية الامل للمرأة",
    "עמותת אמל", "Общество Амаль", "Amal Society 12", "Amal Society 13", "AAW", "Birzeit University", "Bir Zeit University",
    "جامعة بيرزيت", "Hospital of Birzeit University", "Women Women Amal", "Amal Women Women", "Saint Mary School",
    "School Saint Mary", "Sain Mary School", "Ѕaint Мary School", "希望协会", "Hope Association", "Hope \ud800 Association",
    "\u202eAmal Society\u202c", "School",
)  # fmt: skip
HOSTS: Final = (
    (),
    ("https://amal.example.org",),
    ("https://birzeit.example.edu",),
    ("https://amal.example.org", "saint.example"),
)
PLACES: Final = (
    (), (Location(country="PS"),), (Location(country="PS", locality="Gaza"),), (Location(country="PS", locality="غزة"),),
    (Location(country="GB", locality="Leeds"),), (Location(locality="Leeds"),),
)  # fmt: skip
NUMBERS: Final = (
    (), (Identifier("GB-CHC", "1"),), (Identifier("GB-CHC", "2"),), (Identifier("GB-COH", "1"),),
    (Identifier("XI-WIKIDATA", "Q1"),),
    (Identifier("XI-WIKIDATA", "Q2"), Identifier("GB-CHC", "1")), (Identifier("GB-CHC", "1"), Identifier("GB-CHC", "2")),
)  # fmt: skip
TIES: Final = ((), (), (Relation("parent", "GB-CHC", "1"),))


def _pool() -> tuple[Record, ...]:
    """Return records of every name with much else or little, as a table of remainders deals it out."""
    found = []
    for number, (name, share) in enumerate(product(NAMES, range(12))):
        other = NAMES[(number * 7 + share) % len(NAMES)]
        names = [Name(name)] if name else []
        if share % 3 == 1:
            names.append(Name(other, types=("alias",)))
        if share % 4 == 2:
            names += [Name("AAW", types=("acronym",)), Name(NAMES[(number * 5) % len(NAMES)], types=("former",))]
        rich = share > 2
        found.append(
            Record(
                names=tuple(names),
                links=HOSTS[number % len(HOSTS)] if rich else (),
                locations=PLACES[(number // 2) % len(PLACES)] if rich else (),
                identifiers=NUMBERS[(number // 3) % len(NUMBERS)] if share > 6 else (),
                relations=TIES[number % len(TIES)] if share > 8 else (),
                founded=("", "1999", "2001-05")[number % 3] if rich else "",
            )
        )
    return tuple(found)


POOL: Final = _pool()
rows = st.lists(st.tuples(st.sampled_from(POOL), st.sampled_from(("", "a", "b", "c"))), max_size=40)


def pairs_among(size: int, most: int = 5) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Return decisions on any of so many records."""
    if not size:
        return st.just([])
    one = st.integers(0, size - 1)
    return st.lists(st.tuples(one, one), max_size=most)


def bits_of(linked: Linked) -> dict[tuple[int, int], float]:
    """Return the bits of each pair that was compared."""
    return {
        (a, b): bits
        for a, b, bits in zip(linked.left.tolist(), linked.right.tolist(), linked.bits.tolist(), strict=True)
    }


def label_of(linked: Linked) -> dict[int, int]:
    """Return the first record of the cluster of each."""
    return {number: members[0] for members in linked.clusters for number in members}


def apart(given: Sequence[tuple[Record, str]]) -> tuple[list[Record], list[str]]:
    """Return the records and the names of their lists."""
    return [record for record, _ in given], [name for _, name in given]
