"""The names that a person tried by hand and must be able to find: iPalestine, two persons, Birzeit University.

Their rows are added to the list under one Latin name each. It never adds what an engine could look up instead.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bench.names.data import Body, Corpus, Label, Question, select

DEPTH: Final = 15

_PLATFORM: Final = frozenset({"iPalestine", "International Platform for Palestinian Civil Society Organisations"})
_NOUR: Final = frozenset({"Nour Naim"})
_KHALID: Final = frozenset({"Khalid Turaani"})
_BIRZEIT: Final = frozenset({"Birzeit University"})

# One row for each name: iPalestine has two, and either is a hit. Persons have no country.
ROWS: Final = (
    *((name, "PS") for name in sorted(_PLATFORM)),
    *((name, "") for name in (*_NOUR, *_KHALID)),
    *((name, "PS") for name in _BIRZEIT),
)

QUESTIONS: Final[Mapping[str, frozenset[str]]] = {
    "iPalsteine": _PLATFORM,
    "I Palstein": _PLATFORM,
    "iBalsteen": _PLATFORM,
    "i Palestine": _PLATFORM,
    "آي فلسطين": _PLATFORM,
    "المنصة الدولية": _PLATFORM,
    "Nour Naeem": _NOUR,
    "نور نعيم": _NOUR,
    "خالد الترعاني": _KHALID,
    "جامعة بيرزيت": _BIRZEIT,
    "אוניברסיטת ביר זית": _BIRZEIT,
    "Bir Zeit Univ": _BIRZEIT,
    "Бирзейтский университет": _BIRZEIT,
}


def must_find(bodies: Mapping[str, Body], labels: Sequence[Label], size: int) -> Corpus:
    """Return an index of that size with the rows added which it has not, and each question as a set of its own."""
    chosen = select(bodies, labels, size)
    names, countries = [body.name for body in chosen], [body.country for body in chosen]
    for name, country in ROWS:
        if name not in names:
            names.append(name)
            countries.append(country)
    return Corpus(names, countries, {text: [Question(text, wanted)] for text, wanted in QUESTIONS.items()})
