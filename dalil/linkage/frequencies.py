"""How common words are among organisations: what a shared word tells, in bits.

Counted in the records at hand together with a shipped table (`tables/frequencies.tsv`, counted in open registries), so that
a short list is not taken for the world. In steps of a bit: a few more records change few words. It never sees a name.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, Self

import numpy as np

from dalil.linkage.forms import Forms
from dalil.linkage.ragged import Bools, Floats, Longs
from dalil.linkage.words import number_of

# Words of up to so many records are all equally rare; a word met more often is no slip of the pen.
RARE: Final = 8
_LEAST_POPULATION: Final = 1024
_MOST_BITS: Final = 16.0


def stepped(counts: Longs) -> Floats:
    """Return about log2 of counts in whole bits, 0 up to eight: a few more records change few of them."""
    return np.asarray(np.floor(np.log2(np.maximum(counts, 1) + RARE - 1) - np.log2(RARE)), np.float32)


def scale_of(population: int) -> float:
    """Return log2 of the number of records in steps of a half, of at least a thousand: what a name must tell."""
    return float(np.floor(np.log2(max(_LEAST_POPULATION, population)) * 2) / 2)


@lru_cache(maxsize=1)
def shipped() -> tuple[Longs, Longs, int]:
    """Return (concepts ascending, in how many records each is, number of records) of the shipped table."""
    lines = (files("dalil.linkage") / "tables" / "frequencies.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    population = int(rows[0][1])
    pairs = sorted((number_of("word " + word), int(count)) for word, count in rows[1:])
    concepts, counts = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    return concepts, counts, population


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Concepts ascending, in how many of `population` records each is met; what is not listed is met once."""

    concepts: Longs
    counts: Longs
    population: int

    @classmethod
    def of(cls, forms: Forms, own: bool = True) -> Self:
        """Return the counts in these records and in the shipped table together, or in the latter alone."""
        alone = cls(*shipped())
        return alone.plus(forms) if own else alone

    def plus(self, forms: Forms) -> Self:
        """Return the counts with these further records."""
        met, place = np.unique(forms.words.concepts[forms.names.values, 0], return_inverse=True)
        once = np.unique(place * max(1, len(forms)) + forms.owners[forms.names.owners]) // max(1, len(forms))
        every, inverse = np.unique(np.concatenate((self.concepts, met)), return_inverse=True)
        counts = np.concatenate((self.counts, np.bincount(once, minlength=len(met))))
        sums = np.bincount(inverse, counts, minlength=len(every)).astype(np.int64)
        return type(self)(every, sums, self.population + len(forms))

    def counted(self, concepts: Longs) -> Longs:
        """Return in how many records each of these is met, at least 1."""
        place = np.minimum(np.searchsorted(self.concepts, concepts), len(self.concepts) - 1)
        return np.where(self.concepts[place] == concepts, self.counts[place], 1)

    def bits(self, concepts: Longs) -> Floats:
        """Return what sharing each of these tells, in bits; shape as given."""
        bits = scale_of(self.population) - stepped(self.counted(concepts))
        return np.asarray(np.clip(bits, 0.0, _MOST_BITS), np.float32)

    def known(self, concepts: Longs) -> Bools:
        """Return which of these are met too often to be a slip."""
        return self.counted(concepts) > RARE
