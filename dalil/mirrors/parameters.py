"""Every number of a signed mirror in one place: who must sign, how long it holds, how large anything may be.

It decides nothing at run time: others read it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

KIB: Final = 1024

# What a reader takes in at most. Whoever holds no key can make a reader read the first three, and no more than that.
MOST_ROOT: Final = 64 * KIB
MOST_TIMESTAMP: Final = 16 * KIB
MOST_ROOTS: Final = 1000
MOST_SNAPSHOT: Final = 2048 * KIB
MOST_TARGETS: Final = 64 * KIB
MOST_BIN: Final = 2048 * KIB
MOST_VERSION: Final = 2**53 - 1
"""The largest whole number that every JSON reader of the world takes without loss."""
MOST_BITS: Final = 12
MOST_PATH: Final = 1000
MOST_NAMED: Final = 10_000
"""So many files that do not belong are named one by one; of the others only the number is told."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a platform signs. The defaults are what docs/mirrors.md describes; a test or a small network may set others."""

    trustee_threshold: int = 3
    """How many trustees must sign a root. Of how many, the ceremony says: five unless a platform decides otherwise."""
    editor_threshold: int = 2
    """How many editors must sign what is published."""
    timestamp: timedelta = timedelta(days=7)
    """How long a reader who has not heard of anything newer takes the mirror for current."""
    snapshot: timedelta = timedelta(days=14)
    """Longer than a timestamp, so that stamping anew mostly needs one small file."""
    targets: timedelta = timedelta(days=365)
    root: timedelta = timedelta(days=730)
    renew: timedelta = timedelta(days=180)
    """What would expire sooner than this is signed anew along with whatever is published."""
    fewest_bits: int = 4
    """Two to the power of this are the fewest bins: 16."""
    most_bin_bytes: int = 100_000
    """The largest bin may have so many bytes; else there are twice as many bins."""
