"""Our weights as a model of Splink: it gives every pair the sum of our bits."""

from itertools import product
from typing import Any

import pytest

scoring = pytest.importorskip(
    "dalil.batch.spark.scoring", reason="the extra spark is not installed", exc_type=ImportError
)

WEIGHTS = {"way": (0.0, 2.5, -3.25), "host": (0.0, -1.015625, 6.0), "place": (-6.5, 0.0, 1.75, 4.0)}
PRIOR = -11.5


@pytest.mark.parametrize("bits", [-40.0, -3.25, 0.0, 0.015625, 17.0, 40.0])
def test_the_probabilities_of_a_level_are_probabilities_and_stand_for_its_bits(bits: float) -> None:
    m, u = scoring.probabilities(bits)
    assert 0 < m <= 1 and 0 < u <= 1
    assert round(scoring.bits_of(m, u) * scoring.GRAIN) / scoring.GRAIN == bits


def test_splink_gives_every_pair_the_sum_of_our_bits(spark: Any) -> None:
    rows = [dict(zip(WEIGHTS, levels, strict=True)) for levels in product(*(range(len(w)) for w in WEIGHTS.values()))]
    table = spark.createDataFrame([{"pair": number, **row} for number, row in enumerate(rows)])
    found = {row.pair: row.bits for row in scoring.scored(spark, table, WEIGHTS, PRIOR).collect()}
    assert found == {n: PRIOR + sum(WEIGHTS[f][level] for f, level in row.items()) for n, row in enumerate(rows)}


def test_a_level_that_has_no_weight_says_nothing(spark: Any) -> None:
    table = spark.createDataFrame([{"pair": 1, "way": 9, "host": 2, "place": 1}])
    assert [row.bits for row in scoring.scored(spark, table, WEIGHTS, PRIOR).collect()] == [PRIOR + 6.0]
