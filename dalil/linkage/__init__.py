"""Which records may be about the same body, and what speaks for and against it.

It proposes with reasons and never merges: plans and people decide, in the guide.
"""

from dalil.linkage.candidates import Candidates
from dalil.linkage.comparison import ASK_BAR, SAME_BAR, compare
from dalil.linkage.keys import are_worth_comparing, keys_of, pack_keys, unpack_keys
from dalil.linkage.linking import Linked, link
from dalil.linkage.reasons import REASON_CODES, Comparison, Reason

__all__ = [
    "ASK_BAR",
    "REASON_CODES",
    "SAME_BAR",
    "Candidates",
    "Comparison",
    "Linked",
    "Reason",
    "are_worth_comparing",
    "compare",
    "keys_of",
    "link",
    "pack_keys",
    "unpack_keys",
]
