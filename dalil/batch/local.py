"""The whole linkage on this machine alone: `dalil.linkage.link` from files to files.

It never decides anything that `dalil.linkage` decides.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from dalil.batch.rows import Column
from dalil.batch.tables import read, tables_of
from dalil.linkage.evidence import FEATURES
from dalil.linkage.linking import Linked, Progress, link, no_progress
from dalil.linkage.weights import Weights


def link_files(
    records: Path,
    decisions: Path | None,
    folder: Path,
    *,
    bar: float,
    weights: Weights,
    progress: Progress = no_progress,
) -> Mapping[str, int]:
    """Write pairs, clusters and contradictions below `folder`, as the sort of table that `records` is; return how many.

    Raises `NotUsable` when the files cannot be used.
    """
    batch = read(records, decisions)
    found = link(
        batch.records,
        lists=batch.lists,
        same=batch.same,
        different=batch.different,
        bar=bar,
        weights=weights,
        progress=progress,
    )
    out = tables_of(records)
    out.write(folder, "pairs", _pairs(batch.ids, found, weights))
    cluster = {number: batch.ids[members[0]] for members in found.clusters for number in members}
    out.write(folder, "clusters", {"id": batch.ids, "cluster": [cluster[n] for n in range(len(batch.ids))]})
    told = [(place, batch.ids[n]) for place, one in enumerate(found.contradictions, start=1) for n in one]
    out.write(folder, "contradictions", {"contradiction": [n for n, _ in told], "id": [one for _, one in told]})
    return {
        "records": len(batch.ids),
        "clusters": len(found.clusters),
        "pairs": len(found.left),
        "contradictions": len(found.contradictions),
    }


def _pairs(ids: tuple[str, ...], found: Linked, weights: Weights) -> dict[str, Column]:
    """Return a column for either id, for the bits of each feature, and for their sum with the prior."""
    columns: dict[str, Column] = {
        "a": [ids[n] for n in found.left.tolist()],
        "b": [ids[n] for n in found.right.tolist()],
    }
    for place, feature in enumerate(FEATURES):
        columns[feature] = np.array(weights.bits[feature], np.float64)[found.levels[:, place]]
    columns["bits"] = np.round(found.bits.astype(np.float64), 2)
    return columns
