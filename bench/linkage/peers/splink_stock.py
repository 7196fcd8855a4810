"""Splink as its tutorial shows it, on DuckDB: Fellegi-Sunter weights by EM, connected components.

It never gets our keys: with them it reaches far more (`docs/bench-linkage.md`).
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer, Linker, flat, package
from dalil.formats.record import Record

_PREDICTED: Final = 0.2
_JOINED: Final = 0.75
_SAMPLE: Final = 1e6


class Splink(Linker):
    """`Linker` with Jaro-Winkler levels on the name, exact country, city, host and year."""

    def link(self, records: Sequence[Record], lists: Sequence[str], training: Benchmark | None) -> Answer:
        """Learn, predict and cluster; nothing is told that a user would not tell."""
        splink, pandas = package("splink", "splink"), package("pandas", "pandas")
        rows = flat(records)
        for row in rows:
            words = sorted((row["name"] or "").split(), key=lambda word: (-len(word), word))
            row["longest"] = words[0] if words else None
        columns = [name for name in ("country", "city", "host", "founded") if any(row[name] for row in rows)]
        database = splink.DuckDBAPI()
        linker = splink.Linker(database.register(pandas.DataFrame(rows)), self._settings(splink, columns))
        self._train(splink, linker, columns)
        found = linker.inference.predict(threshold_match_probability=_PREDICTED)
        grouped = linker.clustering.cluster_pairwise_predictions_at_threshold(
            found, threshold_match_probability=_JOINED
        )
        frame = found.as_pandas_dataframe()
        joined = grouped.as_pandas_dataframe().sort_values("unique_id")
        a, b = (frame[f"unique_id_{side}"].to_numpy(dtype=np.int64) for side in "lr")
        clusters = joined["cluster_id"].to_numpy(dtype=np.int64)
        return Answer(clusters, np.minimum(a, b), np.maximum(a, b), frame["match_weight"].to_numpy(dtype=np.float64))

    def _rules(self, splink: Any, columns: Sequence[str]) -> list[Any]:
        rules = [splink.block_on("substr(name, 1, 6)"), splink.block_on("longest")]
        rules += [splink.block_on("host")] if "host" in columns else []
        return rules + ([splink.block_on("country", "city", "substr(name, 1, 3)")] if "city" in columns else [])

    def _settings(self, splink: Any, columns: Sequence[str]) -> Any:
        levels = package("splink.comparison_library", "splink")
        comparisons = [levels.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8])]
        comparisons += [levels.ExactMatch(column).configure(term_frequency_adjustments=True) for column in columns]
        return splink.SettingsCreator(
            link_type="dedupe_only",
            comparisons=comparisons,
            blocking_rules_to_generate_predictions=self._rules(splink, columns),
        )

    def _train(self, splink: Any, linker: Any, columns: Sequence[str]) -> None:
        training = linker.training
        training.estimate_probability_two_random_records_match([splink.block_on("name")], recall=0.5)
        training.estimate_u_using_random_sampling(max_pairs=_SAMPLE, seed=1)
        # Trained on pairs of one city or of one beginning ("universi"), EM takes that for what makes a pair.
        # Lists of names alone leave nothing to learn from: Splink's own starting weights stay.
        if not columns:
            return
        rules = ["name", "host"] if "host" in columns else ["name"]
        for rule in rules:
            training.estimate_parameters_using_expectation_maximisation(splink.block_on(rule))
