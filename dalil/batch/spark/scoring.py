"""Our table of weights as a model of Splink, and the pairs scored by it.

What Splink calls a record is here a *pair* with the levels of its features, so that each level is found once, by our own
functions, and not once in every branch of a CASE; the pair is then compared with itself. The probabilities m and u of a
level are chosen so that log2(m/u) is its weight in bits (Fellegi and Sunter 1969). It learns nothing by itself.
"""

import logging
from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path
from typing import Any, Final

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from splink import Linker
from splink.backends import spark as of_splink

from dalil.linkage.weights import Weights

PAIR: Final = "pair"
# What is known of a pair beside its levels.
KEPT: Final = ("left", "right", "is_forbidden")
_API: Any = of_splink.SparkAPI  # it has no types of its own
# Weights are hundredths of a bit; Splink's logarithms miss them by 2e-15.
_DIGITS: Final = 2


def probabilities(bits: float) -> tuple[float, float]:
    """Return (m, u) with log2(m/u) = bits, neither above one half."""
    return (0.5, 0.5 * 2.0**-bits) if bits >= 0 else (0.5 * 2.0**bits, 0.5)


def bits_of(m: float, u: float) -> float:
    """Return the weight that Splink gives to these, to a hundredth of a bit."""
    return round(log2(m / u), _DIGITS)


def settings(weights: Weights) -> dict[str, Any]:
    """Return the settings of Splink that stand for these weights; what is not a level weighs nothing."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": PAIR,
        "probability_two_random_records_match": 1 / (1 + 2.0**-weights.prior),
        "blocking_rules_to_generate_predictions": [f"l.{PAIR} = r.{PAIR}"],
        "comparisons": [_comparison(feature, levels) for feature, levels in weights.bits.items()],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "additional_columns_to_retain": [*KEPT],
    }


def _comparison(feature: str, levels: Sequence[float]) -> dict[str, Any]:
    of_levels: list[dict[str, Any]] = []
    for level, bits in enumerate(levels):
        m, u = probabilities(bits)
        shown = {"sql_condition": f"{feature}_l = {level}", "label_for_charts": f"level {level}"}
        of_levels.append(shown | {"m_probability": m, "u_probability": u})
    # Splink wants to be told what a missing value is; there is none.
    missing = {"sql_condition": f"{feature}_l IS NULL", "label_for_charts": "not known", "is_null_level": True}
    return {"output_column_name": feature, "comparison_levels": [missing, *of_levels]}


def scored(spark: SparkSession, levels: DataFrame, weights: Weights, work: Path) -> DataFrame:
    """Return KEPT, bits, and the bits of each feature, for a table of `pair`, KEPT and a column of levels each."""
    spark.sparkContext.setCheckpointDir(str(work / "splink"))
    api = _API(spark_session=spark, register_udfs_automatically=False, break_lineage_method="parquet")
    linker = Linker(api.register(levels), settings(weights), log_level=logging.WARNING)
    itself = levels.select(
        f.lit("0").alias("match_key"), f.col(PAIR).alias("join_key_l"), f.col(PAIR).alias("join_key_r")
    )
    linker.table_management.register_blocked_pairs_for_predict(api.register(itself))
    found: DataFrame = linker.inference.predict(warning_mode="never").as_spark_dataframe()
    parts: Mapping[str, str] = {"bits": "match_weight", **{feature: f"mw_{feature}" for feature in weights.bits}}
    return found.select(
        *(f.col(f"{name}_l").alias(name) for name in KEPT),
        *(f.round(column, _DIGITS).alias(name) for name, column in parts.items()),
    )
