"""Which records hang together by pairs worth joining or by decisions: the parts in which clusters are found one by one.

Edges are gathered on the machine that steers, 16 bytes each: ten million records have about as many, a thousand million
would not fit. It never looks at a record.
"""

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]


def components(left: Longs, right: Longs) -> tuple[Longs, Longs]:
    """Return (records, component): every record that has an edge, ascending, with the lowest record it hangs together with.

    Each round gives every record the lowest label among its neighbours and then shortens the chains of labels (pointer
    jumping, Shiloach and Vishkin 1982); rounds grow with the logarithm of the longest chain.
    """
    records, ends = np.unique(np.concatenate((left, right)), return_inverse=True)
    one, other = np.split(ends, 2)
    labels = np.arange(len(records))
    while True:
        low = np.minimum(labels[one], labels[other])
        before = labels.copy()
        # Hang the roots of both ends below the lower label, so that whole chains move at once.
        np.minimum.at(labels, before[one], low)
        np.minimum.at(labels, before[other], low)
        np.minimum.at(labels, one, low)
        np.minimum.at(labels, other, low)
        while not np.array_equal(labels, shorter := labels[labels]):
            labels = shorter
        if np.array_equal(labels, before):
            return records, records[labels]
