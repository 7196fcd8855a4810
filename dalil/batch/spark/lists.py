"""Which lists have hardly anybody twice, as the likely pairs tell: the rule of `dalil.linkage.linking`, counted by Spark.

It never looks at a record.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from dalil.linkage.evidence import NAMED
from dalil.linkage.linking import without_doubles

LISTS: Final = "lists"
# Columns beside the levels: the lists of the two records, and whether the pair is likely before lists are looked at.
LEFT_LIST, RIGHT_LIST, IS_LIKELY = "left_list", "right_list", "is_likely"
_LEVELS: Final = {name: level for level, name in enumerate(NAMED[LISTS])}


def hardly_double(sizes: Mapping[str, int], likely: Iterable[tuple[str, str, int]]) -> frozenset[str]:
    """Return the lists with far fewer likely pairs within than they have with others; `likely` counts pairs of lists."""
    within, across = Counter[str](), Counter[str]()
    for one, other, count in likely:
        if one == other:
            within[one] += count
        else:
            across[one] += count
            across[other] += count
    names = sorted(name for name in sizes if name)
    of_size, inside, beside = (np.array([counts[n] for n in names], np.float64) for counts in (sizes, within, across))
    are_so = without_doubles(of_size, inside, beside).tolist()
    return frozenset(name for name, is_so in zip(names, are_so, strict=True) if is_so)


def with_lists(levels: DataFrame, sizes: Mapping[str, int]) -> DataFrame:
    """Return the levels with that of the lists said."""
    counts = levels.where(IS_LIKELY).groupBy(LEFT_LIST, RIGHT_LIST).count().collect()
    clean = hardly_double(sizes, ((row[LEFT_LIST], row[RIGHT_LIST], row["count"]) for row in counts))
    one, other = f.col(LEFT_LIST), f.col(RIGHT_LIST)
    said = (
        f.when((one == "") | (other == ""), _LEVELS["unknown"])
        .when(one != other, _LEVELS["other"])
        .when(one.isin(*clean), _LEVELS["same_without_doubles"])
        .otherwise(_LEVELS["same"])
    )
    return levels.withColumn(LISTS, said).drop(LEFT_LIST, RIGHT_LIST, IS_LIKELY)
