"""Our table of weights as a model of Splink, and the pairs scored by it.

What Splink calls a record is here a *pair* with the levels of its features, so that each level is found once, by our own
functions, and not once in every branch of a CASE; the pair is then compared with itself. The probabilities m and u of a
level are chosen so that log2(m/u) is its weight in bits (Fellegi and Sunter 1969). It learns nothing by itself.
"""

from collections.abc import Mapping, Sequence
from math import log2
from typing import Any, Final

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from splink import Linker
from splink.backends import spark as of_splink

PAIR: Final = "pair"
_API: Any = of_splink.SparkAPI  # it has no types of its own
# Weights are multiples of this, so that their sums are the same whatever the order; Splink's logarithms miss by 2e-15.
GRAIN: Final = 64


def probabilities(bits: float) -> tuple[float, float]:
    """Return (m, u) with log2(m/u) = bits, neither above one half."""
    return (0.5, 0.5 * 2.0**-bits) if bits >= 0 else (0.5 * 2.0**bits, 0.5)


def bits_of(m: float, u: float) -> float:
    """Return the weight that Splink will give to these."""
    return log2(m / u)


def settings(weights: Mapping[str, Sequence[float]], prior: float) -> dict[str, Any]:
    """Return the settings of Splink for weights[feature][level] in bits. Levels that the list lacks weigh nothing."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": PAIR,
        "probability_two_random_records_match": 1 / (1 + 2.0**-prior),
        "blocking_rules_to_generate_predictions": [f"l.{PAIR} = r.{PAIR}"],
        "comparisons": [_comparison(feature, levels) for feature, levels in weights.items()],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": [],
    }


def _comparison(feature: str, levels: Sequence[float]) -> dict[str, Any]:
    of_levels = []
    for level, bits in enumerate(levels):
        m, u = probabilities(bits)
        of_levels.append(
            {
                "sql_condition": f"{feature}_l = {level}",
                "label_for_charts": f"level {level}",
                "m_probability": m,
                "u_probability": u,
                "fix_m_probability": True,
                "fix_u_probability": True,
            }
        )
    nothing = {"sql_condition": "ELSE", "label_for_charts": "says nothing", "m_probability": 0.5, "u_probability": 0.5}
    return {"output_column_name": feature, "comparison_levels": [*of_levels, nothing]}


def scored(spark: SparkSession, levels: DataFrame, weights: Mapping[str, Sequence[float]], prior: float) -> DataFrame:
    """Return (pair, bits) for a table of `pair` and a column of levels for each feature."""
    api = _API(spark_session=spark, register_udfs_automatically=False, break_lineage_method="persist")
    linker = Linker(api.register(levels.select(PAIR, *weights)), settings(weights, prior))
    itself = levels.select(
        f.lit("0").alias("match_key"), f.col(PAIR).alias("join_key_l"), f.col(PAIR).alias("join_key_r")
    )
    linker.table_management.register_blocked_pairs_for_predict(api.register(itself))
    found: DataFrame = linker.inference.predict(warning_mode="never").as_spark_dataframe()
    return found.select(f.col(f"{PAIR}_l").alias(PAIR), (f.round(f.col("match_weight") * GRAIN) / GRAIN).alias("bits"))
