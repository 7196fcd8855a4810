"""Our weights as a model of Splink: it gives every pair the sum of our bits."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dalil.linkage.evidence import FEATURES, LEVELS
from dalil.linkage.weights import shipped_weights

scoring = pytest.importorskip(
    "dalil.batch.spark.scoring", reason="the extra spark is not installed", exc_type=ImportError
)


@pytest.mark.parametrize("bits", [-40.0, -3.25, 0.0, 0.01, 17.13, 40.0])
def test_the_probabilities_of_a_level_are_probabilities_and_stand_for_its_bits(bits: float) -> None:
    m, u = scoring.probabilities(bits)
    assert 0 < m <= 1 and 0 < u <= 1
    assert scoring.bits_of(m, u) == bits


def test_splink_gives_every_pair_the_sum_of_our_bits(spark: Any, tmp_path: Path) -> None:
    weights = shipped_weights()
    chance = np.random.default_rng(4)
    levels = np.stack([chance.integers(0, LEVELS[feature], 300) for feature in FEATURES], axis=1).astype(np.uint8)
    rows = [dict(zip(FEATURES, row, strict=True)) for row in levels.tolist()]
    table = spark.createDataFrame(
        [{"pair": n, "left": n, "right": n + 1, "is_forbidden": False, **row} for n, row in enumerate(rows)]
    )
    found = scoring.scored(spark, table, weights, tmp_path).sort("left").toArrow()
    assert found["left"].to_pylist() == list(range(300))
    assert found["bits"].to_pylist() == pytest.approx(np.round(weights.total(levels).astype(float), 2), abs=1e-9)
    for place, feature in enumerate(FEATURES):
        assert found[feature].to_pylist() == [weights.bits[feature][level] for level in levels[:, place]]
