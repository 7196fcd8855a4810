"""What a claim to a sector is worth: somebody's word, a guess, or the word that a person must decide.

It never assigns a sector.
"""

import re
from typing import Final

from dalil import kinds
from dalil.formats.record import SectorClaim

# Ways in which a sector is assigned that are nobody's word.
GUESSES: Final = frozenset({"rule", "model"})
# Who classifies and leaves the sector empty means it so; a list merely says it in words that fit none of the nine.
_CLASSIFIERS: Final = frozenset({"register", "editor"})
# Politics in the words of a source; its code in the classification that has one is in `kinds`.
_POLITICS: Final = re.compile(r"\bpoliti|سياس|حزب|حزاب|פוליטי|מפלג", re.IGNORECASE)
_CODE: Final = re.compile(r"\b[A-Za-z]\d{2}\b")


def is_guess(claim: SectorClaim) -> bool:
    """Whether the claim is a guess, whoever made it: it never stands before or in the way of anybody's word."""
    return claim.method in GUESSES


def is_left_to_a_person(claim: SectorClaim) -> bool:
    """Whether the claim classifies the body without giving it a sector, so that no rule may guess one.

    So do political activities and parties, for neutrality, and what a register or an editor left without a sector.
    """
    if claim.code or is_guess(claim):
        return False
    return claim.method in _CLASSIFIERS or bool(_POLITICS.search(claim.given)) or _has_undecided_code(claim.given)


def _has_undecided_code(given: str) -> bool:
    try:
        for code in _CODE.findall(given):
            kinds.sector_for("ICNP/TSO", code)
    except kinds.NeedsDecision:
        return True
    return False
