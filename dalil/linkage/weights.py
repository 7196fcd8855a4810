"""What each level of each feature weighs, in bits: a table that a person can read and change (`tables/weights.tsv`).

Bits are log2 of how much more often a level is met in pairs about one body than in other pairs that were compared; they
add up with the prior (Fellegi and Sunter, 1969). Learned by `python -m bench.linkage.learn`. It never reads a record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Self

import numpy as np

from dalil.linkage.evidence import FEATURES, NAMED, STEPS, Levels
from dalil.linkage.ragged import Floats

PRIOR: Final = "prior"


class WrongWeights(ValueError):
    """A table of weights is not as it must be; the sentence names file, line and column."""


def level_names(feature: str) -> tuple[str, ...]:
    """Return the names of the levels of a feature in their order; of a measured one, the lower ends."""
    return NAMED[feature] if feature in NAMED else ("0", *map(str, STEPS[feature]))


@dataclass(frozen=True, slots=True)
class Weights:
    """Bits by feature, one for each level in order, and the prior: what any pair that is compared begins with."""

    prior: float
    bits: Mapping[str, tuple[float, ...]]
    version: str

    @classmethod
    def read(cls, text: str, source: str = "weights") -> Self:
        """Return the weights of a table of feature, level and bits. Raises `WrongWeights` naming the line."""
        found: dict[str, dict[str, float]] = {feature: {} for feature in FEATURES}
        prior, version = None, ""
        for number, line in enumerate(text.splitlines(), start=1):
            if line.startswith("# version"):
                version = line.removeprefix("# version").strip()
            if not line or line.startswith("#"):
                continue
            columns = line.split("\t")
            try:
                feature, level, bits = columns[0], columns[1], float(columns[2])
            except (IndexError, ValueError):
                raise WrongWeights(f"{source}, line {number}: feature, level and bits are needed, by tabs") from None
            if feature == PRIOR:
                prior = bits
            elif feature not in found or level not in level_names(feature):
                raise WrongWeights(f"{source}, line {number}: there is no level {level} of a feature {feature}")
            else:
                found[feature][level] = bits
        missing = [f"{f} {name}" for f in FEATURES for name in level_names(f) if name not in found[f]]
        if prior is None or missing:
            raise WrongWeights(f"{source}: no weight for {', '.join(missing) or PRIOR}")
        bits_of = {feature: tuple(found[feature][name] for name in level_names(feature)) for feature in FEATURES}
        return cls(prior, bits_of, version)

    def written(self) -> str:
        """Return the table that `read` reads."""
        rows = [f"# version {self.version}", f"{PRIOR}\t\t{self.prior:.2f}"]
        for feature in FEATURES:
            rows += [
                f"{feature}\t{name}\t{bits:.2f}"
                for name, bits in zip(level_names(feature), self.bits[feature], strict=True)
            ]
        return "\n".join(rows) + "\n"

    def total(self, levels: Levels) -> Floats:
        """Return the bits of each pair: the prior and what its levels weigh; shape (pairs,)."""
        # In whole hundredths, so that no sum depends on the order of its summands.
        sums = np.full(len(levels), round(100 * self.prior), np.int32)
        for column, feature in enumerate(FEATURES):
            sums += np.rint(100 * np.array(self.bits[feature])).astype(np.int32)[levels[:, column]]
        return (sums / 100).astype(np.float32)


def read_weights(path: Path) -> Weights:
    """Return the weights of a file. Raises `WrongWeights`, `OSError`."""
    return Weights.read(path.read_text(encoding="utf-8"), str(path))


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """Return the weights that come with the program."""
    return Weights.read((files("dalil.linkage") / "tables" / "weights.tsv").read_text(encoding="utf-8"), "weights.tsv")
