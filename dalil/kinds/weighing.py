"""The table of learned weights: read from its file, and asked what heard words say for each sector.

The file is made by `dalil.kinds.training` and is meant to be read by people too. Nothing here learns, and nothing decides.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from dalil.kinds.hearing import Heard
from dalil.kinds.loading import KindsFileIsWrong

Floats = NDArray[np.float64]

FIELDS: Final = ("name", "text")


class Weights(msgspec.Struct, frozen=True):
    """Additive weights (natural logarithms of odds) of entries for kinds of bodies, which are parts of sectors.

    `matrix` (entries, kinds) holds the entries' weights by the row in `places`; `lists` what each unit of a sector's own lists
    weighs for that sector, by field; `start` (kinds) what stands before a word is heard; `sector_of` (kinds) the place of each
    kind's sector in `sectors`; `slopes` turn sums into confidence: of a name alone, and with a description.
    """

    kinds: tuple[str, ...]
    sectors: tuple[str, ...]
    sector_of: NDArray[np.int64]
    start: Floats
    places: Mapping[str, int]
    matrix: Floats
    lists: tuple[float, float]
    slopes: tuple[float, float]


def sums(heard: Heard, weights: Weights) -> Floats:
    """The sum of what the heard entries say for each kind of body (kinds,)."""
    total = weights.start.copy()
    if heard.entries:
        total += (
            np.fromiter(heard.entries.values(), np.float64) @ weights.matrix[[weights.places[e] for e in heard.entries]]
        )
    return total


def by_sector(heard: Heard, total: Floats, weights: Weights, known: Iterable[str]) -> dict[str, float]:
    """The sum for each sector: the logarithm of the sum of the odds of its kinds, and what its own lists say.

    A sector without kinds (one of the operator's) starts where the others do on average.
    """
    highest = total.max()
    parts = np.bincount(weights.sector_of, np.exp(total - highest), len(weights.sectors))
    found = dict(zip(weights.sectors, (np.log(parts) + highest).tolist(), strict=True))
    usual = sum(found.values()) / len(found)
    for code in known:
        found.setdefault(code, usual)
    for (code, field), loudness in heard.listed.items():
        if code in found:
            found[code] += weights.lists[field] * loudness
    return found


def shares(words: Mapping[str, float], total: Floats, code: str, weights: Weights) -> Floats:
    """How much of each entry's loudness speaks for a sector rather than for all others: (entries,), in the order of `words`.

    It is the first-order change of the sector's log odds: the mean weight over the sector's kinds, each counted by its odds, less
    the mean over all other kinds.
    """
    raised = np.exp(total - total.max())
    mine = weights.sector_of == weights.sectors.index(code)
    inside, outside = np.where(mine, raised, 0.0), np.where(mine, 0.0, raised)
    pull = inside / inside.sum() - outside / outside.sum()
    rows = [weights.places[entry] for entry in words]
    return np.asarray((weights.matrix[rows] @ pull) * np.fromiter(words.values(), np.float64))


def read_weights(path: Path) -> Weights:
    """Read the table. Raises KindsFileIsWrong with the line that cannot be read."""
    kinds: list[str] = []
    sectors: list[str] = []
    rows: dict[str, dict[str, Floats]] = {"start": {}, "word": {}, "list": {}, "slope": {}}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        what, entry, *cells = line.split("\t")
        try:
            if what == "what":
                kinds = cells
            elif what == "sector":
                sectors = cells
            else:
                rows[what][entry] = _row(cells, 1 if what in ("list", "slope") else len(kinds))
        except (ValueError, KeyError, IndexError) as error:
            raise KindsFileIsWrong(path, f"line {number} cannot be read: {error}") from error
    return assembled(dict(zip(kinds, sectors, strict=True)), rows)


def _row(cells: list[str], width: int) -> Floats:
    """The numbers of a line, hundredths; what is empty or missing at its end is nought."""
    found = np.zeros(width)
    for place, cell in enumerate(cells):
        if cell:
            found[place] = int(cell) / 100
    return found


def assembled(sectors: Mapping[str, str], rows: Mapping[str, Mapping[str, Floats]]) -> Weights:
    """Make the arrays. `sectors`: by kind; `rows`: `start` (one, named ''), `word`, and `list` and `slope` by field."""
    names = tuple(dict.fromkeys(sectors.values()))
    words = rows["word"]
    return Weights(
        kinds=tuple(sectors),
        sectors=names,
        sector_of=np.array([names.index(sector) for sector in sectors.values()], np.int64),
        start=rows["start"][""],
        places={entry: place for place, entry in enumerate(words)},
        matrix=np.array(list(words.values())).reshape(len(words), len(sectors)),
        lists=_by_field(rows["list"]),
        slopes=_by_field(rows["slope"]),
    )


def _by_field(rows: Mapping[str, Floats]) -> tuple[float, float]:
    name, text = (float(rows[field][0]) for field in FIELDS)
    return name, text
