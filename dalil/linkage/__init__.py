"""Which records are about one body, and what speaks for and against it: one pair, a list against a guide, or all at once.

It proposes with reasons and never merges: plans and people decide, in the guide. docs/linking.md says how.
"""

from dalil.linkage.candidates import Candidates
from dalil.linkage.comparison import ASK_BAR, SAME_BAR, Compared, compare
from dalil.linkage.forms import LOOSE_SCHEMES
from dalil.linkage.keys import are_worth_comparing, keys_of, keys_of_each, pack_keys, unpack_keys
from dalil.linkage.linking import Linked, link
from dalil.linkage.reasons import REASON_CODES, Comparison, Reason

__all__ = [
    "ASK_BAR",
    "LOOSE_SCHEMES",
    "REASON_CODES",
    "SAME_BAR",
    "Candidates",
    "Compared",
    "Comparison",
    "Linked",
    "Reason",
    "are_worth_comparing",
    "compare",
    "keys_of",
    "keys_of_each",
    "link",
    "pack_keys",
    "unpack_keys",
]
